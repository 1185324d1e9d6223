"""What search engines and browsers are told of a site: sitemaps, robots.txt, web manifest, languages of a page."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from sitegen.outputs.sitemaps import LIMIT, split
from sitegen.target import Address
from tests.engine.sites import NOW, SITE, article, clean, differences, files, new_site, numbered, run, write
from tests.outputs.feedsite import BASE, make, text, tree

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make(tmp_path_factory.mktemp("site"))
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace('"plain"', '"gazette"'))
    run(root)
    return root / "output"


def news(root: Path) -> list[tuple[str, str, str, str, str]]:
    """Return address, title, language, publication and date of all news."""
    found = []
    for one in tree(root / "output/sitemap-news.xml").findall(f"{MAP}url"):
        item = one.find(f"{NEWS}news")
        if item is not None:
            about = item.find(f"{NEWS}publication")
            words = text(item, f"{NEWS}title"), text(about, f"{NEWS}language"), text(about, f"{NEWS}name")
            found.append((text(one, f"{MAP}loc"), *words, text(item, f"{NEWS}publication_date")))
    return found


# ------------------------------------------------------------------ sitemaps


def test_the_index_names_every_sitemap_and_every_address_is_a_page(output: Path) -> None:
    parts = [text(one, f"{MAP}loc") for one in tree(output / "sitemap.xml").findall(f"{MAP}sitemap")]
    assert parts == [f"{BASE}sitemaps/{name}.xml" for name in ("2025-10", "2025-08", "pages")]
    for part in parts:
        for one in tree(output / part.removeprefix(BASE)).findall(f"{MAP}url"):
            assert (output / text(one, f"{MAP}loc").removeprefix(BASE) / "index.html").is_file()


def test_a_sitemap_holds_50_000_addresses_and_those_that_are_full_do_not_change() -> None:
    many = [Address(f"{number}/") for number in range(120_001, 0, -1)]  # the newest first
    parts = split("sitemaps/2025-10", many)
    assert {path: len(found) for path, found in parts.items()} == {
        "sitemaps/2025-10.xml": LIMIT, "sitemaps/2025-10-2.xml": LIMIT, "sitemaps/2025-10-3.xml": 20_001,
    }  # fmt: skip
    assert [one for part in reversed(parts.values()) for one in part] == many
    more = split("sitemaps/2025-10", [Address("120002/"), *many])
    assert [path for path in parts if parts[path] != more[path]] == ["sitemaps/2025-10-3.xml"]
    assert list(split("x", many[:LIMIT])) == ["x.xml"]


def test_robots_txt_names_both(output: Path) -> None:
    lines = (output / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["User-agent: *", "Allow: /", "", f"Sitemap: {BASE}sitemap.xml", f"Sitemap: {BASE}sitemap-news.xml"]


# ------------------------------------------------------------------ news


def test_news_of_two_days_say_what_they_are(output: Path) -> None:
    assert news(output.parent) == [
        (f"{BASE}2025/10/kecid/", "Keçid", "az", "Gündəlik", "2025-10-26T10:00:00+04:00"),
        (f"{BASE}en/2025/10/ad/", "In English", "en", "Daily", "2025-10-26T09:00:00+04:00"),
        (f"{BASE}2025/10/ad/", 'Ad & <b>"qalın"</b>', "az", "Gündəlik", "2025-10-26T09:00:00+04:00"),
    ]


@pytest.mark.parametrize(("age", "there"), [(0, True), (47.9, True), (48, False), (500, False)])
def test_an_article_is_news_for_two_days(tmp_path: Path, age: float, there: bool) -> None:
    root = new_site(tmp_path)
    article(root, "2025/10/a", date=f"{NOW - age * HOUR:%Y-%m-%dT%H:%M:%SZ}")
    run(root)
    assert bool(news(root)) == there


def test_a_sitemap_without_news_is_valid_still(tmp_path: Path) -> None:
    """The schema of sitemaps.org wants an address in each."""
    root = new_site(tmp_path)
    run(root)
    assert [text(one, f"{MAP}loc") for one in tree(root / "output/sitemap-news.xml")] == [BASE]


def test_news_leave_as_time_passes_and_a_later_build_is_as_clean_as_any(tmp_path: Path) -> None:
    root = new_site(tmp_path / "site")
    for hours in (1, 20, 47):
        article(root, f"2025/10/a{hours}", date=f"{NOW - hours * HOUR:%Y-%m-%dT%H:%M:%SZ}")
    for later, left in ((0, 3), (0.9, 3), (1, 2), (28, 1), (47, 0), (2, 2)):
        now = NOW + later * HOUR
        run(root, now=now)
        assert len(news(root)) == left
        assert differences(files(root / "output"), clean(root, tmp_path / "clean", now=now)) == []


def test_what_leaves_the_news_is_no_change_that_an_editor_planned(tmp_path: Path) -> None:
    root = new_site(tmp_path)
    article(root, "2025/10/a", date=f"{NOW - HOUR:%Y-%m-%dT%H:%M:%SZ}")
    assert run(root).result.next_change is None


@pytest.mark.parametrize(("code", "said"), [("pt-BR", "pt"), ("zh-CN", "zh-cn"), ("zh-Hant", "zh-tw"), ("tr", "tr")])
def test_languages_are_named_as_news_sitemaps_want_them(tmp_path: Path, code: str, said: str) -> None:
    root = new_site(tmp_path, f'title = "A"\nlanguage = "{code}"\n')
    article(root, "2025/10/a", date="2025-10-26 09:00")
    run(root)
    assert [language for _, _, language, _, _ in news(root)] == [said]


# ------------------------------------------------------------------ manifest, languages


@pytest.mark.parametrize(("prefix", "name", "code"), [("", "Gündəlik", "az"), ("en/", "Daily", "en")])
def test_the_manifest_carries_name_and_language(output: Path, prefix: str, name: str, code: str) -> None:
    made = json.loads((output / f"{prefix}manifest.webmanifest").read_text(encoding="utf-8"))
    assert (made["name"], made["lang"], made["dir"]) == (name, code, "ltr")
    assert made["start_url"] == made["scope"] == f"/digest/{prefix}"
    for icon in made["icons"]:
        assert (output / icon["src"].removeprefix("/digest/")).is_file()
    page = (output / f"{prefix}index.html").read_text(encoding="utf-8")
    assert f'<link rel="manifest" href="/digest/{prefix}manifest.webmanifest">' in page


@pytest.mark.parametrize("theme", ["plain", "gazette"])
def test_a_name_with_quotes_and_tags_makes_a_valid_manifest(tmp_path: Path, theme: str) -> None:
    root = new_site(tmp_path, f'title = \'A "</script>" & <b>\'\ntheme = "{theme}"\n')
    run(root)
    made = json.loads((root / "output/manifest.webmanifest").read_text(encoding="utf-8"))
    assert made["name"] == 'A "</script>" & <b>'


def test_readers_of_other_languages_are_sent_to_the_main_one(tmp_path: Path) -> None:
    """`x-default` (https://developers.google.com/search/docs/specialty/international/localized-versions)."""
    root = make(tmp_path)
    write(root, "site.toml", SITE.replace('"plain"', '"gazette"'))
    numbered(root, 3)
    run(root)
    link = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
    both = [("az", f"{BASE}2025/10/ad/"), ("x-default", f"{BASE}2025/10/ad/"), ("en", f"{BASE}en/2025/10/ad/")]
    for file in ("2025/10/ad/index.html", "en/2025/10/ad/index.html"):
        assert link.findall((root / "output" / file).read_text(encoding="utf-8")) == both
    alone = (root / "output/2025/10/kecid/index.html").read_text(encoding="utf-8")
    assert link.findall(alone) == [], "a page in one language has no others"
