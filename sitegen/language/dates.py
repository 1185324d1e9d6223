"""Dates as readers see them and as machines read them. Everything is shown in a zone that the caller names."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from sitegen.errors import fail
from sitegen.language.cldr import Calendar, calendar

Style = Literal["long", "short", "day", "day_month", "time", "month", "month_name", "weekday"]
STYLES: tuple[Style, ...] = ("long", "short", "day", "day_month", "time", "month", "month_name", "weekday")

_FIELD = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=64)
def time_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name ("Asia/Baku"); an unknown name raises SitegenError with a suggestion."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones, such as "Asia"
        from zoneinfo import available_timezones

        from sitegen.language.names import closest

        near = closest(name, sorted(available_timezones()))
        hint = f'did you mean "{near}"?' if near else 'use a name such as "Asia/Baku" or "UTC"'
        raise fail(f'there is no time zone "{name}"', hint) from None


@lru_cache(maxsize=65536)
def format_date(moment: datetime, style: str, language: str, zone: str) -> str:
    """Return `moment` (aware, in any zone) as a reader of `language` in `zone` would write it.

    Styles, in Azerbaijani: long "27 oktyabr 2025, 14:37", short "27.10.2025 14:37", day "27 oktyabr 2025", day_month
    "27 oktyabr", time "14:37", month "oktyabr 2025", month_name "oktyabr", weekday "bazar ertəsi". Patterns and names
    are CLDR's. Raises SitegenError for another style or an unknown zone, ValueError for a moment without zone.
    """
    local = _local(moment, zone)
    facts = calendar(language)
    return _FIELD.sub(lambda match: _field(match, local, facts), _pattern(style, facts))


def iso(moment: datetime, zone: str) -> str:
    """Return `moment` in `zone` as RFC 3339 has it, to the second: "2025-10-27T14:37:00+04:00"."""
    return _iso(moment, moment.fold, zone)


@lru_cache(maxsize=65536)
def _iso(moment: datetime, _fold: int, zone: str) -> str:  # two moments that differ in their fold alone are equal
    # Zones of the 19th century were off by seconds too, which neither RFC can say: they are cut.
    return _local(moment, zone).isoformat(timespec="seconds")[:25]


def rfc822(moment: datetime, zone: str) -> str:
    """Return `moment` in `zone` as RFC 5322 has it, in English always: "Mon, 27 Oct 2025 14:37:00 +0400"."""
    local = _local(moment, zone)
    day = f"{_WEEKDAYS[local.weekday()]}, {local.day:02} {_MONTHS[local.month - 1]} {local.year:04}"
    return f"{day} {local:%H:%M:%S} {local:%z}"[:31]


def _local(moment: datetime, zone: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(time_zone(zone))


def _pattern(style: str, facts: Calendar) -> str:
    match style:
        case "long":
            return facts.glue.replace("{1}", facts.day).replace("{0}", facts.time)
        case "short":
            return facts.short_glue.replace("{1}", facts.numeric).replace("{0}", facts.time)
        case "day" | "day_month" | "time" | "month":
            pattern: str = getattr(facts, style)
            return pattern
        case "month_name":
            return "LLLL"
        case "weekday":
            return "cccc"
    from sitegen.language.names import closest

    near = closest(style, STYLES)
    hint = f'did you mean "{near}"?' if near else f"use one of {', '.join(STYLES)}"
    raise fail(f'there is no date style "{style}"', hint)


def _field(match: re.Match[str], local: datetime, facts: Calendar) -> str:
    """Return what one field of a CLDR pattern stands for (UTS #35, part 4, "Date Field Symbol Table")."""
    field = match[2]
    if field is None:
        return match[1].replace("''", "'") or "'"
    if field in ("MMMM", "LLLL", "MMM", "LLL"):
        names = {"MMMM": facts.months, "LLLL": facts.months_alone}.get(field, facts.months_short)
        return names[local.month - 1]
    match field[0]:
        case "E" | "c":
            return facts.weekdays[local.weekday()]
        case "a" | "b" | "B":
            return facts.day_periods[local.hour >= 12]
        case "y":
            return str(local.year)
    number = {
        "M": local.month,
        "L": local.month,
        "d": local.day,
        "H": local.hour,
        "h": local.hour % 12 or 12,
        "K": local.hour % 12,
        "k": local.hour or 24,
        "m": local.minute,
    }[field[0]]
    return f"{number:0{len(field)}}"
