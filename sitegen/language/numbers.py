"""Numbers as a language writes and counts them."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def format_number(n: int | float, language: str) -> str:
    """Return a number with the language's own separators, at most three decimals: "16.000" in az, "16,000" in en."""
    from babel.numbers import format_decimal

    from sitegen.language.cldr import locale_name

    return str(format_decimal(n, locale=locale_name(language) or "en"))


@lru_cache(maxsize=4096)
def plural(n: int | float, language: str) -> str:
    """Return CLDR's plural category of a number ("one", "few", "many", "other" …); "other" for an unknown language."""
    from sitegen.language.cldr import plural_category

    return plural_category(n, language)
