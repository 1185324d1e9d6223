"""What an import must know of each article that is there, kept between imports: a file is read for it once.

Kept in .sitegen/catalogue.bin, which may be deleted at any time. A file whose size, times and inode are those of the
last look is not opened again (sitegen.model.files).
"""

from __future__ import annotations

import os
import re
import time
from array import array
from pathlib import Path
from zlib import crc32

import msgspec

from sitegen import __version__
from sitegen.ingest.addresses import same_key
from sitegen.ingest.store import CONTENT, identities_in
from sitegen.model.files import Signature, settled, signature, walk
from sitegen.storage import pack, unpack, write_atomic

MARKS = 16
"""Fingerprints in the sketch of a text, of 4 bytes each."""

_FILE = ".sitegen/catalogue.bin"
_VERSION = f"1 {__version__}"
_NEW = 100
_MOST_NAMED = 20_000
_MONTH = re.compile(rb"(?m)^date: *['\"]?(\d{4}-\d\d)")
_SLUG = re.compile(rb"(?m)^slug: *['\"]?([^'\"\s]+)")
# Lines that can hold the name of a tag, an author or a source, in each of the ways in which YAML writes it.
_NAMED = re.compile(
    rb"(?m)^[ \t]*(?:-[ \t]+(?:name:[ \t]*)?|(?:name|tags?|authors?|source):[ \t]*)(?!https?:)(\S.*?)[ \t\r]*$"
)


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article: its sources, the month and the slug of its address, lines that may name somebody, its text's sketch.

    `sign` is that of its file.
    """

    sign: Signature
    sources: tuple[str, ...]
    month: str
    slug: str
    named: tuple[bytes, ...]
    sketch: bytes


def entries_below(root: Path) -> dict[str, Entry]:
    """Return the entry of every Markdown file below content/ by its path relative to `root`, in the order of paths.

    Files that cannot be read count as empty.
    """
    looked = time.time_ns()  # before the first look: what changes after it must not pass for settled
    kept = _load(root / _FILE)
    found: dict[str, Entry] = {}
    new = 0
    for name, status in _texts(root / CONTENT):
        path, sign = f"{CONTENT}/{name}", signature(status)
        entry = kept.get(path)
        if entry is None or entry.sign != sign:
            new += 1
            entry = entry_of(path, bytes_of(root / path), sign)
        found[path] = entry
    if new * _NEW >= len(found) and new:
        _save(root / _FILE, {path: entry for path, entry in found.items() if settled(entry.sign, looked)})
    return found


def entry_of(path: str, data: bytes, sign: Signature = (0, 0, 0, 0)) -> Entry:
    """Return the entry of an article's file; without a signature it is good for this run."""
    head = head_of(data)
    month, slug = _MONTH.search(head), _SLUG.search(head)
    return Entry(
        sign,
        tuple(same_key(identity) for identity in identities_in(head)),
        month[1].decode() if month else "",
        slug[1].decode("utf-8", "replace") if slug else path.rsplit("/", 1)[-1].removesuffix(".md"),
        tuple(set(_NAMED.findall(head[:_MOST_NAMED]))),
        sketch(body_of(data)),
    )


def sketch(text: str) -> bytes:
    """Return the least `MARKS` fingerprints of a text's runs of three words (a bottom-k sketch: Broder 1997).

    Of two texts that share a part p of their runs, about that part of their sketches is common. To save two thirds of
    the work only runs count whose first word takes 3, 6, 9 … bytes: the same ones wherever they stand.
    """
    words = text.encode("utf-8", "replace").split()
    runs = zip(words, words[1:], words[2:], strict=False)
    marks = {crc32(three, crc32(two, crc32(one))) for one, two, three in runs if len(one) % 3 == 0}
    return array("I", sorted(marks)[:MARKS]).tobytes()


def head_of(data: bytes) -> bytes:
    """Return the front matter at the beginning of a file, or nothing."""
    return data[: data.find(b"\n---", 4) + 1] if data.startswith((b"---", b"\xef\xbb\xbf---")) else b""


def body_of(data: bytes) -> str:
    """Return the text below the front matter of a file."""
    return data[len(head_of(data)) :].decode("utf-8", "replace")


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; nothing if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _texts(content: Path) -> list[tuple[str, os.stat_result]]:
    return sorted((name, status) for name, status in walk(content) if name.endswith(".md"))


def _load(file: Path) -> dict[str, Entry]:
    return unpack(bytes_of(file), dict[str, Entry], _VERSION) or {}


def _save(file: Path, entries: dict[str, Entry]) -> None:
    """Keep the entries; what cannot be written is no loss."""
    try:
        write_atomic(file, pack(entries, _VERSION))
    except OSError:
        return
