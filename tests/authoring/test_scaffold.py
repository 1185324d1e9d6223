"""`sitegen init`: a site that builds at once, in the editor's language, and never over somebody's files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sitegen.authoring import check, init
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.language import slugify
from sitegen.model.content import read
from sitegen.pipeline import Settings, build
from tests.authoring.conftest import NOW, said

LANGUAGES = ("az", "tr", "ru", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_builds_and_checks_without_a_warning(tmp_path: Path, language: str) -> None:
    init(tmp_path, language=language, now=NOW)
    settings = Settings(root=tmp_path, now=NOW, jobs=1, strict=True)
    result = build(settings, ignore)
    assert result.warnings == ()
    assert check(settings, ignore) == []
    assert len(list((tmp_path / "output/2025/10").glob("*/index.html"))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_names_what_its_title_makes(tmp_path: Path, language: str) -> None:
    init(tmp_path, language=language, now=NOW)
    zone = load_config(tmp_path).zone
    for path in (tmp_path / "content").rglob("*.md"):
        entry = read(path.read_bytes(), path.relative_to(tmp_path / "content").as_posix(), zone, (language,)).entry
        assert entry is not None
        assert entry.slug == entry.stem == slugify(entry.title, language)


def test_what_is_written_is_told(tmp_path: Path) -> None:
    assert init(tmp_path / "digest", title='Xəbər "A"', now=NOW) == (
        "site.toml",
        "content/articles/2025/10/ilk-yazi.md",
        "content/pages/haqqimizda.md",
        ".github/workflows/pages.yml",
        ".gitignore",
    )
    assert tomllib.loads((tmp_path / "digest/site.toml").read_text("utf-8"))["title"] == 'Xəbər "A"'
    assert (tmp_path / "digest/.gitignore").read_text("utf-8") == "/output/\n/.sitegen/\n"


def test_the_example_is_dated_in_the_newsroom_s_zone(tmp_path: Path) -> None:
    init(tmp_path, language="tr", now=NOW)
    assert "date: 2025-10-27T13:37:00+03:00\n" in (tmp_path / "content/articles/2025/10/ilk-yazi.md").read_text("utf-8")


def test_a_fresh_clone_is_as_good_as_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("mine", "utf-8")
    (tmp_path / ".gitignore").write_text("*.log\noutput", "utf-8")
    assert "site.toml" in init(tmp_path, now=NOW)
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
    assert (tmp_path / ".gitignore").read_text("utf-8") == "*.log\noutput\n/.sitegen/\n"


def test_a_workflow_that_is_there_is_left_alone(tmp_path: Path) -> None:
    workflow = tmp_path / ".github/workflows/pages.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine", "utf-8")
    assert ".github/workflows/pages.yml" not in init(tmp_path, now=NOW)
    assert workflow.read_text("utf-8") == "mine"


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    for name in "dcba":
        (tmp_path / f"{name}.txt").write_text("", "utf-8")
    with pytest.raises(SitegenError) as caught:
        init(tmp_path, now=NOW)
    held = "is not empty: it holds a.txt, b.txt, c.txt …; name a new folder: sitegen init FOLDER"
    assert said(caught) == f"{tmp_path}: {held}"
    assert not (tmp_path / "site.toml").exists()


def test_a_site_is_refused(tmp_path: Path) -> None:
    init(tmp_path, now=NOW)
    with pytest.raises(SitegenError) as caught:
        init(tmp_path, now=NOW)
    assert said(caught) == f"{tmp_path}: is a site already; build it with `sitegen build`"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "digest").write_text("", "utf-8")
    with pytest.raises(SitegenError) as caught:
        init(tmp_path / "digest", now=NOW)
    assert said(caught) == f"{tmp_path}/digest: is a file, not a folder; name a new folder: sitegen init FOLDER"


@pytest.mark.parametrize(
    ("language", "hint"), [("de", "begin with one of az, tr, ru, en"), ("aze", 'did you mean "az"?')]
)
def test_a_language_without_an_example_is_refused(tmp_path: Path, language: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught:
        init(tmp_path, language=language, now=NOW)
    assert said(caught) == f'there is no example in the language "{language}"; {hint}; site.toml can say another later'
