"""The preview: builds the site, serves it to this machine, and builds and reloads it whenever a source changes.

One thread, the caller's, builds; others serve, and wait while it does, so nobody sees half a site. A build that fails
leaves the last good site to be shown, with its problems on top of every page.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from sitegen import events
from sitegen.errors import Problem, SitegenError
from sitegen.preview.epochs import Epochs
from sitegen.preview.server import listen
from sitegen.preview.watch import Watcher

__all__ = ["Built", "serve"]

_TICK = 0.1  # seconds between looks at the clock and at `stop`; on Windows, Ctrl-C cannot interrupt a longer wait


class Built(Protocol):
    """What the preview needs to know of a build: when the site would next differ, though nobody edits anything."""

    @property
    def next_change(self) -> dt.datetime | None:
        """The moment (with a zone) at which the next article appears or expires."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def serve(
    root: Path,
    output: Path,
    build: Callable[[], Built],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    base_path: str = "/",
    open_browser: bool = False,
    report: events.Report = events.ignore,
    stop: threading.Event | None = None,
    clock: Callable[[], dt.datetime] = _now,
) -> None:
    """Build with `build`, serve `output` below `base_path`, and build again whenever a source below `root` changes.

    Returns when `stop` is set or Ctrl-C is pressed; no thread is left then. `port` 0 takes any free one: the first
    notice that is reported ends with the address. Problems of a build are reported, not raised.

    Raises SitegenError when host and port cannot be had.
    """
    epochs = Epochs()
    stop = stop or threading.Event()
    base_path = f"/{base_path.strip('/')}/".replace("//", "/")
    server = listen(host, port, output, base_path, epochs, report)
    answering = threading.Thread(target=server.serve_forever, args=(_TICK,), name="preview")
    watcher = None
    try:
        answering.start()
        report(events.Notice(f"Ctrl-C ends this preview of {server.url}"))
        watcher = Watcher(root, output, epochs.note, report)
        alarm = _Alarm(clock)
        for _ in _builds(build, epochs, watcher, alarm, report, stop):
            if open_browser:
                webbrowser.open(server.url)
                open_browser = False
    except KeyboardInterrupt:
        report(events.Notice("The preview has ended"))
    finally:
        epochs.close()
        if watcher:
            watcher.close()
        server.shutdown()
        answering.join()
        server.server_close()


class _Alarm:
    """Rings once at the moment that the last build named, by the wall clock, so that a sleeping laptop is no matter.

    A build may name the same moment again (its clock can be fixed): no moment rings twice.
    """

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._due: dt.datetime | None = None
        self._rang: dt.datetime | None = None

    def set(self, due: dt.datetime | None) -> None:
        self._due = due if due != self._rang else None

    def rings(self) -> bool:
        if self._due is None or self._clock() < self._due:
            return False
        self._rang, self._due = self._due, None
        return True


def _builds(
    build: Callable[[], Built],
    epochs: Epochs,
    watcher: Watcher,
    alarm: _Alarm,
    report: events.Report,
    stop: threading.Event,
) -> Iterator[None]:
    """Build as often as something changes, until `stop`; yield after each build."""
    while not stop.is_set():
        if alarm.rings():
            epochs.note("the time for a scheduled change has come")
        reasons = epochs.take(_TICK)
        if reasons is None:
            continue
        if reasons:
            report(events.Notice(_told(reasons)))
        watcher.refresh()
        epochs.finish(_attempt(build, alarm, report))
        yield


def _attempt(build: Callable[[], Built], alarm: _Alarm, report: events.Report) -> tuple[Problem, ...]:
    begun = time.perf_counter()
    try:
        alarm.set(build().next_change)
    except SitegenError as error:
        for problem in error.problems:
            report(events.Reported(problem))
        report(events.Notice("The site was not rebuilt; the last good one is still shown, with the problems on top"))
        return error.problems
    report(events.Notice(f"Built in {time.perf_counter() - begun:.2f} s; open pages reload"))
    return ()


def _told(reasons: tuple[str, ...]) -> str:
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"Changed: {reasons[-1]}{more}"  # an editor's or tool's temporary file comes before the file itself
