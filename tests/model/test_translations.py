"""Which texts are one text in several languages."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.sites import THREE_LANGUAGES, article, library, problems

Pairs = tuple[tuple[str, str], ...]


def translations(root: Path, files: dict[str, str]) -> dict[str, Pairs]:
    return dict(library(root, files, THREE_LANGUAGES).translations)


def test_by_the_name_of_the_file(tmp_path: Path) -> None:
    files = {"articles/a.md": article(), "articles/a.en.md": article(), "articles/b.tr.md": article()}
    group = (("az", "2025/10/a/"), ("en", "en/2025/10/a/"))
    assert translations(tmp_path, files) == {"2025/10/a/": group, "en/2025/10/a/": group}


def test_in_a_folder_of_their_own(tmp_path: Path) -> None:
    files = {"articles/astana/index.md": article(), "articles/astana/index.en.md": article()}
    group = (("az", "2025/10/astana/"), ("en", "en/2025/10/astana/"))
    assert translations(tmp_path, files) == {path: group for _, path in group}


def test_three_languages_by_file_by_address_and_in_a_chain(tmp_path: Path) -> None:
    files = {
        "articles/bakı.md": article(more="slug: baki"),
        "articles/baku.md": article(more="language: en\ntranslation_of: articles/bakı.md"),
        "articles/a.md": article(more="language: tr\ntranslation_of: /en/2025/10/baku/"),
        "pages/about.en.md": "---\ntitle: About\ntranslation_of: haqqimizda.md\n---\n",
        "pages/haqqimizda.md": "---\ntitle: Haqqımızda\n---\n",
    }
    articles = (("az", "2025/10/baki/"), ("en", "en/2025/10/baku/"), ("tr", "tr/2025/10/a/"))
    pages = (("az", "haqqimizda/"), ("en", "en/about/"))
    expected = {path: group for group in (articles, pages) for _, path in group}
    assert translations(tmp_path, files) == expected


def test_each_names_the_other(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="translation_of: articles/b.en.md"),
        "articles/b.en.md": article(more="translation_of: articles/a.md"),
    }
    assert len(translations(tmp_path, files)) == 2


def test_what_cannot_be(tmp_path: Path) -> None:
    files = {
        "articles/astana.md": article(),
        "articles/b.en.md": article(more="translation_of: articles/astan.md"),
        "articles/c.en.md": article(more="translation_of: articles/c.en.md"),
        "articles/d.en.md": article(more="translation_of: /2025/10/astana/"),
        "articles/e.en.md": article(more="translation_of: articles/astana.md"),
        "articles/f.en.md": article(more="translation_of: /nowhere/at-all/"),
    }
    told = problems(tmp_path, files, THREE_LANGUAGES)
    assert [problem.removeprefix("content/articles/").split("; ") for problem in told] == [
        [
            "b.en.md:4: is a translation of articles/astan.md, which does not exist",
            'did you mean "articles/astana.md"?',
        ],
        [
            "c.en.md:4: is a translation of itself",
            "name the file of the original",
        ],
        [
            "e.en.md:4: is the same text in the same language as content/articles/d.en.md",
            "give one of them another language, or another name",
        ],
        [
            "f.en.md:4: is a translation of /nowhere/at-all/, which does not exist",
            "name its file below content/, or its address",
        ],
    ]


def test_the_same_language_twice(tmp_path: Path) -> None:
    files = {"articles/a.md": article(more="slug: b\nlanguage: en"), "articles/a.en.md": article()}
    said = "is the same text in the same language as content/articles/a.en.md"
    hint = "give one of them another language, or another name"
    assert problems(tmp_path, files, THREE_LANGUAGES) == [f"content/articles/a.md:5: {said}; {hint}"]


def test_a_translation_of_what_is_hidden_stands_alone(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="draft: true\nsection: Dil"),
        "articles/b.en.md": article(more="translation_of: articles/a.md"),
        "articles/c.tr.md": article(more="translation_of: /dil/a/"),
    }
    toml = 'article_path = "{section}/{slug}/"\n[[sections]]\nname = "Dil"\n' + THREE_LANGUAGES
    assert dict(library(tmp_path, files, toml).translations) == {}
    assert len(library(tmp_path, files, toml, show="drafts").translations) == 3


def test_a_translation_of_what_is_broken_is_not_blamed(tmp_path: Path) -> None:
    files = {"articles/a.md": "no front matter", "articles/b.en.md": article(more="translation_of: articles/a.md")}
    assert [line.partition(";")[0] for line in problems(tmp_path, files, THREE_LANGUAGES)] == [
        "content/articles/a.md:1: has no front matter"
    ]


names = st.sampled_from("abcd")
choices = st.lists(st.tuples(names, st.sampled_from(["az", "en", "tr"]), names | st.just("")), max_size=9)


@settings(max_examples=100, deadline=None)
@given(choices)
def test_every_page_of_a_group_names_the_whole_group(choice: list[tuple[str, str, str]]) -> None:
    """hreflang is worth nothing unless both sides say it."""
    files = {
        f"articles/{name}.{code}.md": article(more=f"translation_of: articles/{other}.az.md" if other else "")
        for name, code, other in choice
    }
    with TemporaryDirectory() as folder:
        if problems(Path(folder), files, THREE_LANGUAGES):
            return
        found = translations(Path(folder), files)
    for path, group in found.items():
        assert len(group) == len(dict(group)) > 1
        assert path in dict(group).values()
        assert all(found[other] == group for _, other in group)
