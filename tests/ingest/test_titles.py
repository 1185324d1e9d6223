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
    "a heading that has nothing in common with the data names a section": (
        "<title>Gündəlik Xəbər Lenti</title><h1>Gündəlik xəbərlər</h1>",
        {"og:title": "Alimlər göldə yeni balıq növü tapıblar"},
        "Alimlər göldə yeni balıq növü tapıblar",
    ),
    "a subtitle in small print": (
        "<h1><span>Körpü açıldı</span> <small>Açılışa min nəfər gəldi</small></h1>",
        {"og:title": "Körpü açıldı"},
        "Körpü açıldı",
    ),
    "a topic above the title": (
        "<title>Yollar - Dağlara qatarla - Jurnal</title><h1><i class=subtitle>Yollar</i> Dağlara qatarla</h1>",
        {},
        "Dağlara qatarla",
    ),
    "the day in front of a title": (
        "<title>27.10.2025 - Körpü açıldı - Liman</title><h1>27.10.2025 - Körpü açıldı</h1>",
        {},
        "Körpü açıldı",
    ),
    "a long title that opens with a heading": (
        (
            "<title>Dəniz sahilində axşam - 3-cü fəsil - Rəna - Hekayələr [Kitabxana]</title>"
            "<h1><a href='/'>Kitabxana</a></h1><h2>Dəniz sahilində axşam</h2><h3>3-cü fəsil</h3>"
        ),
        {},
        "Dəniz sahilində axşam",
    ),
    "the site's name in the middle": (
        "<title>Necə yazmalı - Dəniz Jurnalı - Məsləhətlər və nümunələr</title>",
        {"og:site_name": "Dəniz jurnalı"},
        "Necə yazmalı",
    ),
    "the site's name before a colon": (
        "<title>Dəniz jurnalı: Quşlar qayıtdı</title>",
        {"og:site_name": "Dəniz jurnalı"},
        "Quşlar qayıtdı",
    ),
    "a heading in capitals, and the same in usual letters": (
        "<title>Dağ gölü dondu</title><h1>DAĞ GÖLÜ DONDU</h1>",
        {"og:title": "Dağ gölü dondu"},
        "Dağ gölü dondu",
    ),
    "an abbreviation is no heading in capitals": ("<title>YUNESKO</title><h1>YUNESKO</h1>", {}, "YUNESKO"),
    "references that the template escaped twice": (
        "<title>&amp;quot;Qavaldaş&amp;quot; səslənir</title><h1>&amp;quot;Qavaldaş&amp;quot; səslənir</h1>",
        {},
        '"Qavaldaş" səslənir',
    ),
    "the only second heading, where all else is the site's name": (
        "<title>Dəniz jurnalı</title><h2>Quşlar qışlağa qayıtdı</h2>",
        {},
        "Quşlar qışlağa qayıtdı",
    ),
    "a title only in parsely's words": ("<p>Mətn</p>", {"parsely-title": "Quşlar qayıtdı"}, "Quşlar qayıtdı"),
}


def test_the_address_tells_the_name_of_the_site_and_what_a_heading_is_about() -> None:
    root = parse("<html><head><title>Necə yazmalı - liman.az - Məsləhətlər</title></head><body></body></html>")
    assert root is not None
    assert title_of(root, {}, told_by(root), "", "https://www.liman.az/n/7")[0] == "Necə yazmalı"
    root = parse("<html><body><h1>Xəzərdə fırtına gözlənilir</h1></body></html>")
    assert root is not None
    meta = {"og:title": "Bu gün paytaxtda nə var"}
    for address, title in (
        ("https://liman.az/xezerde-firtina", "Xəzərdə fırtına gözlənilir"),
        ("https://liman.az/n/7", "Bu gün paytaxtda nə var"),
    ):
        assert title_of(root, meta, told_by(root), "", address)[0] == title


@pytest.mark.parametrize("name", CASES)
def test_the_title_is_found(name: str) -> None:
    page, meta, title = CASES[name]
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    assert title_of(root, meta, told_by(root), meta.get("og:site_name", ""))[0] == title
