"""The lines between a page's heading and its text: title, byline, role, date. They are facts, not text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.datewords import DATE_INSIDE, tells_of_article
from sitegen.ingest.dom import lines_of
from sitegen.ingest.frontmatter import day_of
from sitegen.ingest.furniture import stamp_of
from sitegen.ingest.metadata import Facts
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import (
    byline,
    has_label,
    is_person,
    is_role,
    may_be_role,
    names_colleague,
    names_place,
    without_label,
)
from sitegen.ingest.story import ImportSettings, Origin
from sitegen.ingest.tongue import primary
from sitegen.language import fold
from sitegen.records import Author

_FIRST = 8
_SHORT = 120
_LONG = 140
_LONGEST_MOMENT = 60
_MENU = 0.7
_PEOPLE = 3
_RUNS = 4
_CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?![\d.])")
_COUNTER = re.compile(r"(?:[^\W\d_]+ ?){1,3}: ?\d+")
_SCORE = re.compile(r"(?<![\d:])\d{1,2} ?[:–-] ?\d(?![\d:])")
_HAS_TIME = re.compile(r"\d[:.]\d\d|(?:19|20)\d\d")
_SOURCE = ("from", "source", "quelle", "menbe", "kaynak", "источник")
_ENDS = (".", "!", "?", "…", "”", "»")
_SPOKEN = ("–", "—", "- ")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SUBTITLE = re.compile(
    r"(?i)(?:^|[\s_-])(?:sub-?(?:title|head(?:line)?|line)|dek|deck|standfirst|alt-?başlıq|spot|лид)(?:$|[\s_-])"
)


def head_of(blocks: Sequence[Leaf], chosen: Sequence[Leaf], title: str) -> list[Leaf]:
    """Return the blocks between the page's heading and its text.

    That begins with the first long block, or with the second sentence: the first alone may be what leads to the text.
    """
    places = {leaf.element: at for at, leaf in enumerate(blocks)}
    told = [leaf for leaf in chosen if leaf.element.tag not in ("h1", *_HEADINGS) and leaf.words.endswith(_ENDS)]
    begins = {*told[1:2], *(leaf for leaf in chosen if len(leaf.words) > _LONG)}
    text = next((places[leaf.element] for leaf in chosen if leaf in begins), None)
    if text is None:
        text = places[chosen[-1].element] if chosen else 0
    headings = [at for at, leaf in enumerate(blocks[:text]) if _same(leaf.words, title)]
    start = headings[-1] + 1 if headings else max(0, text - _FIRST)
    speakers = _speakers(chosen)
    return [leaf for leaf in blocks[max(start, text - 2 * _FIRST) : text] if leaf not in speakers]


def _speakers(chosen: Sequence[Leaf]) -> set[Leaf]:
    """Return the names above what several people say, each in a line of its own."""
    found = {one for one, other in pairwise(chosen) if other.words.startswith(_SPOKEN) and is_person(one.words)}
    return found if len(found) > 1 else set()


def with_head(facts: Facts, head: Sequence[Leaf], settings: ImportSettings, now: datetime) -> Facts:
    """Return the facts, completed with the author and the role that stand in lines of their own above the text.

    A subtitle is the summary, where the page's data have none.
    """
    import msgspec

    subtitle = next((leaf.words for leaf in head if _is_subtitle(leaf)), "")
    if subtitle and not facts.summary:
        origins = (*facts.origins, Origin("summary", "subtitle"))
        facts = msgspec.structs.replace(facts, summary=subtitle, origins=origins)
    shown = [leaf for leaf in head if not _is_menu(leaf)]
    loose = {leaf.element: _runs(leaf) for leaf in shown if _is_set_apart(leaf)}
    whole = [
        line for leaf in shown for line in loose.get(leaf.element) or lines_of(leaf.element) if len(line) <= _SHORT
    ]
    lines = [part for line in whole for part in re.split(r"\s+[|·•]\s+", line) if part]
    if not any(is_person(author.name) for author in facts.authors):
        line = next((line for line in (*lines, *_few_runs(shown)) if _names_people(line)), None)
        if line is None or (facts.authors and not has_label(line)):
            return facts
        doubt = "" if line in lines else "taken from a line that may be no name"
        told = (origin for origin in facts.origins if origin.field != "authors")
        origins = (*told, Origin("authors", "line above the text", doubt))
        facts = msgspec.structs.replace(facts, authors=byline(line), origins=origins)
    if len(facts.authors) == 1 and not facts.authors[0].role:
        name = facts.authors[0].name
        links = {leaf.words for leaf in shown if leaf.linked >= _MENU * len(leaf.words)}
        role = _role_after(name, whole, settings, now)
        if role and not is_role(role) and (role in links or names_place(role, primary(facts.language))):
            role = ""
        if not role or role in chain.from_iterable(loose.values()):
            runs = [run for leaf in shown if len(leaf.words) <= _LONG for run in _runs(leaf)]
            role = next((one for one in (role, _role_after(name, runs, settings, now)) if is_role(one)), "")
        if role:
            facts = msgspec.structs.replace(facts, authors=(Author(name, role, facts.authors[0].url),))
    return facts


def _is_set_apart(leaf: Leaf) -> bool:
    """Tell whether elements in a block touch without a blank: style sheets set such ones apart."""
    pieces = [piece for piece in leaf.element.itertext() if piece]
    return any(one[-1].isalnum() and other[0].isalnum() for one, other in pairwise(pieces))


def _few_runs(leaves: Sequence[Leaf]) -> list[str]:
    """Return the runs of text in the short blocks that hold a time, or elements set apart."""
    short = (leaf for leaf in leaves if len(leaf.words) <= _SHORT)
    stamped = (_runs(leaf) for leaf in short if _HAS_TIME.search(leaf.words) or _is_set_apart(leaf))
    return [run for runs in stamped if len(runs) <= _RUNS for run in runs]


def _runs(leaf: Leaf) -> list[str]:
    """Return the runs of text in a block that hold words, without what separates them."""
    runs = (" ".join(text.split()).strip(" ,;|•·–—/") for text in leaf.element.itertext())
    return [run for run in runs if len(run) > 1]


def _is_subtitle(leaf: Leaf) -> bool:
    """Tell whether a heading is the line below the title; one of several sentences is the beginning of the text."""
    called = leaf.element.tag in _HEADINGS and bool(_SUBTITLE.search(leaf.element.get("class") or ""))
    return called and len(leaf.words) <= _SHORT


def _is_menu(leaf: Leaf) -> bool:
    return leaf.linked >= _MENU * len(leaf.words) and len(list(leaf.element.iter("a"))) > _PEOPLE


def below_title(blocks: Sequence[Leaf], chosen: Sequence[Leaf], title: str) -> list[Leaf]:
    """Return the text's blocks without labels ("Photo", "Live") that stand above the page's heading."""
    places = {leaf.element: at for at, leaf in enumerate(blocks)}
    text = next((places[leaf.element] for leaf in chosen if len(leaf.words) > _LONG), 0)
    heading = next((at for at in reversed(range(text)) if _same(blocks[at].words, title)), 0)
    return [leaf for leaf in chosen if places[leaf.element] >= heading or len(leaf.words) > _LONG]


def without_head(chosen: Sequence[Leaf], facts: Facts, settings: ImportSettings, now: datetime) -> list[Leaf]:
    """Return the text's blocks without the subtitle, title, byline, role and date that its beginning repeats."""
    kept: list[Leaf] = []
    for at, leaf in enumerate(chosen):
        item = leaf.element.tag == "li"
        listed = item and any(len(before.words) > _SHORT for before in kept)  # "1909: opened"
        counts = at + 1 == len(chosen) and bool(_COUNTER.fullmatch(leaf.words))  # "Views: 1245" below it all
        begun = not counts and any(item or _is_sentence(before.words) for before in kept)
        repeated = (
            at < _FIRST
            and not listed
            and len(leaf.words) <= max(_SHORT, len(facts.title) + 20)
            and all(
                _repeats(line, leaf, facts, settings, now, begun=begun)
                for line in lines_of(leaf.element) or [leaf.words]
            )
        )
        repeated = repeated or (not kept and _is_subtitle(leaf))
        if not repeated and not (leaf.element.tag == "h1" and _same(leaf.words, facts.title)):
            kept.append(leaf)
    return kept or list(chosen)


