"""load → plan → render → write: one build, from start to end."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.errors import fail
from sitegen.events import Notice, Report
from sitegen.pipeline.clock import Clock
from sitegen.pipeline.inputs import look, unchanged
from sitegen.pipeline.settings import Result, Settings
from sitegen.storage import digest, make_way
from sitegen.workers import Workers, cores
from sitegen.write.commit import disk_error, load_manifest, recover
from sitegen.write.lock import exclusive
from sitegen.write.manifest import untouched

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = [
    "RARELY",
    "STATE",
    "Result",
    "Settings",
    "build",
    "exclusive_state",
    "output_folder",
    "recover_output",
    "state_name",
]

STATE = ".sitegen"
RARELY = (1_000_000, 50, 100)
"""Thresholds for collecting garbage: a build makes much and keeps it to its end, so there is little to collect."""
PATIENCE = 600.0
"""Seconds to wait for another build to end."""


def build(settings: Settings, report: Report, executor: Executor | None = None) -> Result:
    """Build the site at `settings.root`. Raises SitegenError with every problem found; the output is then untouched.

    `executor` runs the batches instead of a pool of this machine's processes.
    """
    with exclusive_state(settings.root, report):
        workers = Workers(settings.jobs or cores(), executor)
        usual = gc.get_threshold()
        gc.set_threshold(*RARELY)
        try:
            return _build(settings, workers, report)
        except OSError as error:
            raise disk_error(error) from error
        finally:
            workers.close()
            gc.set_threshold(*usual)


@contextmanager
def exclusive_state(root: Path, report: Report) -> Iterator[None]:
    """Hold the site's lock. Raises SitegenError if another process does not let go of it."""
    lock = root / STATE / "lock"
    with ExitStack() as stack:
        try:
            make_way(lock)
            waiting = exclusive(lock, PATIENCE, lambda who: report(Notice(f"waiting for another build ({who})")))
            stack.enter_context(waiting)
        except OSError as error:
            raise disk_error(error) from error
        yield


def output_folder(settings: Settings) -> Path:
    """Return the absolute folder that the site is built into. Raises SitegenError where that would harm the sources."""
    output = (settings.output or settings.root / "output").resolve()
    root = settings.root.resolve()
    for name in ("content", "themes", "static", ".git"):
        source = root / name
        if output == source or output.is_relative_to(source) or source.is_relative_to(output):
            hint = "choose a folder of its own, such as output/"
            raise fail(f"the site cannot be built into {output}: it holds or lies in {name}/", hint)
    return output


def state_name(output: Path) -> str:
    """Return what the records of the build into `output` are called in the state folder."""
    return f"output-{digest(str(output))[:12]}"


def recover_output(state: Path, output: Path) -> None:
    """Complete or drop what an interrupted build into `output` left. The lock must be held. Raises SitegenError."""
    recover(state, state_name(output))


def _build(settings: Settings, workers: Workers, report: Report) -> Result:
    clock = Clock(report)
    state, output = settings.root / STATE, output_folder(settings)
    name = state_name(output)
    if recover(state, name):
        report(Notice("completed a build that was interrupted"))
    try:
        inputs = look(settings, output)
    except OSError as error:
        raise fail(
            f"cannot read {error.filename}: {error.strerror}", "check that it is there and may be read"
        ) from error
    now = settings.now or dt.datetime.now(dt.UTC)
    manifest = load_manifest(state, name)
    clock.stage("look")
    intact = untouched(output, manifest.files) if manifest and not settings.clean else set()
    clock.stage("compare")
    if manifest and not settings.clean and not settings.explain and unchanged(manifest, inputs, now, intact):
        following = dt.datetime.fromtimestamp(manifest.next_change, dt.UTC) if manifest.next_change else None
        return Result(len(manifest.files), 0, 0, 0, manifest.warnings, following, clock.seconds)
    if manifest is None and output.is_dir() and any(output.iterdir()):
        report(Notice(f"{output.name}/ holds files that sitegen does not remember writing; they are left alone"))
    from sitegen.pipeline.steps import Steps

    return Steps(settings, state, output, name, inputs, now, workers, clock, report).run(manifest, intact)
