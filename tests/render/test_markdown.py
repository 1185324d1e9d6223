"""Markdown: what each construct becomes, and that no text becomes anything live."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.records import media_path
from sitegen.render import markdown
from sitegen.render.markdown import Facts, _cleaner, _parser, place, render
from tests.cases import Case, each_case
from tests.render.live import live, words

HOME = "/digest/"
PAGES = {"../10/nar.md": "2025/10/nar/", "nar.md#abzas": "2025/10/nar/#abzas"}


def shown(text: str, language: str = "az") -> str:
    return place(render(text, language).html, HOME, PAGES)


@each_case("markdown.md")
def test_what_a_page_shows(case: Case) -> None:
    language = re.search(r"\((\w\w)\)$", case.heading)
    assert shown(case.given, language[1] if language else "az") == case.expected


# ------------------------------------------------------------------ in a feed


def in_feed(text: str) -> str:
    return place(render(text, "az").html, "https://e.org/digest/", PAGES, "https://e.org/digest/2025/10/x/")


def test_addresses_in_a_feed_are_whole() -> None:
    assert in_feed("[a](/b/) [n](nar.md#abzas) ![c](media/d.png)\n") == (
        '<p><a href="https://e.org/digest/b/">a</a> <a href="https://e.org/digest/2025/10/nar/#abzas">n</a> '
        '<img src="https://e.org/digest/media/d.png" alt="c" loading="lazy" decoding="async"></p>\n'
    )


def test_fragments_in_a_feed_lead_to_the_article() -> None:
    footnote = in_feed("Mətn[^1].\n\n[^1]: Qeyd.\n")
    assert 'href="https://e.org/digest/2025/10/x/#fn1"' in footnote
    assert 'href="https://e.org/digest/2025/10/x/#fnref1"' in footnote
    assert 'id="fn1"' in footnote


def test_words_about_addresses_in_a_feed_are_left_alone() -> None:
    text = 'Yazın: "sitegen:x", `<a href="#yuxari">` və `href="#`.'
    assert words(in_feed(text)).strip() == text.replace("`", "")


def test_what_is_filled_in_is_escaped() -> None:
    placed = place('<a href="sitegen-ref:x.md">x</a>', "/a&b/", {"x.md": '"><script>'})
    assert placed == '<a href="/a&amp;b/&quot;&gt;&lt;script&gt;">x</a>'


# ------------------------------------------------------------------ what a text refers to


def test_facts_name_links_and_pictures_with_their_lines() -> None:
    text = "[a](/a/)\n\nx\n[b](b.md#c) ![p](media/p.png)\n\n[out](https://example.org/) [here](#a) [m](/media/x.pdf)\n"
    assert render(text, "az").facts == Facts(
        links=(("/a/", 0), ("b.md#c", 2)),
        images=(("media/p.png", "p", 2),),
    )


def test_a_text_without_links_has_no_facts() -> None:
    assert render("Mətn\n", "az").facts == Facts()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("::: nota\nx\n:::", 'there is no container "nota"', 'did you mean "note"?'),
        ("::: {.warning}\nx\n:::", 'there is no container "{.warning}"',
         "there are: quote, note, correction, gallery, video, audio"),
        ("::: note\nx", '"::: note" has no end', "write ::: on a line of its own behind it"),
        ("::: note\n```\n:::\n```", '"::: note" has no end', "write ::: on a line of its own behind it"),
        (":::", '":::" ends nothing', "remove it, or write ::: and a name where the container begins"),
        ("::: correction\nx\n:::", "a correction has no date", "write ::: correction 2025-10-27"),
        ("::: correction 2025-02-30\nx\n:::", "a correction has no date", "write ::: correction 2025-10-27"),
        ("::: gallery Ad\n![x](media/x.png)\n:::", '"::: gallery" takes nothing behind it: Ad',
         "write the caption below the pictures"),
        ("::: gallery\nx\n:::", "a gallery without pictures", "write ![what it shows](media/…) in it"),
        ("::: video\nx\n:::", '"::: video" has no address',
         "write ::: video and a file in media/ or an address behind it"),
        ("::: video media/a.mp4\n:::", "media/a.mp4 has no words for those who do not see or hear it",
         "write it in the container, or a picture: ![Waves break on the pier](media/…)"),
        ("::: video media/a.mp3\n:::", "media/a.mp3 is no video", "write ::: audio"),
        ("::: video media/a.mov\n:::", "media/a.mov is no video in content/media/ and no address",
         "name a file in media/ with one of the endings .m4v, .mp4, .ogv, .webm"),
        ("::: audio javascript:alert(1)\n:::", "javascript:alert(1) is no audio in content/media/ and no address",
         "name a file in media/ with one of the endings .aac, .flac, .m4a, .mp3, .oga, .ogg, .opus, .wav"),
    ],
)  # fmt: skip
def test_a_mistaken_container_is_told_with_its_line(text: str, message: str, hint: str) -> None:
    assert render(f"Mətn.\n\n{text}\n", "az").facts.problems == ((message, hint, 2),)
    assert render(f"> - Mətn\n{text}\n".replace("\n", "\n>   "), "az").facts.problems == ((message, hint, 1),)


def test_a_message_repeats_no_endless_name() -> None:
    [(message, _, _)] = render(f"::: {'x' * 5000}\n", "az").facts.problems
    assert len(message) < 80


def test_of_two_containers_the_one_without_an_end_is_told() -> None:
    text = "::: note\nx\n\n::: quote\ny\n:::\n\n::: note\nz\n:::\n"
    made = render(text, "az")
    assert [line for _, _, line in made.facts.problems] == [0]
    assert made.html.count("<aside") == made.html.count("<figure") == 1


def test_films_are_links_to_files_and_no_pictures() -> None:
    text = "![a](media/a.mp4)\n\n::: audio ../media/b.mp3\nDalğa.\n:::\n"
    assert render(text, "az").facts == Facts(links=(("/media/a.mp4", 0), ("/media/b.mp3", 2)))


def test_a_film_without_words_is_told() -> None:
    assert render("a\n\n![](media/a.mp3)\n", "az").facts.problems == (
        (
            "media/a.mp3 has no words for those who do not see or hear it",
            "write what it holds: ![Waves break on the pier](media/a.mp3)",
            2,
        ),
    )


def test_words_of_a_language_without_a_catalog_are_english() -> None:
    assert "<strong>Correction</strong> <time" in shown("::: correction 2026-10-27\nx\n:::", "de")


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("media/a.png", "media/a.png"),
        ("/media/a.png", "media/a.png"),
        ("../../media/a.png", "media/a.png"),
        ("./media/b/../a.png", "media/a.png"),
        ("content/media/a.png", "media/a.png"),
        ("media/../../../etc/passwd", ""),
        ("media/../articles/x.md", ""),
        ("https://example.org/media/a.png", ""),
        ("//example.org/media/a.png", ""),
        ("data:media/a.png", ""),
        ("a.png", ""),
    ],
)
def test_media_however_they_are_named(source: str, path: str) -> None:
    assert media_path(source) == path


# ------------------------------------------------------------------ untrusted


def hostile() -> list[str]:
    lines = (Path(__file__).parent / "hostile.txt").read_text(encoding="utf-8").splitlines()
    escapes = {"\\n": "\n", "\\t": "\t", "\\u0000": "\x00", "\\ufeff": "\ufeff"}
    return [
        re.sub("|".join(map(re.escape, escapes)), lambda found: escapes[found[0]], line)
        for line in lines
        if not line.startswith("# ")
    ]


def test_there_are_many_hostile_texts() -> None:
    assert len(hostile()) == len(set(hostile())) > 100


@pytest.mark.parametrize(
    "around", ["{}", "Mətn {} mətn", "> {}", "- {}", "*{}*", "x[^1]\n\n[^1]: {}", "| {} |\n|--|\n",
               "::: note {}\n{}\n:::", "::: quote {}\n{}\n:::", "::: video {}\n{}\n:::", "::: gallery\n{}\n:::",
               "::: correction 2025-10-27 {}\n{}\n:::", "::: video https://e.org/{}\n{}\n:::"]
)  # fmt: skip
@pytest.mark.parametrize("text", hostile())
def test_a_hostile_text_becomes_nothing_live(text: str, around: str) -> None:
    whole = around.replace("{}", text.replace("\n", "\n> ") if around.startswith(">") else text)
    assert live(shown(whole)) == []
    assert live(in_feed(whole)) == []


def test_the_search_for_live_parts_finds_them() -> None:
    assert live('<p onclick="x"><script src="//x">1</script><a href="java\tscript:x">x</a><b>y</b>') == [
        "p onclick=x",
        "<script>",
        "a href=java\tscript:x",
    ]
    assert live("<!-- x --><img src='data:x'><svg/>") == ["<!-- x -->", "img src=data:x", "<svg>"]
    assert live('<video poster="data:x"><source src="https://evil.example/x.mp4"></video><audio autoplay>') == [
        "video poster=data:x",
        "source src=https://evil.example/x.mp4",
        "audio autoplay",
    ]
    assert live('<a href="/x">x</a> <img src="https://e.org/x" alt="">') == []
    assert live('<video controls><source src="/x.mp4"></video>') == []


pieces = st.one_of(
    st.text(max_size=30),
    st.sampled_from(hostile()),
    st.sampled_from(
        ["[", "](", ")", "![", "<", ">", '"', "'", "`", "```", "\n", "\n\n", "|", "[^1]", "[^1]: ", "~~", "**"]
    ),
    st.sampled_from(
        ["# ", "- ", "1. ", "> ", "    ", "\t", "\\", "&", "&#", ";", "sitegen:", "sitegen-ref:", "media/", ".md"]
    ),
    st.sampled_from(
        [
            "\n:::\n",
            "\n::: note ",
            "\n::: quote ",
            "\n::: correction 1.1.2025 ",
            "\n::: gallery\n",
            "\n::: video ",
            "\n::: audio https://",
            "![x](media/x.mp4)",
            "![x](media/x.png)",
            "[x](media/x.vtt)",
            "\n::: video media/x.mp4\n",
        ]
    ),
)


@given(st.lists(pieces, max_size=12).map("".join))
@example("[](sitegen:)")
@example("![](<media/>)")
@example("# \n\n# ")
def test_no_text_becomes_anything_live_and_none_fails(text: str) -> None:
    assert live(shown(text)) == []
    assert live(in_feed(text)) == []


lines = st.one_of(
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40),
    st.sampled_from(
        ["Bakı, 3 may: «Yeni» qatar & stansiya > 5 km.", "a\xa0b ", "- x", "1. x", "> x", "    x", "| a |", "|-|",
         "---", "===", "[a]: /b", "[a]", "see [a](/b c) and **x**", "::: note", ":::", "```", "[^1]: x", "x[^1]",
         "x  ", "x\\", "", "", "\t"]
    ),
)  # fmt: skip


def parser_that_knows_nothing_of_plain_words(*, containers: bool) -> MarkdownIt:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "add_plain", lambda _: None)
        return _parser.__wrapped__(containers=containers)


@given(st.lists(lines, max_size=14).map("\n".join))
@example("a\n\n\u2003b\u2003\n")
@example("A \x1f\n\nb\x0c\n")
@example("A > b\n\nC _d_ e\n\n# F > _g_\n")
@example("  a\n\n \tb\n\n\xa0c\n")
def test_plain_paragraphs_become_what_the_parser_and_the_sanitiser_make_of_them(text: str) -> None:
    whole = parser_that_knows_nothing_of_plain_words(containers=":::" in text)
    env: dict[str, Any] = {"language": "az", "links": [], "images": [], "problems": {}}
    made = render(text, "az")
    assert made.html == _cleaner().clean(whole.render(text, env))
    assert made.facts.links == tuple(env["links"])


ADDRESS = st.from_regex(r"(https?://|/|)[a-zA-Z0-9./?=&#:@%_-]{0,12}", fullmatch=True)


@given(ADDRESS)
def test_usual_addresses_are_the_same_once_they_are_encoded(address: str) -> None:
    assert _parser(containers=False).normalizeLink(address) == MarkdownIt().normalizeLink(address)


def test_any_line_end_ends_a_line() -> None:
    assert render("a\r\n\r\nb\rc\n", "az").html == "<p>a</p>\n<p>b\nc</p>\n"
    assert render("a\0", "az").html == "<p>a\ufffd</p>\n"


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60))
def test_words_in_code_come_out_as_they_went_in(text: str) -> None:
    assert words(shown(f"    x{text}")) == f"x{text}\n\n"


@given(st.lists(pieces, max_size=8).map("".join))
def test_every_anchor_is_given_once(text: str) -> None:
    ids = re.findall(r'<h\d id="([^"]*)"', shown(f"## {text}\n\n## {text}\n\n## {text} 2\n"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "![" * 5000, "*a " * 5000, "[a](" * 5000, ">" * 2000, "- " * 1000 + "x",
     "|" * 3000 + "\n" + "|-" * 3000, "<a " * 5000, "`a`` " * 3000, "[^a]" * 3000, "(" * 5000, "# a\n" * 1000,
     "::: note\n" * 3000, "::: note\n" * 1000 + ":::\n" * 1000, "::: gallery\n" * 500 + ":::\n" * 500],
)  # fmt: skip
def test_texts_made_to_be_slow_or_deep_are_rendered(text: str) -> None:
    assert live(shown(text)) == []
