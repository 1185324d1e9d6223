"""HTML → a tree in which every bit of text has a block of its own.

Browsers show loose text between blocks, and text parted by two line breaks, as paragraphs; here it becomes paragraphs,
so that everything after this works on blocks: elements that hold text and no other block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sitegen.ingest.companions import INSIDE
from sitegen.ingest.embeds import PLAYER
from sitegen.ingest.encodings import without_hidden_references

# lxml ships no types; its elements are Any everywhere in this package.
HtmlElement = Any

MOST_ELEMENTS = 200_000
DEEPEST = 250

_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section
    select summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
_DEAD = """
    script style noscript template svg math object embed applet canvas map head link meta base button input
    textarea select option datalist dialog frame frameset noframes portal slot audio video source track progress
    meter iframe
"""
DEAD = frozenset(_DEAD.split())
_HEAD = frozenset(("title", "meta", "link", "base", "script", "style", "noscript", "template"))
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_LONG_LINE = 80
_WRITTEN_IN = ("data:", INSIDE)  # mostly blurred, until a script loads the picture itself
_PLACEHOLDER = re.compile(r"(?i)placeholder|blank|spacer|loading|lazy|1x1|transparent")
_LONGEST_MESSAGE = 200
_BOXES = ("div", "section", "aside", "figcaption", "fieldset")
_FAILING = frozenset(("audio", "video", "iframe", "object", "embed", "canvas", "form", "input", "textarea", "select"))
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-srcset", "data-lazy", "data-url", "data-hi-res-src")


def parse(text: str) -> HtmlElement | None:
    """Return the root of the document in a clean text; None if it holds no element or is built to exhaust a reader."""
    from lxml import etree, html  # type: ignore[import-untyped]  # it ships no types

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    # lxml.html picks a class by the tag in Python, each time an element is touched: one for all saves a tenth.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(html.HtmlElement, html.HtmlComment))
    try:
        root = html.document_fromstring(without_hidden_references(text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root if _is_bearable(root) else None


def _is_bearable(root: HtmlElement) -> bool:
    """Tell whether the tree is neither too large nor too deep for the libraries that walk it."""
    depth = count = 0
    from lxml.etree import iterwalk  # type: ignore[import-untyped]  # it ships no types

    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            return False
    return True


def body_of(root: HtmlElement) -> HtmlElement | None:
    """Return the document's body; one whose tags are left out, as HTML 5 allows, is made of what is no head."""
    found = root.find("body")
    if found is not None or root.tag == "body":
        return root if found is None else found
    loose = [part for head in root.iter("head") for part in head if part.tag not in _HEAD]
    if not loose:
        return None
    body = root.makeelement("body")
    for part in loose:
        body.append(part)
    root.append(body)
    return body


def words_of(element: HtmlElement) -> str:
    """Return the element's text with single blanks."""
    text = _string()(element) if len(element) else element.text or ""
    return " ".join(text.split())


@cache
def _string() -> Callable[[HtmlElement], str]:
    from lxml import etree

    return etree.XPath("string()", smart_strings=False)  # type: ignore[no-any-return]  # nearly twice as fast as itertext


def lines_of(element: HtmlElement) -> list[str]:
    """Return what a block shows as lines of its own: text parted by line breaks."""
    pieces = [""]
    for part in element.iter():
        if part.tag == "br":
            pieces.append("")
        elif part.text:
            pieces[-1] += part.text
        if part is not element and part.tail:
            pieces[-1] += part.tail
    return [line for piece in pieces if (line := " ".join(piece.split()))]


def revive(root: HtmlElement) -> None:
    """Give pictures that a script would load their address: from `data-src` and its like, and from `<noscript>`."""
    for image in root.iter("img", "amp-img"):
        image.tag = "img"
        source = image.get("src") or ""
        if source and not source.startswith(_WRITTEN_IN) and not _stands_in(image, source):
            continue
        late = next((value for name in _LAZY if (value := image.get(name))), "") or _from_sources(image)
        if late.split():
            image.set("src", late.split()[0].rstrip(","))
    for fallback in list(root.iter("noscript")):
        inside = list(fallback.iter("img"))
        before = fallback.getprevious()
        parent = fallback.getparent()
        if len(inside) != 1 or words_of(fallback) or parent is None:
            continue
        shown = [] if before is None else [before] if before.tag == "img" else list(before.iter("img"))
        if shown and shown[0].get("src") and not shown[0].get("src", "").startswith(_WRITTEN_IN):
            continue
        for placeholder in shown:
            drop(placeholder)
        inside[0].tail = fallback.tail
        parent.replace(fallback, inside[0])
    for figure in root.iter("figure"):
        _keep_one_size(figure)


