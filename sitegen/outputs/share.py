"""The picture that stands for a page where others show a link to it."""

from __future__ import annotations

import posixpath

from sitegen.model.library import Library
from sitegen.outputs.cards import with_sizes
from sitegen.records import Image, Sizes

DRAWN = Sizes(1200, 630)
"""The pixels of a picture that sitegen draws."""
_READ = (".jpg", ".jpeg", ".png", ".webp", ".gif")
"""Endings of files that readers of Open Graph can be counted on to know."""
_NARROWEST, _HEAVIEST = 200, 1_000_000


def drawn_at(path: str) -> str:
    """Return where the picture lies that is drawn for the page at `path`."""
    return f"{path}share.png"


def share(image: Image | None, library: Library, path: str, title: str) -> Image | None:
    """Return the picture of a page with the lead picture `image`, if it has one; of an article one may be drawn."""
    own = fitting(with_sizes(image, library.pictures))
    return own or (Image(drawn_at(path), title, sizes=DRAWN) if path in library.drawn else None)


def fitting(image: Image | None) -> Image | None:
    """Return `image`, or a lighter copy of it, if others can show it."""
    if image is None or image.sizes is None:
        return image if image and "://" in image.src else None
    known = image.sizes
    if known.width < _NARROWEST:
        return None
    if known.size <= _HEAVIEST and posixpath.splitext(image.src)[1].lower() in _READ:
        return image
    if not known.copies:
        return None
    copy = known.copies[-1]
    return Image(copy.path, image.alt, sizes=Sizes(copy.width, round(copy.width * known.height / known.width)))
