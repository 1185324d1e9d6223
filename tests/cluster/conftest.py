"""A scheduler and its workers: processes of their own on 127.0.0.1 that share no memory with a build."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import sitegen

TREE = Path(sitegen.__file__).parents[1]
ARTICLES = 220


class Machines:
    """A scheduler on 127.0.0.1 and the workers that were added. Invariant: none of them outlives the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = f"dask:{wait_for(self._address)}"

    def _address(self) -> str:
        try:
            return str(json.loads(self._told.read_text())["address"])
        except (FileNotFoundError, ValueError):
            return ""

    def add_worker(self, tree: Path = TREE, threads: int = 1) -> subprocess.Popen[bytes]:
        """Start a worker that imports sitegen from `tree`."""
        return self._start("worker", "--no-nanny", "--nthreads", str(threads), tree=tree)

    def _start(self, *arguments: str, tree: Path = TREE) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(self._told)]
        with (self._folder / f"{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(tree)},
            )
        self._processes.append(process)
        return process

    def close(self) -> None:
        """End every process."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()


def wait_for(answer: Callable[[], str], seconds: float = 30) -> str:
    """Return the first answer that is not empty."""
    end = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < end, "no answer in time"
        time.sleep(0.02)
    return found


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Machines]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    one = Machines(folder)
    yield one
    one.close()


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of so many articles that reading, texts and pages all go out in several batches."""
    root = tmp_path_factory.mktemp("site")
    (root / "site.toml").write_text(
        'title = "Digest"\nbase_url = "https://example.org/"\n[[sections]]\nname = "Dil"\n', encoding="utf-8"
    )
    folder = root / "content" / "articles"
    folder.mkdir(parents=True)
    start = dt.datetime(2025, 1, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=4)))
    for number in range(ARTICLES):
        front = {
            "title": f"Yazı {number}",
            "date": start + dt.timedelta(minutes=33 * number),
            "section": "Dil",
            "tags": [f"Tag {number % 7}"],
        }
        lines = "\n".join(f"{key}: {msgspec.json.encode(value).decode()}" for key, value in front.items())
        body = f"Bu **{number}** nömrəli yazıdır.\n\n- bir\n- [iki](n{(number + 1) % ARTICLES:03}.md)\n"
        (folder / f"n{number:03}.md").write_text(f"---\n{lines}\n---\n\n{body}", encoding="utf-8")
    return root
