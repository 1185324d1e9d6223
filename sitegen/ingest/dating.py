"""When an article was published and updated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

import msgspec

from sitegen.ingest.dom import words_of
from sitegen.ingest.frontmatter import day_of
from sitegen.ingest.jsonld import Told
from sitegen.ingest.moments import read_moment
from sitegen.ingest.story import Origin

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
_CLASS = re.compile(
    r"(?i)(?:^|[\s_-])(?:date\w*|time|timestamp|pub(?:lish)?(?:ed)?|tarix\w*|tarih\w*|zaman|posted|postdate|entry-date|datum|created|fecha|meta|info)(?:$|[\s_-])"
)
_OF_UPDATE = re.compile(
    r"(?i)updat|modif|aktualis|обновл|yenilən|güncelle|geändert|actualiz|mis à jour|aggiorn|atualiz"
)
_ELSEWHERE = re.compile(
    r"(?i)comment|related|sidebar|footer|rail|lent|widget|popular|recent|latest|list|ticker|menu|nav|member|message|reply"
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)")
_DATE_INSIDE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:[ ,|–-]+\[?\d{1,2}:\d{2}\]?)?"
    r"|(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}\.? [^\W\d_]{3,12},? (?:19|20)\d\d(?:[ ,|–-]+(?:[^\W\d_]{1,4} )?\[?\d{1,2}:\d{2}\]?)?"
    r"|[^\W\d_]{3,12}\.? \d{1,2},? (?:19|20)\d\d(?:[ ,|–-]+(?:at )?\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?)?"
)


_CLOSE = 2


class Dates(msgspec.Struct, frozen=True):
    """Publication and update, and where they come from."""

    published: datetime | date | None
    updated: datetime | date | None
    origins: tuple[Origin, ...]


def dates_of(
    root: Any,
    text: str,
    meta: Mapping[str, str],
    told: Told,
    address: str,
    language: str,
    zone: str,
    now: datetime,
) -> Dates:
    """Return the dates of a page, read in `language` and, where they name no zone, in `zone`; a guess is marked."""

    def read(value: str) -> datetime | date | None:
        return read_moment(value, language, zone, now)

    published, place, doubt = _published(root, text, meta, told, address, read)
    if published and not isinstance(published, datetime):
        exact = next((moment for moment in map(read, _times(root)) if _is_at(moment, published)), None)
        published = exact or published
        doubt = doubt or ("" if exact else "the source gives the day only")
    updated = next((moment for value in _updates(meta, told) if (moment := read(value))), None)
    if updated and (not published or _moment_key(updated) <= _moment_key(published)):
        updated = None
    missing = "no date was found in the source" if published is None else doubt
    return Dates(published, updated, (Origin("date", place, missing),))


def _published(
    root: Any,
    text: str,
    meta: Mapping[str, str],
    told: Told,
    address: str,
    read: Callable[[str], datetime | date | None],
) -> tuple[datetime | date | None, str, str]:
    """Return the publication, its place and its doubt.

    What the page's data declare counts, unless readers see another day close by: the data of many sites give the day in
    Greenwich or the day of the last change.
    """
    declared = next(((place, moment) for place, value in _declared(root, meta, told) if (moment := read(value))), None)
    shown = next(((place, moment) for place, value in _displayed(root) if (moment := read(value))), None)
    if declared and shown and 0 < abs((_day(declared[1]) - _day(shown[1])).days) <= _CLOSE:
        return shown[1], shown[0], ""
    in_address = _IN_ADDRESS.search(address)
    moment = read(f"{in_address[1]}-{int(in_address[2]):02}-{int(in_address[3]):02}") if in_address else None
    if shown and moment and not declared and _day(shown[1]) != _day(moment):
        return moment, "address", ""
    found = declared or shown
    if found:
        return found[1], found[0], ""
    if moment:
        return moment, "address", ""
    guess = _guessed(text, address)
    moment = read(guess) if guess else None
    return moment, "htmldate" if moment else "", "the date was guessed from the page" if moment else ""


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


def _displayed(root: Any) -> Iterator[tuple[str, str]]:
    """Yield the dates that readers see."""
    yield from (("page", value) for value in _visible(root))
    for element in root.iter("time"):
        if not _is_elsewhere(element):
            yield "time", element.get("datetime") or words_of(element)


def _updates(meta: Mapping[str, str], told: Told) -> Iterator[str]:
    yield told.modified
    yield from (meta[name] for name in _UPDATED if name in meta)


def _visible(root: Any) -> Iterator[str]:
    """Yield the texts that look like the article's date: in elements called so, and right behind the heading."""
    for element in root.iter(
        "span", "div", "p", "li", "td", "small", "i", "em", "b", "strong", "a", "h4", "h5", "h6", "font"
    ):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _CLASS.search(name) and not _is_elsewhere(element):
            words = words_of(element)
            words = _OF_UPDATE.split(words, maxsplit=1)[0] if len(words) <= 160 else ""
            if len(words) > 5:
                yield words
                yield from (match.group() for match in _DATE_INSIDE.finditer(words))
    for heading in root.iter("h1"):
        for text in islice(_texts_behind(heading), 12):
            if len(text) <= 120:
                yield text
                yield from (match.group() for match in _DATE_INSIDE.finditer(text))


def _texts_behind(element: Any) -> Iterator[str]:
    for text in element.xpath("following::text()[normalize-space()][not(parent::script) and not(parent::style)]"):
        yield " ".join(str(text).split())


def _times(root: Any) -> Iterator[str]:
    for element in root.iter("time"):
        yield element.get("datetime") or ""
        yield words_of(element)
    yield from _visible(root)


def _is_at(moment: datetime | date | None, day: date) -> bool:
    return isinstance(moment, datetime) and day_of(moment) == day


def _is_elsewhere(element: Any) -> bool:
    around = [element, *list(element.iterancestors())[:6]]
    if any(one.tag in ("aside", "footer", "nav") for one in around):
        return True
    return any(
        _ELSEWHERE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around if one.tag != "body"
    )


def _day(moment: datetime | date) -> date:
    return day_of(moment) or date.min


def _moment_key(moment: datetime | date) -> str:
    return moment.isoformat()[:16]


def _guessed(text: str, address: str) -> str:
    from htmldate import find_date

    try:
        return find_date(text, extensive_search=True, original_date=True, url=address or None) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
