"""site.toml → a frozen Config. Unknown keys and wrong types are errors with file and line."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct
from msgspec.structs import replace

from sitegen.errors import Problem, SitegenError, fail
from sitegen.language import closest, is_language, lower, slugify, text_problems, time_zone
from sitegen.schema import Fault, Place, is_slug, is_web_address, locate, read_table

FILE = "site.toml"
FEED_FORMATS = ("rss", "atom", "json")
"""RSS 2.0, Atom 1.0 (RFC 4287), JSON Feed 1.1."""

Count = Annotated[int, Meta(ge=1, le=1000)]

PICTURE_FORMATS = ("webp", "avif")


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """A declared section. `names`, `slugs` and `descriptions` hold what differs in other languages, by language."""

    name: str
    slug: str = ""
    description: str = ""
    order: int | None = None
    names: dict[str, str] = {}
    slugs: dict[str, str] = {}
    descriptions: dict[str, str] = {}


class Tag(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a tag: other spellings that mean it, its slug, and what it is."""

    aliases: tuple[str, ...] = ()
    slug: str = ""
    description: str = ""


class Author(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of an author; `role` is used where an article gives none."""

    name: str
    slug: str = ""
    role: str = ""
    url: str = ""
    picture: str = ""
    about: str = ""


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a source; an article that names only an address at the same server has this source."""

    name: str
    slug: str = ""
    url: str = ""
    about: str = ""


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """What differs in one of the site's other languages. Its pages live below `/CODE/`."""

    title: str = ""
    description: str = ""
    texts: dict[str, str] = {}


class Feeds(Struct, frozen=True, forbid_unknown_fields=True):
    """How feeds are made. The first of `formats` is the one that lists of feeds name; `hub` is a WebSub hub."""

    formats: tuple[str, ...] = FEED_FORMATS
    full_text: bool = False
    limit: Count = 20
    id_domain: str = ""
    id_since: str = "2025-01-01"
    hub: str = ""


class Home(Struct, frozen=True, forbid_unknown_fields=True):
    """What the front page shows."""

    seconds: Annotated[int, Meta(ge=0, le=50)] = 4
    section_items: Annotated[int, Meta(ge=0, le=50)] = 5
    rail: Annotated[int, Meta(ge=1, le=200)] = 30


class Pictures(Struct, frozen=True, forbid_unknown_fields=True):
    """How copies of pictures are made: how wide, in which format, how good."""

    resize: bool = True
    widths: tuple[int, ...] = (480, 800, 1200)
    format: str = "webp"
    quality: Annotated[int, Meta(ge=1, le=100)] = 80


class Share(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures are drawn for those who share a page elsewhere."""

    site: bool = True
    articles: bool = False


class Deploy(Struct, frozen=True, forbid_unknown_fields=True):
    """Where `sitegen deploy` publishes."""

    remote: str = "origin"
    branch: str = "gh-pages"
    domain: str = ""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of site.toml."""

    title: str
    base_url: str = "http://localhost:8000/"
    description: str = ""
    language: str = "az"
    timezone: str = "Asia/Baku"
    theme: str = "gazette"
    article_path: str = "{year}/{month}/{slug}/"
    per_page: Count = 20
    sections: tuple[Section, ...] = ()
    tags: dict[str, Tag] = {}
    authors: tuple[Author, ...] = ()
    sources: tuple[Source, ...] = ()
    languages: dict[str, Language] = {}
    texts: dict[str, str] = {}
    feeds: Feeds = Feeds()
    home: Home = Home()
    pictures: Pictures = Pictures()
    share: Share = Share()
    deploy: Deploy = Deploy()
    theme_options: dict[str, object] = {}

    @property
    def base_path(self) -> str:
        """The path part of `base_url`, beginning and ending with a slash."""
        return urlsplit(self.base_url).path or "/"

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def all_languages(self) -> tuple[str, ...]:
        """The main language first, then the others as site.toml lists them."""
        return (self.language, *(code for code in self.languages if code != self.language))


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds a site.toml. Raises SitegenError if none does."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise fail(f"no {FILE} here or in any folder above {start}", "run `sitegen init` to begin a site, or give --root")


def load_config(root: Path, *, base_url: str | None = None) -> Config:
    """Read `root`/site.toml; `base_url` overrides what it says. Raises SitegenError with all its problems."""
    text = _read(root)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _syntax_error(error, text) from None
    config, faults = read_table(table, Config)
    if config is not None:
        config = config if base_url is None else replace(config, base_url=base_url)
        faults = [*_address(config, overridden=base_url is not None), *meaning(config)]
    if faults or config is None:
        raise SitegenError(Problem(FILE, locate(text, at), message, hint) for at, message, hint in faults)
    return _completed(config)


def _read(root: Path) -> str:
    try:
        text = (root / FILE).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise fail(f"there is no {FILE} in {root}", "run `sitegen init` to begin a site") from None
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror}", "check that you may read it", path=FILE) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise fail("is not UTF-8 text", "save it as UTF-8", path=FILE, line=line) from None
    # Names must be equal to those in articles, which are composed too.
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


def _completed(config: Config) -> Config:
    """Fill in what follows from the rest: the trailing slash, slugs, the order of sections."""
    sections = [replace(s, slug=s.slug or slugify(s.name, config.language)) for s in config.sections]
    ranked = sorted(enumerate(sections), key=lambda p: (p[1].order is None, p[1].order or 0, p[0]))
    return replace(config, base_url=config.base_url.rstrip("/") + "/", sections=tuple(s for _, s in ranked))


_WORDS = (
    ("Invalid value", "a value is not text in quotes, a number, true, false, a list or a table", 'write title = "…"'),
    ("Expected '=' after a key", "a line is not key = value", 'write title = "…"'),
    ("Cannot overwrite a value", "a key is given twice", "remove one of them"),
    ("Cannot declare", "a table is given twice", "keep one, or write [[…]] for each element of a list"),
    ("Unclosed array", "a list is not closed", "add ]"),
    ("Unescaped", "a backslash begins a special character", "write two of them, or use single quotes"),
    ("Illegal character", "a text in quotes is not closed on its line", "close it, or use three quotation marks"),
    ("Expected newline or end of document", "something follows the value", "write one key = value on each line"),
    ('Expected "\'"', "a text in quotes is not closed", "add the closing quotation mark"),
    ("Expected ']'", "the name of a table is not closed", "write [name] or [[name]]"),
    ("Unclosed inline table", "a table in braces is not closed on its line", "add }"),
    ("Invalid initial character for a key", "a key is missing", "remove the last comma, or put the key in quotes"),
    ("Invalid statement", "a line is not key = value", 'write title = "…"'),
    ("Unterminated string", "a text in quotes is not closed", "add the closing quotation mark"),
)


def _syntax_error(error: Exception, text: str) -> SitegenError:
    """Say what `tomllib` says in other words. It names a line, "end of document", or (for odd numbers) nothing."""
    told = str(error)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", told)
    line = int(found[1] or text.rstrip("\n").count("\n") + 1) if found else 0
    told = told[: found.start()] if found else "it is nested too deeply, or holds a number that is too long"
    said, hint = next(((said, hint) for start, said, hint in _WORDS if told.startswith(start)), (told, ""))
    return fail(f"is not valid TOML: {said}", hint, path=FILE, line=line)


def _address(config: Config, *, overridden: bool) -> Iterator[Fault]:
    address = config.base_url
    tail = address.partition("://")[2].partition("/")[2]
    if not is_web_address(address) or not re.fullmatch(r"[\w.~%/-]*", tail) or ".." in tail or "//" in tail:
        place = "--base-url" if overridden else '"base_url"'
        example = "write it as https://example.org/ or https://owner.github.io/digest/"
        yield ("base_url",), f'{place} must be a full web address, not "{address}"', example


def meaning(config: Config) -> Iterator[Fault]:
    """Yield what is wrong with a configuration beyond its types and its address."""
    if not config.title.strip():
        yield ("title",), '"title" is empty', "write the name of the site"
    yield from _zone(config.timezone)
    yield from _article_path(config.article_path)
    for code in config.all_languages:
        at = ("language",) if code == config.language else ("languages", code)
        if not is_language(code):
            yield at, f'"{code}" is not a language code', "write it as az, en or pt-BR"
        elif code[:2] != code[:2].lower():
            yield at, f'language codes are written in small letters, not "{code}"', f'write it as "{code.lower()}"'
    yield from _forms(config)
    yield from _feeds(config.feeds)
    yield from _pictures(config.pictures)
    yield from _texts(config)
    yield from _sections(config)
    yield from _tags(config)
    for kind, things in (("authors", config.authors), ("sources", config.sources)):
        yield from _repeated(kind, [(thing.name, thing.slug) for thing in things], config.language)


def _zone(name: str) -> Iterator[Fault]:
    if name in ("localtime", "posixrules"):
        yield ("timezone",), f'"{name}" is another zone on every machine', 'write it as "Asia/Baku"'
        return
    try:
        time_zone(name)
    except SitegenError as error:
        problem = error.problems[0]
        yield ("timezone",), problem.message, problem.hint


def _article_path(pattern: str) -> Iterator[Fault]:
    at = ("article_path",)
    fields = re.findall(r"\{(\w+)\}", pattern)
    if "slug" not in fields or set(fields) - {"year", "month", "day", "slug", "section"}:
        message = '"article_path" must contain {slug}, and may contain {year}, {month}, {day} and {section}'
        yield at, message, "the default is {year}/{month}/{slug}/"
        return
    parts = re.sub(r"\{\w+\}", "x", pattern).split("/")
    if parts[-1] or not all(is_slug(part) for part in parts[:-1]):
        message = '"article_path" must be made of small letters, digits and {…}, parted and ended by /'
        yield at, message, "the default is {year}/{month}/{slug}/"


def _forms(config: Config) -> Iterator[Fault]:
    """Yield slugs, addresses and names of servers that cannot be."""
    slugs: list[tuple[Place, str]] = [(("tags", name, "slug"), tag.slug) for name, tag in config.tags.items()]
    addresses: list[tuple[Place, str]] = []
    for place, section in enumerate(config.sections):
        slugs.append((("sections", place, "slug"), section.slug))
        slugs += [(("sections", place, "slugs", code), slug) for code, slug in section.slugs.items()]
    for place, author in enumerate(config.authors):
        slugs.append((("authors", place, "slug"), author.slug))
        addresses.append((("authors", place), "" if author.url.startswith("mailto:") else author.url))
    for place, source in enumerate(config.sources):
        slugs.append((("sources", place, "slug"), source.slug))
        addresses.append((("sources", place), source.url))
    for at, slug in slugs:
        if slug and not is_slug(slug):
            message = f'a slug may hold only small letters a-z, digits and single hyphens, not "{slug}"'
            yield at, message, f'write it as "{slugify(slug, config.language)}"'
    for at, address in addresses:
        if address and not is_web_address(address):
            yield (*at, "url"), f'"url" is not a web address: "{address}"', "write it as https://example.org/"
    for at, domain in ((("feeds", "id_domain"), config.feeds.id_domain), (("deploy", "domain"), config.deploy.domain)):
        if domain and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain):
            yield at, f'"{at[1]}" is not the name of a domain: "{domain}"', "write it as news.example.org"


