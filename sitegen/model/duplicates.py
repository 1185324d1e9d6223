"""Which texts are nearly the same: an exact search, in time that grows with the text and not with its square.

A text is the set of its runs of three words (shingles: Broder 1997), as 32-bit fingerprints; two texts are alike as the
part of their shingles that both have (the Jaccard coefficient). Alike by at least t are found without a miss:

1. Two such texts share at least t of each one's shingles. So a text of which fewer occur anywhere else has no near
   copy. A table of counters by fingerprint tells (a crowded counter can only keep a text in); it leaves almost none.
2. Of those left, each text's rarest n - ceil(t * n) + 1 shingles must hold one of the other's (prefix filter: Bayardo,
   Ma, Srikant 2007), so only texts that share a rare shingle are compared,
3. first by bitmaps, whose difference cannot be larger than that of the sets (Sandes, Teodoro, Melo 2017), then in full.

Cost: 4 bytes a word wherever the caller keeps them, a table of at most 128 MB, and what is left after step 1.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sitegen.language import fold

VERSION = 1
"""Changes when `shingles` does: what was kept is then of no use."""
LIKENESS = 70
"""Percent of all their shingles that two texts share to be called nearly the same."""
WORDS = 3
FEWEST = 20
"""Shingles below which a text is too short to compare: "Read more at the source" is the same everywhere."""

WORD = re.compile(r"\w+")
TARGET = re.compile(r"\]\([^()\s]*\)|https?://\S+")
_LARGEST_TABLE = 27
_BITS = 1024


class Alike(NamedTuple):
    """The text `key` repeats the text `other`: `percent` of all their shingles are in both."""

    key: str
    other: str
    percent: int


Texts = Callable[[], Iterable[tuple[str, bytes]]]
"""Gives every text once more at each call: its key and its shingles."""


def shingles(text: str) -> bytes:
    """Return a Markdown text's shingles: distinct, in ascending order, 4 bytes each. Targets of links do not count."""
    words = [fold(word) for word in WORD.findall(TARGET.sub(" ", text))]
    runs = zip(*(words[at:] for at in range(WORDS)), strict=False)
    return array("I", sorted({zlib.crc32(" ".join(run).encode()) for run in runs})).tobytes()


def alike(texts: Texts, order: Mapping[str, tuple[int, str]]) -> Iterator[Alike]:
    """Yield, for each text that nearly equals one before it, one such text.

    `order` holds the place of each text that is to be compared, and its family: texts of one family (translations of
    each other, which may quote the same) are not compared. The same input gives the same answer.
    """
    table = _count(texts)
    suspects = {key: array("I", data) for key, data in texts() if key in order and _may_repeat(data, table)}
    index: dict[int, list[str]] = {}
    bitmaps: dict[str, int] = {}
    for key in sorted(suspects, key=lambda key: (order[key][0], key)):
        rare = _rarest(suspects[key], table)
        bitmaps[key] = _bitmap(suspects[key])
        others = (other for number in rare for other in index.get(number, ()) if order[other][1] != order[key][1])
        found = _first(key, others, suspects, bitmaps)
        if found is not None:
            yield found
        for number in rare:
            index.setdefault(number, []).append(key)


def _count(texts: Texts) -> bytearray:
    """Return how many texts have each shingle, by the last bits of its fingerprint: up to 255, and never too few."""
    total = sum(len(data) // 4 for _, data in texts())
    table = bytearray(1 << min(max((4 * total).bit_length(), 16), _LARGEST_TABLE))
    mask = len(table) - 1
    for _, data in texts():
        for number in array("I", data):
            place = number & mask
            if table[place] < 255:
                table[place] += 1
    return table


def _may_repeat(data: bytes, table: bytearray) -> bool:
    """Whether so many of a text's shingles seem to occur elsewhere that another text may be nearly the same."""
    count, mask = len(data) // 4, len(table) - 1
    return count >= FEWEST and sum(table[number & mask] > 1 for number in array("I", data)) >= _least(count)


def _least(count: int) -> int:
    """Return how many of its `count` shingles a text must share with another to be nearly the same."""
    return -(-count * LIKENESS // 100)


def _rarest(numbers: array[int], table: bytearray) -> list[int]:
    """Return the rarest shingles: so many that a near copy has one of them, less those that no other text has."""
    mask = len(table) - 1
    ranked = sorted(numbers, key=lambda number: (table[number & mask], number))
    return [number for number in ranked[: len(numbers) - _least(len(numbers)) + 1] if table[number & mask] > 1]


def _bitmap(numbers: array[int]) -> int:
    bits = 0
    for number in numbers:
        bits ^= 1 << number % _BITS
    return bits


def _first(
    key: str, others: Iterable[str], texts: Mapping[str, array[int]], bitmaps: Mapping[str, int]
) -> Alike | None:
    """Return the first of `others` that the text `key` nearly equals."""
    mine, bits = set(texts[key]), bitmaps[key]
    tried = set()
    for other in others:
        if other in tried:
            continue
        tried.add(other)
        theirs = texts[other]
        apart = (bits ^ bitmaps[other]).bit_count()  # at most what is in one of the two texts only
        if apart * (100 + LIKENESS) > (len(mine) + len(theirs)) * (100 - LIKENESS):
            continue
        both = len(mine.intersection(theirs))
        whole = len(mine) + len(theirs) - both
        if both * 100 >= whole * LIKENESS:
            return Alike(key, other, both * 100 // whole)
    return None
