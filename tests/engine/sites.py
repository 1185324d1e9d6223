"""Small sites for the tests of the engine: written in a few lines, built in this process, compared with a clean build.

All dates are in the past of `NOW`, the clock that builds go by unless a test moves it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import msgspec

from sitegen import events
from sitegen.errors import Problem
from sitegen.pipeline import Result, Settings, build
from sitegen.render.batch import _renderer

BAKU = dt.timezone(dt.timedelta(hours=4))
NOW = dt.datetime(2025, 10, 27, 12, tzinfo=dt.UTC)
SITE = """\
title = "Gündəlik"
description = "Sınaq üçün kiçik sayt"
base_url = "https://digest.example.org/digest/"
language = "az"
timezone = "Asia/Baku"
theme = "plain"

[[sections]]
name = "Dil"
description = "Əlifba və hərflər."
names.en = "Language"
slugs.en = "language"

[[sections]]
name = "Veb"
names.en = "Web"
slugs.en = "web"

[[sections]]
name = "Coğrafiya"
names.en = "Geography"
slugs.en = "geography"

[languages.en]
title = "Daily"
"""
SECTIONS = ("Dil", "Veb", "Coğrafiya")
TAGS = ("Əlifba", "İmla", "Xəzər", "Kür", "HTML", "HTTP", "RSS", "Unicode", "Şəki", "Araz")
AUTHORS = ("Dil masası", "Veb masası", "Xəritə masası")
SOURCES = ("W3C", "UNESCO", "Vikipediya", "Unicode Konsorsiumu")
SOURCES_OF_A_SITE = ("content", "themes", "static", "site.toml")


class Built(msgspec.Struct, frozen=True):
    """What a build gave and what it told."""

    result: Result
    events: tuple[events.Event, ...]

    @property
    def written(self) -> list[str]:
        return sorted(e.path for e in self.events if isinstance(e, events.Written))

    @property
    def removed(self) -> list[str]:
        return sorted(e.path for e in self.events if isinstance(e, events.Removed))

    @property
    def notices(self) -> list[str]:
        return [e.message for e in self.events if isinstance(e, events.Notice)]

    @property
    def warnings(self) -> list[Problem]:
        return [e.problem for e in self.events if isinstance(e, events.Reported)]


def new_site(root: Path, site: str = SITE) -> Path:
    """Begin a site without content."""
    write(root, "site.toml", site)
    (root / "content").mkdir(exist_ok=True)
    return root


def write(root: Path, file: str, text: str | bytes) -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def front(body: str, **keys: Any) -> str:
    """Return a content file: JSON values are YAML values."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value is not None]
    return "\n".join(["---", *lines, "---", body])


def article(root: Path, name: str, /, body: str = "Mətn.\n", **keys: Any) -> Path:
    """Write content/articles/`name`.md."""
    keys = {"title": name.rpartition("/")[2].capitalize(), "date": "2025-10-20 09:00"} | keys
    return write(root, f"content/articles/{name}.md", front(body, **keys))


def numbered(root: Path, number: int, **keys: Any) -> Path:
    """Write article `number` of an archive: one every nine hours from 1 August 2025, each two tags."""
    date = dt.datetime(2025, 8, 1, 8, tzinfo=BAKU) + dt.timedelta(hours=9 * number)
    facts: dict[str, Any] = {
        "title": f"Xəbər {number}",
        "date": f"{date:%Y-%m-%d %H:%M}",
        "summary": f"{number} nömrəli xəbərin qısa məzmunu.",
        "section": SECTIONS[number % len(SECTIONS)],
        "tags": [TAGS[number % len(TAGS)], TAGS[(number * 3 + 1) % len(TAGS)]],
        "author": AUTHORS[number % len(AUTHORS)],
        "source": {"name": SOURCES[number % len(SOURCES)], "url": f"https://example.org/{number}"},
    }
    body = keys.pop("body", f"Birinci abzas, nömrə {number}.\n\n## Başlıq\n\nİkinci abzas.\n")
    return article(root, f"{date:%Y/%m}/xeber-{number}", body, **facts | keys)


def archive(root: Path, count: int) -> None:
    """Write `count` articles, an edition and a page."""
    for number in range(count):
        numbered(root, number)
    write(root, "content/editions/2025-w42.md", front("Giriş.\n", title="Həftə 42", date="2025-10-19 10:00"))
    write(root, "content/pages/haqqimizda.md", front("Biz kimik.\n", title="Haqqımızda", menu=1))
    write(root, "content/media/xerite.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')


def run(root: Path, executor: Executor | None = None, **settings: Any) -> Built:
    """Build the site at `root` with the clock at `NOW`, in this process unless `jobs` says otherwise."""
    told: list[events.Event] = []
    asked: dict[str, Any] = {"now": NOW, "jobs": 1} | settings
    return Built(build(Settings(root, **asked), told.append, executor), tuple(told))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder`."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def clean(root: Path, elsewhere: Path, warned: list[Problem] | None = None, **settings: Any) -> dict[str, bytes]:
    """Return what a build of the same sources gives on a machine that has never seen the site; add to `warned`."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    copy_sources(root, elsewhere)
    built = run(elsewhere, **settings)
    if warned is not None:
        warned += built.result.warnings
    return files(elsewhere / "output")


def copy_sources(root: Path, elsewhere: Path) -> None:
    """Copy all that a site is made of, with new times, in place of what is there."""
    elsewhere.mkdir(exist_ok=True)
    for name in SOURCES_OF_A_SITE:
        source, target = root / name, elsewhere / name
        shutil.rmtree(target, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, target, copy_function=shutil.copyfile)
        elif source.exists():
            shutil.copyfile(source, target)


def differences(found: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """Say for each file that is not as wanted what is wrong with it."""
    return [
        f"{file}: {'missing' if file not in found else 'not wanted' if file not in wanted else 'other bytes'}"
        for file in sorted(found.keys() | wanted.keys())
        if found.get(file) != wanted.get(file)
    ]


def killed(work: Callable[[], object], step: int) -> bool:
    """Do `work` in a child process that is killed (SIGKILL) as it takes its `step`-th step into the file system.

    Return whether it was killed; with fewer steps than that it came to its end. Audit events (PEP 578) tell of the
    steps: opening, renaming, removing, making a folder, opening a database.
    """
    status, _ = _child(work, step)
    return os.WIFSIGNALED(status)


def steps_of(work: Callable[[], object]) -> int:
    """Do `work` in a child process and return how many steps into the file system it takes."""
    _, steps = _child(work, sys.maxsize)
    return steps


def _child(work: Callable[[], object], last: int) -> tuple[int, int]:
    """Return the status of a child process that does `work` and its number of steps; the `last` of them kills it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        me, taken = os.getpid(), 0

        def count(event: str, _: tuple[Any, ...]) -> None:
            nonlocal taken
            if event in _STEPS and os.getpid() == me:
                taken += 1
                if taken == last:
                    os.kill(me, signal.SIGKILL)

        try:
            _renderer.cache_clear()  # what the parent process compiled: a new process has none of it
            sys.addaudithook(count)
            work()
            os.write(writing, str(taken).encode())
        finally:
            os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return status, int(told.read() or 0)


_STEPS = {"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "shutil.rmtree"}
