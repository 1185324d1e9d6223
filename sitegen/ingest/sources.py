"""What the editor names → bytes and what kind of thing they are."""

from __future__ import annotations

import glob
import os
import re
import sys
from pathlib import Path
from typing import Literal

import msgspec

from sitegen.errors import fail
from sitegen.ingest.addresses import is_address
from sitegen.ingest.encodings import clean, decode
from sitegen.ingest.fetch import Validators, fetch, user_agent
from sitegen.ingest.story import ImportSettings

Kind = Literal["dump", "page", "markdown", "feed", "archive"]

LARGEST = 20_000_000
STANDARD_INPUT = "-"
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
_FEED = re.compile(
    rb"(?is)\A(?:\xef\xbb\xbf)?\s*"
    rb"(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,500}>\s*|<!doctype[^>\[]{0,500}(?:\[.{0,3000}?\]\s*)?>\s*)*"
    rb"<(?:rss|feed|rdf:rdf)[\s>]"
)
_JSON_FEED = re.compile(rb"""(?is)\A\s*\{.{0,400}?"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/""")
_PAGE = re.compile(rb"(?is)<(?:!doctype\s+html|html|head|body|article|div|p|table|h[1-6])[\s>]")

_WHOLE_PAGE = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html[\s>])")
_SAVED = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_ELSEWHERE = "save the article as HTML or text, and import that"
_PICTURE = "give the page that shows it; its pictures are brought home with it"
_FOREIGN = (
    (b"%PDF", "a PDF", "copy its text into a .txt file and import that"),
    (b"{\\rtf", "a document in Rich Text Format", _ELSEWHERE),
    (b"PK\x03\x04", "a document of an office program, or another ZIP file", _ELSEWHERE),
    (b"\xd0\xcf\x11\xe0", "a document of an old office program", _ELSEWHERE),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"bplist00", "a web archive of Safari", "save the page as its source instead, and import that"),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"\x89PNG", "a PNG picture", _PICTURE),
    (b"GIF8", "a GIF picture", _PICTURE),
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")


class Material(msgspec.Struct, frozen=True):
    """A source as it was found: its bytes, their declared charset, the address they came from ("" when unknown).

    `path` is its file, if it is one; `validators` are what the server gave to ask again.
    """

    name: str
    kind: Kind
    data: bytes
    charset: str = ""
    address: str = ""
    path: Path | None = None
    validators: Validators = Validators()

    def text(self) -> str:
        """Return the clean text of the bytes."""
        return clean(decode(self.data, self.charset, markup=self.kind == "page")[0])


def is_pattern(source: str) -> bool:
    """Tell whether `source` names files by a pattern: shells expand it, but not all of them, nor in a list."""
    return bool(re.search(r"[*?\[]", source)) and "://" not in source and not os.path.lexists(source)


def matching(pattern: str) -> list[str]:
    """Return the files that fit a pattern, in order; without any, the pattern, which then names no file."""
    return sorted(glob.glob(pattern)) or [pattern]  # noqa: PTH207  (a pattern can begin anywhere)


def load(source: str, settings: ImportSettings, validators: Validators | None = None) -> Material | None:
    """Return what `source` (an address, a file, or "-" for standard input) holds.

    None means that a server says it has not changed since it gave the `validators`. Raises SitegenError.
    """
    if is_address(source):
        return _from_web(source, settings, validators)
    _refuse_other_addresses(source)
    if settings.url and not is_address(settings.url):
        raise fail(f'--url "{settings.url}" is not an http or https address', "give the whole address of the page")
    if source == STANDARD_INPUT:
        data = _measured(sys.stdin.buffer.read(LARGEST + 1), "standard input")
        return _of_data("standard input", data, settings.url, None)
    path = Path(source)
    return _of_data(source, _read(path, source), settings.url, path)


def _refuse_other_addresses(source: str) -> None:
    """Raise SitegenError for what is neither a file's name nor an address that is fetched."""
    scheme = re.match(r"(?i)([a-z][a-z0-9+.-]*):(?://|(?=[^\\]*@))", source)
    if not source.strip():
        raise fail("a source without a name was given", "name an address or a file")
    if scheme and scheme[1].casefold() in ("http", "https"):
        raise fail("is not a usable address", "give it whole, such as https://example.org/news", path=source)
    if scheme:
        hint = "sitegen fetches http and https; download it otherwise, and import the file"
        raise fail("is an address of a kind that is not fetched", hint, path=source)


