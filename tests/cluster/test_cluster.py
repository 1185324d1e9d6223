"""A build on a cluster gives the bytes of a local build, whatever happens to the workers; what is wrong is said."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sitegen.cluster import Cluster, _watched, connected
from sitegen.errors import SitegenError
from sitegen.events import Event, Progress, Report, ignore
from sitegen.pipeline import Result, Settings, build
from sitegen.version import code_digest
from tests.cluster.conftest import ARTICLES, TREE, Machines

LONG = 30
"""Seconds: more than anything here takes."""
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def settings(root: Path, output: Path) -> Settings:
    return Settings(root=root, output=output, now=NOW, jobs=1, clean=True)


def built(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="session")
def local(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, dict[str, bytes]]:
    """What a build on this machine alone gives."""
    output = tmp_path_factory.mktemp("local")
    result = build(settings(root, output), ignore)
    assert result.rendered > ARTICLES
    return result, built(output)


def once(stage: str, at: int, act: Callable[[], None]) -> tuple[Report, threading.Event]:
    """Return what watches a build and calls `act` once, as soon as `at` units of `stage` are done."""
    acted = threading.Event()

    def report(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == stage and event.done >= at and not acted.is_set():
            act()
            acted.set()

    return report, acted


@pytest.mark.parametrize("stage", ["read", "render"])
def test_a_worker_killed_half_way_leaves_no_trace_in_the_output(
    cluster: Machines, root: Path, tmp_path: Path, local: tuple[Result, dict[str, bytes]], stage: str
) -> None:
    victim, other = cluster.add_worker(), cluster.add_worker()
    half = ARTICLES // 2 if stage == "read" else local[0].rendered // 2
    report, acted = once(stage, half, lambda: victim.send_signal(signal.SIGKILL))
    with connected(cluster.address) as executor:
        result = build(settings(root, tmp_path / "output"), report, executor)
    assert acted.is_set()
    assert victim.wait(5) == -signal.SIGKILL
    assert other.poll() is None
    assert (result.rendered, result.written) == (local[0].rendered, local[0].written)
    assert built(tmp_path / "output") == local[1]


def test_the_command_line_takes_a_cluster_whose_worker_has_several_threads(
    cluster: Machines, root: Path, tmp_path: Path, local: tuple[Result, dict[str, bytes]]
) -> None:
    cluster.add_worker(threads=4)
    command = [sys.executable, "-m", "sitegen", "build", "--root", str(root), "-o", str(tmp_path / "output"), "--clean"]
    command += ["--now", NOW.isoformat(), "--jobs", "1", "--executor", cluster.address]
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert built(tmp_path / "output") == local[1]


def test_a_worker_of_several_threads_runs_one_call_at_a_time() -> None:
    """Renderers keep what they are rendering with; two at once in one process could take each other's texts."""
    inside: list[int] = []

    def call(number: int) -> int:
        inside.append(number)
        time.sleep(0.01)
        seen = len(inside)
        inside.remove(number)
        return seen

    with ThreadPoolExecutor(4) as threads:
        executor = Cluster(threads, 4, code_digest())
        assert {future.result() for future in [executor.submit(call, n) for n in range(8)]} == {1}


class Recorder(ThreadPoolExecutor):
    """An executor from outside that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__(1)
        self.given: set[str] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.given.add(fn.__name__)
        return super().submit(fn, *args, **kwargs)


def test_only_batches_that_need_no_disk_leave_this_machine(
    root: Path, tmp_path: Path, local: tuple[Result, dict[str, bytes]]
) -> None:
    with Recorder() as executor:
        build(settings(root, tmp_path / "output"), ignore, executor)
        assert executor.given == {"render_texts", "render_pages"}
    assert built(tmp_path / "output") == local[1]


def test_a_scheduler_that_dies_is_an_error_and_the_old_site_stays(
    cluster: Machines, root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "output"
    build(settings(root, output), ignore)
    before = built(output)
    cluster.add_worker()
    report, acted = once("render", 100, lambda: cluster.scheduler.send_signal(signal.SIGKILL))
    with pytest.raises(SitegenError) as caught, connected(cluster.address) as executor:
        build(settings(root, output), report, executor)
    assert acted.is_set()
    where = cluster.address.removeprefix("dask:")
    assert str(caught.value) == (
        f"the scheduler at {where} no longer answers; start it anew and repeat the build; the site is as it was"
    )
    assert built(output) == before
    assert capfd.readouterr().err == ""


class Deaf(Executor):
    """An executor whose calls nobody does: Dask forgets some that it is given as it loses its scheduler."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def test_a_call_that_was_forgotten_with_the_scheduler_is_waited_for_no_longer() -> None:
    gone = SimpleNamespace(status="connecting")
    cluster = Cluster(Deaf(), 1, code_digest())
    future = cluster.submit(len, "")
    with pytest.raises(SitegenError) as caught, _watched(cluster, gone, "tcp://10.0.0.5:8786", 60):
        future.result(LONG)
    assert future.cancelled()
    assert isinstance(caught.value.__cause__, CancelledError)
    said = "the scheduler at tcp://10.0.0.5:8786 no longer answers"
    assert str(caught.value) == f"{said}; start it anew and repeat the build; the site is as it was"


