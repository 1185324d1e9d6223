"""What a build does not do: reading what did not change, rendering texts twice, importing what it does not need."""

from __future__ import annotations

import builtins
import importlib
import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sitegen import events
from sitegen.model.files import find
from sitegen.render import batch, markdown
from sitegen.render.store import TextStore
from tests.engine.sites import archive, clean, differences, files, new_site, numbered, run, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site whose files were left alone for a while before and after the build."""
    root = new_site(tmp_path / "site")
    archive(root, 30)
    settle()
    run(root)
    return root


def settle() -> None:
    """Let time pass until a file that was changed just now counts as left alone."""
    time.sleep(0.15)


class Spy:
    """Notes which files below a folder are opened to be read."""

    def __init__(self, top: Path, patch: pytest.MonkeyPatch) -> None:
        self.opened: list[str] = []
        real = builtins.open

        def note(file: Any, mode: str = "r", *values: Any, **named: Any) -> Any:
            if isinstance(file, str | Path) and Path(file).is_relative_to(top) and "r" in mode:
                self.opened.append(Path(file).relative_to(top).as_posix())
            return real(file, mode, *values, **named)

        patch.setattr(builtins, "open", note)
        patch.setattr(io, "open", note)


def test_an_unchanged_site_is_looked_at_but_not_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy(site, monkeypatch)
    built = run(site)
    assert [file for file in spy.opened if file.startswith(("content/", "output/", "static/"))] == []
    assert not any(isinstance(event, events.Progress) for event in built.events)
    assert (built.result.rendered, built.written, built.removed) == (0, [], [])
    assert built.result.targets == len(files(site / "output"))


def test_one_edit_reads_one_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbered(site, 7, body="Başqa mətn.\n")
    spy = Spy(site / "content", monkeypatch)
    built = run(site)
    assert spy.opened == ["articles/2025/08/xeber-7.md"]
    assert built.written == ["2025/08/xeber-7/index.html"]
    assert built.result.rendered == 1


def texts_rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold every text that is rendered from now on."""
    texts: list[str] = []

    def note(text: str, language: str) -> Any:
        texts.append(text)
        return markdown.render(text, language)

    monkeypatch.setattr(batch, "render", note)
    return texts


def test_a_changed_template_renders_no_text_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_rendered(monkeypatch)
    kept: list[str] = []
    monkeypatch.setattr(TextStore, "put", lambda _, made: kept.extend(made))
    change = '{% extends "plain/article.html" %}{% block main %}{{ super() }}<hr>{% endblock %}'
    write(site, "themes/plain/templates/article.html", change)
    built = run(site)
    assert built.result.rendered == 30
    assert (texts, kept) == ([], [])


def test_another_theme_or_address_renders_no_text_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_rendered(monkeypatch)
    everything = len([f for f in files(site / "output") if not f.startswith(("assets/", "media/"))])
    assert run(site, base_url="https://other.example.net/").result.rendered == everything
    assert texts == []


def test_a_text_is_rendered_once_however_often_it_stands_in_the_content(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = texts_rendered(monkeypatch)
    for number in (3, 4, 5):
        numbered(site, number, body="Üç dəfə.\n")
    run(site)
    assert texts == ["Üç dəfə.\n"]
    numbered(site, 6, body="Üç dəfə.\n")
    run(site)
    assert texts == ["Üç dəfə.\n"]


def test_a_text_that_comes_back_is_not_rendered_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_rendered(monkeypatch)
    before = (site / "content/articles/2025/08/xeber-3.md").read_bytes()
    numbered(site, 3, body="Səhv.\n")
    run(site)
    write(site, "content/articles/2025/08/xeber-3.md", before)
    run(site)
    assert texts == ["Səhv.\n"]


# ------------------------------------------------------------------ when a look is not enough


def coarse_clock(now: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let every file seem changed at `now` (ns), and the clock show what the list that is returned holds."""
    clock = [now + 1]

    def coarse(status: os.stat_result) -> tuple[int, int, int, int]:
        return status.st_size, now, now, status.st_ino

    for module in ("sitegen.model.load", "sitegen.model.files", "sitegen.pipeline.inputs"):
        monkeypatch.setattr(importlib.import_module(module), "signature", coarse)
    monkeypatch.setattr(time, "time_ns", lambda: clock[0])
    return clock


def test_a_change_too_soon_after_the_build_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that keeps whole seconds, a file may change without a trace in the second in which it was read."""
    root = new_site(tmp_path / "site")
    archive(root, 3)
    write(root, "static/assets/plain.css", "p{a}")
    now = time.time_ns() // 10**9 * 10**9

    clock = coarse_clock(now, monkeypatch)
    run(root)
    numbered(root, 1, title="Xəbər 7")  # as long as before
    write(root, "static/assets/plain.css", "p{b}")
    write(root, "content/media/xerite.svg", '<svg xmlns="http://www.w3.org/2000/SVG"/>')
    for later in (1, 5, 10):
        clock[0] = now + later * 10**9
        built = run(root)
        assert "2025/08/xeber-1/index.html" in built.written or later > 1
        assert differences(files(root / "output"), clean(root, tmp_path / "clean")) == []


def test_a_change_while_the_build_looks_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at a large archive takes longer than files need to settle: what counts is when the look began."""
    root = new_site(tmp_path / "site")
    archive(root, 3)
    now = time.time_ns() // 10**9 * 10**9
    clock = coarse_clock(now, monkeypatch)

    def slow(content: Path) -> Any:
        found = find(content)
        clock[0] = now + 5 * 10**9
        return found

    monkeypatch.setattr("sitegen.pipeline.inputs.find", slow)
    run(root)
    write(root, "content/media/xerite.svg", '<svg xmlns="http://www.w3.org/2000/SVG"/>')
    clock[0] = now + 10 * 10**9
    assert run(root).written == ["media/xerite.svg"]


# ------------------------------------------------------------------ start-up

HEAVY = (
    "jinja2",
    "markdown_it",
    "mdit_py_plugins",
    "babel",
    "trafilatura",
    "lxml",
    "watchdog",
    "slugify",
    "nh3",
    "yaml",
)


def imported(site: Path, *switches: str) -> set[str]:
    """Return the modules that `sitegen build` imports."""
    command = [sys.executable, "-X", "importtime", "-m", "sitegen", "build", "--root", str(site), *switches]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE))


def test_building_an_unchanged_site_imports_nothing_heavy(site: Path) -> None:
    numbered(site, 7, title="Başqa ad")
    settle()
    assert "jinja2" in imported(site), "the first build renders"
    names = {name.partition(".")[0] for name in imported(site)}
    assert "msgspec" in names
    assert names.isdisjoint(HEAVY), sorted(names & set(HEAVY))
    assert not names & {"asyncio", "http", "sqlite3", "ssl"}, "nor what only other commands need"
