"""Which version of the site is being shown, and who waits for the next one."""

from __future__ import annotations

import secrets
import threading
import time
from functools import partial

import msgspec

from sitegen.errors import Problem

QUIET = 0.1  # seconds without a change before a build starts: an editor saves in several steps
PATIENCE = 2.0  # seconds after which a build starts although changes go on


class State(msgspec.Struct, frozen=True):
    """What the last build left: `epoch` names it (also across restarts), `problems` are its errors."""

    epoch: str
    problems: tuple[Problem, ...] = ()
    closed: bool = False


class Epochs:
    """Counts changes and builds, so that no change is lost, none is built twice and no reader sees half a site.

    The invariant: `_built <= _taken <= _noted`. Changes up to `_noted` are known, those up to `_taken` are in the
    build that runs or ran last, those up to `_built` are in the site. The site is settled when all three agree.
    The very first build is a change that is noted from the start.
    """

    def __init__(self, quiet: float = QUIET, patience: float = PATIENCE) -> None:
        self._quiet = quiet
        self._patience = patience
        self._changed = threading.Condition()
        self._reasons: dict[str, None] = {}
        self._noted, self._taken, self._built = 1, 0, 0
        self._run = secrets.token_hex(4)
        self._problems: tuple[Problem, ...] = ()
        self._closed = False

    def note(self, reason: str) -> None:
        """Something changed (`reason` is told to people): another build is needed. Called from any thread."""
        with self._changed:
            self._noted += 1
            self._reasons[reason] = None
            self._changed.notify_all()

    def take(self, timeout: float) -> tuple[str, ...] | None:
        """Wait for changes and for quiet after them; return their reasons, for one build of all of them.

        Returns None when nothing changed within `timeout` seconds. Only the one thread that builds calls this, and
        `finish` after it.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._noted > self._taken, timeout):
                return None
            if self._taken:
                self._wait_for_quiet()
            self._taken = self._noted
            reasons = tuple(self._reasons)
            self._reasons.clear()
            return reasons

    def _wait_for_quiet(self) -> None:
        limit = time.monotonic() + self._patience
        while not self._closed and (left := limit - time.monotonic()) > 0:
            more = partial(self._noted_after, self._noted)
            if not self._changed.wait_for(more, min(self._quiet, left)):
                return

    def _noted_after(self, mark: int) -> bool:
        return self._closed or self._noted > mark

    def finish(self, problems: tuple[Problem, ...] = ()) -> None:
        """The build of what `take` gave has ended, with these errors."""
        with self._changed:
            self._built = self._taken
            self._problems = problems
            self._changed.notify_all()

    def close(self) -> None:
        """Let everyone go who waits; from now on every state is `closed`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def settled(self) -> State:
        """Wait until every known change is built; return what the site is then."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._built == self._noted)
            return self._state()

    def after(self, epoch: str, timeout: float) -> State:
        """Wait at most `timeout` seconds for a finished build other than `epoch`; return the state then."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._built > 0 and self._name() != epoch), timeout)
            return self._state()

    def _name(self) -> str:
        return f"{self._run}-{self._built}"

    def _state(self) -> State:
        return State(self._name(), self._problems, self._closed)
