"""What the value of a front-matter key means: YAML nodes → Python values, in the words of the field that reads them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import yaml

from sitegen.model.frontmatter import CONTROLS, Node, in_line
from sitegen.records import Author, Image, Source
from sitegen.schema import NAME_BYTES, is_slug, is_web_address

T = TypeVar("T")

_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_ZONE = r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d\d?(?::?\d\d)?)?\Z"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_MOMENT = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[Tt ,]+{_TIME})?{_ZONE}")
_DOTTED = re.compile(rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{{4}})(?:[ ,]+\[?{_TIME}\]?)?{_ZONE}")
_MAILTO = re.compile(r"mailto:[^\s@]+@[^\s@]+\Z", re.IGNORECASE)
_ODD = re.compile(r"[\\?#:*\"<>|\s\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?=\S)", re.IGNORECASE)


class Fault(NamedTuple):
    """One thing that is wrong in a value: its line (from 0, within the front matter) and the keys that lead to it."""

    line: int
    message: str
    hint: str = ""
    below: tuple[str, ...] = ()


class WrongValue(Exception):  # noqa: N818  # it is no failure of the program but an answer to the editor
    """A value that its field cannot mean, with everything that is wrong in it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(*faults)


def wrong(node: Node, message: str, hint: str = "") -> WrongValue:
    """Return an exception about one value."""
    return WrongValue(Fault(node.start_mark.line, message, hint))


def is_empty(node: Node) -> bool:
    """Whether nothing was given: `key:`, `key: ~` or `key: null`."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def said(node: Node) -> str:
    """Name a value in a message."""
    if isinstance(node, yaml.ScalarNode):
        return f'"{in_line(str(node.value))}"'
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys with values"


def text(node: Node) -> str:
    """Return a line or block of text, trimmed."""
    if not isinstance(node, yaml.ScalarNode):
        hint = "put it in quotes if it begins with [ or {, or holds a colon"
        raise wrong(node, f"must be text, not {said(node)}", hint)
    value = str(node.value)
    if node.style == '"' and not value.isprintable():  # where "\\x01" is a way to write what the file may not hold
        value = CONTROLS.sub("", value)
    return value.strip()


def line(node: Node) -> str:
    """Return text on one line: inner line ends and runs of blanks become one space."""
    return " ".join(text(node).split())


def filled(node: Node) -> str:
    """Return one line of text that is not empty."""
    value = line(node)
    if not value:
        raise wrong(node, "is empty", "write a text after the colon")
    return value


def flag(node: Node) -> bool:
    """Return true or false; YAML 1.1's yes, no, on and off are understood too."""
    word = text(node).casefold() if isinstance(node, yaml.ScalarNode) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise wrong(node, f"must be true or false, not {said(node)}")


def number(node: Node) -> int:
    """Return a whole number."""
    value = text(node) if isinstance(node, yaml.ScalarNode) else ""
    if not re.fullmatch(r"-?\d{1,9}", value, re.ASCII):
        raise wrong(node, f"must be a whole number, not {said(node)}")
    return int(value)


@lru_cache(maxsize=8)
def moment(zone: ZoneInfo) -> Callable[[Node], dt.datetime]:
    """Return a reader of dates; those without a zone are in `zone`, those without a time begin the day.

    Forms: ISO 8601 (2025-10-27, 2025-10-27 14:37, 2025-10-27T14:37:00+04:00) and 27.10.2025 14:37. The result is
    in UTC, to the second. A local time that summer time skips is read as if the clock had not been moved; of one
    that comes twice the first is meant (PEP 495).
    """

    def read(node: Node) -> dt.datetime:
        value = text(node) if isinstance(node, yaml.ScalarNode) else ""
        found = _MOMENT.match(value) or _DOTTED.match(value)
        if not found:
            hint = "write it as 2025-10-27 14:37 or 2025-10-27T14:37:00+04:00"
            if isinstance(node, yaml.ScalarNode) and not value:
                raise wrong(node, "is empty", hint)
            raise wrong(node, f"is not a date: {said(node)}", hint)
        year, month, day, hour, minute, second = (
            int(part or 0) for part in found.group("year", "month", "day", "hour", "minute", "second")
        )
        offset = found["zone"]
        try:
            at = dt.datetime(year, month, day, hour, minute, second, tzinfo=_offset(offset) if offset else zone)
            if year < 1000:  # a slip, or Hugo's 0001-01-01 for "never"
                raise ValueError
            return at.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            hint = "check year, month, day and time"
            raise wrong(node, f"is not a date of the calendar: {said(node)}", hint) from None

    return read


