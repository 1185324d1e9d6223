"""Text within a block → Markdown: emphasis, links, code, pictures, line breaks.

A block is first flattened into runs (a text and the styles it has), then written run by run, so that marks are set only
where CommonMark will read them as such (spec 0.31, "left-flanking delimiter run"); where it would not, the text is
written without the mark. Only what is written here can become markup: the source's own text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec

from sitegen.ingest.dom import BLOCKS
from sitegen.ingest.escape import escape_inline, escape_starts
from sitegen.ingest.notes import LABEL

_BOLD = frozenset(("strong", "b"))
_ITALIC = frozenset(("em", "i", "cite", "dfn", "var"))
_STRUCK = frozenset(("del", "s", "strike"))
_CODE = frozenset(("code", "kbd", "samp", "tt"))


class Run(msgspec.Struct, frozen=True):
    """A piece of text and its styles; `kind` is "text", "code", "image" (finished Markdown) or "break"."""

    text: str
    kind: str = "text"
    href: str = ""
    bold: bool = False
    italic: bool = False
    struck: bool = False


class Context(msgspec.Struct, frozen=True):
    """How links and pictures are written: from an element to an address, and from it and a caption to Markdown.

    Both return "" for what is to be left out. `notes` are the labels of the footnotes that the text has.
    """

    link: Callable[[Any], str]
    image: Callable[[Any, str], str]
    notes: frozenset[str] = frozenset()


def inline(element: Any, context: Context, *, one_line: bool = False) -> str:
    """Return the Markdown of a block's text. `one_line` is for headings and table cells, which cannot hold a break."""
    runs = _squeezed(list(_runs(element, context, Run(""))))
    if one_line:
        runs = [Run(" ") if run.kind == "break" else run for run in runs]
    lines = [_written(list(line)) for is_break, line in groupby(runs, lambda run: run.kind == "break") if not is_break]
    text = "\\\n".join(escape_starts(line.strip()) for line in lines if line.strip())
    return re.sub(r" {2,}", " ", text)


def _runs(element: Any, context: Context, style: Run) -> Iterator[Run]:
    """Yield the runs of an element's text and children, in order."""
    if element.text:
        yield msgspec.structs.replace(style, text=element.text)
    for child in element:
        yield from _child_runs(child, context, style)
        if child.tail:
            yield msgspec.structs.replace(style, text=child.tail)


def _child_runs(child: Any, context: Context, style: Run) -> Iterator[Run]:
    change = msgspec.structs.replace
    tag = child.tag
    if tag == "br":
        yield Run("", "break")
    elif (label := child.get(LABEL)) in context.notes:
        yield Run(f"[^{label}]", "image")
    elif tag == "img":
        picture = context.image(child, "")
        if picture:
            yield change(style, text=picture, kind="image")
    elif tag in _CODE:
        text = "".join(child.itertext())
        yield change(style, text=text, kind="code" if text.strip() else "text")
    elif tag == "a":
        yield from _runs(child, context, change(style, href=context.link(child) or style.href))
    elif tag in _BOLD or tag in _ITALIC or tag in _STRUCK:
        styled = change(
            style,
            bold=style.bold or tag in _BOLD,
            italic=style.italic or tag in _ITALIC,
            struck=style.struck or tag in _STRUCK,
        )
        yield from _runs(child, context, styled)
    elif tag == "q":
        yield change(style, text="“")
        yield from _runs(child, context, style)
        yield change(style, text="”")
    elif tag in BLOCKS:
        yield change(style, text=" ")
        yield from _runs(child, context, style)
        yield change(style, text=" ")
    else:
        yield from _runs(child, context, style)


def _squeezed(runs: Sequence[Run]) -> list[Run]:
    """Collapse white space as browsers do, also across runs, and join runs of one style."""
    found: list[Run] = []
    blank = True
    for run in runs:
        if run.kind in ("break", "image"):
            blank = run.kind == "break"
            found.append(run)
            continue
        text = re.sub(r"[ \t\n\r\f]+", " ", run.text)
        if blank:
            text = text.lstrip(" ")
        if not text:
            continue
        blank = text.endswith(" ")
        if found and found[-1].kind == run.kind == "text" and _style(found[-1]) == _style(run):
            found[-1] = msgspec.structs.replace(found[-1], text=found[-1].text + text)
        else:
            found.append(msgspec.structs.replace(run, text=text))
    return found


