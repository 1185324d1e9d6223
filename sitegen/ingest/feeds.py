"""A feed (RSS, Atom, RDF, JSON Feed) → its entries as stories."""

from __future__ import annotations

import calendar
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sitegen.errors import fail
from sitegen.ingest import dom
from sitegen.ingest.addresses import absolute, tidy
from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.encodings import clean
from sitegen.ingest.maintext import leaves_of
from sitegen.ingest.markup import markdown
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline, distinct
from sitegen.ingest.sentences import first_words, opening
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.language import fold
from sitegen.records import Author, Source
from sitegen.storage import digest

MOST_ENTRIES = 500
_TEASER = 400
_NOT_TOLD = ("h1", "h2", "h3", "h4", "h5", "h6", "th", "td", "pre")
_CUT = re.compile(r"(?:…|\.{3})[\s\])]*$")


def read_feed(
    data: bytes, address: str, settings: ImportSettings, now: datetime, name: str
) -> list[tuple[Story, tuple[str, ...]]]:
    """Return the entries of a feed with their notes, in its order. Raises SitegenError when it is no feed.

    What the feed names without a text is told in the notes of the last.
    """
    entries = list(_json_entries(data)) if data.lstrip()[:1] == b"{" else _xml_entries(data)
    read = [(entry, _story(entry, address, settings, now)) for entry in entries[:MOST_ENTRIES]]
    found = [story for _, story in read if story]
    if not found:
        raise fail("is a feed without an entry that has a text", "check the address of the feed", path=name)
    empty = [_plain(entry["title"]) or str(entry["url"]) for entry, story in read if not story]
    notes = [f"the feed has no text for “{one}”, which is left out" for one in empty if one]
    if len(entries) > MOST_ENTRIES:
        notes.append(f"the feed has {len(entries):,} entries; its first {MOST_ENTRIES} are read")
    story, own = found[-1]
    return [*found[:-1], (story, (*own, *notes))]


def _xml_entries(data: bytes) -> list[Mapping[str, Any]]:
    import feedparser  # type: ignore[import-untyped]  # it ships no types

    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    site = parsed.feed.get("title") or ""
    language = parsed.feed.get("language") or ""
    return [{"site": site, "language": language, **_of_xml(entry)} for entry in parsed.entries]


def _of_xml(entry: Any) -> Mapping[str, Any]:
    contents = [one.get("value") or "" for one in entry.get("content", [])] + [entry.get("summary") or ""]
    # A plain look-up: feedparser's own answers for "updated" with "published", and warns that it will not for long.
    dates = [dict.get(entry, key, "") for key in ("published", "created", "updated")]
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return {
        "title": entry.get("title") or "",
        "url": entry.get("link") or "",
        "html": max(contents, key=len),
        "whole": any(contents[:-1]),
        "date": next((date for date in dates if date), ""),
        "moment": datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None,
        "authors": [one.get("name") or "" for one in entry.get("authors", [])] or [entry.get("author") or ""],
        "tags": [one.get("term") or "" for one in entry.get("tags", [])],
        "summary": entry.get("summary") or "",
    }


def _json_entries(data: bytes) -> Iterator[Mapping[str, Any]]:
    """Yield the items of a JSON Feed 1.1."""
    try:
        feed = json.loads(data.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            people = item.get("authors") or [item.get("author")]
            tags = item.get("tags")
            yield {
                "site": _said(feed, "title"),
                "language": _said(item, "language") or _said(feed, "language"),
                "title": _said(item, "title"),
                "url": _said(item, "external_url") or _said(item, "url"),
                "html": _said(item, "content_html") or html.escape(_said(item, "content_text")).replace("\n", "<br>"),
                "whole": True,
                "date": _said(item, "date_published"),
                "moment": None,
                "authors": [_said(one, "name") for one in people if isinstance(one, dict)]
                if isinstance(people, list)
                else [],
                "tags": tags if isinstance(tags, list) else [],
                "summary": _said(item, "summary"),
            }


def _said(told: Mapping[str, Any], key: str) -> str:
    """Return the text of a key, or "" for anything that is no text."""
    value = told.get(key)
    return value if isinstance(value, str) else ""


def _story(
    entry: Mapping[str, Any], address: str, settings: ImportSettings, now: datetime
) -> tuple[Story, tuple[str, ...]] | None:
    """Return an entry as a story, called by its first words if it has no title; None without a text."""
    link = absolute(str(entry["url"]), address)
    blocks, base = _blocks(str(entry["html"]), link or address)
    words = " ".join(leaf.words for leaf in blocks)
    if not words:
        return None
    title = _plain(entry["title"])
    named = Origin("title", "feed") if title else Origin("title", "first words", "no title was found")
    title = title or first_words(words)
    body = markdown(blocks[0].ancestors[-1], blocks, base, "", keep_paragraphs=settings.keep_paragraphs)
    date = read_moment(str(entry["date"]), settings.language, settings.zone, now) or entry["moment"]
    told = " ".join(leaf.words for leaf in blocks if leaf.element.tag not in _NOT_TOLD) or words
    summary = _plain(entry["summary"]) if entry["summary"] != entry["html"] else ""
    people = [author for text in entry["authors"] if text for author in byline(_person(str(text)))]
    tags = [_plain(str(tag)) for tag in entry["tags"] if isinstance(tag, str)]
    story = Story(
        title=title,
        body=body,
        identity=tidy(link) if link else "text:" + digest(fold(title), fold(words)),
        date=date,
        authors=distinct(author for author in people if isinstance(author, Author)),
        section=next((name for tag in tags for name, slug in settings.sections if fold(tag) in (fold(name), slug)), ""),
        tags=tuple(dict.fromkeys(tag for tag in tags if 1 < len(tag) <= 40))[:12],
        source=Source(_plain(entry["site"]), tidy(link) if link else ""),
        language=str(entry["language"]),
        summary=summary if 30 < len(summary) <= _TEASER and summary != words else opening(told),
        origins=(named, Origin("date", "feed", "" if date else "no date was found in the source")),
    )
    short = link and len(words) < _TEASER and (not entry["whole"] or _CUT.search(words))
    return story, (f"the feed gives only the beginning; import {link} for the whole text",) if short else ()


def _blocks(text: str, base: str) -> tuple[list[Leaf], str]:
    """Return the blocks of an entry's HTML; all of it is text."""
    root = dom.parse(f"<html><body><div>{clean(text)}</div></body></html>") if text.strip() else None
    body = dom.body_of(root) if root is not None else None
    if body is None:
        return [], base
    dom.revive(body)
    dom.remove_dead(body)
    dom.settle(body)
    return leaves_of(body), base


def _plain(text: object) -> str:
    """Return text without markup; feeds put escaped HTML into titles."""
    shown = re.sub(r"(?is)<(script|style)\b[^<>]{0,300}>.*?</\1\s*>", " ", html.unescape(str(text or "")))
    bare = re.sub(r"<[^<>]{1,300}>", " ", shown)
    return " ".join(html.unescape(bare).split())


def _person(text: str) -> str:
    """Return the name in "mail@example.org (Name)" or "Name <mail@example.org>" (RSS 2.0's author)."""
    inside = re.search(r"\(([^()]+)\)", text)
    return inside[1] if inside and "@" in text else re.sub(r"<[^>]*>|\S+@\S+", "", text).strip()
