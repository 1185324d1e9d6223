"""Everything known about the content, resolved: addresses, terms, visibility, languages. Read-only once made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sitegen.config import Config
from sitegen.errors import Problem, SitegenError
from sitegen.model import editions
from sitegen.model.addresses import Alias, article_path, collect, edition_path, page_path, path_of, redirects
from sitegen.model.article import Article, Edition, Entry, Page
from sitegen.model.content import is_visible, locate, starts
from sitegen.model.references import References
from sitegen.model.story import Issue, Sheet, Shelf, Story
from sitegen.model.taxonomy import Blame, Terms, entry_language
from sitegen.model.translations import Translations, group_translations
from sitegen.records import Sizes


class Visibility(msgspec.Struct, frozen=True, eq=False):
    """What a build shows: everything begun and not expired at `now`, and on request more."""

    now: dt.datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False

    def shows(self, entry: Entry) -> bool:
        """Whether a reader may see `entry`."""
        return is_visible(entry, self.now, drafts=self.drafts, future=self.future, expired=self.expired)


class Library(msgspec.Struct, frozen=True, eq=False):
    """The whole content that is visible `now`. `addresses` finds the address of each content file that has one.

    `pictures` tells of the site's own pictures that are shown, by path, once their files were looked at; `illustrated`
    finds by the key of a text those that it shows. `drawn` are the addresses that a picture is drawn for.
    """

    config: Config
    shelves: dict[str, Shelf]
    addresses: dict[str, str]
    translations: Translations
    redirects: tuple[Alias, ...]
    now: dt.datetime
    next_change: dt.datetime | None
    warnings: tuple[Problem, ...] = ()
    pictures: dict[str, Sizes] = {}
    illustrated: dict[str, dict[str, Sizes]] = {}
    drawn: frozenset[str] = frozenset()


def make_library(
    entries: Iterable[Entry], config: Config, visibility: Visibility, content: Path, broken: Set[str] = frozenset()
) -> Library:
    """Resolve `entries` into a library. Raises SitegenError with every problem of every file.

    `content` is the folder they came from: it is opened only to find the line of a problem. `broken` are files that
    could not be read; what refers to them is not blamed for it.
    """
    everything = sorted(entries, key=lambda e: e.file)  # who came first must not depend on the file system
    visible = [e for e in everything if visibility.shows(e)]
    hidden = [e for e in everything if not visibility.shows(e)]
    problems: list[Problem] = []

    def blame(entry: Entry, key: str, message: str, hint: str = "") -> None:
        problems.append(Problem(f"content/{entry.file}", _line(content, entry, key), message, hint))

    terms = {code: Terms(config, code, prefix_of(code, config)) for code in config.all_languages}
    shelves: dict[str, Shelf] = {}
    for language, found in terms.items():
        own = [e for e in visible if entry_language(e, config) == language]
        shelves[language] = _shelf(own, config, language, found, blame)
    places = collect(shelves.values())
    problems += places.problems(lambda entry: _line(content, entry, "slug"))
    _check_ids(visible, blame)
    over = {e.file for e in hidden if not e.draft and e.expires is not None and e.expires <= visibility.now}
    references = References(places, {e.file for e in hidden}, over, broken, lambda: _unseen(hidden, config, terms))
    stories = {story.article.file: story for shelf in shelves.values() for story in shelf.stories}
    for language, shelf in shelves.items():
        shelves[language] = replace(shelf, issues=editions.resolve(shelf.issues, stories, references, problems))
    aliases = redirects(visible, places, blame, config)
    translations = group_translations(visible, references, config, blame)
    if errors := {p for p in problems if p.severity == "error"}:
        raise SitegenError(sorted(errors))
    following = _next_change(everything, visibility)
    warnings = tuple(sorted(set(problems)))
    return Library(
        config, shelves, places.by_file, translations, aliases, visibility.now, following, warnings
    )  # fmt: skip


def prefix_of(language: str, config: Config) -> str:
    """Return what begins the addresses of a language: nothing in the main one."""
    return "" if language == config.language else f"{language}/"


def _unseen(hidden: Iterable[Entry], config: Config, terms: dict[str, Terms]) -> dict[str, str]:
    """Return the files of hidden entries by the addresses that they will have."""
    paths = {}
    for entry in hidden:
        language = entry_language(entry, config)
        section = terms[language].section(entry.section) if isinstance(entry, Article) else None
        path = path_of(entry, config, language, prefix_of(language, config), section.slug if section else "")
        paths[path] = entry.file
    return paths


def _check_ids(entries: Iterable[Entry], blame: Blame) -> None:
    """Two entries with one `id` are one entry to a feed reader."""
    owners: dict[str, Entry] = {}
    for entry in entries:
        if isinstance(entry, Article | Edition) and entry.id:
            other = owners.setdefault(entry.id, entry)
            if other is not entry:
                said = f'has the id "{entry.id}", which content/{other.file} has too'
                blame(entry, "id", said, "remove it, or write another that is nobody else's")


def _line(content: Path, entry: Entry, key: str) -> int:
    try:
        return locate((content / entry.file).read_bytes(), key)
    except OSError:
        return 1


def _shelf(entries: list[Entry], config: Config, language: str, terms: Terms, blame: Blame) -> Shelf:
    prefix = prefix_of(language, config)
    stories = []
    articles = [e for e in entries if isinstance(e, Article)]
    articles.sort(key=lambda a: (a.date, a.file), reverse=True)
    for article in articles:
        section, tags, authors, source = terms.of(article, blame)
        path = article_path(article, config, language, prefix, section.slug if section else "")
        story = Story(article, path, language, section, tags, authors, source)
        terms.add(story)
        stories.append(story)
    issues = [Issue(e, edition_path(e, language, prefix), language, ()) for e in entries if isinstance(e, Edition)]
    issues.sort(key=lambda i: (i.edition.date, i.edition.file), reverse=True)
    sheets = [Sheet(e, page_path(e, language, prefix), language) for e in entries if isinstance(e, Page)]
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
