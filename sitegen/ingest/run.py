"""Importing one source after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from sitegen.errors import SitegenError, fail
from sitegen.events import Progress, Report
from sitegen.ingest.addresses import is_address, tidy
from sitegen.ingest.adopt import read_markdown
from sitegen.ingest.archives import open_archive
from sitegen.ingest.companions import Beside, beside_markdown, beside_page, in_archive, inside_page, nothing_beside
from sitegen.ingest.desk import Desk, open_desk
from sitegen.ingest.dump import read_dump
from sitegen.ingest.feeds import read_feed
from sitegen.ingest.page import read_page
from sitegen.ingest.pictures import bring_home, from_web
from sitegen.ingest.shelf import already_there, keep
from sitegen.ingest.sources import Material, is_pattern, load, matching
from sitegen.ingest.store import target_folder
from sitegen.ingest.story import Failed, Imported, ImportSettings, Story

Result = Imported | Failed

_FEW_WORDS = 30


def import_sources(
    sources: Sequence[str],
    settings: ImportSettings,
    now: datetime,
    report: Report,
    each: Callable[[Result], None] = lambda result: None,  # noqa: ARG005  (nobody wants to know)
) -> tuple[Result, ...]:
    """Import every source and return one result for each, in order; one that fails does not stop the others.

    A pattern such as saved/*.html stands for the files it fits. `now` (aware) dates what the sources date relatively.
    Progress is reported as stage "import", and `each` gets every result as soon as it is there. Raises SitegenError
    when one address is given for several sources, or a folder outside content/.
    """
    named = [name for source in sources for name in (matching(source) if is_pattern(source) else [source])]
    if settings.url and len(named) > 1:
        raise fail("--url is the address of one saved page", "import the pages one by one, each with its own --url")
    for library in ("trafilatura", "htmldate", "readability", "charset_normalizer"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # what they log is no news to an editor
    if settings.into:
        target_folder(settings.root, settings.into, None, now.date())  # wrong for one is wrong for all
    results: list[Result] = []
    desk = open_desk(settings)
    try:
        for done, source in enumerate(named):
            report(Progress("import", done, len(named)))
            for result in _attempted(source, settings, now, desk):
                results.append(result)
                each(result)
        report(Progress("import", len(named), len(named)))
    finally:
        desk.revisits.save()
    return tuple(results)


def import_source(source: str, settings: ImportSettings, now: datetime, desk: Desk | None = None) -> tuple[Result, ...]:
    """Import one source and return what became of it: one result, or one for each entry of a feed.

    Raises SitegenError with file, line and remedy when nothing of the source can be read or written.
    """
    return tuple(_imported(source, settings, now, desk or open_desk(settings)))


def _attempted(source: str, settings: ImportSettings, now: datetime, desk: Desk) -> Iterator[Result]:
    try:
        yield from _imported(source, settings, now, desk)
    except SitegenError as error:
        yield Failed(source, error.problems)


def _imported(source: str, settings: ImportSettings, now: datetime, desk: Desk) -> Iterator[Result]:
    address = is_address(source)
    known = already_there(source, {source, tidy(source)}, desk.catalogue) if address else None
    visit = desk.revisits.last(source, settings) if address and not settings.force else None
    there = [desk.catalogue.find({identity}) for identity in visit.identities] if visit else []
    try:
        material = load(source, settings, visit.validators if visit and all(there) else None)
    except SitegenError as error:
        if known is None or settings.force or settings.update:
            raise
        # It cannot be seen now whether the source has changed, but what was imported is there.
        note = f"it could not be looked at again: {error.problems[0].message}"
        yield msgspec.structs.replace(known, notes=(note,))
        return
    if material is None:
        reason = "was imported before, and the source has not changed since"
        yield from (Imported(source, path, "unchanged", reason) for path in dict.fromkeys(there))
        return
    kept = []
    for told in _told(material, settings, now):
        try:
            kept.append(_kept(told, settings, now, desk, remote=address))
        except SitegenError as error:
            if material.kind != "feed":
                raise
            kept.append(_Kept(Failed(told.name, error.problems), "", whole=False))
        yield kept[-1].result
    if address and all(one.whole for one in kept):
        desk.revisits.note(source, settings, material.validators, tuple(one.identity for one in kept))


class _Told(NamedTuple):
    """An article as a source tells it: what to call it, and what gives the pictures that came with it."""

    name: str
    story: Story
    notes: tuple[str, ...]
    beside: Beside = nothing_beside


class _Kept(NamedTuple):
    """What became of an article; `whole` means that its file now says all that the source does."""

    result: Result
    identity: str
    whole: bool


def _told(material: Material, settings: ImportSettings, now: datetime) -> Iterator[_Told]:
    """Yield the stories in what was found: one, or those of a feed's entries."""
    name, address = material.name, material.address
    if material.kind == "feed":
        for story, notes in read_feed(material.data, address, settings, now, name):
            yield _Told(story.source.url or story.title, story, notes)
        return
    beside: Beside = nothing_beside
    if material.kind == "archive":
        archive = open_archive(material.data, name)
        material = Material(name, "page", archive.page, archive.charset, address or archive.address)
        text, beside = inside_page(*in_archive(archive.parts, material.text()))
        story, notes = read_page(text, material.address, settings, now, name)
    elif material.kind == "page":
        text = material.text()
        if material.path is not None:
            text, beside = beside_page(material.path, text)
        text, beside = inside_page(text, beside)
        story, notes = read_page(text, address, settings, now, name)
    elif material.kind == "markdown":
        story, notes = read_markdown(material.text(), address, settings, now, name)
        if material.path is not None and settings.images is not False:
            story, beside = beside_markdown(material.path, story)
    else:
        story, notes = read_dump(material.text(), settings, now, name)
    if material.kind == "page" and len(story.body.split()) < _FEW_WORDS:
        notes = (*notes, f"the text has only {len(story.body.split())} words: is it the article?")
    yield _Told(name, story, notes, beside)


def _kept(told: _Told, settings: ImportSettings, now: datetime, desk: Desk, *, remote: bool) -> _Kept:
    """Keep one article. `remote` says that pictures are fetched unless the editor says otherwise."""
    missing: list[str] = []
    wanted = remote if settings.images is None else settings.images
    web = from_web(settings, desk.robots.refusal) if wanted else None

    def get(address: str) -> bytes | None:
        near = told.beside(address) if settings.images is not False else nothing_beside(address)
        return web(address) if near is None and web is not None else near

    def illustrate(story: Story) -> tuple[Story, tuple[str, ...]]:
        made, notes = bring_home(story, get, desk.media, settings, now)
        missing.extend(notes)
        return made, () if settings.images is False else notes

    result = keep(told.name, told.story, told.notes, settings, now, desk.catalogue, illustrate)
    settled = result.state != "duplicate" and not result.diff and not missing
    return _Kept(result, told.story.identity, whole=settled or (result.state == "updated" and not missing))
