"""What is asked of a build, and what it did."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from sitegen.errors import Problem

NOT_THERE = "the site has no such file"
"""How `Result.explained` begins when there is nothing to explain."""


class Settings(msgspec.Struct, frozen=True):
    """What is asked of a build. `output` is root/output and `now` the present unless given."""

    root: Path
    output: Path | None = None
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    expired: bool = False
    now: dt.datetime | None = None
    jobs: int | None = None
    clean: bool = False
    strict: bool = False
    explain: str = ""


class Result(msgspec.Struct, frozen=True):
    """What a build did. `explained` answers `Settings.explain`."""

    targets: int
    rendered: int
    written: int
    removed: int
    warnings: tuple[Problem, ...] = ()
    next_change: dt.datetime | None = None
    seconds: dict[str, float] = {}
    explained: str = ""
