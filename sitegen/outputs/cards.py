"""Stories → the cards that listings, feeds and related lists show."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from msgspec.structs import replace

from sitegen.language import language_name
from sitegen.model.library import Library
from sitegen.model.references import target_file
from sitegen.model.story import Issue, Sheet, Story, Term
from sitegen.records import Image, Link, Sizes, Source, picture_file
from sitegen.shared import Shared, mark
from sitegen.target import Alternate, Body, Byline, Card, EditionCard

T = TypeVar("T")
_RELATED = 3


class Marked(Generic[T]):
    """Lists of what `make` returns for each story, each made and marked once for all lists."""

    def __init__(self, make: Callable[[Story], T]) -> None:
        self._make = make
        self._made: dict[str, tuple[T, bytes]] = {}

    def of(self, stories: Iterable[Story]) -> Shared[T]:
        """Return the list for `stories`."""
        found = [self._made.get(story.path) or self._mark(story) for story in stories]
        return Shared(tuple([member for member, _ in found]), b"".join([own for _, own in found]))

    def _mark(self, story: Story) -> tuple[T, bytes]:
        member = self._make(story)
        made = self._made[story.path] = (member, mark(member))
        return made


class Cards:
    """Makes each story's card once. Invariant: the same story always gives the same card."""

    def __init__(self, pictures: Mapping[str, Sizes]) -> None:
        self._pictures = pictures
        self._links: dict[int, Link] = {}
        self._cards: dict[str, Card] = {}
        self._briefs: dict[str, Card] = {}
        self.lists = Marked(self.full)

    def link(self, term: Term) -> Link:
        """Return the link to a term's page."""
        link = self._links.get(id(term))
        if link is None:
            link = self._links[id(term)] = Link(term.name, term.path)
        return link

    def full(self, story: Story) -> Card:
        """Return all that a listing shows of a story."""
        card = self._cards.get(story.path)
        if card is None:
            card = self._cards[story.path] = self._full(story)
        return card

    def _full(self, story: Story) -> Card:
        article = story.article
        source = article.source
        return Card(
            path=story.path,
            title=article.title,
            date=article.date,
            language=story.language,
            summary=article.summary,
            section=self.link(story.section) if story.section else None,
            tags=tuple(map(self.link, story.tags)),
            authors=tuple(Byline(s.term.name, s.role, s.term.path) for s in story.authors),
            source=Source(story.source.name if story.source else source.name, source.url) if source else None,
            source_path=story.source.path if story.source else "",
            image=with_sizes(article.image, self._pictures),
            updated=article.updated,
            note=article.note,
            link=article.link and bool(source and source.url),
            pinned=article.pinned,
        )

    def brief(self, story: Story) -> Card:
        """Return what the rail and related lists show of a story: little, so that few edits reach them."""
        card = self._briefs.get(story.path)
        if card is None:
            section = self.link(story.section) if story.section else None
            article = story.article
            card = Card(story.path, article.title, article.date, story.language, section=section)
            self._briefs[story.path] = card
        return card


def with_sizes(image: Image | None, pictures: Mapping[str, Sizes]) -> Image | None:
    """Return a picture with what is known of its file, if it is one of the site's own."""
    sizes = pictures.get(picture_file(image.src)) if image and pictures else None
    return replace(image, sizes=sizes) if image and sizes else image


def edition_card(issue: Issue) -> EditionCard:
    """Return what lists show of an edition."""
    edition = issue.edition
    count = sum(len(picks) for _, picks in issue.groups)
    return EditionCard(issue.path, edition.title, edition.date, issue.language, edition.summary, count)


def related(stories: tuple[Story, ...]) -> dict[str, tuple[Story, ...]]:
    """Return for each story's path up to three older stories that share its tags and section, the closest first.

    Only older ones, and only the newest few of each tag, so that a new article changes no page but its neighbours'.
    """
    recent: dict[str, deque[int]] = {}
    found: dict[str, tuple[Story, ...]] = {}
    last = len(stories)
    for position in range(last - 1, -1, -1):
        story = stories[position]
        scores: dict[int, int] = {}
        for tag in story.tags:
            known = recent.get(tag.slug)
            if known is None:
                recent[tag.slug] = deque((position,), maxlen=_RELATED)
                continue
            for other in known:
                scores[other] = scores.get(other, stories[other].section is story.section) + 2
            known.append(position)
        # One number for both orders: the higher score first, of equals the newer.
        best = sorted([last * score - other for other, score in scores.items()], reverse=True)
        found[story.path] = tuple([stories[-rank % last] for rank in best[:_RELATED]])
    return found


def body(thing: Story | Issue | Sheet, file: str, references: tuple[str, ...], library: Library) -> Body:
    """Return a text's key with the addresses of the content files that it links to, and the pictures it shows."""
    links = {}
    for reference in references:
        target = target_file(reference, file)
        path = library.addresses.get(target or "")
        if path is not None:
            _, hash_, fragment = reference.partition("#")
            links[reference] = path + hash_ + fragment
    return Body(thing.text, links, library.illustrated.get(thing.text, {}))


def alternates(library: Library, path: str) -> tuple[Alternate, ...]:
    """Return the translations of the page at `path`, itself included; none if it is the only one."""
    known = library.translations.get(path)
    return tuple(Alternate(code, language_name(code), p) for code, p in known) if known else ()


def same_page(library: Library, rest: str) -> tuple[Alternate, ...]:
    """Return the alternates of a page that every language has at the same `rest` of its address."""
    if len(library.shelves) < 2:
        return ()
    return tuple(Alternate(s.language, language_name(s.language), s.prefix + rest) for s in library.shelves.values())
