"""Notices that a source of the site changed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path, PurePath

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from sitegen import events

FOLDERS = ("content", "themes", "static")
SETTINGS = "site.toml"

# Kinds of event (watchdog's names) that mean changed content. "opened", "closed_no_write" and "attrib" do not; neither
# does a folder's "modified", which only repeats that a file in it came or went.
_CHANGES = frozenset({"created", "modified", "moved", "deleted", "closed"})

# What editors and file managers leave beside a file while it is open: vim (4913, .swp, ~), Emacs (#x#, .#x),
# Kate, GNOME, JetBrains, LibreOffice, browsers, and the desktops' own files.
_TEMPORARY = re.compile(
    r".*~|#.*#|\.#.*|4913|.*\.sw[a-z]|\..*\.sw[a-z]x|\..*\.kate-swp|\.goutputstream-.*|.*___jb_(?:tmp|old)___"
    r"|\.~lock\..*#|.*\.(?:tmp|part|crdownload)|\.DS_Store|Thumbs\.db|desktop\.ini|__pycache__|.*\.pyc"
)


def is_source(path: PurePath, output: PurePath) -> bool:
    """Say whether a changed path, relative to the site's root as is `output`, can be a source of the site."""
    if not path.parts or path.parts[0] not in {*FOLDERS, SETTINGS}:
        return False
    if path == output or output in path.parents:
        return False
    return not any(part == ".sitegen" or _TEMPORARY.fullmatch(part) for part in path.parts)


class Watcher:
    """Watches the folders of a site, as they come and go, and calls `changed` with the relative path of each change.

    The root itself is watched without its subfolders, as there may be a whole node_modules in it. `refresh` is to be
    called before each build: after it every folder that exists is watched, so a change that the build does not see
    is noticed. `changed` is called on a thread of the watcher's own.
    """

    def __init__(
        self, root: Path, output: Path, changed: Callable[[str], None], report: events.Report = events.ignore
    ) -> None:
        self._root = root.resolve()
        self._output = PurePath(os.path.relpath(output.resolve(), self._root))
        self._changed = changed
        self._report = report
        self._watched: dict[str, ObservedWatch] = {}
        self._stale = {"", *FOLDERS}
        self._observer: BaseObserver = Observer()
        self._observer.start()
        self.refresh()

    def refresh(self) -> None:
        """Watch the folders that are there now."""
        try:
            self._follow_folders()
        except OSError as error:  # Linux has limits on how much one person may watch
            if isinstance(self._observer, PollingObserver):
                raise
            self._report(events.Notice(f"The system cannot watch so many folders ({error}): looking every second"))
            self.close()
            self._watched.clear()
            self._stale = {"", *FOLDERS}
            self._observer = PollingObserver()
            self._observer.start()
            self._follow_folders()

    def _follow_folders(self) -> None:
        while self._stale:
            name = self._stale.pop()
            if name in self._watched:
                self._observer.unschedule(self._watched.pop(name))
            folder = (self._root / name).resolve()
            if folder.is_dir():
                with contextlib.suppress(FileNotFoundError):  # gone again, which the root's watch tells
                    handler = _Handler(folder, PurePath(name), self._hear)
                    self._watched[name] = self._observer.schedule(handler, str(folder), recursive=bool(name))

    def _hear(self, path: PurePath) -> None:
        if not is_source(path, self._output):
            return
        if str(path) in FOLDERS:  # made, removed or replaced: what watched it is worth nothing now
            self._stale.add(str(path))
        self._changed(path.as_posix())

    def close(self) -> None:
        """Stop watching; the watcher's threads have ended when this returns."""
        self._observer.stop()
        self._observer.join()


class _Handler(FileSystemEventHandler):
    """Turns the events of one watched folder into paths relative to the root (a folder may be a link to elsewhere)."""

    def __init__(self, folder: Path, name: PurePath, hear: Callable[[PurePath], None]) -> None:
        self._folder = folder
        self._name = name
        self._hear = hear

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Pass on what means that content changed; a move concerns both its ends."""
        if event.event_type not in _CHANGES or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._hear(self._name / os.path.relpath(os.fsdecode(path), self._folder))
