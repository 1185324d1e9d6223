"""Feeds are what their specifications want, say the same in every format, and stay while nothing new is said."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest

from sitegen.errors import SitegenError
from tests.engine.sites import NOW, SITE, article, clean, differences, files, new_site, numbered, run, write
from tests.outputs.feedsite import (
    ATOM,
    BASE,
    BODY,
    FEEDS,
    NAMES,
    WHOLE,
    atom_entries,
    document,
    feed_files,
    json_entries,
    make,
    text,
    tree,
)

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
TAG_URI = re.compile(r"tag:digest\.example\.org,2025-01-01:/[!-~]*")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ADDRESS = re.compile(r'<[a-z]+ (?:[^"<>]|"[^"]*")*?\b(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module", params=[FEEDS, WHOLE], ids=["summaries", "whole texts"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make(tmp_path_factory.mktemp("site"), request.param)
    run(root)
    return root / "output"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make(tmp_path_factory.mktemp("whole"), WHOLE)
    run(root)
    return root / "output"


def address(output: Path, file: Path) -> str:
    return BASE + file.relative_to(output).as_posix()


# ------------------------------------------------------------------ which feeds there are


def test_everything_that_has_articles_has_a_feed_in_every_format(output: Path) -> None:
    pages = {"", "en/", "editions/"}
    for kind in ("sections", "tags", "authors", "sources"):
        pages |= {f"{p.parent.relative_to(output).as_posix()}/" for p in output.rglob(f"{kind}/*/index.html")}
    for name in NAMES:
        found = {file.relative_to(output).as_posix().removesuffix(name) for file in feed_files(output, name)}
        assert found == pages


@pytest.mark.parametrize("chosen", [("rss",), ("json", "atom")])
def test_only_the_chosen_formats_are_made_and_named(tmp_path: Path, chosen: tuple[str, ...]) -> None:
    names = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
    root = make(tmp_path, f"\n[feeds]\nformats = {list(chosen)}\n")
    made = run(root).written
    assert {file.rsplit("/", 1)[-1] for file in made} & set(NAMES) == {names[one] for one in chosen}
    absent = [names[one].encode() for one in names if one not in chosen]
    assert [file for file, data in files(root / "output").items() if any(name in data for name in absent)] == []
    opml = (root / "output/feeds.opml").read_text(encoding="utf-8")
    assert f'xmlUrl="{BASE}{names[chosen[0]]}"' in opml, "the first format stands in the OPML file"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('formats = ["rss", "atm"]', 'there is no feed format "atm"; did you mean "atom"?'),
        ('formats = ["podcast"]', 'there is no feed format "podcast"; there are: "rss", "atom", "json"'),
        ('formats = ["rss", "rss"]', 'the feed format "rss" is given twice; remove one of them'),
        ("formats = []", '"formats" is empty; name at least one of "rss", "atom", "json"'),
        ('formats = "rss"', '"formats" must be a list, not "rss"; write it as formats = ["…", "…"]'),
        ('hub = "hub.example.org"', '"hub" is not a web address: "hub.example.org"; write it as https://hub.example.org/'),
        ('format = ["rss"]', 'unknown key "format"; did you mean "formats"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_settings_is_said(tmp_path: Path, written: str, said: str) -> None:
    new_site(tmp_path, f'title = "A"\n[feeds]\n{written}\n')
    with pytest.raises(SitegenError) as raised:
        run(tmp_path)
    assert [str(problem) for problem in raised.value.problems] == [f"site.toml:3: {said}"]


# ------------------------------------------------------------------ Atom 1.0 (RFC 4287)


def test_atom_feeds_have_what_rfc_4287_requires(output: Path) -> None:
    for file in feed_files(output, "atom.xml"):
        feed = tree(file)
        assert feed.tag == f"{ATOM}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") in ("az", "en")
        assert TAG_URI.fullmatch(text(feed, f"{ATOM}id"))
        assert text(feed, f"{ATOM}title")
        assert RFC3339.fullmatch(text(feed, f"{ATOM}updated"))
        assert text(feed.find(f"{ATOM}author"), f"{ATOM}name"), "for the entries that name no author"
        links = [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")]
        assert ("self", address(output, file)) in links
        assert ("alternate", address(output, file).removesuffix("atom.xml")) in links
        assert ("hub", "https://hub.example.org/") in links
        entries = feed.findall(f"{ATOM}entry")
        moments = [dt.datetime.fromisoformat(text(one, f"{ATOM}updated")) for one in entries]
        if moments:
            assert dt.datetime.fromisoformat(text(feed, f"{ATOM}updated")) == max(moments)
        ids = [text(one, f"{ATOM}id") for one in entries]
        assert len(set(ids)) == len(ids)
        for entry in entries:
            assert TAG_URI.fullmatch(text(entry, f"{ATOM}id"))
            assert text(entry, f"{ATOM}title")
            assert RFC3339.fullmatch(text(entry, f"{ATOM}updated"))
            assert RFC3339.fullmatch(text(entry, f"{ATOM}published"))
            assert len([x for x in entry.findall(f"{ATOM}link") if x.get("rel") == "alternate"]) == 1
            assert all(content.get("type") == "html" for content in entry.findall(f"{ATOM}content"))


def test_a_section_without_articles_has_a_valid_feed(tmp_path: Path) -> None:
    run(new_site(tmp_path, f'{SITE}\n[feeds]\nid_since = "2024-05"\n'))
    feed = tree(tmp_path / "output/sections/dil/atom.xml")
    assert text(feed, f"{ATOM}updated").startswith("2024-05-01T")
    assert text(feed, f"{ATOM}subtitle") == "Əlifba və hərflər."
    assert feedparser.parse(tmp_path / "output/sections/dil/rss.xml").bozo is False
    assert document(tmp_path / "output/sections/dil/feed.json")["items"] == []


# ------------------------------------------------------------------ JSON Feed 1.1


def test_json_feeds_have_what_the_specification_requires(output: Path) -> None:
    for file in feed_files(output, "feed.json"):
        feed = document(file)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == address(output, file)
        assert feed["home_page_url"] == address(output, file).removesuffix("feed.json")
        assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
        assert isinstance(feed["items"], list)
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item.get("content_html") or item.get("content_text")
            assert RFC3339.fullmatch(item["date_published"])
            assert RFC3339.fullmatch(item.get("date_modified", item["date_published"]))
            assert all(author["name"] for author in item.get("authors", ()))
            for key in ("url", "external_url", "image"):
                assert urlsplit(item.get(key, BASE)).scheme == "https"
            assert all(item.values()), "what is not there is left out"


# ------------------------------------------------------------------ RSS 2.0


def test_rss_feeds_have_what_the_specification_requires(output: Path) -> None:
    for file in feed_files(output, "rss.xml"):
        root = tree(file)
        assert (root.tag, root.get("version")) == ("rss", "2.0")
        (channel,) = root
        assert all(text(channel, name) for name in ("title", "link", "description", "language"))
        links = [(link.get("rel"), link.get("href")) for link in channel.findall(f"{ATOM}link")]
        assert links == [("self", address(output, file)), ("hub", "https://hub.example.org/")]
        guids = [item.find("guid") for item in channel.findall("item")]
        assert {guid.get("isPermaLink") for guid in guids} <= {"false"}
        assert len({guid.text for guid in guids}) == len(guids)
        for item in channel.findall("item"):
            assert text(item, "title")
            assert urlsplit(text(item, "link")).scheme == "https"
            assert email.utils.parsedate_to_datetime(text(item, "pubDate")).tzinfo is not None
            assert all(urlsplit(x.get("url")).scheme == "https" for x in item.findall(f"{MEDIA}content"))


def test_feedparser_finds_no_fault_in_any_feed(output: Path) -> None:
    for name in ("rss.xml", "atom.xml"):
        for file in feed_files(output, name):
            read = feedparser.parse(file)
            assert (read.bozo, len(read.entries)) == (False, file.read_text(encoding="utf-8").count("</title>") - 1)


def test_a_text_that_looks_like_markup_is_shown_as_it_is(output: Path) -> None:
    item = next(x for x in tree(output / "rss.xml").iter("item") if text(x, "title").startswith("Ad"))
    assert text(item, "title") == 'Ad & <b>"qalın"</b>'
    assert text(item, "description") == "Səviyyə &lt; 5 m &amp; enir.", "a description is HTML"
    entry = next(x for x in tree(output / "atom.xml").iter(f"{ATOM}entry") if text(x, f"{ATOM}title").startswith("Ad"))
    assert text(entry, f"{ATOM}summary") == "Səviyyə < 5 m & enir.", "a summary is text"


def test_an_entry_has_authors_categories_and_its_picture(output: Path) -> None:
    item = next(x for x in tree(output / "rss.xml").iter("item") if text(x, "title").startswith("Ad"))
    assert [x.text for x in item.findall(f"{DC}creator")] == ["Dil masası", "Veb masası"]
    assert [x.text for x in item.findall("category")] == ["Dil", "RSS", "Kür & Araz"]
    (picture,) = item.findall(f"{MEDIA}content")
    size = str((output / "media/xerite.svg").stat().st_size)
    assert dict(picture.attrib) == {
        "url": f"{BASE}media/xerite.svg", "medium": "image", "type": "image/svg+xml", "fileSize": size,
    }  # fmt: skip
    enclosed = item.find("enclosure")
    assert (enclosed.get("url"), enclosed.get("length")) == (f"{BASE}media/xerite.svg", size)
    assert enclosed.get("type") == "image/svg+xml"
    assert (text(picture, f"{MEDIA}description"), text(picture, f"{MEDIA}credit")) == ('Şəkil "bir"', "Arxiv")
    entry = next(x for x in tree(output / "atom.xml").iter(f"{ATOM}entry") if text(x, f"{ATOM}title").startswith("Ad"))
    (link,) = [dict(x.attrib) for x in entry if x.get("rel") == "enclosure"]
    wanted = {"rel": "enclosure", "href": f"{BASE}media/xerite.svg", "type": "image/svg+xml", "length": size}
    assert link == wanted
    made = next(x for x in document(output / "feed.json")["items"] if x["title"].startswith("Ad"))
    assert made["image"] == f"{BASE}media/xerite.svg"
    assert made["authors"][0] == {"name": "Dil masası", "url": f"{BASE}authors/dil-masasi/"}


# ------------------------------------------------------------------ what all formats have in common


def test_all_formats_say_the_same(output: Path) -> None:
    for file in feed_files(output, "feed.json"):
        wanted = json_entries(file)
        assert atom_entries(file.with_name("atom.xml")) == wanted
        items = list(tree(file.with_name("rss.xml")).iter("item"))
        assert [(text(x, "guid"), text(x, "title"), text(x, CONTENT)) for x in items] == [
            (one.id, one.title, one.html) for one in wanted
        ]
        for item, one in zip(items, wanted, strict=True):
            assert email.utils.parsedate_to_datetime(text(item, "pubDate")) == dt.datetime.fromisoformat(one.published)
            assert tuple(x.text for x in item.findall("category")) == one.tags
            assert tuple(x.text for x in item.findall(f"{DC}creator")) == one.authors


def test_a_link_leads_to_its_source_and_another_article_names_it(output: Path) -> None:
    made = {one["title"]: one for one in document(output / "feed.json")["items"]}
    assert made["Keçid"]["external_url"] == "https://www.w3.org/news/"
    assert made["Keçid"]["url"] == f"{BASE}2025/10/kecid/"
    assert "external_url" not in made["Xəbər 21"]
    links = {
        text(entry, f"{ATOM}title"): [(x.get("rel"), x.get("href")) for x in entry.findall(f"{ATOM}link")]
        for entry in tree(output / "atom.xml").iter(f"{ATOM}entry")
    }
    assert ("related", "https://www.w3.org/news/") in links["Keçid"]
    assert ("via", "https://example.org/21") in links["Xəbər 21"]
    items = {text(item, "title"): item for item in tree(output / "rss.xml").iter("item")}
    assert text(items["Keçid"], "link") == "https://www.w3.org/news/"
    assert text(items["Xəbər 21"], "link") == f"{BASE}2025/08/xeber-21/"
    assert text(items["Xəbər 21"], f"{DC}source") == "https://example.org/21"


def test_every_address_in_a_text_is_whole(whole: Path) -> None:
    for file in feed_files(whole, "feed.json"):
        for one in json_entries(file):
            for found in ADDRESS.findall(one.html):
                assert urlsplit(found).scheme in ("https", "mailto"), found


def test_addresses_in_a_text_lead_where_they_lead_on_its_page(whole: Path) -> None:
    (made,) = [one.html for one in json_entries(whole / "feed.json") if one.title.startswith("Ad")]
    here = f"{BASE}2025/10/ad/"
    assert ADDRESS.findall(made) == [
        f"{BASE}2025/10/", f"{BASE}2025/10/xeber-1/#son", f"{BASE}tags/", f"{here}#bas", f"{here}?a=1&amp;b=2",
        "https://example.net/x", f"{BASE}2025/10/kecid/", "https://example.com/?a=1&amp;b=2", "mailto:a@example.org",
        f"{BASE}media/xerite.svg", f"{here}xerite.png", f"{here}#fn1", f"{here}#fnref1",
        "https://www.w3.org/?a=1&amp;b=2",
    ]  # fmt: skip
    assert '<code>href="../kod"</code>' in made, "what a text is about is no address"
    assert '<h2 id="bas">Baş</h2>' in made, "headings do not link to themselves"


def test_a_whole_text_begins_with_the_editors_note_and_ends_with_the_source(whole: Path) -> None:
    made = {one.title: one.html for one in json_entries(whole / "feed.json")}
    assert made["Keçid"] == (
        "<p><strong>Redaktorun qeydi:</strong> Oxuyun &amp; &lt;düşünün&gt;.</p>\n\n"
        '<p>Mənbə: <a href="https://www.w3.org/news/">W3C</a></p>'
    )
    assert made["Xəbər 21"].startswith("<p>Birinci abzas")
    assert made["Xəbər 21"].endswith('<p>Mənbə: <a href="https://example.org/21">UNESCO</a></p>')


def test_what_has_neither_text_nor_source_has_no_empty_content(tmp_path: Path) -> None:
    root = new_site(tmp_path, SITE + WHOLE)
    article(root, "2025/10/bos", "", title="Boş")
    run(root)
    for file, content in (("rss.xml", CONTENT), ("atom.xml", f"{ATOM}content")):
        assert list(tree(root / "output" / file).iter(content)) == []
    (item,) = document(root / "output/feed.json")["items"]
    assert (item["content_text"], "content_html" in item) == ("Boş", False), "one of both is required"


def test_editions_come_whole_with_or_without_whole_texts(output: Path) -> None:
    (newest, _) = atom_entries(output / "editions/atom.xml")
    assert newest.title == "Həftə 43"
    assert f'<a href="{BASE}2025/10/ad/"><strong>' in newest.html
    assert '<a href="https://example.org/k"><strong>Kənar</strong></a>' in newest.html
    entry = tree(output / "editions/atom.xml").find(f"{ATOM}entry")
    assert text(entry, f"{ATOM}updated") == "2025-10-26T13:00:00+04:00"


# ------------------------------------------------------------------ what stays


def ids(root: Path) -> dict[str, str]:
    """Return the identifiers of the newest articles by the names of their files, in no format's own words."""
    return {one.url.rstrip("/").rsplit("/", 1)[-1]: one.id for one in atom_entries(root / "output/atom.xml")}


