"""Editions: the items that an editor chose, found."""

from __future__ import annotations

from pathlib import Path

from tests.model.sites import THREE_LANGUAGES, article, library, problems

ASTANA = {"articles/2025/10/astana-gorusu.md": article("Astana görüşü")}


def picks(root: Path, items: str, files: dict[str, str], settings: str = "") -> list[str]:
    """Return what an edition shows: the address of each item, and its title."""
    edition = {"editions/2025-w43.md": article("43-cü həftə", items)}
    (issue,) = library(root, files | edition, settings).shelves["az"].issues
    lines = []
    for name, group in issue.groups:
        lines += [f"# {name}"] if name else []
        lines += [f"{pick.story.path if pick.story else pick.url} {pick.title}" for pick in group]
    return lines


def test_an_article_by_each_of_its_names(tmp_path: Path) -> None:
    items = """
items:
  - articles/2025/10/astana-gorusu.md
  - /articles/2025/10/astana-gorusu.md
  - content/articles/2025/10/astana-gorusu.md
  - ../articles/2025/10/astana-gorusu.md
  - /2025/10/astana-gorusu/
  - /2025/10/astana-gorusu
  - article: /2025/10/astana-gorusu/#sonra
    title: Öz başlığı
"""
    assert picks(tmp_path, items, ASTANA) == [
        *["2025/10/astana-gorusu/ Astana görüşü"] * 6,
        "2025/10/astana-gorusu/ Öz başlığı",
    ]


def test_a_name_that_the_file_system_keeps_decomposed(tmp_path: Path) -> None:
    files = {"articles/Go\u0308yc\u0327ay.md": article("Göyçay")}
    assert picks(tmp_path, "items: [articles/Göyçay.md]", files) == ["2025/10/goycay/ Göyçay"]


def test_groups_and_links_elsewhere_stay_in_their_order(tmp_path: Path) -> None:
    items = """
groups:
  - name: Veb
    items:
      - {title: HTTP Semantics, url: https://www.rfc-editor.org/rfc/rfc9110, source: RFC Editor, note: Oxuyun}
      - /2025/10/astana-gorusu/
  - name: Dil
    items: [/en/2025/10/words/]
"""
    files = ASTANA | {"articles/2025/10/words.en.md": article("Words")}
    assert picks(tmp_path, items, files, THREE_LANGUAGES) == [
        "# Veb",
        "https://www.rfc-editor.org/rfc/rfc9110 HTTP Semantics",
        "2025/10/astana-gorusu/ Astana görüşü",
        "# Dil",
        "en/2025/10/words/ Words",
    ]


def test_an_edition_without_items(tmp_path: Path) -> None:
    assert picks(tmp_path, "", {}) == []


def test_newest_edition_first(tmp_path: Path) -> None:
    files = {f"editions/w{n}.md": article(f"{n}", date=f"2025-10-0{n}") for n in (2, 3, 1)}
    issues = library(tmp_path, files).shelves["az"].issues
    assert [issue.edition.title for issue in issues] == ["3", "2", "1"]


def test_items_that_do_not_exist(tmp_path: Path) -> None:
    edition = """
items:
  - articles/2025/10/astana-goruşu.md
  - /2025/10/astana-gorsu/
  - astana-gorusu.md
  - article: ../../articles/2025/10/astana-gorusu.md
  - /nothing/like-it-is-there/
"""
    file, absent = "content/editions/w.md", "which does not exist"
    hint = "name an article below content/articles/, or its address"
    near = 'did you mean "articles/2025/10/astana-gorusu.md"?'
    assert problems(tmp_path, ASTANA | {"editions/w.md": article("W", edition)}) == [
        f"{file}:5: chooses articles/2025/10/astana-goruşu.md, {absent}; {near}",
        f"{file}:6: chooses /2025/10/astana-gorsu/, {absent}; {near}",
        f"{file}:7: chooses astana-gorusu.md, {absent}; {near}",
        f"{file}:8: chooses ../../articles/2025/10/astana-gorusu.md, {absent}; {near}",
        f"{file}:9: chooses /nothing/like-it-is-there/, {absent}; {hint}",
    ]


def test_items_that_readers_cannot_see(tmp_path: Path) -> None:
    files = {
        "articles/a.md": article(more="draft: true\nsection: Dil"),
        "articles/b.md": article(date="2025-11-05"),
        "articles/c.md": article(more="expires: 2025-10-28"),
        "articles/d.md": "no front matter",
        "pages/p.md": "---\ntitle: P\n---\n",
        "editions/w.md": article("W", "items: [articles/a.md, /2025/11/b/, articles/c.md, articles/d.md, pages/p.md]"),
    }
    settings = '[[sections]]\nname = "Dil"\n'
    hint = (
        "which readers cannot see yet: it is a draft, or scheduled for later; publish the article, or remove the item"
    )
    told = problems(tmp_path, files, settings)
    assert told[0].startswith("content/articles/d.md:1: has no front matter;")
    assert told[1:] == [
        f"content/editions/w.md:4: chooses /2025/11/b/, {hint}",
        f"content/editions/w.md:4: chooses articles/a.md, {hint}",
        "content/editions/w.md:4: chooses pages/p.md, which is no article; link to it from the text instead",
    ]
    del files["articles/d.md"], files["pages/p.md"]
    files["editions/w.md"] = article("W", "items: [articles/c.md]")
    (tmp_path / "content" / "articles" / "d.md").unlink()
    made = library(tmp_path, files, settings)
    assert [str(problem) for problem in made.warnings] == [
        (
            "warning: content/editions/w.md:4: chooses articles/c.md, which has expired: the item is left out; "
            "remove the item"
        )
    ], "time alone stops no build"
    assert made.shelves["az"].issues[0].groups == (("", ()),)
    files["editions/w.md"] = article("W", "items: [articles/a.md, /2025/11/b/, articles/c.md]")
    made = library(tmp_path, files, settings, show="drafts future expired")
    assert [len(picks) for _, picks in made.shelves["az"].issues[0].groups] == [3]


def test_what_a_hidden_edition_chooses_is_not_looked_for(tmp_path: Path) -> None:
    files = {"editions/w.md": article("W", "draft: true\nitems: [articles/later.md]")}
    assert problems(tmp_path, files) == []
    assert len(problems(tmp_path, files, show="drafts")) == 1
