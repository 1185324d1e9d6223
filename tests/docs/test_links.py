"""Links between the pages lead somewhere."""

from __future__ import annotations

import posixpath
import re

import pytest

from tests.docs.pages import ROOT, page_paths, read_page


@pytest.mark.parametrize("path", page_paths())
def test_links_of_a_page_lead_somewhere(path: str) -> None:
    page = read_page(path)
    for link in page.links:
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        assert (ROOT / target).exists(), f"{path} links to {link}, which does not exist"
        if fragment:
            assert fragment in read_page(target).anchors, f"{path} links to {link}: {target} has no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, pending = set(), ["README.md"]
    while pending:
        path = pending.pop()
        if path in seen or not path.endswith(".md"):
            continue
        seen.add(path)
        folder = posixpath.dirname(path)
        links = [link.partition("#")[0] for link in read_page(path).links if not re.match(r"[a-z]+:", link)]
        pending += [posixpath.normpath(posixpath.join(folder, link)) for link in links if link]
    assert sorted(page for page in page_paths() if page not in seen) == []
