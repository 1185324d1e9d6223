"""Where articles, pages and editions live, and the old addresses that lead to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.pipeline import Settings, build
from tests.model.sites import NOW, THREE_LANGUAGES, article, library, problems, write


def addresses(root: Path, files: dict[str, str], settings: str = "") -> list[str]:
    return sorted(library(root, files, settings).addresses.values())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{year}/{month}/{slug}/", "2025/10/a/"),
        ("{slug}/", "a/"),
        ("news/{section}/{slug}/", "news/dil/a/"),
        ("{year}-{month}-{day}-{slug}/", "2025-10-27-a/"),
        ("{year}/{month}/{day}/{slug}/", "2025/10/27/a/"),
    ],
)
def test_the_pattern(tmp_path: Path, pattern: str, expected: str) -> None:
    settings = f'article_path = "{pattern}"\n[[sections]]\nname = "Dil"\n'
    assert addresses(tmp_path, {"articles/a.md": article(more="section: Dil")}, settings) == [expected]


def test_an_article_without_section_in_a_pattern_with_one(tmp_path: Path) -> None:
    assert addresses(tmp_path, {"articles/a.md": article()}, 'article_path = "{section}/{slug}/"') == ["news/a/"]


@pytest.mark.parametrize(
    ("date", "zone", "month"),
    [
        ("2025-10-31 23:59", "Asia/Baku", "2025/10"),
        ("2025-10-31T20:00:00Z", "Asia/Baku", "2025/11"),
        ("2025-10-31T19:59:59Z", "Asia/Baku", "2025/10"),
        ("2025-11-01T03:59:00+04:00", "UTC", "2025/10"),
        ("2025-01-01T00:00:00+04:00", "America/New_York", "2024/12"),
        ("2025-01-01", "America/New_York", "2025/01"),
    ],
)
def test_the_date_counts_in_the_zone_of_the_site(tmp_path: Path, date: str, zone: str, month: str) -> None:
    files = {"articles/a.md": article(date=date)}
    assert addresses(tmp_path, files, f'timezone = "{zone}"') == [f"{month}/a/"]


@pytest.mark.parametrize(
    ("file", "slug", "expected"),
    [
        ("astana-gorusu", "", "astana-gorusu"),
        ("astana-gorusu", "basqa", "basqa"),
        ("Astana Görüşü", "", "astana-gorusu"),
        ("Şəki", "", "seki"),
        ("python-3.14", "", "python-3-14"),
        ("2025_w43", "", "2025_w43"),
        ("astana/index", "", "astana"),
    ],
)
def test_a_slug_goes_before_the_name_of_the_file(tmp_path: Path, file: str, slug: str, expected: str) -> None:
    text = article("Tamam başqa başlıq", f"slug: {slug}" if slug else "")
    assert addresses(tmp_path, {f"articles/{file}.md": text}) == [f"2025/10/{expected}/"]


def test_pages_and_editions(tmp_path: Path) -> None:
    files = {
        "pages/haqqimizda.md": "---\ntitle: Haqqımızda\n---\n",
        "pages/Redaksiya/əlaqə.md": "---\ntitle: Əlaqə\n---\n",
        "pages/redaksiya/index.md": "---\ntitle: Redaksiya\n---\n",
        "pages/haqqimizda.en.md": "---\ntitle: About\nslug: about\n---\n",
        "editions/2025-w43.md": article("Həftə"),
        "editions/2025-w43.en.md": article("Week"),
    }
    assert addresses(tmp_path, files, THREE_LANGUAGES) == [
        "editions/2025-w43/", "en/about/", "en/editions/2025-w43/", "haqqimizda/", "redaksiya/", "redaksiya/elaqe/",
    ]  # fmt: skip


def test_two_at_one_address(tmp_path: Path) -> None:
    files = {
        "articles/astana.md": article(),
        "articles/b.md": article("B", "slug: astana", date="2025-10-28"),
        "pages/about.md": "---\ntitle: A\n---\n",
        "pages/haqqinda.md": "---\ntitle: B\nslug: about\n---\n",
    }
    hint = "give one of them another `slug`"
    assert problems(tmp_path, files) == [
        f"content/articles/astana.md:1: has the address /2025/10/astana/, which content/articles/b.md has too; {hint}",
        f"content/pages/haqqinda.md:3: has the address /about/, which content/pages/about.md has too; {hint}",
    ]


def test_the_same_slug_in_two_months_or_languages_is_no_clash(tmp_path: Path) -> None:
    files = {
        "articles/2025/10/a.md": article(),
        "articles/2025/09/a.md": article(date="2025-09-27"),
        "articles/2025/10/a.en.md": article(),
    }
    assert addresses(tmp_path, files, THREE_LANGUAGES) == ["2025/09/a/", "2025/10/a/", "en/2025/10/a/"]


def test_old_addresses_lead_to_the_new(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="aliases: [/2024/kohne/, /kohne.html, /2024/adsiz]"),
        "articles/b.en.md": article("Baku", "aliases: /en/old/"),
    }
    found = {alias.path: (alias.to, alias.language) for alias in library(tmp_path, files, THREE_LANGUAGES).redirects}
    assert found == {
        "2024/kohne/": ("2025/10/a/", "az"),
        "kohne.html": ("2025/10/a/", "az"),
        "2024/adsiz/": ("2025/10/a/", "az"),
        "en/old/": ("en/2025/10/b/", "en"),
    }


def test_old_addresses_that_cannot_be(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="aliases: [/2025/10/a/, /2025/10/b, /kohne/]"),
        "articles/b.md": article("B", "slug: b\naliases: [/kohne]"),
    }
    file = "content/articles/a.md"
    assert problems(tmp_path, files) == [
        f"{file}:4: the alias /2025/10/a/ is the page's own address; remove it",
        f"{file}:4: the alias /2025/10/b is the address of content/articles/b.md; remove it, or move that page",
        f"content/articles/b.md:5: the alias /kohne is an alias of {file} too; keep one",
    ]


def test_the_redirect_page(tmp_path: Path) -> None:
    write(tmp_path, {"articles/a.md": article("“Bakı” & <b>", "aliases: [/2024/kohne/, /kohne.html]")})
    build(Settings(root=tmp_path, now=NOW, jobs=1, base_url="https://example.org/digest/"), lambda event: None)
    page = (tmp_path / "output" / "2024" / "kohne" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/digest/2025/10/a/">' in page
    assert '<meta http-equiv="refresh" content="0; url=/digest/2025/10/a/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<b>" not in page
    other = (tmp_path / "output" / "kohne.html").read_text("utf-8")
    assert "https://example.org/digest/2025/10/a/" in other
    sitemaps = "".join(path.read_text("utf-8") for path in (tmp_path / "output" / "sitemaps").iterdir())
    assert "/2025/10/a/" in sitemaps
    assert "kohne" not in sitemaps


def test_a_hidden_article_has_no_old_addresses(tmp_path: Path) -> None:
    files = {"articles/a.md": article(more="draft: true\naliases: [/kohne/]"), "articles/b.md": article("B")}
    assert library(tmp_path, files).redirects == ()
    assert [alias.path for alias in library(tmp_path, files, show="drafts").redirects] == ["kohne/"]


def test_ids_that_are_no_ids(tmp_path: Path) -> None:
    files = {"articles/a.md": article(more="id: x"), "editions/b.md": article("B", "id: x")}
    said = 'has the id "x", which content/articles/a.md has too; remove it, or write another that is nobody else\'s'
    assert problems(tmp_path, files) == [f"content/editions/b.md:4: {said}"]


def test_who_came_first_does_not_depend_on_the_file_system(tmp_path: Path) -> None:
    files = {f"pages/{name}.md": f"---\ntitle: {name}\nslug: x\naliases: /old/\n---\n" for name in "bac"}
    files |= {f"articles/{name}.md": article(more="slug: a\naliases: [/old/]") for name in "fed"}
    first = problems(tmp_path / "one", files)
    assert len(first) == 9
    assert problems(tmp_path / "two", dict(reversed(files.items()))) == first
