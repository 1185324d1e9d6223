"""What the editor names → bytes and what kind of thing they are."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Literal

import msgspec

from sitegen.errors import fail
from sitegen.ingest.addresses import is_address
from sitegen.ingest.encodings import clean, decode
from sitegen.ingest.fetch import fetch, user_agent
from sitegen.ingest.story import ImportSettings

Kind = Literal["dump", "page", "markdown", "feed", "archive"]

LARGEST = 20_000_000
_BY_ENDING: dict[str, Kind] = {
    ".html": "page", ".htm": "page", ".xhtml": "page", ".txt": "dump", ".text": "dump",
    ".md": "markdown", ".markdown": "markdown", ".mhtml": "archive", ".mht": "archive",
    ".xml": "feed", ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".json": "feed",
}  # fmt: skip
_BY_TYPE: dict[str, Kind] = {
    "text/plain": "dump",
    "text/markdown": "markdown",
    "text/html": "page",
    "application/xhtml+xml": "page",
}
_ARCHIVE = re.compile(rb"(?is)\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related")
_FEED = re.compile(rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?[^>]*>\s*)*<(?:rss|feed|rdf:rdf)[\s>]")
_JSON_FEED = re.compile(rb"""(?is)\A\s*\{.{0,400}?"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/""")
_PAGE = re.compile(rb"(?is)<(?:!doctype\s+html|html|head|body|article|div|p|table|h[1-6])[\s>]")


class Material(msgspec.Struct, frozen=True):
    """A source as it was found: its bytes, their declared charset, the address they came from ("" when unknown)."""

    name: str
    kind: Kind
    data: bytes
    charset: str = ""
    address: str = ""
    folder: Path | None = None

    def text(self) -> str:
        """Return the clean text of the bytes."""
        return clean(decode(self.data, self.charset, markup=self.kind == "page")[0])


def load(source: str, settings: ImportSettings) -> Material:
    """Return what `source` (an address, a file, or "-" for standard input) holds. Raises SitegenError."""
    if is_address(source):
        return _from_web(source, settings)
    if "://" in source[:12]:
        hint = "sitegen fetches http and https; download it otherwise, and import the file"
        raise fail("is an address of a kind that is not fetched", hint, path=source)
    if settings.url and not is_address(settings.url):
        raise fail(f'--url "{settings.url}" is not an http or https address', "give the whole address of the page")
    if source == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        return Material("standard input", sniff(data), _measured(data, "standard input"), address=settings.url)
    path = Path(source)
    data = _read(path, source)
    ending = _BY_ENDING.get(path.suffix.lower())
    kind = sniff(data) if ending is None or ending == "feed" else ending
    if kind == "page" and _ARCHIVE.match(data[:4000]):
        kind = "archive"
    return Material(source, kind, data, address=settings.url, folder=path.parent)


def sniff(data: bytes) -> Kind:
    """Tell what kind of source the bytes are."""
    if _ARCHIVE.match(data[:4000]):
        return "archive"
    if _FEED.match(data[:4000]) or _JSON_FEED.match(data[:2000]):
        return "feed"
    if re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n", data):
        return "markdown"
    return "page" if _PAGE.search(data[:4000].replace(b"\0", b"")) else "dump"


def _from_web(address: str, settings: ImportSettings) -> Material:
    answer = fetch(address, agent=user_agent(settings.site_url), allow_private=settings.allow_private)
    kind = sniff(answer.data)
    declared = _BY_TYPE.get(answer.content_type)
    if answer.content_type.startswith(("image/", "video/", "audio/", "font/")) or answer.data.startswith(b"%PDF"):
        raise fail(f"is {answer.content_type}, not an article", "give the address of the page about it", path=address)
    if kind != "feed" and declared:
        kind = declared
    return Material(address, kind, answer.data, answer.charset, answer.address)


def _read(path: Path, source: str) -> bytes:
    try:
        with path.open("rb") as file:
            return _measured(file.read(LARGEST + 1), source)
    except IsADirectoryError:
        raise fail("is a folder", "name the files in it, such as FOLDER/*.html", path=source) from None
    except FileNotFoundError:
        hint = "check the spelling; an address begins with https://"
        raise fail("there is no such file", hint, path=source) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise fail(f"cannot be read: {reason}", "check its permissions", path=source) from None


def _measured(data: bytes, source: str) -> bytes:
    if len(data) > LARGEST:
        hint = "an article is smaller: is this the right file?"
        raise fail(f"is larger than {LARGEST // 1_000_000} MB", hint, path=source)
    return data
