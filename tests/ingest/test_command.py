"""`sitegen import` as an editor types it: what it says on each stream, and its exit code."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.cli.console import Console
from sitegen.events import Progress
from tests.ingest.server import server
from tests.ingest.test_saved_pages import page

__all__ = ["server"]

BODY = "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar."
DUMP = f"Quşlar sayıldı\n27.10.2025 [14:37]\n{BODY}\n"
WRITTEN = "content/articles/2025/10/quslar-sayildi.md"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site.toml").write_text('title = "T"\nbase_url = "https://t.example/"\nlanguage = "az"\n', "utf-8")
    (tmp_path / "a.txt").write_text(DUMP, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["import", "--now", "2025-10-28T10:00:00+04:00", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_one_line_for_each_source_and_the_others_are_done(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "none.txt", "a.txt")
    assert (code, out) == (1, f"{WRITTEN}\n")
    assert err == "none.txt: there is no such file; check the spelling\n"


def test_what_is_doubtful_is_printed_and_stands_in_the_file(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "a.txt").write_text(DUMP.replace("27.10.2025 [14:37]", "27.10.2025"), "utf-8")
    _, _, err = said(capsys, "a.txt")
    assert err == "  look at: date: the source gives the day only (from line 2)\n"
    assert "# the source gives the day only\ndate: 2025-10-27\n" in (site / WRITTEN).read_text("utf-8")


def test_a_report_for_scripts_tells_where_each_field_came_from(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "--json", "a.txt", "none.txt")
    report = json.loads(out)
    assert (code, err) == (1, "")
    written, failed = report["imported"]
    assert (written["path"], written["state"]) == (WRITTEN, "written")
    assert {"field": "date", "place": "line 2", "doubt": "", "moving": False} in written["origins"]
    assert failed["problems"][0]["message"] == "there is no such file"
    assert report["counts"] == {"written": 1, "failed": 1}


def test_no_source_is_wrong_usage(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        said(capsys)
    assert ended.value.code == 2
    assert "nothing to import: name URLs or files, or give a list of them with --from FILE" in capsys.readouterr().err


def test_a_list_of_sources(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "list.txt").write_bytes("\ufeff# last week\r\n\r\n  a.txt  \r\n".encode())
    assert said(capsys, "--from", "list.txt") == (0, f"{WRITTEN}\n", "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "list.txt: there is no such file; check the spelling\n"),
        (b"\xff\xfea", "list.txt: is not UTF-8 text; it must list sources, one a line; save it as UTF-8\n"),
        (b"# nothing\n", "list.txt: names no source; write one a line, files or addresses\n"),
    ],
)
def test_a_list_that_is_none(
    site: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str
) -> None:
    if content is not None:
        (site / "list.txt").write_bytes(content)
    assert said(capsys, "--from", "list.txt") == (1, "", message)


def test_a_pattern_stands_for_the_files_it_fits(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "b.txt").write_text(DUMP.replace("Quşlar", "Balıqlar").replace("quş", "balıq"), "utf-8")
    (site / "list.txt").write_text("[ab].txt\n*.none\n", "utf-8")
    code, out, err = said(capsys, "--from", "list.txt")
    assert (code, len(out.splitlines())) == (1, 2)
    assert err == "*.none: no file fits this pattern; check the spelling and the folder\n"


def test_standard_input(site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DUMP.encode("windows-1254", "replace"))))
    assert said(capsys, "-")[0] == 0


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "a source without a name was given; name an address or a file"),
        ("http://", "http://: is not a usable address; give it whole, such as https://example.org/news"),
        ("htp://x.example/", "htp://x.example/: is an address of a kind that is not fetched; sitegen fetches http and"),
        ("file:///etc/passwd", "file:///etc/passwd: is an address of a kind that is not fetched"),
        ("x.example/news", "there is no such file; if it is an address, write https://x.example/news"),
        ("http://localhost:99999/", "http://localhost:99999/: is not a usable address; give it whole"),
        ("http://a..b/", 'the name "a..b" cannot be looked up'),
        ("http://127.0.0.1/", '"127.0.0.1" is not on the public internet; use --allow-private if you mean it'),
    ],
)
def test_a_source_that_is_none(site: Path, capsys: pytest.CaptureFixture[str], source: str, message: str) -> None:
    code, out, err = said(capsys, source)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert message in err


@pytest.mark.parametrize(
    ("begin", "message"),
    [
        (b"%PDF-1.7\n", "is a PDF, not an article; copy its text into a .txt file and import that"),
        (b"PK\x03\x04", "is a document of an office program, or another ZIP file, not an article"),
        (b"{\\rtf1", "is a document in Rich Text Format, not an article; save the article as HTML or text"),
        (b"\x1f\x8b\x08", "is a compressed file, not an article; unpack it first"),
        (b"\xff\xd8\xff\xe0", "is a JPEG picture, not an article; give the page that shows it"),
        (bytes(range(1, 9)) * 40, "is not text; save the article as HTML or text, and import that"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.md", "a"])
def test_what_is_no_text_becomes_no_article(
    site: Path, capsys: pytest.CaptureFixture[str], begin: bytes, message: str, name: str
) -> None:
    (site / name).write_bytes(begin + b"\x00\x9f\x01 words and words " * 30)
    code, out, err = said(capsys, name)
    assert (code, out) == (1, "")
    assert err.startswith(f"{name}: {message}")


@pytest.mark.parametrize(
    ("into", "hint"),
    [
        ("essays", "write --into articles/essays"),
        ("../x", "give a folder below it, such as articles/essays"),
        ("/etc", "give a folder below it, such as articles/essays"),
        ("articles/../../x", "leaves content/; give a folder below content/"),
    ],
)
def test_a_folder_outside(site: Path, capsys: pytest.CaptureFixture[str], into: str, hint: str) -> None:
    code, out, err = said(capsys, "--into", into, "a.txt")
    assert (code, out) == (1, "")
    assert hint in err


def test_a_title_that_is_none(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "a.txt").write_text(f"{BODY * 9}\n{BODY}\n", "utf-8")
    code, _, err = said(capsys, "a.txt")
    assert code == 1
    assert "a.txt: its title would have 963 characters; put the title on a line of its own" in err


def test_a_page_of_few_words_is_doubted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>It is not here.</p></body></html>"
    (site / "a.html").write_text(text, "utf-8")
    assert "look at: the text has only 4 words: is it the article?" in said(capsys, "a.html")[2]


def test_two_articles_of_one_title_and_month_get_two_addresses(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "a.txt")
    (site / "b.txt").write_text(DUMP.replace(BODY, "Başqa bir göldə isə balıqlar sayılıb."), "utf-8")
    _, out, _ = said(capsys, "--into", "articles/elsewhere", "b.txt")
    assert out == "content/articles/elsewhere/quslar-sayildi-2.md\n"


def test_front_matter_that_no_build_could_read_is_left_out_and_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = "title: Başlıq\ndate: 2025-10-27\ndraft: maybe\nexpires: never\naliases: [../../x]\nlink: 3\npinned: true"
    (site / "a.md").write_text(f"---\n{front}\n---\n\n{BODY}\n", "utf-8")
    code, out, err = said(capsys, "a.md")
    assert code == 0
    assert sorted(line.split("look at: ")[1] for line in err.splitlines()) == [
        '"aliases" is not an address of this site: "../../x"; it was left out',
        '"draft" must be true or false, not "maybe"; it was left out',
        '"expires" is not a date: "never"; it was left out',
        '"link" must be true or false, not "3"; it was left out',
    ]
    assert "\npinned: true\n" in (site / out.strip()).read_text("utf-8")
    assert main(["build", "--jobs", "1", "--quiet"]) == 0


def test_what_killed_imports_left_is_cleared_away_after_a_day(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = site / ".sitegen" / "import"
    folder.mkdir(parents=True)
    for name, age in (("old", 90_000), ("new", 60)):
        (folder / name).write_text("half", "utf-8")
        os.utime(folder / name, (time.time() - age,) * 2)
    said(capsys, "a.txt")
    assert [path.name for path in folder.iterdir()] == ["new"]


def test_a_source_that_cannot_be_looked_at_again(site: Path, capsys: pytest.CaptureFixture[str], server: str) -> None:
    (site / "a.html").write_text(page(), "utf-8")
    said(capsys, "--url", f"{server}/missing", "a.html")
    code, out, err = said(capsys, "--allow-private", f"{server}/missing")
    assert code == 0
    assert "was imported before and is left alone" in out
    assert "look at: it could not be looked at again: the server answered 404 Not Found" in err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_in_a_terminal_goes_before_each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    console = Console(quiet=False, as_json=False)
    console.report(Progress("import", 1, 4))
    console.flush()
    console.report(Progress("import", 0, 1))
    assert screen.getvalue() == "\r\x1b[2Kimporting ██████░░░░░░░░░░░░░░░░░░ 1 of 4\r\x1b[2K"
