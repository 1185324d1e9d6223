"""A Markdown file from elsewhere, with or without front matter → Story.

Its text stays as it is: raw HTML in it is shown as text by the site and needs no cleaning. Of its front matter, what
sitegen knows under Hugo's, Zola's or Jekyll's names is taken over; the rest is kept under `extra`.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.errors import fail
from sitegen.ingest.addresses import is_address, tidy
from sitegen.ingest.frontmatter import split
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline
from sitegen.ingest.sentences import opening
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.language import fold
from sitegen.records import Author, Image, Source
from sitegen.storage import digest

_NAMES = {
    "lastmod": "updated", "modified": "updated", "last_modified_at": "updated", "description": "summary",
    "excerpt": "summary", "category": "section", "categories": "section", "keywords": "tags", "lang": "language",
    "author": "authors", "canonical": "source", "canonical_url": "source", "published": "date", "cover": "image",
}  # fmt: skip
_TAKEN = frozenset("title date updated authors section tags source language summary image slug".split(" "))  # noqa: SIM905
_KEPT = frozenset("draft expires publish aliases pinned link note".split(" "))  # noqa: SIM905
_OPENING = 5_000  # characters: more than any summary takes
_HEADING = re.compile(r"\A\s*(?:#[ \t]+(.+?)[ \t#]*\n|(\S[^\n]*)\n=+[ \t]*\n)")
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(
    text: str, address: str, settings: ImportSettings, now: dt.datetime, name: str
) -> tuple[Story, tuple[str, ...]]:
    """Return the article in a clean Markdown `text`, and notes. Raises SitegenError when it has no title or no text."""
    fields, body = _parts(text, name)
    found = _HEADING.match(body)
    title = _text(fields.get("title"))
    if found and (not title or fold(title) == fold(found[1] or found[2])):
        title, body = title or (found[1] or found[2]).strip(), body[found.end() :]
    body = body.strip("\n")
    if not title or not body.strip():
        missing = "title" if not title else "text"
        raise fail(
            f"has no {missing}", "begin it with a line `# Title`, then a blank line and the text", path=name, line=1
        )
    source = _source(fields.get("source"), address)
    extra = {key: value for key, value in fields.items() if key not in _TAKEN | _KEPT | {"extra"}}
    given = fields.get("extra")
    extra = _plain({**(given if isinstance(given, dict) else {}), **extra})
    more = {key: fields[key] for key in _KEPT if key in fields} | ({"extra": extra} if extra else {})
    date = _moment(fields.get("date"), settings, now)
    story = Story(
        title=title,
        body=body + "\n",
        identity=source.url or "text:" + digest(fold(title), " ".join(body.split())),
        date=date,
        updated=_moment(fields.get("updated"), settings, now),
        authors=tuple(_authors(fields.get("authors"))),
        section=_section(fields.get("section"), settings),
        tags=tuple(dict.fromkeys(_words(fields.get("tags")))),
        source=source,
        language=_text(fields.get("language")),
        summary=_text(fields.get("summary")) or opening(_shown(body)),
        image=_image(fields.get("image")),
        origins=(Origin("title", "file"), Origin("date", "file", "" if date else "no date was found in the source")),
        more=more,
    )
    return story, ()


def _parts(text: str, name: str) -> tuple[dict[str, Any], str]:
    """Return the front matter under our names, and the body."""
    toml = _TOML.match(text)
    if toml:
        try:
            fields, body = tomllib.loads(toml[1]), text[toml.end() :]
        except tomllib.TOMLDecodeError as error:
            raise fail(
                f"its front matter is not valid TOML: {error}", "mend it, or remove it", path=name, line=1
            ) from None
    elif re.match(r"---[ \t]*\n", text):
        parts = split(text)
        if parts is None:
            hint = "mend it, or remove it: it is YAML between two lines ---"
            raise fail("its front matter cannot be read", hint, path=name, line=1)
        fields, body = parts
    else:
        fields, body = {}, text
    return {_NAMES.get(str(key), str(key)): value for key, value in fields.items()}, body


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return [word for one in value if (word := _text(one))] if isinstance(value, list) else []


def _section(value: object, settings: ImportSettings) -> str:
    declared = {fold(word): name for name, slug in settings.sections for word in (name, slug)}
    return next((declared[fold(word)] for word in _words(value) if fold(word) in declared), "")


def _authors(value: object) -> list[Author]:
    if isinstance(value, str):
        return list(byline(value))
    if isinstance(value, Mapping):
        name = _text(value.get("name"))
        url = _text(value.get("url"))
        return [Author(name, _text(value.get("role")), url if is_address(url) else "")] if name else []
    return [author for one in value for author in _authors(one)] if isinstance(value, list) else []


def _source(value: object, address: str) -> Source:
    if isinstance(value, Mapping):
        url = _text(value.get("url"))
        return Source(_text(value.get("name")), tidy(url) if is_address(url) else "")
    text = _text(value)
    if is_address(text) or not text:
        url = text or address
        return Source("", tidy(url) if is_address(url) else "")
    return Source(text, tidy(address) if is_address(address) else "")


def _image(value: object) -> Image | None:
    """Return a picture of the site's own or with an http(s) address; what is neither could not be shown."""
    told = value if isinstance(value, Mapping) else {"src": value}
    src = _text(told.get("src") or told.get("url") or told.get("image"))
    if not src or (re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", src) and not is_address(src)):
        return None
    return Image(src, _text(told.get("alt")), _text(told.get("credit")))


def _moment(value: object, settings: ImportSettings, now: dt.datetime) -> dt.datetime | dt.date | None:
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(settings.zone))
    if isinstance(value, dt.date):
        return value
    return read_moment(value, settings.language, settings.zone, now) if isinstance(value, str) else None


def _shown(body: str) -> str:
    """Return roughly what the first paragraph shows, for a summary."""
    paragraphs = [part for part in re.split(r"\n\s*\n", body) if not re.match(r"\s*(?:[#>|`~!-]|\d+[.)])", part)]
    text = (paragraphs[0] if paragraphs else body)[:_OPENING]
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`\\]", "", text).split())


def _plain(value: Any) -> Any:
    """Return a value without anything that YAML's safe subset cannot hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | dt.date) or value is None else str(value)
