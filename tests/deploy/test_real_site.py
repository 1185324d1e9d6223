"""The demonstration digest, deployed, checked out again and served where GitHub Pages would: below /digest/."""

from __future__ import annotations

import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from sitegen.events import ignore
from sitegen.pipeline import Settings, build
from sitegen.preview.epochs import Epochs
from sitegen.preview.server import Server, listen

from .conftest import contents

if TYPE_CHECKING:
    from .conftest import Work

PROJECT = Path(__file__).parents[2]
BASE = "https://owner.github.io/digest/"


@pytest.fixture
def deployed(work: Work) -> Path:
    """A checkout of the branch that the demonstration digest was deployed to."""
    shutil.copytree(PROJECT / "content", work.root / "content")
    shutil.copy(PROJECT / "site.toml", work.root)
    shutil.rmtree(work.output)
    build(Settings(root=work.root, base_url=BASE, jobs=1), ignore)
    work.deploy()
    assert work.published() == contents(work.output) | {".nojekyll": b""}
    return work.folder / "checkout-0"


def test_every_page_of_the_deployed_site_leads_only_to_what_is_there(deployed: Path) -> None:
    with serving(deployed, "/digest/") as server:
        home = f"http://127.0.0.1:{server.port}/digest/"
        seen, broken = crawl(home)
    pages = {
        home + path.relative_to(deployed).as_posix().removesuffix("index.html") for path in deployed.rglob("index.html")
    }
    assert broken == {}
    assert len(pages) > 16
    assert pages - seen <= redirects(deployed, home)  # every page is reached from the home page, but old addresses


class serving:  # noqa: N801  # read as a verb: with serving(…)
    """Serve a folder as the preview does, while the block runs."""

    def __init__(self, folder: Path, base_path: str) -> None:
        self._epochs = Epochs()
        self._epochs.take(0)
        self._epochs.finish()
        self._server = listen("127.0.0.1", 0, folder, base_path, self._epochs)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Server:
        self._thread.start()
        return self._server

    def __exit__(self, *error: object) -> None:
        self._epochs.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Links(HTMLParser):
    """Every address that a page names, and makes the browser ask for or the reader go to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "poster", "data-src", "action"} and value:
                self.found.append(value)
            if name == "srcset" and value:
                self.found += [each.split()[0] for each in value.split(",")]


def crawl(home: str) -> tuple[set[str], dict[str, str]]:
    """Follow every link within the site, from its home page on; return what was seen and what was broken, and where."""
    waiting, seen, broken = [(home, "")], set[str](), dict[str, str]()
    while waiting:
        address, referrer = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        try:
            with urllib.request.urlopen(address) as response:
                kind, page = response.headers.get_content_type(), response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            broken[address] = f"{error.code}, linked from {referrer}"
            continue
        if kind == "text/html":
            waiting += [(link, address) for link in own_links(page, address, home)]
    return seen, broken


def own_links(page: str, address: str, home: str) -> Iterator[str]:
    for link in Links(page).found:
        target = urljoin(address, link.replace(BASE, home)).partition("#")[0]
        if urlsplit(target).netloc == urlsplit(home).netloc and "/-/sitegen/" not in target:
            yield target


def redirects(folder: Path, home: str) -> set[str]:
    """The pages that only lead elsewhere."""
    return {
        home + path.relative_to(folder).as_posix().removesuffix("index.html")
        for path in folder.rglob("index.html")
        if 'http-equiv="refresh"' in path.read_text(encoding="utf-8").lower()
    }
