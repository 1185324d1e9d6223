"""What stays in the text of a page and what does not: messages, long tables, lists of other news, hours."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest import dom
from sitegen.ingest.maintext import leaves_of
from sitegen.ingest.page import read_page
from sitegen.ingest.rails import tells_only_time, without_rails
from sitegen.ingest.story import ImportSettings, Story

NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")
TEXT = [
    "The Caspian is the largest body of water on earth without a way out to the sea, and five states share it.",
    "Its surface lies about 28 metres below that of the ocean, and it moves by more than a metre in a decade.",
    "Most of the water comes down the Volga, so that a dry summer in the north is seen in the harbours of the south.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def story(body: str, language: str = "en") -> Story:
    page = f'<html lang="{language}"><head><title>The level of the sea</title></head><body>{body}</body></html>'
    return read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "p.html")[0]


def text(body: str, language: str = "en") -> list[str]:
    """Return the blocks of the Markdown that a page becomes."""
    return story(body, language).body.strip().split("\n\n")


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (
            "<p>Two <span class='error'>shipps</span> of the river class wait.</p>",
            "Two shipps of the river class wait.",
        ),
        ("<p class='error'>Errors were found by a diver.</p>", "Errors were found by a diver."),
        ("<p>The word <em class='error'>recieve</em> is wrong.</p>", "The word *recieve* is wrong."),
        ("<pre>a\n<span class='error'>E: no water</span>\nb</pre>", "```\na\nE: no water\nb\n```"),
        ("<ul class='error'><li>one item</li><li>and one more</li></ul>", "- one item\n- and one more"),
        ("<p>See <iframe></iframe><span class='error'>the map</span> below it.</p>", "See the map below it."),
        (
            "<div class='error'><p>A box that says what went wrong in 1991.</p></div>",
            "A box that says what went wrong in 1991.",
        ),
    ],
)
def test_a_text_about_errors_is_kept(html: str, kept: str) -> None:
    assert text(PARAGRAPHS + html + PARAGRAPHS.replace("<p>", "<p>Again: ")) == [
        *TEXT,
        kept,
        *(f"Again: {one}" for one in TEXT),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<video></video><div class='error'>This video cannot be played.</div>",
        "<div><div class='error'>The map failed.</div><div><iframe></iframe></div></div>",
        "<div class='error big'>This film needs a newer program. <object></object></div>",
        "<div class='error' hidden>This has failed.</div>",
    ],
)
def test_the_message_of_a_player_is_left_out(html: str) -> None:
    assert text(PARAGRAPHS + html + PARAGRAPHS.replace("<p>", "<p>Again: ")) == [
        *TEXT,
        *(f"Again: {one}" for one in TEXT),
    ]


ROWS = "".join(f"<tr><td>Ship {n}</td><td>{n % 24:02}:{n % 60:02}</td><td>Baku – Aktau</td></tr>" for n in range(70))
STOPS = "".join(f"<li>Stop {n} of the voyage is a pier with a name and a keeper who waves.</li>" for n in range(40))


@pytest.mark.parametrize(
    "whole",
    [
        f"<table><tr><th>Ship</th><th>Time</th><th>Way</th></tr>{ROWS}</table>",
        f"<div class='box'><table><tbody><tr><th>Ship</th><th>Time</th><th>Way</th></tr>{ROWS}</tbody></table></div>",
        f"<ol>{STOPS}</ol>",
        f"<blockquote>{PARAGRAPHS * 9}</blockquote>",
    ],
)
@pytest.mark.parametrize("around", ["{}", "<article>{}</article>"])
def test_a_few_words_around_a_long_table_or_list_are_kept(whole: str, around: str) -> None:
    before, after = (
        "The ferries go ten times a week in autumn, from the first of October on.",
        "Tickets are sold on board.",
    )
    found = text(around.format(f"<h1>The level of the sea</h1><p>{before}</p>{whole}<p>{after}</p>"))
    assert (found[0], found[-1]) == (before, after)


def rows(item: str, amount: int = 40) -> str:
    return "".join(item.replace("#", str(n)) for n in range(1, amount + 1))


@pytest.mark.parametrize(
    ("rail", "language"),
    [
        (
            rows("<li><a href=/x/#><img src=/t/#-150x150.jpg><b>Başlıq # barədə</b></a> # dəqiqə əvvəl</li>"),
            "az",
        ),
        (
            f"<ul>{rows('<li><a href=/x/#>Headline # on the port</a> <i>#h ago</i></li>', 9)}</ul>".replace(
                "h ago", " hours ago"
            ),
            "en",
        ),
        (rows("<div><img src=/t/#.jpg><h4><a href=/x/#>Headline # on the port</a></h4><p># hours ago</p></div>"), "en"),
        (rows("<div><p>yesterday</p><h4><a href=/x/#>Headline # on the port</a></h4></div>", 5), "en"),
        (rows("<p><a href=/x/#><img src=/t/#.jpg>Headline # on the port</a> 12.11.2025</p>", 5), "en"),
        (rows("<p>14:05 <a href=/x/#>Headline # on the port</a></p>", 5), "en"),
        (
            "<b>Latest news</b>"
            + rows("<div>14:05 <a href=/x/#>Headline # on the port</a></div>", 5)
            + "<div>14:04 <a href=/x/6>Piers close</a></div>"
            + rows("<div>14:03 <a href=/y/#>Headline # on the port</a></div>", 5),
            "en",
        ),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_list_of_links_and_times_is_other_news(rail: str, language: str, first: bool) -> None:
    found = text(rail + PARAGRAPHS if first else PARAGRAPHS + rail, language)
    assert found == TEXT


@pytest.mark.parametrize(
    "item",
    [
        "<li><a href=/s/#>The report on pier number #</a>, 12 March 2019</li>",
        "<li>1#:00 <a href=/s/#>The tug Araz</a></li>",
        "<li>In the year # <a href=/s/#>a pier</a> was built, and it stands.</li>",
    ],
)
def test_a_list_of_links_that_tells_something_is_none_of_other_news(item: str) -> None:
    root = dom.parse(f"<html><body>{PARAGRAPHS}<ul>{rows(item, 9)}</ul>{PARAGRAPHS}</body></html>")
    blocks = leaves_of(dom.body_of(root))
    assert without_rails(blocks, "en", "UTC", NOW) == blocks


def test_how_long_ago_it_appeared_is_no_text() -> None:
    made = story(f"<h1>The level of the sea</h1><div>2 saat əvvəl 👁 1 204</div>{PARAGRAPHS}", "az")
    assert made.body.startswith(TEXT[0])
    assert made.summary.startswith(TEXT[0])


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("2 saat əvvəl 👁 1 204", True),
        ("3 hours ago | 12k", True),
        ("2 saat əvvəl", True),
        ("👁 1 204", False),
        ("2 saat yol", False),
        ("21 yanvar 2026", False),
        ("12:30", False),
    ],
)
def test_words_that_tell_only_how_long_ago(words: str, only: bool) -> None:
    assert tells_only_time(words, "az", "Asia/Baku", NOW) is only


@pytest.mark.parametrize(
    "entry", ["<p><b>{}:00</b></p><p>{}</p>", "<article><time>{}:00</time><h3>Report</h3><p>{}</p></article>"]
)
def test_the_hours_of_entries_are_kept(entry: str) -> None:
    page = "".join(entry.format(hour, f"At {hour} {TEXT[0]}") for hour in (8, 9, 10, 11))
    found = text(f"<h1>The level of the sea</h1><p>{TEXT[1]}</p>{page}")
    assert [block.strip("*") for block in found if block.strip("*").endswith(":00")] == [
        "8:00",
        "9:00",
        "10:00",
        "11:00",
    ]


def test_the_time_of_an_article_is_no_hour_of_an_entry() -> None:
    assert text(f"<h1>The level of the sea</h1><p>14:37</p>{PARAGRAPHS}") == TEXT


def test_headings_and_sentences_with_a_number_are_no_times() -> None:
    page = f"<h1>The level of the sea</h1><p>{TEXT[0]}</p><h2>1. The tug</h2><p>Built in 1931.</p><p>{TEXT[1]}</p>"
    assert text(page) == [TEXT[0], "## 1\\. The tug", "Built in 1931.", TEXT[1]]


def test_the_day_below_the_first_paragraph_is_no_text() -> None:
    assert text(f"<h1>The level of the sea</h1><p>{TEXT[0]}</p><p>12 March 2019.</p><p>{TEXT[1]}</p>") == TEXT[:2]


def test_a_footnote_below_the_text_comes_with_its_sign() -> None:
    sign = "<sup><a href='#fn1' id='r1'>1</a></sup>"
    note = "<ol id='notes'><li id='fn1'>Seen in 2024. <a href='#r1'>↩</a></li></ol>"
    found = text(PARAGRAPHS.replace("</p>", f"{sign}</p>", 1) + note)
    assert found[0] == f"{TEXT[0]}[^1]"
    assert found[-1] == "[^1]: Seen in 2024."


def test_a_heading_that_is_a_link_stays_among_others() -> None:
    parts = [f"<h3>Ship {n}</h3><p>{TEXT[n]}</p>" for n in range(3)]
    linked = parts[1].replace("Ship 1", "<a href='https://ships.example/1'>Ship 1</a>")
    found = text(f"<h1>The level of the sea</h1><p>{TEXT[2]} And on.</p>{parts[0]}{linked}{parts[2]}")
    assert found[1::2] == ["## Ship 0", "## [Ship 1](https://ships.example/1)", "## Ship 2"]


LINES = [
    "<p>Qarabağ – Neftçi 2:1<br>Sabah – Zirə 0:0</p>",
    "<h2>Ingredients</h2><ul><li>3 leeks</li><li>500 ml stock</li><li>Salt</li></ul>",
    "<p>08:00 – Baku<br>09:10 – Alat</p>",
    "<p><b>16:10</b> The ferry left</p><p><b>14:02</b> The wind rose</p>",
    "<div>1. Qarabağ 25</div><div>2. Neftçi 20</div>",
    "<p>5 ships</p>",
    "<p>Bakı – Aktau 18:00</p><p>Bakı – Kuryk 16:00</p><p>Alat – Aktau 15:30</p>",
]


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("lead", [TEXT[0], "A walk for cold days."])
def test_short_lines_with_a_number_below_the_first_sentence_are_text(lines: str, lead: str) -> None:
    top = "<h1>The level of the sea</h1><p>Posted on 27 October 2025</p>"
    page = f"<article>{top}<p>{lead}</p>{lines}{PARAGRAPHS}</article>"
    words = " ".join(text(page)).replace("\\", "")
    assert not [line for line in re.findall(r"[^<>]+(?=</?(?:p|br|li|h2|div)>)", lines) if line.strip() not in words]


@pytest.mark.parametrize("line", ["5 min read", "541 views", "27.10.2025 | 3 min read", "14:37"])
def test_numbers_above_the_first_sentence_are_none(line: str) -> None:
    assert text(f"<h1>The level of the sea</h1><p>{line}</p>{PARAGRAPHS}") == TEXT


@pytest.mark.parametrize("line", ["27.10.2025 | 3 min read", "27 ოქტომბერი, 2025 14:37", "Thu 27.10.2025 14:37 Baku"])
def test_the_article_s_own_time_is_no_text_in_whatever_language(line: str) -> None:
    data = '<meta property="article:published_time" content="2025-10-27T14:37:00+00:00">'
    page = f"{data}<h1>The level of the sea</h1><p>{TEXT[0]}</p><p>{line}</p><p>{TEXT[1]}</p>"
    assert text(page) == TEXT[:2]


def test_how_often_it_was_read_is_no_text_below_it_either() -> None:
    page = f"<h1>The level of the sea</h1>{PARAGRAPHS}<p>Views: 1245</p>"
    assert text(page) == TEXT
    assert text(f"{page}<p>{TEXT[0]}</p>") == [*TEXT, "Views: 1245", TEXT[0]]


GOODS = [
    (f"{kind} {size}", f"{price} manat")
    for kind in ("Kartof", "Soğan", "Nar")
    for size, price in zip("ABCDE", "12435", strict=True)
]


@pytest.mark.parametrize(
    ("row", "around"), [("<tr><td>{}</td><td>{}</td></tr>", "<table>{}</table>"), ("<p>{}</p><p>{}</p>", "{}")]
)
def test_a_list_of_prices_is_none_of_other_news(row: str, around: str) -> None:
    table = around.format("".join(row.format(*good) for good in GOODS))
    words = " ".join(text(f"<h1>The level of the sea</h1>{PARAGRAPHS}{table}<p>Prices are those of the market.</p>"))
    assert not [one for good in GOODS for one in good if one not in words]
