"""What is in content/ already, looked at once for a run of imports: which sources, which names, which texts."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sitegen.ingest.addresses import same_key
from sitegen.ingest.store import article_files, identities_in
from sitegen.model.duplicates import FEWEST, LIKENESS, shingles

_MOST_KEPT = 100_000_000
_MOST_NAMED = 20_000
_MOST_LOOKED_AT = 100
_PROBES = 8
_ENOUGH = 2
_RUN = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?: [^\W\d_]+){2}")  # tried once a word, however long the word
_MONTH = re.compile(rb"(?m)^date: *['\"]?(\d{4}-\d\d)")
# Lines that can hold the name of a tag, an author or a source, in each of the ways in which YAML writes it.
_NAMED = re.compile(
    rb"(?m)^[ \t]*(?:-[ \t]+(?:name:[ \t]*)?|(?:name|tags?|authors?|source):[ \t]*)(?!https?:)(\S.*?)[ \t\r]*$"
)
_SLUG = re.compile(rb"(?m)^slug: *['\"]?([^'\"\s]+)")


class Alike(NamedTuple):
    """The article at `path` says nearly the same: `percent` of all runs of words are in both."""

    path: str
    percent: int


class Catalogue:
    """Every article below content/, known by its sources, its address and its text; files are read at first need.

    It holds as long as only `add` writes articles: what others write during a run is found by the next one.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read = False
        self._paths: list[str] = []
        self._by_source: dict[str, str] = {}
        self._names: set[tuple[str, str]] = set()
        self._lines: dict[bytes, list[str]] = {}
        self._slugs: dict[str, dict[str, list[bytes]]] = {}
        self._texts: dict[str, bytes] = {}
        self._kept = 0

    def find(self, identities: set[str]) -> str:
        """Return the path (relative to the root) of the article imported from, or crediting, one of these, or ""."""
        self._look()
        found = (self._by_source.get(same_key(identity)) for identity in sorted(identities) if identity)
        return next((path for path in found if path), "")

    def is_taken(self, month: str, slug: str) -> bool:
        """Tell whether an article of that month ("2025-10") has that slug, so that another needs a number."""
        self._look()
        return (month, slug) in self._names

    def alike(self, body: str) -> Alike | None:
        """Return the article whose text is most like `body`, if it is nearly the same; `sitegen check` counts alike.

        A few runs of words are looked for in every file first, so that only files that hold some are compared whole.
        """
        own: set[int] = set()
        probes = _probes(body)
        best: Alike | None = None
        for path, data in self._all():
            if not _may_be_alike(probes, data):
                continue
            own = own or set(array("I", shingles(body)))
            if len(own) < FEWEST:
                return None
            theirs = array("I", shingles(_body(data)))
            both = len(own.intersection(theirs))
            whole = len(own) + len(theirs) - both
            percent = both * 100 // whole
            if both * 100 >= whole * LIKENESS and (best is None or percent > best.percent):
                best = Alike(path, percent)
        return best

    def other_spellings(self, name: str, slug: str, language: str) -> Iterator[tuple[str, str]]:
        """Yield path and text of articles that may spell otherwise a tag, author or source that has this slug too."""
        self._look()
        if language not in self._slugs:
            self._slugs[language] = {}
            for line in self._lines:
                self._index(line, language)
        others = (line for line in self._slugs[language].get(slug, ()) if line.decode("utf-8", "replace") != name)
        paths = dict.fromkeys(path for line in others for path in self._lines[line])
        for path in islice(paths, _MOST_LOOKED_AT):
            yield path, (self._texts.get(path) or _bytes(self._root / path)).decode("utf-8", "replace")

    def _index(self, line: bytes, language: str) -> None:
        from sitegen.language import slugify

        text = line.decode("utf-8", "replace")
        for name in re.split(r"[,{}\[\]]|name:", text) if text[:1] in "[{" else (text,):
            if slug := slugify(name.strip(" \"'"), language):
                self._slugs[language].setdefault(slug, []).append(line)

    def add(self, path: str) -> None:
        """Take in an article that was written just now."""
        if self._read:
            self._take(path, _bytes(self._root / path))

    def _look(self) -> None:
        if not self._read:
            self._read = True
            for file in article_files(self._root):
                self._take(file.relative_to(self._root).as_posix(), _bytes(file))

    def _take(self, path: str, data: bytes) -> None:
        self._paths.append(path)
        head = head_of(data)
        for identity in identities_in(head):
            self._by_source.setdefault(same_key(identity), path)
        month, slug = _MONTH.search(head), _SLUG.search(head)
        name = slug[1].decode("utf-8", "replace") if slug else path.rsplit("/", 1)[-1].removesuffix(".md")
        self._names.add((month[1].decode() if month else "", name))
        for line in set(_NAMED.findall(head[:_MOST_NAMED])):
            if line not in self._lines:
                self._lines[line] = []
                for language in self._slugs:
                    self._index(line, language)
            self._lines[line].append(path)
        if self._kept + len(data) <= _MOST_KEPT:
            self._kept += len(data)
            self._texts[path] = data

    def _all(self) -> Iterator[tuple[str, bytes]]:
        self._look()
        for path in self._paths:
            kept = self._texts.get(path)
            yield path, _bytes(self._root / path) if kept is None else kept


def head_of(data: bytes) -> bytes:
    """Return the front matter at the beginning of a file, or nothing."""
    return data[: data.find(b"\n---", 4) + 1] if data.startswith((b"---", b"\xef\xbb\xbf---")) else b""


def _probes(body: str) -> list[bytes]:
    """Return runs of three words, from all over the text, that near copies have letter by letter."""
    runs = [found.encode() for found in _RUN.findall(body)]
    step = max(1, len(runs) // _PROBES)
    return runs[::step][:_PROBES]


def _may_be_alike(probes: list[bytes], data: bytes) -> bool:
    """Tell whether some of the runs occur in a file; of a text without runs that cannot be told."""
    wanted = min(_ENOUGH, len(probes))
    found = 0
    for left, probe in zip(range(len(probes), 0, -1), probes, strict=True):
        if found + left < wanted:
            return False
        found += probe in data
    return found >= wanted


def _body(data: bytes) -> str:
    return data[len(head_of(data)) :].decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
