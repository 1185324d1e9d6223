"""Times as sources print them, in whichever language."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sitegen.language import parse_date

# Templates mix languages (English dates on Azerbaijani pages), and a text's language is not known before its date.
_OTHERS = ("az", "tr", "ru", "en", "de", "fr", "es")


_A_YEAR = timedelta(days=370)
_OFFSET = re.compile(r"^\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d.*(?:Z|[+-]\d\d:?\d\d)$")


def _with_offset(text: str) -> datetime | None:
    """Return an ISO 8601 moment in the offset that it names itself, which says where it was written."""
    text = re.sub(r"\s*(?:UTC|GMT)$", "Z", text)
    if not _OFFSET.match(text):
        return None
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", text)).replace(microsecond=0)
    except ValueError:
        return None


def read_moment(text: str, language: str, zone: str, now: datetime) -> datetime | date | None:
    """Return the moment (aware, in `zone`) that `text` consists of, its day where it tells no time, or None.

    `language` is tried first. A moment more than two days ahead of `now` is no date of publication. "2 saat əvvəl" is
    not meant to the second, so such moments are whole minutes.
    """
    text = " ".join(text.split()).strip(" ,;|•·–—-[]()")
    if not 3 < len(text) <= 80:
        return None
    exact = _with_offset(text)
    if exact:
        return exact if exact.year >= 1900 and exact <= now + timedelta(days=2) else None
    for tried in dict.fromkeys((language, *_OTHERS)):
        found = parse_date(text, tried, zone, now.replace(second=0, microsecond=0))
        if found:
            if found.moment > now + timedelta(days=2) or found.moment.year < 1900:
                return None
            return found.moment if found.has_time else found.moment.date()
    return None


def is_moving(text: str, language: str, zone: str, now: datetime) -> bool:
    """Tell whether the moment that `text` names depends on when it is read: "2 saat əvvəl", "dünən", "21 Oktyabr"."""
    return read_moment(text, language, zone, now) != read_moment(text, language, zone, now + _A_YEAR)
