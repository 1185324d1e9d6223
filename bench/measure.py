"""One run of a command: wall-clock seconds and, if asked for, the peak memory of all its processes together.

Memory: every 20 ms the proportional set size (`Pss` of /proc/PID/smaps_rollup, which counts a page shared by n
processes as 1/n in each) of the command and all its descendants is added up; the largest sum counts. Looking costs
time, so a run is either timed or watched. Where there is no /proc (macOS, Windows), memory is not measured.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

INTERVAL = 0.02


class Run(NamedTuple):
    """What one run took and said. `peak` is in bytes, 0 where it was not measured; `failure` is "" for success."""

    seconds: float
    peak: int
    stdout: str
    failure: str


def run(
    command: Sequence[str],
    folder: Path,
    log: Path,
    limit: float,
    *,
    watch: bool = False,
    more: Mapping[str, str] | None = None,
) -> Run:
    """Run `command` in `folder` for at most `limit` seconds, with the environment variables `more`."""
    said, wrong = log.with_suffix(".out"), log.with_suffix(".err")
    with said.open("wb") as out, wrong.open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
            env=os.environ | dict(more or {}),
        )  # fmt: skip
        late = threading.Event()
        timer = threading.Timer(limit, _end, (process.pid, late))
        timer.start()
        peak = [0]
        watching = threading.Thread(target=_watch, args=(process, peak)) if watch else None
        if watching:
            watching.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        timer.cancel()
        if watching:
            watching.join()
    text = said.read_text(encoding="utf-8", errors="replace")
    failure = ""
    if late.is_set():
        failure = f"did not end within {limit:g} s"
    elif code:
        lines = (wrong.read_text(encoding="utf-8", errors="replace") + text).strip().splitlines()
        failure = f"ended with {code}: {' / '.join(lines[-3:])[-300:]}"
    return Run(seconds, peak[0], text, failure)


def _end(group: int, late: threading.Event) -> None:
    late.set()
    os.killpg(group, signal.SIGKILL)


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_pss, _tree(process.pid))))
        time.sleep(INTERVAL)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for task in tasks:
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:")), 0)
