"""Laws of the small text functions: escaping, sentences, encodings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.ingest.encodings import clean, decode
from sitegen.ingest.escape import document, literal
from sitegen.ingest.furniture import tail_start
from sitegen.ingest.sentences import opening, paragraphs, sentences

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
MARKUP = st.text(alphabet=st.sampled_from(list("ab1 .)(#*_-+=~`<>[]!|\\&;:/^\"'ə\t\n")), max_size=60)


def shown(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type == "inline":
            parts.append(shown(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "paragraph_close":
            parts.append("\n\n")
        elif token.nesting == 0:
            parts.append(token.content if token.type == "text" else f"<{token.type}>")
        elif token.type not in ("paragraph_open", "paragraph_close"):
            parts.append(f"<{token.type}>")
    return "".join(parts)


def squeezed(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@given(st.one_of(MARKUP, st.text(max_size=80)))
def test_plain_text_shows_as_itself(text: str) -> None:
    text = clean(text)
    blocks = [part for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    assert squeezed(shown(MARKDOWN.parse(document(blocks)))) == squeezed("\n".join(blocks))


def test_no_line_of_plain_text_begins_a_container() -> None:
    assert literal("::: note\nsaat 14:37 ::: bu da") == "\\::: note\nsaat 14:37 ::: bu da"


def test_ordinary_text_is_not_littered_with_backslashes() -> None:
    text = (
        "Bakı (27 oktyabr) – qiymət 3.5 mln. manat; e-poçt: a_b@example.org & saat 14:37! 50% endirim, «sitat» - belə."
    )
    assert literal(text) == text


@given(st.text(alphabet=st.sampled_from(list('AaƏəВв1 .!?…»"«(–-\n')), max_size=600))
def test_splitting_into_sentences_loses_no_character(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert "".join("".join(paragraphs(text, 10)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Çıxışı A.Ə.Səmədli etdi. Sonra suallar oldu.", ["Çıxışı A.Ə.Səmədli etdi.", "Sonra suallar oldu."]),
        (
            "Prof. Rəşad Vəliyev və dos. Ə. Kərimli gəldi. Bitdi.",
            ["Prof. Rəşad Vəliyev və dos. Ə. Kərimli gəldi.", "Bitdi."],
        ),
        ("Alma, armud və s. Azərbaycanda yetişir.", ["Alma, armud və s. Azərbaycanda yetişir."]),
        ("Büdcə 3.5 mln. Manatla ölçülür. Bəs?", ["Büdcə 3.5 mln. Manatla ölçülür.", "Bəs?"]),
        (
            "Doç. Dr. Ayşe Yılmaz geldi. Yeri: Atatürk Cad. No. 5. Kapı açık.",
            ["Doç. Dr. Ayşe Yılmaz geldi.", "Yeri: Atatürk Cad. No. 5. Kapı açık."],
        ),
        ("В 1991 г. Иванов И. И. приехал. Это ул. Мира.", ["В 1991 г. Иванов И. И. приехал.", "Это ул. Мира."]),
        (
            "Mr. Smith met Dr. Brown at 5 p.m. Monday. They left.",
            ["Mr. Smith met Dr. Brown at 5 p.m. Monday.", "They left."],
        ),
        ("O dedi: «Gəlin. Oturun.» Hamı oturdu.", ["O dedi: «Gəlin. Oturun.»", "Hamı oturdu."]),
        ("– Gəlirsən? – soruşdu o. – Bəli!", ["– Gəlirsən? – soruşdu o.", "– Bəli!"]),
        ("Tədbir keçirildi.Tədbirdə yüz nəfər vardı.", ["Tədbir keçirildi.", "Tədbirdə yüz nəfər vardı."]),
        (
            "Bax: www.example.org/Yeni və Example.Org saytı... Sonra bitdi.",
            ["Bax: www.example.org/Yeni və Example.Org saytı...", "Sonra bitdi."],
        ),
        (
            "1991-ci ildə müstəqillik bərpa edildi. 1992-ci ildə başqa iş.",
            ["1991-ci ildə müstəqillik bərpa edildi.", "1992-ci ildə başqa iş."],
        ),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_the_opening_ends_with_a_sentence_or_with_an_ellipsis() -> None:
    assert opening("Bir cümlə. İki cümlə. " + "Uzun " * 60, 40) == "Bir cümlə. İki cümlə."
    assert opening("söz " * 100, 30) == "söz söz söz söz söz söz söz…"


RUSSIAN = "Сегодня в парке открыли библиотеку «Весна» — в ней десять тысяч книг. Ёлка, объявление, №5."
TURKISH = "İstanbul'da öğrenciler ağaç dikti; ılık bir gün, çiçekler açtı. Şehir “yeşil” oldu."
AZERBAIJANI = "Gəncədə yağış yağdı, çölə çıxmaq olmurdu. Şəhər işıqlandı."


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "nonsense", "base64"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN.replace("«", "").replace("»", "").replace("—", "-").replace("№", ""), "koi8-r"),
        (RUSSIAN.replace("«", "").replace("»", "").replace("—", "-"), "iso-8859-5"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (TURKISH, "windows-1254"),
        (TURKISH.replace("“", "").replace("”", ""), "iso-8859-9"),
        (AZERBAIJANI, "utf-8"),
        (AZERBAIJANI, "utf-8-sig"),
        (AZERBAIJANI, "utf-16-be"),
    ],
)
def test_text_is_read_whatever_its_encoding_and_whatever_is_declared(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), declared)[0] == text


def test_a_declaration_in_the_page_is_found_and_a_wrong_one_not_believed() -> None:
    page = '<html><head><meta charset="{}"></head><body>' + RUSSIAN
    assert RUSSIAN in decode(page.format("windows-1251").encode("windows-1251"), markup=True)[0]
    assert RUSSIAN in decode(page.format("windows-1251").encode("utf-8"), markup=True)[0]
    assert decode("日本語の記事です。".encode("shift_jis"), "shift_jis")[0] == "日本語の記事です。"


def test_foreign_bytes_inside_utf8_are_read_one_by_one() -> None:
    assert (
        decode(AZERBAIJANI.encode() + b" \x93sitat\x94 " + AZERBAIJANI.encode())[0]
        == f"{AZERBAIJANI} “sitat” {AZERBAIJANI}"
    )


def test_clean_text_is_composed_and_without_invisible_characters() -> None:
    assert clean("\ufeffGu\u0308nes\u0327\r\nso\u00adzü\x00\u202e") == "Güneş\nsozü"


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "windows-1251", "utf-16", "big5", "x-unknown"]))
def test_no_bytes_raise(data: bytes, declared: str) -> None:
    text = clean(decode(data, declared, markup=True)[0])
    assert "\x00" not in text
    lines = [line for raw in text.split("\n") if (line := " ".join(raw.split()))]
    assert 0 <= tail_start(lines) <= len(lines)
