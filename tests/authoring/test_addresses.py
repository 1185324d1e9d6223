"""An address that changed by hand: nobody asked for it, so the build says what readers would lose."""

from __future__ import annotations

import pytest

from sitegen.authoring.contents import load_content
from sitegen.model.checks import moved
from sitegen.model.library import Library, Visibility, make_library
from tests.authoring.conftest import NOW, Desk, lines

FILE = "articles/2025/10/old.md"


def library(desk: Desk) -> Library:
    entries = load_content(desk.root, desk.config).entries.values()
    return make_library(entries, desk.config, Visibility(NOW), desk.root / "content")


def remembered(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return what a build remembers: of each visible file its address and the fingerprint of its text."""
    found = library(desk)
    entries = load_content(desk.root, desk.config).entries
    return {file: (path, entries[file].body) for file, path in found.addresses.items()}


def warned(desk: Desk, before: dict[str, tuple[str, str]]) -> list[str]:
    found = library(desk)
    served = {f"{path}index.html" for path in found.addresses.values()}
    served |= {f"{alias.path}index.html" for alias in found.redirects}
    return lines([problem for _, problem in moved(before, found, served, desk.root / "content")])


@pytest.fixture
def before(desk: Desk) -> dict[str, tuple[str, str]]:
    desk.article("2025/10/old.md", body="Bir.")
    desk.article("2025/10/other.md", body="İki.")
    return remembered(desk)


def test_what_stays_is_no_move(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    desk.article("2025/10/old.md", 'title: "Başqa"', body="Üç.")
    desk.article("2025/10/new.md", body="Dörd.")
    assert warned(desk, before) == []


def test_another_slug(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    desk.article("2025/10/old.md", "slug: new", body="Bir.")
    said = "moved from /2025/10/old/ to /2025/10/new/, and the old address leads nowhere"
    hint = f"add `aliases: [/2025/10/old/]`, or run `sitegen move content/{FILE} --slug old` to take it back"
    assert warned(desk, before) == [f"warning: content/{FILE}:5: {said}; {hint}"]


def test_another_month_cannot_be_taken_back_by_a_slug(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    desk.article("2025/10/old.md", "date: 2025-09-20", body="Bir.")
    said = "moved from /2025/10/old/ to /2025/09/old/, and the old address leads nowhere"
    assert warned(desk, before) == [f"warning: content/{FILE}:1: {said}; add `aliases: [/2025/10/old/]`"]


def test_a_renamed_file_is_known_by_its_text(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    (desk.root / "content" / FILE).rename(desk.root / "content/articles/2025/10/new.md")
    (only,) = warned(desk, before)
    assert only.startswith("warning: content/articles/2025/10/new.md:1: moved from /2025/10/old/ to /2025/10/new/,")


def test_a_renamed_file_that_keeps_its_address_is_no_move(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    (desk.root / "content" / FILE).unlink()
    desk.article("2025/10/new.md", "slug: old", body="Bir.")
    assert warned(desk, before) == []


def test_an_alias_settles_it(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    desk.article("2025/10/old.md", "slug: new", "aliases: [/2025/10/old]", body="Bir.")
    assert warned(desk, before) == []


def test_another_article_at_the_old_address_settles_it(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    desk.article("2025/10/old.md", "slug: new", body="Bir.")
    desk.article("2025/10/x.md", "slug: old")
    assert warned(desk, before) == []


def test_what_was_taken_down_or_hidden_is_no_move(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    (desk.root / "content" / FILE).unlink()
    desk.article("2025/10/other.md", "slug: new", "draft: true", body="İki.")
    assert warned(desk, before) == []


def test_one_text_under_two_new_names_is_anybody_s_guess(desk: Desk, before: dict[str, tuple[str, str]]) -> None:
    (desk.root / "content" / FILE).unlink()
    desk.article("2025/10/a.md", body="Bir.")
    desk.article("2025/10/b.md", body="Bir.")
    assert warned(desk, before) == []
