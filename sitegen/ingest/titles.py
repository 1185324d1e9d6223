"""The title of an article, without the name of the site."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sitegen.ingest.addresses import host_name
from sitegen.ingest.dom import words_of
from sitegen.ingest.jsonld import Told
from sitegen.language import fold

_SEPARATOR = re.compile(
    r"\s+[|–—·•«»:›‹-]\s+|\s*[|│»›]\s*|\s+::\s+|_(?=[^_]+$)|(?<=[\u3000-\u9fff\uff00-\uffef])-(?=[\u4e00-\u9fff]{2,8}$)"
)
_KICKER = re.compile(
    r"(?i)kicker|overline|topic|roof|dachzeile|spitzmarke|label|categor|eyebrow|rubric|hidden|sr-only|small"
    r"|(?:super|pre|sub|top)-?(?:title|line|head)"
)
_DAY_BEFORE = re.compile(r"^\d{1,2}[./]\d{1,2}[./]\d{4}\s*[|:–-]\s+(?=\S{2})")
_LOGO = re.compile(r"(?i)logo|site-?(?:title|name|heading)|blog-?title|brand|masthead")
_REFERENCE = re.compile(r"&(?:quot|amp|apos|lt|gt|nbsp|[lr][ad]quo|#\d{2,4}|#x[0-9a-f]{2,4});")
_LONGEST = 300
_SHORTEST = 7
_FEW = 2
_STEM = 4


def title_of(root: Any, meta: Mapping[str, str], told: Told, site_name: str, address: str = "") -> tuple[str, str]:
    """Return the title of the page at `address` and where it was found; ("", "") where the page has none.

    A heading that the page's `<title>`, OpenGraph or JSON-LD repeats is the title as readers see it. So is the only
    one, unless OpenGraph, JSON-LD and the address have nothing in common with it: then it is the name of a section.
    """
    site_name = site_name or host_name(address).removeprefix("www.").rpartition(".")[0]
    head = next((words_of(element) for element in root.iter("title") if words_of(element)), "")
    shared = meta.get("og:title", "") or meta.get("twitter:title", "")
    declared = ((shared, "og:title"), (told.headline, "json-ld"), (meta.get("dc.title", ""), "dc.title"))
    claims = [claim for claim in (shared, told.headline, head, meta.get("dc.title", "")) if claim]
    heading = _confirmed_heading(root, claims, site_name)
    if not heading:
        alone, path = _only_heading(root, site_name), address.partition("//")[2].partition("/")[2]
        about = [bare for claim in (shared, told.headline) if len((bare := without_site(claim, site_name)).split()) > 3]
        heading = alone if not about or any(_are_akin(alone, one) for one in (*about, path)) else ""
    heading = heading or _opening_heading(root, claims) or _lone_heading(root, claims)
    if heading:
        bare = without_site(heading, site_name) if "|" in heading else heading
        return _unescaped(_in_usual_letters(_DAY_BEFORE.sub("", bare).rstrip("¶#🔗 "), claims, site_name)), "heading"
    for claim, place in (*declared, (meta.get("parsely-title", ""), "parsely-title"), (head, "title")):
        if claim:
            shown = _shown_part(root, claim, site_name) if place == "title" else ""
            return _unescaped(shown or without_site(claim, site_name))[:_LONGEST], place
    first = next((words for element in root.iter("h1", "h2") if (words := words_of(element))), "")
    return first[:_LONGEST], "heading" if first else ""


def _in_usual_letters(heading: str, claims: Sequence[str], site_name: str) -> str:
    """Return a heading in capitals as the page writes it elsewhere in usual letters."""
    if not heading.isupper() or len(heading.split()) < _FEW:
        return heading
    bare = (without_site(claim, site_name) for claim in claims if not claim.isupper())
    return next((claim for claim in bare if _key(claim) == _key(heading)), heading)


def _unescaped(title: str) -> str:
    """Return a title without the references that a template escaped twice: "&amp;quot;"."""
    return html.unescape(title) if _REFERENCE.search(title) else title


def without_site(title: str, site_name: str) -> str:
    """Return a page's title without the site's name in front of it or behind it."""
    name = _key(site_name)
    before, colon, rest = title.partition(": ")
    if colon and name and _key(before) == name:
        return rest.strip()
    parts = _SEPARATOR.split(title)
    cuts = list(_SEPARATOR.finditer(title))
    if len(parts) < 2:
        return title
    named = [
        bool(name) and re.fullmatch(rf"(?:www)?{name}(?:az|com|net|org)?", _key(part)) is not None for part in parts
    ]
    if any(named[1:]):
        return title[: cuts[named.index(True, 1) - 1].start()].strip()
    if named[0]:
        return title[cuts[0].end() :].strip()
    longest = max(parts, key=len)
    if len(longest.split()) >= 4 and longest != parts[-1] and len(parts[-1].split()) <= 4:
        return title[: cuts[-1].start()].strip() if len(parts) == 2 else longest.strip()
    if len(parts[0].split()) <= 2 < len(longest.split()) and longest == parts[-1] and len(parts) == 2:
        return longest.strip()
    return title


def _shown_part(root: Any, title: str, site_name: str) -> str:
    """Return the part of the page's title that it shows in bold or large letters, as pages without headings do.

    A part of fewer than two words, or one that is a link, may be anything's name.
    """
    parts = {_key(part): part.strip() for part in re.split(_SEPARATOR.pattern + r"|:\s+", title)}
    for element in root.iter("b", "strong", "font", "big"):
        part = parts.get(_key(words_of(element)), "")
        if len(parts) > 1 and len(part.split()) > 1 and _key(part) != _key(site_name) and not _in_link(element):
            return part
    return ""


def _in_link(element: Any) -> bool:
    return next(element.iter("a"), None) is not None or any(one.tag == "a" for one in element.iterancestors())


def _confirmed_heading(root: Any, claims: Sequence[str], site_name: str) -> str:
    """Return the heading that the page's claims confirm best; among equals the longest, then the first.

    A heading that is a claim, less the site's name, is surest (the first claim more than the second), then one that a
    claim contains, then a main heading that contains a claim.
    """
    whole = [key for claim in claims if (key := _key(claim))]
    bare = [key for claim in claims if (key := _key(without_site(claim, site_name)))]
    best, found = (0, 0), ""
    for element in root.iter("h1", "h2", "h3"):
        words = _without_kicker(element, bare)
        key = _key(words)
        rank = (_confirmation(words, key, element.tag, whole, bare), len(key))
        if rank[0] and rank > best and len(words) <= _LONGEST and key != _key(site_name) and not _is_logo(element):
            best, found = rank, words
    return found


def _confirmation(words: str, key: str, tag: str, whole: Sequence[str], bare: Sequence[str]) -> int:
    """Return how surely the claims confirm a heading: 0 (not at all) … 2 + the number of claims."""
    if not key:
        return 0
    if key in bare:
        return 2 + len(bare) - bare.index(key)
    if words.endswith(":"):
        return 0  # the first half of a title set in two lines
    if len(key) >= _SHORTEST and any(key in claim and len(key) * 3 >= len(claim) for claim in whole):
        return 2
    near = any(claim in key and len(claim) * 5 >= len(key) * 4 for claim in whole if len(claim) > 15)
    return int(tag == "h1" and near)


def _only_heading(root: Any, site_name: str) -> str:
    """Return the page's one main heading, unless it is the site's name or too short to be a title."""
    headings = [words for element in root.iter("h1") if (words := words_of(element)) and not _is_logo(element)]
    alone = headings[0] if len(set(headings)) == 1 else ""
    return alone if len(alone.split()) >= _FEW and len(alone) <= _LONGEST and _key(alone) != _key(site_name) else ""


def _lone_heading(root: Any, claims: Sequence[str]) -> str:
    """Return the only second heading of a page without a main one, if all that it claims is as short as a name."""
    if not claims or any(len(claim.split()) > _FEW for claim in claims) or next(root.iter("h1"), None) is not None:
        return ""
    headings = [words for element in root.iter("h2") if (words := words_of(element)) and not _is_logo(element)]
    alone = headings[0] if len(headings) == 1 else ""
    return alone if len(alone.split()) > _FEW and len(alone) <= _LONGEST else ""


def _opening_heading(root: Any, claims: Sequence[str]) -> str:
    """Return the heading of a few words with which a long title in several parts opens: "Title - Chapter 1 - Site"."""
    openings = {_key(parts[0]) for claim in claims if len(parts := _SEPARATOR.split(claim)) > _FEW}
    shown = (words_of(element) for element in root.iter("h1", "h2"))
    return next((words for words in shown if len(words.split()) > _FEW and _key(words) in openings), "")


def _are_akin(one: str, other: str) -> bool:
    """Tell whether two titles share a word, or a part that words of both have."""
    key, words = _key(other), [_key(word) for word in one.split()]
    return any(word[:_STEM] in key for word in words if len(word) >= _STEM)


def _is_logo(element: Any) -> bool:
    """Tell whether a heading is the site's own sign: called so, or a link to the home page."""
    around = [element, *list(element.iterancestors())[:2]]
    if any(_LOGO.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around):
        return True
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?", link.get("href") or "-") for link in element.iter("a"))


def _without_kicker(element: Any, claims: list[str]) -> str:
    """Return a heading's text without the topic in small print above or below it, which has an element of its own."""
    words = words_of(element)
    parts = [element.text or "", *(piece for child in element for piece in (words_of(child), child.tail or ""))]
    parts = [" ".join(part.split()) for part in parts if part.strip()]
    if len(parts) == 1 and len(element) == 1:
        return _without_kicker(element[0], claims)
    if len(parts) < 2:
        return words
    if len(element) and element[-1].tag == "small" and _key(parts[0]) in claims:
        return parts[0]
    rest = " ".join(parts[1:]).strip(" :–—-")
    if _key(rest) in claims or any(_KICKER.search(child.get("class") or "") for child in element[:1]):
        return rest
    return words


def _key(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))
