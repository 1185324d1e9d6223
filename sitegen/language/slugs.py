"""Addresses from titles: ASCII, readable, the same on every machine.

python-slugify does the general work; what it does not know is how a language itself writes its letters in ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sitegen.language.casing import primary_language

MAX_LENGTH = 80
"""Characters of a slug; a longer one is cut between words."""

# Letters that every language reads alike, whatever the text around them.
_COMMON = {
    "ə": "e", "ı": "i", "İ": "i", "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ø": "o", "ł": "l",
    "đ": "d",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u",
    "’": " ", "‘": " ", "ʼ": " ",  # an apostrophe parts words, whichever way it is typed
}  # fmt: skip
_TURKIC = {"ç": "c", "ğ": "g", "ö": "o", "ş": "s", "ü": "u", "â": "a", "î": "i", "û": "u"}
_OWN: dict[str, dict[str, str]] = {
    "az": _TURKIC,
    "tr": _TURKIC,
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "uk": {"г": "h", "и": "y"},
    "bg": {"щ": "sht", "ъ": "a"},
}

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SHARP = re.compile(r"(?<![^\W_])([A-Za-z])[#♯](?!\w)")
_PLUS = re.compile(r"(?<=[^\W_])\++")
_NOT_SLUG = re.compile("[^a-z0-9]+")


@lru_cache(maxsize=262_144)
def slugify(text: str, language: str) -> str:
    """Return the slug of a title or a name: characters a-z, 0-9 and single inner hyphens, 1 to 80 of them.

    "Gəncə" is "gence", "Größe" is "groesse" in German, "C++" is "c-plus-plus" and "C#" is "c-sharp". A text with
    nothing to write in ASCII (emoji alone) gets a short name made from its characters, the same every time.
    The slug of a slug is itself.
    """
    composed = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    spoken = _PLUS.sub(_plus, _SHARP.sub(r"\1 sharp ", composed))
    ascii_text = spoken.translate(_table(primary_language(language)))
    slug = _NOT_SLUG.sub("-", ascii_text.lower()).strip("-") if ascii_text.isascii() else _transliterate(ascii_text)
    return _cut(slug) or _nameless(composed)


def _plus(match: re.Match[str]) -> str:
    return " plus" * len(match[0]) + " "


@lru_cache(maxsize=64)
def _table(language: str) -> dict[int, str]:
    """Return the replacements of a language, for small letters and capitals."""
    letters = {**_COMMON, **_OWN.get(language, {})}
    capitals = {letter.upper(): ascii_ for letter, ascii_ in letters.items() if len(letter.upper()) == 1}
    # "ı".upper() is "I", an ASCII letter that needs no help.
    return {ord(letter): ascii_ for letter, ascii_ in {**capitals, **letters}.items() if not letter.isascii()}


def _transliterate(text: str) -> str:
    """Return the slug of text that still holds other letters: é, Greek, Arabic, Chinese."""
    from slugify import slugify as general

    # Commas become spaces first, or "3,5" would be read as thirty-five. The backend is named because "auto" takes
    # whichever package a machine has, and two machines would give two addresses.
    return general(text.replace(",", " "), entities=False, decimal=False, hexadecimal=False, backend="text-unidecode")


def _cut(slug: str) -> str:
    if len(slug) <= MAX_LENGTH:
        return slug
    head, hyphen, _ = slug[: MAX_LENGTH + 1].rpartition("-")
    return head if hyphen else slug[:MAX_LENGTH]


def _nameless(text: str) -> str:
    """Return a short stable name for a text that has no letters or digits."""
    from hashlib import blake2b

    return "x" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
