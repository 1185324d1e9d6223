"""Which file answers which address, as GitHub Pages does it.

A folder's address without the slash is redirected to the one with it, a folder shows its index.html, and `name` finds
`name.html` (before a folder of that name). Nothing outside the output folder is ever found.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

_UTF8 = "; charset=utf-8"

# Python's own table lacks some of these or, reading the machine's, gives different answers on different machines.
_TYPES = {
    ".atom": "application/atom+xml" + _UTF8,
    ".avif": "image/avif",
    ".css": "text/css" + _UTF8,
    ".csv": "text/csv" + _UTF8,
    ".gif": "image/gif",
    ".html": "text/html" + _UTF8,
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript" + _UTF8,
    ".json": "application/json" + _UTF8,
    ".m4a": "audio/mp4",
    ".map": "application/json" + _UTF8,
    ".mjs": "text/javascript" + _UTF8,
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opml": "text/x-opml" + _UTF8,
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml" + _UTF8,
    ".svg": "image/svg+xml" + _UTF8,
    ".ttf": "font/ttf",
    ".txt": "text/plain" + _UTF8,
    ".vtt": "text/vtt" + _UTF8,
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json" + _UTF8,
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml" + _UTF8,
    ".xsl": "application/xml" + _UTF8,
}


class Found(msgspec.Struct, frozen=True):
    """The file that answers; `missing` says that it is the site's 404 page."""

    file: Path
    missing: bool = False


class Moved(msgspec.Struct, frozen=True):
    """The address (a path, quoted) that the visitor is sent to, for good or only for now."""

    to: str
    permanent: bool = True


class Missing(msgspec.Struct, frozen=True):
    """No file answers, and the site has no 404 page either; `outside` says that the address is not below the site."""

    outside: bool = False


def find(output: Path, base_path: str, path: str) -> Found | Moved | Missing:
    """Return what answers `path`, the quoted path of a request, for a site in `output` that lives at `base_path`.

    `base_path` begins and ends with a slash.
    """
    if path in {"", "/"} and base_path != "/":
        return Moved(base_path, permanent=False)
    if path == base_path.rstrip("/") != "":
        return Moved(base_path)
    if not path.startswith(base_path):
        return Missing(outside=True)
    parts = _parts(path[len(base_path) :])
    if parts is not None and (answer := _look(output, base_path, parts)):
        return answer
    page = _inside(output, "404.html")
    return Found(page, missing=True) if page else Missing()


def _look(output: Path, base_path: str, parts: list[str]) -> Found | Moved | None:
    if not parts or not parts[-1]:
        file = _inside(output, *parts[:-1], "index.html")
        return Found(file) if file else None
    for name in (parts[-1], f"{parts[-1]}.html"):
        if file := _inside(output, *parts[:-1], name):
            return Found(file)
    if _inside(output, *parts, "index.html"):
        return Moved(base_path + "/".join(map(quote, parts)) + "/")
    return None


def _parts(rest: str) -> list[str] | None:
    """Return the unquoted segments of a path (the last is "" after a slash), or None if no file can have it."""
    try:
        parts = [unquote(part, errors="strict") for part in rest.split("/")]
    except UnicodeDecodeError:
        return None
    if any(part in {"", ".", ".."} for part in parts[:-1]) or parts[-1] in {".", ".."}:
        return None
    if any(char in part for part in parts for char in "/\\:\0"):
        return None
    return parts


def _inside(output: Path, *parts: str) -> Path | None:
    """Return the file if it is one and, all links followed, lies in `output`."""
    try:
        file = output.joinpath(*parts).resolve()
        return file if file.is_file() and file.is_relative_to(output.resolve()) else None
    except OSError:  # a name too long for the file system, a loop of links
        return None


def content_type(file: Path) -> str:
    """Return the Content-Type of a file by its ending; text of any kind is UTF-8."""
    known = _TYPES.get(file.suffix.lower())
    if known:
        return known
    guess = mimetypes.guess_type(file.name, strict=True)[0] or "application/octet-stream"
    return guess + _UTF8 if guess.startswith("text/") else guess
