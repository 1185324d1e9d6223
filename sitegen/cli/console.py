"""What the command line prints: results on standard output, problems and notices on standard error."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Problem
from sitegen.events import Event, Notice, Progress, Reported

if TYPE_CHECKING:
    from sitegen.authoring import Moved
    from sitegen.deploy import Deployed
    from sitegen.ingest import Failed, Imported, Origin
    from sitegen.pipeline import Result

_BAR = 24
_LONG = 300
_LONG_WORK = {"import": 2}
_MANY = 5
_STAGES = {"read": "reading", "render": "rendering", "import": "importing"}


class Console:
    """Prints for a person, or collects one JSON document: with `as_json`, standard output is that and nothing else."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._json = as_json
        self._document: dict[str, Any] = {}
        self._bar_shown = False
        self._warned = 0

    def report(self, event: Event) -> None:
        """Print what the core reports, as far as a person wants to know it."""
        match event:
            case Progress(stage, done, total):
                self._progress(stage, done, total)
            case Reported(problem):
                self.problems([problem])
            case Notice(message) if not self._quiet:
                self._line(message, sys.stderr)
            case _:
                pass

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print problems, one a line, on standard error."""
        for problem in problems:
            self._document.setdefault("problems", []).append(msgspec.to_builtins(problem))
            self._line(str(problem), sys.stderr)

    def say(self, line: str, facts: dict[str, Any]) -> None:
        """Print a result: `line` for people, `facts` for scripts."""
        self._document |= facts
        if not self._quiet and not self._json:
            self._line(line, sys.stdout)

    def wrote(self, path: str) -> None:
        """Print the path of a file that was written."""
        self._document.setdefault("written", []).append(path)
        if not self._json:
            self._line(path, sys.stdout)

    def built(self, result: Result, zone: str, *, brief: bool = False) -> None:
        """Print what a build did, on one line, and when the next scheduled change is due."""
        total = sum(result.seconds.values())
        done = [f"{result.targets:,} files", f"{result.rendered:,} rendered", f"{result.written:,} written"]
        done.append(f"{result.removed:,} removed")
        stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in result.seconds.items() if seconds >= 0.01)
        line = f"{' · '.join(done)} · {total:.2f} s" + (f" ({stages})" if stages and not brief else "")
        facts = msgspec.to_builtins(result)
        facts.pop("warnings")
        if self._warned == 0 and result.warnings:
            self.problems(result.warnings)
        self.say(line, {"built": facts})
        if result.explained:
            self.say(result.explained, {})
        if result.next_change and not brief:
            local = result.next_change.astimezone(ZoneInfo(zone))
            self.say(f"next scheduled change: {local:%Y-%m-%d %H:%M} ({zone}); build again then", {})

    def moved(self, moved: Moved) -> None:
        """Print where an article moved to, and which files still name its old address."""
        said = f"/{moved.old} is now /{moved.new}" if moved.changed else "nothing to change"
        self.say(f"{moved.path}: {said}", {"moved": msgspec.to_builtins(moved)})
        for mention in moved.mentions:
            self.say(f"  look at: {mention}", {})

    def imported(self, result: Imported | Failed) -> None:
        """Print the line of one source, and what an editor should look at."""
        from sitegen.ingest import Failed

        self._document.setdefault("imported", []).append(msgspec.to_builtins(result))
        if isinstance(result, Failed):
            for problem in result.problems:
                self._line(str(problem), sys.stderr)
            return
        if not self._json:
            self._line(result.path + (f" ({result.state}: {result.reason})" if result.reason else ""), sys.stdout)
        doubts = [_doubt(origin) for origin in result.origins if origin.doubt]
        for note in (*doubts, *result.notes):
            if not self._quiet:
                self._line(f"  look at: {note}", sys.stderr)
        if result.diff and not self._quiet and not self._json:
            self._line(result.diff, sys.stdout)

    def summed_up(self, results: Sequence[Imported | Failed]) -> int:
        """Print what became of many sources. Return the exit code."""
        from sitegen.ingest import Failed

        states = ["failed" if isinstance(result, Failed) else result.state for result in results]
        counts = {state: states.count(state) for state in dict.fromkeys(states)}
        self._document["counts"] = counts
        if len(results) > _MANY and not self._quiet:
            self._line(" · ".join(f"{count:,} {state}" for state, count in counts.items()), sys.stderr)
        return 1 if "failed" in counts else 0

    def checked(self, problems: Sequence[Problem], *, strict: bool) -> int:
        """Print what a check found. Return the exit code."""
        self.problems(problems)
        errors = [p for p in problems if p.severity == "error" or strict]
        self.say("nothing to mend" if not problems else f"{len(problems)} to look at", {"found": len(problems)})
        return 1 if errors else 0

    def deployed(self, done: Deployed, *, dry_run: bool) -> None:
        """Print what was published."""
        self.say(done.summary(dry_run=dry_run), {"deployed": msgspec.to_builtins(done)})

    def _progress(self, stage: str, done: int, total: int) -> None:
        """Draw a bar for long work, in a terminal only."""
        least = _LONG_WORK.get(stage, _LONG)
        if self._quiet or self._json or max(done, total) < least or not sys.stderr.isatty():
            return
        name = _STAGES.get(stage, stage)
        if total:
            filled = _BAR * done // total
            text = f"{name} {'█' * filled}{'░' * (_BAR - filled)} {done:,} of {total:,}"
        else:
            text = f"{name} {done:,}"
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()
        self._bar_shown = True

    def end_progress(self) -> None:
        """Take the bar away."""
        if self._bar_shown:
            sys.stderr.write("\r\x1b[2K")
            self._bar_shown = False

    def _line(self, text: str, stream: Any) -> None:
        self.end_progress()
        if self._json and stream is sys.stderr:
            return
        stream.write(f"{_visible(text)}\n")
        stream.flush()

    def flush(self) -> None:
        """Print the JSON document, if one was asked for."""
        self.end_progress()
        if self._json:
            sys.stdout.write(json.dumps(self._document, ensure_ascii=False, default=_plain) + "\n")
            sys.stdout.flush()


def _doubt(origin: Origin) -> str:
    return f"{origin.field}: {origin.doubt}" + (f" (from {origin.place})" if origin.place else "")


def _visible(text: str) -> str:
    """Return `text` without what could command a terminal: what an imported text says must not move the cursor."""
    return "".join(c if c >= " " or c in "\n\t" else "�" for c in text if not "\x7f" <= c <= "\x9f")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)
