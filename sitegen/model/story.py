"""Visible content with everything it refers to found. Read-only once made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from sitegen.model.article import Article, Edition, Page

Kind = Literal["section", "tag", "author", "source"]


class Term(msgspec.Struct, frozen=True, eq=False):
    """A section, tag, author or source. `path` is its page; `about` holds what site.toml says of it."""

    kind: Kind
    name: str
    slug: str
    path: str
    about: Mapping[str, str] = msgspec.field(default_factory=dict)


class Signed(msgspec.Struct, frozen=True, eq=False):
    """An author in the role held in one article."""

    term: Term
    role: str


class Story(msgspec.Struct, frozen=True, eq=False):
    """A visible article with all that it refers to. `text` is the key of its rendered body."""

    article: Article
    path: str
    language: str
    section: Term | None
    tags: tuple[Term, ...]
    authors: tuple[Signed, ...]
    source: Term | None

    @property
    def text(self) -> str:
        """The key of the rendered body: the same text in another language renders differently."""
        return f"{self.article.body}-{self.language}"


class Sheet(msgspec.Struct, frozen=True, eq=False):
    """A visible page of the site's own."""

    page: Page
    path: str
    language: str

    @property
    def text(self) -> str:
        """The key of the rendered body."""
        return f"{self.page.body}-{self.language}"


class Pick(msgspec.Struct, frozen=True, eq=False):
    """An item of an edition: an article of the site, or a link elsewhere."""

    story: Story | None
    title: str
    url: str
    source: str
    note: str


class Issue(msgspec.Struct, frozen=True, eq=False):
    """A visible edition with its items found."""

    edition: Edition
    path: str
    language: str
    groups: tuple[tuple[str, tuple[Pick, ...]], ...]

    @property
    def text(self) -> str:
        """The key of the rendered introduction."""
        return f"{self.edition.body}-{self.language}"


class Shelved(msgspec.Struct, frozen=True, eq=False):
    """A term with its articles, newest first."""

    term: Term
    stories: tuple[Story, ...]


class Shelf(msgspec.Struct, frozen=True, eq=False):
    """All that is visible in one language, newest first. `prefix` begins its addresses ("" or "en/").

    `terms` finds each term that has articles by kind and slug; `sections` are all that are declared, in order.
    """

    language: str
    prefix: str
    stories: tuple[Story, ...]
    sections: tuple[Term, ...]
    terms: Mapping[Kind, Mapping[str, Shelved]]
    issues: tuple[Issue, ...]
    sheets: tuple[Sheet, ...]
