"""Which pictures of a page belong to its text, and which are its decoration or lead to other pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sitegen.ingest.addresses import absolute, same_picture
from sitegen.ingest.boilerplate import named_as_furniture
from sitegen.ingest.dom import BLOCKS, words_of

CAPTIONED = re.compile(r"(?i)(?:^|[\s_-])(?:caption|figure|wp-caption|image)")
_DECORATION = re.compile(
    r"(?i)(?:^|[\s_/-])(?:emoji|smil(?:ey|ie)|icon|logo|avatar|gravatar|pixel|spacer|tracking|badge)s?(?:$|[\s_./-])"
)
_GALLERY = re.compile(
    r"(?i)(?:^|[\s_-])(?:galler(?:y|ies)|galeri\w*|qalereya|foto\w*|photos?|slider|carousel|slideshow|lightbox)(?:$|[\s_-])"
)
_CAPTIONS = 400
_SMALLEST = 60
_THUMBNAIL = 200


def with_gallery(core: Any) -> Any:
    """Return the core of a text, or its parent where a gallery without text follows it there."""
    parent = core.getparent()
    if parent is None or parent.tag in ("body", "html"):
        return core
    for element in core.itersiblings():
        if words_of(element) and not (_GALLERY.search(_named(element)) and len(words_of(element)) < _CAPTIONS):
            return core
        pictures = [image for image in element.iter("img") if not is_decoration(image)]
        if len(pictures) > 1 and not named_as_furniture(element) and _GALLERY.search(_named(element)):
            return parent
    return core


def _named(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def pictures_of(core: Any, kept: frozenset[Any], base: str, lead: str) -> frozenset[Any]:
    """Return the pictures that belong to the text: between its blocks, or in a figure beside them."""
    order = {element: at for at, element in enumerate(core.iter())}
    places = [order[element] for element in kept if element in order]
    if not places:
        return frozenset()
    first, last = min(places), max(places)
    trailing = _right_behind(max(kept, key=lambda element: order.get(element, -1)), core)
    found = []
    seen = {same_picture(lead)} if lead else set()
    for image in core.iter("img"):
        address = absolute(image.get("src") or "", base)
        if not address or same_picture(address) in seen or is_decoration(image):
            continue
        around = list(image.iterancestors())
        around = around[: around.index(core)] if core in around else around
        if any(one in kept for one in around):
            continue
        if any(one.tag not in ("figure", "figcaption") and _is_furniture(one, kept) for one in around):
            continue
        if order[image] > last and image not in trailing and not any(one.tag == "figure" for one in around):
            continue
        if _links_away(around) and (order[image] < first or _is_teaser(image, around, kept)):
            continue
        seen.add(same_picture(address))
        found.append(image)
    return frozenset(found)


def _right_behind(last: Any, core: Any) -> set[Any]:
    """Return the pictures that follow the last block in its parent, or in galleries behind that, before other text."""
    found: set[Any] = set()
    own = True
    while last is not None and last is not core:
        for element in last.itersiblings():
            gallery = _GALLERY.search(_named(element)) is not None
            if words_of(element) and not (gallery and len(words_of(element)) < _CAPTIONS):
                return found
            if own or gallery:
                found |= set(element.iter("img"))
        last, own = last.getparent(), False
    return found


def _is_teaser(image: Any, around: Sequence[Any], kept: frozenset[Any]) -> bool:
    """Tell whether a picture that links away only leads on: a thumbnail, or an item of a list without text."""
    sizes = re.findall(r"(\d+)x(\d+)", (image.get("src") or "").rsplit("/", 1)[-1])
    small = any(max(map(int, pair)) <= _THUMBNAIL for pair in sizes)
    item = next((one for one in around if one.tag == "li"), None)
    return small or (item is not None and not any(one in kept for one in item.iter()))


def _is_furniture(element: Any, kept: frozenset[Any]) -> bool:
    return (
        named_as_furniture(element)
        and not CAPTIONED.search(element.get("class") or "")
        and not any(one in kept for one in element.iter())
    )


def _links_away(around: Sequence[Any]) -> bool:
    link = next((one for one in around if one.tag == "a"), None)
    return link is not None and not re.search(r"(?i)\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", link.get("href") or "")


def is_decoration(image: Any) -> bool:
    """Tell whether a picture is an icon, a counter or a face rather than a picture of the story."""
    for side in ("width", "height"):
        size = re.match(r"\d+", image.get(side) or "")
        if size and 0 < int(size.group()) <= _SMALLEST:
            return True
    return bool(_DECORATION.search(f"{image.get('class') or ''} {(image.get('src') or '').rsplit('/', 1)[-1]}"))


def fills_cell(image: Any) -> bool:
    """Tell whether a table's cell holds nothing but a picture: even a small one says something there."""
    cell = next((one for one in image.iterancestors() if one.tag in BLOCKS), None)
    return cell is not None and cell.tag in ("td", "th") and not words_of(cell)
