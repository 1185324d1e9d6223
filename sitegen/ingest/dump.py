"""A plain-text dump of a news page → Story.

Its shape: title; date; author; author's role; body; a running list of other news. The date, the author and the role may
be missing and the body may be one line of thousands of characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from sitegen.errors import fail
from sitegen.ingest.escape import document
from sitegen.ingest.furniture import stamp_of, tail_start
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline, is_person, is_role, may_be_role, names_colleague
from sitegen.ingest.sentences import opening, paragraphs
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.language import fold
from sitegen.records import Author
from sitegen.storage import digest

_LONGEST_HEADER = 220
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")
_DATE_LABEL = re.compile(r"^[^\W\d_]{2,12}(?: [^\W\d_]{2,12})?\s*:\s*(?=\d|\w+\s+\d)")
_AFTER_DATE = re.compile(r"\s*(?:[|•·]|\s[–—-]\s|,?\s+\d+\s+[^\W\d_]{3,}$).*$")


class _Header(msgspec.Struct, frozen=True):
    """What stands above the body. `kept` are lines between its parts that are none of them: they belong to the body."""

    title: str
    date: datetime | date | None = None
    authors: tuple[Author, ...] = ()
    section: str = ""
    length: int = 0
    kept: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


def read_dump(text: str, settings: ImportSettings, now: datetime, name: str) -> tuple[Story, tuple[str, ...]]:
    """Return the article that the clean `text` dumps, and notes on what was left out.

    `name` is the source as the editor gave it, for messages. Raises SitegenError when there is no title or no body.
    """
    numbered = [(number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := " ".join(raw.split()))]
    if not numbered:
        raise fail("is empty", "give a dump with a title, a date and a body", path=name)
    end = tail_start([line for _, line in numbered])
    lines = numbered[:end]
    header = _header(lines, settings, now)
    body = [*header.kept, *(line for _, line in lines[header.length :])]
    while body and _says(body[0], header.title):
        del body[0]
    if not body:
        hint = "the first line is taken for the title, and the text must follow it"
        raise fail("has a title but no text below it", hint, path=name, line=lines[-1][0] if lines else 1)
    split = body if settings.keep_paragraphs else [part for line in body for part in paragraphs(line)]
    story = Story(
        title=header.title,
        body=document(split),
        identity="text:" + digest(*[fold(line) for line in [header.title, *body]]),
        date=header.date,
        authors=header.authors,
        section=header.section,
        summary=opening(body[0] if len(body[0]) > 60 else " ".join(body[:3])),
        origins=header.origins,
    )
    cut = len(numbered) - end
    notes = (f"{cut} lines of other news after the text were left out, from line {numbered[end][0]} on",) if cut else ()
    return story, notes


def _header(lines: Sequence[tuple[int, str]], settings: ImportSettings, now: datetime) -> _Header:
    """Read the lines above the body; whatever does not look like part of a header is already the body."""
    texts = [line for _, line in lines]
    section = _section(texts[0], settings) if len(texts) > 2 and len(texts[1]) > 20 else ""
    at = 1 if section else 0
    dated = [_moment(text, settings, now) is not None for text in texts[at : at + 2]]
    dated_first = dated == [True, False]
    title_at = at + 1 if dated_first else at
    header = _Header(texts[title_at], section=section, length=title_at + 1)
    when = _moment(texts[at], settings, now) if dated_first else None
    when_at = at
    pending: list[str] = []
    for position in range(title_at + 1, min(title_at + 6, len(texts))):
        text = texts[position]
        moment = _moment(text, settings, now) if when is None else None
        directly = position == header.length and when is not None
        authors = _author_line(text, header.authors, directly=directly) if position + 1 < len(texts) else ()
        if moment:
            when, when_at = moment, position
        elif authors:
            header = msgspec.structs.replace(
                header,
                authors=authors,
                origins=(*header.origins, _author_origin(header.authors, authors, lines[position][0])),
            )
        elif len(text) <= _LONGEST_HEADER and when is None and not header.authors:
            pending.append(text)
            continue
        else:
            break
        header = msgspec.structs.replace(header, length=position + 1, kept=tuple(pending))
    origins = (
        Origin("title", f"line {lines[title_at][0]}"),
        _date_origin(when, *lines[when_at], settings, now),
        *header.origins,
    )
    return msgspec.structs.replace(header, date=when, origins=origins)


def _author_line(text: str, known: tuple[Author, ...], *, directly: bool) -> tuple[Author, ...]:
    """Return the authors after reading one more header line, or () when it is no part of a byline.

    `directly` says that the line follows the date at once, where even a single word is the author's ("AZƏRTAC").
    """
    if len(text) > _LONGEST_HEADER:
        return ()
    if not known:
        found = byline(text) if not text.endswith(_SENTENCE_END) or is_person(text) else ()
        people = bool(found) and all(is_person(author.name) for author in found)
        one_word = directly and len(text) <= 30 and len(text.split()) == 1 and text[0].isupper() and text[-1].isalnum()
        office = directly and is_role(text) and len(text) <= 120 and text[0].isalpha()
        return found if people or one_word or office else ()
    if len(known) == 1 and not known[0].role and may_be_role(text) and not names_colleague(text):
        return (Author(known[0].name, text),)
    return ()


def _author_origin(before: tuple[Author, ...], after: tuple[Author, ...], number: int) -> Origin:
    if before:
        doubt = "" if is_role(after[0].role) else "a line below the author's name was taken for the role"
        return Origin("authors", f"line {number}", doubt)
    named = all(is_person(author.name) for author in after)
    return Origin("authors", f"line {number}", "" if named else "this line was taken for the author's name")


def _date_origin(
    when: datetime | date | None, number: int, line: str, settings: ImportSettings, now: datetime
) -> Origin:
    if when is None:
        return Origin("date", "", "no date was found in the source")
    doubt = "" if isinstance(when, datetime) else "the source gives the day only"
    moving = _moment(line, settings, now + timedelta(days=370)) != when
    return Origin("date", f"line {number}", doubt, moving)


def _moment(line: str, settings: ImportSettings, now: datetime) -> datetime | date | None:
    """Return the time that a header line consists of, with the site's zone; a day where it gives no time."""
    bare = _DATE_LABEL.sub("", line)
    for text in dict.fromkeys((line, bare, _AFTER_DATE.sub("", bare))):
        found = read_moment(text, settings.language, settings.zone, now) if _dateish(text) else None
        if found:
            return found
    return None


def _dateish(text: str) -> bool:
    return any(character.isdigit() for character in text) and (stamp_of(text) is not None or len(text) <= 50)


def _section(line: str, settings: ImportSettings) -> str:
    return next((name for name, _ in settings.sections if fold(name) == fold(line)), "")


def _says(line: str, title: str) -> bool:
    return fold(line).strip(" .") == fold(title).strip(" .")
