"""What sitegen wrote: for each file of the output the key it was made from and how it looked when written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.errors import Problem


class Written(msgspec.Struct, frozen=True, array_like=True):
    """One file: the key of what it was made from, its size and time of change (ns)."""

    key: bytes
    size: int
    mtime: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that the last build into one folder wrote, and from what.

    `inputs` fingerprints everything the build read; with equal inputs, if they were `settled` (see model.load) when
    looked at, and from `since` to before `until` (moments in seconds; None: for ever) nothing can have changed.
    `closures` remembers the templates' fingerprints for the theme `theme`.
    `places` is an encoded dict: content file → its address and the fingerprint of its text.
    """

    files: dict[str, Written]
    inputs: str = ""
    settled: bool = False
    since: float = 0.0
    until: float | None = None
    next_change: float | None = None
    theme: str = ""
    closures: dict[str, str] = {}
    warnings: tuple[Problem, ...] = ()
    places: msgspec.Raw = msgspec.Raw(b"\x80")


def untouched(output: Path, files: Mapping[str, Written]) -> set[str]:
    """Return the files that still look as they did when they were written."""
    base = f"{output}{os.sep}"
    found = set()
    for file, written in files.items():
        try:
            status = os.stat(base + file)
        except OSError:
            continue
        if status.st_mtime_ns == written.mtime and status.st_size == written.size:
            found.add(file)
    return found
