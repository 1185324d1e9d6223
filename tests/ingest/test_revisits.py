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
