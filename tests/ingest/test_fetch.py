"""Fetching, against a real server on 127.0.0.1 that misbehaves in every way."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_sources
from sitegen.ingest.connections import is_public
from sitegen.ingest.fetch import Limits, Validators, fetch
from sitegen.ingest.robots import Robots

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
QUICK = Limits(wait=0.3, total=1.0, size=200_000, attempts=2, back_off=0.01)
ARTICLE = """<!DOCTYPE html><html lang="az"><head><meta charset="utf-8"><title>Göldə quşlar sayıldı</title></head><body>
<nav><a href="/">Ana səhifə</a></nav><article><h1>Göldə quşlar sayıldı</h1><p>27.10.2025 14:37</p>
<p>Göldə qışlayan quşların sayılması başa çatıb, ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar.</p>
<p>Mütəxəssislər artımı suyun səviyyəsinin qalxması ilə izah edirlər, sayımda iyirmi könüllü iştirak edib.</p>
</article></body></html>"""

BOMB = gzip.compress(b"\0" * 5_000_000)


class Handler(BaseHTTPRequestHandler):
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        type(self).seen.append(self.path)
        handler = getattr(self, "at_" + self.path.split("?")[0].strip("/").replace("-", "_").replace(".", "_"), None)
        handler() if handler else self.answer(404)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_article(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            return self.answer(304, ETag='"v1"')
        return self.answer(200, ARTICLE.encode(), Content_Type="text/html; charset=utf-8", ETag='"v1"')

    def at_agent(self) -> None:
        self.answer(200, self.headers.get("User-Agent", "").encode(), Content_Type="text/plain")

    def at_moved(self) -> None:
        self.answer(301, Location="/article")

    def at_circle(self) -> None:
        self.answer(302, Location="/circle-back")

    def at_circle_back(self) -> None:
        self.answer(302, Location="/circle")

    def at_far(self) -> None:
        step = int(self.path.partition("?")[2] or 0)
        self.answer(302, Location=f"/far?{step + 1}")

    def at_private(self) -> None:
        self.answer(302, Location="http://169.254.169.254/latest/meta-data/")

    def at_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def at_slow(self) -> None:
        time.sleep(2)

    def at_dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def at_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(b"x" * 10_000)

    def at_bomb(self) -> None:
        self.answer(200, BOMB, Content_Encoding="gzip", Content_Type="text/html")

    def at_broken_gzip(self) -> None:
        self.answer(200, b"plain text", Content_Encoding="gzip")

    def at_short(self) -> None:
        self.answer(200, b"only this", Content_Length="5000")

    def at_picture(self) -> None:
        self.answer(200, b"\x89PNG\r\n", Content_Type="image/png")

    def at_lying(self) -> None:
        self.answer(200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, Content_Type="text/html")

    def at_flaky(self) -> None:
        first = self.seen.count("/flaky") == 1
        self.answer(503 if first else 200, b"at last", Content_Type="text/plain")

    def at_forbidden(self) -> None:
        self.answer(403)

    def at_robots_txt(self) -> None:
        self.answer(200, b"User-agent: *\nDisallow: /article\n", Content_Type="text/plain")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


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
    "address",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1:8080/x"],
)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(SitegenError, match=r"is not on the public internet; use --allow-private if you mean it"):
        fetch(address, agent="a", limits=QUICK)


PRIVATE = """127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255
:: ::1 fe80::1%eth0 fc00::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"""


@pytest.mark.parametrize("text", PRIVATE.split())
def test_what_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_what_is_public(text: str) -> None:
    assert is_public(text)


def test_robots_txt_is_read(server: str) -> None:
    robots = Robots("sitegen/1", allow_private=True, limits=QUICK)
    assert not robots.permit(f"{server}/article")
    assert robots.permit(f"{server}/other")
    assert Handler.seen.count("/robots.txt") == 1


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
