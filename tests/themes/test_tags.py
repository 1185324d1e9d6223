"""A tag's page tells when it was written about and what is written about besides; only its own articles count."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.sites import SITE, article, new_site, run
from tests.themes.markup import Reading

GAZETTE = SITE.replace('theme = "plain"', 'theme = "gazette"')


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = new_site(tmp_path, GAZETTE)
    tags = {
        "2021/03/a": ["Xəzər", "Çay"],
        "2021/12/b": ["Xəzər", "İqlim"],
        "2023/05/c": ["Xəzər", "İqlim", "Su"],
        "2024/01/d": ["Çay", "Su"],
    }
    for path, names in tags.items():
        article(root, path, date=f"{path[:7].replace('/', '-')}-30 23:30", tags=names)
    run(root)
    return root


def page(root: Path, tag: str) -> str:
    return (root / f"output/tags/{tag}/index.html").read_text("utf-8")


def related(made: str) -> list[str]:
    return re.findall(r">([^<]+)</a>", made.partition('<p class="near">')[2].partition("</p>")[0])


def test_the_years_from_first_to_last(site: Path) -> None:
    made = page(site, "xezer")
    [label] = [svg["aria-label"] for svg in Reading(made).attributes("svg") if "aria-label" in svg]
    assert label == "İllər üzrə. 2021: 2, 2022: 0, 2023: 1"
    assert 'd="M18 39v-36.0M90 39v-18.0"' in made, "a year without articles has no bar and keeps its place"


def test_a_single_year_is_no_picture(site: Path) -> None:
    article(site, "2024/06/e", date="2024-06-01 10:00", tags=["Dağ"])
    run(site)
    assert "<svg" not in page(site, "dag").partition("<main")[2]


def test_related_tags_are_those_it_stands_with_most_often(site: Path) -> None:
    assert related(page(site, "xezer")) == ["İqlim", "Çay", "Su"]
    assert related(page(site, "cay")) == ["Su", "Xəzər"]


def test_an_article_changes_the_pages_of_its_own_tags_only(site: Path) -> None:
    article(site, "2024/06/e", date="2024-06-01 10:00", tags=["Su", "Dağ"])
    built = run(site)
    pages = [file for file in built.written if re.fullmatch(r"tags/[^/]+/index\.html", file)]
    assert pages == ["tags/dag/index.html", "tags/su/index.html"]
    assert "Dağ" in related(page(site, "su"))


def test_numbered_pages_show_neither(tmp_path: Path) -> None:
    root = new_site(tmp_path, GAZETTE.replace('language = "az"', 'language = "az"\nper_page = 5'))
    for number in range(30):
        article(root, f"{2020 + number % 3}/01/x{number}", date=f"{2020 + number % 3}-01-{number + 1:02} 10:00",
                tags=["Xəzər", "Çay"])  # fmt: skip
    run(root)
    first = (root / "output/tags/xezer/page/1/index.html").read_text("utf-8")
    assert 'class="near"' not in first
    assert "<svg" not in first.partition("<main")[2]
