"""What stands above the body of a text dump: perhaps an address and a menu, then title, date, author and role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

import msgspec

from sitegen.ingest.addresses import is_address
from sitegen.ingest.datewords import tells_of_change
from sitegen.ingest.furniture import stamp_of
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline, has_label, is_person, is_role, may_be_role, names_colleague
from sitegen.ingest.story import ImportSettings, Origin
from sitegen.language import fold
from sitegen.records import Author

_When: TypeAlias = datetime | date
Line: TypeAlias = tuple[int, str]
"""A line's number in the dump, from 1, and its text."""

_LONGEST_HEADER = 220
_MOST_LINES = 8
_MOST_BETWEEN = 3
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")
_TOLD = (".", "!", "?", "…", "”", "»", '"')
_TITLE_LABEL = re.compile(r"(?i)^(?:başlıq|başlık|sərlövhə|title|headline|titel|заголовок)\s*:\s*")
_TEXT_LABEL = re.compile(r"(?i)^(?:mətn|xəbər|metin|text|body|текст)\s*:\s*")
_ROLE_LABEL = re.compile(r"(?i)^(?:vəzifə(?:si)?|görevi?|ünvanı?|role|position|title|должность)\s*:\s*")
_DATE_LABEL = re.compile(r"^[^\W\d_]{2,12}(?: [^\W\d_]{2,12})?\s*:\s*(?=\d|\w+\s+\d)")
_AFTER_DATE = re.compile(r"\s*(?:[|•·]|\s[–—-]\s|,?\s+\d+\s+[^\W\d_]{3,}$).*$")
_CLOCK = re.compile(r"\W*(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?\W*")
_COUNT = re.compile(r"\W*\d[\d\s.,]*[kKmM]?\W*")
_MENU_WORDS = 3
_MENU_ITEM = 30
_FEWEST_ITEMS = 3
_LONGEST_ROLE = 80


class Header(msgspec.Struct, frozen=True):
    """What stands above the body.

    The header ends before the line at `length`; `kept` are lines between its parts that are none of them: they belong
    to the body. `menu` is how many lines above the title were left out.
    """

    title: str
    date: _When | None = None
    updated: _When | None = None
    authors: tuple[Author, ...] = ()
    section: str = ""
    address: str = ""
    length: int = 0
    kept: tuple[Line, ...] = ()
    menu: int = 0
    origins: tuple[Origin, ...] = ()


def read_header(lines: Sequence[Line], settings: ImportSettings, now: datetime) -> Header:
    """Read the lines above the body; whatever does not look like part of a header is already the body.

    `lines` are not empty.
    """
    texts = [line for _, line in lines]
    begin = 1 if len(texts) > 1 and is_address(texts[0]) else 0
    menu = _menu(texts[begin:], settings, now)
    at = begin + menu
    kicker = _section(texts[at], settings) if len(texts) > at + 2 and len(texts[at + 1]) > 20 else ""
    at += bool(kicker)
    dated = [_moment(text, settings, now) is not None for text in texts[at : at + 2]]
    dated_first = dated == [True, False]
    title_at = at + 1 if dated_first else at
    header = Header(
        _TITLE_LABEL.sub("", texts[title_at]) or texts[title_at],
        section=kicker,
        address=texts[0] if begin else "",
        length=title_at + 1,
        menu=menu,
        origins=(Origin("title", f"line {lines[title_at][0]}"),),
    )
    if dated_first:
        header = _with_date(header, lines[at], settings, now)
    header = _below_title(header, lines, settings, now)
    if _TITLE_LABEL.match(texts[title_at]) and header.length < len(lines):
        header = _with_labelled_text(header, lines[header.length])
    return header


def with_signature(
    header: Header, body: Sequence[Line], settings: ImportSettings, now: datetime
) -> tuple[Header, list[Line]]:
    """Return the header completed by the name, the role and the date in the last lines of the body, and the rest."""
    rest = list(body)
    if header.date is None and len(rest) > 2 and _moment(rest[-1][1], settings, now):
        header = _with_date(header, rest.pop(), settings, now)
    if header.authors or len(rest) < 3:
        return header, rest
    for signed in (2, 1):
        lines = [text for _, text in rest[-signed:]]
        before = rest[-signed - 1][1]
        found = _signature(lines)
        told = before.endswith(_TOLD) or has_label(lines[0])
        if found and told and len(rest) > signed + 1:
            doubt = "" if has_label(lines[0]) else "a name at the end of the text was taken for the author"
            origin = Origin("authors", f"line {rest[-signed][0]}", doubt)
            return msgspec.structs.replace(header, authors=found, origins=(*header.origins, origin)), rest[:-signed]
    return header, rest


