"""The tail of a dumped page that is not the article: a running list of other news.

What gives it away in any language is its rhythm: short lines in which a label (or a headline) and a time come again and
again, newest first. A table of times inside an article runs the other way or carries sentences, so it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise

import msgspec

from sitegen.ingest.moments import read_moment

_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?(?![\d.])")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|(?<!\d)\d{1,2}[./]\d{1,2}(?=[ ,|–-]+\d{1,2}:)"
)
_INLINE = re.compile(r"^(?P<label>\D{2,60}?)\W{0,3}(?P<stamp>\d{1,2}\W.{0,24}?\d{1,2}[:.]\d{2}\]?|\d{1,2}:\d{2})$")
_FULL_STOP = (".", "!", "?", "…")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE_END = (*_FULL_STOP, ";", ",")
# Only breaks the tie between a poem's last line and a list's heading; everything else is found without words.
_NEWS_WORD = re.compile(
    r"(?i)x[əe]b[əe]r|lent|haber|gündem|son dakika|oxunan|okunan|новост|лента|читай|news|latest|read|more|digər|oxşar"
)
_LONGEST_LABEL = 45
_LONGEST_ROW = 170
_LONGEST_STAMP = 34
MOST_AFTER = 12
_LONG_SENTENCE = 60
_HEADED = 5
_PARAGRAPH = 120
_LATER = datetime(2100, 1, 1, tzinfo=UTC)


class Stamp(msgspec.Struct, frozen=True):
    """A line's time: the text of its day ("" for today's) and the minutes since midnight (-1 without a clock)."""

    day: str
    minutes: int


class _Row(msgspec.Struct, frozen=True):
    """A stamp, the line it stands in, and the labels or headline between the stamp before and it."""

    line: int
    stamp: Stamp
    labels: tuple[str, ...]


def tail_start(lines: Sequence[str], *, headed: bool = False) -> int:
    """Return the index of the first line of the running list at the end of `lines`, or len(lines) without one.

    `lines` are stripped and not empty. `headed` lets a heading like "Latest news" tell where labels and days do not.
    """
    rows = _rows(lines)
    rows = _without_timetable(rows)
    if not rows or not _is_list(rows, lines, headed=headed):
        return len(lines)
    return _with_heading(lines, rows)


def heads_list(line: str) -> bool:
    """Tell whether a line above a list calls it one of news: "Son xəbərlər", "Latest"."""
    return _is_heading(line, 40) and bool(_NEWS_WORD.search(line))


def lists_in(lines: Sequence[str], *, headed: bool = False) -> list[range]:
    """Return where running lists of other news stand among `lines`, wherever that is; each has at least six lines.

    `headed` is as in `tail_start`.
    """
    found: list[range] = []
    stamps = [at for at, line in enumerate(lines) if _row_stamp(line)]
    for at, last in enumerate(stamps):
        if at + 1 < len(stamps) and stamps[at + 1] - last <= 4:
            continue
        begin = found[-1].stop if found else 0
        # The article's own time can stand right below the list, so the last times may be none of its rows.
        last_ones = [one for one in stamps[max(0, at - 3) : at + 1] if one >= begin]
        ends = [one + 1 for one in reversed(last_ones) if _is_dated_alike(lines, one, last_ones)]
        start, end = next(
            ((s, e) for e in ends if e - (s := begin + tail_start(lines[begin:e], headed=headed)) >= 6), (0, 0)
        )
        if not end:
            continue
        labels = Counter(lines[start:end])
        # A list that gives the time first ends with a label below its last time.
        end += end < len(lines) and labels[lines[end]] > 0
        found.append(range(start, end))
    return found


def _is_dated_alike(lines: Sequence[str], at: int, others: Sequence[int]) -> bool:
    """Tell whether a time is written as those before it are; one with a year that is not is an article's own."""
    shapes = {_shape(lines[one]) for one in others if one < at}
    return not shapes or not _YEAR.search(lines[at]) or _shape(lines[at]) in shapes


def _shape(line: str) -> str:
    """Return how a row's time is written: "27 Oktyabr 11:29" and "1 May 09:05" alike, "27.10.2025 [14:37]" not."""
    found = _row_stamp(line)
    stamp = line[len(found[0]) :] if found else line
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", stamp)).strip()


def tells_time(line: str) -> bool:
    """Tell whether the line is a clock's time, a date in figures, or one in a language that sitegen reads."""
    if _CLOCK.search(line) or _NUMERIC_DATE.search(line):
        return stamp_of(line) is not None
    return _DIGIT.search(line) is not None and read_moment(line, "az", "UTC", _LATER) is not None


