"""The lines between heading and text in tests/cases/datelines.md, each on a page that is imported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings, Story
from tests.cases import Case, each_case

NOW = datetime.fromisoformat("2025-10-27T16:00:00+04:00")
TEXT = {
    "az": "Körpü çayın iki sahilini birləşdirir, hər gün oradan on min maşın keçir və onların yarısı yük daşıyır. ",
    "tr": "Köprü ırmağın iki yakasını birleştirir, her gün oradan on bin araba geçer ve yarısı yük taşır. ",
    "de": "Die Brücke verbindet zwei Ufer des Flusses, täglich fahren zehntausend Wagen darüber, halb mit Last. ",
    "fr": "Le pont relie les deux rives du fleuve, chaque jour dix mille voitures y passent, la moitié avec charge. ",
    "ru": "Мост соединяет два берега реки, каждый день по нему проходит десять тысяч машин, половина из них с грузом. ",
}
TITLE = {
    "az": "Körpünün yüz yaşı oldu",
    "tr": "Köprü yüz yaşında",
    "de": "Die Brücke wird hundert Jahre alt",
    "fr": "Le pont a cent ans",
    "ru": "Мосту исполнилось сто лет",
}


def imported(line: str, language: str) -> Story:
    """Return what becomes of a page with this line, a menu before its heading and a running list behind its text."""
    menu = "".join(f"<a href=/{number}>{number}</a> " for number in range(9))
    rail = "".join(f"<li>2{number} oktyabr 10:0{number} <a href=/n/{number}>{number}</a></li>" for number in range(7))
    page = (
        f"<html lang={language}><body><div class=top>{menu}</div><div class=main><h1>{TITLE[language]}</h1>"
        f"<div class=line>{line}</div>"
        + f"<p>{TEXT[language] * 3}</p>" * 3
        + f"</div><ul class=rail>{rail}</ul></body></html>"
    )
    return read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]


def shown_date(story: Story) -> str:
    """Return the story's date as the cases write it; "–" where there is none, or a guess that is marked as one."""
    doubts = [origin.doubt for origin in story.origins if origin.field == "date"]
    if story.date is None or any("guessed" in doubt or "changed" in doubt for doubt in doubts):
        return "–"
    if not isinstance(story.date, datetime):
        return story.date.isoformat()
    return story.date.astimezone(NOW.tzinfo).strftime("%Y-%m-%d %H:%M")


def shown_authors(story: Story) -> str:
    return "; ".join(f"{one.name} ({one.role})" if one.role else one.name for one in story.authors) or "–"


@each_case("datelines.md")
def test_a_line_below_the_heading(case: Case) -> None:
    language, verb = case.heading.partition(":")[0].split()
    story = imported(case.given, language)
    told = {"date": shown_date(story), "byline": shown_authors(story)}
    assert told.get(verb, "; ".join(told.values())) == case.expected, case.place
    assert case.given not in story.body


def opened_by(line: str) -> Story:
    """Return what becomes of a page whose data tell its day and whose first paragraph is this line."""
    head = "<meta property=article:published_time content=2025-10-26T22:30:00Z>"
    text = f"<h1>{TITLE['az']}</h1><p>{line}</p>" + f"<p>{TEXT['az'] * 3}</p>" * 3
    page = f"<html lang=az>{head}<body>{text}</body></html>"
    return read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]


@pytest.mark.parametrize(
    "line",
    [
        "27.10.2025 02:30",
        "27 oktyabr",
        "Yenilənib: 20.10.2025 10:00",
        "2 saat əvvəl",
        "Dünən, 14:30",
        "14:30",
        "Mon 27 Oct 2025 02.30 BST",
    ],
)
def test_a_line_with_the_day_of_the_article_is_no_text(line: str) -> None:
    assert opened_by(line).body.startswith("Körpü çayın")


@pytest.mark.parametrize(
    "line",
    [
        "12 may 1911",
        "23.10.2025",
        "21 oktyabr",
        "Nə vaxt: 5 dekabr 2025, 19:00",
        "Tarix: 5 dekabr 2024, 19:00",
        "When: 5 December 2026, 19:00",
    ],
)
def test_a_line_with_another_day_is_text(line: str) -> None:
    story = opened_by(line)
    assert str(story.date) == "2025-10-26 22:30:00+00:00"
    assert story.body.startswith(f"{line}\n")
