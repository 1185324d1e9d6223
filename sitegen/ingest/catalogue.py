"""What is in content/ already, looked at once for a run of imports: which sources, which names, which texts."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sitegen.ingest.addresses import same_key
from sitegen.ingest.entries import MARKS, Entry, body_of, bytes_of, entries_below, entry_of, sketch
from sitegen.model.duplicates import FEWEST, LIKENESS, shingles

_MOST_LOOKED_AT = 100
_MARK = 4  # bytes
_ENOUGH = 6  # one in so many marks of the shorter sketch: of near copies seven in ten are common


class Alike(NamedTuple):
    """The article at `path` says nearly the same: `percent` of all runs of words are in both."""

    path: str
    percent: int


class Catalogue:
    """Every article below content/, known by its sources, its address and its text; looked at when it is first asked.

    It holds as long as only `add` writes articles: what others write during a run is found by the next one.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read = False
        self._paths: list[str] = []
        self._by_source: dict[str, str] = {}
        self._names: set[tuple[str, str]] = set()
        self._sketches = bytearray()
        self._named: dict[bytes, list[str]] = {}
        self._slugs: dict[str, dict[str, list[bytes]]] = {}

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

        Only texts whose sketches have much in common are compared whole.
        """
        own: set[int] = set()
        best: Alike | None = None
        for path in self._candidates(body):
            own = own or set(array("I", shingles(body)))
            if len(own) < FEWEST:
                return None
            theirs = array("I", shingles(body_of(bytes_of(self._root / path))))
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
            for line in self._named:
                self._index(line, language)
        others = (line for line in self._slugs[language].get(slug, ()) if line.decode("utf-8", "replace") != name)
        paths = dict.fromkeys(path for line in others for path in self._named[line])
        for path in islice(paths, _MOST_LOOKED_AT):
            yield path, bytes_of(self._root / path).decode("utf-8", "replace")

    def add(self, path: str) -> None:
        """Take in an article that was written just now."""
        if self._read:
            self._take(path, entry_of(path, bytes_of(self._root / path)))

    def _look(self) -> None:
        if not self._read:
            self._read = True
            for path, entry in entries_below(self._root).items():
                self._take(path, entry)

    def _take(self, path: str, entry: Entry) -> None:
        self._paths.append(path)
        for source in entry.sources:
            self._by_source.setdefault(source, path)
        self._names.add((entry.month, entry.slug))
        self._sketches += entry.sketch[: MARKS * _MARK].ljust(MARKS * _MARK, b"\0")
        for line in entry.named:
            if line not in self._named:
                self._named[line] = []
                for language in self._slugs:
                    self._index(line, language)
            self._named[line].append(path)

    def _index(self, line: bytes, language: str) -> None:
        from sitegen.language import slugify

        text = line.decode("utf-8", "replace")
        for name in re.split(r"[,{}\[\]]|name:", text) if text[:1] in "[{" else (text,):
            if slug := slugify(name.strip(" \"'"), language):
                self._slugs[language].setdefault(slug, []).append(line)

    def _candidates(self, body: str) -> Iterator[str]:
        """Yield the articles whose sketches have a good part of the text's own marks."""
        self._look()
        marks = sketch(body)
        common: Counter[int] = Counter()
        for at in range(0, len(marks), _MARK):
            common.update(self._holders(marks[at : at + _MARK]))
        for number in sorted(common):
            place = number * MARKS * _MARK
            theirs = self._sketches[place : place + MARKS * _MARK].rstrip(b"\0")
            shorter = min(len(marks), len(theirs)) // _MARK
            if common[number] * _ENOUGH >= shorter:
                yield self._paths[number]

    def _holders(self, mark: bytes) -> Iterator[int]:
        """Yield the numbers of the articles whose sketch has a mark."""
        at = self._sketches.find(mark)
        while at >= 0:
            if at % _MARK == 0:
                yield at // (MARKS * _MARK)
                at = self._sketches.find(mark, at + _MARK)
            else:
                at = self._sketches.find(mark, at + 1)
