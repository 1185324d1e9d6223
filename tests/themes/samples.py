"""What templates are shown in these tests: every kind of page, as ordinary and as awkward as content can be."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from sitegen import language as words
from sitegen import target as t
from sitegen.outputs.feeds import FORMATS
from sitegen.records import Image, Link, Source
from sitegen.shared import shared

NOW = dt.datetime(2026, 2, 3, 10, 37, tzinfo=dt.UTC)
LONG_WORD = "Qanunlaşdırılmamışlardanmışsınızcasınaelektroenergetikaçılar"
LONG_TITLE = (
    "Xəzərin səviyyəsi, Volqanın axını, buxarlanma və sahil şəhərlərinin suya çıxışı haqqında on illik müşahidələrin "
    "ilk tam və açıq nəticələri: cədvəllər, xəritələr, ölçmə üsulları və sənədlər"
)
HOSTILE = "</script><script>alert(1)</script> & \"<b>'"
ROLE = "coğrafiya cəmiyyətinin sahilləri, çayları, gölləri, su anbarlarını və yeraltı suları öyrənən şöbəsinin müdiri"
ALTERNATES = (t.Alternate("az", "Azərbaycanca", ""), t.Alternate("en", "English", "en/"))
SECTION = Link("İqtisadiyyat", "sections/iqtisadiyyat/")
BODY = t.Body("body")
ANCHOR = '<a class="anchor" href="#niye" aria-hidden="true" tabindex="-1">#</a>'
TEXT = f'<p>Dəniz qapalıdır.</p>\n<h2 id="niye">Niyə{ANCHOR}</h2>\n<p>Çay azalıb.</p>'


def site(**changes: object) -> t.Site:
    """Return a site in Azerbaijani with two languages and two sections, with `changes`."""
    ordinary = t.Site(
        title="Qəzet",
        description="Dil, coğrafiya və veb",
        base_url="https://example.org/digest/",
        base_path="/digest/",
        home="",
        language="az",
        direction="ltr",
        languages=ALTERNATES,
        sections=(t.Choice("İqtisadiyyat", SECTION.path), t.Choice("Dil", "sections/dil/")),
        pages=(t.Choice("Haqqımızda", "haqqimizda/"),),
        timezone="Asia/Baku",
        theme={},
        texts=words.texts("az"),
        feeds=tuple(FORMATS.values()),
        has_editions=True,
    )
    return replace(ordinary, **changes)


def full(number: int = 0) -> t.Card:
    """Return an article that has everything."""
    return t.Card(
        path=f"2026/02/yazi-{number}/",
        title=f"Xəzərin səviyyəsi niyə enir {number}",
        date=NOW - dt.timedelta(hours=7 * number),
        language="az",
        summary="Səviyyə gələn suyun və buxarlanmanın fərqindən asılıdır.",
        section=SECTION,
        tags=(Link("Xəzər", "tags/xezer/"), Link("İqlim", "tags/iqlim/")),
        authors=(t.Byline("Coğrafiya masası", "redaktor", "authors/cografiya-masasi/"),),
        source=Source("Britannica", "https://example.com/caspian"),
        source_path="sources/britannica/",
        image=Image("media/xezer.png", "Sahil", "Arxiv", "Sahil xətti"),
        updated=NOW,
        note="Son ölçmələr peykdəndir.",
        link=number % 3 == 2,
        pinned=number == 1,
    )


def bare(title: str = "Zəlzələ") -> t.Card:
    """Return an article that has only what it must."""
    return t.Card("2026/02/bos/", title, NOW, "az")


def awkward() -> tuple[t.Card, ...]:
    """Return the articles that break layouts."""
    tags = tuple(Link(f"Mövzu {n}", f"tags/movzu-{n}/") for n in range(40))
    signed = t.Byline("Coğrafiya masası", ROLE)
    return (
        replace(full(0), title=LONG_TITLE, tags=tags, authors=(signed,) * 3),
        replace(full(1), title=LONG_WORD, summary=LONG_WORD, image=None, language="en"),
        bare(),
        replace(bare(HOSTILE), summary=HOSTILE, section=Link(HOSTILE, "sections/x/"), source=Source(HOSTILE)),
        replace(full(2), source=Source("", "https://example.com/?a=1&b=2"), note=HOSTILE),
    )


def years(path: str = "archive/") -> tuple[t.Year, ...]:
    """Return two years, one of them with a month without articles."""
    made = []
    for year in (2026, 2025):
        empty = t.Month(1, "", 0, (0,) * 31)
        days = (0,) * 27 + (3,)
        months = (empty, *(t.Month(n, f"{path}{year}/{n:02}/" if path else "", 3, days) for n in range(2, 13)))
        made.append(t.Year(year, f"{path}{year}/" if path else "", 33, months))
    return tuple(made)


def _lists(cards: tuple[t.Card, ...]) -> dict[str, tuple[str, t.AnyContext]]:
    made: dict[str, tuple[str, t.AnyContext]] = {}
    for kind in ("section", "tag", "author", "source", "archive", "month"):
        path = f"{kind}/"
        made[kind] = "listing.html", t.Listing(
            path=path, language="az", title="" if kind == "archive" else "Xəzər", kind=kind, root=path,
            items=shared(*cards), number=2, newer="", older="older/",
            years=years("" if kind == "tag" else "archive/"),
            about={"role": ROLE, "url": "https://example.com/", "description": "Qapalı dəniz"}, summary="Qapalı dəniz",
            feed=path, alternates=ALTERNATES,
            by_year=tuple(Link(str(n), "", n % 3) for n in range(2019, 2027)) if kind == "tag" else (),
            related=(Link("İqlim", "tags/iqlim/"), Link(HOSTILE, "tags/x/")) if kind == "tag" else (),
        )  # fmt: skip
    letters = tuple(t.Letter(x, tuple(Link(f"{x} {n}", f"tags/{n}/", n) for n in range(20))) for x in "AÇƏIİŞ")
    year = years()[1]
    made["calendar"] = (
        "calendar.html",
        t.Calendar(
            path=year.path, language="az", title="2025", year=year, previous=Link("2024", "archive/2024/"), next=None
        ),
    )
    made["tags"] = "index.html", t.Index(path="tags/", language="az", kind="tags", letters=letters, total=120)
    sections = (t.Letter("", (SECTION,)),)
    made["sections"] = "index.html", t.Index(path="sections/", language="az", kind="sections", letters=sections)
    return made


def _editions(cards: tuple[t.Card, ...]) -> dict[str, tuple[str, t.AnyContext]]:
    inside = tuple(t.Item(n, c.title, note="Bunu oxuyun" if n % 2 else "", card=c) for n, c in enumerate(cards, 1))
    outside = (t.Item(len(cards) + 1, "Unicode", "https://example.com/", "Unicode", "Ayrıca"),)
    card = t.EditionCard("editions/2026-w05/", "Beşinci həftə", NOW, "az", "Dəniz və əlifba", 6)
    return {
        "edition": ("edition.html", t.Edition(
            path=card.path, language="az", title=card.title, summary=card.summary, date=NOW, body=BODY,
            groups=(t.Group("Dəniz", inside), t.Group("", outside)), previous=Link("4", "editions/2026-w04/"),
        )),
        "editions": ("editions.html", t.Editions(path="editions/", language="az", items=(card,), feed="editions/")),
    }  # fmt: skip


def pages(cards: tuple[t.Card, ...]) -> dict[str, tuple[str, t.AnyContext]]:
    """Return a page of every kind that shows `cards`: name → template and context."""
    block = t.Block(SECTION, cards)
    edition = t.EditionCard("editions/2026-w05/", "Beşinci həftə", NOW, "az", "Dəniz və əlifba", 6)
    rows = (
        t.FeedLink("", "site", ""),
        t.FeedLink("Dil", "section", "sections/dil/", "Əlifba və hərflər"),
        t.FeedLink("", "editions", "editions/"),
    )
    made: dict[str, tuple[str, t.AnyContext]] = {
        "home": ("home.html", t.Home(
            path="", language="az", feed="", alternates=ALTERNATES, lead=cards[0] if cards else None,
            seconds=cards[:4], pinned=cards[:2], blocks=(block,) if cards else (), rail=cards, edition=edition,
        )),
        "page": ("page.html", t.Page(path="haqqimizda/", language="az", title="Haqqımızda", body=BODY, updated=NOW)),
        "rail": ("rail.html", t.Rail(path="rail.html", language="az", items=cards)),
        "404": ("404.html", t.NotFound(path="404.html", language="az", items=cards)),
        "feeds": ("feeds.html", t.Feeds(path="feeds/", language="az", feeds=rows)),
    }  # fmt: skip
    for position, card in enumerate(cards):
        made[f"article-{position}"] = "article.html", t.Article(
            path=card.path, language="az", title=card.title, summary=card.summary, share=card.image, card=card,
            body=BODY,
            canonical=card.source.url if card.source else "", previous=card if position else None,
            next=card if position < 2 else None, related=cards[:3] if position else (), feed="",
        )  # fmt: skip
    return made | _lists(cards) | _editions(cards)
