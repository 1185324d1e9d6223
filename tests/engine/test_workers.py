"""Law 1: any number of workers, of any kind, gives the same bytes; and they end with the build."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sitegen.errors import SitegenError
from sitegen.pipeline import steps
from sitegen.render import pages
from sitegen.workers import Workers, cores
from tests.engine.sites import archive, clean, differences, files, front, new_site, numbered, run, write

LONG = 60.0  # seconds after which a test gives up; none waits that long


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use other processes for small sites too, with several batches each."""
    monkeypatch.setattr(steps, "ALONE", 0)
    monkeypatch.setattr(steps, "READ_BATCH", 7)
    monkeypatch.setattr(pages, "ALONE", 1)
    monkeypatch.setattr(pages, "BATCH", 7)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return begin(tmp_path / "site")


def begin(folder: Path) -> Path:
    """Write a site in two languages whose templates ask for case in each."""
    root = new_site(folder)
    archive(root, 60)
    for number in range(3):
        write(root, f"content/articles/2025/10/en-{number}.en.md", front("x\n", title=f"i {number}", date="2025-10-20"))
    shout = '{% extends "plain/article.html" %}{% block main %}{{ "i"|upper }}{{ super() }}{% endblock %}'
    write(root, "themes/plain/templates/article.html", shout)
    return root


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build in one process, without any of this, gives."""
    root = begin(tmp_path_factory.mktemp("wanted"))
    run(root)
    return files(root / "output")


def test_one_process_writes_the_letters_of_each_language(wanted: dict[str, bytes]) -> None:
    assert "\nİ<p>" in wanted["2025/08/xeber-1/index.html"].decode()
    assert "\nI<p>" in wanted["en/2025/10/en-1/index.html"].decode()


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.usefixtures("eager")
def test_any_number_of_processes(site: Path, wanted: dict[str, bytes], jobs: int) -> None:
    run(site, jobs=jobs)
    assert differences(files(site / "output"), wanted) == []


@pytest.mark.parametrize("batch", [1, 5, 1000])
@pytest.mark.usefixtures("eager")
def test_batches_of_any_size(site: Path, wanted: dict[str, bytes], batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "READ_BATCH", batch)
    monkeypatch.setattr(pages, "BATCH", batch)
    run(site, jobs=1)
    assert differences(files(site / "output"), wanted) == []


@pytest.mark.usefixtures("eager")
def test_processes_that_start_afresh_where_a_thread_runs(
    site: Path, wanted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forking beside a running thread is not safe; then, as on macOS and Windows, processes are started anew."""
    ways: list[str] = []
    context = multiprocessing.get_context

    def note(way: str) -> Any:
        ways.append(way)
        return context(way)

    monkeypatch.setattr(multiprocessing, "get_context", note)
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    try:
        run(site, jobs=2)
    finally:
        end.set()
        other.join()
    assert set(ways) == {"spawn"}
    assert differences(files(site / "output"), wanted) == []


def executors() -> dict[str, Callable[[], Executor]]:
    return {
        "threads": lambda: ThreadPoolExecutor(4),
        "forked processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("fork")),
        "fresh processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
    }


@pytest.mark.parametrize("kind", executors())
@pytest.mark.usefixtures("eager")
def test_an_executor_from_outside(site: Path, wanted: dict[str, bytes], kind: str) -> None:
    with executors()[kind]() as executor:
        run(site, executor)
        assert differences(files(site / "output"), wanted) == []
        numbered(site, 3, title="Başqa ad")
        assert "2025/08/xeber-3/index.html" in run(site, executor).written
        assert executor.submit(int, "7").result(LONG) == 7, "it is left open for its owner"


@pytest.mark.usefixtures("eager")
def test_threads_that_render_at_once_do_not_mix_their_texts(site: Path, wanted: dict[str, bytes]) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as executor:
            run(site, executor)
    finally:
        sys.setswitchinterval(before)
    assert differences(files(site / "output"), wanted) == []


@pytest.mark.usefixtures("eager")
def test_an_incremental_build_with_processes(site: Path, tmp_path: Path) -> None:
    run(site, jobs=2)
    numbered(site, 7, title="Başqa ad", body="Başqa mətn.\n")
    run(site, jobs=2)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


# ------------------------------------------------------------------ the end of processes


def test_calls_come_back_in_their_order_and_only_so_many_are_under_way() -> None:
    asked = []

    def calls() -> Iterator[tuple[int]]:
        for number in range(20):
            asked.append(number)
            yield (number,)

    with ThreadPoolExecutor(2) as executor:
        results = Workers(2, executor).map(_square, calls(), alone=False)
        for number, result in enumerate(results):
            assert result == number * number
            assert len(asked) - number <= 9


def _square(number: int) -> int:
    return number * number


def test_there_is_at_least_one_core() -> None:
    assert cores() >= 1


def _end_at_once(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_is_told_in_words() -> None:
    workers = Workers(2)
    try:
        with pytest.raises(SitegenError) as raised:
            list(workers.map(_end_at_once, [(1,), (2,)], alone=False))
    finally:
        workers.close()
    [problem] = raised.value.problems
    assert problem.message == "a process that had been started to help was killed"
    assert problem.hint == "if memory ran out, use fewer processes: --jobs 1"


_LARGE_CALLS = """
import os, signal
from sitegen.errors import SitegenError
from sitegen.workers import Workers

def end_at_once(_):
    os.kill(os.getpid(), signal.SIGKILL)

workers = Workers(2)
try:
    list(workers.map(end_at_once, [(bytes(1_000_000),)] * 8, alone=False))
except SitegenError as error:
    print(error)
workers.close()
"""


def test_a_process_that_is_killed_leaves_nobody_waiting_for_it_to_read() -> None:
    """What is given to it is more than a pipe holds: Python itself would wait for ever."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", _LARGE_CALLS], capture_output=True, text=True, timeout=60, env=environment
        )
        assert done.stdout.startswith("a process that had been started to help was killed")


@pytest.mark.usefixtures("eager")
def test_a_build_whose_process_is_killed_leaves_the_old_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    before = files(site / "output")
    numbered(site, 7, title="Başqa ad")
    monkeypatch.setattr(pages, "render_pages", _end_at_once_with)
    with pytest.raises(SitegenError, match="a process that had been started to help was killed"):
        run(site, jobs=2)
    assert files(site / "output") == before
    assert not list((site / ".sitegen").glob("*.stage"))


def _end_at_once_with(*_: Any) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


_SLEEPERS = """
import os, sys, time
from pathlib import Path
from sitegen.workers import Workers
from sitegen.write.lock import exclusive

def tell(folder, number):
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)

with exclusive(Path(sys.argv[1]) / "lock", 0, print):
    workers = Workers(2)
    list(workers.map(tell, [(sys.argv[2], n) for n in range(2)], alone=False))
"""


def test_processes_end_with_a_build_that_is_killed_and_let_go_of_its_lock(tmp_path: Path) -> None:
    from sitegen.write.lock import exclusive

    told = tmp_path / "told"
    told.mkdir()
    script = write(tmp_path, "sleepers.py", _SLEEPERS)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    build = subprocess.Popen([sys.executable, script, tmp_path, told], env=environment)
    try:
        end = time.monotonic() + LONG
        while len(list(told.iterdir())) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert len(list(told.iterdir())) == 2
    finally:
        build.kill()
        build.wait(LONG)
    with exclusive(tmp_path / "lock", LONG / 2, lambda _: None):
        pass
