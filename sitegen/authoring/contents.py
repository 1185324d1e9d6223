"""What content/ says now, for the commands that write into it: read as a build reads it, remembered where it can be."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sitegen.config import Config
from sitegen.errors import Problem, fail
from sitegen.events import Notice, Report, ignore
from sitegen.model.addresses import article_path, edition_path, page_path
from sitegen.model.article import Article, Edition, Entry
from sitegen.model.load import AnyEntry, Batch, Known, find, load, read_files
from sitegen.model.memory import recall
from sitegen.model.taxonomy import Terms, entry_language
from sitegen.pipeline import STATE
from sitegen.version import code_digest
from sitegen.workers import Workers, cores

_BATCH, _ALONE = 100, 150


class Content(NamedTuple):
    """Everything in content/ by file, hidden texts too, and what is wrong with the files that could not be read."""

    entries: dict[str, AnyEntry]
    problems: list[Problem]

    @property
    def broken(self) -> set[str]:
        """The files, below content/, that could not be read."""
        return {problem.path.removeprefix("content/") for problem in self.problems if problem.severity == "error"}


def load_content(root: Path, config: Config, report: Report = ignore) -> Content:
    """Read content/; what has not changed since the last build is remembered. Raises SitegenError if it cannot look."""
    try:
        found = find(root / "content")
    except OSError as error:
        raise fail(f"cannot look into {error.filename}: {error.strerror}", "make the folder readable") from error
    before = recall(root / STATE, config, code_digest(), lambda said: report(Notice(said)))
    workers = Workers(cores())

    def read_many(files: list[str]) -> Iterator[Batch]:
        chunks = (files[at : at + _BATCH] for at in range(0, len(files), _BATCH))
        calls = ((str(root / "content"), chunk, config.timezone, config.all_languages) for chunk in chunks)
        return workers.map(read_files, calls, alone=len(files) <= _ALONE)

    try:
        known: dict[str, Known] = {}
        for batch in load(found.texts, before, read_many):
            known |= batch.known
    finally:
        workers.close()
    entries = {file: one.entry for file, one in sorted(known.items()) if one.entry is not None}
    return Content(entries, [*found.problems, *(p for one in known.values() for p in one.problems)])


def paths(entries: Iterable[Entry], config: Config) -> dict[str, str]:
    """Return the address of each entry by file, hidden ones too: site-relative, without a leading slash."""
    return {entry.file: path_of(entry, config) for entry in entries}


def path_of(entry: Entry, config: Config) -> str:
    """Return where an entry lives, or would live if it were visible."""
    language = entry_language(entry, config)
    prefix = "" if language == config.language else f"{language}/"
    if isinstance(entry, Article):
        section = _section_slug(entry, config, language, prefix) if "{section}" in config.article_path else ""
        return article_path(entry, config, language, prefix, section)
    if isinstance(entry, Edition):
        return edition_path(entry, language, prefix)
    return page_path(entry, language, prefix)  # type: ignore[arg-type]  # what is neither is a Page


def _section_slug(article: Article, config: Config, language: str, prefix: str) -> str:
    section = Terms(config, language, prefix).of(article, lambda *_: None)[0]
    return section.slug if section else ""


def alias_path(written: str) -> str:
    """Return the site-relative path that an alias of the front matter means."""
    path = written.lstrip("/")
    return path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"


def taken(content: Content, config: Config) -> dict[str, Entry]:
    """Return every address that is somebody's, past addresses (aliases) included, with its owner."""
    owners: dict[str, Entry] = {}
    for entry in content.entries.values():
        for path in (path_of(entry, config), *map(alias_path, entry.aliases)):
            owners.setdefault(path, entry)
    return owners


def declared_section(name: str, config: Config, language: str) -> str:
    """Return the section that `name` names or slugs, as site.toml spells it. Raises SitegenError for another."""
    from sitegen.language import closest, lower

    wanted = lower(" ".join(name.split()), language)
    for section in config.sections:
        own = section.names.get(language, ""), section.slugs.get(language, "")
        if wanted in (lower(word, language) for word in (section.name, section.slug, *own) if word):
            return section.name
    names = [section.name for section in config.sections]
    near = closest(name, [*names, *(section.names.get(language, section.name) for section in config.sections)])
    known = f"there are: {', '.join(names)}" if names else "declare it in site.toml: [[sections]] name = …"
    raise fail(f'unknown section "{name}"', f'did you mean "{near}"?' if near else known)


def declared_language(code: str, config: Config) -> str:
    """Return `code`, or the site's main language for "". Raises SitegenError for a language that the site lacks."""
    from sitegen.language import closest

    if not code or code in config.all_languages:
        return code or config.language
    near = closest(code, config.all_languages)
    known = f"the site has {', '.join(config.all_languages)}; add [languages.{code}] to site.toml"
    raise fail(f'unknown language "{code}"', f'did you mean "{near}"?' if near else known)


def content_file(root: Path, given: str, known: Iterable[str]) -> str:
    """Return the file below content/ that a person means by `given`: a path from here, from the root or from content/.

    Raises SitegenError when there is none among `known`.
    """
    from sitegen.language import closest

    files = set(known)
    name = given.replace("\\", "/")
    choices = [posixpath.normpath(name.removeprefix("content/"))]
    for base in (Path.cwd(), root):
        whole = (base / given).resolve()
        if whole.is_relative_to((root / "content").resolve()):
            choices.append(whole.relative_to((root / "content").resolve()).as_posix())
    for choice in choices:
        if choice in files:
            return choice
    near = closest(choices[0], files)
    hint = f'did you mean "content/{near}"?' if near else "name a file below content/articles/, editions/ or pages/"
    raise fail("there is no such text", hint, path=given)
