"""Readability chooses here what it chooses by itself, and pages stay as they were."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # it ships no types
from readability import Document  # type: ignore[import-untyped]  # nor does this
from readability.readability import clean  # type: ignore[import-untyped]  # nor does this

from sitegen.ingest import dom
from sitegen.ingest.maintext import choose, leaves_of
from sitegen.ingest.readable import cleaned_length, summary

PAGES = sorted(Path(__file__).parent.glob("pages/**/*.html"))
LONG = st.builds(
    lambda blank, count: (blank * 300)[:count], st.sampled_from([" ", " \n", "\xa0"]), st.integers(250, 300)
)
BLANKS = st.text(st.sampled_from(" \t\n\xa0\r"), max_size=9) | LONG
LOOSE = """<div class="post">Loose text, with commas, and more of it to count as a paragraph.<br>Behind a break, in the
same division, stands more loose text.<div>Inside<span>this</span> one, there is none.</div><div class="comment-list">
Taken out, for its name.</div>And behind it, some more of it, which is long enough to be scored.</div>"""


class Whole(Document):  # type: ignore[misc]  # it ships no types
    """readability-lxml as it is, but for the page, which is a tree already."""

    def _parse(self, input: object) -> object:  # noqa: A002  # its name there
        self.encoding = "utf-8"
        return copy.deepcopy(input)


@given(st.lists(st.tuples(BLANKS, st.sampled_from(["", "a", "word,", "ə"]))))
def test_lengths_are_those_of_readability(parts: list[tuple[str, str]]) -> None:
    text = "".join(blank + word for blank, word in parts)
    assert cleaned_length(text) == len(clean(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_are_chosen_as_readability_chooses(page: Path) -> None:
    root = dom.parse(page.read_text("utf-8", "replace"))
    assert root is not None
    before = html.tostring(root)
    assert summary(root) == Whole(root).summary(html_partial=True)
    assert html.tostring(root) == before


def test_loose_text_becomes_the_same_paragraphs() -> None:
    root = html.document_fromstring(f"<html><body>{LOOSE * 3}</body></html>")
    found = summary(root)
    assert "<p>Behind a break" in found.replace("<br>", "")
    assert found == Whole(root).summary(html_partial=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_left_as_it_was(page: Path) -> None:
    root = dom.parse(page.read_text("utf-8", "replace"))
    assert root is not None
    dom.settle(root.body)
    before = html.tostring(root)
    choose(root, leaves_of(root.body))
    assert html.tostring(root) == before
