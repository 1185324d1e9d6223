"""Whatever a file holds, reading it gives a valid record or problems with a line: never an exception."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model.article import Article, Edition, Page
from sitegen.model.content import SYNONYMS, locate, read
from tests.cases import CASES, load_cases
from tests.model.reading import with_the_rest

LANGUAGES = ("az", "en")
FILES = ["articles/x.md", "articles/2025/x.en.md", "editions/2025-w43.md", "pages/about/index.md", "articles/x.de.md"]
ZONES = [ZoneInfo(name) for name in ("Asia/Baku", "Europe/Berlin", "America/St_Johns", "UTC")]
KEYS = sorted(
    {*Article.__struct_fields__, *Edition.__struct_fields__, "menu", "items", "categories", "taxonomies", *SYNONYMS}
)
INNER = ["name", "url", "role", "src", "alt", "article", "title", "items", "tags", "categories", "note"]
SAMPLES = [
    "", " ", "no", "true", "Null", "~", "12:30", "1_000", "0x1F", "9" * 400, "-0.0", "1e999", "nan",
    "2025-10-27", "2025-03-30 02:30", "0000-01-01", "9999-12-31T23:59-23:59", "2025-10-27T14:37:00+04:00", "27.10.2025",
    "/a/b/", "/../x", "%00", "/%ff/", "a-b", "C:\\x", "articles/x.md", "az", "en", "de", "Bakı: x", "#1", "- a",
    "https://example.org/a", "https://[::1", "http://\u2100.org/", "javascript:alert(1)", "mailto:a@b",
    "\u0130", "e\u0301", "\u2028", "\x85", "\x00", "\ufeff",
]  # fmt: skip

scalars = st.one_of(
    st.sampled_from(SAMPLES),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.dates(),
)
names = st.one_of(st.sampled_from(INNER), st.text(max_size=5))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)
fronts = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=6), values, max_size=6)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, '"', "'", "|", ">"]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([1, 2, 7]),
        "width": st.sampled_from([5, 80, 10_000]),
        "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
        "canonical": st.sampled_from([None, None, True]),
    }
)
pieces = st.sampled_from(
    [
        "---", "\n", "\n---\n", ": ", "- ", "? ", "[", "]", "{", "}", '"', "'", "&a ", "*a ", "!t ", "| ", "> ", "#",
        "\t", "  ", "%YAML", "...", ",", "\\", "\\x", "\r", "\x07", "\ufeff", "<<", "title: T", "date: 2025-01-01",
        "items:", "extra:",
    ]
)  # fmt: skip
lines = st.lists(pieces | st.text(max_size=3), max_size=30).map("".join)
examples = [case.given for case in load_cases(CASES / "frontmatter.md")]


def check(data: bytes, file: str, zone: ZoneInfo) -> None:
    reading = read(data, file, zone, LANGUAGES)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert (reading.entry is None) == bool(errors)
    for problem in reading.problems:
        assert problem.line >= 1
        assert problem.line <= data.count(b"\n") + data.count(b"\r") + 1
        assert problem.path == f"content/{file}"
        assert problem.message
        assert "\n" not in str(problem)
    assert locate(data, "tags") >= 1
    if reading.entry is not None:
        packed = msgspec.msgpack.encode(reading.entry)
        assert msgspec.msgpack.decode(packed, type=Article | Edition | Page) == reading.entry
        assert reading.entry.title == " ".join(reading.entry.title.split()) != ""


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(FILES), st.sampled_from(ZONES))
def test_any_bytes(data: bytes, file: str, zone: ZoneInfo) -> None:
    check(data, file, zone)
    check(b"---\n" + data + b"\n---\n", file, zone)
    check(b"---\ntitle: T\ndate: 2025-01-01\n---\n" + data, file, zone)


@settings(max_examples=300, deadline=None)
@given(lines, st.sampled_from(FILES), st.sampled_from(ZONES))
def test_any_text_made_of_what_yaml_is_made_of(front: str, file: str, zone: ZoneInfo) -> None:
    check(f"---\n{front}\n---\n".encode("utf-8", "replace"), file, zone)
    check(f"---\ntitle: T\ndate: 2025-01-01\nsummary: {front}\n---\n".encode("utf-8", "replace"), file, zone)


@settings(max_examples=300, deadline=None)
@given(fronts, styles, st.sampled_from(FILES), st.sampled_from(ZONES), st.booleans())
def test_any_yaml(front: dict[str, Any], style: dict[str, Any], file: str, zone: ZoneInfo, complete: bool) -> None:
    needed = {"title": "T", "date": "2025-01-01"} if complete else {}
    text = yaml.safe_dump(needed | front, **style).removeprefix("---")
    check(f"---\n{text}\n---\nText\n".encode(), file, zone)


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8) | st.sampled_from(SAMPLES)
dates = st.sampled_from(["2025-10-27", "2025-03-30 02:30", "27.10.2025 [14:37]", "2025-10-27T14:37:05+04:00"])
likely = st.fixed_dictionaries(
    {"title": words, "date": dates | st.datetimes(min_value=dt.datetime(1000, 1, 2))},  # noqa: DTZ001  # any zone
    optional={
        "tags": st.lists(words, max_size=3),
        "author": st.dictionaries(st.sampled_from(["name", "role"]), words),
        "source": st.fixed_dictionaries({}, optional={"name": words, "url": st.just("https://example.org/a")}),
        "image": st.sampled_from(["media/a.jpg", {"src": "media/a.jpg", "alt": "a"}]),
        "summary": words,
        "slug": st.sampled_from(["a-b", 2025, "x"]),
        "draft": st.booleans(),
        "updated": dates,
        "aliases": st.lists(st.sampled_from(["/a/", "/b/c.html"]), max_size=2),
        "extra": st.dictionaries(words, values, max_size=3),
    },
)


@settings(max_examples=300, deadline=None)
@given(likely, styles, st.sampled_from(FILES[:2]), st.sampled_from(ZONES))
def test_any_likely_article(front: dict[str, Any], style: dict[str, Any], file: str, zone: ZoneInfo) -> None:
    text = yaml.safe_dump(front, **style).removeprefix("---")
    check(f"---\n{text}\n---\nText\n".encode(), file, zone)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(examples), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), pieces), max_size=2))
def test_any_slip_of_the_finger(text: str, slips: list[tuple[int, int, str]]) -> None:
    for at, removed, typed in slips:
        text = text[:at] + typed + text[at + removed :]
    whole = text if text.startswith("---") else with_the_rest(text)
    check(whole.encode("utf-8", "surrogateescape"), FILES[0], ZONES[0])
    check(whole.encode("utf-8", "surrogateescape"), FILES[2], ZONES[0])
