"""content/ → entries: find the files, read those that changed since they were last read."""

from __future__ import annotations

import os
import time
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Problem
from sitegen.model.article import Article, Edition, Page
from sitegen.model.content import read
from sitegen.model.files import Signature, settled, signature

AnyEntry = Article | Edition | Page


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of one file. `checked` is when its signature was taken (ns)."""

    signature: Signature
    checked: int
    entry: AnyEntry | None = None
    problems: tuple[Problem, ...] = ()


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
            with open(f"{content}/{file}", "rb", buffering=0) as handle:
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


def unread(found: dict[str, Signature], known: dict[str, Known]) -> tuple[dict[str, Known], list[str]]:
    """Return what is remembered of the files that exist and have not changed, and which of them must be read."""
    kept: dict[str, Known] = {}
    stale: list[str] = []
    for file, sign in found.items():
        old = known.get(file)
        if old is not None and old.signature == sign and settled(sign, old.checked):
            kept[file] = old
        else:
            stale.append(file)
    return kept, sorted(stale)
