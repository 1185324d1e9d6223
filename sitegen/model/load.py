"""content/ → entries: find the files, read those that changed since they were last read."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Problem
from sitegen.model.article import Article, Edition, Page
from sitegen.model.content import FOLDERS, read

AnyEntry = Article | Edition | Page

Signature = tuple[int, int, int, int]
"""Size, times of the last change of content and of status (ns), inode: see `settled`."""


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of one file. `checked` is when its signature was taken (ns)."""

    signature: Signature
    checked: int
    entry: AnyEntry | None = None
    problems: tuple[Problem, ...] = ()


class Found(NamedTuple):
    """What lies in a folder: its texts and its other files, by path with forward slashes; and what is wrong."""

    texts: dict[str, Signature]
    media: dict[str, Signature]
    problems: list[Problem]


def signature(status: os.stat_result) -> Signature:
    """Return what identifies a version of a file without reading it."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def settled(sign: Signature, checked: int) -> bool:
    """Whether a signature taken at `checked` proves that the file is unchanged.

    A file changed within the clock's grain before it was looked at may change again without a trace (git calls such
    an entry racy). Grain: 100 ms, or 2 s where the file system keeps whole seconds.
    """
    newest = max(sign[1], sign[2])
    grain = 2_000_000_000 if sign[1] % 1_000_000_000 == 0 else 100_000_000
    return newest + grain < checked


def walk(top: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield every file below `top` with its status, by path relative to it; hidden and editors' files are left out."""
    pending = [("", str(top))]
    while pending:
        prefix, folder = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        for entry in entries:
            name = entry.name
            if name[0] == "." or name[-1] == "~" or name.endswith((".swp", ".swx", ".tmp")):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append((f"{prefix}{name}/", entry.path))
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(status.st_mode):
                yield prefix + name, status


def find(content: Path) -> Found:
    """Look through content/ without opening a file. Raises OSError where a folder cannot be listed."""
    found = Found({}, {}, [])
    for file, status in walk(content):
        folder = file.split("/", 1)[0]
        if folder == "media":
            found.media[file] = signature(status)
        elif file.endswith(".md") and folder in FOLDERS:
            found.texts[file] = signature(status)
        elif file.endswith((".md", ".markdown")):
            hint = "move it into content/articles/, content/editions/ or content/pages/, and let it end in .md"
            found.problems.append(Problem(f"content/{file}", 0, "is not in a folder that sitegen reads", hint))
        elif folder in FOLDERS:
            hint = "put pictures and other files into content/media/"
            found.problems.append(Problem(f"content/{file}", 0, "is not published", hint, "warning"))
    return found


class Batch(msgspec.Struct, frozen=True):
    """What came of reading some files: what is known of each, and the Markdown of each by its fingerprint."""

    known: dict[str, Known]
    bodies: dict[str, str]


def read_files(content: str, files: list[str], zone: str, languages: tuple[str, ...]) -> Batch:
    """Read `files` below `content`. A file that cannot be read is a problem of that file."""
    known: dict[str, Known] = {}
    bodies: dict[str, str] = {}
    where = ZoneInfo(zone)
    for file in files:
        checked = time.time_ns()
        try:
            with open(f"{content}/{file}", "rb") as handle:
                sign = signature(os.fstat(handle.fileno()))
                data = handle.read()
        except OSError as error:
            hint = "check that it exists and that you may read it"
            problem = Problem(f"content/{file}", 0, f"cannot be read: {error.strerror}", hint)
            known[file] = Known((0, 0, 0, 0), 0, None, (problem,))
            continue
        reading = read(data, file, where, languages)
        entry = reading.entry
        assert entry is None or isinstance(entry, Article | Edition | Page)
        known[file] = Known(sign, checked, entry, tuple(reading.problems))
        if entry is not None:
            bodies[entry.body] = reading.body
    return Batch(known, bodies)


def load(
    found: dict[str, Signature],
    known: dict[str, Known],
    read_many: Callable[[list[str]], Iterable[Batch]],
) -> Iterator[Batch]:
    """Yield what is known of each file that exists: first what is remembered, then what had to be read."""
    kept: dict[str, Known] = {}
    stale: list[str] = []
    for file, sign in found.items():
        old = known.get(file)
        if old is not None and old.signature == sign and settled(sign, old.checked):
            kept[file] = old
        else:
            stale.append(file)
    yield Batch(kept, {})
    if stale:
        yield from read_many(sorted(stale))
