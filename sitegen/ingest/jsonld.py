"""What a page says of itself in JSON-LD (schema.org), read leniently: publishers break every rule of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from sitegen.records import Author

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review|Recipe|NewsItem|SocialMediaPosting)$")
_MOST = 5_000
_LONGEST = 2_000_000


class Told(msgspec.Struct, frozen=True):
    """What one article's JSON-LD tells, as it stands there; "" and () where it tells nothing."""

    headline: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[Author, ...] = ()
    section: str = ""
    keywords: tuple[str, ...] = ()
    publisher: str = ""
    image: str = ""
    credit: str = ""
    description: str = ""
    language: str = ""
    address: str = ""


def told_by(root: Any) -> Told:
    """Return what the page's JSON-LD tells about its article; where it tells of several, of the one told best."""
    nodes = [
        node for script in root.iter("script") if _is_jsonld(script) for node in _nodes(_loaded(script.text or ""))
    ]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _texts(node.get("@type")))]
    if not articles:
        pages = [node for node in nodes if "WebPage" in _texts(node.get("@type")) and node.get("datePublished")]
        articles = pages
    best = max(articles, key=_wealth, default=None)
    return _told(best, by_id) if best else Told()


def _is_jsonld(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").casefold()


def _loaded(text: str) -> Any:
    """Return the parsed JSON, or None; comments, stray controls and a trailing comma are forgiven."""
    text = re.sub(
        r"^\s*(?:<!--|(?://\s*)?<!\[CDATA\[|/\*.*?\*/)|(?:-->|(?://\s*)?\]\]>)\s*$",
        "",
        text[:_LONGEST].strip(),
        flags=re.DOTALL,
    )
    text = text.strip().removesuffix(";")
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvaged(text)


_PAIR = re.compile(r'"(headline|datePublished|dateModified|articleSection|inLanguage)"\s*:\s*("(?:[^"\\]|\\.){1,400}")')


def _salvaged(text: str) -> dict[str, Any] | None:
    """Return the plain facts of an article whose JSON cannot be parsed as a whole; the first of each counts."""
    found: dict[str, Any] = {}
    for key, value in _PAIR.findall(text):
        try:
            found.setdefault(key, json.loads(value, strict=False))
        except ValueError:
            continue
    return {"@type": "Article", **found} if "datePublished" in found else None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside, outermost first."""
    waiting = [value]
    for _ in range(_MOST):
        if not waiting:
            return
        current = waiting.pop(0)
        if isinstance(current, dict):
            yield current
            waiting += [inner for inner in current.values() if isinstance(inner, dict | list)]
        elif isinstance(current, list):
            waiting += [inner for inner in current if isinstance(inner, dict | list)]


def _wealth(node: Mapping[str, Any]) -> int:
    return sum(
        bool(node.get(key)) for key in ("headline", "datePublished", "author", "image", "articleSection", "publisher")
    )


def _told(node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Told:
    image = _first(node.get("image"), by_id)
    return Told(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        authors=tuple(_people(node.get("author") or node.get("creator"), by_id)),
        section=next(iter(_texts(node.get("articleSection"))), ""),
        keywords=tuple(_keywords(node.get("keywords"))),
        publisher=_text(_first(node.get("publisher"), by_id).get("name")),
        image=_text(image.get("url")) or _text(image.get("contentUrl")) or _text(image.get("@value")),
        credit=_text(image.get("creditText")) or _text(image.get("copyrightNotice")),
        description=_text(node.get("description")),
        language=_text(node.get("inLanguage")),
        address=_text(node.get("url")) or _text(_first(node.get("mainEntityOfPage"), by_id).get("@id")),
    )


def _people(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[Author]:
    for one in value if isinstance(value, list) else [value]:
        person = _first(one, by_id)
        name = _text(person.get("name")) or _text(person.get("@value"))
        if name and "Organization" not in _texts(person.get("@type")):
            role = _text(person.get("jobTitle")) or _text(person.get("description") if _is_short(person) else "")
            yield Author(name, role)


def _is_short(person: Mapping[str, Any]) -> bool:
    from sitegen.ingest.names import is_role

    return is_role(_text(person.get("description")))


def _first(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the first object of a value, following `@id`; a bare text is an object with that `@value`."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return by_id.get(value, {"@value": value, "@id": value})
    if isinstance(value, dict):
        known = by_id.get(value.get("@id", "")) if isinstance(value.get("@id"), str) and len(value) <= 2 else None
        return known or value
    return {}


def _texts(value: Any) -> list[str]:
    return [text for one in (value if isinstance(value, list) else [value]) if (text := _text(one))]


def _text(value: Any) -> str:
    """Return a value's text without markup; what is no text is none."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(re.sub(r"<[^<>]{1,200}>", "", html.unescape(value))).split())


def _keywords(value: Any) -> Iterator[str]:
    for text in _texts(value):
        yield from (word.strip() for word in re.split(r"[,;]", text) if 1 < len(word.strip()) <= 60)