def _stands_in(image: HtmlElement, source: str) -> bool:
    """Tell whether a picture's address may be that of what is shown until a script loads the picture."""
    drawn = source.split("?")[0].lower().endswith((".gif", ".svg"))
    return drawn or bool(_PLACEHOLDER.search(source)) or "lazy" in (image.get("class") or "").lower()


def _keep_one_size(figure: HtmlElement) -> None:
    """Drop the blurred or small pictures of a figure that come before the same file in its full size."""
    last: dict[str, HtmlElement] = {}
    for image in list(figure.iter("img")):
        name = (image.get("src") or "").split("?")[0].rsplit("/", 1)[-1]
        if name in last:
            drop(last[name])
        if name:
            last[name] = image


def _from_sources(image: HtmlElement) -> str:
    """Return the address that the picture's own or its `<picture>`'s srcset gives first."""
    parent = image.getparent()
    sources = parent.iter("source") if parent is not None and parent.tag == "picture" else ()
    return image.get("srcset") or next((one.get("srcset") or "" for one in sources), "")


def remove_dead(root: HtmlElement) -> None:
    """Remove what shows no text of the article: scripts, controls, hidden elements."""
    messages = _messages(root)
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if (
            element in messages
            or not isinstance(element.tag, str)
            or element.tag in DEAD
            or _is_hidden(element)
            or _is_permalink(element)
        ):
            drop(element)


def bare_head(root: HtmlElement) -> None:
    """Remove from the head what no extractor reads: all but the title and JSON-LD, which can hold the text."""
    for element in list(root.iter("meta", "link", "base", "style", "script")):
        if "ld+json" not in (element.get("type") or ""):
            drop(element)


def _is_permalink(element: HtmlElement) -> bool:
    """Tell whether the element is the sign behind a heading that links to the heading itself."""
    return (
        element.tag == "a"
        and (element.get("href") or "").startswith("#")
        and words_of(element) in ("¶", "#", "§", "🔗")
    )


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return element.get("class") is None or "fallback-image" not in element.get("class", "")
    style = element.get("style")
    return bool(style and _HIDDEN.search(style))


def _messages(root: HtmlElement) -> set[HtmlElement]:
    """Return what a page says when something of it fails: boxes beside a player or a form, remarks behind a citation.

    What else has the class "error" is part of a sentence, an item or code: an article can be about errors.
    """
    found = (one for one in root.iter("span", *_BOXES) if "error" in (one.get("class") or "").split())
    return {one for one in found if len(words_of(one)) <= _LONGEST_MESSAGE and _stands_for_a_failure(one)}


def _stands_for_a_failure(element: HtmlElement) -> bool:
    before = element.getprevious()
    if element.tag == "span":  # programs that set citations say there which of their fields is missing
        return before is not None and before.tag == "cite" and not (before.tail or "").strip()
    around = (element, element.getparent(), before, element.getnext())
    return next(element.iterancestors("p", "li", "pre"), None) is None and any(map(_can_fail, around))


def _can_fail(element: HtmlElement | None) -> bool:
    """Tell whether the element is a player or a form's field, or little more than the box around one."""
    if element is None or element.tag in _FAILING or element.get(PLAYER) is not None:
        return element is not None
    around = any(part.tag in _FAILING or part.get(PLAYER) is not None for part in element.iter())
    return around and len(words_of(element)) <= _LONGEST_MESSAGE


