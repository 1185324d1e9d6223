"""Fetching, against a real server on 127.0.0.1 that misbehaves in every way."""

from __future__ import annotations

import gzip
import io
import re
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

import msgspec
import pytest
from PIL import Image

from sitegen.errors import SitegenError
from sitegen.events import ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_sources
from sitegen.ingest.connections import connect_to, is_public
from sitegen.ingest.fetch import Limits, Validators, fetch
from sitegen.ingest.frontmatter import blocks, short
from sitegen.ingest.robots import Robots, allows, rules_for

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
QUICK = Limits(wait=0.3, total=1.0, size=200_000, attempts=2, back_off=0.01)
ARTICLE = """<!DOCTYPE html><html lang="az"><head><meta charset="utf-8"><title>Göldə quşlar sayıldı</title></head><body>
<nav><a href="/">Ana səhifə</a></nav><article><h1>Göldə quşlar sayıldı</h1><p>27.10.2025 14:37</p>
<p>Göldə qışlayan quşların sayılması başa çatıb, ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar.</p>
<p>Mütəxəssislər artımı suyun səviyyəsinin qalxması ilə izah edirlər, sayımda iyirmi könüllü iştirak edib.</p>
</article></body></html>"""

FEED = """<rss version="2.0"><channel><title>Göl</title>
<item><title>Quşlar sayıldı</title><link>https://gol.example/1</link><pubDate>Mon, 27 Oct 2025 14:37:00 +0400</pubDate>
<description>Göldə qışlayan quşların sayılması başa çatıb.</description></item>
<item><title>Balıqlar sayıldı</title><link>https://gol.example/2</link>
<pubDate>Mon, 27 Oct 2025 15:37:00 +0400</pubDate>
<description>Göldəki balıqların sayılması isə davam edir.</description></item></channel></rss>"""
ROBOTS = b"""User-agent: other
Disallow: /

User-agent: sitegen
Disallow: /article
Disallow: /private/
Allow: /private/open
"""
BOMB = gzip.compress(b"\0" * 5_000_000)


