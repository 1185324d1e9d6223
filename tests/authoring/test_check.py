"""`sitegen check`: what a build accepts and an editor would rather know, with file, line and remedy."""

from __future__ import annotations

import shutil

import pytest

from sitegen.authoring import check
from sitegen.errors import SitegenError
from sitegen.events import Event, Notice, ignore
from sitegen.pipeline import Settings
from tests.authoring.conftest import NOW, Desk, lines

TEXT = " ".join(f"söz{number}" for number in range(60))
PICTURE = b"\x89PNG"


def found(desk: Desk, **changes: object) -> list[str]:
    settings = Settings(root=desk.root, now=NOW, jobs=1, **changes)  # type: ignore[arg-type]  # by the case
    return lines(check(settings, ignore))


def test_good_content_has_nothing_to_mend(desk: Desk) -> None:
    desk.write("content/media/a.png", PICTURE)
    desk.article(
        "2025/10/a.md", "image: {src: media/a.png, alt: Şəkil}", body="![Ağac](../../../media/a.png) [b](b.md)"
    )
    desk.article("2025/10/b.md", body="[lent](/tags/a/) [ana](/) ![Kənar](https://example.org/x.png)")
    desk.article("2025/10/c.md", "tags: [A]", body="[köhnə](/2024/x/)")
    desk.article("2025/10/d.md", "aliases: [/2024/x/]")
    assert found(desk) == []


# ------------------------------------------------------------------ the same thing twice


def test_the_same_source_twice(desk: Desk) -> None:
    url = "https://www.example.org/news/1"
    desk.article("2025/10/b.md", "date: 2025-10-19", "source: {name: X, url: https://example.org/news/1/?utm_source=a}")
    desk.article("2025/10/a.md", "author: N", "source:", "  name: X", f"  url: {url}")
    said = f"has the same source as content/articles/2025/10/b.md: {url}"
    hint = "keep one of them, or name the source of each"
    assert found(desk) == [f"warning: content/articles/2025/10/a.md:6: {said}; {hint}"]


def test_translations_share_their_source(desk: Desk) -> None:
    source = "source: https://example.org/news/1"
    desk.article("2025/10/a.md", source)
    desk.article("2025/10/a.en.md", source)
    desk.article("2025/10/other.md", source, "language: en", "translation_of: articles/2025/10/c.md")
    desk.article("2025/10/c.md")
    (only,) = found(desk)
    assert "articles/2025/10/other.md:5: has the same source as content/articles/2025/10/a.en.md" in only


def test_a_publisher_s_home_page_is_the_source_of_many(desk: Desk) -> None:
    for name in "ab":
        desk.article(f"2025/10/{name}.md", "source: {name: X, url: https://example.org/}")
    assert found(desk) == []


def test_nearly_the_same_text_twice(desk: Desk) -> None:
    desk.article("2025/10/a.md", "date: 2025-10-19", body=TEXT)
    desk.article("2025/10/b.md", body=TEXT.replace("söz30", "**başqa**"))
    desk.article("2025/10/c.md", "date: 2025-10-21", body=TEXT)
    hint = "keep one of them, and add the other's address to its `aliases`"
    first = f"as content/articles/2025/10/a.md; {hint}"
    assert found(desk) == [
        f"warning: content/articles/2025/10/b.md:6: has nearly the same text (90 %) {first}",
        f"warning: content/articles/2025/10/c.md:6: has the same text {first}",
    ]


def test_translations_may_share_their_text(desk: Desk) -> None:
    desk.article("2025/10/a.md", body=TEXT)
    desk.article("2025/10/a.en.md", body=TEXT)
    assert found(desk) == []


def test_hidden_texts_count_when_they_are_asked_for(desk: Desk) -> None:
    desk.article("2025/10/a.md", body=TEXT)
    desk.article("2025/10/b.md", "draft: true", body=TEXT)
    assert found(desk) == []
    assert len(found(desk, drafts=True)) == 1


# ------------------------------------------------------------------ what is missing


def test_missing_summaries(desk: Desk) -> None:
    desk.write("content/articles/a.md", '---\ndate: 2025-10-20\ntitle: "A"\n---\n')
    desk.write("content/editions/w.md", "---\ntitle: W\ndate: 2025-10-20\n---\n")
    desk.write("content/pages/p.md", "---\ntitle: P\n---\n")
    hint = "has no summary; add summary: one or two sentences, for lists, feeds and search engines"
    assert found(desk) == [
        f"warning: content/articles/a.md:3: {hint}",
        f"warning: content/editions/w.md:2: {hint}",
    ]


