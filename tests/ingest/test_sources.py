"""Sources other than dumps and pages: Markdown, feeds, archives, standard input; the same story again."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_source, import_sources
from sitegen.ingest.frontmatter import blocks, is_edited, split
from sitegen.ingest.sources import sniff

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
LONG = (
    "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar. "
    "Keçən il bu rəqəm doqquz min idi, ondan əvvəlki il isə yeddi mindən bir az artıq. "
    "Mütəxəssislər artımı suyun səviyyəsinin qalxması ilə izah edirlər."
)


@pytest.fixture
def site(tmp_path: Path) -> ImportSettings:
    return ImportSettings(tmp_path, sections=(("Elm", "elm"),))


def given_source(site: ImportSettings, name: str, text: str | bytes, **changes: object) -> Imported:
    path = site.root / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (result,) = import_source(str(path), msgspec.structs.replace(site, **changes), NOW)
    assert isinstance(result, Imported)
    return result


def article(site: ImportSettings, result: Imported) -> tuple[dict[str, object], str]:
    parts = split((site.root / result.path).read_text("utf-8"))
    assert parts is not None
    return parts


def test_markdown_without_front_matter(site: ImportSettings) -> None:
    result = given_source(site, "note.md", f"# Quşların *sayılması*\n\n{LONG}\n\n- bir\n- iki\n")
    fields, body = article(site, result)
    assert fields["title"] == "Quşların *sayılması*"
    assert fields["draft"] is True
    assert body == f"{LONG}\n\n- bir\n- iki\n"


def test_markdown_with_hugo_front_matter(site: ImportSettings) -> None:
    text = f"""---
title: "Quşlar: sayım"
date: 2025-10-27T14:37:00+04:00
lastmod: 2025-10-27T18:00:00+04:00
description: Qısa xülasə.
categories: [Elm]
tags: [quşlar, göl]
author: Rəşad Vəliyev, ornitoloq
weight: 3
draft: false
---
{LONG}
"""
    fields, body = article(site, given_source(site, "hugo.md", text))
    assert fields["title"] == "Quşlar: sayım"
    assert fields["section"] == "Elm"
    assert fields["tags"] == ["quşlar", "göl"]
    assert fields["author"] == {"name": "Rəşad Vəliyev", "role": "ornitoloq"}
    assert fields["summary"] == "Qısa xülasə."
    assert fields["draft"] is False
    extra = fields["extra"]
    assert isinstance(extra, dict)
    assert extra["weight"] == 3
    assert body == LONG + "\n"


def test_markdown_with_toml_front_matter(site: ImportSettings) -> None:
    text = f'+++\ntitle = "Zola yazısı"\ndate = 2025-10-27\n[extra]\nmood = "good"\n+++\n\n{LONG}\n'
    fields, _ = article(site, given_source(site, "zola.md", text))
    assert fields["title"] == "Zola yazısı"
    assert str(fields["date"]) == "2025-10-27"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: [\n---\n\nmətn\n", "its front matter cannot be read; mend it, or remove it"),
        ("+++\ntitle = \n+++\n\nmətn\n", "its front matter is not valid TOML"),
        ("yalnız mətn\n", "has no title; begin it with a line `# Title`"),
        ("# Yalnız başlıq\n", "has no text"),
    ],
)
def test_markdown_that_cannot_be_adopted(site: ImportSettings, text: str, said: str) -> None:
    with pytest.raises(SitegenError) as caught:
        given_source(site, "bad.md", text)
    assert said in str(caught.value)
    assert "bad.md:1: " in str(caught.value)


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Göl xəbərləri</title><link>https://gol.example/</link><language>az</language>
<item><title>Quşlar &amp;amp; göl &lt;b&gt;sayıldı&lt;/b&gt;</title><link>https://gol.example/quslar?utm_source=rss</link>
<dc:creator>Rəşad Vəliyev</dc:creator><category>Elm</category><category>quşlar</category>
<pubDate>Mon, 27 Oct 2025 14:37:00 +0400</pubDate>
<content:encoded><![CDATA[<p>{LONG}</p><ul><li><a href="/a">bir</a></li></ul><script>alert(1)</script>
<p onclick="x()">Sonuncu <strong>cümlə</strong>. <a href="javascript:alert(1)">bas</a></p>]]></content:encoded></item>
<item><title>Qısa yazı</title><link>https://gol.example/qisa</link><pubDate>27.10.2025 09:05</pubDate>
<description>Yalnız bir cümlə.</description></item>
<item><title></title><description>Başlıqsız bir cümlə. Sonra bir də.</description></item>
<item><title>Bütöv</title><link>https://gol.example/b</link><content:encoded><![CDATA[<p>Qısa, amma bütöv bir xəbərdir.
</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>Boş</title><link>https://gol.example/bos</link></item>
</channel></rss>"""


