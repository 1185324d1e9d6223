"""What a browser gets from the preview, and what a stranger does not get."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.preview.epochs import State
from sitegen.preview.pages import dress
from sitegen.preview.server import is_local

if TYPE_CHECKING:
    from tests.preview.conftest import Background, Desk, MakePage

SCRIPT = '<script src="/-/sitegen/reload.js"'


def test_a_page_is_served_with_the_script_that_output_does_not_have(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("Salam, dünya"))
    desk.serve()
    answer = desk.fetch("/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Salam, dünya</p>" + SCRIPT in answer.text
    assert (desk.output / "index.html").read_text() == html("Salam, dünya")


def test_a_missing_page_is_the_sites_404_page(desk: Desk, html: MakePage) -> None:
    desk.write("content/404.html", html("Belə səhifə yoxdur"))
    desk.serve()
    answer = desk.fetch("/no/such/page/")
    assert (answer.status, "Belə səhifə yoxdur" in answer.text) == (404, True)
    desk.output.joinpath("404.html").unlink()
    answer = desk.fetch("/no/such/page/")
    assert (answer.status, "no 404.html" in answer.text, SCRIPT in answer.text) == (404, True, True)


def test_redirects_keep_the_query(desk: Desk) -> None:
    desk.write("content/tags/index.html")
    desk.serve("/digest/")
    assert desk.url.endswith("/digest/")
    for path, status, to in [
        ("/", 302, "/digest/"),
        ("/digest", 301, "/digest/"),
        ("/digest/tags?q=%C9%99", 301, "/digest/tags/?q=%C9%99"),
    ]:
        answer = desk.fetch(path)
        assert (answer.status, answer.headers["Location"]) == (status, to)
    outside = desk.fetch("/tags/")
    assert (outside.status, "This site lives at /digest/" in outside.text) == (404, True)


def test_head_tells_what_get_would(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("x"))
    desk.write("content/rss.xml", "<rss/>")
    desk.serve()
    for path in ("/", "/rss.xml", "/nothing", "/-/sitegen/reload.js"):
        head, get = desk.fetch(path, "HEAD"), desk.fetch(path)
        assert (head.status, head.headers["Content-Length"], head.body) == (get.status, str(len(get.body)), b"")
    assert desk.fetch("/-/sitegen/events", "HEAD").headers["Content-Type"] == "text/event-stream"


def test_a_video_can_be_asked_for_in_pieces(desk: Desk) -> None:
    desk.write("content/film.mp4", b"0123456789")
    desk.serve()
    for wanted, status, body, content_range in [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=" + "9" * 5000 + "-", 200, b"0123456789", None),
    ]:
        answer = desk.fetch("/film.mp4", Range=wanted)
        assert (answer.status, answer.body, answer.headers.get("Content-Range")) == (status, body, content_range), (
            wanted
        )
        assert answer.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "site.localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "192.168.1.20:8000",
        "paper.lan",
    ],
)
def test_local_names_are_answered(host: str) -> None:
    assert is_local(host, "paper.lan")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example:8000",
        "",
        "localhost.evil.example",
        "[",
        "evil.example@localhost.example",
    ],
)
def test_other_names_are_not(host: str) -> None:
    assert not is_local(host, "paper.lan")


def test_a_stranger_whose_name_points_here_gets_nothing(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("a draft"))
    desk.serve()
    for path in ("/", "/-/sitegen/events", "/-/sitegen/reload.js"):
        answer = desk.fetch(path, Host=f"evil.example:{desk.port}")
        assert (answer.status, "a draft" in answer.text) == (421, False)


def test_other_methods_are_refused(desk: Desk) -> None:
    desk.serve()
    assert desk.fetch("/", "POST").status == 501


@pytest.mark.parametrize(
    ("page", "dressed"),
    [
        (b"<!doctype html><p>x", b"<!doctype html><p>x{}"),
        (b"<!DOCTYPE html><body><p>x</BODY ></html>", b"<!DOCTYPE html><body><p>x{}</BODY ></html>"),
        (b"\xef\xbb\xbf\n<!-- c --> <html></body></body>", b"\xef\xbb\xbf\n<!-- c --> <html></body>{}</body>"),
        (b"<ol><li>a fragment, such as the rail</ol>", b"<ol><li>a fragment, such as the rail</ol>"),
        (b"", b""),
    ],
)  # fmt: skip
def test_whole_documents_get_the_script_and_fragments_stay_as_they_are(page: bytes, dressed: bytes) -> None:
    script = b'<script src="/-/sitegen/reload.js" data-epoch="e-1" async></script>'
    assert dress(page, State("e-1")) == dressed.replace(b"{}", script)


@given(st.binary())
def test_a_page_keeps_all_its_bytes(text: bytes) -> None:
    assert (
        dress(b"<!doctype html>" + text, State("e")).replace(dress(b"<html>", State("e"))[6:], b"", 1)
        == b"<!doctype html>" + text
    )


def test_requests_wait_for_a_running_build(desk: Desk, html: MakePage, in_background: Background) -> None:
    desk.write("content/index.html", html("old"))
    desk.serve()
    assert "old" in desk.fetch("/").text
    desk.hold.clear()
    desk.write("content/index.html", html("new"))
    desk.wait_for("build 2 begins")
    answers = [in_background(lambda: desk.fetch("/").text) for _ in range(3)]
    desk.hold.set()
    assert all("new" in answer() for answer in answers)


def test_a_browser_that_goes_away_disturbs_nobody(desk: Desk) -> None:
    desk.write("content/big.bin", b"\0" * 10_000_000)
    desk.serve()
    for request in (b"", b"GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\xff\xfe\r\n\r\n", b"GET http://["):
        with socket.create_connection(("127.0.0.1", desk.port)) as connection:
            connection.sendall(request)
    assert len(desk.fetch("/big.bin").body) == 10_000_000
    assert desk.problems == []
