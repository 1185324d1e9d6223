"""Law 3: which files each kind of edit writes, exactly, in a site of 200 articles.

Lists count their pages from the oldest (page 1), so an edit in the middle of the archive touches one page of each list
that the article is in, and a new article only the first. An article's page shows its neighbours and older relatives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.sites import NOW, SITE, archive, article, files, front, new_site, numbered, run, write

LATER = NOW + dt.timedelta(days=90)
MOST = 40
"""Files that the edit of one article may write, whatever the size of the archive."""
ONE_FORMAT = '\n[feeds]\nformats = ["rss"]\n'


def feeds(*pages: str) -> str:
    """Return the feeds of `pages` in all formats."""
    return " ".join(page + name for page in pages for name in ("rss.xml", "atom.xml", "feed.json"))


TERMS = ("tags/elifba/", "tags/imla/", "authors/xerite-masasi/", "sources/w3c/")
"""The tags, the author and the source of article 200; its section is cografiya."""
OLD_FEEDS = feeds("tags/elifba/", "tags/imla/")
"""Where article 100 is among the newest twenty still."""
IN_LISTS = f"""
    archive/2025/09/page/1/index.html
    archive/page/6/index.html
    authors/veb-masasi/page/2/index.html
    sections/veb/page/2/index.html
    sources/w3c/index.html
    tags/elifba/index.html
    tags/imla/index.html
    {OLD_FEEDS}
"""
"""Where the articles around number 100 are listed, with their summaries."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of 200 articles, a scheduled one and a draft."""
    root = new_site(tmp_path)
    archive(root, 200)
    article(root, "2025/10/planli", title="Planlı xəbər", date="2025-10-28 09:00", section="Veb", tags=["RSS"])
    draft(root, True)
    run(root)
    return root


def draft(root: Path, hidden: bool) -> None:
    article(
        root,
        "2025/10/qaralama",
        title="Qaralama",
        date="2025-10-13 09:00",
        section="Dil",
        tags=["Kür"],
        draft=hidden,
    )


def expect(root: Path, *written: str, removed: str = "", now: dt.datetime = NOW) -> None:
    built = run(root, now=now)
    assert built.written == sorted(path for text in written for path in text.split())
    assert built.removed == sorted(removed.split())
    assert len(built.written) + len(built.removed) <= MOST
    assert built.result.written == len(built.written)
    assert built.result.removed == len(built.removed)


def test_nothing_changed(site: Path) -> None:
    expect(site)


def test_a_comma_in_the_text(site: Path) -> None:
    numbered(site, 100, body="Birinci, abzas.\n")
    expect(site, "2025/09/xeber-100/index.html")


def test_a_file_that_was_saved_again_without_a_change(site: Path) -> None:
    numbered(site, 100)
    write(site, "content/media/xerite.svg", (site / "content/media/xerite.svg").read_bytes())
    expect(site)


def test_a_title(site: Path) -> None:
    numbered(site, 100, title="Başqa ad")
    expect(
        site,
        IN_LISTS,
        "2025/09/xeber-100/index.html",
        "2025/09/xeber-99/index.html 2025/09/xeber-101/index.html",  # its neighbours
        "2025/09/xeber-103/index.html 2025/09/xeber-110/index.html",  # newer ones that it is related to
    )


def test_a_summary(site: Path) -> None:
    numbered(site, 100, summary="Başqa məzmun.")
    expect(site, IN_LISTS, "2025/09/xeber-100/index.html")


def test_a_tag_added(site: Path) -> None:
    numbered(site, 100, tags=["Əlifba", "İmla", "Araz"])
    expect(
        site,
        IN_LISTS,
        "2025/09/xeber-100/index.html",
        "2025/09/xeber-106/index.html 2025/09/xeber-109/index.html",  # which it is related to now
        "tags/index.html tags/araz/index.html",
    )


def test_a_new_article(site: Path) -> None:
    numbered(site, 200)
    expect(
        site,
        """
        2025/10/xeber-199/index.html
        2025/10/xeber-200/index.html
        404.html
        archive/2025/10/index.html
        archive/2025/index.html
        archive/index.html
        authors/index.html
        authors/xerite-masasi/index.html
        index.html
        rail.html
        sections/cografiya/index.html
        sections/index.html
        sitemaps/2025-10.xml
        sources/index.html
        sources/w3c/index.html
        tags/elifba/index.html
        tags/imla/index.html
        tags/index.html
        """,
        feeds("", "sections/cografiya/", *TERMS),
    )


