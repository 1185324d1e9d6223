"""The tags and the section that a page shows its readers, for want of those that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from sitegen.ingest.dom import words_of

_TAGS = re.compile(
    r"""(?ix)(?:^|[\s_-])(?:tags?|hashtags?|tags?-?(?:list|links?|box|cloud-?post)|(?:post|news|article|entry)-?tags?
    |etiket\w*|teql?ə?r?|keywords?|topics?)(?:$|[\s_-])"""
)
_TAGS_LABEL = re.compile(
    r"""(?ix)^\W*(?:teqlər|teqlar|açar\ söz\w*|etiket\w*|tags?|topics|keywords|метки|теги|ключевые\ слова
    |schlag(?:worte|wörter)|mots[- ]clés|etiquetas)\s*:"""
)
_SECTION = re.compile(
    r"(?i)(?:^|[\s_-])(?:categor\w*|kateqor\w*|kategor\w*|section|bolme|rubri\w*|kicker|breadcrumbs?|crumbs?)(?:$|[\s_-])"
)
_ELSEWHERE = re.compile(r"(?i)sidebar|widget|cloud|popular|related|trend|menu|recent")
_AROUND = 8
_LONGEST_ROW = 400
_LONGEST = 40
_MOST = 12


def tags_shown(root: Any) -> tuple[str, ...]:
    """Return the texts of the links that a page marks or labels as the article's tags; () if they are too many."""
    rows: dict[Any, bool] = {}
    found: dict[str, None] = {}
    for link in root.iter("a"):
        marks = (link.get("rel") or "").lower().split()
        parent = link.getparent()
        if "category" in marks or parent is None:
            continue
        if ("tag" in marks or _is_row(parent, rows)) and not _is_elsewhere(link):
            found[words_of(link).lstrip("# ")] = None
    tags = [tag for tag in found if 1 < len(tag) <= _LONGEST]
    return tuple(tags) if len(tags) <= _MOST else ()


def sections_shown(root: Any, address: str) -> Iterator[str]:
    """Yield what may name the section: marked elements, links of a category or a trail, parts of the address."""
    for element in root.iter("a", "span", "div", "p", "li", "meta"):
        if (element.get("itemprop") or "").lower() in ("articlesection", "genre"):
            yield element.get("content") or words_of(element)
    for link in root.iter("a"):
        around = [link, *islice(link.iterancestors(), 3)]
        named = any(_SECTION.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around)
        if (named or "category" in (link.get("rel") or "").lower().split()) and not _is_elsewhere(link, nav=True):
            yield words_of(link)
    yield from (unquote(part) for part in urlsplit(address).path.split("/")[:-1] if part)


def _is_row(parent: Any, known: dict[Any, bool]) -> bool:
    """Tell whether an element, or the one around it, is called or labelled a row of tags."""
    for one in (parent, parent.getparent()):
        if one is None:
            return False
        if one not in known:
            named = _TAGS.search(f"{one.get('class') or ''} {one.get('id') or ''}") is not None
            known[one] = one.tag not in ("body", "html") and (named or _is_labelled(one))
        if known[one]:
            return True
    return False


def _is_labelled(element: Any) -> bool:
    opening = (element.text or "").strip() or (element[0].text or "" if len(element) else "")
    return ":" in opening[:_LONGEST] and bool(_TAGS_LABEL.match(opening)) and len(words_of(element)) <= _LONGEST_ROW


def _is_elsewhere(element: Any, *, nav: bool = False) -> bool:
    """Tell whether an element stands beside the article; a trail of sections may be called navigation."""
    for one in islice(element.iterancestors(), _AROUND):
        if one.tag == "aside" or (one.tag == "nav" and not nav):
            return True
        if one.tag not in ("body", "html") and _ELSEWHERE.search(f"{one.get('class') or ''} {one.get('id') or ''}"):
            return True
    return False
