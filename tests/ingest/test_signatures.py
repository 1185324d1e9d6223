"""The signatures in tests/cases/signatures.md, each behind the text of a page that is imported."""

from __future__ import annotations

from pathlib import Path

from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings, Story
from tests.cases import Case, each_case
from tests.ingest.test_datelines import NOW, TEXT, TITLE, shown_authors


def signed(line: str, language: str, head: str = "") -> Story:
    """Return what becomes of a page whose text this line closes, below another line."""
    text = f"<p>{TEXT[language] * 3}</p>" * 3
    page = f"<html lang={language}><body><div><h1>{TITLE[language]}</h1>{head}{text}{line}</div></body></html>"
    return read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]


def left_of(story: Story, language: str) -> str:
    """Return what stands behind the last paragraph of the text."""
    return " ".join(story.body.rpartition(TEXT[language].strip())[2].split()) or "–"


@each_case("signatures.md")
def test_a_line_behind_the_text(case: Case) -> None:
    language = case.heading.split()[0]
    story = signed(case.given, language)
    assert f"{shown_authors(story)} | {left_of(story, language)}" == case.expected, case.place


def test_a_bare_name_is_doubtful_and_a_bold_one_is_not() -> None:
    doubts = [
        origin.doubt
        for line in ("<p>Aygün Rəhimli</p>", "<p><b>Aygün Rəhimli</b></p>")
        for origin in signed(line, "az").origins
        if origin.field == "authors"
    ]
    assert doubts == ["taken from a line that may be no name", ""]


def test_the_signature_of_the_author_who_is_named_above_adds_a_role_and_leaves() -> None:
    story = signed("<p>Aygün Rəhimli,<br>iqtisadçı</p>", "az", "<p class=author>Aygün Rəhimli</p>")
    assert (shown_authors(story), left_of(story, "az")) == ("Aygün Rəhimli (iqtisadçı)", "–")


def test_another_name_than_the_author_s_stays() -> None:
    story = signed("<p><b>Fərhad Məmmədov</b></p>", "az", "<p class=author>Aygün Rəhimli</p>")
    assert (shown_authors(story), left_of(story, "az")) == ("Aygün Rəhimli", "**Fərhad Məmmədov**")
