"""The chosen blocks of a page → Markdown, with the structure that the page's own elements give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from sitegen.ingest.addresses import absolute
from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.dom import BLOCKS, words_of
from sitegen.ingest.embeds import PLAYER, title_of_player
from sitegen.ingest.escape import escape_inline, literal
from sitegen.ingest.illustrations import CAPTIONED, fills_cell, is_decoration, pictures_of
from sitegen.ingest.inline import Context, destination, image_markdown, inline
from sitegen.ingest.notes import LABEL
from sitegen.ingest.sentences import paragraphs
from sitegen.ingest.tables import as_table, is_data_table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LANGUAGE = re.compile(r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#-]{1,20})")
WALL_ON_PAGES = 2500


class Page(msgspec.Struct, frozen=True):
    """What the conversion must know: the blocks to keep, which pictures belong, the heading levels, the address."""

    kept: frozenset[Any]
    inside: frozenset[Any]
    pictures: frozenset[Any]
    shift: int
    context: Context
    keep_paragraphs: bool = False


def markdown(core: Any, blocks: Sequence[Leaf], base: str, lead: str, *, keep_paragraphs: bool) -> str:
    """Return the Markdown of the chosen `blocks`, all of them below `core`.

    `base` is the address that links are relative to ("" leaves out relative ones); the picture at `lead` is shown
    elsewhere and left out.
    """
    kept = frozenset(block.element for block in blocks)
    inside = frozenset(ancestor for block in blocks for ancestor in block.ancestors)
    levels = [_HEADINGS[block.element.tag] for block in blocks if block.element.tag in _HEADINGS]
    context = Context(
        link=lambda element: _link(element, base),
        image=lambda element, caption: _image(element, base, caption),
        notes=frozenset(
            label for element in kept | inside if element.tag != "a" and (label := element.get(LABEL) or "").isdecimal()
        ),
    )
    page = Page(
        kept,
        inside,
        pictures_of(core, kept, base, lead),
        2 - min(levels, default=2),
        context,
        keep_paragraphs=keep_paragraphs,
    )
    return "\n\n".join(_apart(_block(core, page))) + "\n"


def _apart(blocks: Iterable[str]) -> list[str]:
    """Return the blocks, changing the marker of a list that would run into the list before it."""
    found: list[str] = []
    for block in blocks:
        previous = found[-1] if found else ""
        if block.startswith("- ") and previous.startswith("- "):
            block = re.sub(r"(?m)^- ", "* ", block)
        elif re.match(r"\d+\. ", block) and re.match(r"\d+\. ", previous):
            block = re.sub(r"(?m)^(\d+)\. ", r"\1) ", block)
        found.append(block)
    return found


def _block(element: Any, page: Page) -> list[str]:
    """Return the Markdown blocks of one element and all it holds."""
    tag = element.tag
    if tag != "li" and (label := element.get(LABEL)) in page.context.notes:
        element.attrib.pop(LABEL)
        return _note(str(label), _block(element, page))
    if element in page.kept:
        return _leaf(element, page)
    if tag == "img":
        return [_picture(element, page)] if element in page.pictures else []
    if tag == "hr":
        return ["---"] if element in page.inside or _between(element, page) else []
    if element not in page.inside:
        return [_picture(image, page) for image in element.iter("img") if image in page.pictures]
    if tag in ("ul", "ol"):
        return _list(element, page)
    if tag == "blockquote":
        return _quoted(_children(element, page))
    if tag == "table" and is_data_table(element):
        table = as_table(element, page.context)
        return [*_caption_of(element, "caption"), table] if table else []
    if tag == "dt":
        return [f"**{text}**" for text in _children(element, page)]
    if _is_figure(element):
        return _figure(element, page)
    return _children(element, page)


def _children(element: Any, page: Page) -> list[str]:
    return [block for child in element for block in _block(child, page) if block]


def _leaf(element: Any, page: Page) -> list[str]:
    """Return the Markdown of one block of text."""
    tag = element.tag
    if tag == "pre":
        return _code(element)
    if tag in _HEADINGS:
        text = inline(element, page.context, one_line=True)
        level = min(6, max(2, _HEADINGS[tag] + page.shift))
        return [f"{'#' * level} {text}"] if text else []
    text = words_of(element)
    if len(text) > WALL_ON_PAGES and not page.keep_paragraphs and not any(child.tag != "br" for child in element):
        parts = [literal(part) for part in paragraphs(text)]
    else:
        made = inline(element, page.context)
        parts = [made] if made else []
    if tag == "dt":
        return [f"**{part}**" for part in parts]
    return _quoted(parts) if tag == "blockquote" else _listed(parts) if tag == "li" else parts


def _listed(parts: list[str]) -> list[str]:
    """Return the text of a list item outside any list."""
    return [_indented(parts, "- ")] if parts else []


def _quoted(blocks: list[str]) -> list[str]:
    if not blocks:
        return []
    text = "\n\n".join(_apart(blocks))
    return ["\n".join(f"> {line}".rstrip() for line in text.split("\n"))]


def _list(element: Any, page: Page) -> list[str]:
    """Return a list as one block; an item's further blocks are indented below its first. Footnotes are no list."""
    if any(child.get(LABEL) in page.context.notes for child in element):
        labelled = [(child.get(LABEL) or "", child) for child in element]
        return [block for label, child in labelled for block in _note(label, _item(child, page)) if label]
    items: list[str] = []
    try:
        number = int(element.get("start") or 1)
    except ValueError:
        number = 1
    for child in element:
        inner = _item(child, page)
        if not inner:
            continue
        marker = f"{max(0, number)}. " if element.tag == "ol" else "- "
        items.append(_indented(inner, marker))
        number += 1
    loose = any("\n\n" in item and not re.search(r"\n\n\s*(?:[-*]|\d+[.)]) ", item) for item in items)
    return [("\n\n" if loose else "\n").join(items)] if items else []


