"""Looking at a source again costs one short answer while nothing has changed, and never hides a change."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen.events import ignore
from sitegen.ingest import Imported, ImportSettings, import_sources
from sitegen.ingest.frontmatter import blocks, short
from tests.ingest.server import Handler, server

__all__ = ["server"]

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")


def test_a_source_is_asked_only_for_what_changed(server: str, tmp_path: Path) -> None:
    def looked_at_again(**changes: object) -> Imported:
        settings = msgspec.structs.replace(ImportSettings(tmp_path, allow_private=True, images=False), **changes)
        (result,) = import_sources([f"{server}/article"], settings, NOW, ignore)
        assert isinstance(result, Imported)
        return result

    first = looked_at_again()
    assert first.state == "written"
    assert Handler.given[-1] == ""
    again = looked_at_again(update=True)
    assert (again.path, again.state) == (first.path, "unchanged")
    assert again.reason == "was imported before, and the source has not changed since"
    assert Handler.given[-1] == '"v1"'
    looked_at_again(tags=("göl",), update=True)  # something else is wanted of it
    assert Handler.given[-1] == ""
    looked_at_again(force=True)
    assert Handler.given[-1] == ""
    (tmp_path / ".sitegen" / "sources.bin").write_bytes(b"damaged")
    looked_at_again()
    assert Handler.given[-1] == ""
    (tmp_path / first.path).unlink()
    assert looked_at_again().state == "written"
    assert Handler.given[-1] == ""


def test_a_source_that_has_not_been_merged_is_asked_for_whole(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True, images=False)
    (first,) = import_sources([f"{server}/article"], settings, NOW, ignore)
    assert isinstance(first, Imported)
    path = tmp_path / first.path
    (tmp_path / ".sitegen" / "sources.bin").unlink()
    stale = path.read_text("utf-8").replace("iyirmi könüllü", "on könüllü")
    body = stale.split("---\n", 2)[2].strip()
    marks = " ".join(short(block) for block in blocks(body))
    path.write_text(re.sub(r"(?m)^    blocks: .*$", f"    blocks: {marks}", stale), "utf-8")
    (told,) = import_sources([f"{server}/article"], settings, NOW, ignore)
    assert isinstance(told, Imported)
    assert "+Mütəxəssislər" in told.diff
    assert not (tmp_path / ".sitegen" / "sources.bin").exists()
    (merged,) = import_sources([f"{server}/article"], msgspec.structs.replace(settings, update=True), NOW, ignore)
    assert isinstance(merged, Imported)
    assert merged.state == "updated"
    assert "iyirmi könüllü" in path.read_text("utf-8")


def test_a_feed_is_asked_only_for_what_changed(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True, images=False)
    first = import_sources([f"{server}/feed"], settings, NOW, ignore)
    again = import_sources([f"{server}/feed"], settings, NOW, ignore)
    assert [one.state for one in first if isinstance(one, Imported)] == ["written", "written"]
    assert [(one.path, one.state) for one in again if isinstance(one, Imported)] == [
        (one.path, "unchanged") for one in first if isinstance(one, Imported)
    ]
    assert Handler.given[-1] == '"f1"'


def test_a_date_that_counts_from_now_stays_that_of_the_first_import(tmp_path: Path) -> None:
    text = "<p>" + "Körpü çayın iki sahilini birləşdirir və gündə on min maşın buraxır. " * 4 + "</p>"
    page = tmp_path / "page.html"
    body = f"<h1>Körpünün yüz yaşı oldu</h1><p>2 saat əvvəl</p>{text * 3}"
    page.write_text(f"<html lang=az><meta charset=utf-8><body>{body}</body></html>", "utf-8")

    def looked_at(now: str, **changes: object) -> Imported:
        settings = msgspec.structs.replace(ImportSettings(tmp_path, url="https://x.example/n/1"), **changes)
        (result,) = import_sources([str(page)], settings, datetime.fromisoformat(now), ignore)
        assert isinstance(result, Imported)
        return result

    first = looked_at("2025-10-28T10:00:17.250+04:00")
    file = tmp_path / first.path
    told = file.read_text("utf-8")
    assert "\ndate: 2025-10-28T08:00:00+04:00\n" in told
    for changes in ({}, {"update": True}, {"force": True}):
        again = looked_at("2025-11-03T21:30:00+04:00", **changes)
        assert (again.state, again.diff) == ("unchanged", "")
        assert file.read_text("utf-8") == told
    page.write_text(page.read_text("utf-8").replace("2 saat əvvəl", "27 oktyabr 2025, 14:30"), "utf-8")
    assert looked_at("2025-11-03T21:30:00+04:00", update=True).state == "updated"
    assert "\ndate: 2025-10-27T14:30:00+04:00\n" in file.read_text("utf-8")


def test_a_date_that_an_editor_set_outlives_one_that_counts_from_now(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text("Astana görüşü və regionda\n2 saat əvvəl\nBirinci cümlə budur. İkinci cümlə də vardır.\n", "utf-8")
    settings = ImportSettings(tmp_path, update=True)
    (first,) = import_sources([str(dump)], settings, NOW, ignore)
    assert isinstance(first, Imported)
    file = tmp_path / first.path
    file.write_text(re.sub(r"(?m)^date: .*$", "date: 2025-10-20T09:00:00+04:00", file.read_text("utf-8")), "utf-8")
    edited = file.read_text("utf-8")
    (again,) = import_sources([str(dump)], settings, datetime.fromisoformat("2025-11-03T21:30:00+04:00"), ignore)
    assert isinstance(again, Imported)
    assert again.state == "unchanged"
    assert file.read_text("utf-8") == edited
