"""One content file → a record of what it says, or every problem it has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

from sitegen.errors import Problem
from sitegen.model import fields
from sitegen.model.article import Article, Choice, ChoiceGroup, Edition, Entry, Page
from sitegen.model.fields import WrongValue
from sitegen.model.frontmatter import Document, Node, decode, split
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
    "translationKey": "translation_of",
    "translationkey": "translation_of",
    "params": "extra",
}
"""Hugo's, Zola's and Jekyll's names for the same thing (`categories` and `taxonomies` are read on their own)."""


class Reading(NamedTuple):
    """What came of one file: a record (None if it cannot be used), its Markdown, and what is wrong with it."""

    entry: Entry | None
    body: str
    problems: list[Problem]


def read(data: bytes, file: str, zone: ZoneInfo, languages: tuple[str, ...]) -> Reading:
    """Read one content file.

    `file` is its path below content/ with forward slashes; its first folder says what it is. `languages` are the
    site's, whose codes may end the name (`news.en.md`).
    """
    path = f"content/{file}"
    kind = FOLDERS[file.split("/", 1)[0]]
    text = decode(data, path)
    if isinstance(text, Problem):
        return Reading(None, "", [text])
    document = split(text, path)
    if isinstance(document, list):
        return Reading(None, "", document)
    values, problems = _values(document, path, kind, zone)
    stem, language = name_parts(file, languages)
    if language:
        if values.get("language", language) != language:
            said = f'says language "{values["language"]}", but the file\'s name says "{language}"'
            problems.append(Problem(path, line_of(document, "language"), said, "rename the file or remove the key"))
        values["language"] = language
    elif values.get("language", "") and values["language"] not in languages:
        problems.append(_unknown_language(document, path, values["language"], languages))
    for key in ("title", *(("date",) if kind is not Page else ())):
        if key not in values and not any(f'"{key}"' in p.message for p in problems):
            hint = "add title: …" if key == "title" else "add date: 2025-10-27 14:37"
            problems.append(Problem(path, 1, f'"{key}" is missing', hint))
    if problems:
        return Reading(None, document.body, sorted(problems))
    body = document.body
    values |= {"file": file, "stem": stem, "body": digest(body), "body_line": document.body_line}
    return Reading(kind(**values), body, [])


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
    """Return the line of the file on which `key` (or a synonym of it) stands, or 1."""
    for name, line, _ in document.fields:
        if name == key or SYNONYMS.get(name) == key:
            return line
    return 1


def locate(data: bytes, key: str) -> int:
    """Return the line of front-matter `key` in a file's bytes: for problems found after reading. 1 when unknown."""
    text = decode(data, "")
    document = split(text, "") if isinstance(text, str) else []
    return line_of(document, key) if isinstance(document, Document) else 1


def _unknown_language(document: Document, path: str, code: str, languages: tuple[str, ...]) -> Problem:
    from sitegen.language import closest

    near = closest(code, languages)
    hint = f'did you mean "{near}"?' if near else f"the site has {', '.join(languages)}; add [languages.{code}] to site.toml"
    return Problem(path, line_of(document, "language"), f'unknown language "{code}"', hint)


@lru_cache(maxsize=8)
def _readers(kind: type[Entry], zone: ZoneInfo) -> dict[str, Reader]:
    """Return what reads each key of a kind of file."""
    date = fields.moment(zone)
    common: dict[str, Reader] = {
        "title": fields.filled,
        "slug": _slug,
        "summary": fields.line,
        "updated": date,
        "draft": fields.flag,
        "expires": date,
        "publish": date,
        "aliases": _aliases,
        "image": fields.image,
        "language": fields.filled,
        "translation_of": fields.filled,
        "extra": fields.tree,
    }
    if kind is Page:
        return common | {"menu": fields.number, "date": date}
    if kind is Edition:
        return common | {"date": date, "items": _items, "groups": _groups, "id": fields.filled}
    return common | {
        "date": date,
        "section": fields.line,
        "tags": fields.texts,
        "authors": fields.authors,
        "source": fields.source,
        "link": fields.flag,
        "pinned": fields.flag,
        "note": fields.line,
        "id": fields.filled,
    }