def _item(child: Any, page: Page) -> list[str]:
    if child.tag == "li" and child in page.kept:
        text = inline(child, page.context)
        return [text] if text else []
    if child.tag in ("ul", "ol"):
        return _list(child, page)
    return _children(child, page) if child.tag == "li" else _block(child, page)


def _indented(blocks: list[str], marker: str) -> str:
    """Return the blocks of a list item behind its marker; a list right below the first line needs no blank line."""
    pad = " " * len(marker)
    text = blocks[0]
    for block in blocks[1:]:
        text += ("\n" if re.match(r"(?:[-*]|\d+[.)]) ", block) else "\n\n") + block
    return marker + "\n".join(pad + line if line and at else line for at, line in enumerate(text.split("\n")))


def _code(element: Any) -> list[str]:
    """Return a fenced block with its language, if a class names it. Line numbers alone are no code."""
    for line_break in list(element.iter("br")):
        line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(element.itertext()).strip("\n").rstrip()
    if not re.search(r"[^\d\s]", text):
        return []
    around = [element, *element.iter("code"), *list(element.iterancestors())[:2]]
    found = next((match for one in around if (match := _LANGUAGE.search(one.get("class") or ""))), None)
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall(r"`+", text)), default=0))
    return [f"{fence}{found[1] if found else ''}\n{text}\n{fence}"]


def _is_figure(element: Any) -> bool:
    if element.tag == "figure":
        return True
    name = element.get("class") or ""
    return bool(CAPTIONED.search(name)) and len(list(element.iter("img"))) == 1 and len(words_of(element)) < 400


def _figure(element: Any, page: Page) -> list[str]:
    images = [image for image in element.iter("img") if image in page.pictures]
    if len(images) != 1:
        captions = _caption_of(element, "figcaption") if any(map(is_data_table, element.iter("table"))) else []
        return [*captions, *_children(element, page)]
    return [_picture(images[0], page)]


def _caption_of(element: Any, tag: str) -> list[str]:
    """Return what a table is called, as a line above it: Markdown's tables have no captions."""
    words = next((words for one in element.iter(tag) if (words := words_of(one))), "")
    return [f"**{escape_inline(words)}**"] if words else []


def _note(label: str, blocks: list[str]) -> list[str]:
    """Return a footnote (mdit-py-plugins "footnote", as pandoc's): further blocks are indented."""
    text = "\n\n".join(blocks).replace("\n", "\n    ")
    return ["\n".join(line.rstrip() for line in f"[^{label}]: {text}".split("\n"))] if text else []


def _picture(image: Any, page: Page) -> str:
    """Return a picture block; what stands beside it in its figure is its caption."""
    figure = next((one for one in list(image.iterancestors())[:4] if _is_figure(one)), None)
    caption = ""
    if figure is not None and len([one for one in figure.iter("img") if one in page.pictures]) == 1:
        captions = list(figure.iter("figcaption"))
        caption = " ".join(" ".join(_texts(captions[0] if captions else figure)).split())
    return page.context.image(image, caption)


def _texts(element: Any) -> Iterator[str]:
    """Yield the element's text in pieces, parted where its blocks are."""
    piece = element.text or ""
    for child in element:
        apart = child.tag in BLOCKS or child.tag == "br"
        inner = " ".join(_texts(child))
        if apart:
            yield piece
            yield inner
            piece = child.tail or ""
        else:
            piece += inner + (child.tail or "")
    yield piece


def _between(element: Any, page: Page) -> bool:
    before = any(one in page.kept or one in page.inside for one in element.itersiblings(preceding=True))
    return before and any(one in page.kept or one in page.inside for one in element.itersiblings())


def _link(element: Any, base: str) -> str:
    """Return where a link leads, or "" for what is no http(s) or mail address (scripts, data, places in the page)."""
    href = (element.get("href") or "").strip()
    if href.startswith("#"):
        return ""
    if re.match(r"(?i)mailto:[^\s@<>()]+@[\w.-]+$", href):
        return href
    return absolute(href, base)


def _image(element: Any, base: str, caption: str) -> str:
    address = absolute(element.get("src") or "", base)
    if element.get(PLAYER) is not None:
        title = escape_inline(title_of_player(element, address))
        return f"[{title}]({destination(address)})" if address else ""
    alt = element.get("alt") or ""
    if (is_decoration(element) and not fills_cell(element)) or not address:
        return escape_inline(alt) if len(alt) <= 3 else ""
    return image_markdown(address, alt, caption)
