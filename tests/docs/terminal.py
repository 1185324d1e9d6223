"""A reader at a terminal: types what a page shows, saves the files that it shows, and looks at what comes out."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.docs.pages import ROOT, Block

PATIENCE = 120.0
"""Seconds after which a command counts as hanging; none needs more than a few."""

_SSH = """\
#!/bin/sh
# GitHub, as far as git can tell: git@github.com:OWNER/digest.git is a bare repository on the disk.
for last; do :; done
case $last in
*" 'OWNER/digest.git'") command=${{last%% *}}; exec git "${{command#git-}}" "{bare}" ;;
esac
echo "no such repository: $last" >&2
exit 128
"""


class Terminal:
    """A shell with a home of its own. Invariant: `folder` is where the next line runs."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "desk"
        self.folder.mkdir(parents=True)
        programs = home / "bin"
        programs.mkdir()
        bare = home / "github.git"
        subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)
        _program(programs / "sitegen", f'#!/bin/sh\nexec "{sys.executable}" -P -m sitegen "$@"\n')
        _program(programs / "ssh", _SSH.format(bare=bare))
        settings = "[user]\nname = Reader\nemail = reader@example.org\n[init]\ndefaultBranch = main\n"
        (home / ".gitconfig").write_text(settings, encoding="utf-8")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "SITEGEN"))}
        self._env = kept | {
            "HOME": str(home),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, line: str) -> tuple[int, str]:
        """Type a line; return its exit code and what it printed, or for a preview what it served and printed."""
        if shlex.split(line)[:2] == ["sitegen", "serve"]:
            return self._serve(line)
        place = self.home / "folder"
        script = f'{line}\ncode=$?\npwd > "{place}"\nexit $code'
        done = subprocess.run(
            ["sh", "-c", script], cwd=self.folder, env=self._env, timeout=PATIENCE, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        self.folder = Path(place.read_text(encoding="utf-8").rstrip("\n"))
        return done.returncode, done.stdout

    def _serve(self, line: str) -> tuple[int, str]:
        """Start a preview, ask it for the front page, and stop it as Ctrl-C does."""
        said = shlex.split(line)
        command = said if "--port" in said else [*said, "--port", "8000"]
        shown, free = command[command.index("--port") + 1], str(_free_port())  # somebody may serve there already
        command = [word.replace(shown, free) for word in command]
        process = subprocess.Popen(
            command, cwd=self.folder, env=self._env, executable=str(self.home / "bin" / "sitegen"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        assert process.stdout is not None
        try:
            told = [next(process.stdout)]
            found = re.search(r"http://\S+", told[0])
            assert found, f"{line}: printed {told[0]!r}, not where it serves"
            with urllib.request.urlopen(found[0], timeout=PATIENCE) as answer:
                assert answer.status == 200, f"{line}: the front page answers {answer.status}"
                assert b"<!doctype html>" in answer.read(), f"{line}: the front page is no page"
        finally:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, "".join([*told, rest])

    def save(self, block: Block) -> None:
        """Save the file that a block shows."""
        name = block.file
        if "…" in name:
            found = [p for p in self.folder.glob(name.replace("…", "**")) if p.is_file()]
            assert len(found) == 1, f"{name} means {[str(p) for p in found] or 'no file'}"
            path = found[0]
        else:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
        text = block.text
        if block.info[2:] == ("add",):
            text = path.read_text(encoding="utf-8") + text
        elif block.info[2:] == ("set",):
            text = _with_lines(path.read_text(encoding="utf-8"), text)
        path.write_text(text, encoding="utf-8")


def _program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _with_lines(text: str, wanted: str) -> str:
    """Return the TOML `text` with the lines of `wanted` in the place of those with the same key."""
    for line in wanted.splitlines():
        key = line.partition(" =")[0]
        lines = text.splitlines()
        (at,) = [number for number, one in enumerate(lines) if one.startswith(f"{key} =")]
        text = "\n".join([*lines[:at], line, *lines[at + 1 :], ""])
    return text


def lines_of(text: str) -> list[str]:
    """Return the commands of a block: comments left out, lines that end in a backslash joined."""
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def matches(shown: str, printed: str) -> bool:
    """Whether a page's `shown` output, in which … stands for anything, is what was `printed`."""
    pattern = ".*?".join(map(re.escape, shown.strip().split("…")))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
