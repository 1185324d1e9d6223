"""Which of a page's many titles is the article's."""

from __future__ import annotations

import pytest

from sitegen.ingest.dom import parse
from sitegen.ingest.jsonld import told_by
from sitegen.ingest.titles import title_of

CASES = {
    "a site's sign in a heading is no title, however long": (
        (
            "<title>Dəniz – Xəzərin Sahilində Bir Jurnal</title>"
            "<h1><a href='/'>Xəzərin Sahilində Bir Jurnal</a></h1><h1>Dəniz</h1>"
        ),
        {"og:title": "Dəniz"},
        "Dəniz",
    ),
    "the heading that is og:title comes before a longer one inside <title>": (
        (
            "<title>Körpü açıldı - Açılışa min nəfər gəldi - Liman</title>"
            "<h1>Körpü açıldı</h1><h2>Açılışa min nəfər gəldi</h2>"
        ),
        {"og:title": "Körpü açıldı", "og:site_name": "Liman"},
        "Körpü açıldı",
    ),
    "a heading over the comments repeats the title and is not it": (
        "<title>Ağac bayramı</title><h1>Ağac bayramı</h1><h2>3 şərh: “<span>Ağac bayramı</span>”</h2>",
        {},
        "Ağac bayramı",
    ),
    "the first line of a title set in two": (
        "<title>Yeni yol: Dağlara qatarla — Jurnal</title><h2>Yeni yol:</h2>",
        {"og:title": "Yeni yol: Dağlara qatarla"},
        "Yeni yol: Dağlara qatarla",
    ),
    "the sign that links to a heading": (
        "<title>Qurulum — Təlimat</title><h1>Qurulum qaydası¶</h1>",
        {},
        "Qurulum qaydası",
    ),
    "a page's only heading counts for more than its data": (
        "<title>Haqqımızda - Liman</title><h1>Şəhərin ən köhnə limanı</h1>",
        {"og:title": "Haqqımızda"},
        "Şəhərin ən köhnə limanı",
    ),
    "a title only in parsely's words": ("<p>Mətn</p>", {"parsely-title": "Quşlar qayıtdı"}, "Quşlar qayıtdı"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_title_is_found(name: str) -> None:
    page, meta, title = CASES[name]
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    assert title_of(root, meta, told_by(root), meta.get("og:site_name", ""))[0] == title
