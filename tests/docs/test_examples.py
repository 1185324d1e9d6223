"""Examples that are parts of files are valid: parts of site.toml, and front matter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.config import load_config
from sitegen.model.content import read
from sitegen.render.themes import load_theme
from tests.docs.pages import Block, page_paths, read_page

FOLDERS = {"article": "articles/2025/10/x.md", "page": "pages/x.md", "edition": "editions/x.md"}


def blocks(kind: str, place: str) -> list[object]:
    """Return the blocks of a kind on all pages that show a file below `place`, or no file where that is ""."""
    return [
        pytest.param(block, id=f"{path}:{block.line}")
        for path in page_paths()
        for block in read_page(path).blocks
        if block.kind == kind and (block.file.startswith(place) if place else not block.file)
    ]


@pytest.mark.parametrize("block", blocks("toml", ""))
def test_parts_of_site_toml_are_valid(block: Block, tmp_path: Path) -> None:
    text = block.text if "title" in tomllib.loads(block.text) else f'title = "Digest"\n{block.text}'
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    load_config(tmp_path)


@pytest.mark.parametrize("block", blocks("markdown", "content/"))
def test_whole_files_of_content_are_valid(block: Block) -> None:
    file = block.file.replace("…", "2025").removeprefix("content/")
    reading = read(block.text.encode(), file, ZoneInfo("Asia/Baku"), ("az", "en"))
    assert [str(problem) for problem in reading.problems] == []


@pytest.mark.parametrize("block", blocks("yaml", ""))
def test_front_matter_is_valid(block: Block) -> None:
    text = block.text
    if "title:" not in text:
        text = f"title: A title\n{text}"
    if "date:" not in text and block.info[1] != "page":
        text = f"date: 2025-10-27 14:37\n{text}"
    reading = read(f"---\n{text}---\n\nText.\n".encode(), FOLDERS[block.info[1]], ZoneInfo("Asia/Baku"), ("az", "en"))
    assert [str(problem) for problem in reading.problems] == []


@pytest.mark.parametrize("block", blocks("toml", "themes/"))
def test_descriptions_of_themes_are_valid(block: Block, tmp_path: Path) -> None:
    file = tmp_path / block.file
    file.parent.mkdir(parents=True)
    file.write_text(block.text, encoding="utf-8")
    declared = tomllib.loads(block.text)["options"]
    options = load_theme(tmp_path, file.parent.name, {}).options
    assert options == {key: option["default"] for key, option in declared.items()}