@lru_cache(maxsize=2048)  # a line is looked at as a row of several lists
def stamp_of(line: str) -> Stamp | None:
    """Return the time that the line consists of ("21 Yanvar 11:29", "dünən 14:30", "2 saat əvvəl"), or None."""
    if len(line) > _LONGEST_STAMP or not any(character.isdigit() for character in line):
        return None
    rest = _NUMERIC_DATE.sub(" ", line)
    clock = _CLOCK.search(rest)
    if clock:
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?", rest)
    numbers = re.findall(r"\d+", rest)
    if len(words) > 3 or len(numbers) > 2 or any(len(word) > 14 for word in words):
        return None
    if not clock and rest == line and not (numbers and 1 <= len(words) <= 2):
        return None
    day = " ".join([*_NUMERIC_DATE.findall(line), *numbers, *words])
    return Stamp(day, int(clock[1]) * 60 + int(clock[2]) if clock else -1)


def _rows(lines: Sequence[str]) -> list[_Row]:
    """Return the rows at the end of `lines`, top first, as far up as their rhythm holds."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if _row_stamp(lines[at])), -1)
    after = lines[last + 1 :]
    if last < 0 or len(after) > MOST_AFTER or is_text(after):
        return []
    found: list[_Row] = []
    between: list[str] = []
    gaps: Counter[int] = Counter()
    at = below = last
    while at >= 0 and len(between) <= 3:
        inline = _row_stamp(lines[at])
        if inline:
            if found:
                gap = below - at - 1
                if _breaks_rhythm(gap, gaps):
                    break
                gaps[gap] += 1
                found[-1] = msgspec.structs.replace(found[-1], labels=(*reversed(between), *found[-1].labels))
            label, stamp = inline
            found.append(_Row(at, stamp, (label,) if label else ()))
            between, below = [], at
        elif len(lines[at]) > _LONGEST_ROW or is_text(lines[at : at + 1]):
            break
        else:
            between.append(lines[at])
        at -= 1
    return found[::-1]


def is_text(lines: Sequence[str]) -> bool:
    """Tell whether lines behind a list are an article's: a paragraph, or more than one long sentence."""
    told = [len(line) for line in lines if len(line) >= _LONG_SENTENCE and line.rstrip("\"'»”’)").endswith(_FULL_STOP)]
    return len(told) > 1 or any(length >= _PARAGRAPH for length in told) or any(len(line) > 200 for line in lines)


@lru_cache(maxsize=2048)
def _row_stamp(line: str) -> tuple[str, Stamp] | None:
    if not _DIGIT.search(line):
        return None
    inline = _INLINE.match(line) if len(line) <= 80 else None
    right = stamp_of(inline["stamp"]) if inline else None
    whole = stamp_of(line)
    if inline and right and right.minutes >= 0 and (whole is None or re.search(r"[^\W\d_]", right.day)):
        return inline["label"].strip(), right
    return ("", whole) if whole else None


def _breaks_rhythm(gap: int, gaps: Counter[int]) -> bool:
    """Tell whether a row stands farther from the next one than rows of this list do."""
    if sum(gaps.values()) < 2:
        return False
    return gap > max(size for size, count in gaps.items() if count * 10 >= sum(gaps.values()))


def _without_timetable(rows: list[_Row]) -> list[_Row]:
    """Drop rows at the top that run forward in time (a timetable that ends the article) from a list that runs back."""
    for at in range(len(rows) - 1, 0, -1):
        if _compare(rows[at - 1], rows[at]) >= 0:
            continue
        same_day = at
        while same_day < len(rows) - 1 and rows[same_day].stamp.day == rows[at].stamp.day:
            same_day += 1
        below = rows[same_day:]
        if at < len(rows) // 2 and rows[at].stamp.day == "" and below and below[0].stamp.day:
            return below
    return rows


def _compare(upper: _Row, lower: _Row) -> int:
    """Return 1 where the lower row is older, -1 where it is younger, 0 where nothing can be said."""
    if upper.stamp.day != lower.stamp.day or -1 in (upper.stamp.minutes, lower.stamp.minutes):
        return 0
    return (upper.stamp.minutes > lower.stamp.minutes) - (upper.stamp.minutes < lower.stamp.minutes)


