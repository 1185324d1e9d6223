"""The dates that readers of a page see, those nearest to its heading first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice, pairwise, takewhile
from typing import Any, NamedTuple

from sitegen.ingest.datewords import (
    DATE_INSIDE,
    DATELINE,
    OF_ARTICLE,
    OF_EITHER,
    OF_LIFE,
    OF_PUBLICATION,
    OF_PUBLISHING,
    OF_UPDATE,
)
from sitegen.ingest.dom import words_of
from sitegen.ingest.names import is_person
from sitegen.language import fold

_CLASS = re.compile(
    r"""(?ix)(?:^|[\s_-])(?:date\w*|time|timestamp|pub(?:lish)?(?:ed)?(?:-?(?:at|on|date|time))?|posted|postdate
    |entry-date|datum|created|fecha|tarix\w*|tarih\w*|zaman|meta|info)(?:$|[\s_-])"""
)
_ELSEWHERE = re.compile(
    r"(?i)comment|related|sidebar|footer|rail|lent|widget|popular|recent|latest|list|ticker|menu|nav|member|message|reply"
)
_OTHERS = re.compile(r"(?i)comment|related|sidebar|popular|recent|latest|ticker|reply|teaser|read-?more|recommend")
_CLOCK = re.compile(r"(?i)\W*\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.? ?m\.?| uhr)?\W*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MUTE = ("script", "style", "noscript", "svg", "template", "select", "option", "textarea", "button", "iframe")
_NAMED = ("span", "div", "p", "li", "td", "small", "i", "em", "b", "strong", "a", "h4", "h5", "h6", "font")
_BEHIND = 30
_BEFORE = 8
_ROWS = 60
_ALIKE = 3
_ROW = 400
_LONG = 120
_SHORT = 30
_SENTENCES = 80
_HEAD = 160
_FEW = 20
_LABEL = 40
_MOST_WORDS = 160
_LONGEST_LINE = 200


class Stamp(NamedTuple):
    """What may be a date; whether the page's words call it the date of a change, and whether its markup does.

    `above` says that it stands above the heading and neither in one `<article>` with it nor alone with it, or above the
    text of a page without a heading: many sites print the day of the visit there.
    """

    text: str
    of_update: bool = False
    marked: bool = False
    above: bool = False


class Piece(NamedTuple):
    """One run of text, and the element that holds it."""

    element: Any
    text: str


def near_heading(root: Any, title: str) -> list[Stamp]:
    """Return what may be the article's dates behind its heading, and then what stands above it, the nearest first."""
    headings = _headings(root, title)
    if not headings:
        return [stamp._replace(above=True) for stamp in _stamps(_above_text(root, fold(title)))]
    behind = [stamp for heading in headings for stamp in _stamps(_behind(heading))]
    own: list[Stamp] = []
    above: list[Stamp] = []
    for in_article, others in map(_above, headings):
        own += _stamps(in_article)
        above += [stamp._replace(above=True) for stamp in _stamps(others)]
    return sorted((*behind, *own, *above), key=lambda stamp: (stamp.above, stamp.marked))


def called_dates(root: Any, title: str) -> Iterator[Stamp]:
    """Yield the texts of elements that are called dates, but for those in lists and beside the article or a headline.

    `title` is the article's own headline.
    """
    for element in root.iter(*_NAMED):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(name) > 1 and _CLASS.search(name) and not is_elsewhere(element):
            words = words_of(element)
            words = OF_UPDATE.split(words, maxsplit=1)[0] if len(words) <= _MOST_WORDS else ""
            if len(words) > 5 and not _is_in_row(Piece(element, words), fold(title)):
                yield from (Stamp(text) for text in _readings(words))
    for element in root.iter("time"):
        if not is_elsewhere(element):
            yield Stamp(element.get("datetime") or words_of(element))


