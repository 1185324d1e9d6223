"""Who of the people on a page wrote the article."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.ingest.bylines import authors_of
from sitegen.ingest.dom import parse
from sitegen.ingest.jsonld import told_by
from sitegen.ingest.metadata import meta_of
from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings
from tests.ingest.test_datelines import NOW

CASES = {
    "a byline counts for more than the publisher's name": (
        '<meta name="author" content="Dəniz nəşriyyatı"><p class="byline">Müəllif: Aysel Məmmədova</p>',
        ["Aysel Məmmədova"],
    ),
    "an account is spelled as the byline spells it": (
        '<meta name="author" content="aysel.memmedova"><a rel="author">Aysel Məmmədova</a>',
        ["Aysel Məmmədova"],
    ),
    "several authors in meta elements of their own": (
        '<meta name="author" content="Aysel Məmmədova"><meta name="author" content="Tural Nəsirov">',
        ["Aysel Məmmədova", "Tural Nəsirov"],
    ),
    "a catalogue writes the surname first": (
        '<meta name="DC.creator" content="Məmmədova, Aysel"><meta property="dc:creator" content="Nəsirov, T.">',
        ["Aysel Məmmədova", "T. Nəsirov"],
    ),
    "several authors in elements side by side": (
        "<div><span class=author>Aysel Məmmədova</span> və <span class=author>Tural Nəsirov</span></div>",
        ["Aysel Məmmədova", "Tural Nəsirov"],
    ),
    "the byline of another article further down is none of this one's": (
        "<div><i></i><b class=author>Aysel Məmmədova</b> <p>Körpü açıldı.</p> <b class=author>Tural Nəsirov</b></div>",
        ["Aysel Məmmədova"],
    ),
    "those who comment are no authors": (
        "<div class=comment-list><div><b class=fn>Tural Nəsirov</b></div></div><p class=author>Aysel Məmmədova</p>",
        ["Aysel Məmmədova"],
    ),
    "one who signs with one word, where the markup calls him the author": ("<a rel=author>qaranquş</a>", ["qaranquş"]),
    "JSON-LD that is wrapped as older pages do": (
        '<script type=application/ld+json><![CDATA[{"@type":"Article","author":{"name":"Aysel Quliyeva"},}]]></script>',
        ["Aysel Quliyeva"],
    ),
    "the one who is quoted": ("<div class=quote-author>Aysel Məmmədova, bələdçi</div>", []),
    "the site's address is nobody": (
        "<meta name=author content=liman.az><div class=author>Liman.az</div>",
        [],
    ),
    "nor is it where the data call it a person": (
        '<script type=application/ld+json>{"@type":"Article","author":{"@type":"Person","name":"Liman.az"}}</script>',
        [],
    ),
    "nor is who a program calls so": ("<span itemprop=author>Super User</span>", []),
    "the name on the author's card": (
        "<span class='post-author vcard'>Göndərən <span class=fn><a href=/a>Günel</a></span></span>",
        ["Günel"],
    ),
    "an account of the publisher's is nobody": ('<meta name="twitter:creator" content="LimanAz">', []),
    "a handle behind a name": ('<meta name="author" content="Aysel Məmmədova @ayselm">', ["Aysel Məmmədova"]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_authors_are_found(name: str) -> None:
    page, names = CASES[name]
    root = parse(f"<html><body>{page}</body></html>")
    assert root is not None
    authors, _ = authors_of(root, meta_of(root), told_by(root), "Liman nəşri", "Körpü açıldı")
    assert [author.name for author in authors] == names


LEAD = "Körpüdə bu gün iki nəfərlə danışdıq."
LINES = {
    "names above what people say": (
        LEAD,
        "Anar Əliyev",
        "– Mən burada on il işləmişəm.",
        "Lalə Quliyeva",
        "– Mən isə beş il.",
        "Körpüdən hər gün on min maşın keçir.",
    ),
    "a sentence that opens with two names and holds times": (
        "Körpü çayın iki sahilini birləşdirir, hər gün oradan on min maşın keçir.",
        "Onun üstündən avtobuslar da keçir, yolları yarım saat çəkir.",
        "Avtobuslar Bakıdan 08:00, 10:00, 12:00 və 14:00-da çıxır.",
        "Körpüdən gün ərzində yük maşınları da keçir.",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_what_stands_in_a_text_of_short_paragraphs_is_no_byline(name: str) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES[name])
    page = f"<html lang=az><body><article><h1>Körpü açıldı</h1>{paragraphs}</article></body></html>"
    story = read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]
    assert story.authors == ()
    assert story.body.strip().split("\n\n") == list(LINES[name])


def test_a_byline_below_the_first_sentence_counts() -> None:
    page = f"<html lang=az><body><article><h1>Körpü açıldı</h1><p>{LEAD}</p><p>Aysel Məmmədova</p><p>{LEAD * 4}</p>"
    story = read_page(page, "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]
    assert [author.name for author in story.authors] == ["Aysel Məmmədova"]


def test_a_labelled_byline_counts_for_more_than_an_office_in_the_data() -> None:
    page = f"<meta name=author content=Seebote><h1>Der See</h1><p>Von: <a href=/k>Katrin Vogt</a></p><p>{LEAD * 5}</p>"
    story = read_page(f"<html lang=de>{page}", "", ImportSettings(Path("/nowhere")), NOW, "page.html")[0]
    assert [author.name for author in story.authors] == ["Katrin Vogt"]
    assert [origin.place for origin in story.origins if origin.field == "authors"] == ["line above the text"]