@lru_cache(maxsize=64)
def _offset(written: str) -> dt.tzinfo:
    if written in ("Z", "z", "UTC", "GMT"):
        return dt.UTC
    hours, colon, minutes = written[1:].partition(":")
    if not colon and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    delta = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return dt.timezone(-delta if written[0] == "-" else delta)


def each(nodes: Iterable[Node], read: Callable[[Node], T]) -> tuple[T, ...]:
    """Return what `read` makes of every node. Raises WrongValue with what is wrong in any of them."""
    values: list[T] = []
    faults: list[Fault] = []
    for node in nodes:
        try:
            values.append(read(node))
        except WrongValue as found:
            faults += found.faults
    if faults:
        raise WrongValue(*faults)
    return tuple(values)


def texts(node: Node) -> tuple[str, ...]:
    """Return a list of texts; one text, or several with commas between, will do."""
    if isinstance(node, yaml.ScalarNode):
        values = (line(node),) if node.style else tuple(" ".join(part.split()) for part in str(node.value).split(","))
    elif isinstance(node, yaml.SequenceNode):
        values = each((item for item in node.value if not is_empty(item)), line)
    else:
        raise wrong(node, f"must be a list of texts, not {said(node)}", "write it as [one, two]")
    return tuple(dict.fromkeys(v for v in values if v))


def mapping(node: Node, readers: Mapping[str, Callable[[Node], Any]], form: str = "") -> dict[str, Any]:
    """Return the keys of a nested mapping, each read by its reader. `form` shows how the value may be written."""
    if not isinstance(node, yaml.MappingNode):
        raise wrong(node, f"must be keys with values, not {said(node)}", f"write it as {form}" if form else "")
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for key, value in node.value:
        name, at = str(key.value) if isinstance(key, yaml.ScalarNode) else "", key.start_mark.line
        if name not in readers:
            faults.append(Fault(at, f'has an unknown key "{in_line(name)}"', suggestion(name, readers)))
            continue
        if name in lines:
            hint = f"it stands on line {lines[name] + 2} already; remove one"
            faults.append(Fault(at, f'has "{name}" twice', hint))
            continue
        lines[name] = at
        if is_empty(value):
            continue
        try:
            values[name] = readers[name](value)
        except WrongValue as found:
            faults += (fault._replace(below=(name, *fault.below)) for fault in found.faults)
    if faults:
        raise WrongValue(*faults)
    return values


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return what to do about the unknown key `name`."""
    from sitegen.language import closest

    known = tuple(known)
    near = closest(name, known)
    return f'did you mean "{near}"?' if near else "known keys: " + ", ".join(known)


_AUTHOR = "{name: …, role: …}"


def authors(node: Node) -> tuple[Author, ...]:
    """Return authors: a name, `{name, role, url}`, or a list of either."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = each((item for item in nodes if not is_empty(item)), _author)
    return tuple(dict.fromkeys(author for author in found if author is not None))


def _author(node: Node) -> Author | None:
    if isinstance(node, yaml.ScalarNode):
        return Author(filled(node))
    values = mapping(node, {"name": filled, "role": line, "url": contact}, f"a name, or {_AUTHOR}")
    if not any(values.values()):
        return None
    if "name" not in values:
        raise wrong(node, "has no name", f"write it as {_AUTHOR}")
    return Author(**values)


