"""Importing one source after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sitegen.errors import SitegenError
from sitegen.events import Progress, Report
from sitegen.ingest.addresses import is_address, tidy
from sitegen.ingest.dump import read_dump
from sitegen.ingest.page import read_page
from sitegen.ingest.shelf import already_there, keep
from sitegen.ingest.sources import Material, load
from sitegen.ingest.story import Failed, Imported, ImportSettings, Story


def import_sources(
    sources: Sequence[str], settings: ImportSettings, now: datetime, report: Report
) -> tuple[Imported | Failed, ...]:
    """Import every source and return one result for each, in order; one that fails does not stop the others.

    `now` (aware) dates what the sources date relatively. Progress is reported as stage "import".
    """
    results: list[Imported | Failed] = []
    for done, source in enumerate(sources):
        report(Progress("import", done, len(sources)))
        try:
            results.append(import_source(source, settings, now))
        except SitegenError as error:
            results.append(Failed(source, error.problems))
    report(Progress("import", len(sources), len(sources)))
    return tuple(results)


def import_source(source: str, settings: ImportSettings, now: datetime) -> Imported:
    """Import one source and return what became of it. Raises SitegenError with file, line and remedy."""
    if is_address(source) and not (settings.force or settings.update):
        known = already_there(source, {tidy(source)}, settings)
        if known:
            return known
    material = load(source, settings)
    story, notes = _read(material, settings, now)
    return keep(source, story, notes, settings, now)


def _read(material: Material, settings: ImportSettings, now: datetime) -> tuple[Story, tuple[str, ...]]:
    if material.kind == "dump":
        return read_dump(material.text(), settings, now, material.name)
    return read_page(material.text(), material.address, settings, now, material.name)