def test_a_new_article_in_one_format_of_feeds(site: Path) -> None:
    """Every format more writes a file for the site, the section, each tag, the author and the source: here six."""
    write(site, "site.toml", SITE + ONE_FORMAT)
    run(site)
    numbered(site, 200)
    written = run(site).written
    assert [file for file in written if file.endswith("rss.xml")] == sorted(
        f"{page}rss.xml" for page in ("", "sections/cografiya/", *TERMS)
    )
    assert len(written) == 18 + 6


def test_a_tag_that_is_new(site: Path) -> None:
    """It is in the list of all feeds, too, and in the sitemap of what is no article."""
    numbered(site, 200, tags=["Təzə"])
    written = run(site).written
    assert {"feeds.opml", "sitemaps/pages.xml", *feeds("tags/teze/").split()} <= set(written)


def test_a_new_article_writes_as_many_files_whatever_the_size_of_the_archive(tmp_path: Path) -> None:
    counts = []
    for size in (89, 269):  # at both sizes no list is about to begin a page
        root = new_site(tmp_path / str(size))
        archive(root, size)
        run(root, now=LATER)
        numbered(root, size)
        counts.append(len(run(root, now=LATER).written))
    assert counts[0] == counts[1] <= MOST


def test_an_article_that_fills_a_page_of_every_list(tmp_path: Path) -> None:
    """Of 240 articles each source has 60, each author and section 80: the last one fills a page of each."""
    root = new_site(tmp_path, SITE + ONE_FORMAT)
    archive(root, 239)
    run(root, now=LATER)
    numbered(root, 239)
    built = run(root, now=LATER)
    assert "archive/page/11/index.html" in built.written, "page 11 is full now and never changes again"
    assert "archive/page/10/index.html" in built.written, "it links to the page after it"
    assert "archive/page/9/index.html" not in built.written
    assert len(built.written) <= MOST


def test_an_article_dated_back(site: Path) -> None:
    article(site, "2025/09/kohne", title="Köhnə", date="2025-09-10 12:00", section="Dil", tags=["Kür"])
    expect(
        site,
        "2025/09/kohne/index.html",
        "2025/09/xeber-107/index.html 2025/09/xeber-108/index.html",  # its neighbours
        "2025/09/xeber-114/index.html",  # a newer one that is related to it
        "archive/index.html archive/2025/index.html archive/2025/09/index.html",  # days and months are counted
        "archive/2025/09/page/2/index.html archive/2025/09/page/3/index.html",  # everything newer moves on by one
        "archive/page/6/index.html archive/page/7/index.html archive/page/8/index.html archive/page/9/index.html",
        "sections/index.html sections/dil/index.html sections/dil/page/2/index.html",
        "tags/index.html tags/kur/index.html",
        feeds("tags/kur/"),
        "sitemaps/2025-09.xml",
    )


def test_an_article_deleted(site: Path) -> None:
    (site / "content/articles/2025/09/xeber-100.md").unlink()
    expect(
        site,
        "2025/09/xeber-99/index.html 2025/09/xeber-101/index.html",
        "2025/09/xeber-103/index.html 2025/09/xeber-110/index.html",
        "archive/index.html archive/2025/index.html archive/2025/09/index.html",
        "archive/2025/09/page/1/index.html archive/2025/09/page/2/index.html",
        "archive/page/6/index.html archive/page/7/index.html archive/page/8/index.html",
        "authors/index.html authors/veb-masasi/index.html authors/veb-masasi/page/2/index.html",
        "sections/index.html sections/veb/index.html sections/veb/page/2/index.html",
        "sources/index.html sources/w3c/index.html",
        "tags/index.html tags/elifba/index.html tags/imla/index.html",
        OLD_FEEDS,
        "sitemaps/2025-09.xml",
        removed="""
            2025/09/xeber-100/index.html
            archive/2025/09/page/3/index.html
            archive/page/9/index.html
            tags/elifba/page/1/index.html
            tags/imla/page/1/index.html
        """,
    )


def test_a_file_renamed_with_an_alias(site: Path) -> None:
    path = numbered(site, 100, aliases=["/2025/09/xeber-100/"])
    path.rename(path.with_name("yeni-ad.md"))
    expect(
        site,
        IN_LISTS,
        "2025/09/yeni-ad/index.html",
        "2025/09/xeber-100/index.html",  # which leads there now
        "2025/09/xeber-99/index.html 2025/09/xeber-101/index.html",
        "2025/09/xeber-103/index.html 2025/09/xeber-110/index.html",
        "sitemaps/2025-09.xml",
    )


