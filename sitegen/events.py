"""What the core reports while it works. The command line prints it; tests read it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sitegen.errors import Problem


class Progress(msgspec.Struct, frozen=True):
    """`done` of `total` units of `stage` ("read", "text", "render") are finished."""

    stage: str
    done: int
    total: int


class Notice(msgspec.Struct, frozen=True):
    """Something worth a line that is no problem: a cache thrown away, a lock waited for."""

    message: str


class Reported(msgspec.Struct, frozen=True):
    """A problem that did not stop the work."""

    problem: Problem


class Written(msgspec.Struct, frozen=True):
    """One file of the site was written; `path` is relative to the output folder."""

    path: str


class Removed(msgspec.Struct, frozen=True):
    """One file that sitegen had written before was removed."""

    path: str


class Stage(msgspec.Struct, frozen=True):
    """A stage of the build ended after `seconds`."""

    name: str
    seconds: float


Event = Progress | Notice | Reported | Written | Removed | Stage
Report = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Report to nobody."""
