"""When an article was published and updated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from sitegen.ingest.dateline import Stamp, called_dates, labelled_dates, near_heading
from sitegen.ingest.dom import words_of
from sitegen.ingest.frontmatter import day_of
from sitegen.ingest.jsonld import Told
from sitegen.ingest.moments import is_moving, read_moment
from sitegen.ingest.story import Origin
from sitegen.ingest.zones import is_at_home, is_on_greenwich_time, names_zone

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date",
    "article.published", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date",
    "dcterms.date", "date", "cxenseparse:recs:publishtime", "created", "article_date_original",
    "originalpublicationdate", "rnews:datepublished", "datecreated", "citation_publication_date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod",
    "modified",
)  # fmt: skip
_SURE = frozenset(
    {"json-ld", "article:published_time", "og:article:published_time", "datepublished", "itemprop", "parsely-pub-date"}
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)")
# The year last: only where the day cannot be the month.
_IN_ADDRESS_LAST = re.compile(r"/(1[3-9]|2\d|3[01])-(0[1-9]|1[0-2])-((?:19|20)\d\d)(?:[/.]|$)")
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./]\d{1,2}[./]\d\d(?!\d)|(?<!\d)(?:19|20)\d{6}")
# Dates whose day and month can change places, the year last.
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d./-])")
_CLOSE = 2


Moment = datetime | date


class _Sight(NamedTuple):
    """A date that was read: what it says, where it stands, what it means."""

    stamp: Stamp
    place: str
    moment: Moment


class Dates(msgspec.Struct, frozen=True):
    """Publication and update, and where they come from."""

    published: datetime | date | None
    updated: datetime | date | None
    origins: tuple[Origin, ...]


def dates_of(
    root: Any,
    text: str,
    title: str,
    meta: Mapping[str, str],
    told: Told,
    address: str,
    language: str,
    zone: str,
    now: datetime,
    home: str = "",
) -> Dates:
    """Return the dates of a page, read in `language` and, where they name no zone, in `zone`; a guess is marked.

    Where the page is neither in `home`, the language of the site that lives in `zone`, nor of its country, so is a time
    that names no zone. "" doubts none.
    """

    @cache  # a line is read whole, without its label and in parts
    def read(value: str) -> Moment | None:
        return read_moment(value, language, zone, now)

    shown = [
        _Sight(stamp, "above" if stamp.above else "page", moment)
        for stamp in near_heading(root, title)
        if (moment := read(stamp.text))
    ]
    modified = next(_sights(_updates(meta, told), read), None)
    declared = next(_sights(_declared(root, meta, told), read), None)
    found, doubt = _published(root, title, address, shown, declared, modified.moment if modified else None, read)
    if found is None:
        found, doubt = _guessed(text, address, read)
    if found is None:
        return Dates(None, None, (Origin("date", "", "no date was found in the source"),))
    local = _shown_as_utc(found, shown)
    at_home = cache(lambda: is_at_home(root, address, language, home, zone))
    if local and at_home():
        found, modified = local, _as_local(modified, zone)
    elif local and isinstance(found.moment, datetime) and not is_on_greenwich_time(address, found.moment):
        doubt = doubt or f"the source's data call it a time in Greenwich, and its readers see “{local.stamp.text}”"
    published = found.moment
    doubt = doubt or _doubtful_order(found, (*shown, *([declared] if declared else [])), language, read)
    if not isinstance(published, datetime):
        times = (*(sight.moment for sight in shown), *(read(stamp.text) for stamp in called_dates(root, title)))
        exact = next((moment for moment in times if _is_at(moment, published)), None)
        published = exact or published
        doubt = doubt or ("" if exact else "the source gives the day only")
    moving = is_moving(found.stamp.text, language, zone, now)
    if isinstance(published, datetime) and not (doubt or moving or names_zone(found.stamp.text) or at_home()):
        doubt = f"the source names no time zone; it was read as {zone}"
    changes = (modified, *(one for one in shown if one.stamp.of_update and not one.stamp.above))
    updated = next((one for one in changes if one and _moment_key(one.moment) > _moment_key(published)), None)
    origins = [Origin("date", found.place, doubt, moving)]
    if updated:
        origins.append(Origin("updated", updated.place, "", is_moving(updated.stamp.text, language, zone, now)))
    return Dates(published, updated.moment if updated else None, tuple(origins))


def _shown_as_utc(declared: _Sight, shown: Sequence[_Sight]) -> _Sight | None:
    """Return what shows readers the same clock, in no zone, that a page's data declare in UTC, or None.

    Self-made programs write the local time with a "Z" behind it.
    """
    moment = declared.moment
    if not isinstance(moment, datetime) or moment.utcoffset() != timedelta() or not names_zone(declared.stamp.text):
        return None
    near = (one for one in shown if one.place == "page" and not names_zone(one.stamp.text))
    return next(
        (one for one in near if isinstance(one.moment, datetime) and _clock(one.moment) == _clock(moment)), None
    )


def _clock(moment: datetime) -> datetime:
    """Return what a clock on the wall shows at a moment, to the minute."""
    return moment.replace(tzinfo=None, second=0, microsecond=0)


def _as_local(sight: _Sight | None, zone: str) -> _Sight | None:
    """Return a date that is declared in UTC as the same clock shows it in `zone`."""
    if sight is None or not isinstance(sight.moment, datetime) or sight.moment.utcoffset() != timedelta():
        return sight
    return sight._replace(moment=sight.moment.replace(tzinfo=ZoneInfo(zone)))


def _sights(told: Iterable[tuple[str, str]], read: Callable[[str], Moment | None]) -> Iterator[_Sight]:
    """Yield the dates among pairs of a place and a value."""
    yield from (_Sight(Stamp(value), place, moment) for place, value in told if (moment := read(value)))


def _published(
    root: Any,
    title: str,
    address: str,
    shown: Sequence[_Sight],
    declared: _Sight | None,
    modified: Moment | None,
    read: Callable[[str], Moment | None],
) -> tuple[_Sight | None, str]:
    """Return the publication, and its doubt.

    What the page's data declare counts, unless readers see another day beside the heading: the data of many sites give
    the day in Greenwich, the day of the last change, or that of the first draft.
    """
    near = next((sight for sight in shown if not sight.stamp.of_update), None)
    if not near:
        called = ((stamp, read(stamp.text)) for stamp in called_dates(root, title))
        near = next((_Sight(stamp, "called", moment) for stamp, moment in called if moment), None)
    if declared and not _is_sure(declared) and (not near or near.place != "page"):
        named = (stamp for stamp in labelled_dates(root) if not stamp.of_update and _HAS_YEAR.search(stamp.text))
        near = next((_Sight(stamp, "page", moment) for stamp in named if (moment := read(stamp.text))), near)
    if declared:
        is_shown = near is not None and (_is_nearer(near, declared, modified) or _is_turned(declared, near))
        return (near if is_shown else declared), ""
    found = _IN_ADDRESS.search(address)
    day = read(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}") if found else None
    in_address = _Sight(Stamp(""), "address", day) if day else None
    if in_address and not (near and _day(near.moment) == _day(in_address.moment)):
        return in_address, ""
    if near and near.place != "above":
        return near, _doubt(near)
    labelled = [_Sight(stamp, "page", moment) for stamp in labelled_dates(root) if (moment := read(stamp.text))]
    best = min(labelled, key=lambda sight: sight.stamp.of_update, default=None)
    best = near if near and (not best or best.stamp.of_update) else best
    if not best and (last := _IN_ADDRESS_LAST.search(address)) and (day := read(f"{last[3]}-{last[2]}-{last[1]}")):
        return _Sight(Stamp(""), "address", day), "the day stands in the address alone, and may be that of an event"
    return best, _doubt(best) if best else ""


def _doubt(sight: _Sight) -> str:
    """Return what is doubtful of a day that nothing declares, or ""."""
    if sight.stamp.of_update:
        return "the source tells only when it was changed"
    if not _HAS_YEAR.search(sight.stamp.text):
        return f"the source says only “{sight.stamp.text.strip()}”"
    return "the only date stands above the article and may be the day of the visit" if sight.place == "above" else ""


def _is_nearer(near: _Sight, declared: _Sight, modified: Moment | None) -> bool:
    """Tell whether the day beside the heading is to be believed, and not the declared one."""
    gap = abs((_day(declared.moment) - _day(near.moment)).days)
    if not gap or not _HAS_YEAR.search(near.stamp.text):
        return False
    changed = modified is not None and _day(near.moment) == _day(modified)
    return gap <= _CLOSE or (near.place == "page" and (changed or not _is_sure(declared)))


def _is_sure(declared: _Sight) -> bool:
    """Tell whether a declared date is one of publishing for certain, and its day no month."""
    return declared.place in _SURE and not _NUMERIC.search(declared.stamp.text)


def _is_turned(declared: _Sight, near: _Sight) -> bool:
    """Tell whether a declared date is the shown one with day and month in each other's place."""
    one, other = _day(declared.moment), _day(near.moment)
    turned = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return turned and bool(_NUMERIC.search(declared.stamp.text))


