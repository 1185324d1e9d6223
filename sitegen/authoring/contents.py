"""What content/ says now, for the commands that write into it: read as a build reads it, remembered where it can be."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sitegen.config import Config, Section
from sitegen.errors import Problem, fail
from sitegen.events import Notice, Report, ignore
from sitegen.model.addresses import alias_path, path_of
from sitegen.model.article import Article, Entry
from sitegen.model.files import find
from sitegen.model.library import prefix_of
from sitegen.model.load import AnyEntry, read_files, unread
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
    known, files = unread(found.texts, before)
    chunks = (files[at : at + _BATCH] for at in range(0, len(files), _BATCH))
    calls = ((str(root / "content"), chunk, config.timezone, config.all_languages) for chunk in chunks)
    with closing(Workers(cores())) as workers:
        for batch in workers.map(read_files, calls, alone=len(files) <= _ALONE):
            known |= batch.known
    entries = {file: one.entry for file, one in sorted(known.items()) if one.entry is not None}
    return Content(entries, [*found.problems, *(p for one in known.values() for p in one.problems)])


def finder(config: Config) -> Callable[[Entry], str]:
    """Return what tells where an entry lives, or would live if it were visible: site-relative, no leading slash."""
    terms: dict[str, Terms] = {}

    def find_path(entry: Entry) -> str:
        language = entry_language(entry, config)
        prefix = prefix_of(language, config)
        if language not in terms:
            terms[language] = Terms(config, language, prefix)
        section = terms[language].section(entry.section) if isinstance(entry, Article) and entry.section else None
        return path_of(entry, config, language, prefix, section.slug if section else "")

    return find_path


def taken(content: Content, config: Config) -> dict[str, Entry]:
    """Return every address that is somebody's, past addresses (aliases) included, with its owner."""
    find_path = finder(config)
    owners: dict[str, Entry] = {}
    for entry in content.entries.values():
        for path in (find_path(entry), *map(alias_path, entry.aliases)):
            owners.setdefault(path, entry)
    return owners


def declared_section(name: str, config: Config, language: str) -> Section:
    """Return the section that `name` names or slugs in any of the site's languages. Raises SitegenError for another."""
    from sitegen.language import closest

    terms = Terms(config, language, prefix_of(language, config))
    found = terms.section(" ".join(name.split()))
    if found is not None:
        return config.sections[terms.declared.index(found)]
    names = [section.name for section in config.sections]
    near = closest(name, [*names, *(term.name for term in terms.declared)])
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
