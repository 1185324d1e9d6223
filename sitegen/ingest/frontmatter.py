"""Story → the text of an article's file, and what the file remembers of its import.

The memory is kept in the front matter, under `extra.imported`, because everything else can get lost: `.sitegen/` may
be deleted at any time, and a list beside the articles would not follow a renamed file, nor survive a merge. It holds

- `from`: the source's identity, by which the same source is recognised,
- `digest`: a fingerprint of the whole file without this line; while it holds, nobody has edited the file,
- `fields` and `blocks`: fingerprints of each imported field and paragraph. They are the common ancestor of a later
  three-way merge (`--update`), for which equality with the ancestor is all that must be known of it.

A file without this memory, or whose memory cannot be read, counts as edited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
import yaml

from sitegen.ingest.as_yaml import as_yaml, each_as_yaml
from sitegen.ingest.encodings import clean
from sitegen.ingest.story import Origin, Story
from sitegen.records import Author, Image
from sitegen.storage import digest

_DIGEST_LINE = re.compile(r"(?m)^    digest: .*\n")
_FENCE = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_SHORT = 6


class Memory(msgspec.Struct, frozen=True):
    """What an article's file remembers of its import."""

    identity: str
    digest: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    blocks: tuple[str, ...] = ()


class _Loader(yaml.SafeLoader):
    """Reads no references to collections: a few lines of them can stand for more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # types-PyYAML leaves it out
            if isinstance(self.anchors.get(event.anchor), yaml.CollectionNode):
                raise yaml.composer.ComposerError(None, None, "a reference to a list or mapping", event.start_mark)
        return super().compose_node(parent, index)


def fields_of(story: Story) -> dict[str, Any]:
    """Return the front matter of a story, in the order in which it is written; what is not known is absent."""
    authors = [_author(author) for author in story.authors]
    fields: dict[str, Any] = {
        "title": _line(story.title),
        "date": story.date,
        "updated": story.updated,
        "author": authors[0] if len(authors) == 1 else None,
        "authors": authors if len(authors) > 1 else None,
        "section": _line(story.section),
        "tags": _tags(story),
        "source": _told(name=story.source.name, url=story.source.url),
        "language": story.language,
        "summary": _line(story.summary),
        "image": _image(story.image),
    }
    if story.date is None:
        fields["draft"] = True
    fields |= story.more
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}


def compose(
    fields: Mapping[str, Any], body: str, memory: Memory, origins: tuple[Origin, ...] = (), *, edited: bool = False
) -> str:
    """Return the file's text: front matter with a comment above each doubtful field, then the body.

    The digest in `memory` is ignored and computed anew, or left out of a file that holds an editor's work (`edited`);
    `extra` in `fields` is kept.
    """
    fields = dict(fields)
    given = fields.pop("extra", {})
    fields["extra"] = {**(given if isinstance(given, dict) else {}), "imported": _remembered(memory)}
    lines = ["---\n"]
    doubts = {origin.field: origin.doubt for origin in origins if origin.doubt}
    for key, written in each_as_yaml(fields):
        lines += _comment(doubts.pop("authors" if key == "author" else key, ""))
        lines.append(written)
        if key == "title":
            for missing in [field for field in doubts if field not in fields and field != "authors"]:
                lines += _comment(f"{missing}: {doubts.pop(missing)}")
    text = "".join((*lines, "---\n\n", body))
    if edited:
        return text
    return text.replace("    from: ", f"    digest: {_fingerprint(text)}\n    from: ", 1)


def remember(story: Story, fields: Mapping[str, Any], body: str) -> Memory:
    """Return the memory of importing `story` as these fields and this body."""
    marks = tuple((key, short(value)) for key, value in fields.items() if key not in ("extra", "draft", "slug"))
    return Memory(story.identity, "", marks, tuple(short(block) for block in blocks(body)))


def split(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the front matter and the body of a file, or None where there is no YAML front matter that can be read."""
    found = _FENCE.match(text.replace("\r\n", "\n").lstrip("\ufeff"))
    if not found:
        return None
    try:
        fields = yaml.load(found[1], Loader=_Loader)  # noqa: S506  # a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    body = text.replace("\r\n", "\n").lstrip("\ufeff")[found.end() :]
    return (fields, body.lstrip("\n")) if isinstance(fields, dict) else None


def memory_of(fields: Mapping[str, Any]) -> Memory | None:
    """Return what the front matter remembers of an import, or None."""
    extra = fields.get("extra")
    told = extra.get("imported") if isinstance(extra, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("from"), str):
        return None
    marks = tuple(tuple(mark.split(":", 1)) for mark in str(told.get("fields", "")).split() if ":" in mark)
    return Memory(
        told["from"],
        str(told.get("digest", "")),
        tuple((key, value) for key, value in marks),
        tuple(str(told.get("blocks", "")).split()),
    )


def is_edited(text: str) -> bool:
    """Tell whether a person may have changed the file since sitegen wrote it; what cannot be known counts as edited."""
    text = text.replace("\r\n", "\n")
    parts = split(text)
    memory = memory_of(parts[0]) if parts else None
    return memory is None or memory.digest != _fingerprint(text)


def blocks(body: str) -> list[str]:
    """Return the paragraphs, lists, tables and fenced codes of Markdown, parted at blank lines outside fences."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.strip("\n").split("\n"):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and re.fullmatch(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*", line):
            fence = ""
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def short(value: object) -> str:
    """Return a short fingerprint of a field's value or a block."""
    text = value if isinstance(value, str) else as_yaml({"": value})
    return digest(text)[:_SHORT]


def _fingerprint(text: str) -> str:
    return digest(_DIGEST_LINE.sub("", text, count=1))


def _remembered(memory: Memory) -> dict[str, str]:
    told = {
        "from": memory.identity,
        "fields": " ".join(f"{key}:{mark}" for key, mark in memory.fields),
        "blocks": " ".join(memory.blocks),
    }
    return {key: value for key, value in told.items() if value}


def _author(author: Author) -> str | dict[str, str]:
    told = _told(name=author.name, role=author.role, url=author.url)
    return told["name"] if list(told) == ["name"] else told


def _image(image: Image | None) -> dict[str, str]:
    if image is None:
        return {}
    return _told(src=image.src, alt=image.alt, credit=image.credit, caption=image.caption)


def _tags(story: Story) -> list[str]:
    """Return one tag for each address of a tag's page: a build refuses two that would share it."""
    from sitegen.language import slugify

    lines = [line for tag in story.tags if (line := _line(tag))]
    return list({slugify(line, story.language): line for line in reversed(lines)}.values())[::-1]


def _told(**values: str) -> dict[str, str]:
    return {key: line for key, value in values.items() if (line := _line(value))}


def _line(text: str) -> str:
    """Return text on one line, without characters that show nothing or turn the direction of what follows."""
    return " ".join(clean(text).split())


def _comment(doubt: str) -> list[str]:
    """Return one comment line; a doubt can quote the source, so nothing in it may end the line."""
    text = " ".join("".join(c if c.isprintable() else " " for c in doubt).split())
    return [f"# {text}\n"] if text else []


def day_of(when: datetime | date | None) -> date | None:
    """Return the calendar day of a moment or day."""
    return when.date() if isinstance(when, datetime) else when