def test_pictures_without_alternative_text(desk: Desk) -> None:
    desk.write("content/media/şəkil.png", PICTURE)
    desk.article(
        "2025/10/a.md", "image: media/şəkil.png", body="Mətn.\n\n![](/media/şəkil.png)\n\n![ ](https://e.org/x.png)"
    )
    said = "say what it shows, for those who cannot see it"
    path = "warning: content/articles/2025/10/a.md"
    assert found(desk) == [
        f"{path}:5: the picture media/şəkil.png has no alternative text; {said}: alt: …",
        f"{path}:10: the picture /media/şəkil.png has no alternative text; {said}: ![what it shows](…)",
        f"{path}:12: the picture https://e.org/x.png has no alternative text; {said}: ![what it shows](…)",
    ]


def test_pictures_that_do_not_exist(desk: Desk) -> None:
    desk.write("content/media/2025/agac.png", PICTURE)
    desk.write("static/img/x.png", PICTURE)
    body = "![A](../../../media/2025/agaç.png) ![B](b.png)\n\n![C](/img/x.png) ![D](/img/y.png)"
    desk.article("2025/10/a.md", "image: {src: media/2025/agac.jpg, alt: A}", body=body)
    path, put = "warning: content/articles/2025/10/a.md", "put it into content/media/ and write media/NAME"
    meant = 'did you mean "media/2025/agac.png"?'
    assert found(desk) == [
        f"{path}:5: the picture media/2025/agac.jpg does not exist; {meant}",
        f"{path}:8: the picture ../../../media/2025/agaç.png does not exist; {meant}",
        f"{path}:8: the picture b.png does not exist; {put}",
        f"{path}:10: the picture /img/y.png does not exist; {put}",
    ]


def test_links_to_pages_that_do_not_exist(desk: Desk) -> None:
    desk.article("2025/10/a.md", body="[b](/tags/yoxdur/)\n\n[c](../09/bb.md)")
    desk.article("2025/10/bb.md")
    path = "warning: content/articles/2025/10/a.md"
    assert [line.partition(";")[0] for line in found(desk)] == [
        f"{path}:7: links to /tags/yoxdur/, which does not exist",
        f"{path}:9: links to ../09/bb.md, which does not exist",
    ]


def test_containers_that_are_none(desk: Desk) -> None:
    desk.article("2025/10/a.md", body="A.\n\n::: nota\nB.\n:::\n\n::: correction\nC.\n:::")
    path = "warning: content/articles/2025/10/a.md"
    assert found(desk) == [
        f'{path}:9: there is no container "nota"; did you mean "note"?',
        f"{path}:13: a correction has no date; write ::: correction 2025-10-27",
    ]


# ------------------------------------------------------------------ how it works


def test_content_that_cannot_be_built_is_told_whole(desk: Desk) -> None:
    desk.article("2025/10/a.md", "titel: X")
    desk.article("2025/10/b.md", "section: Siyasat")
    with pytest.raises(SitegenError) as caught:
        found(desk)
    assert list(map(str, caught.value.problems)) == [
        'content/articles/2025/10/a.md:5: unknown key "titel"; did you mean "title"?',
        'content/articles/2025/10/b.md:5: unknown section "Siyasat"; did you mean "Siyasət"?',
    ]


def test_warnings_of_reading_are_told_too(desk: Desk) -> None:
    desk.write("content/articles/note.txt", "x")
    assert found(desk) == [
        "warning: content/articles/note.txt: is not published; put pictures and other files into content/media/"
    ]


def test_the_answer_does_not_depend_on_what_is_remembered(desk: Desk) -> None:
    desk.article("2025/10/a.md", body=TEXT + "\n\n![](x.png) [y](y.md)")
    desk.article("2025/10/b.md", body=TEXT)
    cold = found(desk)
    assert len(cold) == 4
    assert found(desk) == cold
    (desk.root / ".sitegen/shingles.db").unlink()
    assert found(desk) == cold
    shutil.rmtree(desk.root / ".sitegen")
    desk.build()
    assert found(desk) == cold
    desk.article("2025/10/b.md", body="Başqa mətn.")
    assert len(found(desk)) == 3


def test_damaged_memory_is_made_again(desk: Desk) -> None:
    desk.article("2025/10/a.md", body=TEXT)
    desk.article("2025/10/b.md", body=TEXT)
    cold = found(desk)
    desk.write(".sitegen/shingles.db", b"not a database" * 1000)
    told: list[Event] = []
    assert lines(check(Settings(root=desk.root, now=NOW, jobs=1), told.append)) == cold
    assert Notice("shingles.db is damaged; every article is read again") in told


def test_nothing_is_built_and_a_build_after_it_is_whole(desk: Desk) -> None:
    desk.article("2025/10/a.md", body=TEXT)
    found(desk)
    assert not (desk.root / "output").exists()
    desk.build()
    assert "söz59" in (desk.root / "output/2025/10/a/index.html").read_text("utf-8")
