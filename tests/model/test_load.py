"""What is found in content/, and what need not be read again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sitegen.model.files import Signature, find, settled, signature
from sitegen.model.load import Known, read_files, unread
from tests.model.sites import article, write

SECOND = 1_000_000_000
WRONG_PLACE = (
    "is not in a folder that sitegen reads; move it into content/articles/, content/editions/ or content/pages/, "
    "and let it end in .md"
)
NOT_PUBLISHED = "is not published; put pictures and other files into content/media/"


def touch(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(b"x")


def test_what_is_found(tmp_path: Path) -> None:
    touch(tmp_path, "articles/2025/10/a.md", "articles/b.en.md", "editions/w.md", "pages/x/y.md")
    touch(tmp_path, "media/a.jpg", "media/b/c.md", "media/şəkil.png")
    found = find(tmp_path)
    assert sorted(found.texts) == ["articles/2025/10/a.md", "articles/b.en.md", "editions/w.md", "pages/x/y.md"]
    assert sorted(found.media) == ["media/a.jpg", "media/b/c.md", "media/şəkil.png"]
    assert found.problems == []
    assert found.texts["editions/w.md"] == signature((tmp_path / "editions" / "w.md").stat())


def test_no_content_at_all(tmp_path: Path) -> None:
    assert find(tmp_path / "content") == ({}, {}, [])


def test_editors_and_systems_files_are_left_out(tmp_path: Path) -> None:
    names = [".a.md", ".a.md.swp", "a.md~", "#a.md#", "a.md.swp", "a.tmp", "Thumbs.db", "desktop.ini", ".DS_Store"]
    touch(tmp_path, *(f"articles/{name}" for name in names))
    touch(tmp_path, "articles/.obsidian/a.md", ".git/a.md", "media/.DS_Store", "articles/__MACOSX/a.md")
    assert find(tmp_path) == ({}, {}, [])


def test_what_lies_in_a_wrong_place(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "articles.md", "posts/b.md", "articles/c.MD", "articles/d.markdown", "media.md")
    assert [str(problem) for problem in find(tmp_path).problems] == [
        f"content/{file}: {WRONG_PLACE}"
        for file in ("a.md", "articles.md", "articles/c.MD", "articles/d.markdown", "media.md", "posts/b.md")
    ]


def test_a_picture_beside_an_article(tmp_path: Path) -> None:
    touch(tmp_path, "articles/a.md", "articles/a.jpg", "notes.txt", "pages/x.html", "media")
    found = find(tmp_path)
    assert list(found.texts) == ["articles/a.md"]
    assert [str(problem) for problem in found.problems] == [
        f"warning: content/{file}: {NOT_PUBLISHED}" for file in ("articles/a.jpg", "media", "notes.txt", "pages/x.html")
    ]


def test_links(tmp_path: Path) -> None:
    content = tmp_path / "content"
    touch(tmp_path, "elsewhere/a.md")
    (content / "articles").mkdir(parents=True)
    (content / "articles" / "linked.md").symlink_to(tmp_path / "elsewhere" / "a.md")
    (content / "articles" / "folder").symlink_to(tmp_path / "elsewhere")
    (content / "articles" / "circle").symlink_to(content)
    (content / "articles" / "nowhere.md").symlink_to(tmp_path / "gone.md")
    (content / "articles" / "itself.md").symlink_to("itself.md")
    os.mkfifo(content / "articles" / "pipe.md")
    found = find(content)
    assert list(found.texts) == ["articles/linked.md"]
    leads = "is a link that leads nowhere"
    not_followed = "is a link to a folder, which sitegen does not follow; put the folder itself here"
    assert [str(problem).replace("Too many levels of symbolic links", "a loop") for problem in found.problems] == [
        f"warning: content/articles/circle: {not_followed}",
        f"warning: content/articles/folder: {not_followed}",
        f"warning: content/articles/itself.md: {leads} (a loop); mend or remove it",
        f"warning: content/articles/nowhere.md: {leads} (No such file or directory); mend or remove it",
    ]


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    Path(os.fsdecode(bytes(tmp_path) + b"/articles/\xe9.md")).write_bytes(b"x")
    Path(os.fsdecode(bytes(tmp_path) + b"/articles/\xff")).mkdir()
    found = find(tmp_path)
    assert found.texts == {}
    assert [str(problem) for problem in found.problems] == [
        "warning: content/articles/?: has a name that is not UTF-8; rename it",
        "warning: content/articles/?.md: has a name that is not UTF-8; rename it",
    ]


@pytest.mark.parametrize(
    ("changed", "status", "checked", "expected"),
    [
        (10.5, 10.5, 10.7, True),
        (10.5, 10.5, 10.6, False),  # changed within the clock's grain
        (10.5, 10.5, 10.4, False),  # changed in the future
        (10.5, 10.65, 10.7, False),  # its status (a rename over it) changed just now
        (10.0, 10.0, 11.9, False),  # a file system that keeps whole seconds
        (10.0, 10.0, 12.1, True),
    ],
)
def test_what_a_signature_proves(changed: float, status: float, checked: float, expected: bool) -> None:
    sign: Signature = (5, int(changed * SECOND), int(status * SECOND), 7)
    assert settled(sign, int(checked * SECOND)) is expected


def test_only_what_changed_must_be_read(tmp_path: Path) -> None:
    later = time.time_ns() + 10 * SECOND
    write(tmp_path, {f"articles/{name}.md": article(name) for name in "abcdef"})
    content = tmp_path / "content"
    found = find(content).texts
    known = {
        file: Known(known.signature, later, known.entry)
        for file, known in read_files(str(content), sorted(found), "Asia/Baku", ("az",)).known.items()
    }
    del known["articles/b.md"]  # new
    known["articles/c.md"] = Known(found["articles/c.md"], found["articles/c.md"][1])  # racy
    known["articles/gone.md"] = known["articles/a.md"]
    (content / "articles" / "d.md").write_text(article("another and longer"), encoding="utf-8")
    replaced = content / "articles" / "e.md"
    replaced.with_suffix(".new").write_text(article("e"), encoding="utf-8")
    os.utime(replaced.with_suffix(".new"), ns=(0, found["articles/e.md"][1]))
    replaced.with_suffix(".new").replace(replaced)  # as long and as old as it was, but another file
    kept, stale = unread(find(content).texts, known)
    assert stale == ["articles/b.md", "articles/c.md", "articles/d.md", "articles/e.md"]
    assert sorted(kept) == ["articles/a.md", "articles/f.md"]


def test_a_file_that_went_away_between(tmp_path: Path) -> None:
    batch = read_files(str(tmp_path), ["articles/gone.md"], "Asia/Baku", ("az",))
    hint = "check that it exists and that you may read it"
    known = batch.known["articles/gone.md"]
    assert [str(problem) for problem in known.problems] == [
        f"content/articles/gone.md: cannot be read: No such file or directory; {hint}"
    ]
    assert not settled(known.signature, known.checked)


def test_a_warning_does_not_stop_an_article(tmp_path: Path) -> None:
    write(tmp_path, {"articles/a.md": article("We are #1")})
    known = read_files(str(tmp_path / "content"), ["articles/a.md"], "Asia/Baku", ("az",)).known["articles/a.md"]
    assert known.entry is not None
    assert [problem.severity for problem in known.problems] == ["warning"]


def test_what_would_be_published_as_it_is_must_lie_in_the_site(tmp_path: Path) -> None:
    content = tmp_path / "site" / "content"
    touch(tmp_path, "secret.txt", "site/content/media/own.txt")
    (content / "media" / "stolen.txt").symlink_to(tmp_path / "secret.txt")
    (content / "media" / "again.txt").symlink_to(content / "media" / "own.txt")
    found = find(content)
    assert sorted(found.media) == ["media/again.txt", "media/own.txt"]
    assert [str(problem) for problem in found.problems] == [
        "warning: content/media/stolen.txt: is a link to something outside the site; put the file itself here"
    ]
