"""Checking a parsed TOML table against a frozen record, with every problem at once and in plain words."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, Union

import msgspec

from sitegen.language import closest

S = TypeVar("S", bound=msgspec.Struct)

Fault = tuple[tuple[str | int, ...], str, str]
"""Where (a path of keys and positions), what is wrong, what to do."""


def read_table(table: Mapping[str, Any], record: type[S]) -> tuple[S | None, list[Fault]]:
    """Return `table` as a `record`, or None and all that is wrong with it."""
    faults = list(_faults(table, record, ()))
    if faults:
        return None, faults
    return msgspec.convert(table, record), []


def _faults(table: Mapping[str, Any], record: type[msgspec.Struct], at: tuple[str | int, ...]) -> Iterator[Fault]:
    hints = typing.get_type_hints(record)
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
            yield at, f'"{name}" is missing', f"add {name} = …"


def _value_faults(value: Any, hint: Any, at: tuple[str | int, ...]) -> Iterator[Fault]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        if isinstance(value, Mapping):
            yield from _faults(value, hint, at)
        else:
            yield at, f'"{_name(at)}" must be a table of keys, not {_said(value)}', ""
        return
    if origin is tuple and isinstance(value, list):
        for position, item in enumerate(value):
            yield from _value_faults(item, arguments[0], (*at, position))
        return
    if origin is dict and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _value_faults(item, arguments[1], (*at, key))
        return
    if hint is Any or hint is object:
        return
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        yield at, f'"{_name(at)}" must be {_wanted(hint)}, not {_said(value)}', ""


def _name(at: tuple[str | int, ...]) -> str:
    return str(next((part for part in reversed(at) if isinstance(part, str)), ""))


def _said(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case Mapping():
            return "a table"
        case list():
            return "a list"
    return str(value)


def _wanted(hint: Any) -> str:
    names = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
    if hint in names:
        return names[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_wanted(a) for a in arguments if a is not type(None))
    if origin is tuple:
        return "a list"
    if origin is dict:
        return "a table"
    if origin is typing.Literal:
        return " or ".join(f'"{a}"' for a in arguments)
    if origin is typing.Annotated:
        meta = arguments[1]
        low, high = getattr(meta, "ge", None), getattr(meta, "le", None)
        return f"{_wanted(arguments[0])} from {low} to {high}" if low is not None else _wanted(arguments[0])
    return str(hint)
