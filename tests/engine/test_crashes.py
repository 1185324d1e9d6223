"""Law 4: a build that is killed, refused or raced leaves the whole old site or the whole new one.

SITEGEN_KILLS says at how many random moments a build is killed (a dozen or so unless given).
"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitegen import events, pipeline
from sitegen.errors import SitegenError
from sitegen.pipeline import STATE, Settings, build, exclusive_state, output_folder, recover_output
from sitegen.pipeline.inputs import look
from sitegen.render import batch
from sitegen.write import aside
from sitegen.write.lock import exclusive
from tests.engine.sites import (
    NOW,
    archive,
    article,
    clean,
    differences,
    files,
    front,
    killed,
    new_site,
    numbered,
    run,
    steps_of,
    write,
)

KILLS = int(os.environ.get("SITEGEN_KILLS", "16"))
LONG = 60.0  # seconds after which a test gives up; none waits that long


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of 12 articles, and an edit that the next build will find."""
    root = new_site(tmp_path / "site")
    archive(root, 12)
    run(root)
    numbered(root, 3, title="Başqa ad")
    return root


# ------------------------------------------------------------------ killed


class Newsroom:
    """A built site of 60 articles and a day's edits to it; `reset` gives back the moment before the next build."""

    def __init__(self, top: Path) -> None:
        self.root, self._kept = new_site(top / "site"), top / "kept"
        archive(self.root, 60)
        write(self.root, "static/old/name", "a file")
        run(self.root)
        self.old = files(self.root / "output")
        self._edit()
        self.new = clean(self.root, top / "clean")
        shutil.copytree(self.root, self._kept)

    def _edit(self) -> None:
        for number in (3, 17, 44):
            numbered(self.root, number, title=f"Başqa ad {number}")
        for number in range(60, 66):
            numbered(self.root, number)
        for number in (5, 21):
            next((self.root / "content").rglob(f"xeber-{number}.md")).unlink()
        write(self.root, "themes/plain/templates/listing.html", '{% extends "plain/listing.html" %}{# #}')
        shutil.rmtree(self.root / "static/old")
        write(self.root, "static/old", "a file where a folder was")

    def reset(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self._kept, self.root)

    def next_command(self) -> None:
        """Do what every command does first: complete or drop what an interrupted build left."""
        with exclusive_state(self.root, events.ignore):
            recover_output(self.root / STATE, output_folder(Settings(self.root)))

    def look(self, moment: str) -> None:
        """Read the site as visitors would: just after the kill, after the next command, after the next build."""
        for file, data in files(self.root / "output").items():
            assert data in (self.old.get(file), self.new.get(file)), f"{moment}: {file} is neither old nor new"
        self.next_command()
        whole = files(self.root / "output")
        assert not differences(whole, self.old) or not differences(whole, self.new), moment
        run(self.root)
        assert differences(files(self.root / "output"), self.new) == [], moment
        assert not list((self.root / STATE).glob("*.stage")), moment


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom(tmp_path_factory.mktemp("newsroom"))


