"""tests/broken/*: sites with one failure each, and what `sitegen build` then says on standard error."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sitegen.cli import main

SITES = Path(__file__).parents[1] / "broken"
SITE = 'title = "Digest"\nbase_url = "https://example.org/"\ntheme = "plain"\n'
ARTICLE = "---\ntitle: Yaxşı\ndate: 2025-10-20\n---\n\nBu yazı qalmalıdır.\n"
NOW = ("--now", "2025-11-01", "--jobs", "1")


def build(root: Path) -> int:
    return main(["build", "--root", str(root), "--quiet", *NOW])


def output(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "output").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A site that has been built, and whose content is gone."""
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "yaxsi.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    assert build(tmp_path) == 0
    shutil.rmtree(tmp_path / "content")
    return tmp_path


@pytest.mark.parametrize("site", sorted(path.name for path in SITES.iterdir()))
def test_what_is_told_of_a_broken_site(site: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = output(good)
    assert "output/2025/10/yaxsi/index.html" in before
    shutil.copytree(SITES / site, good, dirs_exist_ok=True)
    expected = (SITES / site / "expected.txt").read_text("utf-8")
    for _ in range(2):  # the second time most of it is remembered
        capsys.readouterr()
        assert build(good) == 1
        told = capsys.readouterr()
        assert told.err == expected
        assert told.out == ""
        assert output(good) == before
    assert not list((good / ".sitegen").glob("*.stage"))


@pytest.mark.parametrize("site", sorted(path.name for path in SITES.iterdir()))
def test_a_first_build_tells_the_same_and_leaves_nothing(
    site: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(good / "output")
    shutil.rmtree(good / ".sitegen")
    shutil.copytree(SITES / site, good, dirs_exist_ok=True)
    assert build(good) == 1
    assert capsys.readouterr().err == (SITES / site / "expected.txt").read_text("utf-8")
    assert not (good / "output").exists()
    assert not list((good / ".sitegen").glob("*.stage"))


def test_a_file_that_cannot_be_read(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = output(good)
    file = good / "content" / "articles" / "gizli.md"
    file.parent.mkdir(parents=True)
    if os.geteuid() == 0:  # nothing is forbidden to root, but some files have nothing to read
        file.symlink_to("/proc/self/mem")
        reason = "Input/output error"
    else:
        file.write_text(ARTICLE, encoding="utf-8")
        file.chmod(0)
        reason = "Permission denied"
    assert build(good) == 1
    hint = "check that it exists and that you may read it"
    assert capsys.readouterr().err == f"content/articles/gizli.md: cannot be read: {reason}; {hint}\n"
    assert output(good) == before


def test_mended_it_builds_again(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SITES / "colon-in-title", good, dirs_exist_ok=True)
    assert build(good) == 1
    file = good / "content" / "articles" / "a.md"
    file.write_text(file.read_text("utf-8").replace("Bakı: yeni xəbər", '"Bakı: yeni xəbər"'), encoding="utf-8")
    assert build(good) == 0
    assert "Bakı: yeni xəbər" in output(good)["output/2025/10/a/index.html"].decode()
    assert "output/2025/10/yaxsi/index.html" not in output(good)
