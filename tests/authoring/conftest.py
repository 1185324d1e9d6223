"""A small newsroom: a site in two languages, with what a test writes into it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sitegen.config import Config, load_config
from sitegen.errors import Problem, SitegenError
from sitegen.events import ignore
from sitegen.pipeline import Result, Settings, build

NOW = dt.datetime.fromisoformat("2025-10-27T14:37:20+04:00")

SITE = """\
title = "Sınaq"
base_url = "https://example.org/"
language = "az"
timezone = "Asia/Baku"

[[sections]]
name = "Siyasət"
names.en = "Politics"

[[sections]]
name = "Mədəniyyət"
slug = "medeniyyet"

[languages.en]
title = "Test"
"""


class Desk:
    """A site's folder and what can be done with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("site.toml", SITE)

    @property
    def config(self) -> Config:
        return load_config(self.root)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def article(self, path: str, *lines: str, body: str = "Mətn.") -> str:
        """Write an article with a title and a date, unless `lines` give others, and return its path."""
        given = {line.partition(":")[0] for line in lines}
        usual = ('title: "Başlıq"', "date: 2025-10-20 10:00", 'summary: "Xülasə."')
        head = [line for line in usual if line.partition(":")[0] not in given]
        self.write(f"content/articles/{path}", "\n".join(["---", *head, *lines, "---", "", body, ""]))
        return f"content/articles/{path}"

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def build(self, **changes: object) -> Result:
        settings = Settings(root=self.root, now=NOW, jobs=1, **changes)  # type: ignore[arg-type]  # a test's choice
        return build(settings, ignore)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def said(caught: pytest.ExceptionInfo[SitegenError]) -> str:
    """Return the one problem of an error as the command line shows it."""
    (problem,) = caught.value.problems
    return str(problem)


def lines(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]
