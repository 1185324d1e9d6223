"""Nothing from a source becomes live: every payload of payloads.txt, in every place, from its source to a browser."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import etree  # type: ignore[import-untyped]  # it ships no types
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_sources
from sitegen.ingest.addresses import absolute
from sitegen.ingest.encodings import clean
from sitegen.ingest.frontmatter import split
from sitegen.ingest.inline import image_markdown
from sitegen.ingest.pictures import Media, bring_home
from sitegen.ingest.story import Story
from sitegen.records import Image as Picture
from sitegen.render.markdown import place, render
from tests.engine.sites import new_site, run
from tests.ingest.payloads import ENDING, OPENING, payloads, sources
from tests.render.live import live

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
ORIGIN = "https://digest.example"
SITE = f'title = "Sınaq"\nbase_url = "{ORIGIN}/"\nlanguage = "az"\ntimezone = "Asia/Baku"\ntheme = "gazette"\n'
PAYLOADS = payloads()
FIELDS = set(
    "title date updated author authors section tags source language summary image slug draft note extra".split(" ")  # noqa: SIM905
)
CHECKS = Path(__file__).with_name("payloads.js").read_text("utf-8")


class Outcome(NamedTuple):
    """What became of all sources: the results, and the folders of the sites that were built of them."""

    results: list[Imported | Failed]
    written: list[Path]
    sites: list[Path]

    def files(self, *endings: str) -> list[Path]:
        return sorted(path for site in self.sites for path in (site / "output").rglob("*") if path.suffix in endings)

    def articles(self) -> list[Path]:
        return [path for path in self.files(".html") if path.parents[2].name.isdigit()]

    def lists(self) -> list[Path]:
        return [path for path in self.files(".html") if not path.parents[2].name.isdigit()]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Import every source into a site of its own, for they resemble each other; then show them all together."""
    home = tmp_path_factory.mktemp("hostile")
    results: list[Imported | Failed] = []
    articles: list[Path] = []
    for source in sources(PAYLOADS):
        place = home / "imported" / source.name.replace(".", "-")
        place.mkdir(parents=True)
        saved = place / source.name
        saved.write_bytes(source.data)
        results += import_sources([str(saved)], ImportSettings(place), NOW, ignore)
        articles += sorted(place.rglob("content/**/*.md"))
    return Outcome(results, articles, list(_built(home, articles)))


def _built(home: Path, articles: list[Path]) -> Iterator[Path]:
    """Build sites of the articles: those whose author, tag or source shares an address with another's go to the next.

    That is the one thing for which a build may refuse them.
    """
    waiting = articles
    for turn in range(10):
        site = new_site(home / f"site-{turn}", SITE)
        placed = {f"content/articles/{number}/{path.name}": path for number, path in enumerate(waiting)}
        for name, path in placed.items():
            (site / name).parent.mkdir(parents=True)
            (site / name).write_bytes(path.read_bytes())
        waiting = []
        while refused := _refused(site):
            waiting += [placed[name] for name in refused]
            for name in refused:
                (site / name).unlink()
        yield site
        if not waiting:
            return
    raise AssertionError(f"not shown: {waiting}")


def _refused(site: Path) -> set[str]:
    try:
        run(site, now=NOW, drafts=True)
    except SitegenError as error:
        assert [problem for problem in error.problems if "share the address" not in problem.message] == []
        return {problem.path for problem in error.problems}
    return set()


def test_there_are_at_least_300_payloads_no_two_alike() -> None:
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS) > 300


def test_a_source_is_imported_into_content_or_refused_with_the_reason(outcome: Outcome) -> None:
    failed = [result for result in outcome.results if isinstance(result, Failed)]
    reasons = {problem.message for result in failed for problem in result.problems}
    assert reasons <= {
        "its front matter cannot be read",
        "is a feed without an entry that has a text",
        "has a title but no text below it",
        "is not text",
    }
    assert len(failed) < 0.03 * len(outcome.results)
    written = [result for result in outcome.results if isinstance(result, Imported)]
    assert {result.state for result in written} == {"written"}
    assert all(re.fullmatch(r"content/articles/2025/10/[a-z0-9-]+\.md", result.path) for result in written)
    assert len(outcome.written) == len(written)


def test_front_matter_has_the_fields_that_articles_have(outcome: Outcome) -> None:
    for article in outcome.written:
        parts = split(article.read_text("utf-8"))
        assert parts is not None, article.name
        assert set(parts[0]) <= FIELDS
        assert str(parts[0]["title"]).isprintable()


def test_feeds_maps_and_structured_data_can_be_read(outcome: Outcome) -> None:
    for path in outcome.files(".xml", ".opml"):
        etree.fromstring(path.read_bytes())
    for path in outcome.files(".json", ".webmanifest"):
        json.loads(path.read_bytes())
    for path in outcome.files(".html"):
        for data in re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8")):
            assert not set("<>") & set(data)
            assert json.loads(data)["@context"] == "https://schema.org"