def test_a_build_does_not_wait_for_ever_when_all_workers_are_gone(
    cluster: Machines, root: Path, tmp_path: Path
) -> None:
    worker = cluster.add_worker()
    report, _ = once("render", 100, lambda: worker.send_signal(signal.SIGKILL))
    with connected(cluster.address):
        pass  # the worker is there
    with pytest.raises(SitegenError) as caught, connected(cluster.address, patience=0.3) as executor:
        build(settings(root, tmp_path / "output"), report, executor)
    where = cluster.address.removeprefix("dask:")
    assert str(caught.value) == (
        f"the scheduler at {where} has had no workers for 1.8 s; "
        f"start some with `dask worker {where}` and repeat the build; the site is as it was"
    )


def test_a_worker_with_another_sitegen_is_refused(cluster: Machines, tmp_path: Path) -> None:
    tree = tmp_path / "other"
    shutil.copytree(TREE / "sitegen", tree / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    with (tree / "sitegen" / "records.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    cluster.add_worker(tree)
    with pytest.raises(SitegenError) as caught, connected(cluster.address):
        pass
    assert "does not run the same as this machine (sitegen " in str(caught.value)
    assert str(caught.value).endswith(
        "; give both the same sitegen, Python and libraries, for instance with one lock file or image"
    )


def test_a_worker_with_another_sitegen_that_joins_later_is_refused(
    cluster: Machines, root: Path, tmp_path: Path
) -> None:
    tree = tmp_path / "other"
    shutil.copytree(TREE / "sitegen", tree / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    with (tree / "sitegen" / "records.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    first = cluster.add_worker()
    with pytest.raises(SitegenError) as caught, connected(cluster.address) as executor:
        cluster.add_worker(tree)
        first.send_signal(signal.SIGKILL)
        build(settings(root, tmp_path / "output"), ignore, executor)
    assert "does not run the same as this machine (sitegen " in str(caught.value)


def test_a_scheduler_without_workers_is_an_error(cluster: Machines) -> None:
    where = cluster.address.removeprefix("dask:")
    with pytest.raises(SitegenError) as caught, connected(cluster.address, patience=0.5):
        pass
    assert str(caught.value) == (
        f"the scheduler at {where} has no workers (waited 0.5 s); start some with `dask worker {where}`"
    )


def test_where_no_scheduler_answers_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the connection and says nothing
        where = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(SitegenError) as caught, connected(f"dask:{where}", patience=0.5):
            pass
    assert str(caught.value) == (
        f"no scheduler answers at {where} (waited 0.5 s); "
        "is it running, and does a firewall let this machine through? Start one with `dask scheduler`"
    )
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("tcp://10.0.0.5:8786", 'did you mean "dask:tcp://10.0.0.5:8786"?'),
        ("dask:10.0.0.5:8786", 'did you mean "dask:tcp://10.0.0.5:8786"?'),
        ("host.example:8786", 'did you mean "dask:tcp://host.example:8786"?'),
        ("dask://[::1]:8786", 'did you mean "dask:tcp://[::1]:8786"?'),
        ("dask:tcp://10.0.0.5", "the scheduler prints its address when it starts"),
        ("ray:tcp://10.0.0.5:8786", "the scheduler prints its address when it starts"),
        ("", "the scheduler prints its address when it starts"),
    ],
)
def test_an_address_of_the_wrong_form_is_an_error(address: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught, connected(address):
        pass
    assert str(caught.value) == f'--executor must be dask:tcp://HOST:PORT, not "{address}"; {hint}'


def test_without_dask_the_command_line_says_what_to_install(root: Path, tmp_path: Path) -> None:
    """A process in which `distributed` cannot be imported stands for an installation without the extra."""
    arguments = ["build", "--root", str(root), "-o", str(tmp_path / "output"), "--executor", "dask:tcp://127.0.0.1:1"]
    program = (
        f"import sys; sys.modules['distributed'] = None; from sitegen.cli import main; sys.exit(main({arguments}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=TREE, capture_output=True, text=True, check=False)
    said = '--executor needs Dask, which is not installed; run `pip install "sitegen[cluster]"`\n'
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
