"""`sitegen move`: another address on request; the old one leads there, and nothing else in the file changes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.authoring import Moved, move
from sitegen.errors import SitegenError
from sitegen.model.content import read
from tests.authoring.conftest import Desk, lines, said

FILE = "content/articles/2025/10/x.md"


def front(*head: str, end: str = "\n") -> str:
    return end.join(["---", "title: Başlıq", "date: 2025-10-20", *head, "---", "", "Mətn.", ""])


def after(desk: Desk, before: str, slug: str = "new") -> str:
    """Return the front matter between title and body once the article has moved."""
    desk.write(FILE, before)
    move(desk.root, FILE, slug=slug)
    return desk.read(FILE)


def test_the_old_address_becomes_an_alias(desk: Desk) -> None:
    desk.write(FILE, front("slug: old", "summary: Xülasə."))
    moved = move(desk.root, FILE, slug="new")
    assert moved == Moved(FILE, "2025/10/old/", "2025/10/new/", changed=True, alias="2025/10/old/")
    assert desk.read(FILE) == front("slug: new", "aliases: [/2025/10/old/]", "summary: Xülasə.")
    assert desk.build(strict=True).warnings == ()
    assert '<a href="/2025/10/new/">' in (desk.root / "output/2025/10/old/index.html").read_text("utf-8")


def test_asked_twice_nothing_changes(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    move(desk.root, FILE, slug="new")
    once = desk.read(FILE)
    assert move(desk.root, FILE, slug="new") == Moved(FILE, "2025/10/new/", "2025/10/new/", changed=False)
    assert desk.read(FILE) == once


def test_moving_on_keeps_every_address(desk: Desk) -> None:
    assert after(desk, after(desk, front("slug: a"), "b"), "c") == front(
        "slug: c", "aliases: [/2025/10/a/, /2025/10/b/]"
    )


def test_moving_back_trades_places(desk: Desk) -> None:
    there = after(desk, front("slug: a"), "b")
    assert after(desk, there, "a") == front("slug: a", "aliases: [/2025/10/b/]")
    assert desk.build(strict=True).warnings == ()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        # Where the slug stands, and where it does not.
        (["slug: 'old'  # fixed"], ["slug: new  # fixed", "aliases: [/2025/10/old/]"]),
        (['"slug":   "old"'], ['"slug":   new', "aliases: [/2025/10/old/]"]),
        (["slug:", "tags: [a]"], ["slug: new", "aliases: [/2025/10/x/]", "tags: [a]"]),
        (["slug: null"], ["slug: new", "aliases: [/2025/10/x/]"]),
        # Every way to write a list.
        (["slug: old", "aliases: [/a/, /b/]  # mine"], ["slug: new", "aliases: [/a/, /b/, /2025/10/old/]  # mine"]),
        (["slug: old", "aliases: []"], ["slug: new", "aliases: [/2025/10/old/]"]),
        (["slug: old", "aliases: [/a/,]"], ["slug: new", "aliases: [/a/, /2025/10/old/,]"]),
        (["slug: old", "aliases: [", "  /a/,", "]"], ["slug: new", "aliases: [", "  /a/, /2025/10/old/,", "]"]),
        (["slug: old", "aliases: /a/"], ["slug: new", "aliases: [/a/, /2025/10/old/]"]),
        (["slug: old", "aliases: /a/, /b/ # c"], ["slug: new", "aliases: [/a/, /b/, /2025/10/old/] # c"]),
        (["slug: old", 'aliases: "/a/"'], ["slug: new", 'aliases: ["/a/", /2025/10/old/]']),
        (["slug: old", "aliases:"], ["slug: new", "aliases: [/2025/10/old/]"]),
        (["slug: old", "aliases: ~"], ["slug: new", "aliases: [/2025/10/old/]"]),
        (
            ["slug: old", "aliases:", "- /a/ # first", "", "# then", "tags: [b]"],
            ["slug: new", "aliases:", "- /a/ # first", "- /2025/10/old/", "", "# then", "tags: [b]"],
        ),
        (
            ["slug: old", "aliases:", "    -   /a/", "    -   /b/"],
            ["slug: new", "aliases:", "    -   /a/", "    -   /b/", "    -   /2025/10/old/"],
        ),
        # The old address is an alias already, in one spelling or another.
        (["slug: old", "aliases: [/2025/10/old]"], ["slug: new", "aliases: [/2025/10/old]"]),
        # The new address is one.
        (["slug: old", "aliases: [/a/, /2025/10/new]"], ["slug: new", "aliases: [/a/, /2025/10/old/]"]),
        (["slug: old", "aliases:", "  - '/2025/10/new/' # x"], ["slug: new", "aliases:", "  - /2025/10/old/ # x"]),
        # What stands around.
        (
            ["summary: >", "  Uzun", "  xülasə.", "slug: old", "note: |", "  slug: old"],
            ["summary: >", "  Uzun", "  xülasə.", "slug: new", "aliases: [/2025/10/old/]", "note: |", "  slug: old"],
        ),
        (["extra: {slug: old}", "slug: old"], ["extra: {slug: old}", "slug: new", "aliases: [/2025/10/old/]"]),
    ],
)
def test_only_the_lines_concerned_change(desk: Desk, before: list[str], expected: list[str]) -> None:
    assert after(desk, front(*before)).splitlines() == front(*expected).splitlines()


@pytest.mark.parametrize("title", ["title: Başlıq", 'title: "Uzun\n  başlıq"', "title: Uzun\n  başlıq # deyil"])
def test_a_missing_slug_goes_below_the_title(desk: Desk, title: str) -> None:
    made = after(desk, f"---\n{title}\ndate: 2025-10-20\n---\n")
    assert made == f"---\n{title}\nslug: new\naliases: [/2025/10/x/]\ndate: 2025-10-20\n---\n"


def test_below_a_folded_title_is_not_sure_to_be_below_it(desk: Desk) -> None:
    before = "---\ndate: 2025-10-20\ntitle: >\n  Başlıq\n---\nMətn."
    assert (
        after(desk, before)
        == "---\ndate: 2025-10-20\ntitle: >\n  Başlıq\nslug: new\naliases: [/2025/10/x/]\n---\nMətn."
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(desk: Desk, end: str, mark: str) -> None:
    made = after(desk, mark + front("slug: old", end=end))
    assert made == mark + front("slug: new", "aliases: [/2025/10/old/]", end=end)


def test_letters_stay_as_they_are_composed(desk: Desk) -> None:
    decomposed = "title: Go\u0308y\nsummary: 'A\u0308' # o\u0308\n"
    made = after(desk, f"---\n{decomposed}date: 2025-10-20\naliases: [/o\u0308/]\n---\no\u0308")
    assert made.startswith("---\ntitle: Go\u0308y\nslug: new\nsummary: 'A\u0308' # o\u0308\n")
    assert made.endswith("aliases: [/o\u0308/, /2025/10/x/]\n---\no\u0308")


def test_the_file_keeps_its_name_and_its_permissions(desk: Desk) -> None:
    desk.write(FILE, front("slug: old")).chmod(0o640)
    move(desk.root, FILE, slug="new")
    assert (desk.root / FILE).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (desk.root / FILE).parent.iterdir()] == ["x.md"]


def test_a_title_makes_the_address(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    moved = move(desk.root, FILE, title='Gəncə: "yeni" küçə')
    assert moved.new == "2025/10/gence-yeni-kuce/"
    assert desk.read(FILE).startswith('---\ntitle: "Gəncə: \\"yeni\\" küçə"\ndate:')
    assert "slug: gence-yeni-kuce\naliases: [/2025/10/old/]\n" in desk.read(FILE)


def test_a_title_that_makes_the_same_address_changes_only_itself(desk: Desk) -> None:
    desk.write(FILE, front("slug: gence"))
    assert move(desk.root, FILE, title="Gəncə!") == Moved(FILE, "2025/10/gence/", "2025/10/gence/")
    assert desk.read(FILE) == front("slug: gence").replace("Başlıq", '"Gəncə!"')


def test_a_draft_needs_no_alias(desk: Desk) -> None:
    made = after(desk, front("slug: old", "draft: true"))
    assert made == front("slug: new", "draft: true")


def test_pages_and_editions_move_too(desk: Desk) -> None:
    desk.write("content/pages/about.en.md", "---\ntitle: About\n---\n")
    assert move(desk.root, "content/pages/about.en.md", slug="us").alias == "en/about/"
    items = "items:\n  - title: X\n    url: https://example.org/x\n"
    desk.write("content/editions/2025-w43.md", f"---\ntitle: X\ndate: 2025-10-24\n{items}---\n")
    assert move(desk.root, "content/editions/2025-w43.md", slug="w43").new == "editions/w43/"
    desk.build(strict=True)


def test_what_names_the_old_address_is_told(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    items = "items:\n  - article: /2025/10/old/\n  - article: articles/2025/10/x.md\n"
    desk.write("content/editions/w.md", f"---\ntitle: X\ndate: 2025-10-24\n{items}---\n")
    desk.article("2025/10/y.md", "language: en", "translation_of: /2025/10/old")
    hint = "which has moved; write /2025/10/new/ there, or name the file"
    assert lines(list(move(desk.root, FILE, slug="new").mentions)) == [
        f"warning: content/articles/2025/10/y.md: is a translation of /2025/10/old/, {hint}",
        f"warning: content/editions/w.md:5: chooses /2025/10/old/, {hint}",
    ]


@pytest.mark.parametrize("name", [FILE, "articles/2025/10/x.md", "./content/articles/2025/../2025/10/x.md"])
def test_the_file_may_be_named_in_many_ways(desk: Desk, name: str) -> None:
    desk.write(FILE, front("slug: old"))
    assert move(desk.root, name, slug="new").path == FILE


def test_the_file_may_be_named_from_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(FILE, front("slug: old"))
    monkeypatch.chdir(desk.root / "content/articles/2025")
    assert move(desk.root, "10/x.md", slug="new").path == FILE
    assert move(desk.root, str(desk.root / FILE), slug="old").path == FILE


def refused(desk: Desk, message: str, file: str = FILE, **how: str) -> None:
    there = {path: path.read_bytes() for path in (desk.root / "content").rglob("*.md")}
    with pytest.raises(SitegenError) as caught:
        move(desk.root, file, **how)
    assert said(caught) == message
    assert {path: path.read_bytes() for path in (desk.root / "content").rglob("*.md")} == there


def test_an_address_of_somebody_else_is_refused(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    desk.article("2025/10/y.md", "draft: true")
    refused(desk, "/2025/10/y/ is the address of content/articles/2025/10/y.md; choose another --slug", slug="y")


def test_a_past_address_of_somebody_else_is_refused(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    desk.article("2025/10/y.md", "aliases: [/2025/10/z]")
    hint = "choose another --slug, or remove that alias"
    refused(desk, f"/2025/10/z/ leads to content/articles/2025/10/y.md, which had it before; {hint}", slug="z")


def test_two_at_one_address_can_be_parted(desk: Desk) -> None:
    desk.article("2025/10/a.md", "slug: same")
    desk.article("2025/10/b.md", "slug: same")
    assert move(desk.root, "content/articles/2025/10/b.md", slug="other").new == "2025/10/other/"


def test_what_cannot_be_moved_is_told(desk: Desk) -> None:
    desk.write(FILE, front("slug: old"))
    refused(desk, "nothing to change; give --slug NEW, or --title TEXT")
    slug = '"Yeni" cannot end an address: only a-z, 0-9 and hyphens can; write it as "yeni"'
    refused(desk, slug, slug="Yeni")
    name = 'articles/2025/10/xx.md: there is no such text; did you mean "content/articles/2025/10/x.md"?'
    refused(desk, name, file="articles/2025/10/xx.md", slug="new")
    name = "../../etc/passwd: there is no such text; name a file below content/articles/, editions/ or pages/"
    refused(desk, name, file="../../etc/passwd", slug="new")
    desk.write("content/articles/2025/10/b.md", "---\ntitle: X\n---\n")
    broken = 'content/articles/2025/10/b.md:1: "date" is missing; add date: 2025-10-27 14:37'
    refused(desk, broken, file="content/articles/2025/10/b.md", slug="new")


@pytest.mark.parametrize(
    "before",
    [
        "---\n{title: X, date: 2025-10-20}\n---\n",
        "---\n? title\n: X\n? date\n: 2025-10-20\n? slug\n: old\n---\n",
        "---\ntitle: X\ndate: 2025-10-20\naliases:\n  - /a/\n  - |\n    /b/\n---\n",
        "---\ntitle: X\ndate: 2025-10-20\naliases:\n  - [/a/]\n---\n",
        "---\ntitle: X\ndate: 2025-10-20\nslug: >\n  old\n---\n",
        '---\ntitle: X\ndate: 2025-10-20\nslug: "\\x6fld"\n---\n',
        "---\n  title: X\n  date: 2025-10-20\n---\n",
    ],
)
def test_front_matter_beyond_line_edits_is_left_to_a_person(desk: Desk, before: str) -> None:
    """Either the result says just what was asked for, or the file stays and the message says what to write."""
    desk.write(FILE, before)
    try:
        move(desk.root, FILE, slug="new")
    except SitegenError as error:
        (problem,) = error.problems
        text = str(problem)
        assert text.startswith(f"{FILE}:1: the front matter is written in a way that cannot be edited line by line; ")
        assert "; edit it yourself: slug: new; aliases: [" in text
        assert desk.read(FILE) == before
    else:
        assert desk.build(strict=True).warnings == ()
        assert (desk.root / "output/2025/10/new/index.html").exists()


KEYS = st.sampled_from(
    [
        "tags: [a, b]",
        "# slug: old",
        "tags:\n  - a\n\n",
        "summary: >-\n  uzun\n  mətn\n",
        "summary: |\n  slug: x\n\n  y",
        "note: 'bir''i'",
        "aliases: [/q/]",
        "aliases:\n  - /q/ # q",
        "aliases: /q/",
        "aliases: [\n /q/,\n]",
        "slug: old # s",
        'slug: "old"',
        "slug:",
        "pinned: no",
        "extra:\n  slug: a\n  aliases: [b]",
        "\n",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(KEYS, unique_by=lambda key: key.partition(":")[0], max_size=7), st.sampled_from(["\n", "\r\n"]))
def test_every_other_line_stays_byte_for_byte(head: list[str], end: str) -> None:
    """Law: a move touches only lines of slug and aliases, and every address that ever was still leads to the text."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        before = "\n".join(["---", "title: X", "date: 2025-10-20", *head, "---", "Mətn."]).replace("\n", end)
        desk.write(FILE, before)
        addresses = {f"/{move(desk.root, FILE, slug='new').old}", "/2025/10/new/"}
        addresses |= {"/q/"} if "/q/" in before else set()
        for slug in ("newer", "new"):
            addresses.add(f"/{move(desk.root, FILE, slug=slug).new}")
            entry = read(
                (desk.root / FILE).read_bytes(), FILE.removeprefix("content/"), desk.config.zone, ("az",)
            ).entry
            assert entry is not None
            assert {f"/2025/10/{entry.slug}/", *entry.aliases} == addresses
        assert _others(desk.read(FILE)) == _others(before)


def _others(text: str) -> list[str]:
    """Return the lines that have nothing to do with addresses."""
    ours = ("slug:", "aliases:")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(ours)]
    return [line for line in kept if "/q/" not in line and "/2025/10/" not in line]