def _feeds(feeds: Feeds) -> Iterator[Fault]:
    """Yield what is wrong with the formats of feeds, the date in their identifiers and the hub."""
    at = ("feeds", "formats")
    known = ", ".join(f'"{name}"' for name in FEED_FORMATS)
    for position, name in enumerate(feeds.formats):
        if name not in FEED_FORMATS:
            near = closest(name, FEED_FORMATS)
            yield at, f'there is no feed format "{name}"', f'did you mean "{near}"?' if near else f"there are: {known}"
        elif name in feeds.formats[:position]:
            yield at, f'the feed format "{name}" is given twice', "remove one of them"
    if not feeds.formats:
        yield at, '"formats" is empty', f"name at least one of {known}"
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", feeds.id_since, re.ASCII):
        yield ("feeds", "id_since"), f'"id_since" is not a date: "{feeds.id_since}"', 'write it as "2025-01-01"'
    if feeds.hub and not is_web_address(feeds.hub):
        yield ("feeds", "hub"), f'"hub" is not a web address: "{feeds.hub}"', "write it as https://hub.example.org/"


def _pictures(settings: Pictures) -> Iterator[Fault]:
    """Yield what no copy of a picture can be."""
    if settings.format not in PICTURE_FORMATS:
        near = closest(settings.format.lower(), PICTURE_FORMATS)
        hint = f'did you mean "{near}"?' if near else f"choose one of: {', '.join(PICTURE_FORMATS)}"
        yield ("pictures", "format"), f'copies of pictures cannot be "{settings.format}"', hint
    for width in settings.widths:
        if not 16 <= width <= 4000:
            said = f'a width in "widths" must be from 16 to 4000 pixels, not {width}'
            yield ("pictures", "widths"), said, "the default is [480, 800, 1200]"
    if not settings.widths:
        hint = "name at least one, or write resize = false"
        yield ("pictures", "widths"), '"widths" is empty', hint


