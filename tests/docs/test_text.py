"""The page on what a text can hold: its examples are understood, and become what it says."""

from __future__ import annotations

import re

import pytest

from sitegen.render.containers import CONTAINERS
from sitegen.render.markdown import render
from sitegen.render.players import TYPES
from tests.docs.pages import ROOT, Block, code, read_page

PAGE = read_page("docs/reference/text.md")
FORMS = [block for block in PAGE.blocks if block.info == ("markdown", "text")]


@pytest.mark.parametrize("block", [pytest.param(block, id=f"{block.line}") for block in FORMS])
def test_a_form_is_understood(block: Block) -> None:
    made = render(block.text, "en")
    assert made.facts.problems == ()
    assert ":::" not in made.html
    assert "[" not in made.html.replace(">[1]<", "")


def test_a_form_becomes_what_is_shown_below_it() -> None:
    pairs = [(a, b) for a, b in zip(PAGE.blocks, PAGE.blocks[1:], strict=False) if b.info == ("html", "output")]
    assert pairs
    for form, output in pairs:
        assert render(form.text, "en").html == output.text


def test_the_classes_for_stylesheets_are_those_that_forms_have() -> None:
    shown = {name for _, _, cell in PAGE.rows("In stylesheets") for name in code(cell)}
    made = "".join(render(form.text, "en").html for form in FORMS)
    found = {name for names in re.findall(r' class="([^"]*)"', made) for name in names.split()}
    assert shown - found == {"align-center"}
    assert {name for name in found - shown if not name.startswith("footnote")} == {"out"}


def test_every_container_and_every_kind_of_file_is_shown() -> None:
    whole = "\n".join(form.text for form in FORMS)
    assert [name for name in CONTAINERS if f"::: {name}" not in whole and name != "audio"] == []
    words = (ROOT / PAGE.path).read_text(encoding="utf-8")
    assert [ending for endings in TYPES.values() for ending in endings if f".{ending}" not in words] == []
