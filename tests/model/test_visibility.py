"""Drafts, scheduled and expired texts: who sees them when, and that nothing of them leaks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sitegen.pipeline import Settings, build
from tests.model.sites import NOW, article, library, write

HIDDEN = {
    "draft": "draft: true",
    "scheduled": "publishDate: 2025-11-02",
    "expired": "expires: 2025-10-30",
}


def seen(root: Path, files: dict[str, str], now: dt.datetime = NOW, show: str = "") -> list[str]:
    shelf = library(root, files, now=now, show=show).shelves["az"]
    found = [story.article for story in shelf.stories] + [sheet.page for sheet in shelf.sheets]
    return sorted(entry.file.rpartition("/")[2] for entry in (*found, *(issue.edition for issue in shelf.issues)))


FILES = {
    "articles/public.md": article(),
    "articles/draft.md": article(more="draft: yes"),
    "articles/future.md": article(date="2025-11-05"),
    "articles/publish.md": article(more="publish: 2025-11-05"),
    "articles/expired.md": article(more="expires: 2025-10-28"),
    "articles/all.md": article(date="2025-11-05", more="draft: true\nexpires: 2025-11-06"),
    "pages/draft-page.md": "---\ntitle: P\ndraft: true\n---\n",
    "pages/dated-page.md": "---\ntitle: P\ndate: 2099-01-01\n---\n",
    "editions/future-edition.md": article(date="2025-11-05"),
}


@pytest.mark.parametrize(
    ("show", "more"),
    [
        ("", ""),
        ("drafts", "draft draft-page"),
        ("future", "future publish future-edition"),
        ("expired", "expired"),
        ("drafts future", "draft draft-page future publish future-edition all"),
        ("future expired", "future publish future-edition expired"),
    ],
)
def test_what_is_shown(tmp_path: Path, show: str, more: str) -> None:
    expected = ["public", "dated-page", *more.split()]
    assert seen(tmp_path, FILES, show=show) == sorted(f"{name}.md" for name in expected)


def test_the_moment_itself(tmp_path: Path) -> None:
    files = {"articles/a.md": article(date="2025-10-27 12:00", more="expires: 2025-10-27 13:00")}
    noon = dt.datetime(2025, 10, 27, 8, tzinfo=dt.UTC)
    second, hour = dt.timedelta(seconds=1), dt.timedelta(hours=1)
    assert seen(tmp_path, files, noon - second) == []
    assert seen(tmp_path, files, noon) == ["a.md"]
    assert seen(tmp_path, files, noon + hour - second) == ["a.md"]
    assert seen(tmp_path, files, noon + hour) == []


def test_a_draft_without_date_is_shown_on_request(tmp_path: Path) -> None:
    files = {"articles/a.md": "---\ntitle: Qaralama\ndraft: true\n---\n"}
    assert seen(tmp_path, files) == []
    assert seen(tmp_path, files, show="drafts") == ["a.md"]


@pytest.mark.parametrize(
    ("files", "show", "following"),
    [
        ({}, "", None),
        ({"a": article()}, "", None),
        ({"a": article(date="2025-11-05 12:00"), "b": article(date="2025-11-03 12:00")}, "", "2025-11-03T08:00"),
        ({"a": article(date="2025-11-05 12:00")}, "future", None),
        ({"a": article(date="2025-11-05 12:00", more="draft: true")}, "", None),
        ({"a": article(date="2025-11-05 12:00", more="draft: true")}, "drafts", "2025-11-05T08:00"),
        ({"a": article(more="expires: 2025-11-02 12:00")}, "", "2025-11-02T08:00"),
        ({"a": article(more="expires: 2025-11-02 12:00")}, "expired", None),
        ({"a": article(more="publish: 2025-11-04 12:00\nexpires: 2025-11-09")}, "", "2025-11-04T08:00"),
    ],
)
def test_the_next_change(tmp_path: Path, files: dict[str, str], show: str, following: str | None) -> None:
    made = library(tmp_path, {f"articles/{name}.md": text for name, text in files.items()}, show=show)
    assert made.next_change == (dt.datetime.fromisoformat(f"{following}+00:00") if following else None)


LEAKY = "Gizlixeber"
MORE = """\
slug: gizlixeber
section: Dil
tags: [Ortaq, GizlixeberTag]
authors: [Nigar, {name: GizlixeberAuthor}]
source: {name: GizlixeberSource, url: "https://gizlixeber.example.com/"}
summary: Gizlixeber summary
aliases: [/gizlixeber-old/]
image: {src: media/gizlixeber.jpg, alt: Gizlixeber}
note: Gizlixeber
pinned: true
"""


def output(root: Path, name: str, files: dict[str, str]) -> dict[str, bytes]:
    folder = root / name
    settings = '[[sections]]\nname = "Dil"\n[feeds]\nfull_text = true\n[languages.en]\n'
    write(folder, files, settings)
    build(Settings(root=folder, now=NOW, jobs=1), lambda event: None)
    files_made = (path for path in (folder / "output").rglob("*") if path.is_file())
    return {path.relative_to(folder / "output").as_posix(): path.read_bytes() for path in files_made}


@pytest.mark.parametrize("kind", HIDDEN)
def test_nothing_leaks(tmp_path: Path, kind: str) -> None:
    public = {
        f"articles/a{n}.md": article(f"Açıq {n}", "section: Dil\ntags: [Ortaq]\nauthor: Nigar", date=f"2025-10-2{n}")
        for n in range(7)
    } | {"pages/haqqimizda.md": "---\ntitle: Haqqımızda\nmenu: 1\n---\n", "editions/w43.md": article("43")}
    hide = HIDDEN[kind]
    secret = {
        "articles/x.md": article(f"{LEAKY} başlıq", MORE + hide, date="2025-10-23 12:00", text=f"{LEAKY} mətn."),
        "articles/x.en.md": article(f"{LEAKY} title", MORE.replace("old", "en") + hide, date="2025-10-23 12:00"),
        "pages/gizlixeber.md": f"---\ntitle: {LEAKY} səhifə\nmenu: 2\n{hide}\n---\n",
        "editions/gizlixeber.md": article(f"{LEAKY} buraxılış", f"{hide}\nitems:\n  - articles/a1.md"),
    }
    without, with_secret = output(tmp_path, "without", public), output(tmp_path, "with", public | secret)
    assert any(LEAKY.lower().encode() in text.lower() for text in map(str.encode, secret.values()))
    for path, data in with_secret.items():
        assert LEAKY.lower() not in path.lower()
        assert LEAKY.lower().encode() not in data.lower(), path
    # Not only the words: counts, neighbours, numbers of pages and dates are those of a site that never had them.
    assert with_secret == without
