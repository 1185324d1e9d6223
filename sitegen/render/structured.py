"""Structured data: what a page is about, for machines (schema.org as JSON-LD)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import msgspec
from markupsafe import Markup

from sitegen.language import iso
from sitegen.records import media_path
from sitegen.shared import Shared
from sitegen.target import Article, Site

_LIVE = re.compile("[<>&\u2028\u2029]")


def as_json(value: object) -> Markup:
    """Return `value` as JSON that cannot end a script element or be read as markup (`<`, `>`, `&` are escaped)."""
    made = msgspec.json.encode(value, enc_hook=_plain).decode()
    return Markup(_LIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", made))  # noqa: S704  # made safe here


def _plain(value: object) -> object:
    if isinstance(value, Shared):
        return tuple(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def news_article(page: Article, site: Site, absolute: Callable[[str], str]) -> Markup:
    """Return a NewsArticle and its BreadcrumbList (https://schema.org/NewsArticle) for the page of an article."""
    return as_json(
        {"@context": "https://schema.org", "@graph": [_article(page, site, absolute), _crumbs(page, site, absolute)]}
    )


def _article(page: Article, site: Site, absolute: Callable[[str], str]) -> dict[str, Any]:
    card = page.card

    def moment(date: dt.datetime) -> str:
        return iso(date, site.timezone)

    facts: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": card.title,
        "datePublished": moment(card.date),
        "dateModified": moment(card.updated or card.date),
        "inLanguage": card.language,
        "mainEntityOfPage": absolute(page.path),
    }
    if card.summary:
        facts["description"] = card.summary
    if card.image:
        facts["image"] = [absolute(media_path(card.image.src) or card.image.src)]
    if card.section:
        facts["articleSection"] = card.section.name
    if card.tags:
        facts["keywords"] = [tag.name for tag in card.tags]
    if card.authors:
        facts["author"] = [_person(author.name, author.role, author.path, absolute) for author in card.authors]
    elif card.source and card.source.name:
        facts["author"] = [{"@type": "Organization", "name": card.source.name}]
    if card.source and card.source.url:
        facts["isBasedOn"] = card.source.url
    facts["publisher"] = {"@type": "Organization", "name": site.title, "url": absolute(site.home)}
    return facts


def _person(name: str, role: str, path: str, absolute: Callable[[str], str]) -> dict[str, str]:
    person = {"@type": "Person", "name": name}
    if role:
        person["jobTitle"] = role
    if path:
        person["url"] = absolute(path)
    return person


def _crumbs(page: Article, site: Site, absolute: Callable[[str], str]) -> dict[str, Any]:
    section = page.card.section
    steps = [(site.title, site.home), *([(section.name, section.path)] if section else []), (page.title, page.path)]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