def bare(page: str) -> str:
    """Return a page without its Content-Security-Policy, which must not be what saves its readers."""
    return re.sub(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">', "", page, count=1)


def faults(page: Page, documents: list[tuple[str, str]]) -> list[Any]:
    """Return what is more than text, links and pictures in HTML documents, as the browser reads them."""
    found: list[Any] = []
    for at in range(0, len(documents), 400):
        found += page.evaluate(CHECKS, documents[at : at + 400])
    return found


class Seen(NamedTuple):
    """What a browser did with pages: its dialogs, and its requests as (kind, address)."""

    dialogs: list[str]
    requests: list[tuple[str, str]]


def shown(context: BrowserContext, documents: list[str]) -> Seen:
    """Show documents one after the other in a browser that has no network, and return what they did."""
    seen = Seen([], [])

    def answer(route: Route, request: Request) -> None:
        if re.fullmatch(f"{ORIGIN}/shown/[0-9]+", request.url):
            route.fulfill(body=documents[int(request.url.rsplit("/", 1)[1])], content_type="text/html; charset=utf-8")
        else:
            seen.requests.append((request.resource_type, request.url))
            route.abort()

    def dismiss(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", dismiss)
    for number in range(len(documents)):
        page.goto(f"{ORIGIN}/shown/{number}")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return seen


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context()
    yield opened
    opened.close()


@pytest.mark.browser
def test_no_page_has_more_than_text_links_and_pictures(outcome: Outcome, page: Page) -> None:
    documents = [(str(path), bare(path.read_text("utf-8"))) for path in [*outcome.articles(), *outcome.lists()[::5]]]
    assert faults(page, documents) == []


@pytest.mark.browser
def test_no_feed_has_more_than_text_links_and_pictures(outcome: Outcome, page: Page) -> None:
    told = "//*[local-name() = 'encoded' or @type = 'html']/text() | //item/description/text()"
    content = {str(text) for path in outcome.files(".xml") for text in etree.parse(path).xpath(told)}
    for path in outcome.files(".json"):
        content |= {item.get("content_html", "") for item in json.loads(path.read_bytes()).get("items", ())}
    assert faults(page, [(text[:80], text) for text in sorted(content)]) == []


def ordinary(kind: str, address: str) -> bool:
    """Tell whether a request is for a picture that an article shows, or for the theme's own."""
    return kind == "image" and address.startswith(("https://pic.example/", f"{ORIGIN}/media/"))


@pytest.mark.browser
def test_no_page_does_or_asks_for_anything(outcome: Outcome, context: BrowserContext) -> None:
    """Many pages are shown as one, each with all its markup: what is live in a page is live there too."""
    pages = [bare(path.read_text("utf-8")) for path in [*outcome.articles(), *outcome.lists()[::40]]]
    pages = [re.sub(r'<script src="/assets/[^"]*"></script>|<link rel="stylesheet"[^>]*>', "", text) for text in pages]
    joined = ["\n".join(pages[at : at + 100]) for at in range(0, len(pages), 100)]
    seen = shown(context, joined)
    assert seen.dialogs == []
    assert {request for request in seen.requests if not ordinary(*request)} == set()


@pytest.mark.browser
def test_payloads_that_are_not_taken_care_of_are_noticed(page: Page, context: BrowserContext) -> None:
    """What the tests above look for, they see where it is."""
    naked = [(str(payload.number), f"<main>{payload.text}</main>") for payload in PAYLOADS]
    noticed = {int(name) for name, _ in faults(page, naked)}
    assert len(noticed) > 250
    seen = shown(context, [payload.text for payload in PAYLOADS if payload.family in ("plain script", "handlers")])
    assert len(seen.dialogs) >= 5
    assert ("script", "https://evil.example/a.js") in seen.requests


def test_characters_that_show_nothing_go_however_they_are_written(tmp_path: Path) -> None:
    page = f"""<title>Quş\u202elar&#x202e;</title><script type="application/ld+json">
    {{"@type": "Article", "headline": "Quş\\u0001lar", "author": "Rəşad\\ud800 Vəliyev"}}</script>
    <article><h1>Quşlar</h1><p>{OPENING}<script>x</script>&#1;&#8;&#xFFFE;&#128;</p><p>{ENDING}</p></article>"""
    saved = tmp_path / "a.html"
    saved.write_text(page, "utf-8")
    (result,) = import_sources([str(saved)], ImportSettings(tmp_path), NOW, ignore)
    assert isinstance(result, Imported)
    parts = split((tmp_path / result.path).read_text("utf-8"))
    assert parts is not None
    assert (parts[0]["title"], parts[0]["author"]) == ("Quşlar", "Rəşad Vəliyev")
    assert parts[1] == f"{OPENING}€\n\n{ENDING}\n"


def test_a_page_s_own_tags_share_no_address(tmp_path: Path) -> None:
    saved = tmp_path / "a.html"
    tags = '<meta property="article:tag" content="/göl"><meta property="article:tag" content="Göl">'
    saved.write_text(f"{tags}<article><h1>Quşlar sayıldı</h1><p>{OPENING}</p><p>{ENDING}</p></article>", "utf-8")
    (result,) = import_sources([str(saved)], ImportSettings(tmp_path), NOW, ignore)
    assert isinstance(result, Imported)
    parts = split((tmp_path / result.path).read_text("utf-8"))
    assert parts is not None
    assert len(parts[0]["tags"]) == 1


def test_pictures_are_stored_below_media_whatever_they_are_called(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    for payload in PAYLOADS[::8]:
        text = clean(payload.text)
        address = f"https://pic.example/{text}.png"
        body = image_markdown(absolute(address, "") or "https://pic.example/x", text, text)
        story = Story(text, body, "id", image=Picture(address, text, text, text))
        root = tmp_path / str(payload.number)
        made, _ = bring_home(story, lambda _: out.getvalue(), Media(root), ImportSettings(root), NOW)
        files = [path for path in root.rglob("*") if path.is_file()]
        assert all(
            re.fullmatch(
                r"content/media/2025/10/\.?[a-z0-9-]+\.png(\.origin\.yaml)?", path.relative_to(root).as_posix()
            )
            for path in files
        )
        records = [yaml.safe_load(path.read_text("utf-8")) for path in files if path.suffix == ".yaml"]
        assert [record.keys() for record in records] == [{"from", "article", "at"}]
        assert live(place(render(made.body, "az").html, "/", {})) == []