def drop(element: HtmlElement) -> None:
    """Remove an element with all it holds; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def settle(root: HtmlElement) -> None:
    """Wrap loose text in paragraphs, and part paragraphs at two line breaks.

    `<font>`, which may span many, goes, and so does `<a name=…>`, which is no link and on old pages often never ends.
    """
    for element in list(root.iter("font", "a")):
        if element.tag == "font" or not element.get("href"):
            element.drop_tag()
    for line in root.iter("br"):
        if line.tail and not line.tail[0].isspace():
            line.tail = " " + line.tail  # words on two lines are two words
    _remove_empty(root)
    holders = holders_of(root)
    for element in list(holders):
        if element.tag not in ("table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl", "pre", "html"):
            _wrap_loose(element, holders)
    for element in {line.getparent(): None for line in root.iter("br")}:
        if element is not None and element.tag != "pre" and element.tag in BLOCKS and element not in holders:
            _part_at_breaks(element)


def _remove_empty(root: HtmlElement) -> None:
    """Remove the empty blocks that programs of readers leave within a line: they part nothing."""
    for element in list(root.iter("div", "p")):
        parent = element.getparent()
        if parent is not None and parent.tag not in BLOCKS and not words_of(element) and element.find(".//img") is None:
            drop(element)


def holders_of(root: HtmlElement) -> dict[HtmlElement, None]:
    """Return the elements that hold a block somewhere inside, themselves blocks or not (`<a><div>…`)."""
    found: dict[HtmlElement, None] = {}
    for block in root.iter(*BLOCKS):
        for ancestor in block.iterancestors():
            if ancestor in found:
                break
            found[ancestor] = None
    return found


def _wrap_loose(element: HtmlElement, holders: dict[HtmlElement, None]) -> None:
    run: HtmlElement | None = None
    if (element.text or "").strip():
        run = _paragraph(element.text or "")
        element.insert(0, run)
        element.text = None
    for child in list(element):
        if child is run:
            continue
        if child.tag in BLOCKS or child in holders:
            run = None
            tail = child.tail or ""
            if tail.strip():
                run = _paragraph(tail)
                child.tail = None
                child.addnext(run)
        else:
            if run is None:
                run = _paragraph("")
                child.addprevious(run)
            run.append(child)


def _paragraph(text: str) -> HtmlElement:
    from lxml import html

    made = html.Element("p")
    made.text = text
    return made


def _part_at_breaks(element: HtmlElement) -> None:
    """Turn `a<br><br>b` inside one block into two paragraphs; one break parts them where all lines are sentences."""
    fewest = 1 if _are_paragraphs(lines_of(element)) else 2
    if fewest > 1 and not _double_breaks(element):
        return
    parts = [_paragraph(element.text or "")]
    pending: list[HtmlElement] = []
    for child in list(element):
        if child.tag == "br":
            pending.append(child)
            if (child.tail or "").strip():
                _close(parts, pending, fewest)
            continue
        _close(parts, pending, fewest)
        parts[-1].append(child)
    element.text = None
    for child in list(element):
        element.remove(child)
    kept = [part for part in parts if words_of(part) or part.find(".//img") is not None]
    parent = element.getparent()
    if element.tag == "p" and parent is not None:
        tail, element.tail = element.tail, None
        for part in kept:
            element.addprevious(part)
        parent.remove(element)
        if kept:
            kept[-1].tail = tail
    else:
        element.extend(kept)


def _are_paragraphs(lines: list[str]) -> bool:
    """Tell whether lines are long and sentences, as those of a poem, an address or a list are not."""
    ended = sum(line.endswith((".", "!", "?", "…", "”", "»", '"')) for line in lines)
    return len(lines) > 2 and min(map(len, lines)) >= _LONG_LINE and ended == len(lines)


def _close(parts: list[HtmlElement], pending: list[HtmlElement], fewest: int) -> None:
    """End the running paragraph if at least so many breaks are pending, else keep the one break inside it."""
    if not pending:
        return
    tail = pending[-1].tail or ""
    if len(pending) >= fewest:
        parts.append(_paragraph(tail))
    else:
        parts[-1].append(pending[0])
    pending.clear()


def _double_breaks(element: HtmlElement) -> bool:
    breaks = element.findall("br")
    return any(
        not (one.tail or "").strip() and (following := one.getnext()) is not None and following.tag == "br"
        for one in breaks
    )


def leaves(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the blocks that hold text and no other block, in the document's order, each with its words."""
    holders = holders_of(root)
    for element in root.iter(*BLOCKS):
        if element not in holders and (words := words_of(element)):
            yield element, words
