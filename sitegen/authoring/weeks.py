"""Weeks as editors name them: ISO 8601 weeks, with the ordinal as each language writes it in figures."""

from __future__ import annotations

from sitegen.language import texts

# The last vowel of the number's word decides: birinci, ikinci, üçüncü … (Orfoqrafiya qaydaları: "-cı, -ci, -cu, -cü"
# behind a hyphen after figures; none after Roman numerals).
_AZ_UNITS = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
_AZ_TENS = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")
_AZ_POWERS = ((10**9, "cı"), (10**6, "cu"), (1000, "ci"), (100, "cü"))  # milyard, milyon, min, yüz


def ordinal(number: int, language: str) -> str:
    """Return "43-cü", "43.", "43-я" or "43rd": a number of the order, as az, tr, ru (feminine) and en write it.

    Another language gets the bare figures. `number` is not negative.
    """
    match language.partition("-")[0]:
        case "az":
            return f"{number}-{_az_suffix(number)}"
        case "tr":
            return f"{number}."
        case "ru":
            return f"{number}-я"
        case "en":
            irregular = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            return f"{number}{'th' if number % 100 in (11, 12, 13) else irregular}"
    return str(number)


def _az_suffix(number: int) -> str:
    if number % 10:
        return _AZ_UNITS[number % 10]
    if number % 100:
        return _AZ_TENS[number % 100 // 10]
    # Round numbers end in the word of the largest power that divides them; zero is "sıfırıncı".
    return next((suffix for power, suffix in _AZ_POWERS if number and number % power == 0), "cı")


def week_title(year: int, week: int, language: str) -> str:
    """Return the title of a week's edition: "43-cü həftə", "43. hafta", "43-я неделя", "Week 43", else "2025-W43"."""
    match language.partition("-")[0]:
        case "az":
            return f"{ordinal(week, language)} həftə"
        case "tr":
            return f"{ordinal(week, language)} hafta"
        case "ru":
            return f"{ordinal(week, language)} неделя"
        case "en":
            return f"Week {week}"
    return f"{year:04}-W{week:02}"


def rest_title(language: str) -> str:
    """Return the name of the group of articles that belong to no section."""
    own = {"az": "Digər", "tr": "Diğer", "ru": "Другое", "en": "Other"}
    return own.get(language.partition("-")[0]) or texts(language)["latest"]
