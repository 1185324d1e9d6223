"""The order of words, by language: a pure-Python key in the manner of the Unicode Collation Algorithm.

Like UTS #10, a key compares letters first, then accents, then case, and at last the characters themselves, so that no
two different texts are equal. Alphabets and the order of signs agree with ICU (CLDR's root collation and its tailoring
for az, tr and ru); numbers are ordered digit by digit, as ICU does by default. Other scripts follow their code points.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from sitegen.language.casing import TURKIC, primary_language, title, upper

_SIGNS = " _-–—,;:!¡?¿.…·'‹›\"«»()[]{}§¶@*/\\&#%•`´^¯¨¸°©®→+±÷×<=>¬|¦~−¤¢$£¥€₺₼₽"
_DIGITS = "0123456789"
_LATIN = "abcdeəfghiıjklmnŋopqrstuvwxyzþ"
_TURKISH = "abcçdeəfgğhıijklmnoöpqrsştuüvwxyz"
_AZERBAIJANI = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_CYRILLIC = "аәбвгғдђеєжзѕиіјйкқлљмнңњоөпрстћуұүфхһцчџшщъыьэюя"

_OTHER_SIGN, _OTHER_LETTER = "\u00f0", "\u0800"
_FIRST = {"sign": 0x10, "digit": 0xF1, "letter": 0x100}
# From the most to the least common, as CLDR weighs them: acute, grave, breve, circumflex, caron, ring, diaeresis …
_ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304"
_PLAIN, _SMALL, _CAPITAL, _VARIANT = "\x05", "\x05", "\x06", "\x07"
_VARIANTS = {_SMALL: _VARIANT, _CAPITAL: "\x08"}
# Letters and quotation marks that Unicode does not decompose but CLDR orders with another sign.
_LIKE = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o\u0338", "Ø": "O\u0338", "ł": "l\u0338",
    "Ł": "L\u0338", "đ": "d\u0338", "Đ": "D\u0338", "ð": "d\u0338", "Ð": "D\u0338", "ħ": "h\u0338", "Ħ": "H\u0338",
    "’": "'", "‘": "'", "‚": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "ς": "σ",
}  # fmt: skip


def sort_key(text: str, language: str) -> str:
    """Return a key that puts texts into the order of a language's dictionary; different texts have different keys.

    In Azerbaijani "Çin" comes after "Cənub", "Əfqanıstan" after "Estoniya", "Xəzər" after "Hindistan". Space around
    a text does not count until all else is equal.
    """
    order = _order(primary_language(language))
    composed = unicodedata.normalize("NFC", text).strip()
    levels = (composed.translate(order.letters), composed.translate(order.accents), composed.translate(order.cases))
    return "\0".join((*levels, composed, text))


def initial(text: str, language: str) -> str:
    """Return the heading that `text` stands under in an alphabetical index: its first letter as a capital, or "#".

    "çay" stands under "Ç" in Azerbaijani and under "C" in English; digits and signs under "#". Texts in the order of
    `sort_key` come grouped by heading.
    """
    order = _order(primary_language(language))
    key = unicodedata.normalize("NFC", text).strip().translate(order.letters)
    if key[:1] < chr(_FIRST["letter"]):
        return "#"
    letter = key[1] if key[0] == _OTHER_LETTER else order.alphabet[ord(key[0]) - _FIRST["letter"]]
    return title(letter, language)  # not upper: Georgian has capitals for whole words only


class _Level(dict[int, str]):
    """A table for str.translate that fills itself: the weights of a character on one level."""

    def __init__(self, order: _Order, level: int) -> None:
        super().__init__()
        self._order, self._level = order, level

    def __missing__(self, code: int) -> str:
        weights = self._order.weigh(chr(code))
        self[code] = "".join(weight[self._level] for weight in weights)
        return self[code]


class _Order:
    """The weights of all characters in one language."""

    def __init__(self, language: str) -> None:
        latin = {"az": _AZERBAIJANI}.get(language, _TURKISH if language in TURKIC else _LATIN)
        # Where Cyrillic is the language's own script, its words come before Latin ones.
        home = language in {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"}
        self.alphabet = _CYRILLIC + latin + _GREEK if home else latin + _GREEK + _CYRILLIC
        # Reversed, so that I is the capital of "i" and not of "ı" where both would claim it.
        self._capitals = {upper(letter, language): letter for letter in reversed(self.alphabet)}
        self._primary = {
            character: chr(_FIRST[kind] + place)
            for kind, row in (("sign", _SIGNS), ("digit", _DIGITS), ("letter", self.alphabet))
            for place, character in enumerate(row)
        }
        self.letters, self.accents, self.cases = _Level(self, 0), _Level(self, 1), _Level(self, 2)

    def weigh(self, character: str) -> list[tuple[str, str, str]]:
        """Return the collation elements of a character, each its weight as a letter, an accent and a case."""
        if character in self._primary:
            return [(self._primary[character], _PLAIN, _SMALL)]
        if character in self._capitals:
            return [(self._primary[self._capitals[character]], _PLAIN, _CAPITAL)]
        if character in _LIKE:
            parts = _LIKE[character]
            return [
                (letter, accent, _VARIANTS.get(case, case))
                for part in parts
                for letter, accent, case in self.weigh(part)
            ]
        apart = unicodedata.normalize("NFKD", character)
        if apart != character:
            return [weight for part in apart for weight in self.weigh(part)]
        return self._weigh_other(character)

    def _weigh_other(self, character: str) -> list[tuple[str, str, str]]:
        if character.isspace():
            return [(self._primary[" "], _PLAIN, _VARIANT)]
        category = unicodedata.category(character)
        if category[0] == "C":  # seen by nobody: soft hyphen, zero-width characters, controls
            return []
        if category == "Mn":
            place = _ACCENTS.find(character)
            return [("", chr(0x10 + place) if place >= 0 else chr(0x40) + character, _SMALL)]
        if category == "Nd":
            return [(self._primary[str(unicodedata.digit(character))], _PLAIN, _VARIANT)]
        if category[0] in "PSZ":
            return [(_OTHER_SIGN + character, _PLAIN, _SMALL)]
        small = character.lower() if len(character.lower()) == 1 else character
        return [(_OTHER_LETTER + small, _PLAIN, _SMALL if small == character else _CAPITAL)]


@lru_cache(maxsize=64)
def _order(language: str) -> _Order:
    return _Order(language)
