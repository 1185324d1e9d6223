"""Pictures as pages show them: with their width and height, so that nothing moves, and with lighter copies to choose.

The copies stand in a `source` element: a browser that cannot read their format takes the original.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote

from sitegen.records import Copy, Image, Sizes, media_path
from sitegen.target import Picture, Site

NOTHING: Mapping[str, Sizes] = MappingProxyType({})
COLUMN = "auto,(min-width:46em) 42rem,100vw"
"""How wide a picture in a text is, where the template does not say: as it turns out, or about as wide as a column."""
_TYPES = {
    ".avif": "image/avif", ".bmp": "image/bmp", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
    ".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp",
}  # fmt: skip
_KEPT = "/%:@!$&'()*+,;=~"
"""What an address may hold besides letters and digits (RFC 3986); who wrote %20 meant it."""
_IMG = re.compile(r'<img\b((?:[^"<>]|"[^"]*")*?) src="sitegen:(media/[^"]*)"((?:[^"<>]|"[^"]*")*)>')


def picture(image: Image, site: Site) -> Picture:
    """Return an image as `picture` and `img` elements need it."""
    sizes = image.sizes or Sizes()
    path = media_path(image.src) or (image.src if image.sizes else "")
    return Picture(
        src=site.base_path + quote(path, _KEPT) if path else image.src,
        width=sizes.width,
        height=sizes.height,
        srcset=srcset(sizes.copies, site.base_path),
        copies=type_of(sizes.copies[0].path) if sizes.copies else "",
        type=type_of(path or image.src),
        size=sizes.size,
        alt=image.alt,
        credit=image.credit,
        caption=image.caption,
    )


def type_of(path: str) -> str:
    """Return the media type that a file's ending says, or ""."""
    return _TYPES.get(posixpath.splitext(path.partition("?")[0])[1].lower(), "")


def srcset(copies: tuple[Copy, ...], home: str) -> str:
    """Return the copies as the attribute lists them; commas and blanks in addresses would part them."""
    return ", ".join(f"{home}{quote(one.path)} {one.width}w" for one in copies)


def with_sizes(rendered: str, home: str, pictures: Mapping[str, Sizes], sizes: str) -> str:
    """Return HTML with what is known of its pictures, whose addresses become final; `home` begins them.

    `sizes` says how wide they are shown, for the choice among the copies; without it none is offered.
    """

    def complete(found: re.Match[str]) -> str:
        before, address, behind = found.groups()
        known = pictures.get(unquote(html.unescape(address)))
        if known is None:
            return found[0]
        numbers = f' width="{known.width}" height="{known.height}"' if known.width else ""
        img = f'<img{before} src="{html.escape(home)}{address}"{numbers}{behind}>'
        if not known.copies or not sizes:
            return img
        of_type = type_of(known.copies[0].path)
        listed = html.escape(srcset(known.copies, home))
        return f'<picture><source type="{of_type}" srcset="{listed}" sizes="{html.escape(sizes)}">{img}</picture>'

    return _IMG.sub(complete, rendered)