def test_each_entry_of_a_feed_becomes_an_article(site: ImportSettings) -> None:
    (site.root / "feed.xml").write_text(RSS, "utf-8")
    results = import_sources([str(site.root / "feed.xml")], site, NOW, ignore)
    first, second, untitled, whole = (one for one in results if isinstance(one, Imported))
    fields, body = article(site, first)
    assert fields["title"] == "Quşlar & göl sayıldı"
    assert fields["date"] == datetime.fromisoformat("2025-10-27T14:37:00+04:00")
    assert fields["author"] == "Rəşad Vəliyev"
    assert fields["section"] == "Elm"
    assert fields["source"] == {"name": "Göl xəbərləri", "url": "https://gol.example/quslar"}
    assert body == f"{LONG}\n\n- [bir](https://gol.example/a)\n\nSonuncu **cümlə**. bas\n"
    assert article(site, second)[0]["date"] == datetime.fromisoformat("2025-10-27T09:05:00+04:00")
    assert second.notes == ("the feed gives only the beginning; import https://gol.example/qisa for the whole text",)
    assert article(site, untitled)[0]["title"] == "Başlıqsız bir cümlə"
    assert ("title", "no title was found") in [(one.field, one.doubt) for one in untitled.origins]
    assert article(site, whole)[0]["summary"] == "Qısa, amma bütöv bir xəbərdir."
    assert whole.notes == ("the feed has no text for “Boş”, which is left out",)


def test_a_json_feed(site: ImportSettings) -> None:
    text = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Göl", "items": [{"title": "Quşlar", '
        f'"url": "https://gol.example/1", "content_html": "<p>{LONG}</p>", '
        '"date_published": "2025-10-27T14:37:00+04:00"}]}'
    )
    fields, body = article(site, given_source(site, "feed.json", text))
    assert fields["source"] == {"name": "Göl", "url": "https://gol.example/1"}
    assert body == LONG + "\n"


@pytest.mark.parametrize("data", [b"<rss><channel></channel></rss>", b'{"version": "https://jsonfeed.org/version/1"}'])
def test_an_empty_feed_is_said(site: ImportSettings, data: bytes) -> None:
    (site.root / "feed.xml").write_bytes(data)
    with pytest.raises(SitegenError, match="is a feed without an entry that has a text"):
        import_source(str(site.root / "feed.xml"), site, NOW)


def test_an_archived_page(site: ImportSettings) -> None:
    archive = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://gol.example/quslar
Subject: =?utf-8?Q?Qu=C5=9Flar?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----x"

------x
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit
Content-Location: https://gol.example/quslar

<html lang="az"><head><title>Quşlar sayıldı</title></head><body><h1>Quşlar sayıldı</h1><p>27.10.2025 14:37</p>
<p>{LONG}</p><p>{LONG[::-1]}</p></body></html>

