"""What the value of a front-matter key means: YAML nodes → Python values, in the words of the field that reads them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from sitegen.model.frontmatter import Node
from sitegen.records import Author, Image, Source

_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_NODE_LIMIT, _DEPTH_LIMIT = 5_000, 50
_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*([Zz]|[+-]\d\d?(?::?\d\d)?)?\Z"
)
_DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})(?:[ ,]+\[?(\d\d?):(\d\d)\]?)?\Z")


class WrongValue(Exception):  # noqa: N818  # it is no failure of the program but an answer to the editor
    """A value that its field cannot mean; `line` counts from 0 within the front matter."""

    def __init__(self, node: Node, message: str, hint: str = "") -> None:
        self.line: int = node.start_mark.line
        self.message = message
        self.hint = hint
        super().__init__(message)


def is_empty(node: Node) -> bool:
    """Whether nothing was given: `key:`, `key: ~` or `key: null`."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def said(node: Node) -> str:
    """Name a value in a message."""
    if isinstance(node, yaml.ScalarNode):
        text = str(node.value)
        return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys with values"


def text(node: Node) -> str:
    """Return a line or block of text, trimmed."""
    if not isinstance(node, yaml.ScalarNode):
        raise WrongValue(node, f"must be text, not {said(node)}", "put it in quotes if it contains : [ ] { } or #")
    return str(node.value).strip()


def line(node: Node) -> str:
    """Return text on one line: inner line ends and runs of blanks become one space."""
    return " ".join(text(node).split())


def filled(node: Node) -> str:
    """Return one line of text that is not empty."""
    value = line(node)
    if not value:
        raise WrongValue(node, "is empty", "write a text after the colon")
    return value


def flag(node: Node) -> bool:
    """Return true or false; YAML 1.1's yes, no, on and off are understood too."""
    word = text(node).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise WrongValue(node, f"must be true or false, not {said(node)}")


def number(node: Node) -> int:
    """Return a whole number."""
    value = text(node)
    if not re.fullmatch(r"-?\d{1,9}", value):
        raise WrongValue(node, f"must be a whole number, not {said(node)}")
    return int(value)


def moment(zone: ZoneInfo) -> Callable[[Node], dt.datetime]:
    """Return a reader of dates; those without a zone are in `zone`, those without a time begin the day.

    Forms: ISO 8601 (2025-10-27, 2025-10-27 14:37, 2025-10-27T14:37:00+04:00) and 27.10.2025 14:37. The result is
    in UTC, to the second.
    """

    def read(node: Node) -> dt.datetime:
        value = text(node)
        found = _MOMENT.match(value)
        if found:
            year, month, day, hour, minute, second, offset = found.groups()
        elif found := _DOTTED.match(value):
            day, month, year, hour, minute = found.groups()
            second = offset = None
        else:
            raise WrongValue(node, f"is not a date: {said(node)}", "write it as 2025-10-27 14:37 or 2025-10-27T14:37:00+04:00")
        try:
            local = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001  # the zone follows
            return local.replace(tzinfo=_offset(offset) if offset else zone).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise WrongValue(node, f"is not a date of the calendar: {said(node)}", "check day, month and time") from None

    return read


def _offset(written: str) -> dt.tzinfo:
    if written in "Zz":
        return dt.UTC
    digits = written[1:].replace(":", "").ljust(4, "0") if len(written) != 2 else f"0{written[1]}00"
    delta = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return dt.timezone(-delta if written[0] == "-" else delta)


def texts(node: Node) -> tuple[str, ...]:
    """Return a list of texts; one text, or several with commas between, will do."""
    if isinstance(node, yaml.ScalarNode):
        values = [" ".join(part.split()) for part in str(node.value).split(",")] if not node.style else [line(node)]
    elif isinstance(node, yaml.SequenceNode):
        values = [line(item) for item in node.value if not is_empty(item)]
    else:
        raise WrongValue(node, f"must be a list of texts, not {said(node)}", "write it as [one, two]")
    return tuple(dict.fromkeys(v for v in values if v))


def mapping(node: Node, readers: dict[str, Callable[[Node], Any]]) -> dict[str, Any]:
    """Return the keys of a nested mapping, each read by its reader."""
    if not isinstance(node, yaml.MappingNode):
        raise WrongValue(node, f"must be keys with values, not {said(node)}", "known keys: " + ", ".join(readers))
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if name not in readers:
            from sitegen.language import closest

            near = closest(name, readers)
            hint = f'did you mean "{near}"?' if near else "known keys: " + ", ".join(readers)
            raise WrongValue(key, f'has an unknown key "{name}"', hint)
        if not is_empty(value):
            values[name] = readers[name](value)
    return values


def authors(node: Node) -> tuple[Author, ...]:
    """Return authors: a name, `{name, role, url}`, or a list of either."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(_author(item) for item in nodes if not is_empty(item))


def _author(node: Node) -> Author:
    if isinstance(node, yaml.ScalarNode):
        return Author(filled(node))
    values = mapping(node, {"name": filled, "role": line, "url": address})
    if "name" not in values:
        raise WrongValue(node, "has no name", "write it as {name: …, role: …}")
    return Author(**values)


def source(node: Node) -> Source:
    """Return a source: an address, a name, or `{name, url}`."""
    if isinstance(node, yaml.ScalarNode):
        value = line(node)
        return Source(url=address(node)) if re.match(r"[a-z]+:", value, re.IGNORECASE) else Source(name=value)
    return Source(**mapping(node, {"name": line, "url": address}))


def image(node: Node) -> Image:
    """Return a picture: a path below content/ or an address, or `{src, alt, credit, caption}`."""
    if isinstance(node, yaml.ScalarNode):
        return Image(filled(node))
    values = mapping(node, {"src": filled, "alt": line, "credit": line, "caption": line})
    if "src" not in values:
        raise WrongValue(node, "has no src", "write it as {src: media/picture.jpg, alt: …}")
    return Image(**values)


def address(node: Node) -> str:
    """Return a web address. Only http, https and mailto lead anywhere; a script cannot hide in one."""
    value = text(node)
    if not re.match(r"(https?://[^\s/]+|mailto:[^\s@]+@)\S*\Z", value, re.IGNORECASE):
        raise WrongValue(node, f"is not a web address: {said(node)}", "write it as https://example.org/page")
    return value


def tree(node: Node) -> dict[str, object]:
    """Return `extra`: anything, by the YAML 1.2 core schema (true, false, null and numbers; all else is text)."""
    if not isinstance(node, yaml.MappingNode):
        raise WrongValue(node, f"must be keys with values, not {said(node)}")
    value = _plain(node, [_NODE_LIMIT], 0)
    assert isinstance(value, dict)
    return value


def _plain(node: Node, left: list[int], depth: int) -> object:
    left[0] -= 1
    if left[0] < 0 or depth > _DEPTH_LIMIT:
        raise WrongValue(node, "holds too much", "references (&, *) may repeat a value only a few times")
    if isinstance(node, yaml.MappingNode):
        return {str(k.value) if isinstance(k, yaml.ScalarNode) else said(k): _plain(v, left, depth + 1) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, left, depth + 1) for item in node.value]
    value = str(node.value)
    if node.style:
        return value
    if value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return value.casefold() == "true"
    if value in ("", "~", "null"):
        return None
    if re.fullmatch(r"[-+]?\d{1,18}", value):
        return int(value)
    if re.fullmatch(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,3})?", value):
        return float(value)
    return value
