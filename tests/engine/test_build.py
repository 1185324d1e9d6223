"""What a build tells: why a file was made, what is wrong, what stays wrong; and what its switches do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from tests.engine.sites import NOW, archive, article, clean, differences, files, new_site, numbered, run, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = new_site(tmp_path / "site")
    archive(root, 12)
    run(root)
    return root


PAGE = "2025/08/xeber-3/index.html"


def why(site: Path, file: str) -> str:
    return run(site, explain=file).result.explained


def test_a_build_explains_why_a_file_was_made_or_not(site: Path) -> None:
    assert why(site, PAGE) == f"{PAGE} was left as it is: nothing that it shows has changed"
    numbered(site, 3, title="Başqa ad")
    assert why(site, PAGE) == f"{PAGE} was made again because something that it shows, or its template, has changed"
    (site / "output" / PAGE).write_text("meddled")
    assert why(site, PAGE) == f"{PAGE} was made again because somebody changed or removed it in the output folder"
    article(site, "2025/10/yeni")
    assert why(site, "2025/10/yeni/index.html") == "2025/10/yeni/index.html was made because no earlier build wrote it"
    next((site / "content").rglob("xeber-3.md")).unlink()
    assert why(site, PAGE) == f"{PAGE} was removed: the site has no such page any more"
    assert why(site, "2025/08/xeber-4/indx.html") == (
        'the site has no such file: 2025/08/xeber-4/indx.html; did you mean "2025/08/xeber-4/index.html"?'
    )
    assert why(site, "output/2025/08/xeber-4") == (
        'the site has no such file: 2025/08/xeber-4; did you mean "2025/08/xeber-4/index.html"?'
    )


def test_a_warning_is_told_by_every_build_until_it_is_mended(site: Path) -> None:
    numbered(site, 3, body="Bax: [yoxdur](yoxdur.md)\n")
    first, second = run(site), run(site)
    [warning] = first.result.warnings
    assert warning.severity == "warning"
    assert (warning.path, warning.message) == (
        "content/articles/2025/08/xeber-3.md",
        "links to yoxdur.md, which does not exist",
    )
    assert second.result.warnings == (warning,)
    numbered(site, 3)
    assert run(site).result.warnings == ()


def test_a_mistaken_container_is_told_by_every_build_with_its_line(site: Path) -> None:
    file = numbered(site, 3, body="Mətn.\n\n::: nota\nQeyd.\n:::\n\n![Film](media/yoxdur.mp4)\n")
    first, second = run(site), run(site)
    begin = file.read_text("utf-8").split("\n").index("::: nota") + 1
    assert [(w.line, w.message, w.hint) for w in first.result.warnings] == [
        (begin, 'there is no container "nota"', 'did you mean "note"?'),
        (begin + 4, "links to /media/yoxdur.mp4, which does not exist", "check the address"),
    ]
    assert second.result.warnings == first.result.warnings


def test_a_link_that_leads_somewhere_only_since_today(site: Path) -> None:
    """The article with the link did not change; the one that it leads to appeared."""
    numbered(site, 3, body="Bax: [sabah](../10/sabah.md) və [bu gün](/2025/10/bugun/).\n")
    assert len(run(site).result.warnings) == 2
    article(site, "2025/10/sabah")
    article(site, "2025/10/bugun")
    built = run(site)
    assert built.result.warnings == ()
    assert PAGE in built.written
    assert b'<a href="/digest/2025/10/sabah/">' in (site / "output" / PAGE).read_bytes()


def test_warnings_are_errors_on_request(site: Path) -> None:
    numbered(site, 3, body="Bax: [yoxdur](yoxdur.md)\n")
    before = files(site / "output")
    with pytest.raises(SitegenError) as raised:
        run(site, strict=True)
    assert [problem.severity for problem in raised.value.problems] == ["error"]
    assert files(site / "output") == before
    assert run(site).written != []
    with pytest.raises(SitegenError):
        run(site, strict=True)


def test_all_problems_of_a_run_are_told_together(site: Path) -> None:
    write(site, "content/articles/a.md", "---\ntitle: a\n---\n")
    write(site, "content/articles/b.md", "---\ntitle: b\ndate: dünən\n---\n")
    write(site, "content/pages/c.md", "yox")
    with pytest.raises(SitegenError) as raised:
        run(site)
    assert [problem.path for problem in raised.value.problems] == [
        "content/articles/a.md",
        "content/articles/b.md",
        "content/pages/c.md",
    ]


def test_two_sources_of_one_file(site: Path) -> None:
    before = files(site / "output")
    article(site, "2025/10/a", aliases=["/tags/"])
    write(site, "static/archive/index.html", "mine")
    with pytest.raises(SitegenError) as raised:
        run(site)
    alias, copy = sorted(raised.value.problems)
    assert (alias.path, alias.hint) == ("content/articles/2025/10/a.md", "give it another `slug` or `aliases`")
    assert alias.message == "would be published as /tags/index.html, which a page of the site itself has already"
    assert (copy.path, copy.hint) == ("static/archive/index.html", "rename one of them")
    assert copy.message == "would be published as /archive/index.html, which the site has already"
    assert files(site / "output") == before


def test_what_is_hidden_is_shown_on_request(site: Path) -> None:
    article(site, "2025/10/qaralama", draft=True)
    article(site, "2025/10/sonra", date="2025-12-01")
    article(site, "2025/10/kecmis", expires="2025-10-21")
    hidden = {f"2025/10/{name}/index.html" for name in ("qaralama", "kecmis")} | {"2025/12/sonra/index.html"}
    assert not hidden & files(site / "output").keys()
    run(site, drafts=True, future=True, expired=True)
    assert hidden <= files(site / "output").keys()
    run(site)
    assert not hidden & files(site / "output").keys()


def test_the_next_change_is_told(site: Path) -> None:
    assert run(site).result.next_change is None
    article(site, "2025/10/bitir", expires="2025-10-28 10:00")
    article(site, "2025/10/sonra", date="2025-10-30 10:00")
    first = dt.datetime(2025, 10, 28, 6, tzinfo=dt.UTC)
    assert run(site).result.next_change == first
    assert run(site).result.next_change == first, "also when nothing was to be done"
    assert run(site, now=first).result.next_change == dt.datetime(2025, 10, 30, 6, tzinfo=dt.UTC)
    assert run(site, now=NOW).result.next_change == first


def test_builds_into_different_folders_do_not_meet(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    run(site, output=elsewhere, base_url="http://127.0.0.1:8000/")
    assert run(site).written == []
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []
    numbered(site, 3, body="Başqa mətn.\n")
    assert run(site).written == [PAGE]
    assert run(site, output=elsewhere, base_url="http://127.0.0.1:8000/").written == [PAGE]


def test_a_site_without_content(tmp_path: Path) -> None:
    root = new_site(tmp_path / "site")
    run(root)
    assert {"index.html", "404.html", "rss.xml", "sitemap.xml", "en/index.html"} <= files(root / "output").keys()
    assert run(root).written == []