def _of_data(name: str, data: bytes, address: str, path: Path | None) -> Material:
    """Return the material in a file's bytes: what the bytes say counts, then what the name ends in."""
    refuse_foreign(data, name)
    found = sniff(data)
    ending = _BY_ENDING.get(path.suffix.lower()) if path else None
    kind = found if ending in (None, "feed") or (ending == "page" and found == "archive") else ending
    if kind == "dump" and _WHOLE_PAGE.match(data):
        kind = "page"
    if ending == "feed" and kind not in ("feed", "page"):
        raise fail("is no feed that can be read", "check its address, or save it again", path=name)
    return Material(name, kind, data, address=address or (_saved_from(data) if kind == "page" else ""), path=path)


def _saved_from(data: bytes) -> str:
    """Return the address that a browser wrote into a page it saved, or ""."""
    found = _SAVED.search(data[:4000])
    address = found[1].decode("ascii", "replace") if found else ""
    return address if is_address(address) else ""


def refuse_foreign(data: bytes, name: str) -> None:
    """Raise SitegenError for what is no text: documents, pictures, archives, anything binary."""
    for begin, what, hint in _FOREIGN:
        if data.startswith(begin):
            raise fail(f"is {what}, not an article", hint, path=name)
    if is_binary(data):
        raise fail("is not text", "save the article as HTML or text, and import that", path=name)


def sniff(data: bytes) -> Kind:
    """Tell what kind of source the bytes are."""
    if _ARCHIVE.match(data[:4000]):
        return "archive"
    if _FEED.match(data[:4000]) or _JSON_FEED.match(data[:2000]):
        return "feed"
    if re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n", data):
        return "markdown"
    return "page" if _PAGE.search(data[:4000].replace(b"\0", b"")) else "dump"


def _from_web(address: str, settings: ImportSettings, validators: Validators | None) -> Material | None:
    agent = user_agent(settings.site_url)
    answer = fetch(address, agent=agent, allow_private=settings.allow_private, validators=validators)
    if answer.unchanged:
        return None
    if answer.content_type.startswith(("image/", "video/", "audio/", "font/")):
        raise fail(f"is {answer.content_type}, not an article", "give the address of the page about it", path=address)
    refuse_foreign(answer.data, address)
    kind = sniff(answer.data)
    declared = _BY_TYPE.get(answer.content_type)
    if kind not in ("feed", "archive") and declared:
        kind = "page" if declared == "dump" and _WHOLE_PAGE.match(answer.data) else declared
    return Material(address, kind, answer.data, answer.charset, answer.address, validators=answer.validators)


def _read(path: Path, source: str) -> bytes:
    try:
        with path.open("rb") as file:
            return _measured(file.read(LARGEST + 1), source)
    except IsADirectoryError:
        raise fail("is a folder", "name the files in it, such as FOLDER/*.html", path=source) from None
    except FileNotFoundError:
        if is_pattern(source):
            raise fail("no file fits this pattern", "check the spelling and the folder", path=source) from None
        host = re.match(r"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/|$)", source) and path.suffix.lower() not in _BY_ENDING
        hint = f"if it is an address, write https://{source}" if host else "check the spelling"
        raise fail("there is no such file", hint, path=source) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise fail(f"cannot be read: {reason}", "check its permissions", path=source) from None


def _measured(data: bytes, source: str) -> bytes:
    if len(data) > LARGEST:
        hint = "an article is smaller: is this the right file?"
        raise fail(f"is larger than {LARGEST // 1_000_000} MB", hint, path=source)
    return data


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text in any encoding: too many of them are codes that texts do not use."""
    sample = data[:20_000]
    if not sample or sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    name = decode(sample)[1]
    if name.startswith(("utf-16", "utf-32")):
        return False
    return len(sample) - len(sample.translate(None, _CONTROLS)) > max(2, len(sample) // 50)
