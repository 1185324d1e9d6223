"""The small values that content, pages and feeds are all made of."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

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


class Copy(msgspec.Struct, frozen=True, array_like=True):
    """A copy of a picture that is `width` pixels wide; `path` is where it is on the site."""

    path: str
    width: int


class Sizes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a picture of the site's own: its pixels as it is shown (0: not known), its file's size in bytes.

    `copies` are narrower or lighter copies, narrowest first, all of one format.
    """

    width: int = 0
    height: int = 0
    size: int = 0
    copies: tuple[Copy, ...] = ()


class Image(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture: `src` is a path below content/ (media/…) or an address.

    `sizes` is there once a picture of the site's own was looked at; no content file says it.
    """

    src: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    sizes: Sizes | None = None


class Link(msgspec.Struct, frozen=True):
    """A named address. `path` is relative to the site's root without a leading slash ("" is home)."""

    name: str
    path: str
    count: int = 0


def media_path(source: str) -> str:
    """Return the site-relative path of a file in content/media/, however the text names it, or ""."""
    if "media/" not in source or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", source):
        return ""
    path = posixpath.normpath("/" + re.sub(r"^(\.{1,2}/)+", "", source)).lstrip("/").removeprefix("content/")
    return path if path.startswith("media/") else ""


def picture_file(source: str) -> str:
    """Return the path below content/ of the picture that a text names by `source`, or "" if it is not the site's."""
    return unquote(media_path(source))