def _values(document: Document, path: str, kind: type[Entry], zone: ZoneInfo) -> tuple[dict[str, Any], list[Problem]]:
    readers = _readers(kind, zone)
    values: dict[str, Any] = {}
    problems = list(document.problems)
    lines: dict[str, int] = {}
    for name, line, node in document.fields:
        key = SYNONYMS.get(name, name)
        if fields.is_empty(node):
            continue
        try:
            if kind is Article and name in ("categories", "taxonomies"):
                _merge(values, _taxonomies(name, node))
            elif key not in readers:
                problems.append(_unknown_key(name, path, line, readers))
            elif key in lines:
                hint = f'it says the same as line {lines[key]}; keep one of them'
                problems.append(Problem(path, line, f'"{name}" is "{key}" once more', hint))
            else:
                lines[key] = line
                _merge(values, {key: readers[key](node)})
        except WrongValue as wrong:
            at = wrong.line + 2 if not isinstance(node, yaml.ScalarNode) else line
            problems.append(Problem(path, at, f'"{name}" {wrong.message}', wrong.hint))
    if kind is Edition:
        _arrange_items(values, path, lines, problems)
    if kind is Page:
        values.pop("date", None)
    elif "publish" in values and "date" not in values:
        values["date"] = values["publish"]
    return values, problems


def _merge(values: dict[str, Any], new: dict[str, Any]) -> None:
    for key, value in new.items():
        if key == "tags" and key in values:
            value = tuple(dict.fromkeys((*values[key], *value)))
        if value not in ("", ()):
            values[key] = value


def _unknown_key(name: str, path: str, line: int, readers: dict[str, Reader]) -> Problem:
    from sitegen.language import closest

    near = closest(name, [*readers, *SYNONYMS, "categories", "taxonomies"])
    hint = f'did you mean "{near}"?' if near else "known keys: " + ", ".join(readers) + "; own ones go below `extra:`"
    return Problem(path, line, f'unknown key "{name}"', hint)


def _taxonomies(name: str, node: Node) -> dict[str, Any]:
    """Read Hugo's `categories: [News]` and Zola's `taxonomies: {categories: […], tags: […]}`."""
    if name == "taxonomies":
        found = fields.mapping(node, {"categories": fields.texts, "tags": fields.texts})
    else:
        found = {"categories": fields.texts(node)}
    categories = found.get("categories", ())
    if len(categories) > 1:
        raise WrongValue(node, "names more than one section", "keep one as `section`, the others as `tags`")
    return {"section": categories[0] if categories else "", "tags": found.get("tags", ())}


def _slug(node: Node) -> str:
    value = fields.filled(node)
    if not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", value):
        from sitegen.language import slugify

        hint = f'write it as "{slugify(value, "")}"'
        raise WrongValue(node, f"may hold only a-z, 0-9 and hyphens, not {fields.said(node)}", hint)
    return value


def _aliases(node: Node) -> tuple[str, ...]:
    values = fields.texts(node)
    for value in values:
        parts = value.strip("/").split("/")
        if not value.startswith("/") or any(p in ("", ".", "..") for p in parts) or re.search(r"[\\?#:*\"<>|\s]", value):
            raise WrongValue(node, f'is not an address of this site: "{value}"', "write it as /2024/05/old-name/")
    return values


def _items(node: Node) -> tuple[Choice, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise WrongValue(node, f"must be a list of items, not {fields.said(node)}", "begin each with `- article: …` or `- title: …`")
    return tuple(_choice(item) for item in node.value)


def _choice(node: Node) -> Choice:
    line = node.start_mark.line + 2
    if isinstance(node, yaml.ScalarNode):
        return Choice(line, article=fields.filled(node))
    values = fields.mapping(
        node,
        {"article": fields.filled, "title": fields.filled, "url": fields.address, "source": fields.line, "note": fields.text},
    )
    if "article" in values and "url" in values:
        raise WrongValue(node, "has an item with both article and url", "keep one: an article of this site, or a link elsewhere")
    if "article" not in values and not {"title", "url"} <= values.keys():
        raise WrongValue(node, "has an item that is neither an article nor a link", "give it `article:`, or `title:` and `url:`")
    return Choice(line, **values)


def _groups(node: Node) -> tuple[ChoiceGroup, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise WrongValue(node, f"must be a list of groups, not {fields.said(node)}", "begin each with `- name: …`")
    groups = []
    for item in node.value:
        values = fields.mapping(item, {"name": fields.filled, "items": _items})
        if "name" not in values:
            raise WrongValue(item, "has a group without a name", "add name: …")
        groups.append(ChoiceGroup(values["name"], values.get("items", ())))
    return tuple(groups)


def _arrange_items(values: dict[str, Any], path: str, lines: dict[str, int], problems: list[Problem]) -> None:
    """Put a flat list of items into one group without a name."""
    items = values.pop("items", ())
    if items and "groups" in values:
        hint = "move the items into a group, or remove the groups"
        problems.append(Problem(path, lines["items"], '"items" and "groups" cannot both be given', hint))
    elif items:
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
