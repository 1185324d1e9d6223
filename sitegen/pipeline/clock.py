"""How long the stages of a build take."""

from __future__ import annotations

import time

from sitegen.events import Report, Stage


class Clock:
    """Times the stages of a build. Invariant: the stages' seconds add up to the time since the clock was made."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def stage(self, name: str) -> None:
        """End the stage `name`."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._report(Stage(name, now - self._last))
        self._last = now
