"""Edit, save, look: what the preview builds, when, and what it says."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import SitegenError
from sitegen.preview import serve

if TYPE_CHECKING:
    from tests.preview.conftest import Background, Desk, MakePage


def test_a_saved_article_is_on_the_page(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("old"))
    desk.serve()
    assert "old" in desk.fetch("/").text
    desk.write("content/index.html", html("new"))
    desk.wait_for("Built", times=2)
    assert "new" in desk.fetch("/").text
    assert "Changed: content/index.html" in desk.notices


def test_saves_during_a_build_are_built_afterwards(desk: Desk) -> None:
    desk.hold.clear()
    desk.serve()
    desk.wait_for("build 1 begins")
    for number in range(20):
        desk.write(f"content/{number}.html", "x")
    desk.hold.set()
    desk.wait_for("Built", times=2)
    assert [desk.fetch(f"/{number}").status for number in range(20)] == [200] * 20


def test_what_the_build_writes_starts_no_build(desk: Desk) -> None:
    desk.write("content/index.html", "x")
    desk.serve()
    desk.wait_for("Built")
    desk.write("output/index.html", "changed by hand")
    desk.write(".sitegen/cache", "x")
    desk.write("content/index.html", "y")
    desk.wait_for("Built", times=2)
    assert {notice for notice in desk.notices if notice.startswith("Changed")} == {"Changed: content/index.html"}


def test_content_may_go_and_come_again(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("old"))
    desk.serve()
    desk.wait_for("Built")
    shutil.rmtree(desk.root / "content")
    desk.wait_for("Built", times=2)
    desk.write("content/index.html", html("new"))
    desk.wait_for("Changed: content")
    while "new" not in desk.fetch("/").text:
        continue
    desk.write("content/index.html", html("newest"))
    while "newest" not in desk.fetch("/").text:
        continue


def test_a_failed_build_shows_its_problems_over_the_last_good_site(desk: Desk, html: MakePage) -> None:
    desk.write("content/index.html", html("good"))
    desk.serve()
    desk.wait_for("Built")
    desk.write("content/a<i>.html", "BROKEN")
    desk.wait_for("was not rebuilt")
    answer = desk.fetch("/")
    assert answer.status == 200
    assert "<p>good</p>" in answer.text
    assert "<code>content/a&lt;i&gt;.html:3</code>" in answer.text
    assert "<strong>no &lt;b&gt;title&lt;/b&gt;</strong><br><span>add &quot;title:&quot;</span>" in answer.text
    assert "The site was not rebuilt: 1 problem<" in answer.text
    assert (desk.output / "index.html").read_text() == html("good")
    assert [str(problem) for problem in desk.problems] == ['content/a<i>.html:3: no <b>title</b>; add "title:"']
    desk.write("content/a<i>.html", "mended")
    desk.wait_for("Built", times=2)
    assert "was not rebuilt" not in desk.fetch("/").text


def test_a_first_build_that_fails_shows_a_page_all_the_same(desk: Desk) -> None:
    desk.write("content/a.html", "BROKEN")
    desk.write("content/b.html", "BROKEN")
    desk.serve()
    answer = desk.fetch("/")
    assert answer.status == 404
    for text in ("There is no site yet", "content/a.html:3", "content/b.html:3", "2 problems", "/-/sitegen/reload.js"):
        assert text in answer.text
    assert not desk.output.exists()


def test_a_page_listens_until_the_next_build(desk: Desk, html: MakePage, in_background: Background) -> None:
    desk.write("content/index.html", html("old"))
    desk.serve()
    epoch = epoch_of(desk)
    events = in_background(lambda: desk.fetch(f"/-/sitegen/events?epoch={epoch}").text)
    desk.write("content/index.html", html("new"))
    told = events()
    assert "event: reload\ndata: " in told
    assert epoch not in told
    assert "event: reload" in desk.fetch("/-/sitegen/events?epoch=an-earlier-preview").text


def test_a_scheduled_change_is_built_when_its_time_comes_and_only_once(desk: Desk) -> None:
    desk.next_change = desk.now + dt.timedelta(hours=1)
    desk.serve()
    desk.wait_for("Built")
    desk.now = desk.next_change
    desk.wait_for("Built", times=2)  # and names the same time again, as with a fixed clock
    desk.write("site.toml", "x")
    desk.wait_for("Built", times=3)
    first, *others = [notice for notice in desk.notices if notice.startswith("Changed")]
    assert first == "Changed: the time for a scheduled change has come"
    assert set(others) == {"Changed: site.toml"}


def test_a_port_in_use_is_one_clear_error(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SitegenError) as caught:
            serve(desk.root, desk.output, desk.build, port=port)
    assert str(caught.value) == (
        f"port {port} on 127.0.0.1 is in use, perhaps by another preview; "
        f"end that, or take another port: sitegen serve --port {port + 1}"
    )
    assert desk.builds == 0


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("127.0.0.1", 65536, "there is no port 65536; --port takes a number from 0 to 65535"),
        ("203.0.113.7", 0, "cannot serve on 203.0.113.7 port 0: "),
        ("no such host", 0, "cannot serve on no such host port 0: "),
    ],
)
def test_a_wrong_address_is_one_clear_error(desk: Desk, host: str, port: int, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        serve(desk.root, desk.output, desk.build, host=host, port=port)
    assert str(caught.value).startswith(message)


def test_a_bug_in_the_build_ends_the_preview_and_is_not_hidden(desk: Desk) -> None:
    def build() -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        serve(desk.root, desk.output, build, port=0)  # type: ignore[arg-type]  # it never returns


def test_the_preview_ends_while_pages_listen_and_builds_run(desk: Desk, in_background: Background) -> None:
    desk.write("content/index.html", "<!doctype html>")
    desk.serve()
    epoch = epoch_of(desk)
    listening = in_background(lambda: desk.fetch(f"/-/sitegen/events?epoch={epoch}").text)
    desk.hold.clear()
    desk.write("site.toml", "x")
    desk.wait_for("build 2 begins")
    waiting = in_background(lambda: desk.fetch("/").text)
    with socket.create_connection(("127.0.0.1", desk.port)):  # a connection that asks for nothing
        desk.stop.set()
        desk.end()
    assert "reload.js" in waiting() or "has ended" in waiting()
    assert listening().startswith(": listening")


PROGRAM = """
import pathlib, signal, sys
from sitegen.preview import serve

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it

class Built:
    next_change = None

serve(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1], "output"), Built, port=0,
      report=lambda event: print(event, flush=True))
print("ended", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C cannot be sent to another process elsewhere")
def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        while "Built" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "The preview has ended" in out
    assert out.endswith("ended\n")


def test_the_browser_is_opened_once_with_the_address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    stop = threading.Event()

    def note(url: str) -> bool:
        opened.append(url)
        stop.set()
        return True

    monkeypatch.setattr("webbrowser.open", note)
    serve(desk.root, desk.output, desk.build, port=0, base_path="digest", open_browser=True, stop=stop)
    assert len(opened) == 1
    assert opened[0].startswith("http://127.0.0.1:")
    assert opened[0].endswith("/digest/")


def epoch_of(desk: Desk) -> str:
    return desk.fetch("/").text.split('data-epoch="')[1].split('"')[0]
