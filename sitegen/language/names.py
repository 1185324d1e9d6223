"""Languages themselves: is a tag well formed, which way is it written, what does it call itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from sitegen.language.casing import fold, primary_language, title

# RFC 5646, section 2.1, without the grandfathered tags, which newer tags replaced.
_TAG = (
    r"(?ai)(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"  # language
    r"(?:-[a-z]{4})?"  # script
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"  # region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"  # private use
    r"|x(?:-[a-z0-9]{1,8})+"
)
_RTL_SCRIPTS = frozenset({"arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr", "aran"})
_RTL_LANGUAGES = frozenset(
    {"ar", "arz", "azb", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd"}
    | {"syr", "ug", "ur", "yi"}
)
# CLDR's name of az is the nation's ("azərbaycan"); a reader who switches languages looks for the language's.
_NATIVE = {"az": "Azərbaycanca", "tr": "Türkçe", "ru": "Русский", "en": "English", "de": "Deutsch"}


def is_language(tag: str) -> bool:
    """Tell whether `tag` is a well-formed BCP 47 language tag ("az", "zh-Hant-TW"); it need not be registered."""
    return re.fullmatch(_TAG, tag) is not None


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a language: that of the script which the tag names, else the usual one."""
    for part in language.lower().replace("_", "-").split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return "rtl" if part in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary_language(language) in _RTL_LANGUAGES else "ltr"


@lru_cache(maxsize=256)
def language_name(language: str) -> str:
    """Return a language's name in the language itself, as CLDR has it, or the tag where CLDR has none."""
    if language in _NATIVE:
        return _NATIVE[language]
    from sitegen.language.cldr import native_name

    name = native_name(language)
    return title(name[:1], language) + name[1:] if name else language


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `word` was most likely meant to be, for "did you mean …?", or None.

    Case and accents do not count: "siyaset" finds "Siyasət". Of equals the first one wins.
    """
    from difflib import get_close_matches

    by_fold: dict[str, str] = {}
    for candidate in candidates:
        by_fold.setdefault(fold(candidate), candidate)
    found = get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None