class Handler(BaseHTTPRequestHandler):
    seen: ClassVar[list[str]] = []
    given: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.given.append(self.headers.get("If-None-Match", ""))
        name = re.sub(r"[-./]", "_", unquote(self.path).split("?")[0].strip("/"))
        handler = getattr(self, f"at_{name}", None)
        handler() if handler else self.answer(404)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_shown(self) -> None:
        self.answer(200, illustrated("/open.png").encode(), Content_Type="text/html")

    def at_kept_back(self) -> None:
        text = illustrated("/private/b.png").replace("quş", "ördək").replace("Mütəxəssislər", "Başqa mütəxəssislər")
        self.answer(200, text.replace("sayılması", "sayı bu il").encode(), Content_Type="text/html")

    def at_open_png(self) -> None:
        self.answer(200, PICTURE.getvalue(), Content_Type="image/png")

    def at_feed(self) -> None:
        if self.headers.get("If-None-Match") == '"f1"':
            return self.answer(304, ETag='"f1"')
        return self.answer(200, FEED.encode(), Content_Type="application/rss+xml", ETag='"f1"')

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
        self.answer(200, ROBOTS, Content_Type="text/plain")

    def raw(self, *parts: bytes, again: bytes = b"") -> None:
        """Send bytes as they are, the last ones again and again."""
        self.close_connection = True
        for part in (*parts, *(again for _ in range(20_000 if again else 0))):
            self.wfile.write(part)

    def at_not_http(self) -> None:
        self.raw(b"SSH-2.0-OpenSSH_9.2\x1b[2J\r\n")

    def at_hung_up(self) -> None:
        self.raw()

    def at_header_flood(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\n", again=b"X-Filler: " + b"y" * 1000 + b"\r\n")

    def at_continue_flood(self) -> None:
        self.raw(again=b"HTTP/1.1 100 Continue\r\n\r\n" * 50)

    def at_endless_chunks(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", again=b"3e8\r\n" + b"x" * 1000 + b"\r\n")

    def at_broken_chunks(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx")

    def at_brotli(self) -> None:
        self.answer(200, b"\x0b\x02\x80hello\x03", Content_Encoding="br")

    def at_half_gzip(self) -> None:
        self.answer(200, gzip.compress(ARTICLE.encode())[:-30], Content_Encoding="gzip")

    def at_two_gzips(self) -> None:
        self.answer(200, gzip.compress(b"one, ") + gzip.compress(b"two"), Content_Encoding="gzip")

    def at_second_bomb(self) -> None:
        self.answer(200, gzip.compress(b"x") + BOMB, Content_Encoding="gzip")

    def at_bare_deflate(self) -> None:
        bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self.answer(200, bare.compress(b"bare") + bare.flush(), Content_Encoding="deflate")

    def at_zlib(self) -> None:
        self.answer(200, zlib.compress(b"zlib"), Content_Encoding="deflate")

    def at_longer(self) -> None:
        self.answer(200, b"four and more", Content_Length="4")

    def at_strange_length(self) -> None:
        self.answer(200, b"all of it", Content_Length="-5")

    def at_own_words(self) -> None:
        self.raw(b"HTTP/1.1 418 \x1b[31mpay here: http://x.example/\r\nContent-Length: 0\r\n\r\n")

    def at_bad_place(self) -> None:
        self.answer(302, Location="http://[bad/")

    def at_data_place(self) -> None:
        self.answer(302, Location="data:text/html,x")

    def at_utf8_place(self) -> None:
        self.answer(302, Location="/gölün-quşları".encode().decode("latin-1"))

    def at_gölün_quşları(self) -> None:
        self.answer(200, b"found")

    def at_later(self) -> None:
        self.answer(503, Retry_After="3600")

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


def test_robots_txt_is_read_once_for_each_site(server: str) -> None:
    robots = Robots("sitegen/1", allow_private=True, limits=QUICK)
    before = Handler.seen.count("/robots.txt")
    allowed = ["/article", "/private/x", "/private/open", "/private/open/x", "/other", "/"]
    assert [robots.permit(server + path) for path in allowed] == [False, False, True, True, True, True]
    assert Handler.seen.count("/robots.txt") == before + 1


@pytest.mark.parametrize(("kind", "permitted"), [("404", True), ("403", True), ("503", False), ("nobody", False)])
def test_without_robots_txt_all_is_allowed_but_where_it_fails_to_come_nothing_is(kind: str, permitted: bool) -> None:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(int(kind))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    made = ThreadingHTTPServer(("127.0.0.1", 0), Answering if kind != "nobody" else BaseHTTPRequestHandler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    if kind == "nobody":
        made.shutdown()
        made.server_close()
    robots = Robots("sitegen/1", allow_private=True, limits=QUICK)
    assert robots.permit(f"http://127.0.0.1:{made.server_port}/a.jpg") is permitted
    if kind != "nobody":
        made.shutdown()
        made.server_close()


RULES = """
# the longest rule counts, of two as long the one that allows; * is anything, $ the end
User-agent: *
Disallow: /everyone/

User-Agent: SiteGen   # in any case
user-agent: another
Disallow: /a
Allow: /a/b
Disallow: /*.gif$
Disallow: /same
Allow: /same
Disallow: /x*y*z
Disallow: /g%C3%B6l
Disallow: /%7Ehome
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "permitted"),
    [
        ("/everyone/1", True),
        ("/a", False),
        ("/abc", False),
        ("/a/b/c", True),
        ("/one.gif", False),
        ("/one.gif?x", True),
        ("/same", True),
        ("/x1y2z3", False),
        ("/xzy", True),
        ("/göl", False),
        ("/~home/1", False),
        ("/robots.txt", True),
        ("/", True),
    ],
)
def test_the_rules_of_a_robots_txt(path: str, permitted: bool) -> None:
    assert allows(rules_for("sitegen", RULES), path) is permitted


def test_without_a_group_of_its_own_the_rules_for_everyone_hold() -> None:
    rules = rules_for("sitegen", "User-agent: sitegenerator\nDisallow: /\n\nUser-agent: *\nDisallow: /no\n")
    assert (allows(rules, "/no"), allows(rules, "/yes")) == (False, True)


PICTURE = io.BytesIO()
Image.new("RGB", (80, 80), "red").save(PICTURE, "PNG")


def illustrated(address: str) -> str:
    picture = f'<figure><img src="{address}" width="800"><figcaption>Göl</figcaption></figure>'
    return ARTICLE.replace("<p>Mütəxəssislər", f"{picture}<p>Mütəxəssislər")


def test_a_picture_that_its_site_keeps_from_programs_is_left_out_and_said(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True)
    first, second = import_sources([f"{server}/shown", f"{server}/kept-back"], settings, NOW, ignore)
    assert isinstance(first, Imported)
    assert "](media/2025/10/" in (tmp_path / first.path).read_text("utf-8")
    assert isinstance(second, Imported)
    assert "](" not in (tmp_path / second.path).read_text("utf-8").split("---")[2]
    host = server.removeprefix("http://").partition(":")[0]
    assert second.notes == (f"the picture {server}/private/b.png was left out: the robots.txt of {host} forbids it",)
    assert "/private/b.png" not in Handler.seen


def test_a_source_is_asked_only_for_what_changed(server: str, tmp_path: Path) -> None:
    def looked_at_again(**changes: object) -> Imported:
        settings = msgspec.structs.replace(ImportSettings(tmp_path, allow_private=True, images=False), **changes)
        (result,) = import_sources([f"{server}/article"], settings, NOW, ignore)
        assert isinstance(result, Imported)
        return result

    first = looked_at_again()
    assert first.state == "written"
    assert Handler.given[-1] == ""
    again = looked_at_again(update=True)
    assert (again.path, again.state) == (first.path, "unchanged")
    assert again.reason == "was imported before, and the source has not changed since"
    assert Handler.given[-1] == '"v1"'
    looked_at_again(tags=("göl",), update=True)  # something else is wanted of it
    assert Handler.given[-1] == ""
    looked_at_again(force=True)
    assert Handler.given[-1] == ""
    (tmp_path / ".sitegen" / "sources.bin").write_bytes(b"damaged")
    looked_at_again()
    assert Handler.given[-1] == ""
    (tmp_path / first.path).unlink()
    assert looked_at_again().state == "written"
    assert Handler.given[-1] == ""


def test_a_source_that_has_not_been_merged_is_asked_for_whole(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True, images=False)
    (first,) = import_sources([f"{server}/article"], settings, NOW, ignore)
    assert isinstance(first, Imported)
    path = tmp_path / first.path
    (tmp_path / ".sitegen" / "sources.bin").unlink()
    stale = path.read_text("utf-8").replace("iyirmi könüllü", "on könüllü")
    body = stale.split("---\n", 2)[2].strip()
    marks = " ".join(short(block) for block in blocks(body))
    path.write_text(re.sub(r"(?m)^    blocks: .*$", f"    blocks: {marks}", stale), "utf-8")
    (told,) = import_sources([f"{server}/article"], settings, NOW, ignore)
    assert isinstance(told, Imported)
    assert "+Mütəxəssislər" in told.diff
    assert not (tmp_path / ".sitegen" / "sources.bin").exists()
    (merged,) = import_sources([f"{server}/article"], msgspec.structs.replace(settings, update=True), NOW, ignore)
    assert isinstance(merged, Imported)
    assert merged.state == "updated"
    assert "iyirmi könüllü" in path.read_text("utf-8")


def test_a_feed_is_asked_only_for_what_changed(server: str, tmp_path: Path) -> None:
    settings = ImportSettings(tmp_path, allow_private=True, images=False)
    first = import_sources([f"{server}/feed"], settings, NOW, ignore)
    again = import_sources([f"{server}/feed"], settings, NOW, ignore)
    assert [one.state for one in first if isinstance(one, Imported)] == ["written", "written"]
    assert [(one.path, one.state) for one in again if isinstance(one, Imported)] == [
        (one.path, "unchanged") for one in first if isinstance(one, Imported)
    ]
    assert Handler.given[-1] == '"f1"'


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
