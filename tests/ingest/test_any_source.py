"""Whatever a source holds: no traceback, nothing outside content/, no file damaged, and the site still builds."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sitegen.events import ignore
from sitegen.ingest import Failed, ImportSettings, import_sources
from sitegen.model.content import read
from tests.ingest.test_saved_pages import encoded, page

ROUNDS = int(os.environ.get("SITEGEN_IMPORT_ROUNDS", "120"))
NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
ENDINGS = ["html", "txt", "md", "xml", "json", "mhtml", "rss", ""]
BODY = "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar. "
FRONT = """---
title: "Quşlar: sayım"
date: 2025-10-27T14:37:00+04:00
tags: [quşlar, göl]
author: {name: Rəşad Vəliyev, role: ornitoloq}
aliases: [/2020/01/x/]
expires: 2030-01-01
image: {src: media/a.jpg, alt: Göl}
extra: {mood: [good, {deep: 1}]}
draft: false
---
"""
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Göl</title><item><title>Quşlar</title>
<link>https://gol.example/1</link><pubDate>Mon, 27 Oct 2025 14:37:00 +0400</pubDate><category>Elm</category>
<description>&lt;p onclick="x()"&gt;{BODY}&lt;/p&gt;</description></item></channel></rss>"""
JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Göl", "items": [{"title": "Quşlar", "tags": ["göl"], '
    f'"url": "https://gol.example/1", "content_html": "<p>{BODY}</p>", "authors": [{{"name": "Rəşad"}}], '
    '"date_published": "2025-10-27T14:37:00+04:00"}]}'
)
ARCHIVE = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\n'
    'Content-Type: text/html; charset="utf-8"\r\nContent-Location: https://gol.example/1\r\n\r\n'
    + page("https://gol.example/a.png")
    + "\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Location: https://gol.example/a.png\r\n\r\n" + base64.encodebytes(encoded("PNG")).decode() + "--x--\r\n"
)
DUMP = f"Quşlar sayıldı\n27.10.2025 [14:37]\nRəşad Vəliyev\nOrnitoloq\n{BODY * 3}\n14:20\nBaşqa xəbər\n"
VALID = [
    page("a_files/x.jpg", "../../private.png"),
    page("https://gol.example/a.png").replace("<title>", '<meta property="article:tag" content="a,b"><title>'),
    DUMP,
    FRONT + BODY,
    f"+++\ntitle = 'Zola'\ndate = 2025-10-27\n[extra]\nx = [1, 2]\n+++\n\n{BODY}\n",
    f"# Başlıq\n\n{BODY}\n\n![x](a.png)\n",
    FEED,
    JSON_FEED,
    ARCHIVE,
]
ODD = [
    b"\0", b"\xff\xfe", b"---\n", b"\n---\n", b"<", b"]]>", b"&#0;", b"&lt;script&gt;", b"../", b"\r", b"\x1b[2J",
    b": ", b"'", b'"', b"{{", b"*a", b"&a ", b"!!python/object:os.system ", b"\xe2\x80\xae", b"<svg onload=x>",
    b"```", b"\\", b"9999999999", b"-1", b"0001-01-01", b"\xd0\x90", b"[" * 60, b"<div>" * 300, b"x" * 5000, b"\n" * 50,
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-16", "windows-1251", "windows-1254", "koi8-r", "utf-7"]


@st.composite
def mutated(draw: st.DrawFn, text: str) -> bytes:
    """Return a valid source in some encoding with pieces cut out, doubled, overwritten, put in, or its end lost."""
    data = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    for _ in range(draw(st.integers(0, 5))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        what = draw(st.sampled_from(["cut", "double", "odd", "end", "swap"]))
        if what == "cut":
            data = data[:at] + data[min(to, at + 200) :]
        elif what == "double":
            data = data[:to] + data[at:to] + data[to:]
        elif what == "odd":
            data = data[:at] + draw(st.sampled_from(ODD)) + data[at:]
        elif what == "end":
            data = data[:to]
        else:
            data = data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at + 1 :]
    return data


sources = st.one_of(st.binary(max_size=600), st.sampled_from(VALID).flatmap(mutated))

EDITED = "Bu abzası redaktor yazıb.\n".encode()
BY_HAND = {
    "content/articles/2025/10/quslar.md": "---\ntitle: Mənim\ndate: 2025-10-01\n---\n\nBunu insan yazıb.\n",
    "content/articles/2025/10/qusla-sayildi.md": "\ufeffpis front matter",
    "content/media/2025/10/gol.jpg": "not a picture",
    "content/pages/about.md": "---\ntitle: Haqqımızda\nsource: [\n---\n",
    "site.toml": 'title = "T"\n',
    "private.png": "secret",
}


@contextmanager
def site() -> Iterator[tuple[Path, ImportSettings]]:
    """Give a site that a person works on, in a folder of its own; links in it lead outside."""
    base = Path(tempfile.mkdtemp())
    root = base / "site"
    for name, text in BY_HAND.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (base / "outside").mkdir()
    (root / "content" / "articles" / "away").symlink_to(base / "outside")
    try:
        yield root, ImportSettings(root, sections=(("Elm", "elm"),), languages=("az", "en"))
    finally:
        shutil.rmtree(base)


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sources, st.sampled_from(ENDINGS), st.sampled_from(["", "force", "update"]), st.booleans())
@example(b"", "html", "", False)
@example(DUMP.encode(), "txt", "update", True)
@example(FRONT.replace("2025-10-27T14:37:00+04:00", "0001-01-01").encode() + BODY.encode(), "md", "", False)
@example(b"---\na: &a [1]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\ntitle: x\n---\ntext\n", "md", "", False)
@example(b"---\ntitle: x\nextra: {imported: {from: [1], digest: 5}}\n---\ntext\n", "md", "force", False)
@example(b"<p> " + b"\t" * 40 + b"   0_published2025-01-27", "html", "update", False)
def test_whatever_a_source_holds_nothing_breaks(data: bytes, ending: str, again: str, edited: bool) -> None:
    with site() as (root, wanted):
        source = root.parent / f"a.{ending}".rstrip(".")
        source.write_bytes(data)
        (root.parent / "a_files").mkdir()
        (root.parent / "a_files" / "x.jpg").write_bytes(encoded("JPEG"))
        wanted = msgspec.structs.replace(wanted, url="https://gol.example/quslar" if again else "")
        results = [*import_sources([str(source)], wanted, NOW, ignore)]
        written = made(root)
        mine = [path for path in written if path.suffix == ".md" and edited]
        for path in mine:
            path.write_bytes(path.read_bytes() + b"\n" + EDITED)
        if again:
            source.write_bytes(data + BODY.encode())
            results += import_sources([str(source)], msgspec.structs.replace(wanted, **{again: True}), NOW, ignore)
        assert all(EDITED in path.read_bytes() for path in mine)
        assert results
        for result in results:
            if isinstance(result, Failed):
                assert all(problem.message and "\n" not in str(problem) for problem in result.problems)
                assert all(problem.hint for problem in result.problems)
        assert all((root / name).read_text("utf-8") == text for name, text in BY_HAND.items())
        assert list((root.parent / "outside").iterdir()) == []
        assert {path.name for path in root.parent.iterdir()} == {"site", "outside", "a_files", source.name}
        assert {path.name for path in root.iterdir()} <= {"content", "site.toml", "private.png", ".sitegen"}
        assert written <= made(root)
        for path in made(root):
            check_readable(root, path)


