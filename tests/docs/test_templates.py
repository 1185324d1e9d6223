"""The reference of templates names every record and field, every function and filter that templates see."""

from __future__ import annotations

import datetime as dt
import types
import typing
from pathlib import Path
from typing import Any, Union
from zoneinfo import ZoneInfo

import jinja2.defaults
import jinja2.nodes
import msgspec
import pytest
from jinja2.filters import FILTERS

from sitegen import target
from sitegen.config import load_config
from sitegen.language import STYLES
from sitegen.model.content import read
from sitegen.model.library import Visibility, make_library
from sitegen.outputs.plan import plan
from sitegen.records import Image
from sitegen.render.templates import environment
from sitegen.render.themes import bundled
from sitegen.shared import Shared
from tests.docs.pages import ROOT, code, read_page

PAGE = read_page("docs/reference/templates.md")
SEEN_BY_NOBODY = {"Target", "Context"}
"""Records of the plan, and the common part of the contexts, which is described on its own."""


def records() -> dict[str, type[msgspec.Struct]]:
    """Return every record that a template can come across, by name."""
    found: dict[str, type[msgspec.Struct]] = {}
    pending: list[Any] = [target.Site, target.Picture, *typing.get_args(target.AnyContext)]
    while pending:
        hint = pending.pop()
        pending += typing.get_args(hint)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint.__name__ not in found:
            found[hint.__name__] = hint
            pending += typing.get_type_hints(hint).values()
    return found


def in_words(hint: Any) -> str:
    """Return a type as the reference says it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return in_words(next(a for a in arguments if a is not type(None))) + " or none"
    if origin in (tuple, Shared):
        return f"list of {in_words(arguments[0])}"
    if origin is dict:
        return "table" if arguments[1] is object else f"table of {in_words(arguments[1])}"
    plain = {str: "text", bool: "flag", int: "number", dt.datetime: "moment", dt.date: "day"}
    if hint in plain:
        return plain[hint]
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def own_fields(name: str, record: type[msgspec.Struct]) -> list[str]:
    inherited = target.Context.__struct_fields__ if issubclass(record, target.Context) and name != "Context" else ()
    return [field for field in record.__struct_fields__ if field not in inherited]


@pytest.mark.parametrize(("name", "record"), [*sorted(records().items()), ("Context", target.Context)])
def test_every_field_of_a_record_is_described(name: str, record: type[msgspec.Struct]) -> None:
    rows = {code(row[0])[0]: row for row in PAGE.rows(name)}
    assert sorted(rows) == sorted(own_fields(name, record)), f"the record {name}"
    for field in own_fields(name, record):
        assert rows[field][1] == in_words(typing.get_type_hints(record)[field]), f"{name}.{field}"
        assert rows[field][2], f"{name}.{field} has no meaning"


def test_no_record_is_described_that_does_not_exist() -> None:
    described = {table.heading for table in PAGE.tables if table.head[0] == "Field"}
    assert described == set(records()) | {"Context"}


def a_site() -> target.Site:
    return target.Site(
        title="", description="", base_url="", base_path="/", home="", language="en", direction="ltr", languages=(),
        sections=(), pages=(), timezone="UTC", theme={}, texts={},
    )  # fmt: skip


def test_every_function_and_filter_is_described() -> None:
    env = environment({}, a_site(), str)
    functions = [name for name in env.globals if name not in jinja2.defaults.DEFAULT_NAMESPACE]
    described = {code(row[0])[0].partition("(")[0] for row in PAGE.rows("Functions")} | {"site"}
    assert described == set(functions)
    filters = [name for name, made in env.filters.items() if FILTERS.get(name) is not made]
    assert {code(row[0])[0].partition("(")[0] for row in PAGE.rows("Filters")} == set(filters)
    absent = (jinja2.defaults.DEFAULT_NAMESPACE.keys() - env.globals.keys()) | (FILTERS.keys() - env.filters.keys())
    (sentence,) = [line for line in (ROOT / PAGE.path).read_text(encoding="utf-8").splitlines() if "are absent" in line]
    assert set(code(sentence)) == absent


def test_every_style_of_dates_is_shown_as_it_comes_out() -> None:
    env = environment({}, a_site(), str)
    moment = dt.datetime(2025, 10, 27, 14, 37, tzinfo=ZoneInfo("UTC"))
    shown = {code(row[0])[0]: row[1] for row in PAGE.rows("Styles of dates")}
    assert list(shown) == list(STYLES)
    for style, example in shown.items():
        made = env.from_string("{{ moment|date(style) }}").render(moment=moment, style=style)
        assert made.replace("\u202f", " ") == example  # CLDR puts a narrow space before PM


def test_every_example_comes_out_as_shown() -> None:
    env = environment({}, a_site(), str)
    values = {
        "moment": dt.datetime(2025, 10, 27, 14, 37, tzinfo=ZoneInfo("UTC")),
        "picture": Image("media/map.png", alt="A map"),
        "names": ["Zürich", "Ägina", "Basel"],
    }
    for row in PAGE.rows("Filters"):
        (example,), (outcome,) = code(row[2]), code(row[3])
        assert env.from_string(example).render(values) == outcome, example


def test_every_template_is_described_with_what_it_sees(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes((ROOT / "site.toml").read_bytes())
    config = load_config(tmp_path)
    content = ROOT / "content"
    files = [p.relative_to(content).as_posix() for p in content.rglob("*.md")]
    made = [read((content / file).read_bytes(), file, config.zone, config.all_languages).entry for file in files]
    visibility = Visibility(dt.datetime.now(dt.UTC), drafts=True, future=True, expired=True)
    library = make_library([entry for entry in made if entry], config, visibility, content)
    seen = {(one.template, type(one.context).__name__) for one in plan(library, {})}
    described = {(code(row[0])[0], code(row[1])[0]) for row in PAGE.rows("What a theme holds")}
    assert described == seen


def test_every_block_of_gazette_is_described() -> None:
    source = (bundled() / "gazette/templates/base.html").read_text(encoding="utf-8")
    blocks = [block.name for block in jinja2.Environment(autoescape=True).parse(source).find_all(jinja2.nodes.Block)]
    assert [code(row[0])[0] for row in read_page("docs/how-to/make-it-yours.md").rows("One block")] == blocks
