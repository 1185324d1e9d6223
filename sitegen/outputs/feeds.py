"""Feeds: of the site, of every section and tag, of the editions; and the reading list of them all."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from sitegen.model.library import Library
from sitegen.model.story import Issue, Shelf, Story
from sitegen.outputs import pages
from sitegen.outputs.cards import Cards, body
from sitegen.outputs.pages import References
from sitegen.target import EditionFeedItem, Feed, FeedItem, FeedLink, Feeds, Target


def feeds(library: Library, shelf: Shelf, cards: Cards, references: References) -> Iterator[Target]:
    """Yield every feed of one language and the page that lists them."""
    yield _feed(library, shelf, "", shelf.prefix, shelf.stories, cards, references)
    rows = [FeedLink("", "site", f"{shelf.prefix}rss.xml", shelf.prefix)]
    for section in shelf.sections:
        shelved = shelf.terms["section"].get(section.slug)
        stories = shelved.stories if shelved else ()
        yield _feed(library, shelf, section.name, section.path, stories, cards, references)
        rows.append(FeedLink(section.name, "section", f"{section.path}rss.xml", section.path))
    for shelved in shelf.terms["tag"].values():
        tag = shelved.term
        yield _feed(library, shelf, tag.name, tag.path, shelved.stories, cards, references)
    if shelf.issues:
        yield _edition_feed(library, shelf, cards, references)
        root = f"{shelf.prefix}editions/"
        rows.append(FeedLink("", "editions", f"{root}rss.xml", root))
    path = f"{shelf.prefix}feeds/"
    yield Target(f"{path}index.html", "feeds.html", Feeds(path=path, language=shelf.language, feeds=tuple(rows)))


def _feed(
    library: Library,
    shelf: Shelf,
    title: str,
    page: str,
    stories: tuple[Story, ...],
    cards: Cards,
    references: References,
) -> Target:
    settings = library.config.feeds
    items = []
    for story in stories[: settings.limit]:
        text = None
        if settings.full_text:
            text = body(story, story.article.file, references.get(story.text, ()), library)
        items.append(FeedItem(story_id(library, story), cards.full(story), text))
    keys = tuple(item.body.key for item in items if item.body)
    updated = max((item.card.updated or item.card.date for item in items), default=None)
    path = f"{page}rss.xml"
    context = Feed(
        path=path, language=shelf.language, title=title, page=page, items=tuple(items), updated=updated, feed=path
    )
    return Target(path, "rss.xml", context, keys)


def _edition_feed(library: Library, shelf: Shelf, cards: Cards, references: References) -> Target:
    items = []
    for position, issue in enumerate(shelf.issues[: library.config.feeds.limit]):
        items.append(
            EditionFeedItem(_issue_id(library, issue), pages.edition(library, shelf, position, cards, references))
        )
    root = f"{shelf.prefix}editions/"
    path = f"{root}rss.xml"
    context = Feed(
        path=path,
        language=shelf.language,
        title="editions",
        page=root,
        editions=tuple(items),
        updated=max((item.edition.date for item in items), default=None),
        feed=path,
    )
    return Target(path, "rss.xml", context, tuple(item.edition.body.key for item in items))


def story_id(library: Library, story: Story) -> str:
    """Return an identifier that stays when title, address (if the old one is an alias) or domain change.

    A `tag:` URI (RFC 4151): the site's authority and the oldest address of the article.
    """
    aliases = story.article.aliases
    return story.article.id or _tag_uri(library, aliases[0].lstrip("/") if aliases else story.path)


def _issue_id(library: Library, issue: Issue) -> str:
    aliases = issue.edition.aliases
    return issue.edition.id or _tag_uri(library, aliases[0].lstrip("/") if aliases else issue.path)


def _tag_uri(library: Library, path: str) -> str:
    settings = library.config.feeds
    authority = settings.id_domain or urlsplit(library.config.base_url).hostname or "localhost"
    return f"tag:{authority},{settings.id_since}:/{path}"
