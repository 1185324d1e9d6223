"""Sitemaps (sitemaps.org protocol 0.9), the news sitemap and robots.txt.

A part per month of publication, so that a settled month's part never changes; sitemap.xml is the index of the parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sitegen.model.library import Library
from sitegen.model.story import Story
from sitegen.model.taxonomy import FOLDERS
from sitegen.target import Address, Fresh, NewsSitemap, Sitemap, Target, Text

LIMIT = 50_000
"""Addresses in one sitemap at most (sitemaps.org)."""
NEWS_LIMIT = 1000
NEWS_DAYS = dt.timedelta(days=2)
"""What Google's news sitemaps may hold (https://developers.google.com/search/docs/crawling-indexing/sitemaps)."""


def sitemaps(library: Library) -> Iterator[Target]:
    """Yield robots.txt, the index, a sitemap of each month's articles and one of all else, the news sitemap."""
    main = library.config.language
    zone = library.config.zone
    months: dict[str, list[Address]] = {}
    others: list[Address] = []
    for shelf in library.shelves.values():
        archive = {f"{shelf.prefix}archive/", f"{shelf.prefix}feeds/"}
        for story in shelf.stories:
            local = story.article.date.astimezone(zone)
            address = Address(story.path, story.article.updated or story.article.date)
            year = f"{shelf.prefix}archive/{local.year:04}/"
            archive |= {year, f"{year}{local.month:02}/"}
            months.setdefault(f"{local.year:04}-{local.month:02}", []).append(address)
        others.append(Address(shelf.prefix))
        others += [Address(sheet.path, sheet.page.updated) for sheet in shelf.sheets]
        others += [Address(issue.path, issue.edition.updated or issue.edition.date) for issue in shelf.issues]
        for kind, folder in FOLDERS.items():
            if kind == "section":
                others += [Address(section.path) for section in shelf.sections]
            else:
                others += [Address(shelved.term.path) for shelved in shelf.terms[kind].values()]
            others.append(Address(f"{shelf.prefix}{folder}/"))
        others += map(Address, archive)
        if shelf.issues:
            others.append(Address(f"{shelf.prefix}editions/"))
    parts: dict[str, Sequence[Address]] = {}
    for month, found in sorted(months.items(), reverse=True):
        parts |= split(f"sitemaps/{month}", found)
    parts |= split("sitemaps/pages", sorted(others, key=lambda address: address.path))
    for path, addresses in parts.items():
        yield Target(path, "sitemap.xml", Sitemap(path=path, language=main, addresses=tuple(addresses)))
    yield Target("sitemap.xml", "sitemap.xml", Sitemap(path="sitemap.xml", language=main, parts=tuple(parts)))
    yield _news(library)
    yield Target("robots.txt", "robots.txt", Text(path="robots.txt", language=main))


def split(name: str, addresses: Sequence[Address], limit: int = LIMIT) -> dict[str, Sequence[Address]]:
    """Return the sitemaps that hold `addresses` by their paths: NAME.xml, and if `limit` is not enough NAME-2.xml, …

    Articles come newest first; the last sitemap holds the newest, so that those that are full do not change.
    """
    starts = range(len(addresses) - limit, -limit, -limit)
    chunks = [addresses[max(0, start) : start + limit] for start in starts]
    return {f"{name}-{number}.xml" if number > 1 else f"{name}.xml": part for number, part in enumerate(chunks, 1)}


def _news(library: Library) -> Target:
    """Return the news sitemap: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""
    config = library.config
    titles = {code: own.title for code, own in config.languages.items() if own.title}
    fresh = sorted(_fresh(library), key=lambda story: (story.article.date, story.path), reverse=True)
    items = tuple(
        Fresh(s.path, s.article.title, s.article.date, _news_language(s.language), titles.get(s.language, config.title))
        for s in fresh[:NEWS_LIMIT]
    )
    path = "sitemap-news.xml"
    return Target(path, "sitemap-news.xml", NewsSitemap(path=path, language=config.language, items=items))


def _news_language(code: str) -> str:
    """Return a language as news sitemaps have it: ISO 639, but for Chinese, which is either zh-cn or zh-tw."""
    if code.startswith("zh"):
        return "zh-tw" if code.endswith(("TW", "HK", "MO", "Hant")) else "zh-cn"
    return code.partition("-")[0]


def _fresh(library: Library) -> Iterator[Story]:
    """Yield the articles of the last two days."""
    oldest = library.now - NEWS_DAYS
    for shelf in library.shelves.values():
        for story in shelf.stories:
            if story.article.date <= oldest:  # they are sorted by date
                break
            yield story


def next_leaving(library: Library) -> dt.datetime | None:
    """Return when the next article leaves the news sitemap."""
    return min((story.article.date + NEWS_DAYS for story in _fresh(library)), default=None)
