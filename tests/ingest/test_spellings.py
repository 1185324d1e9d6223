"""Names that differ only in their spelling get the one that the site has, so that its next build succeeds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.events import ignore
from sitegen.ingest import Imported, ImportSettings, import_sources

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
TEXT = "Göldə quşlar payızda da sayılır, bu dəfə səhər tezdən. Siyahı axşam elan olunub."


def article(folder: Path, name: str, front: str) -> str:
    """Write a Markdown file to import, and return its name."""
    path = folder / f"{name}.md"
    path.write_text(f"---\ntitle: Xəbər {name}\ndate: 2025-10-27\n{front}---\n{TEXT} {name}\n", "utf-8")
    return str(path)


def imported(root: Path, *sources: str) -> list[Imported]:
    settings = ImportSettings(root, language="az", zone="Asia/Baku", force=False)
    return [one for one in import_sources(sources, settings, NOW, ignore) if isinstance(one, Imported)]


@pytest.mark.parametrize(
    ("there", "new", "said"),
    [
        ("tags: [Göl, E ticarət]\n", "tags: [E-Ticarət]\n", 'the tag "E-Ticarət" became "E ticarət"'),
        ("tags:\n  - Bakı\n", "tags:\n  - BAKI\n", 'the tag "BAKI" became "Bakı"'),
        ("author: Aynur Kərimova\n", "author: Aynur KƏRİMOVA\n", 'the author "Aynur KƏRİMOVA" became "Aynur Kərimova"'),
        ("authors:\n  - name: Aynur\n    role: müxbir\n", "author: aynur\n", 'the author "aynur" became "Aynur"'),
        ("source: {name: Göl TV}\n", "source:\n  name: Göl-TV\n", 'the source "Göl-TV" became "Göl TV"'),
    ],
)
def test_the_spelling_of_the_site_is_taken_over(tmp_path: Path, there: str, new: str, said: str) -> None:
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    article(folder, "bir", there)
    (result,) = imported(tmp_path, article(tmp_path, "iki", new))
    assert result.state == "written"
    assert f"{said}, which is how content/articles/bir.md writes it" in result.notes


def test_articles_of_one_run_agree_and_the_site_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(
        'title = "T"\nbase_url = "https://t.example"\nlanguage = "az"\ntimezone = "Asia/Baku"\n', "utf-8"
    )
    sources = [
        article(tmp_path, "bir", "tags: [BakU, Göl]\nauthor: Əli Məmmədov\n"),
        article(tmp_path, "iki", "tags: [Baku]\nauthors: [Əli məmmədov, Əli MƏMMƏDOV]\n"),
    ]
    first, second = imported(tmp_path, *sources)
    assert first.notes == ()
    assert 'the tag "Baku" became "BakU"' in " ".join(second.notes)
    assert main(["build", "--jobs", "1", "--quiet"]) == 0, capsys.readouterr()
    assert [one.state for one in imported(tmp_path, *sources)] == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("language: en\ntags: [Baku]\n", "tags: [BakU]\n"),
        ("tags: [Baku]\n", "author: BakU\n"),
        ("tags: [Baku]\n", "tags: [Baku]\n"),
        ("tags: [Əli]\n", "tags: [Vəli]\n"),
        ("image: {src: a.png, alt: Baku}\naliases:\n  - /Baku\n", "tags: [BakU]\n"),
    ],
)
def test_other_languages_and_other_kinds_of_names_are_no_matter(tmp_path: Path, there: str, new: str) -> None:
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    article(folder, "bir", there)
    (result,) = imported(tmp_path, article(tmp_path, "iki", new))
    assert result.notes == ()


def test_an_article_that_is_imported_anew_need_not_agree_with_itself(tmp_path: Path) -> None:
    source = article(tmp_path, "bir", "tags: [Su]\n")
    imported(tmp_path, source)
    article(tmp_path, "bir", "tags: [SU]\n")
    settings = ImportSettings(tmp_path, language="az", zone="Asia/Baku", force=True)
    (result,) = (one for one in import_sources([source], settings, NOW, ignore) if isinstance(one, Imported))
    assert (result.state, result.notes) == ("replaced", ())
    assert "- SU\n" in (tmp_path / result.path).read_text("utf-8")
