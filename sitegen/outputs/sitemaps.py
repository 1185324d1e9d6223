"""Sitemaps (sitemaps.org protocol 0.9) and robots.txt.

A part per month of publication, so that a settled month's part never changes; sitemap.xml is the index of the parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.library import Library
from sitegen.model.taxonomy import FOLDERS
from sitegen.target import Address, Sitemap, Target, Text


def sitemaps(library: Library) -> Iterator[Target]:
    """Yield robots.txt, the index, and a sitemap of each month's articles and one of all else."""
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
    parts = {f"sitemaps/{month}.xml": found for month, found in sorted(months.items(), reverse=True)}
    parts["sitemaps/pages.xml"] = sorted(others, key=lambda address: address.path)
    for path, addresses in parts.items():
        yield Target(path, "sitemap.xml", Sitemap(path=path, language=main, addresses=tuple(addresses)))
    yield Target("sitemap.xml", "sitemap.xml", Sitemap(path="sitemap.xml", language=main, parts=tuple(parts)))
    yield Target("robots.txt", "robots.txt", Text(path="robots.txt", language=main))
