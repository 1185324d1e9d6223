"""Sections, tags, authors and sources."""

from __future__ import annotations

from pathlib import Path

from sitegen.model.story import Kind
from tests.model.sites import THREE_LANGUAGES, article, library, problems

SECTIONS = """
[languages.en]
[[sections]]
name = "İqtisadiyyat"
names.en = "Economy"
[[sections]]
name = "Dil və ədəbiyyat"
slug = "dil"
names.en = "Language"
slugs.en = "words"
descriptions.en = "On language"
[[sections]]
name = "İdman"
order = 1
"""


def terms(root: Path, kind: Kind, files: dict[str, str], settings: str = "", language: str = "az") -> dict[str, str]:
    """Return the names of the terms of a kind by the files that have them (several in one text)."""
    found: dict[str, str] = {}
    for shelved in library(root, files, settings).shelves[language].terms[kind].values():
        for story in shelved.stories:
            file = story.article.file.removeprefix("articles/")
            found[file] = ", ".join(filter(None, (found.get(file), shelved.term.name)))
    return found


def test_a_section_is_found_by_its_name_its_slug_and_its_name_in_another_language(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="section: İqtisadiyyat"),
        "articles/b.md": article(more="section: İQTİSADİYYAT"),
        "articles/c.md": article(more="section: iqtisadiyyat"),
        "articles/d.md": article(more="section: Economy"),
        "articles/e.md": article(more="section: words"),
        "articles/f.en.md": article(more="section: İqtisadiyyat"),
        "articles/g.en.md": article(more="section: economy"),
        "articles/h.en.md": article(more="section: dil"),
        "articles/i.md": article(),
    }
    assert terms(tmp_path, "section", files, SECTIONS) == {
        "a.md": "İqtisadiyyat", "b.md": "İqtisadiyyat", "c.md": "İqtisadiyyat", "d.md": "İqtisadiyyat",
        "e.md": "Dil və ədəbiyyat",
    }  # fmt: skip
    assert terms(tmp_path, "section", files, SECTIONS, "en") == {
        "f.en.md": "Economy", "g.en.md": "Economy", "h.en.md": "Language",
    }  # fmt: skip


def test_sections_in_their_order_and_languages(tmp_path: Path) -> None:
    shelves = library(tmp_path, {}, SECTIONS).shelves
    assert [(s.name, s.path) for s in shelves["az"].sections] == [
        ("İdman", "sections/idman/"), ("İqtisadiyyat", "sections/iqtisadiyyat/"), ("Dil və ədəbiyyat", "sections/dil/"),
    ]  # fmt: skip
    assert [(s.name, s.path, dict(s.about)) for s in shelves["en"].sections] == [
        ("İdman", "en/sections/idman/", {}),
        ("Economy", "en/sections/economy/", {}),
        ("Language", "en/sections/words/", {"description": "On language"}),
    ]


def test_undeclared_sections(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="section: Iqtisadiyat"),
        "articles/b.md": article(more="category: Hava"),
        "articles/c.md": article(more="taxonomies:\n  categories: [Hava]"),
        "articles/d.en.md": article(more="section: Economics"),
    }
    declare = "declare it in site.toml: [[sections]] name = …"
    assert problems(tmp_path, files, SECTIONS) == [
        'content/articles/a.md:4: unknown section "Iqtisadiyat"; did you mean "İqtisadiyyat"?',
        f'content/articles/b.md:4: unknown section "Hava"; {declare}',
        f'content/articles/c.md:4: unknown section "Hava"; {declare}',
        'content/articles/d.en.md:4: unknown section "Economics"; did you mean "Economy"?',
    ]


def test_aliases_merge_tags(tmp_path: Path) -> None:
    settings = '[tags."İlham Əliyev"]\naliases = ["Prezident İlham Əliyev", "I. Aliyev"]\ndescription = "Prezident"\n'
    files = {
        "articles/a.md": article(more="tags: [İlham Əliyev]"),
        "articles/b.md": article(more="tags: [ilham əliyev, Bakı]"),
        "articles/c.md": article(more="tags: [PREZİDENT İLHAM ƏLİYEV, İlham Əliyev]"),
    }
    assert terms(tmp_path, "tag", files, settings) == {
        "a.md": "İlham Əliyev", "b.md": "İlham Əliyev, Bakı", "c.md": "İlham Əliyev",
    }  # fmt: skip
    tag = library(tmp_path, files, settings).shelves["az"].terms["tag"]["ilham-eliyev"]
    assert (tag.term.path, dict(tag.term.about)) == ("tags/ilham-eliyev/", {"description": "Prezident"})
    assert [story.article.file for story in tag.stories] == ["articles/c.md", "articles/b.md", "articles/a.md"]


