"""What news needs in a text besides CommonMark: quotes, notes, corrections, galleries, films and sounds.

`::: NAME` begins a container and `:::` on a line of its own ends it, as Pandoc and most generators write it; containers
may stand in each other. What the writer got wrong is noted and the lines are shown as they are: nothing is swallowed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markdown_it.token import Token

from sitegen.language import closest, format_date, texts
from sitegen.render.players import SHOWN, TYPES, mute

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

_LINE = re.compile(r":{3,}[ \t]*(\S*)[ \t]*(.*)")
_OUTER = re.compile(r"^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])+")
"""What quotations and lists put before a line."""
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\.(\d\d?)\.(\d{4})")
_MARK = ":::"
_LONGEST = 40
"""Letters of an unknown name that a message repeats."""
_WITHIN_LINES = ("p", "strong", "time")
"""Elements behind whose start tag no new line begins."""


def add_containers(parser: MarkdownIt) -> None:
    """Teach `parser` the containers; what is wrong with them comes into env["problems"], by line."""
    parser.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.core.ruler.before("sitegen_figures", "sitegen_containers", _fill)


def _pairs(text: str) -> dict[int, int]:
    """Return the last line of each container by its first, counted from 0; fenced code is passed over."""
    pairs: dict[int, int] = {}
    begun: list[int] = []
    fence = ""
    for number, raw in enumerate(text.split("\n")):
        line = _OUTER.sub("", raw, count=1).rstrip()
        marks = _FENCE.match(line)
        if fence:
            fence = "" if line.startswith(fence) and not line.strip(fence[0]) else fence
        elif marks:
            fence = marks[1] or marks[2]
        elif line.startswith(_MARK):
            if line.strip(":"):
                begun.append(number)
            elif begun:
                pairs[begun.pop()] = number
    return pairs


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Begin a container at line `start` if there is one, and go on behind its end."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_MARK, position) or state.is_code_block(start):
        return False
    if "containers" not in state.env:
        state.env["containers"] = _pairs(state.src)
    pairs: dict[int, int] = state.env["containers"]
    said = _LINE.fullmatch(state.src[position : state.eMarks[start]])
    name, rest = (said[1], said[2].strip()) if said else ("", "")
    wrong = _problem(name, rest, closed=pairs.get(start, end) < end and state.sCount[pairs[start]] >= state.blkIndent)
    if not name and start in pairs.values():
        return False
    if wrong:
        state.env["problems"][start] = wrong
        return False
    if not silent:
        CONTAINERS[name](state, start, pairs[start], rest)
        state.line = pairs[start] + 1
    return True


def _problem(name: str, rest: str, *, closed: bool) -> tuple[str, str] | None:
    """Return what is wrong with a container's first line and what to do, if anything is."""
    if not name:
        return '":::" ends nothing', "remove it, or write ::: and a name where the container begins"
    if name not in CONTAINERS:
        near = closest(name, CONTAINERS)
        return (
            f'there is no container "{name[:_LONGEST]}"',
            f'did you mean "{near}"?' if near else f"there are: {', '.join(CONTAINERS)}",
        )
    if not closed:
        return f'"::: {name}" has no end', "write ::: on a line of its own behind it"
    if name == "correction" and not _day(rest):
        return "a correction has no date", "write ::: correction 2025-10-27"
    if name == "gallery" and rest:
        return f'"::: gallery" takes nothing behind it: {rest}', "write the caption below the pictures"
    if name in ("video", "audio") and not rest:
        return f'"::: {name}" has no address', f"write ::: {name} and a file in media/ or an address behind it"
    return None


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    if not found:
        return None
    year, month, day = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[5:2:-1]))
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# ------------------------------------------------------------------ what each becomes


