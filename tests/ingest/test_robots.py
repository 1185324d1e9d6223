"""What robots.txt keeps from programs is not fetched, unless the editor names it."""

from __future__ import annotations

import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitegen.events import ignore
from sitegen.ingest import Imported, ImportSettings, import_sources
from sitegen.ingest.robots import Robots, allows, rules_for
from tests.ingest.server import QUICK, Handler, server

__all__ = ["server"]

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")


def test_robots_txt_is_read_once_for_each_site(server: str) -> None:
    robots = Robots("sitegen/1", allow_private=True, limits=QUICK)
    before = Handler.seen.count("/robots.txt")
    allowed = ["/article", "/private/x", "/private/open", "/private/open/x", "/other", "/"]
    assert [robots.refusal(server + path) == "" for path in allowed] == [False, False, True, True, True, True]
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
    said = robots.refusal(f"http://127.0.0.1:{made.server_port}/a.jpg")
    assert (said == "") is permitted
    assert permitted or said.startswith("the robots.txt of 127.0.0.1 cannot be had: cannot be fetched: the server ")
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