def _texts(config: Config) -> Iterator[Fault]:
    """Yield interface texts that no page shows, or that lack a {place}."""
    groups: list[tuple[Place, str, dict[str, str]]] = [(("texts",), config.language, config.texts)]
    groups += [(("languages", code, "texts"), code, own.texts) for code, own in config.languages.items()]
    for at, code, texts in groups:
        for key, text in texts.items():
            yield from (((*at, key), found.message, found.hint) for found in text_problems(code, {key: text}))


def _repeated(kind: str, named: list[tuple[str, str]], language: str) -> Iterator[Fault]:
    """Yield those of `named` (name and slug, or "") that have no name, or share an address with one before them."""
    seen: dict[str, str] = {}
    for position, (name, slug) in enumerate(named):
        if not name.strip():
            yield (kind, position, "name"), '"name" is empty', "write a name, or remove the whole entry"
            continue
        slug = slug or slugify(name, language)
        if slug in seen:
            message = f'the {kind} "{seen[slug]}" and "{name}" share the slug "{slug}"'
            yield (kind, position), message, "give one of them another `slug`, or remove it"
        seen[slug] = name


def _sections(config: Config) -> Iterator[Fault]:
    yield from _repeated("sections", [(s.name, s.slug) for s in config.sections], config.language)
    for position, section in enumerate(config.sections):
        for key, texts in (("names", section.names), ("slugs", section.slugs), ("descriptions", section.descriptions)):
            for code in texts:
                if code not in config.all_languages:
                    message = f'section "{section.name}" names the language "{code}", which the site lacks'
                    yield ("sections", position, key, code), message, f"add [languages.{code}] or remove it"
    for code in config.all_languages[1:]:
        named = [(s.names.get(code, s.name), s.slugs.get(code, "")) for s in config.sections]
        yield from (fault for fault in _repeated("sections", named, code) if "share" in fault[1])


def _tags(config: Config) -> Iterator[Fault]:
    """Yield tags that share an address or a spelling."""
    slugs: dict[str, str] = {}
    owners = {lower(name, config.language): name for name in config.tags}
    for name, tag in config.tags.items():
        slug = tag.slug or slugify(name, config.language)
        if slug in slugs:
            message = f'the tags "{slugs[slug]}" and "{name}" share the slug "{slug}"'
            yield ("tags", name), message, "give one of them another `slug`, or make it an alias of the other"
        slugs[slug] = name
        for alias in tag.aliases:
            owner = owners.setdefault(lower(alias, config.language), name)
            if owner != name:
                message = f'"{alias}" is an alias of the tag "{name}", but means the tag "{owner}" already'
                yield ("tags", name, "aliases"), message, "keep one of them"