def labelled_dates(root: Any) -> Iterator[Stamp]:
    """Yield the dates behind a word for publishing or changing, and those that open a paragraph, on the whole page."""
    before = ""
    for text in root.itertext("p", "div", "span", "td", "li", "small", "label", "em", "i", "br", "b", "strong", "font"):
        if 3 < len(text) <= _LONGEST_LINE and (text := " ".join(text.split())):
            line = f"{before} {text}" if len(before) <= _LABEL else text
            found = DATE_INSIDE.search(line) if any(map(str.isdigit, text)) else None
            label = line[: found.start()] if found else ""
            if found and (OF_UPDATE.search(line) or OF_PUBLISHING.search(label) or _heads(line, found)):
                yield Stamp(found.group(), bool(OF_UPDATE.search(line)))
            before = text
        elif len(text) > _LONGEST_LINE and (opening := DATELINE.match(" ".join(text[:_LONG].split()))):
            yield Stamp(opening["date"])


def _heads(line: str, found: re.Match[str]) -> bool:
    """Tell whether a line is "Press release of 3 May 2021" and no more, but for what a bar parts from it."""
    rest = line[found.end() :].strip(" .")
    return bool(OF_PUBLICATION.match(line[: found.start()])) and (not rest or rest.startswith("|"))


def _headings(root: Any, title: str) -> list[Any]:
    """Return the heading that shows the title, or what shows it in bold or large letters, or every main heading."""
    key = fold(title)
    same = [
        one
        for one in root.iter("h1", "h2", "h3")
        if key in (words := fold(words_of(one))) and len(words) <= 2 * len(key)
    ]
    if not same and key:
        set_apart = root.iter("b", "strong", "font", "big", "span", "p", "div", "td", "h4", "h5")
        same = [one for one in set_apart if len(one.text or "") >= len(title) and fold(one.text.strip()) == key]
    return same[:2] or list(root.iter("h1"))[:3]


def _behind(heading: Any) -> list[Piece]:
    """Return the runs of text behind a heading, as far as the third long one, without dates that come in rows."""
    pieces: list[Piece] = []
    long = 0
    for piece in islice(_forward(heading), _BEHIND):
        pieces.append(piece)
        long += len(piece.text) > _LONG
        if long > 2:
            break
    shapes = Counter(map(_shape, pieces))
    text = next((at for at, piece in enumerate(pieces) if _tells(piece)), len(pieces))
    rows = {piece for piece in pieces[text:] if shapes[_shape(piece)] > 1 and _stands_beside_link(piece)}
    return [piece for piece in pieces if shapes[_shape(piece)] < _ALIKE and piece not in rows]


def _tells(piece: Piece) -> bool:
    """Tell whether a run of text is a paragraph, as far as one can be told by its length and its end."""
    return len(piece.text) > _LONG or (len(piece.text) > _SENTENCES and piece.text.endswith("."))


def _stands_beside_link(piece: Piece) -> bool:
    """Tell whether a link that is nobody's name stands in the line of a run of text, as in lists of older articles."""
    links = (words_of(link) for link in piece.element.iter("a"))
    return len(words_of(piece.element)) <= _ROW and any(words and not is_person(words) for words in links)


def _above(heading: Any) -> tuple[list[Piece], list[Piece]]:
    """Return the runs of text above a heading, the nearest first, without those in lists of other articles.

    First come those in the innermost `<article>` around the heading, or with it in what holds little else, then, on
    their own, all others. What is alike in a list of other articles tells nothing of what stands with the heading.
    """
    around = set(heading.iterancestors())
    title = fold(words_of(heading))
    most = len(title) + _HEAD
    with_heading = list(takewhile(lambda one: len(words_of(one)) <= most, heading.iterancestors()))[-1:]
    article = [*with_heading, *islice(heading.iterancestors("article"), 1)]
    pieces = list(islice(_backward(heading), _ROWS))
    shapes = Counter(map(_shape, pieces))
    near = [
        piece
        for piece in pieces[:_BEFORE]
        if shapes[_shape(piece)] < _ALIKE or set(with_heading) & set(piece.element.iterancestors())
    ]
    near = [piece for piece in near if not _is_of_others(piece, around, title)]
    own = [piece for piece in near if any(one in article for one in piece.element.iterancestors())]
    return own, [piece for piece in near if piece not in own]


