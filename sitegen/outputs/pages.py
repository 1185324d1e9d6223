"""The front page, articles, pages of the site's own, editions, the rail, the page for wrong addresses, redirects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.model.library import Library
from sitegen.model.story import Issue, Pick, Shelf, Story
from sitegen.outputs.cards import Cards, alternates, body, edition_card, related, same_page
from sitegen.outputs.share import share
from sitegen.records import Link
from sitegen.target import (
    Article,
    Block,
    Edition,
    Editions,
    Group,
    Home,
    Item,
    NotFound,
    Page,
    Rail,
    Redirect,
    Target,
)

References = Mapping[str, tuple[str, ...]]
"""Key of a rendered text → the content files it links to, as written."""


def home(library: Library, shelf: Shelf, cards: Cards) -> Iterator[Target]:
    """Yield the front page, the rail as a fragment, and (in the main language) the page for wrong addresses."""
    settings = library.config.home
    stories = shelf.stories
    pinned = [s for s in stories if s.article.pinned]
    lead = pinned[0] if pinned else next(iter(stories), None)
    rest = [s for s in stories[: settings.seconds + len(pinned[:4]) + 1] if s is not lead and s not in pinned[1:4]]
    seconds = rest[: settings.seconds]
    shown = {lead, *seconds, *pinned[1:4]}
    blocks = []
    for section in shelf.sections:
        shelved = shelf.terms["section"].get(section.slug)
        own = [s for s in shelved.stories[: settings.section_items + len(shown)] if s not in shown] if shelved else []
        if own:
            blocks.append(Block(cards.link(section), tuple(map(cards.full, own[: settings.section_items]))))
    rail = tuple(map(cards.brief, stories[: settings.rail]))
    latest = shelf.issues[0] if shelf.issues else None
    context = Home(
        path=shelf.prefix,
        language=shelf.language,
        feed=shelf.prefix,
        lead=cards.full(lead) if lead else None,
        seconds=tuple(map(cards.full, seconds)),
        pinned=tuple(map(cards.full, pinned[1:4])),
        blocks=tuple(blocks),
        rail=rail,
        edition=edition_card(latest) if latest else None,
        alternates=same_page(library, ""),
    )
    yield Target(f"{shelf.prefix}index.html", "home.html", context)
    rail_path = f"{shelf.prefix}rail.html"
    yield Target(rail_path, "rail.html", Rail(path=rail_path, language=shelf.language, items=rail))
    if not shelf.prefix:
        missing = NotFound(path="404.html", language=shelf.language, items=tuple(map(cards.brief, stories[:8])))
        yield Target("404.html", "404.html", missing)


def articles(library: Library, shelf: Shelf, cards: Cards, references: References) -> Iterator[Target]:
    """Yield every article's page."""
    stories = shelf.stories
    relations = related(stories)
    last = len(stories) - 1
    for position, story in enumerate(stories):
        article = story.article
        older = stories[position + 1] if position < last else None
        newer = stories[position - 1] if position else None
        text = body(story, article.file, references.get(story.text, ()), library)
        context = Article(
            path=story.path,
            language=story.language,
            title=article.title,
            summary=article.summary,
            alternates=alternates(library, story.path),
            feed=shelf.prefix,
            card=cards.full(story),
            body=text,
            share=share(article.image, library, story.path, article.title),
            canonical=article.source.url if article.source else "",
            previous=cards.brief(older) if older else None,
            next=cards.brief(newer) if newer else None,
            related=tuple(map(cards.brief, relations[story.path])),
            extra=article.extra,
        )
        yield Target(f"{story.path}index.html", "article.html", context, (text.key,), f"content/{article.file}")


def sheets(library: Library, shelf: Shelf, references: References) -> Iterator[Target]:
    """Yield the pages of the site's own."""
    for sheet in shelf.sheets:
        page = sheet.page
        text = body(sheet, page.file, references.get(sheet.text, ()), library)
        context = Page(
            path=sheet.path,
            language=sheet.language,
            title=page.title,
            summary=page.summary,
            alternates=alternates(library, sheet.path),
            feed=shelf.prefix,
            share=share(page.image, library, "", ""),
            body=text,
            updated=page.updated,
            extra=page.extra,
        )
        yield Target(f"{sheet.path}index.html", "page.html", context, (text.key,), f"content/{page.file}")


def editions(library: Library, shelf: Shelf, cards: Cards, references: References) -> Iterator[Target]:
    """Yield every edition's page, and the list of them if there is one."""
    for position, issue in enumerate(shelf.issues):
        context = edition(library, shelf, position, cards, references)
        origin = f"content/{issue.edition.file}"
        yield Target(f"{issue.path}index.html", "edition.html", context, (context.body.key,), origin)
    if shelf.issues:
        path = f"{shelf.prefix}editions/"
        context_all = Editions(
            path=path,
            language=shelf.language,
            feed=path,
            items=tuple(map(edition_card, shelf.issues)),
            alternates=same_page(library, "editions/") if all(s.issues for s in library.shelves.values()) else (),
        )
        yield Target(f"{path}index.html", "editions.html", context_all)


def edition(library: Library, shelf: Shelf, position: int, cards: Cards, references: References) -> Edition:
    """Return what the page (and the feed entry) of one edition shows."""
    issue = shelf.issues[position]
    older = shelf.issues[position + 1] if position + 1 < len(shelf.issues) else None
    newer = shelf.issues[position - 1] if position else None
    return Edition(
        path=issue.path,
        language=issue.language,
        title=issue.edition.title,
        summary=issue.edition.summary,
        alternates=alternates(library, issue.path),
        feed=f"{shelf.prefix}editions/",
        share=share(issue.edition.image, library, "", ""),
        date=issue.edition.date,
        body=body(issue, issue.edition.file, references.get(issue.text, ()), library),
        groups=_groups(issue, cards),
        previous=Link(older.edition.title, older.path) if older else None,
        next=Link(newer.edition.title, newer.path) if newer else None,
    )


def _groups(issue: Issue, cards: Cards) -> tuple[Group, ...]:
    groups, number = [], 0
    for name, picks in issue.groups:
        items = []
        for pick in picks:
            number += 1
            items.append(_item(number, pick, cards))
        groups.append(Group(name, tuple(items)))
    return tuple(groups)


def _item(number: int, pick: Pick, cards: Cards) -> Item:
    story: Story | None = pick.story
    return Item(number, pick.title, pick.url, pick.source, pick.note, cards.full(story) if story else None)


def redirects(library: Library) -> Iterator[Target]:
    """Yield a page at every old address that leads to the new one."""
    for alias in library.redirects:
        file = f"{alias.path}index.html" if alias.path.endswith("/") else alias.path
        context = Redirect(path=alias.path, language=alias.language, title=alias.title, to=alias.to)
        yield Target(file, "redirect.html", context, (), alias.origin)
