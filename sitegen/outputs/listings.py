"""Lists of articles, numbered from the oldest page; alphabetical indexes; the archive's calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from heapq import merge, nsmallest
from typing import NamedTuple

from msgspec.structs import replace

from sitegen.language import format_date, initial, language_name, sort_key
from sitegen.model.library import Library
from sitegen.model.story import Kind, Shelf, Shelved, Story, Term
from sitegen.outputs.cards import Cards, same_page
from sitegen.records import Link
from sitegen.target import Alternate, Calendar, Index, Letter, Listing, Month, Target, Year

PLURALS: dict[Kind, str] = {"section": "sections", "tag": "tags", "author": "authors", "source": "sources"}
_RELATED = 6
_BEFORE = dt.datetime.min.replace(tzinfo=dt.UTC)
Months = dict[tuple[int, int], list[Story]]
Days = dict[str, dt.date]
"""Path of an article → the day of its date in the site's own time zone."""


class Slice(NamedTuple):
    """One page of a list: its number (0: the newest, at the list's own address) and where its items stand."""

    number: int
    start: int
    stop: int


def paginate(count: int, per_page: int) -> Iterator[Slice]:
    """Cut a list of `count` items, newest first, into pages.

    Pages count from the oldest and are full for ever; the newest page holds from `per_page` to twice less one
    item, so that it is never nearly empty and an old page changes only when the page after it is born.
    """
    full = max(0, count // per_page - 1)
    yield Slice(0, 0, count - full * per_page)
    for number in range(full, 0, -1):
        stop = count - (number - 1) * per_page
        yield Slice(number, stop - per_page, stop)


def page_path(root: str, number: int, full: int) -> str:
    """Return the address of page `number` of the list at `root`, which has `full` numbered pages."""
    return root if number == 0 or number > full else f"{root}page/{number}/"


def _pages(base: Listing, stories: tuple[Story, ...], per_page: int, cards: Cards) -> Iterator[Target]:
    """Yield the pages of one list; `base` holds what they have in common."""
    full = max(0, len(stories) // per_page - 1)
    root = base.root
    for number, start, stop in paginate(len(stories), per_page):
        path = page_path(root, number, full)
        older = number - 1 if number else full
        context = replace(
            base,
            path=path,
            number=number,
            items=cards.lists.of(stories[start:stop]),
            newer=page_path(root, number + 1, full) if number else None,
            older=page_path(root, older, full) if older else None,
            years=base.years if number == 0 else (),
            by_year=base.by_year if number == 0 else (),
            related=base.related if number == 0 else (),
            alternates=base.alternates if number == 0 else (),
        )
        yield Target(f"{path}index.html", "listing.html", context)


def lists(library: Library, shelf: Shelf, cards: Cards) -> Iterator[Target]:
    """Yield the pages of all lists, whatever list they belong to, from the newest articles to the oldest.

    An article stands in about ten lists; in this order those pages are close together, so that whoever renders them
    need keep what was made of an article only for a while, however large the archive is.
    """
    zone = library.config.zone
    days = {story.path: story.article.date.astimezone(zone).date() for story in shelf.stories}
    streams = [*_term_lists(library, shelf, cards, days), *_archive_lists(library, shelf, cards, days)]
    yield from merge(*streams, key=_newest, reverse=True)


def _newest(target: Target) -> dt.datetime:
    items = target.context.items if isinstance(target.context, Listing) else ()
    return items[0].date if items else _BEFORE


def _term_lists(library: Library, shelf: Shelf, cards: Cards, days: Days) -> Iterator[Iterator[Target]]:
    for kind in PLURALS:
        yield from _lists_of(kind, library, shelf, cards, days)


def _shelved(kind: Kind, shelf: Shelf) -> dict[str, Shelved]:
    """Return what has lists, by slug: every section, empty ones too, and the tags, authors and sources there are."""
    shelved = shelf.terms[kind]
    if kind == "section":
        return {t.slug: shelved.get(t.slug, Shelved(t, ())) for t in shelf.sections}
    return dict(shelved)


def _lists_of(kind: Kind, library: Library, shelf: Shelf, cards: Cards, days: Days) -> Iterator[Iterator[Target]]:
    language, config = shelf.language, library.config
    for slug, (term, stories) in ((s, (v.term, v.stories)) for s, v in _shelved(kind, shelf).items()):
        base = Listing(
            path=term.path,
            language=language,
            title=term.name,
            summary=term.about.get("description", ""),
            kind=kind,
            root=term.path,
            feed=term.path,
            about=dict(term.about),
            by_year=_by_year([days[s.path].year for s in stories]) if kind == "tag" else (),
            related=tuple(map(cards.link, _company(term, stories, shelf))) if kind == "tag" else (),
            alternates=_section_alternates(library, slug, shelf) if kind == "section" else (),
        )
        yield _pages(base, stories, config.per_page, cards)


def index(kind: Kind, library: Library, shelf: Shelf) -> Target:
    """Return the index of every section, tag, author or source."""
    language, plural = shelf.language, PLURALS[kind]
    path = f"{shelf.prefix}{plural}/"
    links = [Link(s.term.name, s.term.path, len(s.stories)) for s in _shelved(kind, shelf).values()]
    context = Index(
        path=path,
        language=language,
        kind=plural,
        letters=_letters(links, language) if kind != "section" else (Letter("", tuple(links)),),
        total=len(links),
        feed=shelf.prefix,
        alternates=same_page(library, f"{plural}/"),
    )
    return Target(f"{path}index.html", "index.html", context)


def _by_year(years: list[int]) -> tuple[Link, ...]:
    """Return how often each year is among `years`, those between the first and the last that are not included."""
    counts = Counter(years)
    return tuple(Link(str(year), "", counts[year]) for year in range(min(years), max(years) + 1)) if years else ()


def _company(term: Term, stories: tuple[Story, ...], shelf: Shelf) -> list[Term]:
    """Return the tags that a tag's articles have most often besides it.

    Nothing but its own articles counts, so that an article changes the pages of its own tags only.
    """
    counts = Counter([tag.slug for story in stories for tag in story.tags if tag is not term])
    best = nsmallest(_RELATED, [(-count, slug) for slug, count in counts.items()])
    return [shelf.terms["tag"][slug].term for _, slug in best]


def _section_alternates(library: Library, slug: str, shelf: Shelf) -> tuple[Alternate, ...]:
    if len(library.shelves) < 2:
        return ()
    position = next(i for i, t in enumerate(shelf.sections) if t.slug == slug)
    return tuple(
        Alternate(s.language, language_name(s.language), s.sections[position].path) for s in library.shelves.values()
    )


def _letters(links: list[Link], language: str) -> tuple[Letter, ...]:
    groups: dict[str, list[Link]] = {}
    for link in sorted(links, key=lambda one: (sort_key(one.name, language), one.path)):
        groups.setdefault(initial(link.name, language), []).append(link)
    return tuple(Letter(letter, tuple(entries)) for letter, entries in groups.items())


def _by_month(shelf: Shelf, days: Days) -> Months:
    """Return the stories by year and month, newest first."""
    months: Months = {}
    for story in shelf.stories:
        day = days[story.path]
        months.setdefault((day.year, day.month), []).append(story)
    return months


def _archive_lists(library: Library, shelf: Shelf, cards: Cards, days: Days) -> Iterator[Iterator[Target]]:
    """Yield the calendar of each year, the list of everything and each month's list."""
    config = library.config
    root = f"{shelf.prefix}archive/"
    months = _by_month(shelf, days)
    years = _years(root, months, days)
    yield _calendars(shelf, years)
    base = Listing(
        path=root, language=shelf.language, kind="archive", root=root, years=years,
        feed=shelf.prefix, alternates=same_page(library, "archive/"),
    )  # fmt: skip
    yield _pages(base, shelf.stories, config.per_page, cards)
    for (year, month), stories in months.items():
        path = f"{root}{year:04}/{month:02}/"
        noon = dt.datetime(year, month, 1, 12, tzinfo=config.zone)
        base = Listing(
            path=path, language=shelf.language, title=format_date(noon, "month", shelf.language, config.timezone),
            kind="month", root=path, month=noon.date(), feed=shelf.prefix,
        )  # fmt: skip
        yield _pages(base, tuple(stories), config.per_page, cards)


def _calendars(shelf: Shelf, years: tuple[Year, ...]) -> Iterator[Target]:
    """Yield the page of each year."""
    for position, year in enumerate(years):
        newer = years[position - 1] if position else None
        older = years[position + 1] if position + 1 < len(years) else None
        context = Calendar(
            path=year.path, language=shelf.language, title=str(year.year), year=year, feed=shelf.prefix,
            previous=Link(str(older.year), older.path) if older else None,
            next=Link(str(newer.year), newer.path) if newer else None,
        )  # fmt: skip
        yield Target(f"{year.path}index.html", "calendar.html", context)


def _years(root: str, months: Months, days: Days) -> tuple[Year, ...]:
    """Return how much was published on each day, newest year first."""
    years = []
    for year in sorted({year for year, _ in months}, reverse=True):
        found = [_month(root, year, month, months.get((year, month), []), days) for month in range(1, 13)]
        years.append(Year(year, f"{root}{year:04}/", sum(m.count for m in found), tuple(found)))
    return tuple(years)


def _month(root: str, year: int, month: int, stories: list[Story], days: Days) -> Month:
    by_day = Counter([days[story.path].day for story in stories])
    length = calendar.monthrange(year, month)[1]
    path = f"{root}{year:04}/{month:02}/" if stories else ""
    return Month(month, path, len(stories), tuple(by_day[day] for day in range(1, length + 1)))
