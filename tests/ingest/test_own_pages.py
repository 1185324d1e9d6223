"""Pages in pages/own/, after the structure of real publishing systems, each beside the article that it must become.

NAME.md holds what is true of NAME.html: front matter with every fact that the page tells, and the body in Markdown.
What the import does not get right yet is listed in NOT_YET; whoever mends it has to strike it from there. The floors
below hold over all pages together.
"""

from __future__ import annotations

import difflib
import statistics
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bench.elements import KINDS, elements, shingles, text_of
from bench.ingest import compared, f1, html_of
from sitegen.ingest import Imported, ImportSettings, import_source, markup, page
from sitegen.ingest.frontmatter import split

FOLDER = Path(__file__).parent / "pages" / "own"
NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
SECTIONS = ("Coğrafiya", "Elm", "Təbiət", "Bilim", "Tarım", "Наука", "География", "Science")
FIELDS = ("title", "date", "updated", "authors", "section", "tags", "source", "language", "image")
NOT_YET: dict[str, set[str]] = {}


class Made(NamedTuple):
    """An article: its front matter with `authors` as a list, its Markdown, and the text that was chosen for it."""

    fields: dict[str, Any]
    body: str
    text: str = ""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Made]]:
    """Import every page; what is chosen as the text is noted where it is handed on to be written as Markdown."""
    chosen: list[str] = []

    def noting(core: Any, blocks: Any, *rest: Any, **options: Any) -> str:
        chosen[:] = [text_of(block.element) for block in blocks]
        return markup.markdown(core, blocks, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "markdown", noting)
        found = {}
        for name in NAMES:
            article = imported(FOLDER / f"{name}.html", tmp_path_factory.mktemp("site"))
            found[name] = article._replace(text="\n".join(chosen))
        yield found


def imported(source: Path, root: Path) -> Made:
    sections = tuple((name, name.casefold()) for name in SECTIONS)
    (result,) = import_source(str(source), ImportSettings(root, sections=sections, images=False), NOW)
    assert isinstance(result, Imported)
    return read(root / result.path)


def read(path: Path) -> Made:
    parts = split(path.read_text("utf-8"))
    assert parts is not None
    fields, body = parts
    people = fields.get("authors") or ([fields["author"]] if fields.get("author") else [])
    fields["authors"] = [{"name": one} if isinstance(one, str) else one for one in people]
    return Made({name: fields[name] for name in FIELDS if fields.get(name)}, body)


def truth(name: str) -> Made:
    return read(FOLDER / f"{name}.md")


def wrongs(name: str, found: Made) -> dict[str, str]:
    """Return what is wrong in an article: by field, or "body", a text that shows it."""
    true = truth(name)
    told = {
        field: f"{found.fields.get(field)!r} instead of {true.fields.get(field)!r}"
        for field in FIELDS
        if found.fields.get(field) != true.fields.get(field)
    }
    lines = difflib.unified_diff(true.body.splitlines(), found.body.splitlines(), "wanted", "found", lineterm="", n=1)
    difference = "\n".join(lines)
    return told | ({"body": difference} if difference else {})


@pytest.mark.parametrize("name", NAMES)
def test_a_page_becomes_the_article_beside_it(name: str, made: dict[str, Made]) -> None:
    wrong = wrongs(name, made[name])
    assert wrong.keys() == NOT_YET.get(name, set()), "\n".join(f"{field}: {how}" for field, how in wrong.items())


def share(made: dict[str, Made], field: str) -> float:
    """Return the share of the pages that have a field of which it is found exactly."""
    pairs = [(truth(name).fields.get(field), article.fields.get(field)) for name, article in made.items()]
    pairs = [pair for pair in pairs if pair[0]]
    return float(sum(true == found for true, found in pairs) / len(pairs))


def names(article: Made) -> list[str]:
    return [one["name"] for one in article.fields.get("authors", ())]


def text_f1(made: dict[str, Made], read_text: Any) -> float:
    """Return the F1 of the texts in runs of four words: of the means of all pages' precision and recall."""
    precision: list[float] = []
    recall: list[float] = []
    for name, article in made.items():
        true = shingles(text_of(html_of(truth(name).body)))
        right, wrong, missing = compared(true, shingles(read_text(article)))
        precision.append(right / (right + wrong))
        recall.append(right / (right + missing))
    one, two = statistics.mean(precision), statistics.mean(recall)
    return 2 * one * two / (one + two)


def test_there_are_enough_pages_of_each_language() -> None:
    languages = [truth(name).fields["language"] for name in NAMES]
    assert len(NAMES) >= 25
    assert all(languages.count(language) >= 4 for language in ("az", "tr", "ru", "en"))


def test_the_text_of_the_pages_is_found_and_survives_markdown(made: dict[str, Made]) -> None:
    through = text_f1(made, lambda article: text_of(html_of(article.body)))
    assert through >= 0.97
    assert abs(text_f1(made, lambda article: article.text) - through) <= 0.004


def test_the_facts_of_the_pages_are_found(made: dict[str, Made]) -> None:
    assert share(made, "title") >= 0.85
    assert share(made, "language") == 1.0
    assert share(made, "date") >= 0.90
    days = [(truth(name).fields["date"], article.fields.get("date")) for name, article in made.items()]
    assert sum(str(true)[:10] == str(found)[:10] for true, found in days) / len(days) >= 0.95
    bylines = [names(truth(name)) == names(article) for name, article in made.items()]
    assert sum(bylines) / len(bylines) >= 0.90


def test_the_markup_of_the_pages_is_kept(made: dict[str, Made]) -> None:
    scores: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for name, article in made.items():
        true, found = elements(html_of(truth(name).body)), elements(html_of(article.body))
        for kind in KINDS:
            if true[kind] or found[kind]:
                scores[kind].append(f1(*compared(true[kind], found[kind])))
    assert statistics.mean(statistics.mean(found) for found in scores.values() if found) >= 0.87
