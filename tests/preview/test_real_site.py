"""The demonstration digest in the preview, with the real build."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from sitegen.pipeline import Result, Settings, build

if TYPE_CHECKING:
    from tests.preview.conftest import Desk


PROJECT = Path(__file__).parents[2]
ARTICLE = "content/articles/2025/10/sinaq.md"
TEXT = '---\ntitle: "{title}"\ndate: {date}\nsection: dil\n---\nBir cümlə.\n'


@pytest.fixture
def digest(desk: Desk) -> Desk:
    shutil.copytree(PROJECT / "content", desk.root / "content")
    shutil.copy(PROJECT / "site.toml", desk.root)

    def real() -> Result:
        settings = Settings(root=desk.root, base_url="http://127.0.0.1:8000/digest/", now=desk.now, jobs=1)
        return build(settings, desk.tell)

    desk.build = real
    return desk


def test_an_article_is_written_broken_mended_and_shown(digest: Desk) -> None:
    digest.now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    digest.serve("/digest/")
    assert digest.fetch("/digest/").status == 200
    digest.write(ARTICLE, TEXT.format(title="Sınaq", date="2025-10-27 14:37"))
    digest.wait_for("Built", times=2)
    assert "Sınaq" in digest.fetch("/digest/2025/10/sinaq/").text
    digest.write(ARTICLE, TEXT.format(title="Sınaq", date="2025-10-27 14:37").replace("section", "secton"))
    digest.wait_for("was not rebuilt")
    shown = digest.fetch("/digest/2025/10/sinaq/").text
    assert f"<code>{ARTICLE}:4</code>" in shown
    assert "did you mean &quot;section&quot;?" in shown
    assert "secton" not in (digest.output / "2025/10/sinaq/index.html").read_text()
    digest.write(ARTICLE, TEXT.format(title="Sınaq bitdi", date="2025-10-27 14:37"))
    digest.wait_for("Built", times=3)
    assert "Sınaq bitdi" in digest.fetch("/digest/2025/10/sinaq/").text


def test_a_scheduled_article_appears_at_its_time(digest: Desk) -> None:
    digest.now = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
    digest.write(ARTICLE, TEXT.format(title="Sonra", date="2026-12-01 15:00"))  # in Baku: 11:00 UTC
    digest.serve("/digest/")
    assert digest.fetch("/digest/2026/12/sinaq/").status == 404
    digest.now = dt.datetime(2026, 12, 1, 11, 0, tzinfo=dt.UTC)
    digest.wait_for("the time for a scheduled change has come")
    digest.wait_for("Built", times=2)
    assert digest.fetch("/digest/2026/12/sinaq/").status == 200


@pytest.mark.browser
def test_the_real_pages_reload_under_their_own_policy(digest: Desk, page: Page) -> None:
    digest.now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    digest.write(ARTICLE, TEXT.format(title="Sınaq", date="2025-10-27 14:37"))
    page.goto(digest.serve("/digest/") + "2025/10/sinaq/")
    expect(page.locator("h1")).to_have_text("Sınaq")
    digest.write(ARTICLE, TEXT.format(title="Sınaq bitdi", date="2025-10-27 14:37"))
    expect(page.locator("h1")).to_have_text("Sınaq bitdi", timeout=30_000)
    assert complaints == []
