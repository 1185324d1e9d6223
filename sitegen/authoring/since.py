"""How far back an edition reaches."""

from __future__ import annotations

import datetime as dt
import re

from sitegen.errors import fail

_SPAN = re.compile(r"(\d{1,4}) ?([hdw])", re.IGNORECASE)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_since(text: str) -> dt.timedelta | dt.date:
    """Return what `--since` means: a span back from now ("48h", "7d", "2w") or a first day ("2025-10-20").

    Raises SitegenError for anything else.
    """
    given = text.strip()
    if (span := _SPAN.fullmatch(given)) and int(span[1]):
        return dt.timedelta(**{_UNITS[span[2].lower()]: int(span[1])})
    if re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        try:
            return dt.date.fromisoformat(given)
        except ValueError:
            raise fail(f"--since {given} is not a day of the calendar", "check month and day") from None
    hint = "write 7d (days), 48h (hours), 2w (weeks) or a day such as 2025-10-20"
    raise fail(f'--since "{text}" is neither a span of time nor a day', hint)


def begin(since: dt.timedelta | dt.date, now: dt.datetime) -> dt.datetime:
    """Return the moment at which `since` begins; a day begins at midnight in the zone of `now`."""
    if isinstance(since, dt.timedelta):
        # In UTC, as a wall clock would add an hour to a span across the end of summer time.
        return now.astimezone(dt.UTC) - since
    return dt.datetime.combine(since, dt.time(), tzinfo=now.tzinfo)