def test_a_draft_published(site: Path) -> None:
    draft(site, False)
    expect(
        site,
        """
        2025/10/qaralama/index.html
        2025/10/xeber-194/index.html
        2025/10/xeber-195/index.html
        404.html
        archive/2025/10/index.html
        archive/2025/index.html
        archive/index.html
        index.html
        rail.html
        sections/dil/index.html
        sections/index.html
        sitemaps/2025-10.xml
        tags/index.html
        tags/kur/index.html
        """,
        feeds("", "sections/dil/", "tags/kur/"),
    )


def test_the_clock_passes_a_scheduled_article(site: Path) -> None:
    assert run(site).result.next_change == dt.datetime(2025, 10, 28, 5, tzinfo=dt.UTC)
    expect(site, now=dt.datetime(2025, 10, 28, 4, 59, 59, tzinfo=dt.UTC))
    appears = """
        2025/10/planli/index.html
        2025/10/xeber-199/index.html
        404.html
        archive/2025/10/index.html
        archive/2025/index.html
        archive/index.html
        index.html
        rail.html
        sections/index.html
        sections/veb/index.html
        sitemap-news.xml
        sitemaps/2025-10.xml
        tags/index.html
        tags/rss/index.html
    """
    appears += feeds("", "sections/veb/", "tags/rss/")
    expect(site, appears, now=dt.datetime(2025, 10, 28, 5, tzinfo=dt.UTC))
    page = "2025/10/planli/index.html"
    expect(site, appears.replace(page, ""), removed=page, now=NOW)


def test_the_clock_passes_the_news(site: Path) -> None:
    """After two days an article leaves the news sitemap, and nothing else changes; before that nothing does."""
    published = dt.datetime(2025, 10, 28, 5, tzinfo=dt.UTC)
    run(site, now=published)
    two_days = dt.timedelta(days=2)
    expect(site, now=published + two_days - dt.timedelta(seconds=1))
    expect(site, "sitemap-news.xml", now=published + two_days)
    expect(site, now=published + dt.timedelta(days=400))
    expect(site, "sitemap-news.xml", now=published + dt.timedelta(hours=1))


def test_a_page_of_the_sites_own(site: Path) -> None:
    write(site, "content/pages/haqqimizda.md", front("Başqa.\n", title="Haqqımızda", menu=1))
    expect(site, "haqqimizda/index.html")


def test_an_edition(site: Path) -> None:
    write(site, "content/editions/2025-w42.md", front("Başqa giriş.\n", title="Həftə 42", date="2025-10-19 10:00"))
    expect(site, "editions/2025-w42/index.html", feeds("editions/"))


def test_a_stylesheet(site: Path) -> None:
    write(site, "static/assets/plain.css", "p { margin: 0 }")
    expect(site, "assets/plain.css")


def rewritten(site: Path, change: Callable[[Path], object]) -> set[str]:
    change(site)
    built = run(site)
    assert built.removed == []
    return set(built.written)


def test_the_template_of_lists(site: Path) -> None:
    change = '{% extends "plain/listing.html" %}{% block main %}{{ super() }}<hr>{% endblock %}'
    written = rewritten(site, lambda s: write(s, "themes/plain/templates/listing.html", change))
    assert written == {file for file, data in files(site / "output").items() if data.count(b"<hr>")}
    assert {file.split("/")[0] for file in written} == {"archive", "authors", "en", "sections", "sources", "tags"}
    assert not any(file.endswith(".xml") for file in written)


def test_a_fragment_that_lists_include(site: Path) -> None:
    included = '{% include "plain/_items.html" %}<!-- here -->'
    written = rewritten(site, lambda s: write(s, "themes/plain/templates/_items.html", included))
    shown = {file for file, data in files(site / "output").items() if b"<!-- here -->" in data}
    might = {
        file for file in files(site / "output") if file.startswith("2025/")
    }  # "if items" is known only when rendered
    assert shown <= written <= shown | might


def test_the_description_of_a_section_reaches_all_pages_of_its_language_and_none_of_another(site: Path) -> None:
    written = rewritten(site, lambda s: write(s, "site.toml", SITE.replace("Əlifba və hərflər.", "Başqa izah.")))
    pages = {f for f in files(site / "output") if not f.startswith(("assets/", "media/"))}
    assert written == {file for file in pages if not file.startswith("en/")}