def made(root: Path) -> set[Path]:
    """Return the files that were not there before."""
    found = {path for path in (root / "content").rglob("*") if path.is_file()}
    return found - {root / name for name in BY_HAND}


def check_readable(root: Path, path: Path) -> None:
    """A new file is an article that the site can read, a picture, or the record of one."""
    name = path.relative_to(root / "content").as_posix()
    if name.startswith("media/"):
        assert path.suffix in (".jpg", ".png") or path.name.endswith(".origin.yaml")
        return
    assert name.startswith("articles/")
    assert path.suffix == ".md"
    problems = read(path.read_bytes(), name, ZoneInfo("Asia/Baku"), ("az", "en")).problems
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("link", ["content/articles/2025", "content/media"])
def test_a_link_that_leads_out_of_content_is_not_followed(link: str) -> None:
    with site() as (root, wanted):
        outside = root.parent / "outside"
        shutil.rmtree(root / link)
        (root / link).symlink_to(outside)
        (root.parent / "a_files").mkdir()
        (root.parent / "a_files" / "x.jpg").write_bytes(encoded("JPEG"))
        (root.parent / "a.html").write_text(page("a_files/x.jpg"), "utf-8")
        (result,) = import_sources([str(root.parent / "a.html")], wanted, NOW, ignore)
        assert list(outside.iterdir()) == []
        told = str(result.problems) if isinstance(result, Failed) else " ".join(result.notes)
        assert "a link on its way leads out of content/" in told or "cannot be stored" in told


@pytest.mark.parametrize("file", ["content/articles/2025/10", ".sitegen", ".sitegen/import", "content/media"])
def test_a_file_where_a_folder_must_be_is_said(file: str) -> None:
    with site() as (root, wanted):
        if (root / file).is_dir():
            shutil.rmtree(root / file)
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("a file", "utf-8")
        (root.parent / "a_files").mkdir()
        (root.parent / "a_files" / "x.jpg").write_bytes(encoded("JPEG"))
        (root.parent / "a.html").write_text(page("a_files/x.jpg"), "utf-8")
        (result,) = import_sources([str(root.parent / "a.html")], wanted, NOW, ignore)
        told = str(result.problems) if isinstance(result, Failed) else " ".join(result.notes)
        assert "is a file, and must be a folder" in told or "Not a directory" in told or "cannot be stored" in told
        assert (root / file).read_text("utf-8") == "a file"
