"""How the examples of front matter are read, and how records are shown in them."""

from __future__ import annotations

import datetime as dt
import json
import re
from zoneinfo import ZoneInfo

from sitegen.model.article import ChoiceGroup
from sitegen.model.content import Reading, read
from sitegen.records import Author, Image, Source
from tests.cases import Case

LANGUAGES = ("az", "en")
GIVEN = {"title": "T", "date": "2025-01-01"}
"""What is added to an example that is no whole file, and not shown."""

_HIDDEN = ("file", "stem", "body", "body_line")


def read_case(case: Case) -> Reading:
    """Read an example: a whole file if it ends in a line end, else some front matter. `\\u{DCE9}` is the byte E9.

    The heading may end in the file's name, in brackets, and name a time zone ("in Europe/Berlin").
    """
    zone = re.search(r"\bin ([A-Z]\w+/\w+)", case.heading)
    file = re.search(r"\(([\w./-]+)\)$", case.heading)
    whole = case.given == "" or case.given.endswith(("\n", "\r"))
    text = case.given if whole else with_the_rest(case.given)
    data = text.encode("utf-8", "surrogateescape")
    return read(data, file[1] if file else "articles/x.md", ZoneInfo(zone[1] if zone else "Asia/Baku"), LANGUAGES)


def with_the_rest(front: str) -> str:
    """Return a file whose front matter is `front`, and the title and date that every article needs."""
    added = [f"{key}: {value}" for key, value in GIVEN.items() if not re.match(rf"['\"]?{key}", front)]
    return "\n".join(["---", front, *added, "---", ""])


def shown(reading: Reading, case: Case) -> str:
    """Return the problems of a reading, or else what its record says."""
    lines = [str(problem) for problem in reading.problems]
    if reading.entry is not None:
        entry = reading.entry
        for key in sorted(entry.__struct_fields__):
            value = getattr(entry, key)
            default = value in ("", (), None, False, {}) or key in _HIDDEN
            added = key in GIVEN and not re.search(rf"\b{key}:", case.given)
            if not default and not added:
                lines += field(key, value)
    return "\n".join(lines)


def field(key: str, value: object) -> list[str]:
    """Return the lines that show one field."""
    if key == "groups" and isinstance(value, tuple):
        return [line for group in value for line in group_lines(group)]
    return [f"{key} = {plain(value)}"]


def plain(value: object) -> str:
    """Return a value as the examples write it."""
    match value:
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}" + (f":{value:%S}" if value.second else "") + " UTC"
        case Author():
            return value.name + (f" ({value.role})" if value.role else "") + (f" <{value.url}>" if value.url else "")
        case Source():
            return " ".join(part for part in (value.name, value.url and f"<{value.url}>") if part)
        case Image():
            others = (("alt", value.alt), ("credit", value.credit), ("caption", value.caption))
            return ", ".join([value.src, *(f"{name} {text}" for name, text in others if text)])
        case tuple():
            return " | ".join(map(plain, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case bool():
            return "true" if value else "false"
    return str(value)


def group_lines(group: ChoiceGroup) -> list[str]:
    """Return a group of an edition and its items."""
    lines = [f"group = {group.name}"] if group.name else []
    for item in group.items:
        parts = [item.article, item.title, item.url and f"<{item.url}>", item.source, item.note and f"“{item.note}”"]
        lines.append(f"item on line {item.line} = " + " | ".join(part for part in parts if part))
    return lines
