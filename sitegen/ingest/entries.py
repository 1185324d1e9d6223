"""What an import must know of each article that is there, kept between imports in .sitegen/catalogue.bin."""

from __future__ import annotations

import re
from array import array
from pathlib import Path
from zlib import crc32

import msgspec

from sitegen.ingest.addresses import same_key
from sitegen.ingest.kept import files_below, read_once
from sitegen.ingest.store import CONTENT, identities_in
from sitegen.model.duplicates import TARGET, WORD

MARKS = 16
"""Fingerprints in the sketch of a text, of 4 bytes each."""

_FILE = ".sitegen/catalogue.bin"
_NAME = re.compile(r"/[^./][^/]*\.md$")
_MOST_NAMED = 20_000
_MONTH = re.compile(rb"(?m)^date: *['\"]?(\d{4}-\d\d)")
_SLUG = re.compile(rb"(?m)^slug: *['\"]?([^'\"\s]+)")
# Lines that can hold the name of a tag, an author or a source, in each of the ways in which YAML writes it.
_NAMED = re.compile(
    rb"(?m)^[ \t]*(?:-[ \t]+(?:name:[ \t]*)?|(?:name|tags?|authors?|source):[ \t]*)(?!https?:)(\S.*?)[ \t\r]*$"
)


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article: its sources, month and slug of its address, lines that may name somebody, and its text's sketch."""

    sources: tuple[str, ...]
    month: str
    slug: str
    named: tuple[bytes, ...]
    sketch: bytes


def entries_below(root: Path) -> dict[str, Entry]:
    """Return the entry of every Markdown file below content/ by its path relative to `root`, folder by folder.

    Files that cannot be read are left out.
    """
    texts = (one for one in files_below(root, CONTENT) if _NAME.search(one[0]))
    return read_once(root / _FILE, texts, lambda path: entry_of(path, read(root / path)), Entry)


def entry_of(path: str, data: bytes) -> Entry:
    """Return the entry of the article in `data`, which lies at `path`."""
    head = head_of(data)
    month, slug = _MONTH.search(head), _SLUG.search(head)
    return Entry(
        tuple(same_key(identity) for identity in identities_in(head)),
        month[1].decode() if month else "",
        slug[1].decode("utf-8", "replace") if slug else path.rsplit("/", 1)[-1].removesuffix(".md"),
        tuple(set(_NAMED.findall(head[:_MOST_NAMED]))),
        sketch(body_of(data)),
    )


def sketch(text: str) -> bytes:
    """Return the least `MARKS` fingerprints of a text's runs of three words (a bottom-k sketch: Broder 1997).

    Of two texts that share a part p of their runs, about that part of their sketches is common. Words are counted as
    `sitegen check` counts them, but for half of the runs: which half tells the first word, wherever the run stands.
    """
    words = " ".join(WORD.findall(TARGET.sub(" ", text).lower())).encode("utf-8", "replace").split()
    opened = ((crc32(one), two, three) for one, two, three in zip(words, words[1:], words[2:], strict=False))
    marks = {crc32(three, crc32(two, one)) for one, two, three in opened if one & 1}
    return array("I", sorted(marks)[:MARKS]).tobytes()


def head_of(data: bytes) -> bytes:
    """Return the front matter at the beginning of a file, or nothing."""
    return data[: data.find(b"\n---", 4) + 1] if data.startswith((b"---", b"\xef\xbb\xbf---")) else b""


def body_of(data: bytes) -> str:
    """Return the text below the front matter of a file."""
    return data[len(head_of(data)) :].decode("utf-8", "replace")


def read(path: Path) -> bytes:
    """Return what a file holds. Raises OSError."""
    return path.read_bytes()


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; nothing if it cannot be read."""
    try:
        return read(path)
    except OSError:
        return b""
