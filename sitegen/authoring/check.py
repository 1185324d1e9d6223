"""`sitegen check`: everything about content/ that an editor would want to mend, without building the site."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from sitegen.authoring.marks import Marks
from sitegen.errors import Problem, SitegenError
from sitegen.events import Notice, Progress, Report
from sitegen.model import checks
from sitegen.model.article import Article
from sitegen.model.duplicates import VERSION, shingles
from sitegen.model.files import settled
from sitegen.model.library import Library, Visibility, make_library
from sitegen.model.load import Known, read_files
from sitegen.model.memory import recall, remember
from sitegen.outputs.checks import broken_links, mistakes
from sitegen.outputs.plan import plan
from sitegen.outputs.site import interface_problems
from sitegen.pipeline import STATE, Settings, exclusive_state, output_folder
from sitegen.pipeline.inputs import Inputs, look
from sitegen.pipeline.reading import text_key
from sitegen.records import media_path
from sitegen.render.markdown import Facts, render
from sitegen.render.store import LostTextError, TextStore
from sitegen.version import code_digest
from sitegen.workers import Workers, cores
from sitegen.write.commit import disk_error

_BATCH, _ALONE = 50, 100
_MARKS = "shingles.db"


class Study(msgspec.Struct, frozen=True):
    """What came of reading some files: what is known of each, its text rendered, and the shingles of articles."""

    known: dict[str, Known]
    texts: dict[str, tuple[str, Facts]]
    marks: dict[str, bytes]


def check(settings: Settings, report: Report) -> list[Problem]:
    """Return what is wrong with the content that a build with `settings` would show, sorted by file and line.

    Nothing is built; what was read is kept for the next build and the next check. Raises SitegenError with all problems
    when the content could not be built at all.
    """
    with exclusive_state(settings.root, report):
        try:
            return sorted(set(_check(settings, report)))
        except sqlite3.DatabaseError:
            report(Notice(f"{_MARKS} is damaged; every article is read again"))
            (settings.root / STATE / _MARKS).unlink(missing_ok=True)
            return sorted(set(_check(settings, report)))
        except OSError as error:
            raise disk_error(error) from error


def _check(settings: Settings, report: Report) -> Iterator[Problem]:
    inputs = look(settings, output_folder(settings))
    state = settings.root / STATE
    store = TextStore(state / "texts", code_digest(), lambda said: report(Notice(said)))
    with closing(Marks(state / _MARKS, VERSION)) as marks:
        known = _read(settings, inputs, store, marks, report)
        library, warnings = _library(settings, inputs, known)
        facts = store.facts()
        yield from warnings
        yield from _found(library, inputs, facts, settings.root / "content")
        by_body: dict[str, list[str]] = {}
        for story in checks.stories(library):
            by_body.setdefault(story.article.body, []).append(story.article.file)
        yield from checks.same_text(library, lambda: marks.each(by_body))
        marks.prune({one.entry.body: one for one in known.values() if one.entry is not None})


def _found(library: Library, inputs: Inputs, facts: dict[str, Facts], content: Path) -> Iterator[Problem]:
    """Yield what the library and its texts show; every check but that for near-same texts."""
    from sitegen.ingest.addresses import same_key

    yield from checks.same_source(library, content, same_key)
    yield from checks.missing_summaries(library, content)
    shown = {key: one.images for key, one in facts.items() if one.images}
    yield from checks.pictures(library, content, shown, inputs.copies.keys(), media_path)
    yield from mistakes(library, {key: one.problems for key, one in facts.items() if one.problems})
    links = {key: one.links for key, one in facts.items() if one.links}
    yield from _dead_links(library, inputs, links)


def _dead_links(library: Library, inputs: Inputs, links: dict[str, tuple[tuple[str, int], ...]]) -> Iterable[Problem]:
    """Return the links to pages that do not exist. The site is planned only when a link leads to none of its texts."""
    texts = {f"{path}index.html" for path in library.addresses.values()}
    files = texts | {f"{alias.path}index.html" for alias in library.redirects} | inputs.copies.keys()
    if not any(True for _ in broken_links(library, links, files)):
        return ()
    return broken_links(library, links, files | {target.file for target in plan(library, {})})


def _read(settings: Settings, inputs: Inputs, store: TextStore, marks: Marks, report: Report) -> dict[str, Known]:
    """Return what is known of each file; every text is then in `store`, and every article's shingles in `marks`."""
    config, state, found = inputs.config, settings.root / STATE, inputs.found.texts
    before = recall(state, config, code_digest(), lambda said: report(Notice(said)))
    rendered, marked = store.keys(), marks.keys()

    def is_done(one: Known) -> bool:
        entry = one.entry
        if entry is None:
            return True
        return text_key(entry, config.language) in rendered and (entry.body in marked or not isinstance(entry, Article))

    known: dict[str, Known] = {}
    for file, sign in found.items():
        old = before.get(file)
        if old is not None and old.signature == sign and settled(sign, old.checked) and is_done(old):
            known[file] = old
    missing = sorted(found.keys() - known.keys())
    chunks = [missing[at : at + _BATCH] for at in range(0, len(missing), _BATCH)]
    content = str(settings.root / "content")
    calls = ((content, chunk, config.timezone, config.all_languages) for chunk in chunks)
    with closing(Workers(settings.jobs or cores())) as workers:
        for study in workers.map(examine, calls, alone=len(missing) <= _ALONE):
            known |= study.known
            store.put({key: made for key, made in study.texts.items() if key not in rendered})
            marks.put(study.marks)
            report(Progress("read", len(known), len(found)))
    if missing:
        with suppress(LostTextError):  # the next build will find what is damaged
            store.prune({text_key(one.entry, config.language) for one in known.values() if one.entry is not None})
        store.save()
        remember(state, config, code_digest(), known)
    return known


def examine(content: str, files: list[str], zone: str, languages: tuple[str, ...]) -> Study:
    """Read `files` below `content`, render their texts, take the shingles of articles. `languages[0]` is the site's."""
    batch = read_files(content, files, zone, languages)
    texts: dict[str, tuple[str, Facts]] = {}
    marks: dict[str, bytes] = {}
    for one in batch.known.values():
        if one.entry is None:
            continue
        text, language = batch.bodies[one.entry.body], one.entry.language or languages[0]
        made = render(text, language)
        texts[text_key(one.entry, languages[0])] = (made.html, made.facts)
        if isinstance(one.entry, Article):
            marks[one.entry.body] = shingles(text)
    return Study(batch.known, texts, marks)


def _library(settings: Settings, inputs: Inputs, known: dict[str, Known]) -> tuple[Library, list[Problem]]:
    """Return the library and the warnings of reading it. Raises SitegenError with every problem of every file."""
    problems = [*inputs.found.problems, *interface_problems(inputs.config)]
    problems += [problem for one in known.values() for problem in one.problems]
    entries = [one.entry for one in known.values() if one.entry is not None]
    broken = {file for file, one in known.items() if one.entry is None}
    now = settings.now or dt.datetime.now(dt.UTC)
    visibility = Visibility(now, settings.drafts, settings.future, settings.expired)
    library = None
    try:
        library = make_library(entries, inputs.config, visibility, settings.root / "content", broken)
    except SitegenError as error:
        problems += error.problems
    errors = sorted({problem for problem in problems if problem.severity == "error"})
    if errors or library is None:
        raise SitegenError(errors)
    return library, [problem for problem in problems if problem.severity == "warning"] + list(library.warnings)
