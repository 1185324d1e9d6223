"""Front matter that a build accepts: what a source says can be anything, and one file must not stop a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.errors import Problem, fail
from sitegen.ingest.as_yaml import each_as_yaml
from sitegen.ingest.story import ImportSettings
from sitegen.model.content import read


def sound(fields: Mapping[str, Any], settings: ImportSettings, name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields that the site can read, and notes on those that were left out.

    An article that has no date left becomes a draft. Raises SitegenError when there is no title that can be read.
    """
    kept = dict(fields)
    notes: list[str] = []
    for _ in range(len(kept) + 2):
        problem, key = _first_error(kept, settings)
        if problem is None:
            return kept, tuple(notes)
        if key in kept and key != "title":
            del kept[key]
            notes.append(f"{problem.message}; it was left out")
        elif "date" not in kept and kept.get("draft") is not True:
            kept["draft"] = True
        else:
            raise fail(problem.message, problem.hint, path=name)
    raise fail("its front matter cannot be read", "mend it, or remove it", path=name)


def _first_error(fields: Mapping[str, Any], settings: ImportSettings) -> tuple[Problem | None, str]:
    """Return what the site would say of an article with these fields, and which of them it is about."""
    lines = ["---\n"]
    begins: dict[int, str] = {}
    for key, written in each_as_yaml(fields):
        begins[sum(text.count("\n") for text in lines) + 1] = key
        lines.append(written)
    languages = settings.languages or tuple(filter(None, (settings.language, str(fields.get("language", "")))))
    text = "".join((*lines, "---\n"))
    found = read(text.encode("utf-8", "replace"), "articles/article.md", ZoneInfo(settings.zone), languages)
    problem = next((one for one in found.problems if one.severity == "error"), None)
    if problem is None:
        return None, ""
    return problem, begins.get(max((line for line in begins if line <= problem.line), default=0), "")
