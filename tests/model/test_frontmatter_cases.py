"""The examples of tests/cases/frontmatter.md, and what is too long to be written there."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sitegen.model.content import locate, read
from tests.cases import Case, each_case
from tests.model.reading import read_case, shown

BAKU = ZoneInfo("Asia/Baku")


@each_case("frontmatter.md")
def test_front_matter(case: Case) -> None:
    assert shown(read_case(case), case).rstrip("\n") == case.expected.rstrip("\n"), case.place


def problems_of(front: str) -> list[str]:
    reading = read(f"---\ntitle: T\ndate: 2025-01-01\n{front}\n---\n".encode(), "articles/x.md", BAKU, ("az",))
    assert (reading.entry is None) == bool(reading.problems)
    return [str(problem) for problem in reading.problems]


DEEP = "front matter is nested too deeply; keep it to the facts of the text"


@pytest.mark.parametrize(
    "front",
    [
        "tags: " + "[" * 100_000,
        "tags: " + "[" * 60 + "]" * 60,
        "extra: " + "{a: " * 40_000,
        "extra: " + "{a: " * 60 + "}" * 60,
        "tags: [" + "[]," * 49_000 + "[" * 60,
    ],
)
def test_brackets_without_end(front: str) -> None:
    assert problems_of(front) == [f"content/articles/x.md:4: {DEEP}"]


@pytest.mark.parametrize("mark", ["- ", "? ", "-\t", "- ? "])
def test_marks_without_end(mark: str) -> None:
    assert problems_of("tags:\n" + mark * 40_000 + "x")[0].startswith("content/articles/x.md:5: front matter ")


def test_a_staircase_of_keys() -> None:
    stairs = "\n".join(" " * depth + "a:" for depth in range(600))
    assert problems_of(f"extra:\n{stairs}") == [f"content/articles/x.md:55: {DEEP}"]


def test_as_deep_as_it_may_be() -> None:
    assert problems_of("extra: " + "{a: " * 49 + "1" + "}" * 49) == []


def test_front_matter_as_long_as_a_book() -> None:
    said = "front matter is longer than 200,000 characters"
    hint = "close it with a line of three hyphens (---) after its last key"
    assert problems_of("summary: " + "söz " * 60_000) == [f"content/articles/x.md:1: {said}; {hint}"]
    assert problems_of("summary: " + "söz " * 40_000) == []


def test_ten_thousand_tags() -> None:
    assert problems_of("tags: [" + ", ".join(f"söz{n}" for n in range(10_000)) + "]") == []


def test_a_hundred_wrong_items_are_a_hundred_problems() -> None:
    items = "\n".join(f"  - title: {n}" for n in range(100))
    text = f"---\ntitle: T\ndate: 2025-01-01\nitems:\n{items}\n---\n"
    reading = read(text.encode(), "editions/x.md", BAKU, ("az",))
    assert [problem.line for problem in reading.problems] == list(range(5, 105))


def test_where_the_text_begins() -> None:
    reading = read(b"---\ntitle: T\ndate: 2025-01-01\n---\n\nText\n", "articles/2025/a.md", BAKU, ("az",))
    assert reading.body == "\nText\n"
    assert reading.entry is not None
    assert (reading.entry.body_line, reading.entry.file, reading.entry.stem) == (5, "articles/2025/a.md", "a")


@pytest.mark.parametrize(
    ("file", "stem"),
    [
        ("articles/2025/10/astana.md", "astana"),
        ("articles/2025/10/astana/index.md", "astana"),
        ("articles/2025/10/astana/index.az.md", "astana"),
        ("articles/astana.az.md", "astana"),
        ("articles/index.md", "index"),
        ("articles/v1.2.md", "v1.2"),
    ],
)
def test_the_stem_of_a_name(file: str, stem: str) -> None:
    reading = read(b"---\ntitle: T\ndate: 2025-01-01\n---\n", file, BAKU, ("az",))
    assert reading.entry is not None
    assert reading.entry.stem == stem


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("---\ntitle: T\nslug: a\n---\n", "slug", 3),
        ("---\ntitle: T\nkeywords: a\n---\n", "tags", 3),
        ("---\ntitle: T\nauthor: a\n---\n", "authors", 3),
        ("---\ntitle: T\ntaxonomies: {categories: [a]}\n---\n", "section", 3),
        ("---\ntitle: T\n---\n", "slug", 1),
        ("no front matter", "slug", 1),
        ("---\ntitle: [\n---\n", "slug", 1),
    ],
)
def test_the_line_of_a_key(text: str, key: str, line: int) -> None:
    assert locate(text.encode(), key) == line


def test_a_mistake_on_a_line_as_long_as_a_book() -> None:
    line = "summary: söz" + " " * 100_000 + "b: c"
    said = "front matter cannot be read: a colon stands inside the value"
    assert problems_of(line)[0].startswith(f"content/articles/x.md:4: {said};")
    assert problems_of("x" * 1500 + " " * 100_000 + ": c")[0].startswith("content/articles/x.md:4: front matter cannot")
