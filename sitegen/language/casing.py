"""Letter case by language, and the folding that search uses.

Rules: the Unicode Standard's SpecialCasing.txt (Turkic dotted and dotless i), and what ICU does for Greek
(capitals carry no tonos) and Dutch (the digraph ij opens a word as IJ).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TURKIC = frozenset({"az", "tr", "crh", "tt", "ba", "gag"})

_TURKIC_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_TURKIC_LOWER = str.maketrans({"İ": "i", "I": "ı"})
_DOT = "\N{COMBINING DOT ABOVE}"
_GREEK_HIATUS = re.compile("(?<=[αεουΑΕΟΥ]\u0301)([ιυΙΥ])(?![\u0300-\u0345])")
_GREEK_ACCENTS = re.compile("[\u0300\u0301\u0342\u0345]")
# An apostrophe continues a word ("Bakı'nın"), and so does a mark that stands on a letter.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’ʼ](?=[^\W_]))*")

# Letters that Unicode does not take apart into a base and an accent, though people search for them so.
_FOLDED = str.maketrans(
    {
        "ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "æ": "ae",
        "œ": "oe", "ß": "ss", "þ": "th", "ς": "σ", "’": "'", "ʼ": "'", "‘": "'", "`": "'",
    }
)  # fmt: skip
# Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and tatweel, and what is not seen at all:
# soft hyphen, zero-width characters, direction marks, byte-order mark.
_UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
    "\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def primary_language(language: str) -> str:
    """Return the language subtag of a BCP 47 tag in lower case: "az" for "az-Latn-AZ"."""
    return language.replace("_", "-").partition("-")[0].lower()


def upper(text: str, language: str) -> str:
    """Return `text` in capitals: "milli" is "MİLLİ" in az and tr, "MILLI" in en."""
    primary = primary_language(language)
    if primary in TURKIC:
        return text.translate(_TURKIC_UPPER).upper()
    if primary == "el":
        return _greek_upper(text)
    return text.upper()


def lower(text: str, language: str) -> str:
    """Return `text` in small letters: "QIŞ" is "qış" in az, "İSTANBUL" is "istanbul" in az and tr."""
    if primary_language(language) not in TURKIC:
        return text.lower()
    # In decomposed text the dot of İ is a character of its own.
    return text.replace("I" + _DOT, "i").translate(_TURKIC_LOWER).lower()


def capitalize(text: str, language: str) -> str:
    """Return `text` with its first letter as a capital and the rest in small letters, as Jinja's filter does.

    Quotation marks and the like before the first letter are passed over; a word that opens with a digit stays small.
    """
    return _WORD.sub(lambda match: _open(match[0], language), lower(text, language), count=1)


def title(text: str, language: str) -> str:
    """Return `text` with a capital at the head of every word and small letters elsewhere."""
    return _WORD.sub(lambda match: _open(match[0], language), lower(text, language))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return `text` as search compares it, in every language alike: no case, no accents, ə as e, ı and İ as i.

    "siyasət" and "SİYASET" fold to "siyaset", "İşıq" to "isiq". The same in JavaScript: normalize("NFKD"), drop
    accents and unseen characters, toLowerCase(), map the letters that do not decompose, normalize("NFC").
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKD", text)).lower()
    return unicodedata.normalize("NFC", bare.translate(_FOLDED))


def _open(word: str, language: str) -> str:
    """Return a word in small letters with its first letter as a capital."""
    if primary_language(language) == "nl" and word.startswith("ij"):
        return "IJ" + word[2:]
    head = word[0]
    if primary_language(language) in TURKIC:
        head = head.translate(_TURKIC_UPPER)
    return head.title() + word[1:]


def _greek_upper(text: str) -> str:
    """Return Greek capitals without accents; a dialytika appears where the accent alone kept two vowels apart."""
    apart = _GREEK_HIATUS.sub("\\1\u0308", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", _GREEK_ACCENTS.sub("", apart).upper())
