"""The small values that content, pages and feeds are all made of."""

from __future__ import annotations

import msgspec


class Author(msgspec.Struct, frozen=True):
    """Who wrote it, and in which role; the role may differ from article to article."""

    name: str
    role: str = ""
    url: str = ""


class Source(msgspec.Struct, frozen=True):
    """Who published it first; `url` is the address of the original article (or of the publisher's site)."""

    name: str = ""
    url: str = ""


class Image(msgspec.Struct, frozen=True):
    """A picture: `src` is a path below content/ (media/…) or an address."""

    src: str
    alt: str = ""
    credit: str = ""
    caption: str = ""


class Link(msgspec.Struct, frozen=True):
    """A named address. `path` is relative to the site's root without a leading slash ("" is home)."""

    name: str
    path: str
    count: int = 0