def without_last_label(chosen: Sequence[Leaf], blocks: Sequence[Leaf]) -> list[Leaf]:
    """Return the text's blocks without a label at its end ("Topics") that stood over links which were left out."""
    last = chosen[-1]
    behind = next((leaf for before, leaf in pairwise(blocks) if before.element is last.element), None)
    if behind is None or len(chosen) < 2 or len(last.words.split()) > _PEOPLE or not last.words[-1:].isalpha():
        return list(chosen)
    links = _is_menu(behind) or (behind.element.tag == "li" and behind.linked >= _MENU * len(behind.words))
    return list(chosen[:-1] if links else chosen)


def _is_sentence(words: str) -> bool:
    return len(words) > _LONGEST_MOMENT or words.endswith((".", "!", "?", "…"))


def _repeats(
    words: str, leaf: Leaf, facts: Facts, settings: ImportSettings, now: datetime, *, begun: bool = False
) -> bool:
    """Tell whether a line, of a block, says only what the article's front matter says.

    Where the text has not `begun`, a number with a word or two ("5 min read", "541 views") says no more than that.
    """
    if _same(words, facts.title):
        return True
    rest = fold(without_label(words))
    for author in facts.authors:
        rest = (
            rest.replace(fold(author.name), " ").replace(fold(author.role), " ")
            if author.role
            else rest.replace(fold(author.name), " ")
        )
    if facts.site_name:
        rest = rest.replace(fold(facts.site_name), " ")
    parts = [part.strip(" ,;|•·–—-/()[]:") for part in re.split(r"\s[|·•]\s", rest)]
    labelled = tells_of_article(leaf.words)
    own = {part for part in parts if _tells_own_time(part, facts, settings)}
    moments = {part for part in parts if _is_moment(part, settings, now)}
    if own or moments or labelled or not begun:
        moments.update(part for part in parts if _is_number_of_few_words(part))
    return all(
        not part
        or part in own
        or (part in moments and (labelled or not _is_another_day(part, facts, settings, now)))
        or _names_site(part, facts.site_name)
        for part in parts
    )


