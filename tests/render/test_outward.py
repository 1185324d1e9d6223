"""What leaves the site: addresses that hold anywhere, and XML that every parser reads, whatever was written."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # it ships no types
from msgspec.structs import replace

from sitegen.records import Image, Link, Source
from sitegen.render.batch import Job, Kit, PageBatch, Pages, render_pages
from sitegen.render.outward import outward
from sitegen.render.pages import members
from sitegen.render.themes import Template, load_theme
from sitegen.shared import encode, shared
from sitegen.target import (
    AnyContext,
    Body,
    Card,
    Feed,
    FeedItem,
    FeedLink,
    Feeds,
    Fresh,
    NewsSitemap,
)
from tests.themes.samples import site

PAGE = "https://example.org/digest/2026/02/yazi/"
MOMENT = dt.datetime(2026, 2, 3, 10, 37, tzinfo=dt.UTC)

# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="../x">', f'<a href="{urljoin(PAGE, "../x")}">'),
        ('<a href="?a=1&amp;b=2">', f'<a href="{PAGE}?a=1&amp;b=2">'),
        ('<a href="#bas">', f'<a href="{PAGE}#bas">'),
        ('<a href="//example.net/">', '<a href="https://example.net/">'),
        ('<a href="/tags/">', '<a href="https://example.org/tags/">'),
        ('<img src="a.png" alt="a href=&quot;b&quot;">', f'<img src="{PAGE}a.png" alt="a href=&quot;b&quot;">'),
        ('<video poster="p.jpg" controls="">', f'<video poster="{PAGE}p.jpg" controls="">'),
        (
            '<img src="a.png" srcset="a-1.png 1x, https://example.net/a-2.png 2x">',
            f'<img src="{PAGE}a.png" srcset="{PAGE}a-1.png 1x, https://example.net/a-2.png 2x">',
        ),
        ('<h2 id="x">X<a class="anchor" href="#x" aria-hidden="true">#</a></h2>', '<h2 id="x">X</h2>'),
    ],
)
def test_an_address_becomes_what_the_page_would_read(before: str, after: str) -> None:
    assert outward(before, PAGE) == after


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.net/../x">',
        '<a href="mailto:a@example.org">',
        '<code>href="../x"</code> <p>src="y"</p>',
        '<a href="https://example.org/" title="href=">',
        "",
    ],
)
def test_what_is_whole_or_no_address_stays(html: str) -> None:
    assert outward(html, PAGE) == html


def test_an_address_that_is_none_stays() -> None:
    assert outward('<a href="//[bad">x</a>', PAGE) == '<a href="//[bad">x</a>'


# ------------------------------------------------------------------ any text at all

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda s: f"\x01{s}\ufffe")


@cache
def kit() -> bytes:
    where = site()
    templates: dict[str, Template] = load_theme(Path("/nowhere"), "plain", {}).templates
    hostile = replace(where, title="\x0bA & <b>\x1f", description="]]>\x00")
    return msgspec.msgpack.encode(Kit(templates, {"az": hostile}))


def made(file: str, context: AnyContext, html: str = "") -> bytes:
    data, lists = encode(context)
    job = Job("0", file, file, "az", msgspec.Raw(data))
    batch = msgspec.msgpack.encode(PageBatch([job], bodies={"key": html}, members=members(lists)))
    pages = msgspec.msgpack.decode(render_pages(kit(), batch), type=Pages)
    assert pages.problems == []
    return pages.files[0][2]


@settings(deadline=None)
@given(anything, anything)
def test_no_character_breaks_a_feed(said: str, other: str) -> None:
    card = Card(
        "a/", said, MOMENT, "az", summary=other, section=Link(said, "s/"), tags=(Link(other, "t/"),),
        source=Source(said, f"https://example.org/{said}"), image=Image(f"https://example.org/{other}", said, other),
    )  # fmt: skip
    feed = Feed(
        path="feed", language="az", title=said, summary=other, kind="tag", page="t/", id="tag:x,2025:/", updated=MOMENT,
        items=shared(FeedItem("tag:x,2025:/a/", card, Body("key"))),
    )  # fmt: skip
    for file in ("rss.xml", "atom.xml"):
        etree.fromstring(made(file, feed, f"<p>{other}</p>"))
    assert json.loads(made("feed.json", feed, other))["items"][0]["title"] == said


@settings(deadline=None)
@given(anything)
def test_no_character_breaks_a_sitemap_or_the_list_of_feeds(said: str) -> None:
    fresh = Fresh("a/", said, MOMENT, "az", said)
    root = etree.fromstring(made("sitemap-news.xml", NewsSitemap(path="x", language="az", items=(fresh,))))
    kept = "".join(c for c in said if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    title = root.findtext(".//{*}title") or ""
    assert title == kept.replace("\r\n", "\n").replace("\r", "\n"), "all that XML may hold is there"
    rows = (FeedLink(said, "tag", "t/", said),)
    etree.fromstring(made("feeds.opml", Feeds(path="x", language="az", feeds=rows)))
