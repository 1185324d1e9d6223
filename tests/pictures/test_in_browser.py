"""In a browser: nothing moves while pictures load, and the copy that fits is taken."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.engine.sites import article, files, new_site, run, write
from tests.pictures.samples import data, jpeg, photo

ORIGIN = "https://digest.example.org"
LEAD, TEXT = "2025/10/sahil/", "2025/10/metn/"
COUNT = """
  window.moved = [];
  new PerformanceObserver(list => {
    const told = (source) => source.node?.outerHTML?.slice(0, 80);
    for (const e of list.getEntries()) window.moved.push([e.value, e.sources.map(told)]);
  }).observe({type: "layout-shift", buffered: true});
"""
"""Notes each shift of the layout (W3C Layout Instability) and what moved."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a site with a photograph taken upright as its lead, and pictures in a text."""
    root = new_site(tmp_path_factory.mktemp("site"))
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace('"plain"', '"gazette"'))
    write(root, "content/media/sahil.jpg", jpeg(1600, 1067, 6))
    write(root, "content/media/enli.png", data(photo(1500, 500), "PNG"))
    pictures = {"image": {"src": "media/sahil.jpg", "alt": "Sahil"}}
    article(root, "sahil", "Mətn.\n\n" * 30, date="2025-10-20 10:00", summary="Qısa məzmun.", **pictures)
    article(
        root, "metn", "Mətn.\n\n![Enli](media/enli.png)\n\nMətn.\n\n![Sahil](media/sahil.jpg)\n\n" + "Mətn.\n\n" * 30
    )
    run(root)
    return files(root / "output")


class Slow:
    """A browser whose pictures come when they are let; everything else comes at once."""

    def __init__(self, page: Page, site: dict[str, bytes], strip: tuple[str, ...] = ()) -> None:
        self.page, self._site, self._strip = page, site, strip
        self._held: list[Route] = []
        page.add_init_script(COUNT)
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if "/media/" in route.request.url:
            self._held.append(route)
        else:
            self._serve(route)

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(f"{ORIGIN}/digest/")
        path += "index.html" if path.endswith("/") or not path else ""
        body = self._site[path]
        for mark in self._strip:
            body = body.replace(mark.encode(), b"") if path.endswith((".html", ".css")) else body
        route.fulfill(status=200, body=body, content_type=mimetypes.guess_type(path)[0] or "text/html")

    def moved(self, path: str) -> list[object]:
        """Visit a page, let its pictures come once it stands, and return what moved from then on."""
        self.page.goto(f"{ORIGIN}/digest/{path}", wait_until="domcontentloaded")
        while not self._held:
            self.page.wait_for_timeout(20)
        self.page.wait_for_timeout(200)
        before = self.page.evaluate("window.moved.length")
        while self._held:
            self._serve(self._held.pop())
            self.page.wait_for_timeout(100)
        found = self.page.evaluate("window.moved")
        assert isinstance(found, list)
        return found[before:]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["", LEAD, TEXT])
def test_nothing_moves_while_pictures_load(page: Page, built: dict[str, bytes], path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert Slow(page, built).moved(path) == []


@pytest.mark.browser
def test_without_its_size_the_text_would_move(page: Page, built: dict[str, bytes]) -> None:
    """What the test above measures is there to be measured."""
    strip = (' width="1067" height="1600"', "inline-size: 100%; aspect-ratio: 3/2;")
    assert Slow(page, built, strip).moved(LEAD)


def sources(page: Page) -> list[str]:
    found = page.evaluate("[...document.images].map(one => [one.currentSrc, one.naturalWidth > 0, one.complete])")
    assert all(complete for _, _, complete in found)
    return [address.rpartition("/")[2].rpartition("-")[0] for address, _, _ in found]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "wanted"), [(1280, "sahil-800"), (390, "sahil-480")])
def test_the_copy_that_fits_the_screen_is_taken(page: Page, built: dict[str, bytes], width: int, wanted: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    Slow(page, built).moved(LEAD)
    assert sources(page) == [wanted]


@pytest.mark.browser
def test_a_picture_is_shown_the_right_way_up_and_no_larger_than_it_is(page: Page, built: dict[str, bytes]) -> None:
    Slow(page, built).moved(LEAD)
    width, height = page.evaluate("(b => [b.width, b.height])(document.images[0].getBoundingClientRect())")
    assert height / width == pytest.approx(1600 / 1067, rel=0.01)
    assert width <= 1067


def test_pages_without_pictures_hold_no_word_of_them(built: dict[str, bytes], tmp_path: Path) -> None:
    assert b"<picture" not in built["archive/index.html"]
    assert b"<img" not in built["archive/index.html"]