@contextmanager
def _element(state: StateBlock, tag: str, lines: list[int] | None = None, **attributes: str) -> Iterator[Token]:
    opening = state.push(f"{tag}_open", tag, 1)
    opening.attrs = {name.rstrip("_"): value for name, value in attributes.items()}
    opening.map, opening.block = lines, tag not in _WITHIN_LINES
    yield opening
    state.push(f"{tag}_close", tag, -1).block = tag not in ("strong", "time")


def _inline(state: StateBlock, line: int, text: str) -> Token:
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [line, line + 1], []
    return token


def _inside(state: StateBlock, start: int, end: int) -> None:
    """Parse the lines between the first and the last of a container."""
    parent, limit = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    state.md.block.tokenize(state, start + 1, end)
    state.parentType, state.lineMax = parent, limit


def _quote(state: StateBlock, start: int, end: int, rest: str) -> None:
    with _element(state, "figure", [start, end], class_="pull"):
        with _element(state, "blockquote"):
            _inside(state, start, end)
        if rest:
            with _element(state, "figcaption"):
                _inline(state, start, rest)


def _note(state: StateBlock, start: int, end: int, rest: str) -> None:
    with _element(state, "aside", [start, end], class_="note", role="note"):
        with _element(state, "p"), _element(state, "strong"):
            _inline(state, start, rest or texts(state.env["language"])["note"])
        _inside(state, start, end)


def _correction(state: StateBlock, start: int, end: int, rest: str) -> None:
    language = state.env["language"]
    day = _day(rest) or dt.date.min
    label = _DAY.sub("", rest, count=1).strip() or texts(language)["correction"]
    moment = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    with _element(state, "aside", [start, end], class_="correction", role="note"):
        with _element(state, "p"):
            with _element(state, "strong"):
                _inline(state, start, label)
            state.push("text", "", 0).content = " "
            with _element(state, "time", datetime=day.isoformat()):
                state.push("text", "", 0).content = format_date(moment, "day", language, "UTC")
        _inside(state, start, end)


def _gallery(state: StateBlock, start: int, end: int, _rest: str) -> None:
    with _element(state, "figure", [start, end], class_="gallery") as opening:
        opening.meta["holds"] = "gallery"
        _inside(state, start, end)


def _player(kind: str, state: StateBlock, start: int, end: int, rest: str) -> None:
    """Leave a file's address as that of a picture, which the rule for addresses resolves as it does every other."""
    away = re.match("https?://", rest) is not None and state.md.validateLink(rest)
    with _element(state, "figure", [start, end], class_="away" if away else "player") as opening:
        opening.info = rest
        opening.meta = {"holds": kind, "away": state.md.normalizeLink(rest) if away else ""}
        if not away:
            film = Token("image", "img", 0)
            film.attrs, film.children, film.meta = {"src": state.md.normalizeLink(rest)}, [], {"held": True}
            _inline(state, start, "").children = [film]
        _inside(state, start, end)


CONTAINERS: dict[str, Callable[[StateBlock, int, int, str], None]] = {
    "quote": _quote,
    "note": _note,
    "correction": _correction,
    "gallery": _gallery,
    "video": partial(_player, "video"),
    "audio": partial(_player, "audio"),
}


# ------------------------------------------------------------------ pictures and words within


def _fill(state: StateCore) -> None:
    """Put pictures and words of galleries and players in their places, once it is known which is which."""
    made: list[Token] = []
    begun: list[tuple[int, Token]] = []
    for token in state.tokens:
        if "holds" in token.meta:
            begun.append((len(made), token))
        made.append(token)
        if token.type == "figure_close" and begun and begun[-1][1].level == token.level:
            start, opening = begun.pop()
            pictures, words = _sorted(made[start + 1 : -1])
            opening.meta["told"] = bool(words)
            put = _galleried if opening.meta["holds"] == "gallery" else _playing
            inner, title = put(opening, pictures, state)
            caption = words or ([_text(title)] if title else [])
            if caption:
                caption = [
                    Token("figcaption_open", "figcaption", 1),
                    *caption,
                    Token("figcaption_close", "figcaption", -1),
                ]
            made[start + 1 :] = [*inner, *caption, token]
    state.tokens = made


