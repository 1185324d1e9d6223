"""gazette in a browser: nothing is wider than the screen, and what the little script adds."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, Route

from sitegen import language as words
from sitegen.render.themes import bundled
from tests.themes.samples import NOW, awkward, pages, site
from tests.themes.test_themes import renderer

ORIGIN = "https://example.org"
BASE = f"{ORIGIN}/digest/"
STATIC = bundled() / "gazette/static"
CARDS = awkward()

Open = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def site_files() -> dict[str, bytes]:
    """Every page of the awkward site by the path it is asked for."""
    show = renderer("gazette")
    files = {f"/digest/{name}/": show(*page).encode() for name, page in pages(CARDS).items()}
    files["/digest/rail.html"] = files.pop("/digest/rail/")
    return files | {f"/digest/assets/{path.name}": path.read_bytes() for path in STATIC.iterdir()}


@pytest.fixture
def visit(chromium: Browser, site_files: dict[str, bytes]) -> Iterator[Open]:  # a fixture
    """Open a browser whose whole internet is the site; what its pages complain about fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        kind = mimetypes.guess_type(path)[0] or "text/html"
        body = site_files.get(path, b"")
        route.fulfill(status=200, body=body, content_type=f"{kind}; charset=utf-8")

    def visit(width: int = 1280, *, script: bool = True, dark: bool = False) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        context.route("**/*", answer)
        context.on("console", lambda said: complaints.append(said.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield visit
    for context in opened:
        context.close()
    assert complaints == []


def show(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{BASE}{name}/")
    return page


@pytest.mark.browser
@pytest.mark.parametrize("name", pages(CARDS))
def test_nothing_is_wider_than_the_screen(visit: Open, name: str) -> None:
    page = visit().new_page()
    page.goto(f"{BASE}{name}/" if name != "rail" else f"{BASE}rail.html")
    for width in (1280, 800, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} pixels wide on a screen of {width}"


@pytest.mark.browser
def test_the_rail_comes_to_an_article_and_marks_it(visit: Open, site_files: dict[str, bytes]) -> None:
    own = f"/digest/{CARDS[0].path}"
    site_files[own] = site_files["/digest/article-0/"]
    page = visit().new_page()
    page.goto(ORIGIN + own)
    rail = page.locator("aside.rail")
    rail.locator("li").nth(len(CARDS) - 1).wait_for()
    assert rail.locator("title, link, meta").count() == 0
    assert rail.locator("a[aria-current=page]").first.get_attribute("href") == own


@pytest.mark.browser
def test_without_script_there_is_a_link_in_its_place(visit: Open) -> None:
    page = show(visit(script=False), "article-0")
    link = page.locator("aside.rail a")
    assert link.get_attribute("href") == "/digest/archive/"
    assert page.locator("button.scheme").is_hidden()


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.browser
def test_the_readers_choice_of_light_or_dark_stays(visit: Open) -> None:
    context = visit()
    page = show(context, "article-0")
    light, switch = paper(page), page.locator("button.scheme")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    dark = paper(page)
    assert (dark != light, switch.get_attribute("aria-pressed")) == (True, "true")
    assert paper(show(context, "tag")) == dark
    assert paper(show(visit(dark=True), "tag")) == dark
    switch.click()
    assert paper(show(context, "tag")) == light


@pytest.mark.browser
@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, ""),
        (5, " (5 dəqiqə əvvəl)"),
        (3 * 60 + 59, " (3 saat əvvəl)"),
        (30 * 60, " (1 gün əvvəl)"),
        (2 * 24 * 60, ""),
    ],
)
def test_a_fresh_date_says_how_long_ago(visit: Open, minutes: int, said: str) -> None:
    context = visit()
    context.clock.set_fixed_time(NOW + dt.timedelta(minutes=minutes))
    assert show(context, "article-0").locator("time[data-ago]").inner_text() == f"3 fevral 2026, 14:37{said}"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "hours", "said"),
    [("ru", 3, "3 часа назад"), ("ru", 5, "5 часов назад"), ("en", 1, "1 hour ago"), ("tr", 2, "2 saat önce")],
)
def test_how_long_ago_in_the_words_of_the_catalog(
    visit: Open, site_files: dict[str, bytes], language: str, hours: int, said: str
) -> None:
    template, page = pages(CARDS)["article-0"]
    where = site(language=language, texts=words.texts(language))
    site_files["/digest/ago/"] = renderer("gazette", where)(template, replace(page, language=language)).encode()
    context = visit()
    context.clock.set_fixed_time(NOW + dt.timedelta(hours=hours))
    assert show(context, "ago").locator("time[data-ago]").inner_text().endswith(f" ({said})")


@pytest.mark.browser
def test_the_address_is_copied_on_request(visit: Open) -> None:
    context = visit()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = show(context, "article-0")
    page.locator("button[data-copied]").click()
    page.get_by_text("Keçid kopyalandı").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{BASE}{CARDS[0].path}"
    assert show(visit(script=False), "article-0").locator(".share :visible").count() == 1, "the link for a letter"


@pytest.mark.browser
def test_the_first_key_leads_to_the_text(visit: Open) -> None:
    page = show(visit(), "article-0")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#main"
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0


def test_static_files_are_the_ones_that_pages_ask_for() -> None:
    asked = (bundled() / "gazette/templates/_head.html").read_text(encoding="utf-8")
    unused = {path.name for path in Path(STATIC).iterdir() if f'asset("{path.name}")' not in asked}
    assert unused == {"icon.svg"}, "the manifest names the icon"
