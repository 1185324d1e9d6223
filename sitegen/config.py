"""site.toml → a frozen Config. Unknown keys and wrong types are errors with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct

from sitegen.errors import Problem, SitegenError, fail
from sitegen.language import closest, is_language, slugify
from sitegen.schema import Fault, read_table

FILE = "site.toml"

Count = Annotated[int, Meta(ge=1, le=1000)]


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
    """What is known of a source: its site, and other spellings of its name."""

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
    """How feeds are made."""

    full_text: bool = False
    limit: Count = 20
    id_domain: str = ""
    id_since: str = "2025-01-01"


class Home(Struct, frozen=True, forbid_unknown_fields=True):
    """What the front page shows."""

    seconds: Annotated[int, Meta(ge=0, le=50)] = 4
    section_items: Annotated[int, Meta(ge=0, le=50)] = 5
    rail: Annotated[int, Meta(ge=1, le=200)] = 30


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
    try:
        text = (root / FILE).read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except FileNotFoundError:
        raise fail(f"there is no {FILE} in {root}", "run `sitegen init` to begin a site") from None
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror}", path=FILE) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fail("is not UTF-8 text", "save it as UTF-8", path=FILE, line=line) from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error)) from None
    config, faults = read_table(table, Config)
    if config is not None and base_url is not None:
        config = _with_base_url(config, base_url)
    if config is not None:
        faults = list(_meaning(config, overridden=base_url is not None))
    if faults or config is None:
        raise SitegenError(Problem(FILE, locate(text, at), message, hint) for at, message, hint in faults)
    return _completed(config)


def _with_base_url(config: Config, base_url: str) -> Config:
    from msgspec.structs import replace

    return replace(config, base_url=base_url)


def _completed(config: Config) -> Config:
    """Fill in what follows from the rest: the trailing slash, slugs, the order of sections."""
    from msgspec.structs import replace

    sections = [replace(s, slug=s.slug or slugify(s.name, config.language)) for s in config.sections]
    ranked = sorted(enumerate(sections), key=lambda p: (p[1].order is None, p[1].order or 0, p[0]))
    return replace(config, base_url=config.base_url.rstrip("/") + "/", sections=tuple(s for _, s in ranked))


def _syntax_error(said: str) -> SitegenError:
    found = re.search(r" \(at line (\d+), column \d+\)$", said)
    message = said[: found.start()] if found else said
    message = message[:1].lower() + message[1:]
    return fail(f"is not valid TOML: {message}", path=FILE, line=int(found[1]) if found else 0)


def _meaning(config: Config, *, overridden: bool) -> Iterator[Fault]:
    """Yield what the types cannot say."""
    parts = urlsplit(config.base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        place = "--base-url" if overridden else "base_url"
        example = "write it as https://example.org/ or https://owner.github.io/digest/"
        yield ("base_url",), f'{place} must be a full web address, not "{config.base_url}"', example
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ("timezone",), f'unknown time zone "{config.timezone}"', _zone_hint(config.timezone)
    for code in config.all_languages:
        if not is_language(code):
            at = ("language",) if code == config.language else ("languages", code)
            yield at, f'"{code}" is not a language code', "write it as az, en or pt-BR"
    fields = set(re.findall(r"\{(\w*)\}", config.article_path))
    if "slug" not in fields or fields - {"year", "month", "day", "slug", "section"}:
        yield (
            ("article_path",),
            '"article_path" must contain {slug}, and may contain {year}, {month}, {day} and {section}',
            "the default is {year}/{month}/{slug}/",
        )
    if config.article_path.startswith("/") or not config.article_path.endswith("/") or ".." in config.article_path:
        yield ("article_path",), '"article_path" must be a relative path that ends in "/"', ""
    yield from _repeated(config)


def _zone_hint(name: str) -> str:
    from zoneinfo import available_timezones

    near = closest(name, sorted(available_timezones()))
    return f'did you mean "{near}"?' if near else "write it as Asia/Baku or Europe/Berlin"


def _repeated(config: Config) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for position, section in enumerate(config.sections):
        if not section.name.strip():
            yield ("sections", position, "name"), "a section needs a name", ""
            continue
        slug = section.slug or slugify(section.name, config.language)
        if slug in seen:
            hint = "give one of them another `slug`"
            yield (
                ("sections", position),
                f'the sections "{seen[slug]}" and "{section.name}" share the slug "{slug}"',
                hint,
            )
        seen[slug] = section.name
        for code in (*section.names, *section.slugs):
            if code not in config.all_languages:
                hint = f"add [languages.{code}] or remove it"
                yield (
                    ("sections", position),
                    f'section "{section.name}" names the language "{code}", which the site lacks',
                    hint,
                )


def locate(text: str, at: tuple[str | int, ...]) -> int:
    """Return the line (from 1) of the key at path `at` in the TOML `text`, or of its nearest table, or 0."""
    header = re.compile(r"\s*\[(\[?)\s*(.+?)\s*\]?\]\s*(#.*)?$")
    counts: dict[str, int] = {}
    table: list[str | int] = []
    best, best_length = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if found := header.match(line):
            name = found[2]
            parts: list[str | int] = [p.strip().strip("\"'") for p in re.findall(r'"[^"]*"|\'[^\']*\'|[^.]+', name)]
            if found[1]:
                counts[name] = counts.get(name, -1) + 1
                parts.append(counts[name])
            elif parts[0] in counts:
                parts.insert(1, counts[str(parts[0])])
            table = parts
            path = tuple(table)
        elif key := re.match(r"\s*(\"[^\"]*\"|'[^']*'|[\w-]+)\s*[=.]", line):
            path = (*table, key[1].strip("\"'"))
        else:
            continue
        if at[: len(path)] == path and len(path) > best_length:
            best, best_length = number, len(path)
    return best
