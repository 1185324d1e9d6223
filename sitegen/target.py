"""One output file as data.

A `Target` says which file the site has, which template makes it and everything that template can see. Contexts are
frozen records, complete in themselves: encoded, they are hashed into the target's key and shipped to whichever process
renders them, so a template cannot see anything that its key does not cover.

Every `path` in a context is relative to the site's root, without a leading slash ("" is the home page); templates turn
it into an address with `url()` or `absolute()`.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from sitegen.records import Image, Link, Sizes, Source
from sitegen.shared import NOTHING, Shared


class Byline(msgspec.Struct, frozen=True):
    """An author of one article, in the role held there; `path` is the author's page."""

    name: str
    role: str = ""
    path: str = ""


class Alternate(msgspec.Struct, frozen=True):
    """The same page in another language; `name` is the language's own name."""

    language: str
    name: str
    path: str


class Card(msgspec.Struct, frozen=True, tag=True, omit_defaults=True, cache_hash=True):
    """An article as listings and feeds show it."""

    path: str
    title: str
    date: dt.datetime
    language: str
    summary: str = ""
    section: Link | None = None
    tags: tuple[Link, ...] = ()
    authors: tuple[Byline, ...] = ()
    source: Source | None = None
    source_path: str = ""
    image: Image | None = None
    updated: dt.datetime | None = None
    note: str = ""
    link: bool = False
    pinned: bool = False


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rendered text: `key` finds its HTML; `links` maps references to other content files to addresses.

    `pictures` tells by its path of each picture of the site's own that it shows.
    """

    key: str
    links: dict[str, str] = {}
    pictures: dict[str, Sizes] = {}

    def __hash__(self) -> int:
        """Let `once` keep what shows a text: a table has no hash, and texts with one key rarely differ in theirs."""
        return hash(self.key)


class Context(msgspec.Struct, frozen=True, tag=True, omit_defaults=True, kw_only=True):
    """What every page has. `feed` is the path of the page whose feeds belong to it; `Site.feeds` lie beside that."""

    path: str
    language: str
    title: str = ""
    summary: str = ""
    alternates: tuple[Alternate, ...] = ()
    feed: str | None = None
    share: Image | None = None


class Block(msgspec.Struct, frozen=True):
    """A section with its newest articles, on the home page."""

    link: Link
    items: tuple[Card, ...]


class EditionCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """An edition as lists show it; `count` is how many items it chose."""

    path: str
    title: str
    date: dt.datetime
    language: str
    summary: str = ""
    count: int = 0


class Home(Context, frozen=True, kw_only=True):
    """The front page: the lead, what follows it, sections, the rail."""

    lead: Card | None = None
    seconds: tuple[Card, ...] = ()
    pinned: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    rail: tuple[Card, ...] = ()
    edition: EditionCard | None = None


class Article(Context, frozen=True, kw_only=True):
    """One article in full."""

    card: Card
    body: Body
    canonical: str = ""
    previous: Card | None = None
    next: Card | None = None
    related: tuple[Card, ...] = ()
    extra: dict[str, object] = {}


class Page(Context, frozen=True, kw_only=True):
    """A page of the site's own, such as "about us"."""

    body: Body
    updated: dt.datetime | None = None
    extra: dict[str, object] = {}


class Month(msgspec.Struct, frozen=True):
    """How much was published in one month; `days` holds 28 to 31 counts. `path` is "" when there was nothing."""

    month: int
    path: str
    count: int
    days: tuple[int, ...]


class Year(msgspec.Struct, frozen=True):
    """How much was published in one year, month by month (always twelve)."""

    year: int
    path: str
    count: int
    months: tuple[Month, ...]


class Listing(Context, frozen=True, kw_only=True):
    """One page of a list of articles, newest first.

    `number` counts from the oldest page and is 0 on the newest, which lives at the list's own address. `kind` is
    "section", "tag", "author", "source", "archive" or "month". `root` is the list's own address.
    """

    kind: str
    root: str
    items: Shared[Card] = NOTHING
    number: int = 0
    newer: str | None = None
    older: str | None = None
    years: tuple[Year, ...] = ()
    by_year: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    month: dt.date | None = None
    about: dict[str, str] = {}


class Calendar(Context, frozen=True, kw_only=True):
    """One year of the archive."""

    year: Year
    previous: Link | None = None
    next: Link | None = None


class Letter(msgspec.Struct, frozen=True):
    """The entries of an alphabetical index under one heading letter."""

    letter: str
    entries: tuple[Link, ...]


class Index(Context, frozen=True, kw_only=True):
    """All sections, tags, authors or sources; `kind` is the plural: "sections", "tags", …"""

    kind: str
    letters: tuple[Letter, ...] = ()
    total: int = 0


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One choice of an edition: an article of the site (`card`) or a link elsewhere, with the editor's note."""

    number: int
    title: str
    url: str = ""
    source: str = ""
    note: str = ""
    card: Card | None = None


