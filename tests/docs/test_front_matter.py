"""The reference of front matter names every key and synonym that the reader knows, and no other."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from sitegen.model.content import SPREAD, SYNONYMS, read
from tests.docs.pages import code, read_page

PAGE = read_page("docs/reference/front-matter.md")


def known_keys(folder: str, front_matter: str, subject: str) -> list[str]:
    """Return the keys that are known, as the message about one that nobody would write lists them."""
    text = f"---\ntitle: A\ndate: 2025-10-27\n{front_matter}\n---\n"
    problems = read(text.encode(), f"{folder}/x.md", ZoneInfo("UTC"), ("en",)).problems
    (about,) = [p for p in problems if "qqqqqqqqqq" in p.message]
    assert subject in about.message
    found = re.match(r"known keys: ([\w, ]+)", about.hint)
    assert found, about.hint
    return found[1].split(", ")


@pytest.mark.parametrize(
    ("folder", "heading"), [("articles", "In articles"), ("editions", "In editions"), ("pages", "In pages")]
)
def test_every_key_is_described(folder: str, heading: str) -> None:
    described = [code(row[0])[0] for row in PAGE.rows("In every file") + PAGE.rows(heading)]
    assert sorted(described) == sorted(known_keys(folder, "qqqqqqqqqq: 1", "unknown key"))


def test_every_synonym_is_described() -> None:
    rows = [row for table in PAGE.tables if "Also" in table.head for row in table.rows]
    described = {(synonym, code(row[0])[0]) for row in rows for synonym in code(row[1])}
    assert described == {*SYNONYMS.items(), *((name, key) for name, keys in SPREAD.items() for key in keys)}


@pytest.mark.parametrize(
    ("value", "folder", "front_matter"),
    [
        ("author", "articles", "author: {qqqqqqqqqq: 1}"),
        ("source", "articles", "source: {qqqqqqqqqq: 1}"),
        ("picture", "articles", "image: {qqqqqqqqqq: 1}"),
        ("item", "editions", "items: [{qqqqqqqqqq: 1}]"),
        ("group", "editions", "groups: [{qqqqqqqqqq: 1}]"),
    ],
)
def test_every_nested_key_is_described(value: str, folder: str, front_matter: str) -> None:
    (row,) = [row for row in PAGE.rows("Nested values") if row[0] == value]
    assert code(row[1]) == known_keys(folder, front_matter, "unknown key")
