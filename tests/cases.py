"""Examples kept as text: tests/cases/*.md, which need no Python to grow.

A file holds headings (`## what the examples show`) with examples below them, in either of two forms. One line:

    - `input` → `expected`

in which `\\u{AD}` stands for a character that cannot be seen; or, for longer texts, two fenced blocks, the first the
input and the second what is expected. Everything else is commentary.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

CASES = Path(__file__).parent / "cases"
_LINE = re.compile(r"- `(.*)` → `(.*)`")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")
_ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]+)\}")


class Case(msgspec.Struct, frozen=True):
    """One example: the heading it stands under, the file and line it begins on, what goes in and what comes out."""

    heading: str
    place: str
    given: str
    expected: str


def load_cases(path: Path) -> list[Case]:
    """Return the examples of a file; one that is not well formed raises ValueError with its line."""
    cases: list[Case] = []
    heading, blocks, opened, fence = "", list[str](), 0, ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(keepends=True), 1):
        bare, place = line.rstrip("\n"), f"{path.name}:{number}"
        if fence and bare == fence:
            fence = ""
            if len(blocks) == 2:
                cases.append(Case(heading, f"{path.name}:{opened}", *blocks))
                blocks = []
        elif fence:
            blocks[-1] += line
        elif match := _FENCE.fullmatch(bare):
            fence, opened = match[1], opened if blocks else number
            blocks.append("")
        elif match := _LINE.fullmatch(bare):
            given, expected = (_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) for text in match.groups())
            cases.append(Case(heading, place, given, expected))
        elif bare.startswith("- "):
            raise ValueError(f"{place}: not an example; write - `input` → `expected`")
        elif bare.startswith("## "):
            heading = bare[3:]
    if fence or blocks:
        raise ValueError(
            f"{path.name}:{opened}: an example is not complete; it has an input block and an expected block"
        )
    return cases


def each_case(name: str) -> pytest.MarkDecorator:
    """Return a mark that runs a test with every `case` of tests/cases/NAME, named by file and line."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.place) for case in load_cases(CASES / name)])