def _names_site(part: str, site_name: str) -> bool:
    """Tell whether a part of a line says where it stands: "From: Herald Sun", whose name its data spell "HeraldSun"."""
    label, _, name = part.partition(":")
    return label.strip() in _SOURCE and name.replace(" ", "") in ("", fold(site_name).replace(" ", ""))


def _is_moment(text: str, settings: ImportSettings, now: datetime) -> bool:
    """Tell whether a text is a time: a date or a clock's."""
    return bool(_CLOCK.fullmatch(text)) or _moment_in(text, settings, now) is not None


def _is_number_of_few_words(text: str) -> bool:
    """Tell whether a text is a number or a time with a few words beside it; a score ("2:1") is neither."""
    if _SCORE.search(text):
        return False
    return stamp_of(text) is not None or bool(re.fullmatch(r"(?:[^\W\d_]+ ?){1,3}:? \d{1,2}[:.]\d{2}", text))


def _tells_own_time(text: str, facts: Facts, settings: ImportSettings) -> bool:
    """Tell whether the numbers beside a few words are the article's own day and year, or its day and time.

    A clock beside the day and the year may be any: it can be another zone's, or that of a change.
    """
    if not _is_number_of_few_words(text):
        return False
    whole = [int(number) for number in re.findall(r"\d+", text)]
    days = [int(number) for number in re.findall(r"\d+", _CLOCK.sub(" ", text))]
    for when in (facts.date, facts.updated):
        for one in (when, _in_zone(when, ZoneInfo(settings.zone))) if when else ():
            day = {one.day, one.month, one.year}
            time = {one.hour, one.minute} if isinstance(one, datetime) else set()
            if (one.year in days and len(days) > 1 and day.issuperset(days)) or (
                len(whole) > 1 and (day | time).issuperset(whole)
            ):
                return True
    return False


def _moment_in(text: str, settings: ImportSettings, now: datetime) -> datetime | date | None:
    """Return the moment that a text consists of but for a word in front of it."""
    told = (text, re.sub(r"^[^\W\d_]+:? ", "", text)) if len(text) <= _LONGEST_MOMENT else ()
    moments = (read_moment(one, settings.language, settings.zone, now) for one in told)
    return next((moment for moment in moments if moment), None)


def _is_another_day(text: str, facts: Facts, settings: ImportSettings, now: datetime) -> bool:
    """Tell whether a time is that of a day on which the article neither appeared nor changed: it tells of that day.

    Where it names no year, the month and the day decide; what counts from now ("2 saat əvvəl") is never told of.
    """
    whole = DATE_INSIDE.search(text)
    found = _moment_in(text, settings, now) or (_moment_in(whole.group(), settings, now) if whole else None)
    if found is None:
        return whole is not None  # one to come
    if not whole and found != _moment_in(text, settings, now - timedelta(days=1)):
        return False
    here = ZoneInfo(settings.zone)
    told = [when for when in (facts.date, facts.updated) if when]
    days = {day_of(one) for when in told for one in (when, _in_zone(when, here))}
    if whole:
        return day_of(found) not in days
    return (found.month, found.day) not in {(day.month, day.day) for day in days if day}


def _in_zone(when: datetime | date, zone: ZoneInfo) -> datetime | date:
    return when.astimezone(zone) if isinstance(when, datetime) else when


def _names_people(line: str) -> bool:
    return len(line) <= 80 and all(is_person(author.name) for author in byline(line)) and bool(byline(line))


def _role_after(name: str, lines: Sequence[str], settings: ImportSettings, now: datetime) -> str:
    """Return the line behind the author's, or the rest of the author's line, when it is a role."""
    for at, line in enumerate(lines):
        bare = without_label(line)
        if not fold(bare).startswith(fold(name)):
            continue
        rest = bare[len(name) :].strip(" ,;|•·–—-()")
        if rest:
            return rest if is_role(rest) else ""
        following = lines[at + 1] if at + 1 < len(lines) else ""
        dated = bool(following) and (
            stamp_of(following) or read_moment(following, settings.language, settings.zone, now)
        )
        is_one = not dated and (is_role(following) or (may_be_role(following) and not is_person(following)))
        return following if is_one and ":" not in following and not names_colleague(following) else ""
    return ""


def _same(words: str, title: str) -> bool:
    return fold(words).strip(" .") == fold(title).strip(" .")