def _is_list(rows: list[_Row], lines: Sequence[str], *, headed: bool) -> bool:
    if not any(row.labels for row in rows):
        rows = [_labelled_by_day(row) for row in rows]
    texts = [text for row in rows[1:] for text in row.labels]
    if sum(map(_is_timed, rows)) * 2 <= len(rows):
        return False
    if len(rows) < 4 or not texts or sum(text.endswith(_SENTENCE_END) for text in texts) * 3 > len(texts):
        return False
    labels = [text for text in texts if len(text) <= _LONGEST_LABEL]
    repeated = _labels_repeat(rows[1:])
    order = [_compare(*pair) for pair in pairwise(rows)]
    back, forward = order.count(1), order.count(-1)
    glued = _glued_label(lines[rows[0].line - 1], set(labels)) if rows[0].line else False
    above = lines[max(0, rows[0].line - _HEADED) : rows[0].line] if headed else ()
    if len(rows) >= _HEADED and forward * 5 < len(rows) and any(map(heads_list, above)):
        return True
    if forward > back:
        return repeated and glued and len(rows) >= 8
    if repeated:
        return back > forward or glued or len(rows) >= 8
    dated = sum(bool(row.stamp.day) for row in rows) * 2 > len(rows)
    return (glued and back > 2) or (dated and len(rows) >= 6 and back >= forward * 8 and (back > 2 or len(rows) >= 12))


def _is_timed(row: _Row) -> bool:
    """Tell whether a row's stamp is a time: "1 manat" and "500 ml" are written like "21 May" and are none."""
    return row.stamp.minutes >= 0 or tells_time(row.stamp.day)


def _labelled_by_day(row: _Row) -> _Row:
    """Return "Dünya 11:29" as a label and a time: without other labels, the words beside the clock are one."""
    words = " ".join(re.findall(r"[^\W\d_]+", row.stamp.day))
    return _Row(row.line, Stamp("", row.stamp.minutes), (words,)) if words else row


def _labels_repeat(rows: Sequence[_Row]) -> bool:
    """Tell whether one column between the times holds a few words that come again and again.

    One that says the same in every row is the article's ("From Baku 22:40"), unless days or headlines stand beside it.
    """
    width = Counter(len(row.labels) for row in rows).most_common(1)[0][0]
    fewest = 1 if width > 1 or any(row.stamp.day for row in rows) else 2
    for column in range(width):
        words = [row.labels[column] for row in rows if len(row.labels) == width]
        if all(len(word) <= _LONGEST_LABEL for word in words) and fewest <= len(set(words)) <= 0.7 * len(words):
            return len(words) >= 3
    return False


def _glued_label(line: str, labels: set[str]) -> bool:
    """Tell whether the line is a link's text glued to a label: "Hamısına baxDünya"."""
    return len(line) <= 80 and any(line != label and line.endswith(label) for label in labels if len(label) > 2)


def _with_heading(lines: Sequence[str], rows: list[_Row]) -> int:
    """Return where the list begins together with its first label, its heading and its "see all" link."""
    labels = {text for row in rows[1:] for text in row.labels}
    start = rows[0].line
    headings = 2
    period = max((len(row.labels) for row in rows[1:]), default=1)
    follows = start > 0 and rows[-1].line + 1 < len(lines) and lines[rows[-1].line + 1] in labels
    if not rows[0].labels and not (follows and lines[start - 1] not in labels):
        for _ in range(period):
            above = lines[start - 1] if start else ""
            if _glued_label(above, labels - {above}):
                start, headings = start - 1, 1
                break
            if above in labels or (above and _is_heading(above, _LONGEST_LABEL if period == 1 else _LONGEST_ROW)):
                start -= 1
    elif start and _glued_label(lines[start - 1], labels):
        start, headings = start - 1, 1
    for _ in range(headings):
        if not start or not _is_heading(lines[start - 1], 40) or _stands_in_verse(lines, start - 1):
            break
        start -= 1
    return start


def _is_heading(line: str, longest: int) -> bool:
    return len(line) <= longest and not line.endswith(_SENTENCE_END) and not line.startswith(("–", "—", "-", "«", "“"))


def _stands_in_verse(lines: Sequence[str], at: int) -> bool:
    """Tell whether the line is one of a body's own short lines rather than a heading below it."""
    if len(lines[at].split()) > 5 or any(character.isdigit() for character in lines[at]):
        return True
    above = lines[max(0, at - 2) : at]
    return bool(above) and all(len(line) <= 60 for line in above) and not _NEWS_WORD.search(lines[at])
