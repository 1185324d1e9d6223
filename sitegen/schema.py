"""Checking a parsed TOML table against a frozen record: every problem at once, in plain words, at its line.

Also the forms that site.toml and front matter share: what a slug is, and what an address in the web.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, Union
from urllib.parse import urlsplit

import msgspec

from sitegen.language import closest

S = TypeVar("S", bound=msgspec.Struct)

Place = tuple[str | int, ...]
"""A path of keys and positions."""

Fault = tuple[Place, str, str]
"""Where, what is wrong, what to do."""

NAME_BYTES = 200
"""The longest part of an address: file systems end at 255 bytes, and endings have to fit too."""

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/\S*)?")
_WHOLE = 2**63
"""Whole numbers beyond this are no numbers to the records that are kept of a build."""


def is_slug(text: str) -> bool:
    """Whether `text` can be a part of an address as it is."""
    return len(text) <= NAME_BYTES and _SLUG.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Whether `text` names a server by http or https, holds no blanks and can be taken apart."""
    if _PLAIN_ADDRESS.fullmatch(text):
        return True
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that are no IPv6, a port that is none, letters that hide a slash
        return False
    return named and not re.search(r"\s", text)


def read_table(table: Mapping[str, Any], record: type[S]) -> tuple[S | None, list[Fault]]:
    """Return `table` as a `record`, or None and all that is wrong with it."""
    faults = list(_faults(table, record, ()))
    if faults:
        return None, faults
    return msgspec.convert(table, record), []


def _faults(table: Mapping[str, Any], record: type[msgspec.Struct], at: Place) -> Iterator[Fault]:
    hints = typing.get_type_hints(record, include_extras=True)
    known = {field.encode_name: field for field in msgspec.structs.fields(record)}
    for key, value in table.items():
        if key not in known:
            near = closest(key, known)
            hint = f'did you mean "{near}"?' if near else "known keys: " + ", ".join(known)
            yield (*at, key), f'unknown key "{key}"', hint
        else:
            yield from _value_faults(value, hints[known[key].name], (*at, key))
    for name, field in known.items():
        if field.required and name not in table:
            yield at, f'"{name}" is missing', f'add {name} = "…"'


def _value_faults(value: Any, hint: Any, at: Place) -> Iterator[Fault]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        if isinstance(value, Mapping):
            yield from _faults(value, hint, at)
        else:
            yield at, f'"{_name(at)}" must be a table of keys, not {_said(value)}', _example(at, hint)
    elif origin is tuple and isinstance(value, list):
        for position, item in enumerate(value):
            yield from _value_faults(item, arguments[0], (*at, position))
    elif origin is dict and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _value_faults(item, arguments[1], (*at, key))
    elif hint is object:
        if isinstance(value, dict | list) or (isinstance(value, int) and abs(value) >= _WHOLE):
            yield at, f'"{_name(at)}" must be text, a number, true or false, not {_said(value)}', ""
    else:
        try:
            msgspec.convert(value, hint)
        except msgspec.ValidationError:
            example = ""
            if origin is tuple:
                example = _example(at, arguments[0])
            elif origin is dict:
                name = _name(at)
                example = f'write it as {name}.… = "…"' if arguments[1] is str else f'write it as [{name}."…"]'
            yield at, f'"{_name(at)}" must be {_wanted(hint)}, not {_said(value)}', example


def _example(at: Place, record: Any) -> str:
    """Return how a table or a list is written."""
    name = _name(at)
    if not (isinstance(record, type) and issubclass(record, msgspec.Struct)):
        return f'write it as {name} = ["…", "…"]'
    if len(at) > 1 and isinstance(at[-1], str):
        return f'write it below [{".".join(map(str, at[:-1]))}."{name}"]'
    required = [field.encode_name for field in msgspec.structs.fields(record) if field.required]
    return f'write it as [[{name}]], below it {required[0]} = "…"' if required else f"write it below [{name}]"


def _name(at: Place) -> str:
    return str(next((part for part in reversed(at) if isinstance(part, str)), ""))


def _said(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
        case Mapping():
            return "a table"
        case list():
            return "a list"
        case int() if abs(value) >= _WHOLE:
            return "a number that long"
    return str(value)


def _wanted(hint: Any) -> str:
    names = {str: "text in quotes", bool: "true or false", int: "a whole number", float: "a number"}
    if hint in names:
        return names[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_wanted(a) for a in arguments if a is not type(None))
    if origin is tuple:
        return "a list"
    if origin is dict:
        return "a table of keys"
    if origin is typing.Annotated:
        meta = arguments[1]
        return f"{_wanted(arguments[0])} from {meta.ge} to {meta.le}"
    raise TypeError(f"no words for {hint}")


def locate(text: str, at: Place) -> int:
    """Return the line (from 1) of the key at path `at` in the TOML `text`, or of the table nearest to it, or 0."""
    best, depth, within = 0, 0, 0
    for number, path in _places(text):
        if at[: len(path)] == path and len(path) > depth:
            best, depth = number, len(path)
        elif at and path[: len(at)] == at:
            within = within or number
    return within if within and depth < len(at) else best


_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+'  # texts of several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}=\n]|[^\s\[\]{}=#"\']+',
    re.DOTALL,
)
_PART = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([^\s."\']+)')


def _places(text: str) -> Iterator[tuple[int, Place]]:
    """Yield every table and key, with its line, of TOML that `tomllib` has read. An inline table counts as one key."""
    counts: dict[Place, int] = {}
    table: Place = ()
    words: list[str] = []
    nesting, line, in_value = 0, 1, False
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word == "\n":
            if nesting == 0 or not in_value:
                if words and words[0] == "[":
                    table = _table("".join(words), counts)
                    yield line, table
                words, nesting, in_value = [], 0, False
        elif in_value:
            nesting += (word in "[{") - (word in "]}")
        elif word == "=":
            yield line, (*table, *_parts("".join(words)))
            words, in_value = [], True
        elif not word.startswith("#"):
            words.append(word)
        line += word.count("\n")
    if words and words[0] == "[":
        yield line, _table("".join(words), counts)


def _table(header: str, counts: dict[Place, int]) -> Place:
    """Return the path that `[a.b]` or `[[a.b]]` opens; elements of arrays of tables are counted in `counts`."""
    path: Place = ()
    parts = _parts(header.strip("[]"))
    for position, part in enumerate(parts):
        path = (*path, part)
        if position == len(parts) - 1 and header.startswith("[["):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(key: str) -> tuple[str, ...]:
    return tuple(quoted or literal or bare for quoted, literal, bare in _PART.findall(key))
