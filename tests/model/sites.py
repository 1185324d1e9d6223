"""Small sites, written in a few words and loaded into a library."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.model.files import find
from sitegen.model.library import Library, Visibility, make_library
from sitegen.model.load import read_files

NOW = dt.datetime(2025, 11, 1, tzinfo=dt.UTC)
SITE = """\
title = "Digest"
base_url = "https://example.org/"
theme = "plain"
"""
THREE_LANGUAGES = "[languages.en]\n[languages.tr]\n"


def article(title: str = "Bakı", more: str = "", *, date: str = "2025-10-27 12:00", text: str = "Mətn.") -> str:
    """Return the text of an article; `more` are further lines of front matter."""
    return f"---\ntitle: {title}\ndate: {date}\n{more.strip()}\n---\n\n{text}\n"


def write(root: Path, files: dict[str, str], settings: str = "") -> None:
    """Write a site: `files` below content/, and what site.toml has besides the title."""
    root.mkdir(exist_ok=True)
    (root / "site.toml").write_text(SITE + settings, encoding="utf-8")
    for file, text in files.items():
        path = root / "content" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def library(
    root: Path, files: dict[str, str], settings: str = "", *, now: dt.datetime = NOW, show: str = ""
) -> Library:
    """Write a site and load `files` in their order; `show` says what else is visible ("drafts future expired").

    Raises SitegenError.
    """
    write(root, files, settings)
    config = load_config(root)
    content = root / "content"
    order = [file for file in files if file in find(content).texts]
    batch = read_files(str(content), order, config.timezone, config.all_languages)
    wrong = [problem for known in batch.known.values() for problem in known.problems]
    entries = [known.entry for known in batch.known.values() if known.entry is not None]
    broken = {file for file, known in batch.known.items() if known.entry is None}
    try:
        visibility = Visibility(now, "drafts" in show, "future" in show, "expired" in show)
        made = make_library(entries, config, visibility, content, broken)
    except SitegenError as error:
        raise SitegenError(sorted([*wrong, *error.problems])) from None
    if wrong:
        raise SitegenError(wrong)
    return made


def problems(root: Path, files: dict[str, str], settings: str = "", *, show: str = "") -> list[str]:
    """Return what is wrong with a site."""
    try:
        library(root, files, settings, show=show)
    except SitegenError as error:
        return [str(problem) for problem in error.problems]
    return []