def test_two_tags_with_one_slug(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="tags: [Bakı, İlham Əliyev]", date="2025-10-29"),
        "articles/b.md": article(more="tags: [bakı]", date="2025-10-28"),
        "articles/c.md": article(more="keywords: ilham əliyev"),
    }
    said = 'the tags "{}" and "{}" (content/articles/a.md) share the address /tags/{}/; write one spelling everywhere'
    merge = ', or merge them in site.toml: [tags."{}"] aliases = ["{}"]'
    assert problems(tmp_path, files) == [
        "content/articles/b.md:4: " + said.format("bakı", "Bakı", "baki") + merge.format("Bakı", "bakı"),
        "content/articles/c.md:4: "
        + said.format("ilham əliyev", "İlham Əliyev", "ilham-eliyev")
        + merge.format("İlham Əliyev", "ilham əliyev"),
    ]


def test_a_tag_with_a_slug_of_its_own(tmp_path: Path) -> None:
    settings = '[tags."C++"]\nslug = "cpp"\n'
    files = {"articles/a.md": article(more="tags: [C++, C plus plus, C#]")}
    found = library(tmp_path, files, settings).shelves["az"].terms["tag"]
    assert {slug: shelved.term.name for slug, shelved in found.items()} == {
        "cpp": "C++", "c-plus-plus": "C plus plus", "c-sharp": "C#",
    }  # fmt: skip


def test_tags_of_another_language_are_other_tags(tmp_path: Path) -> None:
    files = {"articles/a.md": article(more="tags: [ISIL]"), "articles/a.en.md": article(more="tags: [isil]")}
    shelves = library(tmp_path, files, THREE_LANGUAGES).shelves
    assert [shelved.term.path for shelved in shelves["az"].terms["tag"].values()] == ["tags/isil/"]
    assert [shelved.term.path for shelved in shelves["en"].terms["tag"].values()] == ["en/tags/isil/"]


def test_a_role_belongs_to_the_article(tmp_path: Path) -> None:
    settings = '[[authors]]\nname = "Nigar Həsənova"\nrole = "redaktor"\nurl = "https://example.org/nigar"\n'
    files = {
        "articles/a.md": article(more="author: Nigar Həsənova"),
        "articles/b.md": article(more="author: {name: nigar həsənova, role: şərhçi}"),
        "articles/c.md": article(more="authors: [{name: Kənan, role: müxbir}, Nigar Həsənova]"),
    }
    made = library(tmp_path, files, settings).shelves["az"]
    roles = {s.article.file[9:10]: [(one.term.name, one.role) for one in s.authors] for s in made.stories}
    assert roles == {
        "a": [("Nigar Həsənova", "redaktor")],
        "b": [("Nigar Həsənova", "şərhçi")],
        "c": [("Kənan", "müxbir"), ("Nigar Həsənova", "redaktor")],
    }
    nigar = made.terms["author"]["nigar-hesenova"]
    assert len(nigar.stories) == 3
    assert dict(nigar.term.about) == {"role": "redaktor", "url": "https://example.org/nigar"}


def test_two_authors_with_one_slug(tmp_path: Path) -> None:
    files = {"articles/a.md": article(more="author: Əli"), "articles/b.md": article(more="author: Eli")}
    said = 'the authors "Əli" and "Eli" (content/articles/b.md) share the address /authors/eli/'
    assert problems(tmp_path, files) == [f"content/articles/a.md:4: {said}; write one spelling everywhere"]


def test_sources_by_name_and_by_server(tmp_path: Path) -> None:
    settings = '[[sources]]\nname = "AZƏRTAC"\nurl = "https://azertag.az/"\nabout = "Agentlik"\n'
    files = {
        "articles/a.md": article(more="source: AZƏRTAC"),
        "articles/b.md": article(more="source: azərtac"),
        "articles/c.md": article(more="source: https://www.azertag.az/xeber/1"),
        "articles/d.md": article(more="source: {name: Report, url: https://azertag.az/2}"),
        "articles/e.md": article(more="source: https://www.rfc-editor.org/rfc/rfc9110"),
        "articles/f.md": article(more="source: https://XN--80ak6aa92e.com:8080/x"),
        "articles/g.md": article(),
    }
    assert terms(tmp_path, "source", files, settings) == {
        "a.md": "AZƏRTAC", "b.md": "AZƏRTAC", "c.md": "AZƏRTAC", "d.md": "Report", "e.md": "rfc-editor.org",
        "f.md": "xn--80ak6aa92e.com",
    }  # fmt: skip