------x--
"""
    fields, body = article(site, given_source(site, "page.mhtml", archive))
    assert fields["title"] == "Quşlar sayıldı"
    assert fields["source"] == {"name": "gol.example", "url": "https://gol.example/quslar"}
    assert body.startswith(LONG)


def test_standard_input(site: ImportSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"Quşlar\n27.10.2025 [14:37]\n{LONG}".encode())))
    (result,) = import_source("-", site, NOW)
    assert isinstance(result, Imported)
    assert result.path == "content/articles/2025/10/quslar.md"


def test_the_kind_of_a_source_shows_in_its_bytes() -> None:
    assert sniff(RSS.encode()) == "feed"
    assert sniff(b"---\ntitle: x\n---\n") == "markdown"
    assert sniff(b"<!DOCTYPE html><p>x") == "page"
    assert sniff(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n") == "archive"
    assert sniff("Sadə mətn <3".encode()) == "dump"


def test_a_page_is_one_whatever_its_file_is_called(site: ImportSettings) -> None:
    page = f"<!DOCTYPE html><html><head><title>Quşlar sayıldı</title></head><body><h1>Quşlar sayıldı</h1><p>{LONG}</p>"
    for name in ("page.txt", "page"):
        assert article(site, given_source(site, name, page, force=True))[1] == LONG + "\n"


FIRST = f"Quşlar sayıldı\n27.10.2025 [14:37]\nRəşad Vəliyev\n{LONG}\nİkinci abzas qısadır.\nÜçüncü abzas da qısadır.\n"
ADDRESS = "https://gol.example/quslar"


def test_a_changed_source_shows_a_diff_and_writes_nothing(site: ImportSettings) -> None:
    result = given_source(site, "a.txt", FIRST, url=ADDRESS)
    before = (site.root / result.path).read_bytes()
    again = given_source(site, "a.txt", FIRST.replace("İkinci", "Düzəldilmiş ikinci"), url=ADDRESS)
    assert again.state == "unchanged"
    assert again.reason.startswith("was imported before, and the source has changed since; --update merges this")
    assert "-İkinci abzas qısadır.\n+Düzəldilmiş ikinci abzas qısadır." in again.diff
    assert (site.root / result.path).read_bytes() == before


def test_an_update_merges_only_what_the_editor_has_not_touched(site: ImportSettings) -> None:
    result = given_source(site, "a.txt", FIRST, url=ADDRESS)
    path = site.root / result.path
    edited = path.read_text("utf-8").replace("title: Quşlar sayıldı", "title: Mənim başlığım")
    path.write_text(edited.replace("Üçüncü abzas da qısadır.", "Üçüncünü mən yazdım.\n\nBunu da."), "utf-8")
    changed = FIRST.replace("Quşlar sayıldı", "Quşlar yenidən sayıldı").replace("İkinci", "Yeni ikinci")
    again = given_source(site, "a.txt", changed.replace("Üçüncü abzas", "Başqa üçüncü"), url=ADDRESS, update=True)
    fields, body = article(site, again)
    assert again.state == "updated"
    assert fields["title"] == "Mənim başlığım"
    assert blocks(body) == [LONG, "Yeni ikinci abzas qısadır.", "Üçüncünü mən yazdım.", "Bunu da."]
    assert "title was edited here and has changed in the source: yours was kept" in again.notes
    assert "paragraph 3 was edited here and has changed in the source: yours was kept" in again.notes
    assert is_edited(path.read_text("utf-8"))


def test_an_update_of_an_unedited_article_leaves_it_unedited(site: ImportSettings) -> None:
    given_source(site, "a.txt", FIRST, url=ADDRESS)
    again = given_source(site, "a.txt", FIRST.replace("İkinci", "Yeni ikinci"), url=ADDRESS, update=True)
    text = (site.root / again.path).read_text("utf-8")
    assert again.state == "updated"
    assert not is_edited(text)
    assert "Yeni ikinci abzas qısadır." in text
    assert (
        given_source(site, "a.txt", FIRST.replace("İkinci", "Yeni ikinci"), url=ADDRESS, update=True).state
        == "unchanged"
    )


def test_the_same_story_from_elsewhere_is_named_and_not_written(site: ImportSettings) -> None:
    text = f"{LONG} Sayımda iyirmi könüllü iştirak edib, onlar növləri ayırd etməyi və durbinlə işləməyi öyrəniblər."
    first = given_source(site, "a.txt", f"Quşlar sayıldı\n27.10.2025 [14:37]\n{text}", url=ADDRESS)
    other = given_source(
        site, "b.txt", f"Göldə sayım\n27.10.2025 [15:00]\n{text} Xəbəri agentlik yayıb.", url="https://b.example/1"
    )
    assert (other.state, other.path) == ("duplicate", first.path)
    assert "tells the same story (" in other.reason
    forced = given_source(
        site, "b.txt", f"Göldə sayım\n27.10.2025 [15:00]\n{text} Son.", url="https://b.example/1", force=True
    )
    assert forced.state == "written"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.html", "x.txt", "x.md", "x.xml", "x.mhtml", "x.json", "x"]))
def test_no_bytes_raise_anything_but_an_explained_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    root = tmp_path_factory.mktemp("site")
    (root / name).write_bytes(data)
    results = import_sources([str(root / name)], ImportSettings(root), NOW, ignore)
    assert results
    for result in results:
        if isinstance(result, Failed):
            assert all(problem.message and problem.hint for problem in result.problems)
    outside = [path for path in root.rglob("*") if path.is_file() and path.name != name]
    assert all(path.is_relative_to(root / "content" / "articles") and path.suffix == ".md" for path in outside)