def test_identifiers_survive_another_title_address_and_domain(tmp_path: Path) -> None:
    root = new_site(tmp_path, f'{SITE}\n[feeds]\nid_domain = "digest.example.org"\n')
    for number in range(3):
        numbered(root, number)
    run(root)
    before = ids(root)
    numbered(root, 0, title="Tamam başqa ad")
    numbered(root, 1, slug="yeni-unvan", aliases=["/2025/08/xeber-1"])
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace("/digest/", "/"))
    run(root, base_url="https://news.example.net/")
    assert ids(root) == {
        "xeber-0": before["xeber-0"],
        "yeni-unvan": before["xeber-1"],
        "xeber-2": before["xeber-2"],
    }


def test_an_identifier_of_its_own_goes_before_all(tmp_path: Path) -> None:
    root = new_site(tmp_path)
    numbered(root, 0, id="urn:uuid:8d5b1b1e-1f0c-4f57-9b3c-0d1c9f3b6b11", aliases=["/x/"])
    run(root)
    assert list(ids(root).values()) == ["urn:uuid:8d5b1b1e-1f0c-4f57-9b3c-0d1c9f3b6b11"]


def test_an_old_address_in_any_alphabet_makes_a_valid_identifier(tmp_path: Path) -> None:
    root = new_site(tmp_path)
    numbered(root, 0, aliases=["/köhnə/"])
    run(root)
    (found,) = ids(root).values()
    assert TAG_URI.fullmatch(found)


