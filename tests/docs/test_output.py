"""The reference of the output names every file that a site has, and none that it has not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from sitegen.config import load_config
from sitegen.model.article import Entry
from sitegen.model.content import read
from sitegen.model.library import Visibility, make_library
from sitegen.outputs.plan import plan
from tests.docs.pages import ROOT, code, read_page

PAGE = read_page("docs/reference/output.md")


def entries(zone: str, languages: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the texts of the demonstration digest."""
    from zoneinfo import ZoneInfo

    content = ROOT / "content"
    for file in sorted(p.relative_to(content).as_posix() for p in content.rglob("*.md")):
        entry = read((content / file).read_bytes(), file, ZoneInfo(zone), languages).entry
        assert entry is not None, file
        yield entry


def planned(tmp_path: Path) -> list[str]:
    """Return the files of the demonstration digest, with short pages so that lists have several."""
    (tmp_path / "site.toml").write_bytes((ROOT / "site.toml").read_bytes())
    config = replace(load_config(tmp_path), per_page=1)
    visibility = Visibility(dt.datetime.now(dt.UTC), drafts=True, future=True, expired=True)
    library = make_library(entries(config.timezone, config.all_languages), config, visibility, ROOT / "content")
    return [target.file for target in plan(library, {})]


def pattern_of(file: str) -> re.Pattern[str]:
    """Return what the files look like that a row names."""
    places = {"YEAR": r"\d{4}", "MONTH": r"\d\d", "NUMBER": r"\d+", "SLUG": "[^/]+"}
    return re.compile("".join(places.get(part, re.escape(part)) for part in re.split(r"([A-Z]+)", file)))


def test_every_file_is_described_and_every_description_means_a_file(tmp_path: Path) -> None:
    rows = [file for table in PAGE.tables if table.head[0] == "File" for row in table.rows for file in code(row[0])]
    patterns = {file: pattern_of(file) for file in rows}
    files = [re.sub(r"^en/", "", file) for file in planned(tmp_path)]
    unknown = [file for file in files if not any(p.fullmatch(file) for p in patterns.values())]
    assert unknown == [], "docs/reference/output.md does not say what these are"
    idle = [row for row, pattern in patterns.items() if not any(pattern.fullmatch(file) for file in files)]
    assert idle == [], "docs/reference/output.md describes files that the site has not"
