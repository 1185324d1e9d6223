"""Fetching, against a real server on 127.0.0.1 that misbehaves in every way."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_sources
from sitegen.ingest.connections import connect_to, is_public
from sitegen.ingest.fetch import Validators, fetch
from tests.ingest.server import ARTICLE, QUICK, server

__all__ = ["server"]

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")


def test_a_page_is_fetched_with_a_plain_user_agent(server: str) -> None:
    answer = fetch(f"{server}/moved", agent="sitegen/1", allow_private=True, limits=QUICK)
    assert (answer.address, answer.content_type, answer.charset) == (f"{server}/article", "text/html", "utf-8")
    assert answer.data.decode() == ARTICLE
    assert fetch(f"{server}/agent", agent="sitegen/1 (+https://x.example/)", allow_private=True, limits=QUICK).data == (
        b"sitegen/1 (+https://x.example/)"
    )


def test_an_unchanged_page_is_not_sent_again(server: str) -> None:
    known = Validators(etag='"v1"')
    assert fetch(f"{server}/article", agent="a", allow_private=True, limits=QUICK, validators=known).unchanged


def test_a_passing_failure_is_tried_again(server: str) -> None:
    assert fetch(f"{server}/flaky", agent="a", allow_private=True, limits=QUICK).data == b"at last"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "the server answered 404 Not Found; check the address"),
        ("forbidden", "the server answered 403 Forbidden; save the page in a browser and import the file"),
        ("circle", "redirects in a circle, back to"),
        ("far", "redirects more than 5 times; give the address it ends at"),
        ("private", '"169.254.169.254" is not on the public internet; use --allow-private if you mean it'),
        ("file", "is not an http or https address"),
        ("slow", "cannot be fetched: the server does not answer; try again later"),
        ("dripping", "did not arrive within 1 seconds; try again later"),
        ("endless", "is larger than 0.2 MB; an article is smaller"),
        ("bomb", "is larger than 0.2 MB"),
        ("broken-gzip", "claims to be compressed but is not"),
        ("short", "cannot be fetched: the connection ended"),
        ("second-bomb", "is larger than 0.2 MB"),
        ("endless-chunks", "is larger than 0.2 MB"),
        ("half-gzip", "cannot be fetched: the connection ended before the compressed text did"),
        ("broken-chunks", "cannot be fetched: the connection ended before the page did"),
        ("not-http", "cannot be fetched: the server's answer is not HTTP"),
        ("hung-up", "cannot be fetched: the server hung up without an answer"),
        ("header-flood", "cannot be fetched: the server's answer is not HTTP"),
        ("continue-flood", "did not arrive within 1 seconds"),
        ("brotli", 'is compressed in a way nobody asked for ("br"); save the page in a browser'),
        ("own-words", "the server answered 418 I'm a Teapot; save the page in a browser"),
        ("bad-place", "redirects to http://[bad/, which is not an http or https address"),
        ("data-place", "redirects to data:text/html,x, which is not an http or https address"),
        ("later", "cannot be fetched: the server answered 503 Service Unavailable; try again later"),
    ],
)
def test_a_bad_server_ends_in_one_clear_line(server: str, path: str, said: str) -> None:
    allowed = path != "private"
    with pytest.raises(SitegenError) as caught:
        if allowed:
            fetch(f"{server}/{path}", agent="a", allow_private=True, limits=QUICK)
        else:
            _fetch_with_public_first(server, path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def _fetch_with_public_first(server: str, path: str) -> None:
    """The first address counts as public here; what it redirects to does not."""
    import sitegen.ingest.connections as module

    real = module.is_public
    module.is_public = lambda text: text == "127.0.0.1" or real(text)
    try:
        fetch(f"{server}/{path}", agent="a", limits=QUICK)
    finally:
        module.is_public = real


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("two-gzips", b"one, two"),
        ("bare-deflate", b"bare"),
        ("zlib", b"zlib"),
        ("longer", b"four"),
        ("strange-length", b"all of it"),
        ("utf8-place", b"found"),
    ],
)
def test_what_can_be_understood_is(server: str, path: str, text: bytes) -> None:
    assert fetch(f"{server}/{path}", agent="a", allow_private=True, limits=QUICK).data == text


LOCAL = """http://127.0.0.1/ http://localhost/ http://[::1]/ http://10.0.0.1/ http://192.168.1.1:8080/x
http://2130706433/ http://0x7f000001/ http://0177.0.0.1/ http://127.1/ http://0/ http://[::ffff:127.0.0.1]/
http://[::127.0.0.1]/ http://１２７.０.０.１/ http://⑯⑨。②⑤④。①⑥⑨｡②⑤④/ HTTPS://169.254.169.254/"""


@pytest.mark.parametrize("address", LOCAL.split())
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(SitegenError, match=r"is not on the public internet; use --allow-private if you mean it"):
        fetch(address, agent="a", limits=QUICK)


PRIVATE = """127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255
192.0.0.8 192.88.99.1 198.18.0.1 240.0.0.1
:: ::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 2001:db8::1 3fff::1 2001:0:7f00:1:: 64:ff9b:1::7f00:1
::127.0.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"""


@pytest.mark.parametrize("text", PRIVATE.split())
def test_what_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_is_public(text: str) -> None:
    assert is_public(text)


LOOKED_UP: list[tuple[str, object]] = []
sys.addaudithook(
    lambda event, told: (
        LOOKED_UP.append((event, told[0] if event == "socket.getaddrinfo" else told[1]))
        if event in ("socket.getaddrinfo", "socket.connect")
        else None
    )
)


def test_a_name_is_looked_up_once_and_the_connection_goes_to_the_checked_address(server: str) -> None:
    port = int(server.rpartition(":")[2])
    connection = connect_to(f"http://localhost:{port}/", 1.0, allow_private=True)
    LOOKED_UP.clear()
    connection.connect()
    connection.close()
    names = [name for event, name in LOOKED_UP if event == "socket.getaddrinfo"]
    assert set(names) <= {"127.0.0.1", "::1"}
    assert ("socket.connect", ("127.0.0.1", port)) in LOOKED_UP


def test_a_password_in_an_address_is_not_published() -> None:
    with pytest.raises(SitegenError, match="holds a name or a password, which would be published"):
        fetch("https://me:secret@example.org/", agent="a", limits=QUICK)


def test_importing_addresses(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True, images=False)
    sources = [f"{server}/moved", f"{server}/article?utm_source=x", f"{server}/picture", f"{server}/lying"]
    results = import_sources(sources, settings, NOW, ignore)
    first, again, picture, lying = results
    assert isinstance(first, Imported)
    assert first.path == "content/articles/2025/10/golde-quslar-sayildi.md"
    text = (tmp_path / first.path).read_text("utf-8")
    assert "date: 2025-10-27T14:37:00+04:00\n" in text
    assert f"url: {server}/article\n" in text
    assert text.endswith("sayımda iyirmi könüllü iştirak edib.\n")
    assert isinstance(again, Imported)
    assert again.state == "unchanged"
    assert isinstance(picture, Failed)
    assert str(picture.problems[0]).endswith(
        "/picture: is image/png, not an article; give the address of the page about it"
    )
    assert isinstance(lying, Failed)
    assert "/lying: is a PNG picture, not an article; give the page that shows it" in str(lying.problems[0])
