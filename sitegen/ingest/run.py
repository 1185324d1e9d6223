"""Importing one source after the other."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from sitegen.errors import SitegenError, fail
from sitegen.events import Progress, Report
from sitegen.ingest.addresses import is_address, tidy
from sitegen.ingest.adopt import read_markdown
from sitegen.ingest.archives import open_archive
from sitegen.ingest.dump import read_dump
from sitegen.ingest.feeds import read_feed
from sitegen.ingest.page import read_page
from sitegen.ingest.pictures import bring_home
from sitegen.ingest.shelf import Illustrate, already_there, keep
from sitegen.ingest.sources import Material, load
from sitegen.ingest.story import Failed, Imported, ImportSettings, Story


def import_sources(
    sources: Sequence[str], settings: ImportSettings, now: datetime, report: Report
) -> tuple[Imported | Failed, ...]:
    """Import every source and return one result for each, in order; one that fails does not stop the others.

    `now` (aware) dates what the sources date relatively. Progress is reported as stage "import". Raises SitegenError
    when one address is given for several sources.
    """
    if settings.url and len(sources) > 1:
        raise fail("--url is the address of one saved page", "import the pages one by one, each with its own --url")
    for library in ("trafilatura", "htmldate", "readability", "charset_normalizer"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # what they log is no news to an editor
    results: list[Imported | Failed] = []
    for done, source in enumerate(sources):
        report(Progress("import", done, len(sources)))
        try:
            results += import_source(source, settings, now)
        except SitegenError as error:
            results.append(Failed(source, error.problems))
    report(Progress("import", len(sources), len(sources)))
    return tuple(results)


def import_source(source: str, settings: ImportSettings, now: datetime) -> tuple[Imported | Failed, ...]:
    """Import one source and return what became of it: one result, or one for each entry of a feed.

    Raises SitegenError with file, line and remedy when nothing of the source can be read or written.
    """
    known = already_there(source, {tidy(source)}, settings) if is_address(source) else None
    try:
        material = load(source, settings)
    except SitegenError:
        if known is None or settings.force or settings.update:
            raise
        # It cannot be seen now whether the source has changed, but what was imported is there.
        return (known,)
    if material.kind == "feed":
        return tuple(_kept_entries(material, settings, now))
    story, notes = _read(material, settings, now)
    return (keep(source, story, notes, settings, now, _illustrate(source, settings, now)),)


def _illustrate(source: str, settings: ImportSettings, now: datetime) -> Illustrate | None:
    """Return what brings pictures home, if that is wanted: by default only for sources that are addresses."""
    wanted = is_address(source) if settings.images is None else settings.images
    return (lambda story: bring_home(story, settings, now)) if wanted else None


def _kept_entries(material: Material, settings: ImportSettings, now: datetime) -> Iterator[Imported | Failed]:
    for story, notes in read_feed(material.data, material.address, settings, now, material.name):
        name = story.source.url or story.title
        try:
            yield keep(name, story, notes, settings, now, _illustrate(name, settings, now))
        except SitegenError as error:
            yield Failed(name, error.problems)


def _read(material: Material, settings: ImportSettings, now: datetime) -> tuple[Story, tuple[str, ...]]:
    """Return the story in what was found."""
    name, address = material.name, material.address
    if material.kind == "archive":
        data, charset, place = open_archive(material.data, name)
        page = Material(name, "page", data, charset, address or place)
        return read_page(page.text(), page.address, settings, now, name)
    if material.kind == "dump":
        return read_dump(material.text(), settings, now, name)
    if material.kind == "markdown":
        return read_markdown(material.text(), address, settings, now, name)
    return read_page(material.text(), address, settings, now, name)
