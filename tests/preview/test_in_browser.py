"""The preview as an editor sees it, in a real browser, on pages with a strict Content-Security-Policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.preview.conftest import Desk, MakePage

pytestmark = pytest.mark.browser


def test_every_open_page_shows_what_was_saved(desk: Desk, html: MakePage, page: Page) -> None:
    for name in ("index.html", "404.html", "about.html"):
        desk.write(f"content/{name}", html("old"))
    url = desk.serve("/digest/")
    pages = [page, page.context.new_page(), page.context.new_page()]
    for each, path in zip(pages, ["", "about", "no/such/page"], strict=True):
        each.goto(url + path)
        expect(each.locator("p")).to_have_text("old")
    for name in ("index.html", "404.html", "about.html"):
        desk.write(f"content/{name}", html("new"))
    for each in pages:
        expect(each.locator("p")).to_have_text("new")


def test_the_reader_stays_where_he_was(desk: Desk, html: MakePage, page: Page) -> None:
    tall = '<img alt="" width="10" height="5000" src="/x.png">'
    desk.write("content/index.html", html(f"old{tall}"))
    page.goto(desk.serve())
    page.evaluate("scrollTo(0, 1234)")
    desk.write("content/index.html", html(f"new{tall}"))
    expect(page.locator("p")).to_have_text("new")
    page.wait_for_function("scrollY === 1234")


def test_an_error_lies_over_the_page_and_goes_when_it_is_mended(desk: Desk, html: MakePage, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    desk.write("content/favicon.ico")
    desk.write("content/index.html", html("good"))
    page.goto(desk.serve())
    desk.write("content/<img src=x onerror=alert(1)>.html", "BROKEN")
    overlay = page.get_by_role("alert")
    expect(overlay).to_contain_text("content/<img src=x onerror=alert(1)>.html:3 no <b>title</b>")
    expect(overlay).to_contain_text('add "title:"')
    expect(overlay).to_have_css("position", "fixed")
    expect(page.get_by_text("good", exact=True)).to_be_visible()
    overlay.get_by_text("The site was not rebuilt").click()
    expect(overlay.get_by_text("add")).not_to_be_visible()
    desk.write("content/<img src=x onerror=alert(1)>.html", "mended")
    expect(overlay).to_have_count(0)
    assert complaints == []


def test_a_site_that_was_broken_from_the_start_appears_when_it_is_mended(
    desk: Desk, html: MakePage, page: Page
) -> None:
    desk.write("content/index.html", "BROKEN")
    page.goto(desk.serve())
    expect(page.get_by_role("alert")).to_contain_text("content/index.html:3")
    desk.write("content/index.html", html("here it is"))
    expect(page.get_by_text("here it is")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_more_tabs_than_a_browser_has_connections_do_not_block_it(desk: Desk, html: MakePage, page: Page) -> None:
    desk.write("content/index.html", html("old"))
    url = desk.serve()
    tabs = [page.context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(url)
        turn(tab, "hidden")
    page.goto(url)
    desk.write("content/index.html", html("new"))
    expect(page.locator("p")).to_have_text("new")
    expect(tabs[0].locator("p")).to_have_text("old")
    turn(tabs[0], "visible")
    expect(tabs[0].locator("p")).to_have_text("new")


def turn(tab: Page, state: str) -> None:
    """What a browser does when another tab is chosen (a headless one shows all its pages at once)."""
    tab.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )
