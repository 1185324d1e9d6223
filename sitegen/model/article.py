"""What one content file says, as frozen records. Nothing here knows about other files."""

from __future__ import annotations

import datetime as dt

import msgspec

from sitegen.records import Author, Image, Source


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag=True):
    """What articles, editions and pages have in common.

    `file` is the path below content/, with forward slashes. `stem` is the file's name without endings (and without
    the language suffix). `language` is "" where the file leaves it to the site. `body` is the fingerprint of the
    Markdown text and `body_line` the line of the file where that text begins. Moments are in UTC.
    """

    file: str
    stem: str
    title: str
    language: str = ""
    slug: str = ""
    summary: str = ""
    updated: dt.datetime | None = None
    draft: bool = False
    expires: dt.datetime | None = None
    publish: dt.datetime | None = None
    aliases: tuple[str, ...] = ()
    image: Image | None = None
    translation_of: str = ""
    extra: dict[str, object] = {}
    body: str = ""
    body_line: int = 0


class Article(Entry, frozen=True, omit_defaults=True, kw_only=True):
    """A news item."""

    date: dt.datetime
    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    source: Source | None = None
    link: bool = False
    pinned: bool = False
    note: str = ""
    id: str = ""


class Page(Entry, frozen=True, omit_defaults=True, kw_only=True):
    """A page of the site's own; pages with a `menu` number are offered in menus, in that order."""

    menu: int | None = None


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of an edition as its file names it; `line` is where."""

    line: int
    article: str = ""
    title: str = ""
    url: str = ""
    source: str = ""
    note: str = ""


class ChoiceGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named group of an edition's items."""

    name: str
    items: tuple[Choice, ...]


class Edition(Entry, frozen=True, omit_defaults=True, kw_only=True):
    """A dated, curated digest."""

    date: dt.datetime
    groups: tuple[ChoiceGroup, ...] = ()
    id: str = ""
