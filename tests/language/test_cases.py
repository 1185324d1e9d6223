"""The examples of tests/cases: slugs, letter case, order, dates and numbers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.language import (
    capitalize,
    fold,
    format_date,
    format_number,
    initial,
    lower,
    parse_date,
    phrase,
    plural,
    slugify,
    sort_key,
    texts,
    title,
    upper,
)
from tests.cases import Case, each_case, load_cases

ZONE = "Asia/Baku"
NOW = datetime(2025, 10, 27, 14, 37, tzinfo=ZoneInfo(ZONE))


def told(case: Case) -> tuple[str, str]:
    """Return the language and the verb that a heading such as "az upper: …" opens with."""
    language, _, verb = case.heading.partition(":")[0].partition(" ")
    return language, verb


@each_case("slugs.md")
def test_slugs(case: Case) -> None:
    assert slugify(case.given, told(case)[0]) == case.expected, case.place


@each_case("casing.md")
def test_casing(case: Case) -> None:
    language, verb = told(case)
    verbs = {"upper": upper, "lower": lower, "capitalize": capitalize, "title": title}
    result = fold(case.given) if verb == "fold" else verbs[verb](case.given, language)
    assert result == case.expected, case.place


@each_case("order.md")
def test_order(case: Case) -> None:
    language, verb = told(case)
    if verb == "initial":
        assert initial(case.given, language) == case.expected, case.place
    else:
        words = sorted(case.given.split(", "), key=lambda word: sort_key(word, language))
        assert ", ".join(words) == case.expected, case.place


@each_case("dates.md")
def test_dates(case: Case) -> None:
    language, verb = told(case)
    if verb == "parse":
        found = parse_date(case.given, language, ZONE, NOW)
        assert (shown(found.moment, found.has_time) if found else "none") == case.expected, case.place
    else:
        assert format_date(datetime.fromisoformat(case.given), verb, language, ZONE) == case.expected, case.place


def shown(moment: datetime, has_time: bool) -> str:
    """Return a moment as the cases write it: seconds only where there are any."""
    assert moment.tzinfo == ZoneInfo(ZONE)
    if has_time:
        return str(moment.replace(tzinfo=None)).removesuffix(":00")
    assert not any((moment.hour, moment.minute, moment.second, moment.microsecond))
    return str(moment.date())


@each_case("numbers.md")
def test_numbers(case: Case) -> None:
    language, verb = told(case)
    number = float(case.given) if "." in case.given else int(case.given)
    match verb:
        case "number":
            result = format_number(number, language)
        case "plural":
            result = plural(number, language)
        case _:
            result = phrase(texts(language), language, verb, n=number)
    assert result == case.expected, case.place


class TestTheLoader:
    def test_reads_lines_and_blocks_with_their_places(self, tmp_path: Path) -> None:
        text = (
            "# T\n\n## One\n\nWords.\n\n- `a\\u{AD}` → `b → c`\n\n## Two\n\n```yaml\na: `1`\n\n```\n\n````\n```\n````\n"
        )
        (tmp_path / "x.md").write_text(text, "utf-8")
        assert load_cases(tmp_path / "x.md") == [
            Case("One", "x.md:7", "a\u00ad", "b → c"),
            Case("Two", "x.md:11", "a: `1`\n\n", "```\n"),
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("## A\n\n- `a` -> `b`\n", "x.md:3: not an example; write - `input` → `expected`"),
            (
                "## A\n\n```\na\n```\n",
                "x.md:3: an example is not complete; it has an input block and an expected block",
            ),
        ],
    )
    def test_names_the_line_of_what_is_not_an_example(self, tmp_path: Path, text: str, message: str) -> None:
        (tmp_path / "x.md").write_text(text, "utf-8")
        with pytest.raises(ValueError, match=message):
            load_cases(tmp_path / "x.md")
