"""Visible content with everything it refers to found. Read-only once made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sitegen.model.article import Article, Edition, Page

Kind = Literal["section", "tag", "author", "source"]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A section, tag, author or source. `path` is its page; `about` holds what site.toml says of it."""

    kind: Kind
    name: str
    slug: str
    path: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Signed:
    """An author in the role held in one article."""

    term: Term
    role: str


@dataclass(frozen=True, slots=True, eq=False)
class Story:
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


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A visible page of the site's own."""

    page: Page
    path: str
    language: str

    @property
    def text(self) -> str:
        """The key of the rendered body."""
        return f"{self.page.body}-{self.language}"


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """An item of an edition: an article of the site, or a link elsewhere."""

    story: Story | None
    title: str
    url: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Issue:
    """A visible edition with its items found."""

    edition: Edition
    path: str
    language: str
    groups: tuple[tuple[str, tuple[Pick, ...]], ...]

    @property
    def text(self) -> str:
        """The key of the rendered introduction."""
        return f"{self.edition.body}-{self.language}"


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """A term with its articles, newest first."""

    term: Term
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
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