class Group(msgspec.Struct, frozen=True):
    """A named group of an edition's items ("" when the edition has none)."""

    name: str
    items: tuple[Item, ...]


class Edition(Context, frozen=True, kw_only=True):
    """A dated, curated digest."""

    date: dt.datetime
    body: Body
    groups: tuple[Group, ...] = ()
    previous: Link | None = None
    next: Link | None = None


class Editions(Context, frozen=True, kw_only=True):
    """All editions, newest first."""

    items: tuple[EditionCard, ...] = ()


class Rail(Context, frozen=True, kw_only=True):
    """The running list of the newest items, as a fragment that a page can load."""

    items: tuple[Card, ...] = ()


class NotFound(Context, frozen=True, kw_only=True):
    """What a visitor of a wrong address sees."""

    items: tuple[Card, ...] = ()


class Redirect(Context, frozen=True, kw_only=True):
    """An old address that leads to `to`."""

    to: str


class FeedItem(msgspec.Struct, frozen=True, tag=True, omit_defaults=True, cache_hash=True):
    """One entry of a feed; `id` never changes; `body` is there when the feed carries full texts."""

    id: str
    card: Card
    body: Body | None = None


class EditionFeedItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One edition as a feed entry, complete."""

    id: str
    edition: Edition
    updated: dt.datetime


class Feed(Context, frozen=True, kw_only=True):
    """A feed, in one of the formats; `kind` is "site", "section", "tag", "author", "source" or "editions".

    `page` is what it belongs to, `id` never changes, `updated` is when its newest entry did (without entries: a moment
    before all of them), `hub` is a WebSub hub or "".
    """

    kind: str
    page: str
    id: str
    updated: dt.datetime
    items: Shared[FeedItem] = NOTHING
    editions: tuple[EditionFeedItem, ...] = ()
    hub: str = ""


class FeedLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """What has feeds: `kind` is as in `Feed`, `page` is where it is; the feeds themselves (`Site.feeds`) lie beside."""

    name: str
    kind: str
    page: str
    summary: str = ""


class Feeds(Context, frozen=True, kw_only=True):
    """A list of feeds: a page for readers, which leaves out tags, authors and sources, or OPML with all of them."""

    feeds: tuple[FeedLink, ...] = ()


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a sitemap."""

    path: str
    updated: dt.datetime | None = None


class Sitemap(Context, frozen=True, kw_only=True):
    """A sitemap (`addresses`), or an index of sitemaps (`parts`)."""

    addresses: tuple[Address, ...] = ()
    parts: tuple[str, ...] = ()


class Fresh(msgspec.Struct, frozen=True):
    """One row of the news sitemap; `publication` is the site's title in the article's language."""

    path: str
    title: str
    date: dt.datetime
    language: str
    publication: str


class NewsSitemap(Context, frozen=True, kw_only=True):
    """The sitemap of what was published in the last two days."""

    items: tuple[Fresh, ...] = ()


class Text(Context, frozen=True, kw_only=True):
    """A file without articles in it, such as robots.txt."""


AnyContext = (
    Home | Article | Page | Listing | Calendar | Index | Edition | Editions | Rail | NotFound | Redirect | Feed | Feeds
    | Sitemap | NewsSitemap | Text
)  # fmt: skip


class Target(msgspec.Struct, frozen=True):
    """A file of the site: `file` is its path below output/, `origin` the source file that a collision would blame."""

    file: str
    template: str
    context: AnyContext
    bodies: tuple[str, ...] = ()
    origin: str = ""


class Picture(msgspec.Struct, frozen=True):
    """A picture as `picture` and `img` elements need it: numbers are 0 and texts "" where nothing is known.

    `type` is that of the file at `src`, `size` its bytes; `copies` is the type of the files in `srcset`.
    """

    src: str
    width: int = 0
    height: int = 0
    srcset: str = ""
    copies: str = ""
    type: str = ""
    size: int = 0
    alt: str = ""
    credit: str = ""
    caption: str = ""


class Choice(msgspec.Struct, frozen=True):
    """A section, page or language that menus offer."""

    name: str
    path: str
    description: str = ""


class FeedFormat(msgspec.Struct, frozen=True):
    """A format in which feeds are offered: its name, the file beside the page, the media type."""

    name: str
    file: str
    type: str


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of one language can see of the site, whatever its articles are."""

    title: str
    description: str
    base_url: str
    base_path: str
    home: str
    language: str
    direction: str
    languages: tuple[Alternate, ...]
    sections: tuple[Choice, ...]
    pages: tuple[Choice, ...]
    timezone: str
    theme: dict[str, object]
    texts: dict[str, str]
    feeds: tuple[FeedFormat, ...] = ()
    has_editions: bool = False
    share: Image | None = None
    generator: str = "sitegen"
