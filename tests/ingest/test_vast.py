"""Pages for which not every extractor has the memory."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest import maintext
from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings

PAGE = Path(__file__).parent / "pages" / "markup" / "everything.html"
NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")


def test_a_vast_page_is_read_without_the_extractor_that_copies_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintext, "_MOST_ELEMENTS", 10)
    monkeypatch.setattr(maintext, "_by_trafilatura", lambda *_, **__: pytest.fail("it copies the page"))
    body = read_page(PAGE.read_text("utf-8"), "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0].body
    assert body.startswith("Tide tables are made from **two parts**")
    assert "harbour office" in body
    assert "Museum extends" not in body
