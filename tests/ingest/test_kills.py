"""An import killed at any moment leaves no half file, and the next one completes the work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.ingest.test_saved_pages import encoded, page

KILLS = int(os.environ.get("SITEGEN_IMPORT_KILLS", "12"))
NEVER = 1_000_000

# Imports into each of the sites, in a process of its own, which dies just before its n-th call that changes a file
# below the site. The process that starts them has loaded everything already, and has no threads.
DRIVER = """
import json, os, shutil, signal, sys
import feedparser, lxml.html, PIL.Image, trafilatura
import sitegen.ingest.run
from sitegen.cli import main

CHANGES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod", "os.rmdir", "os.truncate"}
commands, sites, states = json.loads(sys.argv[1])

def work(root, left):
    def hook(event, told):
        nonlocal left
        if event in CHANGES and str(told[0]).startswith(root):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
    sys.addaudithook(hook)
    for number, command in enumerate(commands):
        assert main(["import", "--root", root, "--now", "2025-10-28T10:00:00+04:00", "--quiet", *command]) == 0
        if states:
            before = left
            shutil.copytree(os.path.join(root, "content"), os.path.join(states, str(number)))
            left = before
    with open(os.path.join(root, "left"), "w") as file:
        file.write(str(left))

for root, left in sites:
    child = os.fork()
    if child == 0:
        work(root, left)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL), code
"""
ADDRESS = "https://gol.example/sayim"
DUMP = """Sayım başa çatıb
27.10.2025 [14:37]
Sayım başa çatıb, nəticəsi bu gün elan olunub və komissiya onu təsdiq edib.
İkinci abzas qısadır.
"""
COMMANDS = [["a.html"], ["--url", ADDRESS, "b.txt"], ["--url", ADDRESS, "--update", "c.txt"]]
BY_HAND = "---\ntitle: Əl ilə yazılmış\ndate: 2025-10-27T10:00:00+04:00\n---\n\nBu mətni insan yazıb.\n"


def drive(sources: Path, sites: list[tuple[Path, int]], states: Path | None = None) -> None:
    told = json.dumps([COMMANDS, [(str(root), left) for root, left in sites], str(states or "")])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", DRIVER, told]
    done = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def new_site(root: Path) -> Path:
    (root / "content" / "articles" / "2025" / "10").mkdir(parents=True)
    (root / "content" / "articles" / "2025" / "10" / "golde-quslar-sayildi.md").write_text(BY_HAND, "utf-8")
    (root / "site.toml").write_text('title = "T"\nbase_url = "https://t.example/"\nlanguage = "az"\n', "utf-8")
    return root


def files(content: Path) -> dict[str, bytes]:
    found = (path for path in content.rglob("*") if path.is_file())
    return {path.relative_to(content).as_posix(): path.read_bytes() for path in found}


class Work(NamedTuple):
    """What the imports do when nobody disturbs them: every state that each file is ever in, the last, the calls."""

    sources: Path
    states: dict[str, set[bytes]]
    last: dict[str, bytes]
    calls: int


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    base = tmp_path_factory.mktemp("undisturbed")
    sources = base / "sources"
    (sources / "a_files").mkdir(parents=True)
    (sources / "a_files" / "x.jpg").write_bytes(encoded("JPEG"))
    (sources / "a_files" / "y.png").write_bytes(encoded("PNG", "blue"))
    (sources / "a.html").write_text(page("a_files/x.jpg", "a_files/y.png"), "utf-8")
    (sources / "b.txt").write_text(DUMP, "utf-8")
    (sources / "c.txt").write_text(DUMP.replace("İkinci", "Düzəldilmiş ikinci"), "utf-8")
    root = new_site(base / "site")
    drive(sources, [(root, NEVER)], base / "states")
    states: dict[str, set[bytes]] = {}
    for state in (base / "states").iterdir():
        for name, data in files(state).items():
            states.setdefault(name, set()).add(data)
    return Work(sources, states, files(root / "content"), NEVER - int((root / "left").read_text()))


def test_undisturbed_the_work_is_done(work: Work) -> None:
    articles = [name for name in work.last if name.endswith(".md")]
    assert len(articles) == 3
    assert len(work.last) == 7
    assert len(work.states["articles/2025/10/sayim-basa-catib.md"]) == 2
    assert work.last["articles/2025/10/golde-quslar-sayildi.md"].decode() == BY_HAND
    assert work.calls > 30


def test_killed_at_any_moment_an_import_leaves_no_half_file_and_the_next_completes_it(
    work: Work, tmp_path: Path
) -> None:
    step = max(1, work.calls // KILLS)
    moments = range(0, work.calls, step)
    sites = [new_site(tmp_path / str(moment)) for moment in moments]
    drive(work.sources, list(zip(sites, moments, strict=True)))
    for root in sites:
        assert not (root / "left").exists(), f"{root.name}: it lived"
        for name, data in files(root / "content").items():
            assert data in work.states.get(name, ()), f"{name} is half after {root.name} calls"
        pictures = [name for name in files(root / "content") if re.search(r"(^|/)[^./][^/]*\.(jpg|png)$", name)]
        for name in pictures:
            folder, _, file = name.rpartition("/")
            assert (root / "content" / folder / f".{file}.origin.yaml").is_file()
    drive(work.sources, [(root, NEVER) for root in sites])
    for root in sites:
        assert files(root / "content") == work.last, f"not completed after {root.name} calls"
        shutil.rmtree(root)
