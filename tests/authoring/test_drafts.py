"""`sitegen new`: a draft that loads as it is, at an address that stays."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.authoring import new
from sitegen.authoring.writing import one_line
from sitegen.errors import SitegenError
from sitegen.language import slugify
from sitegen.model.article import Article
from sitegen.model.content import read
from tests.authoring.conftest import NOW, Desk, said


def write(desk: Desk, title: str, **more: object) -> str:
    return new(desk.root, title, now=NOW, config=desk.config, **more)  # type: ignore[arg-type]  # by the case


def loaded(desk: Desk, path: str) -> Article:
    file = path.removeprefix("content/")
    reading = read((desk.root / path).read_bytes(), file, desk.config.zone, desk.config.all_languages)
    assert reading.problems == []
    assert isinstance(reading.entry, Article)
    return reading.entry


def test_a_draft_says_what_is_known_and_hints_at_the_rest(desk: Desk) -> None:
    path = write(desk, 'Gəncədə "Şah Abbas" sərgisi', section="siyasət", tags=("Sərgi", "20-ci əsr"))
    assert path == "content/articles/2025/10/gencede-sah-abbas-sergisi.md"
    assert desk.read(path) == (
        r"""---
title: "Gəncədə \"Şah Abbas\" sərgisi"
date: 2025-10-27T14:37:00+04:00
slug: gencede-sah-abbas-sergisi
section: Siyasət
tags: [Sərgi, "20-ci əsr"]
# author: {name: , role: }
# source: {name: , url: https://}
# image: {src: media/ , alt: , credit: }
# summary: ""  # one or two sentences, for lists, feeds and search engines
draft: true  # remove this line to publish
---

