"""Dates out of bylines: what news sites print, in the language they print it in.

Strict on purpose: a text is a date as a whole or it is none, so that a sentence with a number in it is never one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

import msgspec

from sitegen.language.casing import fold, primary_language
from sitegen.language.cldr import calendar
from sitegen.language.dates import time_zone
from sitegen.language.vocabulary import Vocabulary, vocabulary


class Parsed(msgspec.Struct, frozen=True):
    """A moment (aware, in the zone asked for) and whether a time of day was told; without one it is midnight."""

    moment: datetime
    has_time: bool


# Plain strings, compiled at first use (re keeps them): most commands never read a date in words.
_ISO = r"(?s)\d{4}-?\d\d-?\d\d(?:[T ].*)?"
_TIME = (
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])(?:[:](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"|[.](?P<dotted>[0-5]\d)(?=\s*(?:uhr|gmt|utc|bst|msk|мск)\b|\]?$))(?![\d:])(?:\s*(?P<half>[ap]\.? ?m\b\.?))?"
    r"(?:['-]?(?:de|da|te|ta)\b)?(?P<zone>\s*\(?(?:z|(?:(?:gmt|utc)\s?)?[+-]\d\d?(?::?\d\d)?|gmt|utc|bst|msk|мск)(?![\w:])\)?)?"
)
_NUMERIC = r"(?:(\d{4})[./-](\d\d?)[./-](\d\d?)|(\d\d?)([./-])(\d\d?)\5(\d{4}|\d\d))(?:['-]?[^\W\d]{2,4})?"
_SPAN = r"\d-\d\d?:"  # "10:00-11:30"
_SPACED = r"(?<!\d)(\d\d?) ?([./]) ?(\d\d?) ?\2 ?((?:19|20)\d\d)(?!\d)"  # "4. 2. 2022"
_BARRED = r"(?<![\d|])(?<!\| )(\d\d) \| (\d\d) \| ((?:19|20)\d\d)(?!\d)(?! ?\|)"  # "26 | 01 | 2022"
_MARKS = r"[\[\]()|,•·/–—-]+(?=\s|$)|(?<=\s)[\[\]()|,•·/–—-]+|^[\[\]()|,•·/–—-]+"
_WORD = r"(\d+)(?:['-]?([^\W\d]+))?|[^\W\d]+(?:'[^\W\d]+)?"
_AMOUNT = r"(\d{1,4})|([^\W\d]+)"
_OFFSETS = {
    "": None,
    "z": UTC,
    "gmt": UTC,
    "utc": UTC,
    "bst": timezone(timedelta(hours=1)),
    "msk": timezone(timedelta(hours=3)),
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def parse_date(text: str, language: str, zone: str, now: datetime) -> Parsed | None:
    """Return the moment that `text` tells, read in `language` and, where it names no zone of its own, in `zone`.

    `now` (aware) is the moment from which "2 saat əvvəl" and "dünən" count. A date without a year is the latest such
    day that is not after `now`'s. An impossible date ("31.02.2025") and any text that is more than a date give None.
    """
    home = time_zone(zone)
    today = now.astimezone(home)
    clean, folded = _plain(text)
    if re.fullmatch(_ISO, clean):
        return _iso(clean, home)
    words = vocabulary(primary_language(language))
    if found := _relative(folded, words, today) or _relative(folded, vocabulary("en"), today):
        return found
    clock = _clock(folded)
    if clock is None:
        return None
    at, offset, rest = clock
    day = _day(rest, language, words, today.date())
    if day is None:
        return None
    day, at = (day + timedelta(days=1), time()) if at == _MIDNIGHT_24 else (day, at)
    moment = datetime.combine(day, at or time(), offset or home)
    return Parsed(moment.astimezone(home), at is not None)


_MIDNIGHT_24 = time(0, 0, 0, 1)  # "24:00" closes its day


@lru_cache(maxsize=256)  # here and below: a text is often asked about in several languages in turn
def _plain(text: str) -> tuple[str, str]:
    """Return a text with usual letters and single blanks, and the same in lower case."""
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    return clean, fold(clean)


def _iso(text: str, home: tzinfo) -> Parsed | None:
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", text, flags=re.IGNORECASE))
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=home)
    return Parsed(aware.astimezone(home), ":" in text or "T" in text)


def _relative(folded: str, words: Vocabulary, now: datetime) -> Parsed | None:
    """Read "2 saat əvvəl", "vor einer Stunde", "just now"."""
    if folded in words.now:
        return Parsed(now, True)
    tokens = folded.rstrip(".").split()
    marker = 0 if words.ago_first else -1
    if len(tokens) < 2 or tokens[marker] not in words.ago:
        return None
    inner = tokens[1:] if words.ago_first else tokens[:-1]
    pieces = [match[0] for token in inner for match in re.finditer(_AMOUNT, token)]
    if len(pieces) == 1:
        pieces.insert(0, "1")
    if len(pieces) != 2 or not (pieces[0].isdigit() or pieces[0] in words.one):
        return None
    unit = _unit(pieces[1].rstrip("."), words)
    return _back(now, int(pieces[0]) if pieces[0].isdigit() else 1, unit) if unit else None


def _unit(word: str, words: Vocabulary) -> str | None:
    """Return the unit whose stem opens `word`, with an ending of at most three letters."""
    stems = [stem for stem in words.units if word.startswith(stem) and len(word) - len(stem) <= 3]
    return words.units[max(stems, key=len)] if stems else None


def _back(now: datetime, amount: int, unit: str) -> Parsed | None:
    if unit in _SECONDS:
        past = now.astimezone(UTC) - timedelta(seconds=amount * _SECONDS[unit])
        return Parsed(past.astimezone(now.tzinfo), True)
    day = now.date()
    if unit in ("day", "week"):
        day -= timedelta(days=amount * (7 if unit == "week" else 1))
    else:
        months = day.year * 12 + day.month - 1 - amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        if year < 1:
            return None
        day = next(found for last in range(day.day, 0, -1) if (found := _date(year, month + 1, last)))
    return Parsed(datetime.combine(day, time(), now.tzinfo), False)


@lru_cache(maxsize=256)
def _clock(folded: str) -> tuple[time | None, tzinfo | None, str] | None:
    """Take the time of day out of a text: (time or None, its offset or None, the rest); None if it is impossible."""
    matches = list(re.finditer(_TIME, folded))
    if not matches:
        return None, None, folded
    match = matches[0]
    hour, minute, second = int(match["hour"]), int(match["minute"] or match["dotted"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
    if len(matches) > 1 or (hour == 24 and (minute or second)) or re.search(_SPAN, match[0]):
        return None
    rest = f"{folded[: match.start()]} {folded[match.end() :]}"
    at = time(hour, minute, second) if hour < 24 else _MIDNIGHT_24
    return at, _offset((match["zone"] or "").strip(" ()")), rest


def _offset(text: str) -> tzinfo | None:
    text = text.replace("мск", "msk")
    if text in _OFFSETS:
        return _OFFSETS[text]
    sign, digits = (-1 if "-" in text else 1), re.sub(r"[^\d:]", "", text)
    hours, minutes = digits.split(":") if ":" in digits else (digits[:2], digits[2:])
    return timezone(sign * timedelta(hours=min(int(hours), 23), minutes=int(minutes or 0) % 60))


def _day(text: str, language: str, words: Vocabulary, today: date) -> date | None:
    """Read a day without its time: numeric, in words, or counted from today."""
    bare = _bare(text)
    tokens = [token for token in bare.split() if token.strip(".,") not in words.noise]
    for back in (words.days, vocabulary("en").days):
        for phrase in (bare, " ".join(tokens)):
            if phrase in back:
                return today - timedelta(days=back[phrase])
    if tokens and (match := re.fullmatch(_NUMERIC, tokens[0].rstrip("."))):
        return _numeric(match, language, today) if _only_noise(tokens[1:], language, words) else None
    return _in_words(bare, language, words, today)


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    """Return a text without marks that stand alone, and with the numbers of a date together."""
    text = re.sub(_SPACED, lambda found: found[2].join((found[1], found[3], found[4])), text)
    text = re.sub(_BARRED, r"\1.\2.\3", text)
    return " ".join(re.sub(_MARKS, " ", text).split())


def _only_noise(tokens: list[str], language: str, words: Vocabulary) -> bool:
    return all(token.strip(".,") in words.noise | _weekdays(language) | words.endings for token in tokens)


def _numeric(match: re.Match[str], language: str, today: date) -> date | None:
    if match[1]:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    day, month, last = int(match[4]), int(match[6]), match[7]
    year = int(last) if len(last) == 4 else _century(int(last), today)
    # The slash is month first where the language writes so, unless only the other reading is a date.
    if match[5] == "/" and calendar(language).numeric.startswith("M"):
        return _date(year, day, month) or _date(year, month, day)
    return _date(year, month, day)


def _in_words(text: str, language: str, words: Vocabulary, today: date) -> date | None:
    """Read "27 oktyabr 2025", "October 27, 2025", "21 oktyabr 2025-ci il": every word must be understood."""
    month: int | None = None
    numbers: list[str] = []
    if not any(map(str.isdigit, text)) or re.sub(_WORD, "", text).strip(" .,"):
        return None
    for match in re.finditer(_WORD, text):
        word = match[2] if match[1] else match[0]
        if match[1]:
            numbers.append(match[1])
            # "27oktyabr" is a number and a word; "27-də" and "2025-ci" a number and its ending.
            if word is None or word in words.endings | words.noise or word in vocabulary("en").endings:
                continue
        found = _month(word, language, words)
        if found and month is None:
            month = found
        elif word not in words.noise and word not in _weekdays(language) | _weekdays("en"):
            return None
    if month is None or not numbers or len(numbers) > 2:
        return None
    if len(numbers) == 1:
        return _latest(month, int(numbers[0]), today) if len(numbers[0]) <= 2 else None
    day, year = sorted(numbers, key=len) if len(numbers[0]) != len(numbers[1]) else numbers
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    return _date(int(year) if len(year) == 4 else _century(int(year), today), month, int(day))


def _month(word: str, language: str, words: Vocabulary) -> int | None:
    """Return the month that a word names, in the language or else in English; an ending may follow the name."""
    names = _months_of(language)
    stem, _, ending = word.partition("'")
    if stem in names and (not ending or ending in words.endings):
        return names[stem]
    for length in range(len(stem) - 1, 2, -1):
        if stem[:length] in names and stem[length:] in words.endings:
            return names[stem[:length]]
    return None


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    facts = calendar(language)
    rows = (facts.months_short, facts.months_alone, facts.months)
    return {fold(name).rstrip("."): place for row in rows for place, name in enumerate(row, 1)}


@lru_cache(maxsize=64)
def _months_of(language: str) -> Mapping[str, int]:
    """Return what months are called in a language, and in English where that is no other month."""
    return {**_months("en"), **_months(language), **vocabulary(primary_language(language)).months}


@lru_cache(maxsize=64)
def _weekdays(language: str) -> frozenset[str]:
    """Return every word of the names of weekdays ("bazar ertəsi" has two)."""
    facts = calendar(language)
    return frozenset(part.strip(".") for name in facts.weekdays + facts.weekdays_short for part in fold(name).split())


def _latest(month: int, day: int, today: date) -> date | None:
    """Return the latest such day that is not after today; 29 February may lie eight years back."""
    candidates = (_date(today.year - back, month, day) for back in range(9))
    return next((found for found in candidates if found and found <= today), None)


def _century(year: int, today: date) -> int:
    """Return the year that two digits mean: next year at the latest."""
    return year + 2000 if year + 2000 <= today.year + 1 else year + 1900


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