def _above_text(root: Any, title: str) -> list[Piece]:
    """Return the few runs of text right above the first sentences of a page without a heading, the nearest first."""
    body = root.find("body")
    pieces: list[Piece] = []
    for piece in _inside(body) if body is not None else ():
        if _tells(piece):
            around = set(piece.element.iterancestors())
            shapes = Counter(map(_shape, pieces))
            near = [one for one in pieces[: -_BEFORE - 1 : -1] if shapes[_shape(one)] < _ALIKE]
            return [one for one in near if not _is_of_others(one, around, title)]
        pieces.append(piece)
    return []


def _shape(piece: Piece) -> str:
    """Return what rows of dates have in common: their markup, and where numbers and words stand.

    A text without a number has a shape of its own.
    """
    if not any(map(str.isdigit, piece.text)) or len(piece.text) > _LONG:
        return f"{id(piece)}"
    text = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", piece.text))
    return f"{piece.element.tag} {piece.element.get('class') or ''} {text}"


def _is_of_others(piece: Piece, around: set[Any], title: str) -> bool:
    """Tell whether a run of text belongs to other articles: its row links to one, or stands in what is named a list.

    `around` are the elements that hold the heading, which says `title`, too.
    """
    holders = chain((piece.element,), piece.element.iterancestors())
    for holder in takewhile(lambda one: one not in around, holders):
        if _ELSEWHERE.search(f"{holder.get('class') or ''} {holder.get('id') or ''}"):
            return True
        if _links_headline(holder, piece, title):
            return True
    return False


def _is_in_row(piece: Piece, title: str) -> bool:
    """Tell whether a date and another article's headline share a parent."""
    parent = piece.element.getparent()
    return parent is not None and _links_headline(parent, piece, title)


def _links_headline(holder: Any, piece: Piece, title: str) -> bool:
    return len(words_of(holder)) <= _ROW and any(_is_headline(link, piece, title) for link in holder.iter("a"))


def _is_headline(link: Any, piece: Piece, title: str) -> bool:
    """Tell whether a link beside a date is another article's headline: not a section, a person, or the date itself."""
    words = words_of(link)
    return len(words) > _FEW and fold(words) not in (title, fold(piece.text)) and not is_person(words)


def _stamps(pieces: list[Piece]) -> Iterator[Stamp]:
    """Yield the dates in runs of text, each first with the time of day in the next run."""
    in_text = False
    for at, (element, text) in enumerate(pieces):
        in_text = in_text or len(text) > _LONG
        label = pieces[at - 1].text if at else ""
        if (len(text) > 20 and not any(map(str.isdigit, text))) or _is_of_another(label):
            continue
        if len(text) > (_SHORT if in_text else _LONG) or _is_sentence(text):
            yield from (Stamp(found["date"]) for found in DATELINE.finditer(text))
            continue
        changed = len(label) <= _LABEL and bool(OF_UPDATE.search(label))
        marked = _marks_update(element)
        if clocked := _with_clock(pieces, at):
            yield Stamp(clocked, changed, marked)
        if element.tag == "time" and element.get("datetime"):
            yield Stamp(element.get("datetime"), changed or bool(OF_UPDATE.search(words_of(element))), marked)
        for part, is_update in _parted(text):
            yield from (Stamp(one, changed or is_update, marked) for one in _readings(part))


