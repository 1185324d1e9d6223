"""The sample dumps in tests/cases/dumps/, each beside what must be true of the article it becomes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from sitegen.ingest import Imported, ImportSettings, import_source
from sitegen.ingest.frontmatter import split

FOLDER = Path(__file__).parents[1] / "cases" / "dumps"
NOW = datetime.fromisoformat("2026-06-10T12:00:00+04:00")


def imported(source: str, settings: ImportSettings, now: datetime) -> Imported:
    (result,) = import_source(source, settings, now)
    assert isinstance(result, Imported)
    return result


@pytest.mark.parametrize("dump", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_sample_dump_becomes_an_article(dump: Path, tmp_path: Path) -> None:
    expected = yaml.safe_load(dump.with_name(f"{dump.stem}.expected.md").read_text("utf-8").split("---")[1])
    text = (tmp_path / imported(str(dump), ImportSettings(tmp_path), NOW).path).read_text("utf-8")
    made = split(text)
    assert made is not None
    fields, body = made
    author = fields.get("author")
    assert fields["title"] == expected["title"]
    assert fields["date"].isoformat() == expected["date"]
    assert (author["name"] if isinstance(author, dict) else author) == expected["author"]
    assert (author.get("role") if isinstance(author, dict) else None) == expected["role"]
    assert fields["language"] == expected["language"]
    assert body.startswith(expected["first_words"])
    assert body.rstrip().endswith(expected["last_words"])
    assert len(" ".join(body.split()).replace("\\", "")) == expected["body_characters"]
    assert not [words for words in expected["sentence_not_ending_at"] if words not in body]
    assert not [words for words in expected["absent"] if words in text]
