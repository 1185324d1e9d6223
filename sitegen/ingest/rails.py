"""Lists of other news on a page, wherever they stand: told by the rhythm of their lines, or by links and times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sitegen.ingest import dom
from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.furniture import heads_list, lists_in
from sitegen.ingest.tables import is_data_table
from sitegen.language import parse_date

_LINES_OF_A_LIST = 12
_FEWEST_ROWS = 4
_LONGEST_ROW = 250
_LONGEST_STAMP = 40
_HEADLINE = 20
_ALL_LINK = 0.8
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_SIGN = re.compile(r"[^\w\s.,:/()'’+-]+")  # an eye, a bullet, a bar between a time and a count of readers
_COUNT = re.compile(r"[\d\s.,]+[kKmM]?")


class _Row(NamedTuple):
    """Whether a block holds the one link of a row and its stamp of time, and whether the link is a short one."""

    link: bool = False
    stamp: bool = False
    brief: bool = False


_NO_ROW = _Row()


def without_rails(blocks: list[Leaf], language: str, zone: str, now: datetime) -> list[Leaf]:
    """Take lists of other news out of the page; return the blocks that are left."""
    gone = {at for found in lists_in([leaf.words for leaf in blocks]) for at in found}
    for at, leaf in enumerate(blocks):
        if sum(1 for _ in leaf.element.iter("br")) < _LINES_OF_A_LIST:
            continue
        lines = dom.lines_of(leaf.element)
        if len(lines) > _LINES_OF_A_LIST and sum(map(len, lists_in(lines))) > 0.6 * len(lines):
            gone.add(at)
    gone |= {at for run in _runs(blocks, language, zone, now) for at in run}
    gone = {at for at in gone if not is_tabled(blocks[at])}
    for at in gone:
        dom.drop(blocks[at].element)
    return [leaf for at, leaf in enumerate(blocks) if at not in gone]


def tells_only_time(text: str, language: str, zone: str, now: datetime) -> bool:
    """Tell whether a text is how long ago something was, and perhaps how many read it ("2 saat əvvəl 👁 1 204")."""
    pieces = [piece for part in _SIGN.split(text) if (piece := part.strip())]
    rest = [piece for piece in pieces if not _COUNT.fullmatch(piece)]
    return bool(rest) and all(_is_ago(piece, language, zone, now) for piece in rest)


@lru_cache(maxsize=512)
def _is_ago(text: str, language: str, zone: str, now: datetime) -> bool:
    """Tell whether a text tells a time that moves on with the clock ("2 saat əvvəl", "yesterday")."""
    if len(text) > _LONGEST_STAMP:
        return False
    found = parse_date(text, language, zone, now)
    return found is not None and found != parse_date(text, language, zone, now - timedelta(hours=36))


def _runs(blocks: Sequence[Leaf], language: str, zone: str, now: datetime) -> Iterator[range]:
    """Yield where blocks in a row are each a link, a stamp of time, or one of each, with a time for every link.

    The heading of such a list goes with it. Most headlines are longer than a name: fixtures link teams or stations.
    """
    begin, links, stamps, brief = 0, 0, 0, 0
    for at in range(len(blocks) + 1):
        row = _row(blocks, at, language, zone, now) if at < len(blocks) else _NO_ROW
        if row.link or row.stamp:
            links += row.link
            stamps += row.stamp
            brief += row.brief
            continue
        if stamps >= _FEWEST_ROWS and links >= _FEWEST_ROWS and links <= stamps + 1 and 2 * brief < links:
            headed = begin > 0 and blocks[begin - 1].element.tag != "h1" and heads_list(blocks[begin - 1].words)
            yield range(begin - headed, at)
        begin, links, stamps, brief = at + 1, 0, 0, 0


def _row(blocks: Sequence[Leaf], at: int, language: str, zone: str, now: datetime) -> _Row:
    """Return which parts of a row a block holds; neither if it holds more than them."""
    leaf = blocks[at]
    if len(leaf.words) > _LONGEST_ROW or leaf.element.tag in ("h1", "td", "th"):
        return _NO_ROW
    if not leaf.linked:
        beside = any(blocks[one].linked for one in (at - 1, at + 1) if 0 <= one < len(blocks))
        return _Row(stamp=beside and tells_only_time(leaf.words, language, zone, now))
    if leaf.linked >= _ALL_LINK * len(leaf.words):
        return _Row(link=True)
    rest = _beside_links(leaf)
    if len({link.get("href") for link in leaf.element.iter("a")}) != 1:
        return _NO_ROW
    if tells_only_time(rest, language, zone, now):
        return _Row(link=True, stamp=True)
    pictured = next(leaf.element.iter("img"), None) is not None
    dated = (pictured or bool(_CLOCK.search(rest))) and _is_date(rest, language, zone, now)
    return _Row(dated, dated, dated and leaf.linked < _HEADLINE)


def _beside_links(leaf: Leaf) -> str:
    """Return a block's text outside its links."""
    words = leaf.words
    for link in leaf.element.iter("a"):
        words = words.replace(dom.words_of(link), " ", 1)
    return " ".join(words.split())


def _is_date(text: str, language: str, zone: str, now: datetime) -> bool:
    """Tell whether a text is a clock's time, a date, or both."""
    bare = text.strip(" |·•–—-,()[]")
    return len(bare) <= _LONGEST_STAMP and bool(_CLOCK.fullmatch(bare) or parse_date(bare, language, zone, now))


def is_tabled(leaf: Leaf) -> bool:
    """Tell whether a block stands in a table of data whose columns have names: its times are no other news."""
    table = next((one for one in leaf.ancestors if one.tag == "table"), None)
    return table is not None and next(table.iter("th"), None) is not None and is_data_table(table)
