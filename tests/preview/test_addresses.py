"""Which file answers which address: GitHub Pages' rules, and no way out of the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.preview.addresses import Found, Missing, Moved, content_type, find

FILES = """
index.html
404.html
about.html
both.html
both/index.html
2025/index.html
2025/10/astana-gorusu/index.html
tags/ə/index.html
media/Şəki qalası.jpg
rss.xml
empty/picture.png
.well-known/security.txt
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    for name in FILES.split("\n"):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
    (tmp_path / "secret.html").write_text("secret")
    (folder / "leak.html").symlink_to(tmp_path / "secret.html")
    (folder / "up").symlink_to(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/about", "about.html"),
        ("/about.html", "about.html"),
        ("/about/", "404"),
        ("/both", "both.html"),
        ("/both/", "both/index.html"),
        ("/2025", "-> /2025/"),
        ("/2025/10/astana-gorusu", "-> /2025/10/astana-gorusu/"),
        ("/2025/10/astana-gorusu/", "2025/10/astana-gorusu/index.html"),
        ("/2025//10/astana-gorusu/", "404"),
        ("/tags/%C9%99", "-> /tags/%C9%99/"),
        ("/tags/%c9%99/", "tags/ə/index.html"),
        ("/media/%C5%9E%C9%99ki%20qalas%C4%B1.jpg", "media/Şəki qalası.jpg"),
        ("/.well-known/security.txt", ".well-known/security.txt"),
        ("/rss.xml", "rss.xml"),
        ("/rss.xml/", "404"),
        ("/empty", "404"),  # a folder is never listed
        ("/empty/", "404"),
        ("/404", "404.html"),
        ("/%ff", "404"),
        ("/" + "x" * 5000, "404"),
    ],
)
def test_an_address_is_answered_as_github_pages_would(output: Path, path: str, answer: str) -> None:
    assert told(find(output, "/", path), output) == answer


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/2025/..%2f..%2fsecret.html",
        "/..%5csecret.html",
        "/leak.html",
        "/leak",
        "/up/secret.html",
        "//secret.html",
        "/%00",
        "/2025/%2e%2e/%2e%2e/secret",
        "/C:/secret.html",
        "/./secret.html",
    ],
)
def test_nothing_outside_the_folder_is_found(output: Path, path: str) -> None:
    assert told(find(output, "/", path), output) == "404"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", "~> /digest/"),
        ("/digest", "-> /digest/"),
        ("/digest/", "index.html"),
        ("/digest/2025", "-> /digest/2025/"),
        ("/digest/rss.xml", "rss.xml"),
        ("/digest/nothing", "404"),
        ("/rss.xml", "outside"),
        ("/digestive/", "outside"),
    ],
)
def test_with_a_base_path_the_site_is_below_it(output: Path, path: str, answer: str) -> None:
    assert told(find(output, "/digest/", path), output) == answer


def test_without_a_404_page_nothing_is_found(output: Path) -> None:
    (output / "404.html").unlink()
    assert find(output, "/", "/nothing") == Missing()


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(st.sampled_from(["..", ".", "", "%2e%2e", "2025", "up", "both", "secret.html", "%2F", "\\", "ə"]))
)
def test_whatever_is_asked_only_files_of_the_site_answer(
    parts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "law"
    if not folder.exists():
        (folder / "output" / "both").mkdir(parents=True)
        (folder / "secret.html").write_text("secret")
        (folder / "output" / "up").symlink_to(folder)
        (folder / "output" / "both" / "index.html").write_text("both")
    match find(folder / "output", "/", "/" + "/".join(parts)):
        case Found(file):
            assert file.is_relative_to((folder / "output").resolve())
        case Moved(to):
            assert to.startswith("/") and not to.startswith("//")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("rss.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("gazette.css", "text/css; charset=utf-8"),
        ("gazette.js", "text/javascript; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("SƏKİL.AVIF", "image/avif"),
        ("serif.woff2", "font/woff2"),
        ("notes.md", "text/markdown; charset=utf-8"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_every_file_has_its_type(name: str, kind: str) -> None:
    assert content_type(Path(name)) == kind


def told(answer: Found | Moved | Missing, output: Path) -> str:
    match answer:
        case Found(_, missing=True):
            return "404"
        case Found(file):
            return file.relative_to(output.resolve()).as_posix()
        case Moved(to, permanent):
            return f"-> {to}" if permanent else f"~> {to}"
        case Missing(outside):
            return "outside" if outside else "nothing"
