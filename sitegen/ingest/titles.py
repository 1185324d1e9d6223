"""The title of an article, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sitegen.ingest.dom import words_of
from sitegen.ingest.jsonld import Told
from sitegen.language import fold

_SEPARATOR = re.compile(r"\s+[|–—·•»:›-]\s+|\s*[|»›]\s*|\s+::\s+|_(?=[^_]+$)")
_LONGEST = 300


def title_of(root: Any, meta: Mapping[str, str], told: Told, site_name: str) -> tuple[str, str]:
    """Return the title and where it was found; ("", "") where the page has none.

    A heading that the page's `<title>`, OpenGraph or JSON-LD repeats is the title as readers see it.
    """
    head = next((words_of(element) for element in root.iter("title") if words_of(element)), "")
    shared = meta.get("og:title", "") or meta.get("twitter:title", "")
    claims = [claim for claim in (shared, told.headline, head, meta.get("dc.title", "")) if claim]
    heading = _confirmed_heading(root, claims)
    if heading:
        return heading, "heading"
    for claim, place in ((shared, "og:title"), (told.headline, "json-ld"), (meta.get("dc.title", ""), "dc.title")):
        if claim:
            return without_site(claim, site_name)[:_LONGEST], place
    if head:
        return without_site(head, site_name)[:_LONGEST], "title"
    first = next((words for element in root.iter("h1", "h2") if (words := words_of(element))), "")
    return first[:_LONGEST], "heading" if first else ""


def without_site(title: str, site_name: str) -> str:
    """Return a page's title without the site's name in front of it or behind it."""
    parts = _SEPARATOR.split(title)
    cuts = list(_SEPARATOR.finditer(title))
    if len(parts) < 2:
        return title
    name = fold(site_name)
    if name and fold(parts[-1]) in (name, f"{name}.az", f"{name}.com"):
        return title[: cuts[-1].start()].strip()
    if name and fold(parts[0]) == name:
        return title[cuts[0].end() :].strip()
    longest = max(parts, key=len)
    if len(longest.split()) >= 4 and longest != parts[-1] and len(parts[-1].split()) <= 4:
        return title[: cuts[-1].start()].strip() if len(parts) == 2 else longest.strip()
    if len(parts[0].split()) <= 2 < len(longest.split()) and longest == parts[-1] and len(parts) == 2:
        return longest.strip()
    return title


def _confirmed_heading(root: Any, claims: list[str]) -> str:
    """Return the longest heading that one of the page's claims contains, or that nearly is one."""
    keys = [_key(claim) for claim in claims]
    best = ""
    for element in root.iter("h1", "h2", "h3"):
        words = words_of(element)
        key = _key(words)
        if not 8 <= len(words) <= _LONGEST or len(words) <= len(best):
            continue
        if any(key == claim or (key in claim and len(key) * 3 >= len(claim)) for claim in keys) or (
            element.tag == "h1"
            and any(claim in key and len(claim) * 5 >= len(key) * 4 for claim in keys if len(claim) > 15)
        ):
            best = words
    return best


def _key(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))