def _style(run: Run) -> tuple[str, bool, bool, bool]:
    return run.href, run.bold, run.italic, run.struck


def _written(runs: Sequence[Run]) -> str:
    """Return the Markdown of one line."""
    return _nested(runs, ("href", "bold", "italic", "struck"), "", "")


_MARKS = {"bold": "**", "italic": "*", "struck": "~~"}


def _nested(runs: Sequence[Run], styles: Sequence[str], before: str, after: str) -> str:
    """Write runs, grouping them by the first of `styles`; `before` and `after` are the characters around them."""
    if not styles:
        return "".join(map(_plain, runs))
    parts: list[str] = []
    groups = [(value, list(group)) for value, group in groupby(runs, lambda run: getattr(run, styles[0]))]
    for at, (value, group) in enumerate(groups):
        previous = parts[-1][-1:] if parts and parts[-1] else before
        following = _first(groups[at + 1][1]) if at + 1 < len(groups) else after
        if not value:
            parts.append(_nested(group, styles[1:], previous, following))
        elif styles[0] == "href":
            if previous == "!":
                parts[-1] = parts[-1][:-1] + "\\!"  # or the link would be read as a picture
            parts.append(_linked(group, str(value), styles[1:]))
        else:
            inner = _nested(group, styles[1:], "", "")
            parts.append(_marked(inner, _MARKS[styles[0]], previous, following))
    return "".join(parts)


def _plain(run: Run) -> str:
    if run.kind == "image":
        return run.text
    if run.kind == "code":
        return code_span(run.text)
    return escape_inline(run.text)


def _first(runs: Sequence[Run]) -> str:
    return next((run.text[:1] for run in runs if run.text), "")


def _linked(runs: Sequence[Run], href: str, styles: Sequence[str]) -> str:
    inner = _nested(runs, styles, "[", "]")
    text = inner.strip()
    if not text:
        return inner
    lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{lead}[{text}]({destination(href)}){trail}"


def _marked(inner: str, mark: str, before: str, after: str) -> str:
    """Put marks around a text if they will be read as marks there; blanks at its edges go outside."""
    text = inner.strip()
    if not text:
        return inner
    lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    left, right = (lead or before)[-1:], (trail or after)[:1]
    opens = _flanks(left, text[0])
    closes = _flanks(right, text[-1])
    if not (opens and closes) or left == mark[0] or right == mark[0] or text[0] == mark[0] == text[-1] == "~":
        return inner
    return f"{lead}{mark}{text}{mark}{trail}"


def _flanks(outer: str, inner: str) -> bool:
    """Tell whether a mark between two characters holds on to the inner one."""
    return not _is_punctuation(inner) or not outer or outer.isspace() or _is_punctuation(outer)


def _is_punctuation(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character)[0] in "PS"


def code_span(text: str) -> str:
    """Return text as code (spec 0.31, "Code spans")."""
    text = " ".join(text.split())
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def destination(address: str) -> str:
    """Return a link's address as Markdown can hold it."""
    address = re.sub(r"[\x00-\x20\x7f]", lambda match: f"%{ord(match.group()):02X}", address.strip())
    address = address.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    if address.count("(") != address.count(")") or re.search(r"\)[^(]*\(", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return address


def image_markdown(address: str, alt: str, caption: str) -> str:
    """Return a picture; its caption becomes the title, which is where Markdown keeps one."""
    alt = escape_inline(" ".join(alt.split()))
    caption = " ".join(caption.split())
    title = ' "' + re.sub(r'(["\\])', r"\\\1", caption).replace("&", "&amp;") + '"' if caption else ""
    return f"![{alt}]({destination(address)}{title})"
