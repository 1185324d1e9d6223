"""Pages in pages/markup/, each beside the Markdown that its article must become."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.page import MOST_CHARACTERS, read_page
from sitegen.ingest.story import ImportSettings, Story

FOLDER = Path(__file__).parent / "pages" / "markup"
NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")


def story_of(text: str, address: str = "https://harbour.example/2025/tides") -> Story:
    return read_page(text, address, ImportSettings(Path("/nowhere")), NOW, "page.html")[0]


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_keeps_its_markup(page: Path) -> None:
    assert story_of(page.read_text("utf-8")).body == page.with_suffix(".md").read_text("utf-8")


def test_the_facts_of_a_page() -> None:
    story = story_of((FOLDER / "everything.html").read_text("utf-8"))
    assert story.title == "How the tide tables are made"
    assert story.date == datetime.fromisoformat("2025-10-27T14:37:00+04:00")
    assert [(one.name, one.role) for one in story.authors] == [("Jane Miller", "staff writer")]
    assert (story.source.name, story.source.url) == ("Harbour Notes", "https://harbour.example/2025/tides")
    assert story.identity == "https://harbour.example/2025/tides"
    assert story.language == "en"


def test_a_page_full_of_embedded_pictures_is_read_and_an_endless_one_refused() -> None:
    text = (FOLDER / "everything.html").read_text("utf-8")
    heavy = text.replace("<figure>", f'<img src="data:image/png;base64,{"A" * MOST_CHARACTERS}"><figure>')
    assert story_of(heavy).body == story_of(text).body
    with pytest.raises(Exception, match=r"has more than 4 million characters of HTML; copy its text"):
        story_of(text.replace("<figure>", "<p>" + "word " * MOST_CHARACTERS))


def test_a_page_without_a_title_is_called_by_its_first_words() -> None:
    first = "A dry dock is a basin that can be pumped out. The ship comes to rest on blocks as the water falls."
    text = f"<html><body><p>{first}</p><p>{'Work on the hull begins at once. ' * 5}</p></body></html>"
    story = story_of(text)
    assert story.title == "A dry dock is a basin that can be pumped out"
    assert story.body.startswith(first)
    assert [(one.place, one.doubt) for one in story.origins if one.field == "title"] == [
        ("first words", "no title was found")
    ]


def test_the_handle_of_a_script_around_a_text_is_no_link() -> None:
    sentence = "The pumps of a dock run for about four hours, and the gate is held shut by the water outside."
    other = "It opens once a day, when the tide stands as high as the dock."
    handle = f'<a href="javascript:"><p>{sentence}</p>{other}</a>'
    text = f"<html><head><title>Pumps</title></head><body>{handle}</body></html>"
    assert story_of(text).body == f"{sentence}\n\n{other}\n"
