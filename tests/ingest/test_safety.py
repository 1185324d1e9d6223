"""Nothing from a source becomes live: hostile pages, dumps and feeds through import and Markdown."""

from __future__ import annotations

import html
from datetime import datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]  # it ships no types
from markdown_it import MarkdownIt

from sitegen.events import ignore
from sitegen.ingest import Imported, ImportSettings, import_sources
from sitegen.ingest.frontmatter import split

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
TEXT = (
    "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar. "
    "Keçən il bu rəqəm doqquz min idi, ondan əvvəlki il isə yeddi mindən bir az artıq. "
)
PAYLOADS = Path(__file__).with_name("payloads.txt").read_text("utf-8").splitlines()
KNOWN = set("title date author authors tags source language summary slug extra draft".split())  # noqa: SIM905
LIVE = ("script", "style", "iframe", "frame", "object", "embed", "form", "input", "link", "meta", "base", "svg", "math")


def rendered(markdown: str) -> lxml_html.HtmlElement:
    """Render as a careless site would: with raw HTML passed through."""
    careless = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return lxml_html.fromstring(f"<div>{careless.render(markdown)}</div>")


def live_parts(root: lxml_html.HtmlElement) -> list[str]:
    found = [element.tag for element in root.iter(*LIVE)]
    for element in root.iter():
        for name, value in element.items():
            address = "".join(value.split()).casefold()
            if (
                name.startswith("on")
                or name == "style"
                or address.startswith(("javascript:", "vbscript:", "data:text"))
            ):
                found.append(f"{element.tag} {name}={value}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("shape", ["markup", "escaped", "dump", "title"])
def test_a_hostile_source_shows_or_vanishes_but_does_nothing(payload: str, shape: str, tmp_path: Path) -> None:
    escaped = html.escape(payload)
    title = escaped if shape == "title" else "Quşlar sayıldı bu gün"
    inside = {"markup": payload, "escaped": escaped}.get(shape, "")
    page = f"""<html lang="az"><head><title>{title}</title>
    <meta name="author" content="{html.escape(payload, quote=True)}">
    <meta name="keywords" content="{html.escape(payload, quote=True)}"></head>
    <body><article><h1>{title}</h1><p>27.10.2025 14:37</p>
    <p>{TEXT}</p><p>Əvvəl {inside} sonra.</p><p>{TEXT[::-1]}</p></article></body></html>"""
    dump = f"{payload if shape == 'title' else 'Quşlar'}\n27.10.2025 [14:37]\n{TEXT}\n{payload}\n{payload} sonra"
    path = tmp_path / ("a.txt" if shape == "dump" else "a.html")
    path.write_text(dump if shape == "dump" else page, "utf-8")
    (result,) = import_sources([str(path)], ImportSettings(tmp_path, url="https://x.example/a"), NOW, ignore)
    if not isinstance(result, Imported):
        return
    assert (tmp_path / result.path).resolve().is_relative_to(tmp_path / "content" / "articles")
    parts = split((tmp_path / result.path).read_text("utf-8"))
    assert parts is not None
    assert live_parts(rendered(parts[1])) == []
    assert set(parts[0]) <= {
        "title",
        "date",
        "author",
        "authors",
        "tags",
        "source",
        "language",
        "summary",
        "slug",
        "extra",
        "draft",
    }
