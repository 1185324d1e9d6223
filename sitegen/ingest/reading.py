"""What was named → the stories in it: nothing of the site is looked at, and nothing is written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

import msgspec

from sitegen.errors import Problem, SitegenError, fail
from sitegen.ingest.adopt import read_markdown
from sitegen.ingest.archives import open_archive
from sitegen.ingest.companions import Companions, beside_markdown, beside_page, in_archive, inside_page, needed
from sitegen.ingest.dump import read_dump
from sitegen.ingest.feeds import read_feed
from sitegen.ingest.fetch import Validators
from sitegen.ingest.page import read_page
from sitegen.ingest.sources import Kind, Material, load
from sitegen.ingest.story import ImportSettings, Story

_FEW_WORDS = 30


class Told(msgspec.Struct, frozen=True):
    """An article as a source tells it: what to call it, and where the pictures are that came with it."""

    name: str
    story: Story
    notes: tuple[str, ...]
    companions: Companions = Companions()


class Read(msgspec.Struct, frozen=True):
    """What a source holds: its stories, what went wrong behind the last of them, what a server gave to ask again."""

    kind: Kind
    stories: tuple[Told, ...]
    problems: tuple[Problem, ...] = ()
    validators: Validators = Validators()


def read_source(
    source: str, settings: ImportSettings, now: datetime, validators: Validators | None = None
) -> Read | None:
    """Return what a source tells, or None when a server says that it has not changed since it gave the `validators`.

    Raises SitegenError when the source cannot be had at all.
    """
    try:
        return _read(source, settings, now, validators)
    except UnicodeEncodeError:  # of a surrogate, which escapes in JSON, YAML and XML can make
        raise fail("holds half of a character, which no text can", "remove it there", path=source) from None


def _read(source: str, settings: ImportSettings, now: datetime, validators: Validators | None) -> Read | None:
    material = load(source, settings, validators)
    if material is None:
        return None
    stories: list[Told] = []
    problems: tuple[Problem, ...] = ()
    try:
        stories.extend(_told(material, settings, now))  # what came before an error stays
    except SitegenError as error:
        problems = error.problems
    return Read(material.kind, tuple(stories), problems, material.validators)


def try_source(source: str, settings: ImportSettings, now: datetime) -> Read:
    """Return what a file tells, in a process of its own as well: what is wrong with it is told, not raised."""
    quiet()
    try:
        read = read_source(source, settings, now)
    except SitegenError as error:
        return Read("page", (), error.problems)
    return read or Read("page", ())


def quiet() -> None:
    """Let the libraries log nothing: it is no news to an editor."""
    for library in ("trafilatura", "htmldate", "readability", "charset_normalizer"):
        logging.getLogger(library).setLevel(logging.CRITICAL)


def _told(material: Material, settings: ImportSettings, now: datetime) -> Iterator[Told]:
    """Yield the stories in what was found: one, or those of a feed's entries."""
    name, address = material.name, material.address
    if material.kind == "feed":
        for story, notes in read_feed(material.data, address, settings, now, name):
            yield Told(story.source.url or story.title, story, notes)
        return
    companions = Companions()
    if material.kind == "archive":
        archive = open_archive(material.data, name)
        material = Material(name, "page", archive.page, archive.charset, address or archive.address)
        text, companions = inside_page(*in_archive(archive.parts, material.text()))
        story, notes = read_page(text, material.address, settings, now, name)
    elif material.kind == "page":
        text = material.text()
        if material.path is not None:
            text, companions = beside_page(material.path, text)
        text, companions = inside_page(text, companions)
        story, notes = read_page(text, address, settings, now, name)
    elif material.kind == "markdown":
        story, notes = read_markdown(material.text(), address, settings, now, name)
        if material.path is not None and settings.images is not False:
            story, companions = beside_markdown(material.path, story)
    else:
        story, notes = read_dump(material.text(), settings, now, name)
    if material.kind == "page" and len(story.body.split()) < _FEW_WORDS:
        notes = (*notes, f"the text has only {len(story.body.split())} words: is it the article?")
    yield Told(name, story, notes, needed(companions, story))
