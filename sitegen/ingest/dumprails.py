"""Where the running lists of other news stand in a text dump: below the article, above it, or inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, takewhile

from sitegen.ingest.furniture import MOST_AFTER, heads_list, is_text, lists_in, tail_start, tells_time

# "11:29 Headline", "• 21 May 11:29 | Headline", "21.05.2025 [11:29] Headline"
_LEADING = re.compile(
    r"""(?x)^\W{0,3}(?P<day>\d{1,2}(?:\ [^\W\d_]{3,12}|[./]\d{1,2}|-\d\d)(?:[ ./-]\d{4})?,?\ \W{0,2})?
    (?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\W{1,3}(?=\S.{9})"""
)
_FEWEST = 6
_LONGEST_ROW = 170
_LONGEST_NAME = 80
_PROSE = 120
_ABOVE = 4
_BELOW = 5
_SENTENCE_END = (".", "!", "?", "…", ";", ",")


def other_news(lines: Sequence[str], is_dated: Callable[[str], bool]) -> list[range]:
    """Return where a dump's lists of other news stand among its lines, in order; an article's lines are in none.

    `is_dated` tells whether a line is a date with its year. Every list is below the title, or above it and its date.
    """
    led = {at for one in _led_by_times(lines) for at in one}
    rest = [at for at in range(len(lines)) if at not in led]
    texts = [lines[at] for at in rest]
    end = tail_start(texts, headed=True) or len(texts)
    found = [_with_last_row(texts[:end], one, is_dated) for one in lists_in(texts[:end], headed=True)]
    gone = led | {rest[at] for one in [*found, range(end, len(texts))] for at in one}
    ranges = [_with_name(lines, one) for one in _ranges(gone)]
    return [_above_article(lines, one, is_dated) if not at else one for at, one in enumerate(ranges)]


def _led_by_times(lines: Sequence[str]) -> Iterator[range]:
    """Yield lists of "11:29 Headline" with a heading like "Latest news", and the few lines below one at the end.

    A chronicle of the day is written so as well: only the heading and the order, newest first, tell.
    """
    rows = [_LEADING.match(line) if len(line) <= _LONGEST_ROW else None for line in lines]
    begin = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and rows[at]:
            continue
        times = [(row["day"], int(row["hour"]) * 60 + int(row["minute"])) for row in rows[begin:at] if row]
        forward = sum(upper[0] == lower[0] and upper[1] < lower[1] for upper, lower in pairwise(times))
        told = sum(line.endswith(_SENTENCE_END) for line in lines[begin:at])
        headed = any(map(heads_list, lines[max(0, begin - 2) : begin]))
        if headed and len(times) >= _FEWEST and forward * 5 < len(times) and told * 3 <= len(times):
            last = len(lines) - at <= MOST_AFTER and not is_text(lines[at:])
            yield range(begin, len(lines) if last else at)
        begin = at + 1


def _with_last_row(lines: Sequence[str], found: range, is_dated: Callable[[str], bool]) -> range:
    """Return a list that gives the time first together with what stands below its last time, unless a date follows."""
    stamps = [at for at in found if tells_time(lines[at])]
    if len(stamps) < 2:
        return found
    above = lines[stamps[0] - 1] if stamps[0] > found.start else ""
    if above and not (heads_list(above) and lines[found.start : found.stop].count(above) == 1):
        return found
    stop = stamps[-1] + stamps[1] - stamps[0]
    row = [] if any(map(is_dated, lines[stop : stop + 1])) else lines[found.stop : stop]
    whole = stop <= len(lines) and all(len(one) <= _LONGEST_ROW and not one.endswith(_SENTENCE_END) for one in row)
    return range(found.start, stop) if row and whole else found


def _with_name(lines: Sequence[str], found: range) -> range:
    """Return a list together with a heading like "Latest news", right above it or with one link between."""
    for start in (found.start - 1, found.start - 2):
        between = lines[start + 1 : found.start]
        named = start >= 0 and heads_list(lines[start])
        if named and all(len(one) <= _LONGEST_NAME and not one.endswith(_SENTENCE_END) for one in between):
            return range(start, found.stop)
    return found


def _above_article(lines: Sequence[str], found: range, is_dated: Callable[[str], bool]) -> range:
    """Return the first list as it is, or, above the article, from the first line to where title and date begin."""
    if any(len(line) > _PROSE or is_dated(line) for line in lines[: found.start]):
        return found
    stamps = [at for at in found if tells_time(lines[at])]
    below = list(takewhile(lambda line: len(line) <= _PROSE, lines[found.stop : found.stop + _BELOW]))
    if len(stamps) > 1 and found.stop < len(lines) and not any(map(is_dated, below)) and is_dated(lines[stamps[-1]]):
        title = stamps[-1] - 1
        own = title > stamps[-2] and lines.count(lines[title]) == 1
        found = range(found.start, title) if own else found
        below = list(lines[title : title + 2]) if own else below
    top = lines[: found.start]
    titled = not any(map(is_dated, below[:1])) and any(map(is_dated, below[1:]))
    bare = len(top) <= _ABOVE and all(len(line) <= _LONGEST_NAME for line in top)
    return range(found.stop) if titled and bare else found


def _ranges(places: set[int]) -> list[range]:
    """Return places as ranges without gaps, in order."""
    found: list[range] = []
    for at in sorted(places):
        if found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found
