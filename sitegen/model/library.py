"""Everything known about the content, resolved: addresses, terms, visibility, languages. Read-only once made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.config import Config
from sitegen.errors import Problem, SitegenError
from sitegen.model import addresses, editions
from sitegen.model.addresses import Alias
from sitegen.model.article import Article, Edition, Entry, Page
from sitegen.model.content import is_visible, locate, starts
from sitegen.model.story import Issue, Sheet, Shelf, Story
from sitegen.model.taxonomy import Blame, Terms
from sitegen.model.translations import Translations, group_translations


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a build shows: everything begun and not expired at `now`, and on request more."""

    now: dt.datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False

    def shows(self, entry: Entry) -> bool:
        """Whether a reader may see `entry`."""
        return is_visible(entry, self.now, drafts=self.drafts, future=self.future, expired=self.expired)


@dataclass(frozen=True, slots=True)
class Library:
    """The whole visible content. `addresses` finds the address of each content file that has one."""

    config: Config
    shelves: dict[str, Shelf]
    addresses: dict[str, str]
    translations: Translations
    redirects: tuple[Alias, ...]
    next_change: dt.datetime | None
    warnings: tuple[Problem, ...] = field(default=())


def make_library(
    entries: Iterable[Entry], config: Config, visibility: Visibility, content: Path, broken: Set[str] = frozenset()
) -> Library:
    """Resolve `entries` into a library. Raises SitegenError with every problem of every file.

    `content` is the folder they came from: it is opened only to find the line of a problem. `broken` are files that
    could not be read; what refers to them is not blamed for it.
    """
    everything = list(entries)
    visible = [e for e in everything if visibility.shows(e)]
    problems: list[Problem] = []

    def blame(entry: Entry, key: str, message: str, hint: str = "") -> None:
        problems.append(Problem(f"content/{entry.file}", _line(content, entry, key), message, hint))

    shelves: dict[str, Shelf] = {}
    for language in config.all_languages:
        own = [e for e in visible if (e.language or config.language) == language]
        shelves[language] = _shelf(own, config, language, blame)
    places = addresses.collect(shelves.values())
    problems += places.problems(lambda entry: _line(content, entry, "slug"))
    stories = {story.article.file: story for shelf in shelves.values() for story in shelf.stories}
    hidden = {entry.file for entry in everything} - {entry.file for entry in visible}
    for language, shelf in shelves.items():
        issues = editions.resolve(shelf.issues, stories, hidden, broken, places, problems)
        shelves[language] = replace(shelf, issues=issues)
    redirects = addresses.redirects(visible, places, blame, config)
    translations = group_translations(visible, places, config, hidden | broken, blame)
    if problems:
        raise SitegenError(sorted(set(problems)))
    return Library(config, shelves, places.by_file, translations, redirects, _next_change(everything, visibility))


def _line(content: Path, entry: Entry, key: str) -> int:
    try:
        return locate((content / entry.file).read_bytes(), key)
    except OSError:
        return 1


def _shelf(entries: list[Entry], config: Config, language: str, blame: Blame) -> Shelf:
    prefix = "" if language == config.language else f"{language}/"
    terms = Terms(config, language, prefix)
    stories = []
    articles = [e for e in entries if isinstance(e, Article)]
    articles.sort(key=lambda a: (a.date, a.file), reverse=True)
    for article in articles:
        section, tags, authors, source = terms.of(article, blame)
        path = addresses.article_path(article, config, language, prefix, section.slug if section else "")
        story = Story(article, path, language, section, tags, authors, source)
        terms.add(story)
        stories.append(story)
    issues = [
        Issue(e, addresses.edition_path(e, language, prefix), language, ()) for e in entries if isinstance(e, Edition)
    ]
    issues.sort(key=lambda i: (i.edition.date, i.edition.file), reverse=True)
    sheets = [Sheet(e, addresses.page_path(e, language, prefix), language) for e in entries if isinstance(e, Page)]
    sheets.sort(key=lambda s: (s.page.menu is None, s.page.menu or 0, s.page.file))
    return Shelf(language, prefix, tuple(stories), terms.declared, terms.finish(), tuple(issues), tuple(sheets))


def _next_change(entries: list[Entry], visibility: Visibility) -> dt.datetime | None:
    """When the next entry appears or expires."""
    moments = []
    for entry in entries:
        if entry.draft and not visibility.drafts:
            continue
        begins = starts(entry)
        if begins is not None and begins > visibility.now and not visibility.future:
            moments.append(begins)
        if entry.expires is not None and entry.expires > visibility.now and not visibility.expired:
            moments.append(entry.expires)
    return min(moments, default=None)
