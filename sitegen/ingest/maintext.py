"""Which blocks of a page are the article.

Two extractors are asked (trafilatura, readability), further opinions only where they differ. Each gets the page with a
short mark in every block; the marks that come back tell exactly which blocks it means, so that opinions are compared
block by block and the page's own elements supply the markup.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any

from sitegen.ingest.boilerplate import Leaf, without_furniture
from sitegen.ingest.dom import leaves, words_of
from sitegen.ingest.notes import LABEL
from sitegen.ingest.readable import summary
from sitegen.ingest.tables import is_data_table

# Two braille patterns number a block: printable, no letters, and absent from news.
_FIRST = 0x2801
_BASE = 255
_MARK = re.compile("([\u2801-\u28ff])([\u2801-\u28ff])")

_AGREED = 0.95
_RELATED = 0.7
_TOO_LITTLE = 0.35
_BRIEF = 1500
_CORE = 0.95
_MOST = 0.6
_LONG = 200
_MOST_ELEMENTS = 60_000
_TEXT_OF_AN_ELEMENT = 50
_LONGEST_GAP = 4
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ITEMS = frozenset(("li", "dt", "dd", "th", "td"))
_STRUCTURE = _HEADINGS | _ITEMS | {"pre", "blockquote"}
_WHOLES = frozenset(("ul", "ol", "dl", "table", "blockquote"))
_NO_CORES = _WHOLES | {"tbody", "thead", "tr", "pre"}


def leaves_of(body: Any) -> list[Leaf]:
    """Return every block of text of a settled page, in order."""
    found = []
    around: dict[Any, tuple[tuple[Any, ...], bool]] = {}  # of each parent: it and its ancestors, and whether one links
    for element, words in leaves(body):
        parent = element.getparent()
        if parent not in around:
            ancestors = tuple(element.iterancestors())
            around[parent] = ancestors, any(map(_wraps_in_link, ancestors))
        ancestors, inside_link = around[parent]
        linked = len(words) if inside_link else sum(len(words_of(link)) for link in element.iter("a"))
        found.append(Leaf(element, words, linked, ancestors))
    return found


def _wraps_in_link(element: Any) -> bool:
    """Tell whether an element is a link around blocks that leads somewhere, rather than the handle of a script."""
    return element.tag == "a" and (element.get("href") or "")[:11].lower() != "javascript:"


def choose(root: Any, blocks: Sequence[Leaf]) -> list[Leaf]:
    """Return the blocks that are the article; `root` is the tree they stand in, and is left as it was."""
    for number, leaf in enumerate(blocks[: _BASE * _BASE]):
        leaf.element.text = _mark(number) + (leaf.element.text or "")
    try:
        chosen = _agreement(root, blocks)
    finally:
        for leaf in blocks[: _BASE * _BASE]:
            leaf.element.text = leaf.element.text[2:]
    chosen = _with_enclosed(blocks, _within_cell(blocks, _within_core(blocks, chosen)))
    return [blocks[at] for at in sorted(_with_notes(blocks, without_furniture(blocks, chosen)))]


def _agreement(root: Any, blocks: Sequence[Leaf]) -> set[int]:
    """Return what the extractors agree on, or the best of their opinions."""
    other = _by_readability(root, len(blocks))
    if other and _is_vast(root, blocks):
        return other
    usual = _by_trafilatura(root, len(blocks), fast=True)
    likeness = _likeness(blocks, usual, other)
    if likeness <= _RELATED and _weight(blocks, usual) < max(_BRIEF, _weight(blocks, other) // 2):
        usual = _by_trafilatura(root, len(blocks))
        if _weight(blocks, usual) < _TOO_LITTLE * _weight(blocks, other):
            return other
        likeness = _likeness(blocks, usual, other)
    if likeness >= _AGREED or likeness <= _RELATED:
        return usual
    opinions = (usual, _by_trafilatura(root, len(blocks), fast=True, strict=True), other)
    return max(opinions, key=lambda one: sum(_likeness(blocks, one, two) for two in opinions if two is not one))


def _is_vast(root: Any, blocks: Sequence[Leaf]) -> bool:
    """Tell whether trafilatura, of which several copies of a page are made, would need more than 200 MB for it."""
    return sum(1 for _ in root.iter()) + _weight(blocks, range(len(blocks))) // _TEXT_OF_AN_ELEMENT > _MOST_ELEMENTS


def _by_trafilatura(root: Any, count: int, *, fast: bool = False, strict: bool = False) -> set[int]:
    """Return its opinion: its own only if `fast`. Its fall-backs are other extractors and take as long as itself."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(root, output_format="txt", include_comments=False, favor_precision=strict, fast=fast)
    except (ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        return set()
    body = getattr(found, "body", None)
    return set() if body is None else _marked("".join(body.itertext()), count)


def _by_readability(root: Any, count: int) -> set[int]:
    from readability.readability import Unparseable  # type: ignore[import-untyped]  # it ships no types

    try:
        text = summary(root)
    except (Unparseable, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        return set()
    return _marked(text, count)


def _mark(number: int) -> str:
    return chr(_FIRST + number // _BASE) + chr(_FIRST + number % _BASE)


def _marked(text: str, count: int) -> set[int]:
    numbers = {(ord(high) - _FIRST) * _BASE + ord(low) - _FIRST for high, low in _MARK.findall(text)}
    return {number for number in numbers if number < count}


def _weight(blocks: Sequence[Leaf], chosen: Iterable[int]) -> int:
    return sum(len(blocks[at].words) for at in chosen)


def _likeness(blocks: Sequence[Leaf], one: set[int], two: set[int]) -> float:
    """Return 0 … 1: twice the common text over both texts."""
    return 2 * _weight(blocks, one & two) / max(1, _weight(blocks, one) + _weight(blocks, two))


def _with_enclosed(blocks: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Add headings, items, quotations and code that stand between chosen blocks of one parent: extractors lose them."""
    added: set[int] = set()
    for before, after in pairwise(sorted(chosen)):
        gap = range(before + 1, after)
        if not gap or not set(blocks[before].ancestors[:5]) & set(blocks[after].ancestors[:5]):
            continue
        if len(gap) <= _LONGEST_GAP:
            added |= {at for at in gap if _is_text(blocks[at]) and _is_structure(blocks[at], blocks[before])}
            continue
        wholes = [(_whole_of(blocks[at], blocks[before]), at) for at in gap]
        for whole, found in groupby(wholes, lambda pair: pair[0]):
            places = [at for _, at in found]
            text = sum(_is_text(blocks[at]) for at in places)
            if whole is not None and 2 * text > len(places) and (whole.tag != "table" or is_data_table(whole)):
                added |= set(places)
        for at in reversed(gap):
            if blocks[at].element.tag in _HEADINGS and _is_text(blocks[at]) and at + 1 in added:
                added.add(at)
    return chosen | added


def _with_notes(blocks: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Add the footnotes to which signs in chosen blocks lead."""
    signs = {label for at in chosen for one in blocks[at].element.iter() if (label := one.get(LABEL))}
    if not signs:
        return chosen
    return chosen | {
        at for at, leaf in enumerate(blocks) if any(one.get(LABEL) in signs for one in (leaf.element, *leaf.ancestors))
    }


def _is_text(leaf: Leaf) -> bool:
    return leaf.linked * 2 < len(leaf.words)


def _is_structure(leaf: Leaf, before: Leaf) -> bool:
    """Tell whether a block, or what directly holds it and not the block before it, is a heading, an item, a cell …"""
    around = (one for one in leaf.ancestors[:2] if one not in before.ancestors)
    return leaf.element.tag in _STRUCTURE or any(one.tag in _ITEMS for one in around)


def _whole_of(leaf: Leaf, before: Leaf) -> Any:
    """Return the largest list, table or quotation that holds a block and not the one before it, or None."""
    around = (one for one in leaf.ancestors if one.tag in _WHOLES and one not in before.ancestors)
    return next(reversed(list(around)), None)


def _within_cell(blocks: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Drop short blocks outside the cell of a layout table that holds most of the text: they are the page's columns."""
    return _within(blocks, chosen, _MOST, "td")


def _within_core(blocks: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Drop short blocks outside the smallest container that holds nearly all of the text."""
    return _within(blocks, chosen, _CORE)


def _within(blocks: Sequence[Leaf], chosen: set[int], part: float, tag: str = "") -> set[int]:
    """Drop short blocks outside the smallest element (with `tag`, if given) that holds a `part` of the text."""
    total = _weight(blocks, chosen)
    weight: defaultdict[Any, int] = defaultdict(int)
    for at in chosen:
        for ancestor in (blocks[at].element, *blocks[at].ancestors):
            if not tag or ancestor.tag == tag:
                weight[ancestor] += len(blocks[at].words)
    cores = [element for element, held in weight.items() if held >= part * total]
    if not cores:
        return chosen
    core = min(cores, key=lambda element: weight[element])
    if core.tag in _NO_CORES:  # an introduction beside it is text, too: the core is what holds more than this one
        held = weight[core]
        wider = (one for one in core.iterancestors() if one.tag not in _NO_CORES and weight.get(one, 0) > held)
        core = next(wider, None)
        if core is None:
            return chosen
    return {at for at in chosen if len(blocks[at].words) > _LONG or core in (blocks[at].element, *blocks[at].ancestors)}
