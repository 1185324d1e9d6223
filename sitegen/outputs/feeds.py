"""Feeds: of the site, of every section, tag, author and source, of the editions; and the lists of them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from sitegen.language import sort_key
from sitegen.model.addresses import alias_path
from sitegen.model.library import Library
from sitegen.model.story import Issue, Kind, Shelf, Story
from sitegen.outputs import pages
from sitegen.outputs.cards import Cards, Marked, body, same_page
from sitegen.outputs.pages import References
from sitegen.target import EditionFeedItem, Feed, FeedFormat, FeedItem, FeedLink, Feeds, Target, Text

FORMATS = {
    "rss": FeedFormat("RSS", "rss.xml", "application/rss+xml"),
    "atom": FeedFormat("Atom", "atom.xml", "application/atom+xml"),
    "json": FeedFormat("JSON Feed", "feed.json", "application/feed+json"),
}
"""The formats of feeds (`config.FEED_FORMATS`). A template is called what its file is called."""
_PLAIN = "/%:@!$&'()*+,;=~?"
"""What else a `tag:` URI may hold besides letters and digits."""
_TERMS: tuple[Kind, ...] = ("tag", "author", "source")


def feeds(library: Library, shelf: Shelf, cards: Cards, references: References) -> Iterator[Target]:
    """Yield every feed of one language, the page and the OPML file that list them, and their style sheet."""
    items = Marked(lambda story: _item(library, story, cards, references))
    rows: list[FeedLink] = []
    rest: list[FeedLink] = []
    for row, stories in _rows(shelf):
        yield from _in_all_formats(library, _feed(library, shelf, row, stories, items))
        (rest if row.kind in _TERMS else rows).append(row)
    if shelf.issues:
        row = FeedLink("", "editions", f"{shelf.prefix}editions/")
        yield from _in_all_formats(library, _edition_feed(library, shelf, row, cards, references))
        rows.append(row)
    path, code = f"{shelf.prefix}feeds/", shelf.language
    page = Feeds(
        path=path, language=code, feeds=tuple(rows), feed=shelf.prefix, alternates=same_page(library, "feeds/")
    )  # fmt: skip
    yield Target(f"{path}index.html", "feeds.html", page)
    opml = f"{shelf.prefix}feeds.opml"
    rest.sort(key=lambda row: (sort_key(row.name, code), row.page))  # a new article must not change their order
    yield Target(opml, "feeds.opml", Feeds(path=opml, language=code, feeds=(*rows, *rest)))
    style = f"{shelf.prefix}feed.css"
    yield Target(style, "feed.css", Text(path=style, language=code))


def _rows(shelf: Shelf) -> Iterator[tuple[FeedLink, tuple[Story, ...]]]:
    """Yield what has a feed of articles, each with its articles."""
    yield FeedLink("", "site", shelf.prefix), shelf.stories
    for section in shelf.sections:
        shelved = shelf.terms["section"].get(section.slug)
        row = FeedLink(section.name, "section", section.path, section.about.get("description", ""))
        yield row, shelved.stories if shelved else ()
    for kind in _TERMS:
        for shelved in shelf.terms[kind].values():
            term = shelved.term
            yield FeedLink(term.name, kind, term.path, term.about.get("description", "")), shelved.stories


def _in_all_formats(library: Library, feed: Feed) -> Iterator[Target]:
    bodies = (*(i.body.key for i in feed.items if i.body), *(i.edition.body.key for i in feed.editions))
    for name in library.config.feeds.formats:
        file = FORMATS[name].file
        path = feed.page + file
        yield Target(path, file, replace(feed, path=path), bodies)


def _item(library: Library, story: Story, cards: Cards, references: References) -> FeedItem:
    text = None
    if library.config.feeds.full_text:
        text = body(story, story.article.file, references.get(story.text, ()), library)
    return FeedItem(story_id(library, story), cards.full(story), text)


def _feed(library: Library, shelf: Shelf, row: FeedLink, stories: tuple[Story, ...], items: Marked[FeedItem]) -> Feed:
    chosen = items.of(stories[: library.config.feeds.limit])
    moments = (item.card.updated or item.card.date for item in chosen)
    return replace(_empty(library, shelf, row), items=chosen, updated=max(moments, default=_beginning(library)))


def _edition_feed(library: Library, shelf: Shelf, row: FeedLink, cards: Cards, references: References) -> Feed:
    issues = shelf.issues[: library.config.feeds.limit]
    items = tuple(
        EditionFeedItem(
            _issue_id(library, issue),
            pages.edition(library, shelf, position, cards, references),
            issue.edition.updated or issue.edition.date,
        )
        for position, issue in enumerate(issues)
    )
    return replace(_empty(library, shelf, row), editions=items, updated=max(item.updated for item in items))


def _empty(library: Library, shelf: Shelf, row: FeedLink) -> Feed:
    return Feed(
        path="", language=shelf.language, title=row.name, summary=row.summary, kind=row.kind, page=row.page,
        id=_tag_uri(library, row.page), updated=_beginning(library), hub=library.config.feeds.hub,
    )  # fmt: skip


def _beginning(library: Library) -> dt.datetime:
    """Return a moment before which nothing was published, for a feed without entries: RFC 4287 wants one."""
    year, month, day = (*library.config.feeds.id_since.split("-"), "1", "1")[:3]
    return dt.datetime(int(year), int(month), int(day), tzinfo=dt.UTC)


def story_id(library: Library, story: Story) -> str:
    """Return an identifier that stays when title, address (if the old one is an alias) or domain change.

    A `tag:` URI (RFC 4151): the site's authority and the oldest address of the article.
    """
    return story.article.id or _tag_uri(library, _oldest(story.article.aliases, story.path))


def _issue_id(library: Library, issue: Issue) -> str:
    return issue.edition.id or _tag_uri(library, _oldest(issue.edition.aliases, issue.path))


def _oldest(aliases: tuple[str, ...], path: str) -> str:
    return quote(alias_path(aliases[0]), _PLAIN) if aliases else path


def _tag_uri(library: Library, path: str) -> str:
    settings = library.config.feeds
    authority = settings.id_domain or urlsplit(library.config.base_url).hostname or "localhost"
    return f"tag:{authority},{settings.id_since}:/{path}"
