"""Who opens a feed in a browser reads what it is, and its entries: a style sheet shows the XML."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.engine.sites import run
from tests.outputs.feedsite import WHOLE, make

ORIGIN = "https://digest.example.org/digest/"
TYPES = {".xml": "application/xml", ".css": "text/css"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make(tmp_path_factory.mktemp("site"), WHOLE)
    run(root)
    return root / "output"


@pytest.mark.browser
@pytest.mark.parametrize(("file", "entry"), [("rss.xml", "item"), ("atom.xml", "entry"), ("en/atom.xml", "entry")])
def test_a_feed_can_be_read(page: Page, output: Path, file: str, entry: str) -> None:
    def answer(route: Route) -> None:
        path = output / route.request.url.removeprefix(ORIGIN)
        route.fulfill(body=path.read_bytes() if path.is_file() else b"", content_type=TYPES.get(path.suffix, ""))

    page.route("**/*", answer)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(ORIGIN + file)
    hint = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert hint.startswith('"This is a feed.' if file.startswith("en/") else '"Bu, xəbər axınıdır.')
    shown = page.evaluate(
        """entry => [...document.querySelectorAll(entry)].map(one =>
            [...one.children].filter(part => part.getClientRects().length).map(part => part.localName))""",
        entry,
    )
    wanted = {"title", "pubDate", "published", "description", "summary"}
    assert shown
    assert all("title" in parts and set(parts) <= wanted for parts in shown), "no addresses, no HTML as text"
    titles = page.evaluate(f"[...document.querySelectorAll('{entry} > title')].map(x => x.getBoundingClientRect().y)")
    assert titles == sorted(set(titles)), "one below the other"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
