"""Which of a page's many dates is the article's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.dating import dates_of
from sitegen.ingest.dom import parse
from sitegen.ingest.jsonld import told_by
from sitegen.ingest.metadata import facts_of
from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2025-11-20T12:00:00+04:00")
TEXT = "<p>" + "Körpü çayın iki sahilini birləşdirir və gündə on min maşın buraxır. " * 3 + "</p>"
ROWS = "<div><span>{0}</span> <a href=/n>Limana iki yeni gəmi gəlib</a></div>" * 9
CASES = {
    "the day beside the heading, not the one in the site's head": (
        f"<div class=date>20 noyabr 2025</div>{'<p>Menyu</p>' * 9}<h1>Körpü</h1><p>12 noyabr 2025</p>{TEXT}",
        {},
        "2025-11-12",
    ),
    "a time of day that stands in an element of its own": (
        f"<h1>Körpü</h1><b>12.11.2025</b> <i>14:37</i>{TEXT}",
        {},
        "2025-11-12T14:37:00+04:00",
    ),
    "behind words in the same line": (
        f"<h1>Körpü</h1><p>Göndərildi 12.11.2025 14:37 | Aysel Məmmədova</p>{TEXT}",
        {},
        "2025-11-12T14:37:00+04:00",
    ),
    "a date that opens the text": (f"<h1>Körpü</h1><p>Şəki, 12 noyabr 2025 – {TEXT[3:]}", {}, "2025-11-12"),
    "no date inside a sentence": (
        f"<h1>Körpü</h1><p>Körpü 12 noyabr 2020 tarixində tikildi.</p>{TEXT}<p>Dərc olunub: 18.11.2025</p>",
        {},
        "2025-11-18",
    ),
    "a label that speaks of something else": (
        f"<h1>Körpü</h1><b>Doğum günü:</b> 12.11.1980{TEXT}<p>Dərc olunub: 18.11.2025</p>",
        {},
        "2025-11-18",
    ),
    "the day that readers see, where the data tell that of the draft": (
        f"<h1>Körpü</h1><p>12.11.2025 09:00</p>{TEXT}",
        {"dcterms.date": "2025-10-02"},
        "2025-11-12T09:00:00+04:00",
    ),
    "a date at the end of the page, where the data tell it in an order that may be any": (
        f"<h1>Körpü</h1>{TEXT}<p>Dərc olunub: 01.11.2025</p>",
        {"date": "11/01/2025 12:43:42"},
        "2025-11-01",
    ),
    "a date that opens the text of a page without a heading": (
        f"<p>(12 noyabr 2025) {TEXT[3:]}",
        {},
        "2025-11-12",
    ),
    "the declared day, where the page shows only when it was changed": (
        f"<h1>Körpü</h1><p>Yenilənib: 19.11.2025 09:00</p>{TEXT}",
        {"article:published_time": "2025-11-02T08:00:00+04:00"},
        "2025-11-02T08:00:00+04:00",
    ),
    "the markup of a change, where another day is beside it": (
        f"<h1>Körpü</h1><time class=updated>11.11.2025</time> <time>10.11.2025</time>{TEXT}",
        {},
        "2025-11-10",
    ),
    "the declared day, whatever stands above the heading": (
        f"<div>20.11.2025 12:00</div><h1>Körpü</h1>{TEXT}",
        {"article:published_time": "2024-05-12T10:00:00+04:00", "article:modified_time": "2025-11-20T10:00:00+04:00"},
        "2024-05-12T10:00:00+04:00",
    ),
    "a declared day that may be another's too, whatever stands above the heading": (
        f"<div>20.11.2025 12:00</div><h1>Körpü</h1>{TEXT}",
        {"date": "2024-05-12"},
        "2024-05-12",
    ),
    "the local day above the heading, where the data give Greenwich's": (
        f"<div>13.11.2025 00:30</div><h1>Körpü</h1>{TEXT}",
        {"article:published_time": "2025-11-12T20:30:00Z"},
        "2025-11-13T00:30:00+04:00",
    ),
    "no row of a rail above the heading": (
        f"<div class=col>{ROWS.format('12.11.2025 10:00')}</div><h1>Körpü</h1>{TEXT}<p>Dərc olunub: 18.11.2024</p>",
        {},
        "2024-11-18",
    ),
    "no single row with another article's headline": (
        f"<div><i>2 saat əvvəl</i> <a href=/n>Limana iki yeni gəmi gəlib</a></div><h1>Körpü</h1>{TEXT}",
        {},
        None,
    ),
    "no row of a rail behind the text": (
        f"<h1>Körpü</h1><p>Körpü yenidir.</p><div class=col>{ROWS.format('2 saat əvvəl')}</div>",
        {},
        None,
    ),
    "no row whose date is called one": (
        f"<div class=col>{ROWS.format('2 saat əvvəl').replace('<span', '<span class=date')}</div><h1>Körpü</h1>{TEXT}",
        {},
        None,
    ),
    "nothing in what is named a list": (
        f"<div class=news-list><div><b>2 saat əvvəl</b></div></div><h1>Körpü</h1>{TEXT}",
        {},
        None,
    ),
    "no older column of the same author below the text": (
        f"<i>12.11.2025</i><h1>Körpü</h1>{TEXT}<li>05.11.2025 <a href=/1>Ağ gəmi</a><li>29.10.2025 <a href=/2>Bərə</a>",
        {},
        "2025-11-12",
    ),
    "the day of publishing below the text, beside the section": (
        f"<h1>Körpü</h1>{TEXT}<p>12.11.2025 <a href=/elm>Elm xəbərləri</a></p>",
        {},
        "2025-11-12",
    ),
    "a date above the heading beside the section's name": (
        f"<div><a href=/s>İqtisadiyyat</a> <b>12.11.2025 10:00</b></div><h1>Körpü</h1>{TEXT}",
        {},
        "2025-11-12T10:00:00+04:00",
    ),
    "the shown day, where the data have the month and the day in each other's place": (
        f"<h1>Körpü</h1><p>3 April 2025, 10:15</p>{TEXT}",
        {"lang": "en", "article:published_time": "03/04/2025 10:15"},
        "2025-04-03T10:15:00+04:00",
    ),
    "the shown day, where the data have another in numbers only": (
        f"<h1>Körpü</h1><p>12 noyabr 2025</p>{TEXT}",
        {"article:published_time": "03/10/2025"},
        "2025-11-12",
    ),
    "Britain's order, told by the page's language": (
        "<h1>Körpü</h1><p>02/10/2025</p>",
        {"lang": "en-GB"},
        "2025-10-02",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_date_is_found(name: str) -> None:
    page, meta, wanted = CASES[name]
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    language = meta.get("lang", "az")
    found = dates_of(root, page, "Körpü", meta, told_by(root), "", language, "Asia/Baku", NOW)
    assert (found.published.isoformat() if found.published else None) == wanted


def test_an_update_that_readers_see_is_one() -> None:
    page = f"<h1>Körpü</h1><p>Giriş: 12.11.2025 - 14:37 Güncelleme: 13.11.2025 - 09:10</p>{TEXT}"
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    found = dates_of(root, page, "Körpü", {}, told_by(root), "", "tr", "Europe/Istanbul", NOW)
    assert [str(found.published), str(found.updated)] == ["2025-11-12 14:37:00+03:00", "2025-11-13 09:10:00+03:00"]
    assert found.origins[0].doubt == ""


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("12 noyabr", "the source says only “12 noyabr”"),
        ("2 saat əvvəl", "the source says only “2 saat əvvəl”"),
        ("12 noyabr 2025", "the source gives the day only"),
        ("Son dəyişiklik", "no date was found in the source"),
    ],
)
def test_what_is_uncertain_is_marked(line: str, doubt: str) -> None:
    page = f"<h1>Körpü</h1><p>{line}</p>{TEXT}"
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    found = dates_of(root, page, "Körpü", {}, told_by(root), "", "az", "Asia/Baku", NOW)
    assert found.origins[0].doubt == doubt


@pytest.mark.parametrize(
    ("page", "doubt"),
    [
        (
            "<div>12.11.2025 10:00</div><h1>Körpü</h1>",
            "the only date stands above the article and may be the day of the visit",
        ),
        (
            "<div>12.11.2025 10:00</div>",
            "the only date stands above the article and may be the day of the visit",
        ),
        ("<article><div>12.11.2025 10:00</div><h1>Körpü</h1></article>", ""),
        ("<div><a href=/elm>Elm</a><ul><li>12.11.2025</li><li>10:00</li></ul><h1>Körpü</h1></div>", ""),
        (
            "<div class=row><i>11.11.2025</i> <a href=/n>Limana iki yeni gəmi gəlib</a></div>" * 20
            + "<div><i>12.11.2025</i> <i>10:00</i><h1>Körpü</h1></div>",
            "",
        ),
    ],
)
def test_a_day_above_the_heading_is_doubtful_unless_the_article_holds_it(page: str, doubt: str) -> None:
    root = parse(f"<html><body>{page}{TEXT}</body></html>")
    assert root is not None
    found = dates_of(root, page, "Körpü", {}, told_by(root), "", "az", "Asia/Baku", NOW)
    assert str(found.published) == "2025-11-12 10:00:00+04:00"
    assert found.origins[0].doubt == doubt


UTC = {"article:published_time": "2025-11-12T14:37:00Z", "article:modified_time": "2025-11-13T09:10:00Z"}
UNZONED = "the source names no time zone; it was read as Asia/Baku"
GREENWICH = "the source's data call it a time in Greenwich, and its readers see “12.11.2025 14:37”"


@pytest.mark.parametrize(
    ("language", "address", "shown", "meta", "wanted"),
    [
        ("az", "", "12.11.2025 14:37", UTC, "2025-11-12 14:37:00+04:00; 2025-11-13 09:10:00+04:00; "),
        ("az", "", "12.11.2025 18:37", UTC, "2025-11-12 14:37:00+00:00; 2025-11-13 09:10:00+00:00; "),
        ("az", "", "12.11.2025 14:37 GMT", UTC, "2025-11-12 14:37:00+00:00; 2025-11-13 09:10:00+00:00; "),
        ("tr", "", "12.11.2025 14:37", UTC, f"2025-11-12 14:37:00+00:00; 2025-11-13 09:10:00+00:00; {GREENWICH}"),
        ("en", "https://a.co.uk/", "12.11.2025 14:37", UTC, "2025-11-12 14:37:00+00:00; 2025-11-13 09:10:00+00:00; "),
        ("tr", "", "12.11.2025 14:37", {}, f"2025-11-12 14:37:00+04:00; None; {UNZONED}"),
        ("ru", "https://a.com/", "12.11.2025 14:37", {}, f"2025-11-12 14:37:00+04:00; None; {UNZONED}"),
        ("ru", "https://a.az/", "12.11.2025 14:37", {}, "2025-11-12 14:37:00+04:00; None; "),
        ("ru", "", "12.11.2025 14:37 (МСК)", {}, "2025-11-12 15:37:00+04:00; None; "),
        ("az", "", "12.11.2025 14:37", {}, "2025-11-12 14:37:00+04:00; None; "),
    ],
)
def test_a_time_without_its_zone_or_with_a_wrong_one(
    language: str, address: str, shown: str, meta: dict[str, str], wanted: str
) -> None:
    page = f"<h1>Körpü</h1><p>{shown}</p><p>{'The bridge joins both banks of the river. ' * 9}</p>"
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    found = dates_of(root, page, "Körpü", meta, told_by(root), address, language, "Asia/Baku", NOW, "az")
    assert f"{found.published}; {found.updated}; {found.origins[0].doubt}" == wanted


def test_a_page_in_azerbaijani_letters_is_at_home_whatever_its_template_declares() -> None:
    page = f"<h1>Körpü</h1><p>12.11.2025 14:37</p>{TEXT}<p>Bələdiyyə və körpü, dəniz və dərə.</p>"
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    found = dates_of(root, page, "Körpü", {}, told_by(root), "", "en", "Asia/Baku", NOW, "az")
    assert found.origins[0].doubt == ""


EITHER = "“03/04/2025” has the month first or the day first, and nothing tells which"


@pytest.mark.parametrize(
    ("language", "address", "line", "day", "doubt"),
    [
        ("en", "https://port.example", "03/04/2025", "2025-03-04", EITHER),
        ("en", "https://port.example.ai", "03/04/2025", "2025-03-04", EITHER),
        ("en", "https://port.example.io", "03/04/2025", "2025-03-04", EITHER),
        ("en", "https://port.example.uk", "03/04/2025", "2025-04-03", ""),
        ("en", "https://port.example.eu", "03/04/2025", "2025-04-03", ""),
        ("en-US", "https://port.example", "03/04/2025", "2025-03-04", ""),
        ("en", "https://port.example", "03/14/2025", "2025-03-14", ""),
        ("en", "https://port.example", "03/03/2025", "2025-03-03", ""),
        ("en", "https://port.example", "03/04/2025</p><p>4 March 2025", "2025-03-04", ""),
        ("az", "https://port.example", "03/04/2025", "2025-04-03", ""),
    ],
)
def test_the_order_of_day_and_month_is_doubtful_where_nothing_tells_it(
    language: str, address: str, line: str, day: str, doubt: str
) -> None:
    page = f"<html lang={language}><body><h1>Quay</h1><p>{line}</p>{TEXT}</body></html>"
    root = parse(page)
    assert root is not None
    found = facts_of(root, page, address, ImportSettings(Path("/nowhere")), NOW)
    assert str(found.date) == day
    assert [one.doubt for one in found.origins if one.field == "date"] == [doubt or "the source gives the day only"]


BRIDGE = "The bridge joins both banks of the river, and ten thousand cars cross it on every day, half of them loaded. "


def date_told(told: str, head: str = "", address: str = "") -> tuple[object, str]:
    """Return the date of a page whose text tells something between two paragraphs, and what is doubtful of it."""
    text = f"<h1>A bridge with an age</h1><p>{BRIDGE * 3}</p><p>{told}</p><p>{BRIDGE * 3}</p>"
    page = (
        f"<html lang=en><head><title>A bridge with an age</title>{head}</head><body><main>{text}</main></body></html>"
    )
    story = read_page(page, address, ImportSettings(Path("/nowhere")), NOW, "page.html")[0]
    return story.date, next(one.doubt for one in story.origins if one.field == "date")


@pytest.mark.parametrize(
    "told",
    [
        "The publication of the plan on 12 March 1937 changed much.",
        "The ministry repeated its press release of 3 May 2021.",
        "Das steht in der Pressemitteilung vom 3. Mai 2021.",
        "Dans un communiqué du 3 mai 2021, la mairie annonce des travaux.",
        "После публикации 12.03.2019 многое стало другим.",
        "Basın açıklaması 12 Mart 2019 günü yapıldı.",
        "1 | 2 | 2024",
        "10 | 11 | 12 | 2023 | 2022",
        "3 - 2 - 2022",
    ],
)
def test_a_day_that_the_text_tells_of_is_not_its_own(told: str) -> None:
    day, doubt = date_told(told)
    assert day is None or doubt == "the date was guessed from the page"
    assert str(date_told(told, "<meta name=date content=2025-06-01>")[0]) == "2025-06-01"


@pytest.mark.parametrize("told", ["Press release of 3 May 2021", "Pressemitteilung vom 3. Mai 2021 | Berlin"])
def test_a_line_that_says_when_it_was_released(told: str) -> None:
    assert str(date_told(told)[0]) == "2021-05-03"


def test_the_day_first_in_an_address_counts_last_and_is_doubtful() -> None:
    address = "https://a.example/events/24-12-2023/"
    day, doubt = date_told("A line.", address=address)
    assert (str(day), doubt) == ("2023-12-24", "the day stands in the address alone, and may be that of an event")
    assert str(date_told("Posted on 3 May 2021", address=address)[0]) == "2021-05-03"
    assert date_told("A line.", address="https://a.example/events/05-12-2023/")[0] is None
