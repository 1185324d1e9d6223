"""The elements of a tree of HTML, counted so that an article and the Markdown made of it can be compared.

Each element counts as the text that it shows, a picture as the end of its address; `KINDS` are the kinds that count.
What Markdown cannot say, or says otherwise, is made alike on both sides or left aside:

- links to places in the page itself, with the sign (¶, #) of those in headings; links inside code blocks;
- paragraphs inside items, cells and captions; a picture's caption, which Markdown keeps as its title, is text, and a
  table's is a paragraph;
- text loose in a division is the paragraph that it looks like, since Markdown has no divisions;
- rows of tables with a single row, with one cell in most rows, or with tables inside: they lay something out;
- a picture in two sizes is one picture; pictures whose bytes stand in the page (`data:`), which are never kept;
- a player of video or sound: a link in its place is no link of the text (`without_players`);
- tt, kbd and samp are code; a browser shows `<q>` in quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

KINDS = ("text", "h", "p", "li", "blockquote", "a", "img", "pre", "code", "tr")
_CODE = frozenset(("code", "tt", "kbd", "samp"))
_DIVISION_TAGS = "div section article main center header blockquote body dd dt td caption"
_DIVISIONS = frozenset(_DIVISION_TAGS.split())
_BLOCK_TAGS = """
    address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr iframe li main nav ol p pre section table tbody td tfoot th thead tr ul video
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_LATE = ("src", "data-src", "data-original", "data-srcset", "srcset")


def elements(root: Any) -> dict[str, Counter[Any]]:
    """Return what a tree holds of each kind. Signs of links to headings go from the tree, quotation marks come in."""
    for link in list(root.iter("a")):
        if "#" in (link.get("href") or "") and squeezed(text_of(link)) in ("¶", "#", "§"):
            link.drop_tree()
    for quoted in root.iter("q"):
        quoted.text, quoted.tail = f"“{quoted.text or ''}", f"”{quoted.tail or ''}"
    found: dict[str, Counter[Any]] = {kind: Counter() for kind in KINDS}
    found["text"] = shingles(text_of(root))
    for element in root.iter():
        kind = _kind_of(element)
        shown = _file_of(element) if kind == "img" else squeezed(text_of(element)) if kind else ""
        if shown:
            found[kind][shown] += 1
        for paragraph in _loose(element):
            found["p"][paragraph] += 1
    return found


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text."""
    tokens = re.findall(r"\w+", text)
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)) if tokens)


def words(root: Any) -> Counter[str]:
    """Return the words that a tree shows, in any order."""
    return Counter(re.findall(r"\w+", text_of(root)))


def text_of(root: Any) -> str:
    """Return a tree's text, each block on a line of its own."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]  # it ships no types

    parts: list[str] = []
    for event, element in iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS or element.tag == "br":
            parts.append("\n")
        text = element.text if event == "start" else element.tail if element is not root else ""
        parts.append(text or "")
    return "".join(parts)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def with_captions(root: Any) -> Any:
    """Return the tree with the title of each picture that stands alone as the caption that a site shows below it."""
    for image in list(root.iter("img")):
        around = image.getparent()
        if image.get("title") and around.tag == "p" and len(around) == 1 and not squeezed(text_of(around)):
            around.tag = "figure"
            caption = around.makeelement("figcaption")
            caption.text = image.get("title")
            around.append(caption)
    return root


def without_players(found: Any, expected: Any) -> Any:
    """Return the tree `found` without the links to what `expected` plays on the spot."""
    played = {_bare(one.get("src") or "") for one in expected.iter("iframe", "video", "audio", "source", "embed")}
    for link in list(found.iter("a")):
        if _bare(link.get("href") or "") in played:
            link.drop_tree()
    return found


def _kind_of(element: Any) -> str:
    """Return the kind that an element counts as, or ""."""
    tag = element.tag if isinstance(element.tag, str) else ""
    kind = "h" if re.fullmatch(r"h[1-6]", tag) else "code" if tag in _CODE else tag
    if kind not in KINDS:
        return ""
    around = {one.tag for one in element.iterancestors()}
    aside = {
        "a": (element.get("href") or "#").startswith("#") or "pre" in around,
        "code": bool(around & {*_CODE, "pre"}),
        "p": _is_inside(element),
        "tr": _lays_out(element),
    }
    return "" if aside.get(kind) else kind


def _is_inside(element: Any) -> bool:
    """Tell whether the text of an element is that of an item, a cell, a caption or a heading around it."""
    return any(
        one.tag in ("li", "th", "figcaption", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
        or (one.tag == "td" and not _lays_out(one))
        for one in element.iterancestors()
    )


def _lays_out(element: Any) -> bool:
    """Tell whether the table that a row or a cell stands in only lays out what it holds."""
    table = next((one for one in element.iterancestors() if one.tag == "table"), None)
    if table is None or next(table.iterdescendants("table"), None) is not None:
        return True
    rows = [sum(cell.tag in ("td", "th") for cell in row) for row in table.iter("tr")]
    return len(rows) < 2 or 2 * sum(cells > 1 for cells in rows) <= len(rows)


def _loose(element: Any) -> Iterator[str]:
    """Yield the runs of text that stand in a division without a block of their own."""
    if element.tag not in _DIVISIONS or _is_inside(element) or (element.tag == "td" and not _lays_out(element)):
        return
    run = element.text or ""
    for child in element:
        is_block = child.tag in _BLOCKS or any(one.tag in _BLOCKS for one in child.iterdescendants())
        if is_block:
            yield from filter(None, [squeezed(run)])
            run = ""
        else:
            run += text_of(child)
        run += child.tail or ""
    yield from filter(None, [squeezed(run)])


def _file_of(image: Any) -> str:
    """Return the end of a picture's address, "" where it has none."""
    addresses = (value.split()[0].rstrip(",") for name in _LATE if (value := (image.get(name) or "").strip()))
    return next((file_name(one) for one in addresses if not one.startswith("data:")), "")


def file_name(address: str) -> str:
    """Return the end of a picture's address without what names only its size: a query behind a file, "-640x480"."""
    path, _, query = address.partition("?")
    name = path.rsplit("/", 1)[-1]
    return re.sub(r"-\d{2,4}x\d{2,4}(?=\.\w+$)", "", name) if "." in name or not query else f"{name}?{query}"


def _bare(address: str) -> str:
    return address.split("//", 1)[-1]
