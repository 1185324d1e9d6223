"""The lines between a page's heading and its text: title, byline, role, date. They are facts, not text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.dom import lines_of
from sitegen.ingest.furniture import stamp_of
from sitegen.ingest.metadata import Facts
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline, is_person, is_role, may_be_role, without_label
from sitegen.ingest.story import ImportSettings, Origin
from sitegen.language import fold
from sitegen.records import Author

_FIRST = 8
_SHORT = 120
_LONG = 140


def head_of(blocks: Sequence[Leaf], chosen: Sequence[Leaf], title: str) -> list[Leaf]:
    """Return the blocks between the page's heading and the first long block of its text."""
    places = {leaf.element: at for at, leaf in enumerate(blocks)}
    text = next((places[leaf.element] for leaf in chosen if len(leaf.words) > _LONG), None)
    if text is None:
        text = places[chosen[-1].element] if chosen else 0
    headings = [at for at, leaf in enumerate(blocks[:text]) if _same(leaf.words, title)]
    start = headings[-1] + 1 if headings else max(0, text - _FIRST)
    return list(blocks[max(start, text - 2 * _FIRST) : text])


def with_head(facts: Facts, head: Sequence[Leaf], settings: ImportSettings, now: datetime) -> Facts:
    """Return the facts, completed with the author and the role that stand in lines of their own above the text."""
    import msgspec

    lines = [line for leaf in head for line in lines_of(leaf.element) if len(line) <= _SHORT]
    if not facts.authors:
        at = next((at for at, line in enumerate(lines) if _names_people(line)), None)
        if at is None:
            return facts
        authors = byline(lines[at])
        origins = (*facts.origins, Origin("authors", "line above the text"))
        facts = msgspec.structs.replace(facts, authors=authors, origins=origins)
    if len(facts.authors) == 1 and not facts.authors[0].role:
        role = _role_after(facts.authors[0].name, lines, settings, now)
        if role:
            facts = msgspec.structs.replace(facts, authors=(Author(facts.authors[0].name, role, facts.authors[0].url),))
    return facts


def without_head(chosen: Sequence[Leaf], facts: Facts, settings: ImportSettings, now: datetime) -> list[Leaf]:
    """Return the text's blocks without the title, byline, role and date that its beginning repeats."""
    kept: list[Leaf] = []
    for at, leaf in enumerate(chosen):
        listed = leaf.element.tag == "li" and any(len(before.words) > _SHORT for before in kept)  # "1909: opened"
        repeated = (
            at < _FIRST
            and not listed
            and len(leaf.words) <= max(_SHORT, len(facts.title) + 20)
            and _repeats(leaf, facts, settings, now)
        )
        if not repeated and not (leaf.element.tag == "h1" and _same(leaf.words, facts.title)):
            kept.append(leaf)
    return kept or list(chosen)


def _repeats(leaf: Leaf, facts: Facts, settings: ImportSettings, now: datetime) -> bool:
    words = leaf.words
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
    rest = rest.strip(" ,;|•·–—-/()[]:")
    if not rest:
        return True
    return stamp_of(rest) is not None or (
        len(rest) <= 60 and read_moment(rest, settings.language, settings.zone, now) is not None
    )


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
        return following if following and not dated and may_be_role(following) and not is_person(following) else ""
    return ""


def _same(words: str, title: str) -> bool:
    return fold(words).strip(" .") == fold(title).strip(" .")
