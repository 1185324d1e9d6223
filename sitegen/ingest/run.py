"""Importing one source after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from sitegen.errors import SitegenError, fail
from sitegen.events import Progress, Report
from sitegen.ingest.addresses import is_address, tidy
from sitegen.ingest.companions import Companions, companion
from sitegen.ingest.desk import Desk, open_desk
from sitegen.ingest.pictures import bring_home, from_web
from sitegen.ingest.reading import Read, Told, quiet, read_source, try_source
from sitegen.ingest.shelf import already_there, keep
from sitegen.ingest.sources import STANDARD_INPUT, is_pattern, matching
from sitegen.ingest.store import target_folder
from sitegen.ingest.story import Failed, Imported, ImportSettings, Story
from sitegen.workers import Workers

Result = Imported | Failed

ALONE = 15
"""So many files or fewer are read in this process: others would first have to load all libraries."""


def import_sources(
    sources: Sequence[str],
    settings: ImportSettings,
    now: datetime,
    report: Report,
    each: Callable[[Result], None] = lambda result: None,  # noqa: ARG005  (nobody wants to know)
) -> tuple[Result, ...]:
    """Import every source and return one result for each, in order; one that fails does not stop the others.

    A pattern such as saved/*.html stands for the files it fits. `now` (aware) dates what the sources date relatively.
    Files are read by `settings.jobs` processes, and kept by this one. Progress is reported as stage "import", and
    `each` gets every result as soon as it is there. Raises SitegenError when one address is given for several sources,
    or a folder outside content/, or when a process that reads was killed.
    """
    named = [name for source in sources for name in (matching(source) if is_pattern(source) else [source])]
    if settings.url and len(named) > 1:
        raise fail("--url is the address of one saved page", "import the pages one by one, each with its own --url")
    quiet()
    if settings.into:
        target_folder(settings.root, settings.into, None, now.date())  # wrong for one is wrong for all
    results: list[Result] = []
    desk = open_desk(settings)
    workers = Workers(settings.jobs)
    files = [source for source in named if _is_file(source)]
    reading = workers.map(try_source, ((source, settings, now) for source in files), alone=len(files) <= ALONE)
    try:
        for done, source in enumerate(named):
            report(Progress("import", done, len(named)))
            read = next(reading) if _is_file(source) else None
            for result in _attempted(source, settings, now, desk, read):
                results.append(result)
                each(result)
        report(Progress("import", len(named), len(named)))
    finally:
        workers.close()
        desk.revisits.save()
    return tuple(results)


def import_source(source: str, settings: ImportSettings, now: datetime, desk: Desk | None = None) -> tuple[Result, ...]:
    """Import one source and return what became of it: one result, or one for each entry of a feed.

    Raises SitegenError with file, line and remedy when nothing of the source can be read or written.
    """
    return tuple(_imported(source, settings, now, desk or open_desk(settings), None))


def _is_file(source: str) -> bool:
    return source != STANDARD_INPUT and not is_address(source)


def _attempted(source: str, settings: ImportSettings, now: datetime, desk: Desk, read: Read | None) -> Iterator[Result]:
    try:
        yield from _imported(source, settings, now, desk, read)
    except SitegenError as error:
        yield Failed(source, error.problems)


def _imported(source: str, settings: ImportSettings, now: datetime, desk: Desk, read: Read | None) -> Iterator[Result]:
    """Import a source, which was `read` already if it is a file."""
    address = is_address(source)
    known = already_there(source, {source, tidy(source)}, desk.catalogue) if address else None
    visit = desk.revisits.last(source, settings) if address and not settings.force else None
    there = [desk.catalogue.find({identity}) for identity in visit.identities] if visit else []
    try:
        read = read or read_source(source, settings, now, visit.validators if visit and all(there) else None)
    except SitegenError as error:
        if known is None or settings.force or settings.update:
            raise
        # It cannot be seen now whether the source has changed, but what was imported is there.
        note = f"it could not be looked at again: {error.problems[0].message}"
        yield msgspec.structs.replace(known, notes=(note,))
        return
    if read is None:
        reason = "was imported before, and the source has not changed since"
        yield from (Imported(source, path, "unchanged", reason) for path in dict.fromkeys(there))
        return
    kept = []
    for told in read.stories:
        try:
            kept.append(_kept(told, settings, now, desk, remote=address))
        except SitegenError as error:
            if read.kind != "feed":
                raise
            kept.append(_Kept(Failed(told.name, error.problems), "", whole=False))
        yield kept[-1].result
    if read.problems:
        raise SitegenError(read.problems)
    if address and all(one.whole for one in kept):
        desk.revisits.note(source, settings, read.validators, tuple(one.identity for one in kept))


class _Kept(NamedTuple):
    """What became of an article; `whole` means that its file now says all that the source does."""

    result: Result
    identity: str
    whole: bool


def _kept(told: Told, settings: ImportSettings, now: datetime, desk: Desk, *, remote: bool) -> _Kept:
    """Keep one article. `remote` says that pictures are fetched unless the editor says otherwise."""
    missing: list[str] = []
    wanted = remote if settings.images is None else settings.images
    web = from_web(settings, desk.robots.refusal) if wanted else None

    def get(address: str) -> bytes | None:
        if settings.images is False:
            return companion(Companions(), address)
        near = companion(told.companions, address)
        return web(address) if near is None and web is not None else near

    def illustrate(story: Story) -> tuple[Story, tuple[str, ...]]:
        made, notes = bring_home(story, get, desk.media, settings, now)
        missing.extend(notes)
        return made, () if settings.images is False else notes

    result = keep(told.name, told.story, told.notes, settings, now, desk.catalogue, illustrate)
    settled = result.state != "duplicate" and not result.diff and not missing
    return _Kept(result, told.story.identity, whole=settled or (result.state == "updated" and not missing))
