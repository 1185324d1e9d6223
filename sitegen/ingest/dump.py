"""A plain-text dump of a news page → Story.

Its shape: title; date; author; author's role; body; a running list of other news. The date, the author and the role may
be missing, the body may be one line of thousands of characters or wrapped to short ones, and the list may stand above
or inside the article as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sitegen.errors import fail
from sitegen.ingest.dumphead import Header, Line, holds_date, read_header, with_signature
from sitegen.ingest.dumprails import other_news
from sitegen.ingest.escape import document
from sitegen.ingest.sentences import opening, paragraphs
from sitegen.ingest.story import ImportSettings, Story
from sitegen.language import fold
from sitegen.records import Source
from sitegen.storage import digest

_WIDEST = 120
_NARROWEST = 30
_FEWEST_BROKEN = 3
_ITEM = re.compile(r"[-–—*•·]\s|\d{1,3}[.)]\s")
_FULL_STOP = (".", "!", "?", "…", ":")


def read_dump(text: str, settings: ImportSettings, now: datetime, name: str) -> tuple[Story, tuple[str, ...]]:
    """Return the article that the clean `text` dumps, and notes on what was left out.

    `name` is the source as the editor gave it, for messages. Raises SitegenError when there is no title or no body.
    """
    numbered = [(number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := " ".join(raw.split()))]
    if not numbered:
        raise fail("is empty", "give a dump with a title, a date and a body", path=name)
    lists = other_news([line for _, line in numbered], lambda line: holds_date(line, settings, now))
    gone = {at for found in lists for at in found}
    lines = [line for at, line in enumerate(numbered) if at not in gone] or numbered
    header = read_header(lines, settings, now)
    body = [*header.kept, *lines[header.length :]]
    while body and _says(body[0][1], header.title):
        del body[0]
    if not body:
        hint = "the first line is taken for the title, and the text must follow it"
        raise fail("has a title but no text below it", hint, path=name, line=lines[-1][0])
    header, body = with_signature(header, body, settings, now)
    whole = _unwrapped(body)
    split = whole if settings.keep_paragraphs else [part for line in whole for part in paragraphs(line)]
    story = Story(
        title=header.title,
        body=document(split),
        identity="text:" + digest(*[fold(line) for line in [header.title, *(line for _, line in body)]]),
        date=header.date,
        updated=header.updated,
        authors=header.authors,
        section=header.section,
        source=Source("", header.address),
        summary=opening(whole[0] if len(whole[0]) > 60 else " ".join(whole[:3])),
        origins=header.origins,
    )
    return story, (*_menu_note(header), *(_note(numbered, found) for found in lists))


def _unwrapped(body: Sequence[Line]) -> list[str]:
    """Return the paragraphs of a body, those put together that were wrapped to one width.

    In a wrapped paragraph the first word of each line would not have fitted on the line before it. A blank line ends a
    paragraph, and so does a sentence on a line with room left.
    """
    width = max(len(line) for _, line in body)
    pairs = list(pairwise(body))
    full = [_is_full(upper, lower, width) for upper, lower in pairs]
    broken = [
        is_full
        for is_full, (upper, lower) in zip(full, pairs, strict=True)
        if not upper[1].endswith(_FULL_STOP) and not _ITEM.match(upper[1]) and not _ITEM.match(lower[1])
    ]
    wrapped = _NARROWEST <= width <= _WIDEST and len(broken) >= _FEWEST_BROKEN and sum(broken) >= 0.9 * len(broken)
    if not wrapped:
        return [line for _, line in body]
    found = [body[0][1]]
    for joined, (_, line) in zip(full, body[1:], strict=True):
        if joined:
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def _is_full(upper: Line, lower: Line, width: int) -> bool:
    """Tell whether the first word of the line right below would not have fitted on a line of this width."""
    below = lower[0] == upper[0] + 1 and not _ITEM.match(lower[1])
    return below and len(upper[1]) + 1 + len(lower[1].split(" ", 1)[0]) > width


def _menu_note(header: Header) -> tuple[str, ...]:
    return (f"{header.menu} lines of a menu above the title were left out",) if header.menu else ()


def _note(lines: Sequence[Line], found: range) -> str:
    first, last = lines[found.start][0], lines[found.stop - 1][0]
    if found.stop == len(lines):
        return f"{len(found)} lines of other news after the text were left out, from line {first} on"
    return f"{len(found)} lines of other news were left out, from line {first} to line {last}"


def _says(line: str, title: str) -> bool:
    return fold(line).strip(" .") == fold(title).strip(" .")
