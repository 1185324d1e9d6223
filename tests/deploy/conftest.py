"""A repository with a site in it and a bare remote beside it: real git, nobody's settings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sitegen import events
from sitegen.deploy import Deployed, deploy


class Work:
    """A repository `root` with built pages in root/output, and its remote `bare`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare = folder / "bare.git"
        self.root = folder / "work"
        self.output = self.root / "output"
        self.told: list[events.Event] = []
        self.root.mkdir()
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare), at=folder)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.bare))
        self.write("site.toml", 'title = "x"\n')
        self.write(".gitignore", "/output/\n")
        self.git("add", "site.toml", ".gitignore")
        self.git("-c", "user.name=Editor", "-c", "user.email=e@example.org", "commit", "--quiet", "-m", "Sources")
        self.git("push", "--quiet", "origin", "main")
        for name in ("index.html", "404.html"):
            self.page(name, f"<!doctype html><title>{name}</title>")

    def git(self, *arguments: str, at: Path | None = None) -> str:
        done = subprocess.run(["git", *arguments], cwd=at or self.root, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def page(self, path: str, text: str | bytes) -> Path:
        return self.write(f"output/{path}", text)

    def deploy(self, **options: object) -> Deployed:
        root = options.pop("root", self.root)
        output = options.pop("output", self.output)
        return deploy(root, output, report=options.pop("report", self.told.append), **options)  # type: ignore[arg-type]  # tests name the options

    def pretend_github(self, monkeypatch: pytest.MonkeyPatch, project: str = "leyla/digest") -> None:
        """Make the remote git@github.com:PROJECT.git, with an ssh that leads to the bare repository instead."""
        ssh = self.folder / "ssh"
        ssh.write_text(f'#!/bin/sh\nfor last; do :; done\ncommand=${{last%% *}}\nexec "$command" "{self.bare}"\n')
        ssh.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
        self.git("remote", "set-url", "origin", f"git@github.com:{project}.git")

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self.told if isinstance(event, events.Notice)]

    @property
    def warnings(self) -> list[str]:
        return [str(event.problem) for event in self.told if isinstance(event, events.Reported)]

    def log(self, branch: str = "gh-pages", form: str = "%s") -> list[str]:
        """One line for each commit of a branch of the remote, the newest first."""
        return self.git("log", f"--format={form}", branch, at=self.bare).splitlines()

    def published(self, branch: str = "gh-pages") -> dict[str, bytes]:
        """Check the remote's branch out, as a server would, and return its files."""
        folder = self.folder / f"checkout-{len(list(self.folder.glob('checkout-*')))}"
        self.git("clone", "--quiet", "--branch", branch, str(self.bare), str(folder), at=self.folder)
        return {path: data for path, data in contents(folder).items() if not path.startswith(".git/")}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith("GIT_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Work(tmp_path)
