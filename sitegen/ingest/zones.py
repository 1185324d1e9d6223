"""In whose time zone a page tells its times, where it names none or a wrong one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sitegen.ingest.addresses import host_name
from sitegen.ingest.dom import words_of
from sitegen.ingest.tongue import primary

_ZONED = re.compile(
    r"(?ix)\d\ ?z\W*$|\b(?:gmt|utc|bst|e[sd]t|p[sd]t|ce?s?t|msk|мск)\b|:\d\d(?:\.\d+)?\ ?[+-]\d\d:?\d\d\W*$"
)
_CALLED_OTHERWISE = {"UK": "GB"}


def names_zone(text: str) -> bool:
    """Tell whether a time names the zone it is told in."""
    return _ZONED.search(text) is not None


def is_at_home(root: Any, address: str, language: str, home: str, zone: str) -> bool:
    """Tell whether a page's times are surely those of `zone`, in which the site lives that is written in `home`.

    They are where the page is in that language, or its top domain is the country's (CLDR). Many templates declare
    English whatever they hold, so Azerbaijani is known by its letters, too.
    """
    if not home or primary(language) in ("", primary(home)) or _country(address) == _territories().get(zone):
        return True
    words = words_of(root) if primary(home) == "az" else ""
    return (words.count("ə") + words.count("Ə")) * 100 > len(words) > 0


def is_on_greenwich_time(address: str, when: datetime) -> bool:
    """Tell whether clocks of the country whose top domain an address has show UTC at a moment."""
    country = _country(address)
    zones = [zone for zone, territory in _territories().items() if territory == country] if country else []
    return any(_offset(zone, when) == timedelta() for zone in zones)


def _country(address: str) -> str:
    """Return the territory of an address's top domain, as CLDR calls it; "" where that is none of two letters."""
    top = host_name(address).rpartition(".")[2].upper()
    return _CALLED_OTHERWISE.get(top, top) if len(top) == 2 else ""


def _territories() -> dict[str, str]:
    """Return the territory of every time zone that CLDR knows."""
    from babel.core import get_global

    return {str(zone): str(territory) for zone, territory in get_global("zone_territories").items()}


def _offset(zone: str, when: datetime) -> timedelta | None:
    try:
        return when.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, OSError):  # older names that this machine's data lack
        return None
