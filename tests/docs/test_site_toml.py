"""The reference of site.toml names every key with its type and default, and no other."""

from __future__ import annotations

import tomllib
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sitegen.config import Config, load_config
from tests.docs.pages import code, read_page

PAGE = read_page("docs/reference/site-toml.md")


def records(record: type[msgspec.Struct], heading: str) -> list[tuple[str, type[msgspec.Struct]]]:
    """Return the records that make up site.toml with the headings that their keys stand under."""
    found = [(heading, record)]
    for name, hint in typing.get_type_hints(record).items():
        for part in (hint, *typing.get_args(hint)):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                found += records(part, name.capitalize())
    return found


def in_words(hint: Any) -> str:
    """Return a type as the reference says it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return f"number, {arguments[1].ge} to {arguments[1].le}"
    if hint == int | None or hint is int:
        return "number"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return "table"
    if origin is tuple:
        return "list of " + in_words(arguments[0]) + "s"
    if origin is dict and arguments[1] is not object:
        return "table of " + in_words(arguments[1]) + "s"
    return {str: "text", bool: "true or false"}.get(hint, "table")


def default_of(field: msgspec.structs.FieldInfo) -> object:
    return field.default_factory() if field.default is msgspec.NODEFAULT else field.default


def hints(record: type[msgspec.Struct]) -> dict[str, Any]:
    return typing.get_type_hints(record, include_extras=True)


@pytest.mark.parametrize(("heading", "record"), records(Config, "Keys of the site"))
def test_every_key_is_described_with_type_and_default(heading: str, record: type[msgspec.Struct]) -> None:
    rows = {code(row[0])[0]: row for row in PAGE.rows(heading)}
    assert list(rows) == list(record.__struct_fields__)
    for field in msgspec.structs.fields(record):
        _, kind, default, meaning = rows[field.name]
        assert kind == in_words(hints(record)[field.name]), field.name
        assert meaning, field.name
        if field.required:
            assert default == "needed", field.name
        elif (value := default_of(field)) is None:
            assert default == "none", field.name
        elif isinstance(value, msgspec.Struct):
            assert default == f"[below](#{field.name})", field.name
        else:
            said = tomllib.loads(f"value = {code(default)[0]}")["value"]
            assert said == msgspec.to_builtins(value, builtin_types=()) or tuple(said) == value, field.name


def test_the_example_is_a_valid_site_toml(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(PAGE.blocks[0].text, encoding="utf-8")
    assert [section.slug for section in load_config(tmp_path).sections] == ["technology", "culture"]