def _doubtful_order(
    found: _Sight, sights: Sequence[_Sight], language: str, read: Callable[[str], Moment | None]
) -> str:
    """Return the doubt on a date that was read month first only because English is where no country is known, or "".

    CLDR has that order for the United States and for every country that it does not know English of.
    """
    match = _NUMERIC.search(found.stamp.text)
    if not match or match[2] != "/" or int(match[1]) == int(match[3]) or max(int(match[1]), int(match[3])) > 12:
        return ""
    tag = language.replace("_", "-").casefold()
    sample = read("02/01/2000")
    if tag.split("-")[0] != "en" or tag == "en-us" or sample is None or sample.month == 1:
        return ""
    plain = (sight for sight in sights if not _NUMERIC.search(sight.stamp.text))
    if any(_day(sight.moment) == _day(found.moment) for sight in plain):
        return ""
    return f"“{found.stamp.text.strip()}” has the month first or the day first, and nothing tells which"


def _declared(root: Any, meta: Mapping[str, str], told: Told) -> Iterator[tuple[str, str]]:
    yield "json-ld", told.published
    for name in _PUBLISHED:
        if name in meta:
            yield name, meta[name]
    for element in root.iter("time", "abbr", "span", "meta", "div", "p"):
        marks = (
            f"{element.get('itemprop') or ''} {element.get('pubdate') or ''} {element.get('property') or ''}".casefold()
        )
        if "datepublished" in marks or "pubdate" in marks or element.get("pubdate") is not None:
            yield "itemprop", element.get("datetime") or element.get("content") or words_of(element)


def _updates(meta: Mapping[str, str], told: Told) -> Iterator[tuple[str, str]]:
    yield "json-ld", told.modified
    yield from ((name, meta[name]) for name in _UPDATED if name in meta)


def _is_at(moment: datetime | date | None, day: date) -> bool:
    return isinstance(moment, datetime) and day_of(moment) == day


def _day(moment: datetime | date) -> date:
    return day_of(moment) or date.min


def _moment_key(moment: datetime | date) -> str:
    return moment.isoformat()[:16]


def _guessed(text: str, address: str, read: Callable[[str], Moment | None]) -> tuple[_Sight | None, str]:
    from htmldate import find_date

    try:
        guess = find_date(text, extensive_search=False, original_date=True, url=address or None) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        guess = ""
    moment = read(guess) if guess else None
    return (_Sight(Stamp(guess), "htmldate", moment), "the date was guessed from the page") if moment else (None, "")