def holds_date(line: str, settings: ImportSettings, now: datetime) -> bool:
    """Tell whether a line is a date with its year, as an article's own is printed."""
    return bool(re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", line)) and _moment(line, settings, now) is not None


def _signature(lines: Sequence[str]) -> tuple[Author, ...]:
    """Return the author in "Name" or "Name" and a role below it; () in anything else."""
    found = byline(lines[0])
    if not found or not all(is_person(author.name) for author in found):
        return ()
    if len(lines) == 1:
        return found
    single = len(found) == 1 and not found[0].role and not is_person(lines[1])
    return (Author(found[0].name, lines[1]),) if single and may_be_role(lines[1]) else ()


def _menu(texts: Sequence[str], settings: ImportSettings, now: datetime) -> int:
    """Return how many lines of a menu ("Home", "Politics", "World") stand above the title.

    They are short, at least three, and none is a name or a sentence; the title is longer, and a date follows it.
    """
    count = next((at for at, text in enumerate(texts) if not _may_be_item(text, settings, now)), len(texts))
    dated = [_moment(text, settings, now) is not None for text in texts[count : count + 4]]
    titled = dated[:1] == [False] and any(dated) and len(texts[count]) <= _LONGEST_HEADER
    return count if count >= _FEWEST_ITEMS and titled else 0


def _may_be_item(text: str, settings: ImportSettings, now: datetime) -> bool:
    short = len(text) <= _MENU_ITEM and len(text.split()) <= _MENU_WORDS and not text.endswith(_SENTENCE_END)
    return short and not is_person(text) and _moment(text, settings, now) is None


def _below_title(header: Header, lines: Sequence[Line], settings: ImportSettings, now: datetime) -> Header:
    """Return the header with the date, the author and the role from the lines below the title."""
    pending: list[Line] = []
    texts = [line for _, line in lines]
    for position in range(header.length, min(header.length + _MOST_LINES, len(lines))):
        if position < header.length:
            continue
        found = _with_line(header, lines, position, settings, now)
        if found is not None:
            header = msgspec.structs.replace(found, kept=tuple(pending))
        elif len(pending) < _MOST_BETWEEN and _may_stand_between(header, texts[position : position + 2]):
            pending.append(lines[position])
        else:
            break
    if header.date is None:
        origin = Origin("date", "", "no date was found in the source")
        header = msgspec.structs.replace(header, origins=(*header.origins, origin))
    return header


def _may_stand_between(header: Header, texts: Sequence[str]) -> bool:
    """Tell whether the first line, no part of a header, can stand in one: a subtitle, or a credit above the author."""
    if not header.date and not header.authors:
        return len(texts[0]) <= _LONGEST_HEADER
    credit = len(texts[0]) <= _LONGEST_ROLE and ": " in texts[0][:_MENU_ITEM]
    return credit and not header.authors and is_person(texts[-1])


def _with_line(
    header: Header, lines: Sequence[Line], position: int, settings: ImportSettings, now: datetime
) -> Header | None:
    """Return the header with what one more line says, or None when the line is no part of a header."""
    number, text = lines[position]
    grown = msgspec.structs.replace(header, length=position + 1)
    directly = position == header.length and header.date is not None
    day_only = header.date is not None and not isinstance(header.date, datetime)
    if directly and day_only and _CLOCK.fullmatch(text):
        return _with_date(grown, (number, f"{lines[position - 1][1]} {text}"), settings, now)
    moment = _moment(text, settings, now)
    if moment and tells_of_change(text):
        return msgspec.structs.replace(grown, updated=moment)
    if moment and header.date is None:
        return _with_date(grown, lines[position], settings, now)
    if directly and _COUNT.fullmatch(text):
        return grown  # how often it was read
    if position + 1 == len(lines):
        return None
    return _with_author(grown, lines, position, directly=directly and not _COUNT.fullmatch(lines[position - 1][1]))


def _with_author(header: Header, lines: Sequence[Line], position: int, *, directly: bool) -> Header | None:
    """Return the header with the author or the role in a line, or None when the line holds neither."""
    number, text = lines[position]
    following = lines[position + 1][1]
    known = header.authors
    office = known and directly and not known[0].role and is_role(known[0].name) and is_person(text)
    if office:
        return _signed(header, (Author(text, known[0].name),), Origin("authors", f"line {number}"))
    phrase = len(text) <= _LONGEST_ROLE and may_be_role(text) and ":" not in text and not is_person(text)
    above = not known and directly and phrase
    if above and is_person(following) and position + 2 < len(lines):
        doubt = "" if is_role(text) else "a line above the author's name was taken for the role"
        both = msgspec.structs.replace(header, length=position + 2)
        return _signed(both, (Author(following, text),), Origin("authors", f"line {number + 1}", doubt))
    text = _ROLE_LABEL.sub("", text) if known else text
    if known and text.endswith(",") and len(following) <= _LONGEST_ROLE and position + 2 < len(lines):
        text = f"{text} {following}"
        header = msgspec.structs.replace(header, length=position + 2)
    found = _author_line(text, known, directly=directly)
    return _signed(header, found, _author_origin(known, found, number)) if found else None


def _signed(header: Header, authors: tuple[Author, ...], origin: Origin) -> Header:
    return msgspec.structs.replace(header, authors=authors, origins=(*header.origins, origin))


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


def _with_date(header: Header, line: Line, settings: ImportSettings, now: datetime) -> Header:
    """Return the header with the moment that a line tells, in place of one that it may have."""
    number, text = line
    when = _moment(text, settings, now)
    doubt = "" if isinstance(when, datetime) else "the source gives the day only"
    moving = _moment(text, settings, now + timedelta(days=370)) != when
    others = (origin for origin in header.origins if origin.field != "date")
    return msgspec.structs.replace(
        header, date=when, origins=(*others, Origin("date", f"line {number}", doubt, moving))
    )


def _with_labelled_text(header: Header, line: Line) -> Header:
    """Return the header of a dump with labels, which takes "Text:" off the first line of the body."""
    number, text = line
    bare = _TEXT_LABEL.sub("", text)
    if bare == text:
        return header
    kept = (*header.kept, (number, bare)) if bare else header.kept
    return msgspec.structs.replace(header, length=header.length + 1, kept=kept)


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
