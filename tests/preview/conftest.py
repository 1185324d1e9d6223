"""A preview of a tiny site, with a stand-in for the build that copies content/ and fails where a file says BROKEN."""

from __future__ import annotations

import datetime as dt
import http.client
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from sitegen import events
from sitegen.errors import Problem, SitegenError
from sitegen.preview import Built as _Built
from sitegen.preview import serve

LONG = 30.0  # seconds after which a test gives up; none waits that long


class Built(msgspec.Struct, frozen=True):
    next_change: dt.datetime | None = None


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Desk:
    """A site's folder, the preview that serves it, and what it reported."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.build: Callable[[], _Built] = self.copy
        self.output = root / "output"
        self.builds = 0
        self.next_change: dt.datetime | None = None
        self.now = dt.datetime(2025, 10, 27, 14, 37, tzinfo=dt.UTC)
        self.hold = threading.Event()  # clear it to keep the next build from ending
        self.hold.set()
        self.stop = threading.Event()
        self._told: list[events.Event] = []
        self._tells = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, path: str, text: str | bytes = "") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def copy(self) -> Built:
        """The stand-in for a build."""
        self.builds += 1
        self.tell(events.Notice(f"build {self.builds} begins"))
        sources = [file for file in self.root.glob("content/**/*") if file.is_file()]
        texts = {file.relative_to(self.root / "content"): file.read_bytes() for file in sources}
        assert self.hold.wait(LONG)
        if broken := [path for path, text in texts.items() if b"BROKEN" in text]:
            raise SitegenError([Problem(f"content/{path}", 3, "no <b>title</b>", 'add "title:"') for path in broken])
        for path, text in texts.items():
            target = self.output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        return Built(self.next_change)

    def tell(self, event: events.Event) -> None:
        with self._tells:
            self._told.append(event)
            self._tells.notify_all()

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self._told if isinstance(event, events.Notice)]

    @property
    def problems(self) -> list[Problem]:
        return [event.problem for event in self._told if isinstance(event, events.Reported)]

    def wait_for(self, notice: str, times: int = 1) -> str:
        """Wait until a notice that contains `notice` was reported so many times; return the last of them."""
        with self._tells:
            assert self._tells.wait_for(lambda: len(self._like(notice)) >= times, LONG), self._told
            return self._like(notice)[times - 1]

    def _like(self, notice: str) -> list[str]:
        return [message for message in self.notices if notice in message]

    def serve(self, base_path: str = "/") -> str:
        """Start the preview; return its address, with the slash."""
        self._thread = threading.Thread(target=self._serve, args=(base_path,))
        self._thread.start()
        self.url = self.wait_for("this preview of").split()[-1]
        return self.url

    def _serve(self, base_path: str) -> None:
        serve(
            self.root,
            self.output,
            self.build,
            port=0,
            base_path=base_path,
            report=self.tell,
            stop=self.stop,
            clock=lambda: self.now,
        )

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def fetch(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for `path` as it is, follow no redirect."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def end(self) -> None:
        self.hold.set()
        self.stop.set()
        if self._thread:
            self._thread.join(LONG)
            assert not self._thread.is_alive()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A preview desk, not serving yet; it ends with the test, and must leave no thread behind."""
    before = set(threading.enumerate())
    root = tmp_path / "site"
    root.mkdir()
    desk = Desk(root)
    yield desk
    desk.end()
    shutil.rmtree(root)
    assert set(threading.enumerate()) <= before


MakePage = Callable[[str], str]


@pytest.fixture
def html() -> MakePage:
    """A whole page around a text, as strict as a news site's: only scripts of its own origin."""
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"

    def make(text: str) -> str:
        return (
            f'<!doctype html><html lang="az"><head><meta http-equiv="Content-Security-Policy" content="{policy}">'
            f"<title>x</title></head><body><p>{text}</p></body></html>"
        )

    return make


Background = Callable[[Callable[[], str]], Callable[[], str]]


@pytest.fixture
def in_background() -> Iterator[Background]:
    """Do something on another thread; what comes back waits for its result."""
    with ThreadPoolExecutor(8) as pool:

        def begin(work: Callable[[], str]) -> Callable[[], str]:
            future = pool.submit(work)
            return lambda: future.result(LONG)

        yield begin
