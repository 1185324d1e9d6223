"""Whoever types what the documentation shows, page by page from top to bottom, gets what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page_paths, read_page
from tests.docs.terminal import Terminal, lines_of, matches

WITH_COMMANDS = [path for path in page_paths() if any(block.kind == "sh" for block in read_page(path).blocks)]

INSTALLING = ("./dev ", "pip install ", "pipx install ")
"""Lines that install sitegen or what it needs: they are not run, but what they name must exist."""


@pytest.mark.parametrize("path", WITH_COMMANDS)
def test_every_command_of_a_page_does_what_the_page_says(path: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    _bring(path, terminal)
    printed = ""
    for block in read_page(path).blocks:
        place = f"{path}:{block.line}"
        if block.kind == "sh":
            printed = _type(block.text, terminal, place, fails="fails" in block.info)
        elif block.info == ("text", "output"):
            assert matches(block.text, printed), f"{place} shows\n{block.text}\nbut this was printed:\n{printed}"
        elif block.file:
            terminal.save(block)


def _type(text: str, terminal: Terminal, place: str, *, fails: bool) -> str:
    lines = lines_of(text)
    printed = ""
    for number, line in enumerate(lines, 1):
        if line.startswith(INSTALLING):
            _check_installing(line, place)
            continue
        code, said = terminal.run(line)
        printed += said
        wanted = fails and number == len(lines)
        assert bool(code) == wanted, f"{place}: `{line}` ended with {code} in {terminal.folder}:\n{said}"
        assert "Traceback" not in said, f"{place}: `{line}` broke:\n{said}"
    return printed


def _check_installing(line: str, place: str) -> None:
    words = line.split()
    if words[0] == "./dev":
        known = re.findall(r"^(\w+)\)", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[1] in known, f"{place}: ./dev knows {known}, not {words[1]}"
    else:
        assert words[-1].split("[")[0] == ".", f"{place}: `{line}` does not install this project"


def _bring(path: str, terminal: Terminal) -> None:
    """Lay out what a reader of the page has already: a saved page; and, for a how-to, a site of his own."""
    downloads = terminal.home / "Downloads"
    downloads.mkdir()
    saved = Path(__file__).parent / "saved-page.html"
    (downloads / saved.name).write_bytes(saved.read_bytes())
    if path.startswith("docs/how-to/"):
        for line in ("sitegen init digest --title Digest --language en", "cd digest"):
            code, said = terminal.run(line)
            assert code == 0, said