"""
    )


def test_without_a_section_the_sections_are_named(desk: Desk) -> None:
    assert "\n# section: Siyasət, Mədəniyyət\n" in desk.read(write(desk, "Xəbər"))


def test_a_draft_is_an_article_that_nobody_sees(desk: Desk) -> None:
    path = write(desk, "Xəbər", section="Siyasət", tags=("a",))
    article = loaded(desk, path)
    assert (article.draft, article.section, article.tags, article.slug) == (True, "Siyasət", ("a",), "xeber")
    assert desk.build().warnings == ()
    assert not (desk.root / "output/2025/10/xeber").exists()
    assert desk.build(drafts=True).warnings == ()
    assert (desk.root / "output/2025/10/xeber/index.html").exists()


def test_every_hint_loads_when_it_is_filled_in(desk: Desk) -> None:
    path = write(desk, "Xəbər")
    text = desk.read(path)
    filled = {
        "# section: Siyasət, Mədəniyyət": "section: Siyasət",
        "# tags: [ , ]": "tags: [a, b]",
        "# author: {name: , role: }": "author: {name: Dil masası, role: redaktor}",
        "# source: {name: , url: https://}": "source: {name: W3C, url: https://www.w3.org/TR/}",
        "# image: {src: media/ , alt: , credit: }": "image: {src: media/a.png , alt: A, credit: B}",
        '# summary: ""': 'summary: "Xülasə."',
    }
    for hint, value in filled.items():
        assert hint in text
        text = text.replace(hint, value)
    desk.write(path, text)
    article = loaded(desk, path)
    assert (article.summary, article.tags, article.authors[0].role) == ("Xülasə.", ("a", "b"), "redaktor")


def test_the_address_stays_when_the_title_changes(desk: Desk) -> None:
    path = write(desk, "Birinci başlıq")
    desk.write(path, desk.read(path).replace("Birinci başlıq", "İkinci başlıq"))
    desk.build(drafts=True)
    assert (desk.root / "output/2025/10/birinci-basliq/index.html").exists()


def test_the_folder_is_of_the_site_s_day(desk: Desk) -> None:
    late = dt.datetime(2025, 10, 31, 21, 0, tzinfo=dt.UTC)  # in Baku it is November
    assert new(desk.root, "Xəbər", now=late, config=desk.config) == "content/articles/2025/11/xeber.md"


def test_another_language(desk: Desk) -> None:
    path = write(desk, "The İ of Şəki", language="en", section="politics")
    assert path == "content/articles/2025/10/the-i-of-seki.md"
    assert "\nlanguage: en\nsection: Siyasət\n" in desk.read(path)
    desk.build(drafts=True)
    assert (desk.root / "output/en/2025/10/the-i-of-seki/index.html").exists()


def test_a_taken_address_gets_a_number_and_no_file_is_replaced(desk: Desk) -> None:
    first = write(desk, "Xəbər")
    before = desk.read(first)
    assert write(desk, "Xəbər") == "content/articles/2025/10/xeber-2.md"
    desk.article("2025/10/other.md", "slug: xeber-3")
    desk.article("2025/10/another.md", "aliases: [/2025/10/xeber-4/]")
    desk.article("2025/10/hidden.md", "slug: xeber-5", "draft: true")
    desk.write("content/articles/2025/10/xeber-6.md", "broken")
    path = write(desk, "Xəbər")
    assert path == "content/articles/2025/10/xeber-7.md"
    assert "\nslug: xeber-7\n" in desk.read(path)
    assert desk.read(first) == before
    assert desk.read("content/articles/2025/10/xeber-6.md") == "broken"


def test_a_slug_that_was_asked_for_is_kept_or_refused(desk: Desk) -> None:
    assert write(desk, "Xəbər", slug="basqa-ad") == "content/articles/2025/10/basqa-ad.md"
    with pytest.raises(SitegenError) as caught:
        write(desk, "Xəbər", slug="basqa-ad")
    assert said(caught) == (
        "content/articles/2025/10/basqa-ad.md has the address /2025/10/basqa-ad/ already; "
        "give another --slug, or leave it out"
    )
    desk.write("content/articles/2025/10/broken.md", "broken")
    with pytest.raises(SitegenError) as caught:
        write(desk, "Xəbər", slug="broken")
    assert said(caught) == "content/articles/2025/10/broken.md: exists already; give another --slug, or leave it out"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": " \n"}, 'the title is empty; write it in quotes: sitegen new "Astana görüşü"'),
        ({"title": "x" * 301}, "the title has 301 characters; keep it to 300"),
        ({"section": "Medeniyet"}, 'unknown section "Medeniyet"; did you mean "Mədəniyyət"?'),
        ({"section": "Zzz"}, 'unknown section "Zzz"; there are: Siyasət, Mədəniyyət'),
        ({"language": "ru"}, 'unknown language "ru"; the site has az, en; add [languages.ru] to site.toml'),
        (
            {"slug": "../Şəki"},
            '"../Şəki" cannot end an address: only a-z, 0-9 and hyphens can; write it as "seki"',
        ),
    ],
)
def test_what_cannot_be_written_is_told(desk: Desk, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        write(desk, **{"title": "Xəbər", **wrong})
    assert said(caught) == message
    assert not (desk.root / "content").exists()


def test_a_site_without_sections_says_how_to_declare_one(desk: Desk) -> None:
    desk.write("site.toml", 'title = "X"\n')
    with pytest.raises(SitegenError) as caught:
        write(desk, "Xəbər", section="Siyasət")
    assert said(caught) == 'unknown section "Siyasət"; declare it in site.toml: [[sections]] name = …'
    assert "section" not in desk.read(write(desk, "Xəbər"))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_any_title_and_tags_load_as_they_were_given(title: str, tags: list[str]) -> None:
    """Law: what `new` writes says the title and the tags, each on one line, or nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        if not one_line(title):
            with pytest.raises(SitegenError):
                write(desk, title)
            return
        article = loaded(desk, write(desk, title, tags=tuple(tags)))
        assert article.title == one_line(title)
        assert article.tags == tuple(dict.fromkeys(tag for tag in map(one_line, tags) if tag))
        assert article.slug == article.stem == slugify(one_line(title), "az")
