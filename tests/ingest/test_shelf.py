"""Writing articles: once, in their place, never over an editor's work, and nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_source, import_sources
from sitegen.ingest.frontmatter import blocks, is_edited, split
from sitegen.ingest.store import place_new, target_folder
from sitegen.ingest.story import Story

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")


def imported(source: str, settings: ImportSettings, now: datetime) -> Imported:
    (result,) = import_source(source, settings, now)
    assert isinstance(result, Imported)
    return result


DUMP = """Astana görüşü və regionda
27.10.2025 [14:37]
Aynur Səmədli
Xətai rayon kitabxanasının direktoru
Birinci cümlə budur. İkinci cümlə də vardır.
"""
ARTICLE = "content/articles/2025/10/astana-gorusu-ve-regionda.md"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.txt"
    path.write_text(DUMP, "utf-8")
    return path


@pytest.fixture
def site(tmp_path: Path) -> ImportSettings:
    return ImportSettings(tmp_path, sections=(("Siyasət", "siyaset"),))


def changed(settings: ImportSettings, **changes: object) -> ImportSettings:
    import msgspec

    return msgspec.structs.replace(settings, **changes)


def test_an_article_is_written_with_its_front_matter(dump: Path, site: ImportSettings) -> None:
    result = imported(str(dump), changed(site, section="siyaset", tags=("görüş", "2025")), NOW)
    assert (result.path, result.state) == (ARTICLE, "written")
    assert (
        (site.root / ARTICLE)
        .read_text("utf-8")
        .startswith(
            """---
title: Astana görüşü və regionda
date: 2025-10-27T14:37:00+04:00
author:
  name: Aynur Səmədli
  role: Xətai rayon kitabxanasının direktoru
section: Siyasət
tags:
  - görüş
  - '2025'
language: az
summary: Birinci cümlə budur. İkinci cümlə də vardır.
slug: astana-gorusu-ve-regionda
extra:
  imported:
"""
        )
    )
    assert (site.root / ARTICLE).read_text("utf-8").endswith("\n---\n\nBirinci cümlə budur. İkinci cümlə də vardır.\n")


def test_the_same_source_again_is_left_alone_and_said(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    before = (site.root / ARTICLE).read_bytes()
    again = imported(str(dump), site, NOW)
    assert (again.path, again.state) == (ARTICLE, "unchanged")
    assert "was imported before and is left alone" in again.reason
    assert (site.root / ARTICLE).read_bytes() == before


def test_force_replaces_what_nobody_edited(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    result = imported(str(dump), changed(site, force=True, tags=("yeni",)), NOW)
    assert (result.path, result.state) == (ARTICLE, "replaced")
    assert "- yeni" in (site.root / ARTICLE).read_text("utf-8")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_force_after_an_edit_is_refused_with_the_reason(dump: Path, site: ImportSettings, ending: str) -> None:
    imported(str(dump), site, NOW)
    path = site.root / ARTICLE
    edited = path.read_text("utf-8").replace("Birinci", "Birinci düzəliş:")
    path.write_bytes(edited.replace("\n", ending).encode())
    with pytest.raises(SitegenError) as caught:
        imported(str(dump), changed(site, force=True), NOW)
    assert str(caught.value).startswith(f"{ARTICLE}: was edited since it was imported, so it is not replaced; rename")
    assert path.read_bytes().decode() == edited.replace("\n", ending)


def test_line_endings_alone_are_no_edit(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    text = (site.root / ARTICLE).read_text("utf-8")
    assert not is_edited(text)
    assert not is_edited(text.replace("\n", "\r\n"))


@given(st.integers(0, 10**6), st.sampled_from(["x", "\n", " ", "#", "ə"]))
def test_any_other_change_is_an_edit(at: int, added: str) -> None:
    text = ARTICLE_TEXT
    at %= len(text)
    changed_text = text[:at] + added + text[at:]
    assert is_edited(changed_text) or split(changed_text) == split(text)


ARTICLE_TEXT = ""


@pytest.fixture(autouse=True, scope="module")
def _article_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    global ARTICLE_TEXT
    root = tmp_path_factory.mktemp("site")
    (root / "dump.txt").write_text(DUMP, "utf-8")
    imported(str(root / "dump.txt"), ImportSettings(root), NOW)
    ARTICLE_TEXT = (root / ARTICLE).read_text("utf-8")


def test_a_file_without_memory_of_its_import_counts_as_edited(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    path = site.root / ARTICLE
    kept = [line for line in path.read_text("utf-8").splitlines(keepends=True) if "digest:" not in line]
    path.write_text("".join(kept), "utf-8")
    with pytest.raises(SitegenError, match="was edited since it was imported"):
        imported(str(dump), changed(site, force=True), NOW)


def test_a_renamed_article_is_still_recognised(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    moved = site.root / "content" / "elsewhere.md"
    (site.root / ARTICLE).rename(moved)
    assert imported(str(dump), site, NOW).path == "content/elsewhere.md"


def test_another_story_of_the_same_title_gets_a_number(dump: Path, site: ImportSettings) -> None:
    imported(str(dump), site, NOW)
    dump.write_text(DUMP.replace("Birinci", "Üçüncü"), "utf-8")
    result = imported(str(dump), site, NOW)
    assert result.path == ARTICLE.replace(".md", "-2.md")
    assert "slug: astana-gorusu-ve-regionda-2\n" in (site.root / result.path).read_text("utf-8")


def test_an_article_without_a_date_is_a_draft_that_says_why(dump: Path, site: ImportSettings) -> None:
    dump.write_text(DUMP.replace("27.10.2025 [14:37]\n", ""), "utf-8")
    text = (site.root / imported(str(dump), site, NOW).path).read_text("utf-8")
    assert "regionda\n# date: no date was found in the source\nauthor:" in text
    assert "\ndraft: true\n" in text


@pytest.mark.parametrize(
    "title",
    [
        "yes",
        "012",
        "1:20:30",
        "n",
        "~",
        "null",
        "- tire",
        "# şərh",
        "a: b",
        "'dırnaq\"",
        "2025-10-27",
        "!!python/object:os.system x",
    ],
)
def test_any_title_comes_back_from_yaml_as_it_was(title: str, dump: Path, site: ImportSettings) -> None:
    dump.write_text(DUMP.replace("Astana görüşü və regionda", title), "utf-8")
    result = imported(str(dump), site, NOW)
    parts = split((site.root / result.path).read_text("utf-8"))
    assert parts is not None
    assert parts[0]["title"] == title


@pytest.mark.parametrize("into", ["../outside", "/etc", "articles/../../x", "C:\\x", "a/../../b"])
def test_into_cannot_leave_content(dump: Path, site: ImportSettings, into: str) -> None:
    with pytest.raises(SitegenError, match="leaves content/; give a folder below content/"):
        imported(str(dump), changed(site, into=into), NOW)
    assert not (site.root / "content").exists()


def test_into_cannot_leave_content_through_a_link(dump: Path, site: ImportSettings) -> None:
    (site.root / "content").mkdir()
    (site.root / "content" / "away").symlink_to("/tmp")
    with pytest.raises(SitegenError, match="leaves content/ through a link"):
        imported(str(dump), changed(site, into="away"), NOW)


def test_into_chooses_the_folder(dump: Path, site: ImportSettings) -> None:
    assert imported(str(dump), changed(site, into="essays"), NOW).path.startswith("content/essays/astana")
    assert str(target_folder(site.root, "content/essays", None, NOW.date())) == "content/essays"


def test_an_unknown_section_is_refused_with_a_suggestion(dump: Path, site: ImportSettings) -> None:
    with pytest.raises(SitegenError) as caught:
        imported(str(dump), changed(site, section="Siyaset-i"), NOW)
    assert str(caught.value) == 'site.toml: site.toml declares no section "Siyaset-i"; did you mean "Siyasət"?'


def test_one_source_fails_and_the_others_are_done(dump: Path, site: ImportSettings) -> None:
    results = import_sources(["missing.txt", str(dump), "ftp://example.org/x", str(site.root)], site, NOW, ignore)
    kinds = [type(result) for result in results]
    assert kinds == [Failed, Imported, Failed, Failed]
    told = [str(result.problems[0]) for result in results if isinstance(result, Failed)]
    assert told[0] == "missing.txt: there is no such file; check the spelling"
    assert told[1].startswith("ftp://example.org/x: is an address of a kind that is not fetched; sitegen fetches http")
    assert told[2].endswith("is a folder; name the files in it, such as FOLDER/*.html")


def test_one_address_cannot_be_that_of_several_sources(dump: Path, site: ImportSettings) -> None:
    with pytest.raises(SitegenError, match="--url is the address of one saved page; import the pages one by one"):
        import_sources([str(dump), str(dump)], changed(site, url="https://x.example/a"), NOW, ignore)
    assert not (site.root / "content").exists()


def test_of_two_imports_at_once_neither_damages_the_other(tmp_path: Path) -> None:
    target = tmp_path / "content" / "a.md"
    outcomes: list[str] = []

    def write(text: str) -> None:
        try:
            place_new(tmp_path, target, text.encode() * 10_000)
            outcomes.append(text)
        except FileExistsError:
            outcomes.append("")

    threads = [threading.Thread(target=write, args=(letter,)) for letter in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [text for text in outcomes if text]
    assert target.read_text() == winner * 10_000


KILLED = """
import os, signal, sys
from pathlib import Path
from sitegen.ingest import store
real = {0}
def dying(*a, **k):
    {1}
    os.kill(os.getpid(), signal.SIGKILL)
{0} = dying
store.place_new(Path(sys.argv[1]), Path(sys.argv[1]) / "content" / "a.md", b"x" * 100000)
"""


@pytest.mark.parametrize(
    ("moment", "done_first"), [("os.link", ""), ("os.link", "real(*a, **k)"), ("os.fsync", ""), ("os.fdopen", "")]
)
def test_killed_at_any_moment_an_import_leaves_no_half_file(tmp_path: Path, moment: str, done_first: str) -> None:
    script = KILLED.format(moment, done_first)
    command = [sys.executable, "-c", script, str(tmp_path)]
    ended = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": os.curdir})
    assert ended.returncode == -signal.SIGKILL
    left = [path for path in (tmp_path / "content").rglob("*") if path.is_file()]
    assert all(path.read_bytes() == b"x" * 100_000 and path.name == "a.md" for path in left)
    assert len(left) == (1 if done_first else 0)


def test_blocks_part_at_blank_lines_but_not_inside_a_fence() -> None:
    assert blocks("a\nb\n\n```\nx\n\ny\n```\n\n- c\n") == ["a\nb", "```\nx\n\ny\n```", "- c"]


def test_a_story_knows_yaml_safe_dates() -> None:
    assert yaml.safe_load(ARTICLE_TEXT.split("---")[1])["date"] == datetime.fromisoformat("2025-10-27T14:37:00+04:00")
    assert Story("t", "b", "i").date is None
