"""The few facts of CLDR that pages need, read once per language from Babel's data into frozen records.

Babel's own formatters are not called for dates: resolving an alias in one language overwrites data that others share
(python-babel issue 1234), so that months of Turkish turn Azerbaijani after a page in Azerbaijani. Here aliases are
followed without writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec


class Calendar(msgspec.Struct, frozen=True):
    """Names and patterns of a language's Gregorian calendar; months are listed from January, weekdays from Monday.

    Patterns are CLDR's (UTS #35, part 4): `glue` and `short_glue` join a date {1} and a time {0}.
    """

    months: tuple[str, ...]
    months_alone: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    day_periods: tuple[str, str]
    day: str
    numeric: str
    day_month: str
    month: str
    time: str
    glue: str
    short_glue: str


# Where newsrooms write otherwise than CLDR: Azerbaijani sets a comma before the time, Russian news drop "г.",
# and a column of German dates keeps its zeros.
_HOUSE: dict[str, dict[str, str]] = {
    "az": {"glue": "{1}, {0}"},
    "ru": {"day": "d MMMM y", "month": "LLLL y"},
    "de": {"numeric": "dd.MM.y"},
}


@lru_cache(maxsize=64)
def calendar(language: str) -> Calendar:
    """Return the calendar of a language; one that CLDR does not know gets ISO dates (2025-10-27)."""
    name = locale_name(language)
    if name is None:
        iso = {"day": "y-MM-dd", "numeric": "y-MM-dd", "day_month": "MM-dd", "month": "y-MM"}
        return msgspec.structs.replace(_calendar("root", {}), **iso)
    return _calendar(name, _HOUSE.get(name.partition("_")[0], {}))


def _calendar(name: str, house: Mapping[str, str]) -> Calendar:
    data = _data(name)
    periods = _at(data, "day_periods", "format", "abbreviated")
    skeletons = _at(data, "datetime_skeletons")
    glue = _at(data, "datetime_formats")
    patterns = {
        "day": _pattern(_at(data, "date_formats", "long")),
        "numeric": _pattern(skeletons["yMd"]),
        "day_month": _pattern(skeletons["MMMMd"]),
        "month": _pattern(skeletons["yMMMM"]),
        "time": _pattern(_at(data, "time_formats", "short")),
        "glue": str(glue["long"]),
        "short_glue": str(glue["short"]),
    }
    return Calendar(
        months=tuple(_at(data, "months", "format", "wide")[n] for n in range(1, 13)),
        months_alone=tuple(_at(data, "months", "stand-alone", "wide")[n] for n in range(1, 13)),
        months_short=tuple(_at(data, "months", "format", "abbreviated")[n] for n in range(1, 13)),
        weekdays=tuple(_at(data, "days", "stand-alone", "wide")[n] for n in range(7)),
        weekdays_short=tuple(_at(data, "days", "format", "abbreviated")[n] for n in range(7)),
        day_periods=(periods["am"], periods["pm"]),
        **{**patterns, **house},
    )


@lru_cache(maxsize=256)
def locale_name(language: str) -> str | None:
    """Return Babel's name of the nearest locale that it knows ("zh_Hant" for "zh-TW"), or None."""
    from babel.core import Locale, UnknownLocaleError

    parts = language.replace("_", "-").split("-")
    while parts:
        try:
            return str(Locale.parse("-".join(parts), sep="-"))
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return None


def plural_category(n: int | float, language: str) -> str:
    """Return CLDR's plural category of a number: one of zero, one, two, few, many, other."""
    name = locale_name(language)
    return str(_data(name)["plural_form"](n)) if name else "other"


def native_name(language: str) -> str | None:
    """Return what a language calls itself, as CLDR writes it, or None."""
    name = locale_name(language)
    if name is None:
        return None
    from babel.core import Locale

    return Locale.parse(name).get_display_name() if "-" in language else _at(_data(name), "languages").get(language)


def _data(name: str) -> Mapping[Any, Any]:
    from babel import localedata

    return localedata.load(name)


def _at(data: Mapping[Any, Any], *keys: str) -> Any:
    """Return the value at a path of the locale data, following aliases and writing nothing back."""
    from babel.localedata import Alias

    value: Any = data
    for key in keys:
        value = value[key]
        if isinstance(value, tuple):
            alias, own = value
            value = {**_at(data, *alias.keys), **own}
        elif isinstance(value, Alias):
            value = _at(data, *value.keys)
    return value


def _pattern(value: object) -> str:
    return str(getattr(value, "pattern", value))
