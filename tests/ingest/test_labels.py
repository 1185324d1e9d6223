"""What a page shows beside its text: tags and section, and rows that say nothing of the story."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings, Story

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
SETTINGS = ImportSettings(Path("/nowhere"), sections=(("Elm", "elm"), ("Təbiət", "tebiet")))
TEXT = [
    "Qobustan qayaları Bakıdan altmış kilometr cənub-qərbdə yerləşir, burada altı mindən çox rəsm tapılıb.",
    "Rəsmlərin ən qədimi on beş min ildən köhnədir, onlarda öküz, maral, qayıq və rəqs edən adamlar var.",
    "Qoruq 2007-ci ildə YUNESKO-nun siyahısına salınıb, onun muzeyi 2011-ci ildə yenidən açılıb.",
]
PAGE = """<html lang="{lang}"><head><title>Qobustanda rəsmlər sayılıb</title>{head}</head><body><div class="menu">
<a href="/elm">Elm</a></div><div class="news">{above}<h1>Qobustanda rəsmlər sayılıb</h1><p>{text}</p>{below}</div>
<div class="sidebar"><a rel="tag" href="/t/9">Buludlar</a></div></body></html>"""


def story(below: str = "", *, above: str = "", head: str = "", address: str = "", lang: str = "az") -> Story:
    page = PAGE.format(lang=lang, head=head, above=above, text="</p><p>".join(TEXT), below=below)
    return read_page(page, address, SETTINGS, NOW, "page.html")[0]


@pytest.mark.parametrize(
    ("row", "tags"),
    [
        ('<p><a rel="tag" href="/t/1">Qobustan</a> <a rel="tag" href="/t/2">#qaya</a></p>', ("Qobustan", "qaya")),
        ('<p>Teqlər: <a href="/t/1">Qobustan</a>, <a href="/t/2">qaya</a></p>', ("Qobustan", "qaya")),
        ('<p><b>Açar sözlər:</b> <a href="/t/1">Qobustan</a></p>', ("Qobustan",)),
        ('<ul class="news-tags"><li><a href="/t/1">Qobustan</a></li></ul>', ("Qobustan",)),
        ('<p><a rel="category tag" href="/elm">Elm</a></p>', ()),
        ('<p class="tags">' + "".join(f'<a href="/t/{n}">söz {n}</a> ' for n in range(40)) + "</p>", ()),
    ],
)
def test_tags_that_only_readers_see(row: str, tags: tuple[str, ...]) -> None:
    assert story(row).tags == tags


def test_declared_tags_come_before_shown_ones_and_portal_words_are_none() -> None:
    row = '<p class="tags"><a href="/t/1">Qobustan</a></p>'
    declared = '<meta name="keywords" content="{}">'
    assert story(row, head=declared.format("qaya, rəsm")).tags == ("qaya", "rəsm")
    assert story(row, head=declared.format("xəbər, son xəbərlər, gündəm")).tags == ("Qobustan",)


@pytest.mark.parametrize(
    ("above", "address", "section"),
    [
        ('<div class="breadcrumb"><a href="/">Ana səhifə</a> / <a href="/elm">Elm</a></div>', "", "Elm"),
        ('<nav class="breadcrumbs"><a href="/tebiet">TƏBİƏT</a></nav>', "", "Təbiət"),
        ('<a class="category" href="/elm">Elm</a>', "", "Elm"),
        ('<a rel="category tag" href="/elm">elm</a>', "", "Elm"),
        ('<span itemprop="articleSection">Elm</span>', "", "Elm"),
        ("", "https://qaya.example/tebiet/2025/qobustan.html", "Təbiət"),
        ("", "https://qaya.example/elm", ""),
        ('<a class="category" href="/idman">İdman</a>', "", ""),
    ],
)
def test_the_section_that_only_readers_see(above: str, address: str, section: str) -> None:
    assert story(above=above, address=address).section == section


def test_a_slogan_is_no_summary_and_a_site_s_sign_no_picture() -> None:
    slogan = "Qaya.az - Azərbaycanın ən son xəbərləri, gündəm, siyasət, iqtisadiyyat, idman"
    head = f'<meta property="og:description" content="{slogan}"><meta property="og:image" content="/img/og-share.jpg">'
    made = story(head=head, address="https://qaya.example/n/1")
    assert made.summary.startswith("Qobustan qayaları Bakıdan")
    assert made.image is None
    own = '<meta property="og:description" content="Altı mindən çox qayaüstü rəsm sayılıb, ən qədimi köhnədir">'
    assert story(head=own).summary.startswith("Altı mindən")


@pytest.mark.parametrize(
    "row",
    [
        "Bizi <a href='https://t.example/x'>Telegramda</a> izləyin",
        "Xəbərləri WhatsApp kanalımızdan izləyin!",
        "WhatsApp kanalımıza abunə olun",
        "Şərh yaz",
        "Çap et",
        "Tweet Share Paylaş",
        "Facebook Twitter Paylaş 12",
        "Abone Ol | Google News",
        "Читайте нас в Telegram",
        "Mövzu ilə bağlı: <a href='/n/2'>Keşikçidağ mağaraları</a>",
        "Ətraflı: <a href='/n/2'>Keşikçidağ mağaraları</a>",
    ],
)
def test_calls_and_buttons_behind_the_text_are_none_of_it(row: str) -> None:
    assert story(f"<p>{row}</p>").body == story().body


@pytest.mark.parametrize(
    "row",
    [
        "<p>Telegram kanalına iki min nəfər abunə olub.</p><p>Onlar rəsmləri yoxlayır.</p>",
        "<h2>Telegram</h2><p>Rəsmlərin siyahısı orada da saxlanılır.</p>",
        "<p>Print media bunu yazmışdı.</p><p>Sonra unudulub.</p>",
    ],
)
def test_what_is_told_of_such_things_stays(row: str) -> None:
    assert len(story(row).body) > len(story().body) + 20


def test_the_picture_behind_a_placeholder() -> None:
    for image in (
        '<img src="/img/ph.gif" data-src="/i/c.jpg">',
        '<img src="/img/1.svg" data-src="/i/c.jpg">',
        '<img class="lazyload" src="/i/tiny.jpg" data-src="/i/c.jpg">',
    ):
        made = story(f"<p>{image}</p><p>{TEXT[1]} Onları görmək olar.</p>", address="https://qaya.example/n/1")
        assert "(https://qaya.example/i/c.jpg)" in made.body


def test_english_text_under_an_azerbaijani_template() -> None:
    from sitegen.ingest.tongue import language_of

    english = "Harris tweed must be woven by hand at the home of the weaver, the wool is dyed before it is spun. " * 4
    assert language_of(english, "az", "az")[0] == "en"
    bare = "Qobustan qayalari Bakidan altmis kilometr cenub-qerbde yerlesir, burada alti minden cox resm tapilib. " * 4
    assert language_of(bare, "az", "az")[0] == "az"
    assert language_of(" ".join(TEXT), "az", "az")[0] == "az"
