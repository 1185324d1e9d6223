"""Where the text of a page begins and ends."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings, Story

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
TITLE = "Qobustanda rəsmlər sayılıb"
TEXT = [
    "Qobustan qayaları Bakıdan altmış kilometr cənub-qərbdə yerləşir, burada altı mindən çox rəsm tapılıb.",
    "Rəsmlərin ən qədimi on beş min ildən köhnədir, onlarda öküz, maral, qayıq və rəqs edən adamlar var.",
    "Qoruq 2007-ci ildə YUNESKO-nun siyahısına salınıb, onun muzeyi 2011-ci ildə yenidən açılıb.",
]
LEAD = "Qayaların üzərində qədim ovçuların həyatı görünür."
OTHER = "<h1>Naftalan nefti niyə yanmır</h1><p>" + "</p><p>".join(
    [
        "Naftalan nefti yanmır və sürtkü yağı kimi istifadə olunmur, əvəzində ondan vanna hazırlayırlar.",
        "Bu neftin tərkibində naften karbohidrogenləri üstünlük təşkil edir, vanna on dəqiqədən çox çəkmir.",
    ]
)


def story(html: str) -> Story:
    page = f'<html lang="az"><head><title>{TITLE}</title></head><body>{html}</body></html>'
    return read_page(page, "https://qaya.example/n/1", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


BODY = "\n\n".join(TEXT) + "\n"


@pytest.mark.parametrize(
    "lead",
    [
        f'<div class="lead">{LEAD}</div>',
        f'<p class="article__lead"><b>{LEAD}</b></p>',
        f'<h2 class="subtitle">{LEAD}</h2>',
        f'<div class="entry-excerpt"><p>{LEAD}</p></div>',
    ],
)
def test_a_lead_apart_from_the_text_is_the_summary(lead: str) -> None:
    made = story(f'<section><h1>{TITLE}</h1>{lead}<div class="body">{paragraphs(*TEXT)}</div></section>')
    assert made.summary.startswith(LEAD)
    assert made.body.endswith(BODY)
    assert made.summary == LEAD or LEAD in made.body


def test_what_only_stands_above_the_text_is_no_lead() -> None:
    for other in (f'<div class="share">{LEAD}</div>', f'<p class="lead"><a href="/n/2">{LEAD}</a></p>'):
        made = story(f'<section><h1>{TITLE}</h1>{other}<div class="body">{paragraphs(*TEXT)}</div></section>')
        assert made.summary.startswith("Qobustan qayaları")


def test_the_article_that_a_page_loads_below_its_own() -> None:
    own = f"<article><h1>{TITLE}</h1>{paragraphs(*TEXT)}</article>"
    assert story(f'<div class="feed">{own}<article>{OTHER}</p></article></div>').body == BODY


def test_entries_inside_the_article_are_its_own() -> None:
    entries = "".join(f"<article><h2>{hour}:00</h2><p>{text}</p></article>" for hour, text in enumerate(TEXT, 10))
    body = story(f"<main><article><h1>{TITLE}</h1><p>{TEXT[0]} Sayım davam edir.</p>{entries}</article></main>").body
    assert all(text in body for text in TEXT)


def test_a_lead_that_the_text_repeats_behind_a_dateline() -> None:
    repeated = f'<div class="text"><div>{TEXT[0]}</div><p><b>Bakı. 27 oktyabr. Qaya.</b> {TEXT[0]}</p>'
    body = story(f"<article><h1>{TITLE}</h1>{repeated}{paragraphs(*TEXT[1:])}</div></article>").body
    assert body.count("altmış kilometr") == 1
    assert body.startswith("**Bakı. 27 oktyabr. Qaya.** Qobustan")


def test_a_notice_of_cookies_is_no_article_however_short_that_is() -> None:
    notice = "Bu sayt kukilərdən istifadə edir, davam etməklə siz bizim məxfilik siyasətimizlə razılaşırsınız."
    made = story(
        f'<div class="cookie">{notice}</div><article><h1>{TITLE}</h1><p>Qayalarda rəsmlər artıq sayılıb.</p></article>'
    )
    assert made.body == "Qayalarda rəsmlər artıq sayılıb.\n"


@pytest.mark.parametrize("name", ["news-gallery", "foto-qalereya", "slider"])
def test_a_gallery_behind_the_text_belongs_to_it(name: str) -> None:
    items = "".join(f'<div class="item"><img src="/up/{number}.jpg"></div>' for number in range(3))
    text = f'<div class="text">{paragraphs(*TEXT)}</div>'
    page = f'<div class="news"><h1>{TITLE}</h1>{text}<div class="{name}">{items}</div></div>'
    assert story(page).body.count("![") == 3
    others = f'<p class="related">Oxşar xəbərlər</p><div class="{name}">{items}</div>'
    assert story(f'<div class="news"><h1>{TITLE}</h1>{text}{others}</div>').body.count("![") == 0


def test_one_break_parts_sentences_and_two_lines_of_a_poem_stay_one() -> None:
    assert story(f"<article><h1>{TITLE}</h1><div>{'<br>'.join(TEXT)}</div></article>").body == BODY
    poem = "Dağlar başı dumandı,<br>Yollar gedər uzaqdan,<br>Körpü altda çay axar."
    assert story(f"<article><h1>{TITLE}</h1>{paragraphs(*TEXT)}<p>{poem}</p></article>").body.count("\n\n") == 3


def test_what_a_script_would_replace_is_no_article() -> None:
    with pytest.raises(SitegenError) as caught:
        story('<div id="__next"><p>Yüklənir...</p></div><script id="__NEXT_DATA__">{}</script>')
    (problem,) = caught.value.problems
    assert problem.message == "has no text of an article: all that stands in it is “Yüklənir...”"
    assert problem.hint == "if a script writes its text, open it in a browser, save it complete, and import that"


@pytest.mark.parametrize(
    "line",
    [
        "27.10.2025 • 14:37 • Elm • 3 dəq. oxu",
        "14:37 | 27.10.2025 | 541",
        "20:37 27 oktyabr 2025 (4 saat əvvəl)",
    ],
)
def test_a_line_with_the_article_s_day_is_no_text(line: str) -> None:
    made = story(f"<article><h1>{TITLE}</h1><p>{line}</p>{paragraphs(*TEXT)}</article>")
    assert made.body == BODY
    assert isinstance(made.date, datetime)


def test_a_sentence_with_a_day_above_the_text_stays() -> None:
    line = "Sayım 27 oktyabr 2025 tarixində bitib."
    dated = '<meta property="article:published_time" content="2025-10-27T10:37:00+04:00">'
    assert story(f"{dated}<article><h1>{TITLE}</h1><p>{line}</p>{paragraphs(*TEXT)}</article>").body.startswith(line)
