"""Text dumps: the cases are in dumps/shapes.txt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.ingest.dump import read_dump
from sitegen.ingest.encodings import clean
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
SETTINGS = ImportSettings(Path("/nowhere"))


def cases() -> list[tuple[str, str, dict[str, Any]]]:
    text = Path(__file__).with_name("dumps").joinpath("shapes.txt").read_text("utf-8")
    found = []
    for case in text.split("\n=== ")[1:]:
        name, _, rest = case.partition("\n")
        dump, _, expected = rest.partition("\n--- expected\n")
        found.append((name, dump.replace("⏎", "\r"), yaml.load(expected, Loader=yaml.BaseLoader)))
    return found


@pytest.mark.parametrize(("dump", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_a_dump_becomes_a_story(dump: str, expected: dict[str, Any]) -> None:
    story, notes = read_dump(clean(dump), SETTINGS, NOW, "dump.txt")
    assert story.title == expected["title"]
    assert (story.date.isoformat() if story.date else "null") == expected["date"]
    people = [{key: value for key, value in (("name", a.name), ("role", a.role)) if value} for a in story.authors]
    assert people == expected["authors"]
    assert story.body.rstrip("\n").split("\n\n") == expected["body"]
    assert [origin.field for origin in story.origins if origin.doubt] == expected.get("doubts", [])
    assert (story.updated.isoformat() if story.updated else "") == expected.get("updated", "")
    assert story.source.url == expected.get("source", "")
    cut = int(expected.get("cut", "0"))
    assert sum(int(note.split(" ")[0]) for note in notes) == cut


@pytest.mark.parametrize(
    ("dump", "said"),
    [
        ("", "dump.txt: is empty; give a dump with a title, a date and a body"),
        ("Yalnız başlıq", "dump.txt:1: has a title but no text below it"),
        ("Başlıq\n27.10.2025 [10:00]", "has a title but no text below it; the first line is taken for the title"),
    ],
)
def test_a_dump_without_text_is_refused_with_the_reason(dump: str, said: str) -> None:
    with pytest.raises(SitegenError) as caught:
        read_dump(dump, SETTINGS, NOW, "dump.txt")
    assert said in str(caught.value)


def test_a_wall_of_text_becomes_paragraphs_unless_it_is_to_be_kept() -> None:
    wall = " ".join(
        f"Bu {number} nömrəli sınaq cümləsi prof. A.Ə.Səmədlinin 3.5 mln. sözündən biridir." for number in range(60)
    )
    dump = f"Başlıq\n27.10.2025 [10:00]\nAynur Səmədli\n{wall}"
    split = read_dump(dump, SETTINGS, NOW, "dump.txt")[0].body.rstrip("\n").split("\n\n")
    assert len(split) > 10
    assert all(part.endswith("biridir.") and part.startswith("Bu ") for part in split)
    assert " ".join(split) == wall
    kept = read_dump(dump, ImportSettings(Path("/nowhere"), keep_paragraphs=True), NOW, "dump.txt")[0]
    assert kept.body == wall + "\n"


SENTENCE = "Sayım üç gün çəkəcək, deyə cəmiyyətin üzvü bildirir və çoxlarını köməyə çağırır."
LINES = st.sampled_from(
    [
        *("Xəbər lenti", "Siyasət", "Dünya", "27 Oktyabr 11:29", "27 Oktyabr 11:12", "11:05 Nar festivalı başladı"),
        *(
            "27.10.2025 [14:37]",
            "Aynur Səmədli",
            "ornitoloq",
            SENTENCE,
            "1 manat",
            "Başlıq: Sayım",
            "Mətn:",
            "1 542",
            "",
        ),
    ]
)


@given(st.lists(LINES, max_size=40))
def test_any_dump_is_read_or_refused_and_its_long_sentences_stay(lines: list[str]) -> None:
    try:
        story, _ = read_dump("\n".join(lines), SETTINGS, NOW, "dump.txt")
    except SitegenError:
        return
    assert story.title == SENTENCE or story.body.count(SENTENCE) == lines.count(SENTENCE)