def test_an_entry_is_updated_only_when_the_editor_says_so(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    before = (root / "output/tags/rss/atom.xml").read_bytes()
    numbered(root, 3, body="Başqa mətn.\n")
    run(root, now=NOW + dt.timedelta(days=30))
    assert (root / "output/tags/rss/atom.xml").read_bytes() == before
    article(root, "2025/10/ad", BODY, title="Ad", date="2025-10-26 09:00", updated="2025-10-27 08:00", tags=["RSS"])
    run(root)
    feed = tree(root / "output/tags/rss/atom.xml")
    assert text(feed, f"{ATOM}updated") == text(feed.find(f"{ATOM}entry"), f"{ATOM}updated")
    assert text(feed, f"{ATOM}updated") == "2025-10-27T08:00:00+04:00"


def test_entries_are_newest_first_and_as_many_as_the_limit(tmp_path: Path) -> None:
    root = make(tmp_path, "\n[feeds]\nlimit = 7\n")
    run(root)
    for file in feed_files(root / "output", "feed.json"):
        entries = json_entries(file)
        assert len(entries) <= 7
        assert all(a.published >= b.published for a, b in pairwise(entries))
    assert len(json_entries(root / "output/feed.json")) == 7


@pytest.mark.parametrize("change", [
    lambda root: write(root, "site.toml", f'{SITE}\n[feeds]\nformats = ["atom"]\n'),
    lambda root: write(root, "site.toml", SITE + WHOLE),
    lambda root: numbered(root, 5, tags=["Təzə"]),
], ids=["fewer formats", "whole texts", "a new tag"])  # fmt: skip
def test_a_build_after_a_change_is_what_a_clean_build_gives(tmp_path: Path, change: Callable[[Path], object]) -> None:
    root = make(tmp_path / "site")
    run(root)
    change(root)
    run(root)
    assert differences(files(root / "output"), clean(root, tmp_path / "clean")) == []


# ------------------------------------------------------------------ how feeds are found


def test_every_page_names_its_feeds_in_every_format(tmp_path: Path) -> None:
    root = make(tmp_path)
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace('"plain"', '"gazette"'))
    run(root)
    output = root / "output"
    link = re.compile(r'<link rel="alternate" type="(application/[a-z+]+)" title="([^"]*)" href="/digest/([^"]*)">')
    wanted = {
        "index.html": ("", "Gündəlik"),
        "2025/10/ad/index.html": ("", "Gündəlik"),
        "tags/rss/index.html": ("tags/rss/", "RSS"),
        "authors/dil-masasi/index.html": ("authors/dil-masasi/", "Dil masası"),
        "sources/w3c/index.html": ("sources/w3c/", "W3C"),
        "sections/dil/index.html": ("sections/dil/", "Dil"),
        "en/index.html": ("en/", "Daily"),
        "tags/index.html": ("", "Gündəlik"),
        "archive/2025/index.html": ("", "Gündəlik"),
        "feeds/index.html": ("", "Gündəlik"),
    }
    for file, (folder, title) in wanted.items():
        assert link.findall((output / file).read_text(encoding="utf-8")) == [
            ("application/rss+xml", f"{title} · RSS", f"{folder}rss.xml"),
            ("application/atom+xml", f"{title} · Atom", f"{folder}atom.xml"),
            ("application/feed+json", f"{title} · JSON Feed", f"{folder}feed.json"),
        ]
    for page in output.rglob("*.html"):
        for _, _, path in link.findall(page.read_text(encoding="utf-8")):
            assert (output / path).is_file(), f"{page} names {path}"


def test_the_opml_file_of_a_language_names_all_its_feeds(output: Path) -> None:
    for prefix in ("", "en/"):
        root = tree(output / f"{prefix}feeds.opml")
        assert (root.tag, root.get("version")) == ("opml", "2.0")
        assert text(root.find("head"), "title")
        outlines = list(root.iter("outline"))
        assert all(one.get("text") for one in outlines), "OPML 2.0 requires it"
        named = sorted(one.get("xmlUrl").removeprefix(BASE) for one in outlines if one.get("type") == "rss")
        there = (file.relative_to(output).as_posix() for file in feed_files(output, "rss.xml"))
        assert named == sorted(file for file in there if file.startswith("en/") == bool(prefix))
        assert {one.get("htmlUrl") for one in outlines if one.get("type")} == {
            BASE + x[: -len("rss.xml")] for x in named
        }
