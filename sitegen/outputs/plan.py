"""Library → every file that the site has."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.library import Library
from sitegen.outputs import feeds, listings, pages, site, sitemaps
from sitegen.outputs.cards import Cards
from sitegen.outputs.pages import References
from sitegen.target import Target


def plan(library: Library, references: References) -> Iterator[Target]:
    """Yield all rendered files of the site. `references` tells which content files each text links to."""
    for shelf in library.shelves.values():
        cards = Cards(library.pictures)
        yield from pages.articles(library, shelf, cards, references)
        yield from pages.sheets(library, shelf, references)
        yield from pages.editions(library, shelf, cards, references)
        yield from listings.lists(library, shelf, cards)
        for kind in listings.PLURALS:
            yield listings.index(kind, library, shelf)
        yield from feeds.feeds(library, shelf, cards, references)
        yield from pages.home(library, shelf, cards)
    yield from pages.redirects(library)
    yield from site.manifests(library)
    yield from sitemaps.sitemaps(library)
