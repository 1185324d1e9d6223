"""A small site with everything that feeds carry, and readers of its feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from tests.engine.sites import SITE, archive, article, front, new_site, write

BASE = "https://digest.example.org/digest/"
FEEDS = '\n[feeds]\nhub = "https://hub.example.org/"\n'
WHOLE = f"{FEEDS}full_text = true\n"
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = ("rss.xml", "atom.xml", "feed.json")
BODY = """\
[Yuxarı](../), [qonşu](../xeber-1/#son), [kök](/tags/), [özü](#bas), [sorğu](?a=1&b=2), [ad](//example.net/x),
[məqalə](articles/2025/10/kecid.md), [ünvan](https://example.com/?a=1&b=2), `href="../kod"`,
[poçt](mailto:a@example.org).

![Şəkil](../../media/xerite.svg "Xəritə")

![Nisbi](xerite.png)

## Baş

Son.[^1]

[^1]: Qeyd.
"""


def make(root: Path, settings: str = FEEDS) -> Path:
    """Write a site of 25 articles, one of which has everything, one is a link, one is in English; two editions."""
    new_site(root, SITE + settings)
    archive(root, 22)
    article(
        root, "2025/10/ad", BODY, title='Ad & <b>"qalın"</b>', date="2025-10-26 09:00", updated="2025-10-26 18:00",
        section="Dil", tags=["RSS", "Kür & Araz"], author=[{"name": "Dil masası", "role": "redaktor"}, "Veb masası"],
        summary="Səviyyə < 5 m & enir.", image={"src": "media/xerite.svg", "alt": 'Şəkil "bir"', "credit": "Arxiv"},
        source={"name": "W3C", "url": "https://www.w3.org/?a=1&b=2"},
    )  # fmt: skip
    link = {"name": "W3C", "url": "https://www.w3.org/news/"}
    article(
        root, "2025/10/kecid", "", title="Keçid", date="2025-10-26 10:00", section="Veb", link=True, source=link,
        note="Oxuyun & <düşünün>.",
    )  # fmt: skip
    article(root, "2025/10/ad.en", title="In English", date="2025-10-26 09:00", section="Dil")
    items = [{"article": "articles/2025/10/ad.md", "note": "Oxu"}, {"title": "Kənar", "url": "https://example.org/k"}]
    edition = {"title": "Həftə 43", "date": "2025-10-26 12:00", "updated": "2025-10-26 13:00", "summary": "Seçmə"}
    write(root, "content/editions/2025-w43.md", front("Giriş [x](../a/).\n", **edition, items=items))
    return root


class Entry(NamedTuple):
    """What all three formats say of an article."""

    id: str
    title: str
    url: str
    published: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    html: str


def tree(path: Path) -> Any:
    """Return the root of an XML file; what is not well-formed raises."""
    return etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()


def document(path: Path) -> dict[str, Any]:
    """Return what a JSON file holds."""
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return made


def feed_files(output: Path, name: str) -> Iterator[Path]:
    """Yield every feed of a format."""
    yield from sorted(output.rglob(name))


def text(element: Any, name: str) -> str:
    """Return the text of the one element called `name` within `element`, or ""."""
    found = element.findall(name)
    assert len(found) <= 1, name
    return (found[0].text or "") if found else ""


def atom_entries(path: Path) -> list[Entry]:
    """Read an Atom feed."""
    return [
        Entry(
            text(one, f"{ATOM}id"),
            text(one, f"{ATOM}title"),
            next(x.get("href") for x in one.findall(f"{ATOM}link") if x.get("rel") == "alternate"),
            text(one, f"{ATOM}published"),
            tuple(text(author, f"{ATOM}name") for author in one.findall(f"{ATOM}author")),
            tuple(x.get("term") for x in one.findall(f"{ATOM}category")),
            text(one, f"{ATOM}content"),
        )
        for one in tree(path).findall(f"{ATOM}entry")
    ]


def json_entries(path: Path) -> list[Entry]:
    """Read a JSON Feed."""
    return [
        Entry(
            one["id"],
            one["title"],
            one["url"],
            one["date_published"],
            tuple(author["name"] for author in one.get("authors", ())),
            tuple(one.get("tags", ())),
            one.get("content_html", ""),
        )
        for one in document(path)["items"]
    ]
