"""Law 1: the same inputs give the same bytes, whatever the machine, its settings and the order of its files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.sites import NOW, archive, clean, differences, files, front, new_site, run, write

MACHINES = {
    "another order of hashes": {"PYTHONHASHSEED": "1"},
    "yet another": {"PYTHONHASHSEED": "4242"},
    "another time zone": {"TZ": "Pacific/Auckland"},
    "another language": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "no Unicode": {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "optimised": {"PYTHONOPTIMIZE": "1"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = new_site(tmp_path_factory.mktemp("site"))
    archive(root, 25)
    write(
        root, "content/articles/2025/10/i.en.md", front("x\n", title="İ", date="2025-10-20", tags=["ı", "I", "i"][:1])
    )
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace('"plain"', '"gazette"'))
    return root


@pytest.fixture(scope="module")
def wanted(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return clean(site, tmp_path_factory.mktemp("wanted") / "clean")


@pytest.mark.parametrize("machine", MACHINES)
def test_another_machine(site: Path, wanted: dict[str, bytes], tmp_path: Path, machine: str) -> None:
    output = tmp_path / "output"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | MACHINES[machine]
    switches = ["--root", str(site), "--now", f"{NOW:%Y-%m-%dT%H:%M}Z", "-o", str(output), "--clean", "--quiet"]
    command = [sys.executable, "-m", "sitegen", "build", *switches]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert differences(files(output), wanted) == []


def test_files_that_a_disk_lists_in_another_order(site: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    for file, data in sorted(files(site).items(), reverse=True):
        if not file.startswith((".sitegen/", "output/")):
            write(tmp_path, file, data)
    run(tmp_path)
    assert differences(files(tmp_path / "output"), wanted) == []


def test_the_clock_decides_what_is_visible_and_is_printed_nowhere(
    site: Path, wanted: dict[str, bytes], tmp_path: Path
) -> None:
    later = clean(site, tmp_path / "later", now=NOW.replace(hour=23, minute=59))
    assert differences(later, wanted) == []
