"""What an import is asked to do, what a source turned out to say, and what became of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import msgspec

from sitegen.errors import Problem
from sitegen.records import Author, Image, Source


class ImportSettings(msgspec.Struct, frozen=True):
    """What the site and the editor decide about an import.

    `root` is the site's folder; `languages` are all of the site's (() allows any); `sections` are the declared
    sections as (name, slug); `site_url` goes into the user agent; `into` is a folder below content/ ("" means
    articles/YYYY/MM); `url` is the address of a saved file; `images` brings pictures home (None: only for addresses);
    `update` merges a changed source into what the editor has not touched; `force` replaces a file that nobody edited
    since its import; `jobs` processes read files.
    """

    root: Path
    language: str = "az"
    zone: str = "Asia/Baku"
    languages: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    site_url: str = ""
    into: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    force: bool = False
    keep_paragraphs: bool = False
    url: str = ""
    images: bool | None = None
    allow_private: bool = False
    update: bool = False
    jobs: int = 1


class Origin(msgspec.Struct, frozen=True):
    """Where the value of one front matter field came from ("json-ld", "og:title", "line 2"), and what is doubtful.

    `moving` says that the source counts from the day on which it is read ("2 saat əvvəl"), so that the value is another
    at each import.
    """

    field: str
    place: str
    doubt: str = ""
    moving: bool = False


class Story(msgspec.Struct, frozen=True):
    """One article as its source tells it; `body` is Markdown, everything else plain text.

    A `date` without a time of day is a `date`; None means that the source gives none.
    `identity` names the source for good: its canonical address, or a digest of its text.
    `more` is further front matter.
    """

    title: str
    body: str
    identity: str
    date: dt.datetime | dt.date | None = None
    updated: dt.datetime | dt.date | None = None
    authors: tuple[Author, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    source: Source = Source()
    language: str = ""
    summary: str = ""
    image: Image | None = None
    origins: tuple[Origin, ...] = ()
    more: dict[str, Any] = {}


State = Literal["written", "replaced", "updated", "unchanged", "duplicate"]


class Imported(msgspec.Struct, frozen=True):
    """What became of one source: `path` is the article's file, relative to the site's root.

    `state` says whether it was written now; `reason` explains every state but "written". `origins` tell where each
    field came from (those with a doubt want the editor's eye), `notes` what else is worth knowing, `diff` what
    changed in the source since the import.
    """

    source: str
    path: str
    state: State = "written"
    reason: str = ""
    origins: tuple[Origin, ...] = ()
    notes: tuple[str, ...] = ()
    diff: str = ""


class Failed(msgspec.Struct, frozen=True):
    """A source of which nothing was written, and why."""

    source: str
    problems: tuple[Problem, ...]