@pytest.mark.parametrize("many", [1, 1000], ids=["old files set aside", "old files replaced at once"])
def test_a_build_killed_at_random_steps(newsroom: Newsroom, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", many)
    newsroom.reset()
    steps = steps_of(lambda: run(newsroom.root))
    chosen = random.Random(4).sample(range(1, steps + 1), min(KILLS, steps))
    for step in chosen:
        newsroom.reset()
        assert killed(lambda: run(newsroom.root), step)
        newsroom.look(f"step {step} of {steps}")


def test_a_build_with_several_processes_killed_at_random_moments(newsroom: Newsroom) -> None:
    """No step is waited for: the clock kills it, together with whatever its processes are about."""
    switches = ["--root", str(newsroom.root), "--jobs", "2", "--now", f"{NOW:%Y-%m-%dT%H:%M}Z"]
    command = [sys.executable, "-m", "sitegen", "build", *switches]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    moments = random.Random(2)
    for _ in range(max(3, KILLS // 6)):
        newsroom.reset()
        moment = moments.uniform(0.1, 0.9)
        started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            started.wait(moment)
        except subprocess.TimeoutExpired:
            started.kill()
        started.wait(LONG)
        newsroom.look(f"after {moment:.3f} s")


def test_a_build_that_is_interrupted_leaves_nothing_behind(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(site / "output")

    def interrupt(*_: Any) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(batch, "_template_problem", interrupt)
        write(site, "themes/plain/templates/article.html", "{{ nothing.at.all }}")
        with pytest.raises(KeyboardInterrupt):
            run(site)
    assert files(site / "output") == before
    assert not list((site / STATE).glob("*.stage"))


def test_an_interrupted_build_is_told_of(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sitegen.write.commit._replay", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(site)
    assert "completed a build that was interrupted" in run(site).notices
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


# ------------------------------------------------------------------ two at once


def test_a_second_build_waits_for_the_first(site: Path, tmp_path: Path) -> None:
    lock = site / STATE / "lock"
    told: list[events.Event] = []
    waits = threading.Event()

    def note(event: events.Event) -> None:
        told.append(event)
        waits.set()

    with exclusive(lock, 0, lambda _: None):
        second = threading.Thread(target=build, args=(Settings(site, now=NOW, jobs=1), note))
        second.start()
        assert waits.wait(LONG)
        assert told == [events.Notice(f"waiting for another build (process {os.getpid()})")]
    second.join(LONG)
    assert not second.is_alive()
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_a_build_that_waits_in_vain_says_who_holds_the_lock(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "PATIENCE", 0)
    before = files(site / "output")
    with exclusive(site / STATE / "lock", 0, lambda _: None), pytest.raises(SitegenError) as raised:
        run(site)
    [problem] = raised.value.problems
    assert problem.message == f"another build is at work here (process {os.getpid()})"
    assert problem.hint == "wait for it to end, or stop it"
    assert files(site / "output") == before


def test_many_builds_at_once(site: Path, tmp_path: Path) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run(site)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


# ------------------------------------------------------------------ refused


@contextmanager
def unprivileged(*folders: Path) -> Iterator[None]:
    """Be nobody in particular for a while, if we are root, who may write everywhere; give `folders` to nobody."""
    if os.getuid() != 0:
        yield
        return
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_site() -> Iterator[Path]:
    """A built site where nobody in particular may go too, with an edit."""
    top = Path(tempfile.mkdtemp(prefix="sitegen-"))
    top.chmod(0o755)
    root = new_site(top / "site")
    archive(root, 5)
    run(root)
    numbered(root, 3, title="Başqa ad")
    run(root, output=top / "elsewhere")  # so that all modules are there before rights are dropped
    yield root
    for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    shutil.rmtree(top)


@pytest.mark.parametrize("where", ["output", "output/2025/08/xeber-3"])
def test_an_output_folder_that_cannot_be_written(open_site: Path, where: str) -> None:
    folder = open_site / where
    before = files(open_site / "output")
    with unprivileged(open_site):
        folder.chmod(0o555)
        with pytest.raises(SitegenError) as raised:
            run(open_site)
    [problem] = raised.value.problems
    assert problem.message.startswith(f"cannot write into {folder}")
    assert problem.message.endswith("permission denied")
    assert problem.hint == "make the folder writable, or build elsewhere with -o"
    assert files(open_site / "output") == before
    folder.chmod(0o755)
    run(open_site)
    assert files(open_site / "output") != before


def test_a_state_folder_that_cannot_be_written(open_site: Path) -> None:
    before = files(open_site / "output")
    with unprivileged(open_site):
        (open_site / STATE).chmod(0o555)
        with pytest.raises(SitegenError) as raised:
            run(open_site)
    [problem] = raised.value.problems
    assert problem.message.startswith(f"cannot write {open_site / STATE}")
    assert "Permission denied; the site is as it was" in problem.message
    assert problem.hint == "check the folder's permissions"
    assert files(open_site / "output") == before


def test_a_content_folder_that_cannot_be_read(open_site: Path) -> None:
    with unprivileged(open_site):
        folder = open_site / "content" / "articles"
        folder.chmod(0)
        with pytest.raises(SitegenError) as raised:
            run(open_site)
        folder.chmod(0o755)
    [problem] = raised.value.problems
    assert problem.message == f"cannot read {folder}: Permission denied"
    assert problem.hint == "check that it is there and may be read"


def test_a_file_that_cannot_be_read_is_named(open_site: Path) -> None:
    before = files(open_site / "output")
    with unprivileged(open_site):
        numbered(open_site, 3, body="Yeni.\n").chmod(0)
        with pytest.raises(SitegenError) as raised:
            run(open_site)
    [problem] = raised.value.problems
    assert str(problem) == (
        "content/articles/2025/08/xeber-3.md: cannot be read: Permission denied; "
        "check that it exists and that you may read it"
    )
    assert files(open_site / "output") == before


def test_a_file_where_the_state_folder_must_be(tmp_path: Path) -> None:
    root = new_site(tmp_path / "site")
    write(root, STATE, "mine")
    with pytest.raises(SitegenError) as raised:
        run(root)
    [problem] = raised.value.problems
    assert problem.message == f"cannot write {root / STATE}: File exists; the site is as it was"
    assert problem.hint == "a file stands where a folder is needed: move it"
    assert (root / STATE).read_text() == "mine"


def test_a_file_where_the_output_folder_must_be(tmp_path: Path) -> None:
    root = new_site(tmp_path / "site")
    write(root, "output", "mine")
    with pytest.raises(SitegenError) as raised:
        run(root)
    [problem] = raised.value.problems
    assert f"{root / 'output'}" in problem.message
    assert (root / "output").read_text() == "mine"


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Let the system refuse files that grow beyond `size` bytes, as a full disk would."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 100, 5_000, 40_000, 100_000, 200_000])
def test_a_disk_that_takes_no_more(site: Path, tmp_path: Path, size: int) -> None:
    before = files(site / "output")
    article(site, "2025/10/uzun", "Uzun mətn. " * 20_000)
    with small_files(size), pytest.raises(SitegenError) as raised:
        run(site)
    [problem] = raised.value.problems
    assert problem.message.startswith("cannot write ")
    assert problem.message.endswith("; the site is as it was")
    assert files(site / "output") == before
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_a_full_disk_is_told_as_such(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str, _: bytes) -> tuple[int, int]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    before = files(site / "output")
    monkeypatch.setattr(batch, "put_file", full)
    with pytest.raises(SitegenError) as raised:
        run(site)
    [problem] = raised.value.problems
    assert problem.message.endswith(": No space left on device; the site is as it was")
    assert problem.hint == "make room and build again"
    assert files(site / "output") == before


# ------------------------------------------------------------------ files that come and go


def after_looking(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Let `change` happen just after the build has looked at everything."""

    def then(*values: Any) -> Any:
        inputs = look(*values)
        change()
        return inputs

    monkeypatch.setattr("sitegen.pipeline.look", then)


def test_an_article_that_vanishes_while_the_site_is_built(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(site / "output")
    path = article(site, "2025/10/itki")
    after_looking(monkeypatch, path.unlink)
    with pytest.raises(SitegenError) as raised:
        run(site)
    [problem] = raised.value.problems
    assert str(problem) == (
        "content/articles/2025/10/itki.md: cannot be read: No such file or directory; "
        "check that it exists and that you may read it"
    )
    assert files(site / "output") == before


@pytest.mark.parametrize("file", ["content/media/itki.png", "static/itki.txt"])
def test_a_copied_file_that_vanishes_while_the_site_is_built(
    site: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    before = files(site / "output")
    path = write(site, file, "x")
    after_looking(monkeypatch, lambda: path.unlink(missing_ok=True))
    with pytest.raises(SitegenError) as raised:
        run(site)
    [problem] = raised.value.problems
    assert str(problem) == f"{file}: vanished while the site was built; build again"
    assert files(site / "output") == before


def test_an_article_that_changes_while_the_site_is_built_is_built_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        after_looking(patch, lambda: numbered(site, 4, title="Bu arada"))
        run(site)
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_links_to_files_are_followed_and_links_to_folders_are_not(site: Path, tmp_path: Path) -> None:
    """A link to a folder could lead in circles, or out of the site."""
    elsewhere = write(tmp_path, "elsewhere/yad.md", front("Yad.\n", title="Yad", date="2025-10-20"))
    (site / "content/articles/2025/10").mkdir()
    (site / "content/articles/2025/10/bagli.md").symlink_to(elsewhere)
    (site / "content/articles/2025/11").symlink_to(elsewhere.parent)
    (site / "content/articles/ozum").symlink_to(site / "content/articles")
    (site / "content/articles/hec.md").symlink_to("yoxdur.md")
    (site / "content/articles/halqa.md").symlink_to("halqa.md")
    built = run(site)
    assert [file for file in files(site / "output") if file.startswith("2025/1")] == ["2025/10/bagli/index.html"]
    assert {warning.path: warning.message for warning in built.warnings} == {
        "content/articles/2025/11": "is a link to a folder, which sitegen does not follow",
        "content/articles/halqa.md": "is a link that leads nowhere (Too many levels of symbolic links)",
        "content/articles/hec.md": "is a link that leads nowhere (No such file or directory)",
        "content/articles/ozum": "is a link to a folder, which sitegen does not follow",
    }


def test_an_output_folder_that_is_a_link(site: Path, tmp_path: Path) -> None:
    (site / "output").rename(tmp_path / "www")
    (site / "output").symlink_to(tmp_path / "www")
    run(site)
    assert differences(files(tmp_path / "www"), clean(site, tmp_path / "clean")) == []


def test_somebody_removes_the_output_while_the_site_is_built(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        after_looking(patch, lambda: shutil.rmtree(site / "output"))
        run(site)
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_time_that_passes_between_builds_is_measured_nowhere_else(site: Path, tmp_path: Path) -> None:
    """Files put back from a copy have other times; the site is the same."""
    for path in (site / "output").rglob("*"):
        os.utime(path, (time.time() - 1000, time.time() - 1000))
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []
