"""One content file → a record of what it says, or every problem it has."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

from sitegen.errors import Problem
from sitegen.model import choices, fields
from sitegen.model.article import Article, ChoiceGroup, Edition, Entry, Page
from sitegen.model.fields import WrongValue, wrong
from sitegen.model.frontmatter import Document, Node, decode, in_line, split
from sitegen.storage import digest

Reader = Callable[[Node], Any]

FOLDERS: dict[str, type[Article] | type[Edition] | type[Page]] = {
    "articles": Article,
    "editions": Edition,
    "pages": Page,
}

SYNONYMS = {
    "lastmod": "updated",
    "modified": "updated",
    "last_modified_at": "updated",
    "description": "summary",
    "excerpt": "summary",
    "publishDate": "publish",
    "publishdate": "publish",
    "pubdate": "publish",
    "expiryDate": "expires",
    "expirydate": "expires",
    "unpublishdate": "expires",
    "category": "section",
    "keywords": "tags",
    "author": "authors",
    "lang": "language",
    "params": "extra",
}
"""Hugo's, Zola's and Jekyll's names for the same thing (`categories` and `taxonomies` are read on their own)."""

SPREAD = {"categories": ("section",), "taxonomies": ("section", "tags", "authors")}
"""Keys of theirs that say what several of ours do."""

NO_DATE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The date of a draft that has none yet."""


class Reading(NamedTuple):
    """What came of one file: a record (None if it cannot be used), its Markdown, and what is wrong with it."""

    entry: Entry | None
    body: str
    problems: list[Problem]


class _Given(NamedTuple):
    """What front matter says: values by key, the line of each key that is there, the keys whose values are wrong."""

    values: dict[str, Any]
    lines: dict[str, int]
    failed: set[str]
    problems: list[Problem]


def read(data: bytes, file: str, zone: ZoneInfo, languages: tuple[str, ...]) -> Reading:
    """Read one content file.

    `file` is its path below content/ with forward slashes; its first folder says what it is. `languages` are the
    site's, whose codes may end the name (`news.en.md`).
    """
    if not file.isascii():  # macOS may keep names decomposed; references to them are composed, as all text is
        file = unicodedata.normalize("NFC", file)
    path = f"content/{file}"
    kind = FOLDERS[file.split("/", 1)[0]]
    text = decode(data, path)
    if isinstance(text, Problem):
        return Reading(None, "", [text])
    document = split(text, path)
    if isinstance(document, list):
        return Reading(None, "", document)
    given = _given(document, path, kind, zone)
    values, problems = given.values, given.problems
    stem, suffix = name_parts(file, languages)
    problems += _language(given, path, stem, suffix, languages)
    problems += _missing(given, path, kind)
    if kind is Page:
        values.pop("date", None)
    if any(p.severity == "error" for p in problems):
        return Reading(None, document.body, sorted(problems))
    body = document.body
    values |= {"file": file, "stem": stem, "body": digest(body), "body_line": document.body_line}
    return Reading(kind(**values), body, sorted(problems))


def _language(given: _Given, path: str, stem: str, suffix: str, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Settle the language by key and by the file's name; yield what does not fit."""
    said = given.values.get("language", "")
    if suffix:
        if said and said != suffix:
            message = f'says language "{said}", but the file\'s name says "{suffix}"'
            yield Problem(path, given.lines["language"], message, "rename the file or remove the key")
        given.values["language"] = suffix
    elif said and said not in languages:
        from sitegen.language import closest

        near = closest(said, languages)
        hint = f"the site has {', '.join(languages)}; add [languages.{said}] to site.toml"
        hint = f'did you mean "{near}"?' if near else hint
        yield Problem(path, given.lines["language"], f'unknown language "{said}"', hint)
    elif not said and len(ending := stem.rpartition(".")[2]) == 2 and ending != stem and ending.isalpha():
        from sitegen.language import language_name

        if language_name(ending) != ending:
            message = f'the name ends in .{ending}, but the site has no language "{ending}"'
            hint = f"add [languages.{ending}] to site.toml, or rename the file"
            yield Problem(path, 1, message, hint, "warning")


def _missing(given: _Given, path: str, kind: type[Entry]) -> Iterator[Problem]:
    """Fill in the date that another key gives; yield what is missing, empty or at odds."""
    values, lines = given.values, given.lines
    if "publish" in values:
        values.setdefault("date", values["publish"])
    if values.get("draft") and "date" not in lines:
        values.setdefault("date", NO_DATE)
    for key, hint in (("title", "title: …"), ("date", "date: 2025-10-27 14:37")):
        if key in values or (key == "date" and kind is Page):
            continue
        if key not in lines:
            yield Problem(path, 1, f'"{key}" is missing', f"add {hint}")
        elif key not in given.failed:
            yield Problem(path, lines[key], f'"{key}" is empty', f"write {hint}")
    begins = max((values[key] for key in ("date", "publish") if key in values), default=None)
    if kind is not Page and begins is not None and values.get("expires", begins) < begins:
        hint = "check both dates"
        yield Problem(path, lines["expires"], '"expires" is before "date": nobody would ever see it', hint)


def name_parts(file: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """Return the stem of a file's name and the language that its suffix names ("" for none).

    A text in a folder of its own (`astana/index.md`) is named by the folder.
    """
    *folders, name = file.split("/")
    stem = name.removesuffix(".md")
    base, dot, suffix = stem.rpartition(".")
    if dot and suffix in languages:
        stem, language = base, suffix
    else:
        language = ""
    if stem == "index" and len(folders) > 1:
        stem = folders[-1]
    return stem, language


def line_of(document: Document, key: str) -> int:
    """Return the line of the file on which `key` (or another name for it) stands, or 1."""
    for name, line, _ in document.fields:
        if name == key or SYNONYMS.get(name) == key or key in SPREAD.get(name, ()):
            return line
    return 1


def locate(data: bytes, key: str) -> int:
    """Return the line of front-matter `key` in a file's bytes: for problems found after reading. 1 when unknown."""
    text = decode(data, "")
    document = split(text, "") if isinstance(text, str) else []
    return line_of(document, key) if isinstance(document, Document) else 1


@lru_cache(maxsize=24)
def _readers(kind: type[Entry], zone: ZoneInfo) -> dict[str, Reader]:
    """Return what reads each key of a kind of file, under each of its names."""
    date = fields.moment(zone)
    own: dict[str, Reader] = {
        "title": fields.filled,
        "date": date,
        "slug": fields.slug,
        "summary": fields.line,
        "updated": date,
        "draft": fields.flag,
        "expires": date,
        "publish": date,
        "aliases": fields.aliases,
        "image": fields.image,
        "language": fields.filled,
        "translation_of": fields.filled,
        "extra": fields.tree,
    }
    if kind is Page:
        own |= {"menu": fields.number}
    elif kind is Edition:
        own |= {"items": choices.items, "groups": choices.groups, "id": fields.filled}
    else:
        own |= {
            "section": fields.line,
            "tags": fields.texts,
            "authors": fields.authors,
            "source": fields.source,
            "link": fields.flag,
            "pinned": fields.flag,
            "note": fields.line,
            "id": fields.filled,
            "categories": _categories,
            "taxonomies": _taxonomies,
        }
    return own | {name: own[key] for name, key in SYNONYMS.items() if key in own}


def _given(document: Document, path: str, kind: type[Entry], zone: ZoneInfo) -> _Given:
    """Read every key. A key that is there but empty has a line and no value."""
    readers = _readers(kind, zone)
    given = _Given({}, {}, set(), list(document.problems))
    comments = " #" in document.head
    for name, line, node in document.fields:
        reader = readers.get(name)
        if reader is None:
            given.problems.append(_unknown_key(name, path, line, readers))
            continue
        key = SYNONYMS.get(name, name)
        if comments and key in ("title", "summary", "note"):
            given.problems.extend(_cut_off(name, path, line, node, document.head))
        if fields.is_empty(node):
            given.lines.setdefault(key, line)
            continue
        try:
            value = reader(node)
        except WrongValue as found:
            given.lines.setdefault(key, line)
            given.failed.add(key)
            plain = isinstance(node, yaml.ScalarNode)
            for fault in found.faults:
                label = ".".join((name, *fault.below))
                at = line if plain else fault.line + 2
                given.problems.append(Problem(path, at, f'"{label}" {fault.message}', fault.hint))
        else:
            for into, one in value.items() if name in SPREAD else ((key, value),):
                _put(given, path, name, line, into, one)
    if "items" in given.values:
        _arrange_items(given, path)
    return given


def _put(given: _Given, path: str, name: str, line: int, key: str, value: object) -> None:
    if value is None or value == "" or value == ():
        given.lines.setdefault(key, line)
        return
    before = given.values.get(key)
    if key == "tags" and before:
        value = tuple(dict.fromkeys((*before, *value)))  # type: ignore[misc]  # the reader of tags gives a tuple
    elif before is not None and before != value:
        said = f'"{name}" says something else than line {given.lines[key]}'
        given.problems.append(Problem(path, line, said, f'both mean "{key}"; keep one'))
        return
    given.values[key] = value
    given.lines[key] = line


def _unknown_key(name: str, path: str, line: int, readers: dict[str, Reader]) -> Problem:
    from sitegen.language import closest

    near = closest(name, readers)
    own = [key for key in readers if key not in SYNONYMS and key not in SPREAD]
    hint = f'did you mean "{near}"?' if near else f"known keys: {', '.join(own)}; put keys of your own below `extra:`"
    return Problem(path, line, f'unknown key "{in_line(name)}"', hint)


def _cut_off(name: str, path: str, line: int, node: Node, head: str) -> Iterator[Problem]:
    """Warn of a text that ends before its end, as in `title: We are #1`."""
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return
    mark = node.end_mark
    lines = head.split("\n")
    if mark.line < len(lines) and lines[mark.line][mark.column :].lstrip(" \t").startswith("#"):
        hint = f'put the value in quotes, or the comment on a line of its own: {name}: "…"'
        yield Problem(path, line, f'"{name}" ends before #, where YAML begins a comment', hint, "warning")


def _categories(node: Node) -> dict[str, Any]:
    """Read Hugo's `categories: [News]`: one is the section."""
    found = fields.texts(node)
    if len(found) > 1:
        raise wrong(node, "names more than one section", "keep one as `section`, the others as `tags`")
    return {"section": found[0]} if found else {}


def _taxonomies(node: Node) -> dict[str, Any]:
    """Read Zola's `taxonomies: {categories: […], tags: […], authors: […]}`."""
    readers = {"categories": _categories, "tags": fields.texts, "authors": fields.authors}
    found = fields.mapping(node, readers, "{categories: […], tags: […]}")
    section: dict[str, Any] = found.pop("categories", {})
    return section | found


def _arrange_items(given: _Given, path: str) -> None:
    """Put a flat list of items into one group without a name."""
    values = given.values
    items = values.pop("items")
    if "groups" in values:
        hint = "move the items into a group, or remove the groups"
        given.problems.append(Problem(path, given.lines["items"], '"items" and "groups" cannot both be given', hint))
    else:
        values["groups"] = (ChoiceGroup("", items),)


def is_visible(entry: Entry, now: dt.datetime, *, drafts: bool, future: bool, expired: bool) -> bool:
    """Whether a reader may see `entry` at `now`: no draft, begun, not expired (each unless asked for)."""
    begins = starts(entry)
    return (
        (drafts or not entry.draft)
        and (future or begins is None or begins <= now)
        and (expired or entry.expires is None or entry.expires > now)
    )


def starts(entry: Entry) -> dt.datetime | None:
    """When `entry` becomes visible: its date, or the later date of publication if one is given."""
    date = entry.date if isinstance(entry, Article | Edition) else None
    return max((d for d in (date, entry.publish) if d is not None), default=None)
