"""What goes wrong, in words an editor can act on.

A `Problem` names a file, a line, what is wrong and what to do. Problems are collected, not thrown one by one:
a command that cannot go on raises one `SitegenError` that carries all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong, at one place.

    `path` is relative to the site's root, with forward slashes, or "" where no file is to blame;
    `line` counts from 1, and 0 means the file as a whole.
    """

    path: str
    line: int
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = self.path + (f":{self.line}" if self.path and self.line else "")
        text = f"{place}: {self.message}" if place else self.message
        if self.severity == "warning":
            text = f"warning: {text}"
        return f"{text}; {self.hint}" if self.hint else text


class SitegenError(Exception):
    """Work stopped for reasons the user can mend; `problems` holds every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def fail(message: str, hint: str = "", *, path: str = "", line: int = 0) -> SitegenError:
    """Return an error with a single problem, ready to be raised."""
    return SitegenError([Problem(path, line, message, hint)])