def source(node: Node) -> Source | None:
    """Return a source: an address, a name, or `{name, url}`."""
    if isinstance(node, yaml.ScalarNode):
        value = line(node)
        if not value:
            return None
        return Source(url=address(node)) if _SCHEME.match(value) else Source(name=value)
    values = mapping(node, {"name": line, "url": address}, "a name, an address, or {name: …, url: …}")
    return Source(**values) if any(values.values()) else None


def image(node: Node) -> Image | None:
    """Return a picture: a path below content/ or an address, or `{src, alt, credit, caption}`."""
    if isinstance(node, yaml.ScalarNode):
        return Image(_picture(node))
    form = "{src: media/picture.jpg, alt: …}"
    values = mapping(node, {"src": _picture, "alt": line, "credit": line, "caption": line}, form)
    if "src" not in values:
        if not any(values.values()):
            return None
        raise wrong(node, "has no src", f"write it as {form}")
    return Image(**values)


def _picture(node: Node) -> str:
    value = filled(node)
    if _SCHEME.match(value):
        return address(node)
    if "\\" in value:
        raise wrong(node, f"has backslashes in a path: {said(node)}", f"write it as {value.replace(chr(92), '/')}")
    return value


def address(node: Node) -> str:
    """Return an address in the web (http, https): a script cannot hide in one."""
    value = text(node)
    if not is_web_address(value):
        raise wrong(node, f"is not a web address: {said(node)}", "write it as https://example.org/page")
    return value


def contact(node: Node) -> str:
    """Return an address in the web or for mail."""
    value = text(node)
    return value if _MAILTO.match(value) else address(node)


def slug(node: Node) -> str:
    """Return the last part of an address."""
    value = filled(node)
    if not is_slug(value):
        from sitegen.language import slugify

        message = f"may hold only small letters a-z, digits and single hyphens, not {said(node)}"
        raise wrong(node, message, f'write it as "{slugify(value, "")}"')
    return value


def aliases(node: Node) -> tuple[str, ...]:
    """Return old addresses within the site, as a server sees them: percent signs decoded, no index.html."""
    nodes = [item for item in node.value if not is_empty(item)] if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(dict.fromkeys(value for found in each(nodes, _aliases) for value in found))


def _aliases(node: Node) -> tuple[str, ...]:
    paths = []
    for value in texts(node):
        path = unquote(value).removesuffix("index.html")
        parts = path[1:].removesuffix("/").split("/")
        odd = any(part in ("", ".", "..") or len(part.encode()) > NAME_BYTES for part in parts)
        if not path.startswith("/") or odd or _ODD.search(path):
            raise wrong(node, f'is not an address of this site: "{in_line(value)}"', "write it as /2024/05/old-name/")
        paths.append(path)
    return tuple(paths)


def tree(node: Node) -> dict[str, object]:
    """Return `extra`: anything. true, false, null, plain numbers and, for all else, text."""
    if not isinstance(node, yaml.MappingNode):
        raise wrong(node, f"must be keys with values, not {said(node)}")
    return _branch(node)


def _branch(node: yaml.MappingNode) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise wrong(key, "has a key that is not a word", "write `key: value`")
        if key.value in found:
            raise wrong(key, f'has "{in_line(key.value)}" twice', "remove one")
        found[key.value] = _plain(value)
    return found


def _plain(node: Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return _branch(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    value = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style:
        return value
    if value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return value.casefold() == "true"
    if value in ("", "~", "null", "Null", "NULL"):
        return None
    return _number(value)


def _number(value: str) -> object:
    """Return the number that `value` is if it prints as it was written, else the text: 007, 3.10 and +994 are texts."""
    for kind in (int, float):
        try:
            found = kind(value) if len(value) < 19 else math.nan
        except ValueError:
            continue
        if math.isfinite(found) and str(found) == value:
            return found
    return value