def _sorted(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the pictures, films and captions' files that stand in paragraphs of their own, and the other tokens."""
    media: list[Token] = []
    words: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        paragraph = token.type == "paragraph_open"
        found = _alone(tokens[position + 1] if paragraph else token)
        media += found
        if not found:
            words.append(token)
        position += 3 if found and paragraph else 1
    return media, _filled(words)


def _filled(tokens: list[Token]) -> list[Token]:
    """Return `tokens` without the elements that hold nothing: of a list of pictures the list would be left."""
    kept: list[Token] = []
    for token in tokens:
        if token.nesting == -1 and kept and kept[-1].nesting == 1:
            kept.pop()
        else:
            kept.append(token)
    return kept


def _alone(inline: Token) -> list[Token]:
    """Return what an inline token holds if that is media only: pictures, or one link to a file of captions."""
    children = [child for child in inline.children or () if child.tag != "br" and child.content.strip() + child.tag]
    if [child.type for child in children] == ["link_open", "text", "link_close"]:
        link, label, _ = children
        link.content = label.content
        return [link] if str(link.attrs.get("href", "")).endswith(".vtt") else []
    return children if all(child.type in SHOWN for child in children) else []


def _galleried(opening: Token, media: list[Token], state: StateCore) -> tuple[list[Token], str]:
    """Return a figure for each picture, and no caption for them all."""
    made: list[Token] = []
    for one in media:
        if one.type in SHOWN:
            one.meta["caption"] = str(one.attrs.pop("title", ""))
            made += [Token("figure_open", "figure", 1), _wrapped(one), Token("figure_close", "figure", -1)]
    if not made:
        _note_problem(opening, state, "a gallery without pictures", "write ![what it shows](media/…) in it")
    return made, ""


def _playing(opening: Token, media: list[Token], state: StateCore) -> tuple[list[Token], str]:
    """Return a player for a film or sound of the site's own, or a picture that leads to one elsewhere; the caption."""
    kind, away = opening.meta["holds"], opening.meta.get("away", "")
    stills = [one for one in media if one.type == "image"]
    still = stills[-1] if stills else None
    caption = str(still.attrs.pop("title", "")) if still else ""
    made: list[Token] = []
    if away:
        link = Token("link_open", "a", 1)
        link.attrs = {"class": "out", "href": away}
        place = _text(" " + urlsplit(away).netloc.removeprefix("www."))
        made = [_wrapped(link, *([still] if still else []), place, Token("link_close", "a", -1))]
    elif media and media[0].type in TYPES:
        film = media[0]
        if film.type != kind:
            _note_problem(opening, state, f"{opening.info} is no {kind}", f"write ::: {film.type}")
        if still:
            film.meta["poster"], film.children = str(still.attrs.get("src", "")), still.children
        elif film.type == kind and not opening.meta["told"]:
            said, _ = mute(opening.info)
            _note_problem(
                opening, state, said, "write it in the container, or a picture: ![Waves break on the pier](media/…)"
            )
        film.meta["tracks"] = [(str(one.attrs["href"]), one.content) for one in media if one.type == "link_open"]
        made = [_wrapped(film)]
    else:
        endings = ", ".join(f".{ending}" for ending in TYPES[kind])
        said = f"{opening.info} is no {kind} in content/media/ and no address"
        _note_problem(opening, state, said, f"name a file in media/ with one of the endings {endings}")
    return made, caption


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _wrapped(*children: Token) -> Token:
    inline = Token("inline", "", 0)
    inline.children = list(children)
    return inline


def _note_problem(opening: Token, state: StateCore, message: str, hint: str) -> None:
    state.env["problems"][opening.map[0] if opening.map else 0] = (message, hint)
