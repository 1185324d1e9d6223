"""A real server on 127.0.0.1 that answers well at some addresses and misbehaves in every way at the others."""

from __future__ import annotations

import gzip
import io
import re
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import unquote

import pytest
from PIL import Image

from sitegen.ingest.fetch import Limits

LONG = 20.0
"""Seconds: more than any client here has patience for."""
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


PICTURE = io.BytesIO()
Image.new("RGB", (80, 80), "red").save(PICTURE, "PNG")


def illustrated(address: str) -> str:
    picture = f'<figure><img src="{address}" width="800"><figcaption>Göl</figcaption></figure>'
    return ARTICLE.replace("<p>Mütəxəssislər", f"{picture}<p>Mütəxəssislər")


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
        for part in parts:
            self.wfile.write(part)
        enough = time.monotonic() + LONG
        while again and time.monotonic() < enough:  # until the client hangs up
            self.wfile.write(again)

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