def _with_clock(pieces: list[Piece], at: int) -> str:
    """Return a run of text with the year and the time of day that stand in runs of their own beside it, or "".

    A time in front of a date is that of the date before it, where there is one.
    """
    text = pieces[at].text
    behind = [piece.text for piece in pieces[at + 1 : at + 3]]
    if behind and _YEAR.fullmatch(behind[0]) and any(map(str.isdigit, text)):
        text, behind = f"{text} {behind[0]}", behind[1:]
    if behind and _CLOCK.fullmatch(behind[0]):
        return f"{text} {behind[0]}"
    before = [piece.text for piece in pieces[max(0, at - 2) : at]]
    if before and _CLOCK.fullmatch(before[-1]) and not any(DATE_INSIDE.search(one) for one in before[:-1]):
        return f"{text} {before[-1]}"
    return text if text != pieces[at].text else ""


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line that words for publishing and changing open, and whether it is changing."""
    cuts = [0, *(found.start() for found in OF_EITHER.finditer(text)), len(text)]
    for start, end in pairwise(dict.fromkeys(cuts)):
        part = text[start:end]
        yield part, bool(OF_UPDATE.match(part))


def _readings(text: str) -> Iterator[str]:
    """Yield a text as it is, without the label in front of it, the dates in it, and its parts."""
    if len(text) < 6:  # "now", "Heute" alone are words of menus
        return
    label, colon, rest = text.partition(":")
    if colon and label[-1:].isdigit():
        label, rest = "", text
    if len(label) <= _LABEL and OF_LIFE.search(label):
        return
    yield text
    if rest and rest != text:
        yield rest
    yield from (match.group() for match in DATE_INSIDE.finditer(text))
    parts = re.split(r"\s+[|•·/–—-]\s+", rest or text)
    yield from (part for part in parts if len(parts) > 1 and len(part) > 5)


def _marks_update(element: Any) -> bool:
    """Tell whether the markup calls a date that of a change; many themes do so with every date they show."""
    for one in (element, *islice(element.iterancestors(), 1)):
        name = f"{one.get('class') or ''} {one.get('itemprop') or ''}".casefold()
        if ("updated" in name or "modified" in name) and "publish" not in name:
            return True
    return False


def _is_sentence(text: str) -> bool:
    """Tell whether a line is running text: a date in it is what the article tells of."""
    rest = DATE_INSIDE.sub("", text)
    ends = len(rest) > _FEW and text.endswith((".", "!", "?", "…"))
    return ends and not (OF_PUBLISHING.search(text) or OF_UPDATE.search(text))


def _is_of_another(label: str) -> bool:
    """Tell whether a label in front of a date says that it is not the article's: "Born:", "Member since:"."""
    if not 2 < len(label) <= _LABEL or not label.endswith(":"):
        return False
    return not OF_ARTICLE.search(label) or bool(OF_LIFE.search(label))


def _forward(element: Any) -> Iterator[Piece]:
    """Yield the runs of text behind an element, in the page's order."""
    while element is not None:
        yield from _tail(element)
        for sibling in element.itersiblings():
            yield from _inside(sibling)
            yield from _tail(sibling)
        element = element.getparent()


def _backward(element: Any) -> Iterator[Piece]:
    """Yield the runs of text before an element, the nearest first."""
    while element is not None:
        for sibling in element.itersiblings(preceding=True):
            yield from _tail(sibling)
            yield from list(_inside(sibling))[::-1]
        parent = element.getparent()
        if parent is not None and (parent.text or "").strip() and parent.tag not in _MUTE:
            yield Piece(parent, " ".join(parent.text.split()))
        element = parent


def _tail(element: Any) -> Iterator[Piece]:
    text = " ".join((element.tail or "").split())
    parent = element.getparent()
    if text and parent is not None:
        yield Piece(parent, text)


def _inside(element: Any) -> Iterator[Piece]:
    if not isinstance(element.tag, str) or element.tag in _MUTE:
        return
    if element.tag in ("aside", "nav", "footer") and len(words_of(element)) > _LONG:
        return
    if _OTHERS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return
    text = " ".join((element.text or "").split())
    if text:
        yield Piece(element, text)
    for child in element:
        yield from _inside(child)
        yield from _tail(child)


def is_elsewhere(element: Any) -> bool:
    """Tell whether an element stands beside the article: in a rail, a list, a comment, the page's foot."""
    around = [element, *islice(element.iterancestors(), 6)]
    if any(one.tag in ("aside", "footer", "nav") for one in around):
        return True
    return any(
        _ELSEWHERE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around if one.tag != "body"
    )
