"""What counts as a change of the site's sources, and that none is missed as folders come and go."""

from __future__ import annotations

import errno
import os
import queue
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from sitegen import events
from sitegen.preview import watch
from sitegen.preview.watch import Watcher, is_source

LONG = 30.0


SOURCES = """
content
content/articles/2025/10/astana-gorusu.md
content/media/Şəki qalası.jpg
content/sedentary/a.md
site.toml
static/.well-known/security.txt
static/CNAME
themes/gazette/theme.toml
themes/own/templates/article.html
"""

OTHERS = """
.
.git/index
.sitegen/cache
README.md
content/#a.md#
content/.#a.md
content/.DS_Store
content/.a.md.kate-swp
content/.a.md.swp
content/.a.md.swx
content/.goutputstream-1X2Y3Z
content/.sitegen/x
content/.~lock.a.md#
content/4913
content/a.md.tmp
content/a.md___jb_tmp___
content/a.md~
node_modules/x.js
output/index.html
site.toml~
themes/own/__pycache__/x.pyc
"""


@pytest.mark.parametrize("path", SOURCES.split("\n")[1:-1])
def test_these_are_sources(path: str) -> None:
    assert is_source(PurePath(path), PurePath("output"))


@pytest.mark.parametrize("path", OTHERS.split("\n")[1:-1])
def test_these_are_not(path: str) -> None:
    assert not is_source(PurePath(path), PurePath("output"))


def test_an_output_folder_inside_a_source_folder_is_no_source() -> None:
    assert not is_source(PurePath("static/output/gazette.css"), PurePath("static/output"))
    assert is_source(PurePath("static/outputs.css"), PurePath("static/output"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "output").mkdir()
    (tmp_path / "content" / "a.md").write_text("a")
    return tmp_path


class Ear:
    """Hears what a watcher tells; `next` waits for a path that was not heard just before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths: queue.Queue[str] = queue.Queue()
        self._last = ""
        self.notices: list[str] = []
        self.watcher = Watcher(root, root / "output", self._paths.put, self._report)

    def _report(self, event: events.Event) -> None:
        assert isinstance(event, events.Notice)
        self.notices.append(event.message)

    def next(self) -> str:
        while (path := self._paths.get(timeout=LONG)) == self._last:
            continue
        self._last = path
        return path

    def wait_until_heard(self, file: Path) -> None:
        """Do as the preview does, refresh after each change, until a change of `file` is heard."""
        path = file.relative_to(self.root).as_posix()
        while True:
            self.watcher.refresh()
            file.write_text("x")
            if self._paths.get(timeout=LONG) == path:
                return


@pytest.fixture
def ear(root: Path) -> Iterator[Ear]:
    ear = Ear(root)
    yield ear
    ear.watcher.close()


def test_a_saved_file_is_heard_and_reading_it_is_not(root: Path, ear: Ear) -> None:
    (root / "content" / "a.md").read_text()
    (root / "content" / "b.md").write_text("b")
    assert ear.next() == "content/b.md"


def test_the_output_and_temporary_files_are_not_heard(root: Path, ear: Ear) -> None:
    for name in ("output/index.html", "content/.a.md.swp", "content/4913", "content/a.md~", "notes.txt", ".sitegen"):
        (root / name).write_text("x")
    (root / "site.toml").write_text("x")
    assert ear.next() == "site.toml"


def test_saving_by_renaming_over_the_file_is_heard(root: Path, ear: Ear) -> None:
    (root / "content" / "a.md.tmp").write_text("new")
    (root / "content" / "a.md.tmp").replace(root / "content" / "a.md")
    assert ear.next() == "content/a.md"


def test_removing_and_renaming_are_heard(root: Path, ear: Ear) -> None:
    (root / "content" / "a.md").rename(root / "content" / "b.md")
    assert {ear.next(), ear.next()} == {"content/a.md", "content/b.md"}
    (root / "content" / "b.md").unlink()
    (root / "site.toml").touch()
    assert ear.next() == "site.toml"


def test_a_folder_that_is_deleted_and_made_again_is_watched_again(root: Path, ear: Ear) -> None:
    shutil.rmtree(root / "content")
    (root / "content" / "articles").mkdir(parents=True)  # at once, and so perhaps with the same inode
    ear.wait_until_heard(root / "content" / "articles" / "new.md")


def test_a_folder_that_is_replaced_by_another_is_watched(root: Path, ear: Ear) -> None:
    (root / "other").mkdir()
    (root / "content").rename(root / "old")
    (root / "other").rename(root / "content")
    ear.wait_until_heard(root / "content" / "b.md")


def test_a_folder_that_is_a_link_is_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / "static").symlink_to(elsewhere)
    ear = Ear(root)
    (elsewhere / "logo.svg").write_text("<svg/>")
    assert ear.next() == "static/logo.svg"
    ear.watcher.close()


def test_when_the_system_watches_no_more_folders_the_watcher_looks_itself(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(BaseObserver):
        """Linux with fs.inotify.max_user_watches reached."""

        def __init__(self) -> None:
            super().__init__(PollingObserver()._emitter_class)

        def schedule(self, *args: object, **options: object) -> object:  # type: ignore[override]  # it only fails
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watch, "Observer", Full)
    before = set(threading.enumerate())
    ear = Ear(root)
    (root / "content" / "b.md").write_text("b")
    assert ear.next() == "content/b.md"
    assert "cannot watch so many folders" in ear.notices[0]
    ear.watcher.close()
    assert set(threading.enumerate()) <= before
