"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): a record for a record, so no template is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup

from sitegen.language import iso
from sitegen.target import Card, Edition, EditionFeedItem, Feed, FeedItem, Picture, Site

_KEPT = 5000
VERSION = "https://jsonfeed.org/version/1.1"


class Tools(NamedTuple):
    """Functions that templates have too: whole addresses, articles and editions as HTML, pictures, interface texts."""

    absolute: Callable[[str], str]
    article: Callable[[FeedItem], str]
    edition: Callable[[Edition], str]
    picture: Callable[[Any], Picture]
    word: Callable[[str], str]


def json_feeds(site: Site, tools: Tools) -> Callable[[Feed], Markup]:
    """Return a function that makes the text of a feed's file; an entry is made once for all feeds that it stands in."""

    @lru_cache(maxsize=_KEPT)
    def entry(item: FeedItem) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(_item(item, site, tools)))

    def json_feed(page: Feed) -> Markup:
        made = _head(page, site, tools)
        made["items"] = [entry(item) for item in page.items] + [_edition(item, site, tools) for item in page.editions]
        return Markup(msgspec.json.encode(made).decode())  # noqa: S704  # a file of its own, never part of a page

    return json_feed


def _head(page: Feed, site: Site, tools: Tools) -> dict[str, Any]:
    name = tools.word("editions") if page.kind == "editions" else page.title
    made: dict[str, Any] = {
        "version": VERSION,
        "title": f"{site.title} — {name}" if name else site.title,
        "home_page_url": tools.absolute(page.page),
        "feed_url": tools.absolute(page.path),
        "description": page.summary or site.description,
        "user_comment": tools.word("feed_hint"),
        "language": page.language,
        "hubs": [{"type": "WebSub", "url": page.hub}] if page.hub else [],
    }
    return {key: value for key, value in made.items() if value}


def _item(item: FeedItem, site: Site, tools: Tools) -> dict[str, Any]:
    card = item.card
    source = card.source.url if card.source else ""
    made: dict[str, Any] = {
        "id": item.id,
        "url": tools.absolute(card.path),
        "external_url": source if card.link else "",
        "title": card.title,
        "content_html": tools.article(item),
        "summary": card.summary,
        "image": tools.absolute(tools.picture(card.image).src) if card.image else "",
        "date_published": iso(card.date, site.timezone),
        "date_modified": iso(card.updated, site.timezone) if card.updated else "",
        "authors": [_author(author.name, author.path, tools) for author in card.authors],
        "tags": _tags(card),
        "language": card.language,
    }
    made = {key: value for key, value in made.items() if value}
    if "content_html" not in made:
        made["content_text"] = card.summary or card.title  # one of both kinds of content is required
    return made


def _author(name: str, path: str, tools: Tools) -> dict[str, str]:
    return {"name": name, "url": tools.absolute(path)} if path else {"name": name}


def _tags(card: Card) -> list[str]:
    return [link.name for link in ((card.section,) if card.section else ()) + card.tags]


def _edition(item: EditionFeedItem, site: Site, tools: Tools) -> dict[str, Any]:
    edition = item.edition
    made = {
        "id": item.id,
        "url": tools.absolute(edition.path),
        "title": edition.title,
        "content_html": tools.edition(edition),
        "summary": edition.summary,
        "date_published": iso(edition.date, site.timezone),
        "date_modified": iso(item.updated, site.timezone) if item.updated != edition.date else "",
        "language": edition.language,
    }
    return {key: value for key, value in made.items() if value}
