"""Where everything lives: one address, one file. Paths are relative to the site's root, without a leading slash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from sitegen.config import Config
from sitegen.errors import Problem
from sitegen.language import slugify
from sitegen.model.article import Article, Edition, Entry, Page
from sitegen.model.story import Shelf
from sitegen.model.taxonomy import Blame, entry_language

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def slug_of(entry: Entry, language: str) -> str:
    """Return the last part of an entry's address: its slug, else its file's name (which outlives a change of title)."""
    return entry.slug or (entry.stem if _SLUG.fullmatch(entry.stem) else slugify(entry.stem, language))


def article_path(article: Article, config: Config, language: str, prefix: str, section: str) -> str:
    """Return an article's address by the site's pattern; the date counts in the site's zone."""
    date = article.date.astimezone(config.zone)
    return prefix + config.article_path.format(
        year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}",
        slug=slug_of(article, language), section=section or "news",
    )  # fmt: skip


def edition_path(edition: Edition, language: str, prefix: str) -> str:
    """Return an edition's address."""
    return f"{prefix}editions/{slug_of(edition, language)}/"


def page_path(page: Page, language: str, prefix: str) -> str:
    """Return a page's address: that of its file below pages/, with its own slug."""
    folders = page.file.split("/")[1:-1]
    if page.file.rsplit("/", 1)[1].startswith("index.") and folders:
        folders = folders[:-1]
    return prefix + "".join(f"{slugify(f, language)}/" for f in folders) + slug_of(page, language) + "/"


class Places(msgspec.Struct, eq=False):
    """Which entry lives at which path. Invariant: `by_path` keeps the first comer, `clashes` the others."""

    by_path: dict[str, Entry] = msgspec.field(default_factory=dict)
    by_file: dict[str, str] = msgspec.field(default_factory=dict)
    clashes: list[tuple[Entry, Entry, str]] = msgspec.field(default_factory=list)

    def put(self, path: str, entry: Entry) -> None:
        """Give `entry` its place."""
        first = self.by_path.setdefault(path, entry)
        if first is not entry:
            self.clashes.append((entry, first, path))
        self.by_file[entry.file] = path

    def problems(self, line: Callable[[Entry], int]) -> list[Problem]:
        """Return every clash, naming both files."""
        hint = "give one of them another `slug`"
        return [
            Problem(f"content/{a.file}", line(a), f"has the address /{path}, which content/{b.file} has too", hint)
            for a, b, path in self.clashes
        ]


def path_of(entry: Entry, config: Config, language: str, prefix: str, section: str) -> str:
    """Return the address of any entry; `section` is the slug of an article's section."""
    if isinstance(entry, Article):
        return article_path(entry, config, language, prefix, section)
    if isinstance(entry, Edition):
        return edition_path(entry, language, prefix)
    assert isinstance(entry, Page)
    return page_path(entry, language, prefix)


def collect(shelves: Iterable[Shelf]) -> Places:
    """Return the places of all that is visible."""
    places = Places()
    for shelf in shelves:
        for story in shelf.stories:
            places.put(story.path, story.article)
        for issue in shelf.issues:
            places.put(issue.path, issue.edition)
        for sheet in shelf.sheets:
            places.put(sheet.path, sheet.page)
    return places


class Alias(msgspec.Struct, frozen=True):
    """An old address (`path`) that leads to `to`."""

    path: str
    to: str
    language: str
    title: str
    origin: str


def alias_path(written: str) -> str:
    """Return the site-relative path that an alias of the front matter means."""
    path = written.lstrip("/")
    return path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"


def redirects(entries: Iterable[Entry], places: Places, blame: Blame, config: Config) -> tuple[Alias, ...]:
    """Return the old addresses of all that is visible; none may hide a page or another old address."""
    found: dict[str, tuple[Alias, Entry]] = {}
    for entry in entries:
        for written in entry.aliases:
            path = alias_path(written)
            owner = places.by_path.get(path)
            other = found.get(path)
            if owner is entry:
                blame(entry, "aliases", f"the alias {written} is the page's own address", "remove it")
            elif owner is not None:
                said = f"the alias {written} is the address of content/{owner.file}"
                blame(entry, "aliases", said, "remove it, or move that page")
            elif other is not None:
                blame(entry, "aliases", f"the alias {written} is an alias of content/{other[1].file} too", "keep one")
            else:
                language = entry_language(entry, config)
                alias = Alias(path, places.by_file[entry.file], language, entry.title, f"content/{entry.file}")
                found[path] = (alias, entry)
    return tuple(alias for alias, _ in found.values())
