"""`sitegen edition`: what was published lately becomes a draft that an editor only has to cut and comment."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.authoring import draft_edition, parse_since
from sitegen.authoring.since import begin
from sitegen.authoring.weeks import ordinal, week_title
from sitegen.errors import SitegenError
from sitegen.model.article import Edition
from sitegen.model.content import read
from tests.authoring.conftest import NOW, Desk, said
from tests.cases import Case, each_case

FURTHER = "reach further back, such as --since 2w"
WEEK = dt.timedelta(days=7)


@each_case("weeks.md")
def test_weeks(case: Case) -> None:
    language, verb = case.heading.partition(":")[0].split()
    number = int(case.given)
    made = ordinal(number, language) if verb == "ordinal" else week_title(2025, number, language)
    assert made == case.expected, case.place


@pytest.fixture
def newsroom(desk: Desk) -> Desk:
    """Six articles of the week and some that are not to be chosen."""
    desk.article("2025/10/a.md", "title: A", "date: 2025-10-21 10:00", "section: Mədəniyyət")
    desk.article("2025/10/b.md", "title: B", "date: 2025-10-22 10:00", "section: siyaset")
    desk.article("2025/10/c.md", "title: C", "date: 2025-10-23 10:00", "section: Siyasət")
    desk.article("2025/10/d.md", "title: D", "date: 2025-10-24 10:00")
    desk.article("2025/10/early.md", "title: Early", "date: 2025-10-20 14:36", "section: Siyasət")
    desk.article("2025/10/draft.md", "title: Draft", "date: 2025-10-24 10:00", "draft: true")
    desk.article("2025/10/later.md", "title: Later", "date: 2025-10-27 14:38")
    desk.article("2025/10/e.md", "title: E", "date: 2025-10-24 10:00", "language: en", "section: Politics")
    return desk


def test_a_draft_holds_the_week_by_section_newest_first(newsroom: Desk) -> None:
    assert draft_edition(newsroom.root, since=WEEK, now=NOW) == "content/editions/2025-w44.md"
    assert newsroom.read("content/editions/2025-w44.md") == (
        """---
title: "44-cü həftə"
date: 2025-10-27T14:37:00+04:00
slug: 2025-w44
# summary: ""  # one sentence, for the list of editions and search engines
draft: true  # remove this line to publish
groups:
  - name: "Siyasət"
    items:
      - article: articles/2025/10/c.md  # C
        note: ""
      - article: articles/2025/10/b.md  # B
        note: ""
  - name: "Mədəniyyət"
    items:
      - article: articles/2025/10/a.md  # A
        note: ""
  - name: "Digər"
    items:
      - article: articles/2025/10/d.md  # D
        note: ""
---

"""
    )


def test_a_draft_builds_once_its_draft_line_is_gone(newsroom: Desk) -> None:
    path = draft_edition(newsroom.root, since=WEEK, now=NOW)
    newsroom.build()
    assert not (newsroom.root / "output/editions/2025-w44").exists()
    newsroom.write(path, newsroom.read(path).replace("draft: true  # remove this line to publish\n", ""))
    newsroom.build(strict=True)
    page = (newsroom.root / "output/editions/2025-w44/index.html").read_text("utf-8")
    assert page.index(">C<") < page.index(">B<") < page.index(">A<") < page.index(">D<")


def test_one_section_has_one_list(newsroom: Desk) -> None:
    path = draft_edition(newsroom.root, since=WEEK, section="mədəniyyət", now=NOW)
    assert path == "content/editions/2025-w44-medeniyyet.md"
    text = newsroom.read(path)
    assert 'title: "44-cü həftə: Mədəniyyət"\n' in text
    assert text.endswith('items:\n  - article: articles/2025/10/a.md  # A\n    note: ""\n---\n\n')


def test_another_language_has_its_own_edition_and_names(newsroom: Desk) -> None:
    path = draft_edition(newsroom.root, since=WEEK, language="en", section="politics", now=NOW)
    assert path == "content/editions/2025-w44-siyaset.en.md"
    assert 'title: "Week 44: Politics"\n' in newsroom.read(path)
    path = draft_edition(newsroom.root, since=WEEK, language="en", now=NOW)
    assert path == "content/editions/2025-w44.en.md"
    assert '  - name: "Politics"\n    items:\n      - article: articles/2025/10/e.md  # E\n' in newsroom.read(path)


def test_without_sections_there_are_no_groups(desk: Desk) -> None:
    desk.article("2025/10/d.md", "title: D", "date: 2025-10-24 10:00")
    assert "\nitems:\n  - article: articles/2025/10/d.md  # D\n" in desk.read(
        draft_edition(desk.root, since=WEEK, now=NOW)
    )


def test_what_an_edition_chose_before_is_marked(newsroom: Desk) -> None:
    items = "items:\n  - article: articles/2025/10/c.md\n"
    newsroom.write("content/editions/2025-w43.md", f"---\ntitle: X\ndate: 2025-10-24\n{items}---\n")
    text = newsroom.read(draft_edition(newsroom.root, since=WEEK, now=NOW))
    assert "articles/2025/10/c.md  # C (in 2025-w43 already)\n" in text


def test_the_day_of_publication_counts_not_that_of_writing(desk: Desk) -> None:
    desk.article("2025/09/old.md", "title: Old", "date: 2025-09-01", "publish: 2025-10-26")
    assert "articles/2025/09/old.md" in desk.read(draft_edition(desk.root, since=WEEK, now=NOW))


def test_the_week_is_that_of_the_site_s_zone(desk: Desk) -> None:
    desk.article("2025/12/x.md", "date: 2025-12-28")
    sunday = dt.datetime(2025, 12, 28, 20, 30, tzinfo=dt.UTC)  # in Baku it is Monday, of the first week of 2026
    assert draft_edition(desk.root, since=WEEK, now=sunday) == "content/editions/2026-w01.md"


def test_an_edition_is_never_replaced(newsroom: Desk) -> None:
    path = draft_edition(newsroom.root, since=WEEK, now=NOW)
    before = newsroom.read(path)
    with pytest.raises(SitegenError) as caught:
        draft_edition(newsroom.root, since=WEEK, now=NOW)
    assert said(caught) == f"{path}: exists already; edit it, or give this edition another name: --name 2025-w44-2"
    assert newsroom.read(path) == before
    again = draft_edition(newsroom.root, since=WEEK, name="2025-w44-2", now=NOW)
    assert again == "content/editions/2025-w44-2.md"


def test_an_address_that_is_taken_counts_too(newsroom: Desk) -> None:
    newsroom.write("content/editions/week.md", "---\ntitle: X\ndate: 2025-10-24\nslug: 2025-w44\ndraft: true\n---\n")
    with pytest.raises(SitegenError) as caught:
        draft_edition(newsroom.root, since=WEEK, now=NOW)
    assert said(caught).startswith("content/editions/week.md: exists already; edit it")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"section": "Siyasat"}, 'unknown section "Siyasat"; did you mean "Siyasət"?'),
        ({"language": "eng"}, 'unknown language "eng"; did you mean "en"?'),
        (
            {"language": "fr"},
            'unknown language "fr"; the site has az, en; add [languages.fr] to site.toml',
        ),
        (
            {"name": "43-cü həftə"},
            '"43-cü həftə" cannot end an address: only a-z, 0-9 and hyphens can; write it as "43-cu-hefte"',
        ),
        (
            {"since": dt.timedelta(hours=1)},
            f"nothing was published since 2025-10-27 13:37; {FURTHER}",
        ),
        (
            {"since": dt.date(2025, 10, 27), "section": "Siyasət"},
            f'nothing was published in the section "Siyasət" since 2025-10-27 00:00; {FURTHER}',
        ),
    ],
)
def test_what_cannot_be_drafted_is_told(newsroom: Desk, wrong: dict[str, object], message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        draft_edition(newsroom.root, now=NOW, **{"since": WEEK, **wrong})  # type: ignore[arg-type]  # by the case
    assert said(caught) == message
    assert not (newsroom.root / "content/editions").exists()


def test_content_with_errors_is_mended_first(newsroom: Desk) -> None:
    newsroom.article("2025/10/bad.md", "titel: X")
    with pytest.raises(SitegenError) as caught:
        draft_edition(newsroom.root, since=WEEK, now=NOW)
    assert said(caught) == 'content/articles/2025/10/bad.md:5: unknown key "titel"; did you mean "title"?'


def test_more_than_anybody_cuts_is_refused(desk: Desk) -> None:
    for number in range(601):
        desk.article(f"2025/10/n{number}.md", f"title: N{number}")
    with pytest.raises(SitegenError) as caught:
        draft_edition(desk.root, since=dt.timedelta(weeks=2), now=NOW)
    assert said(caught) == (
        "601 articles were published since 2025-10-13 14:37, more than an edition can choose from; "
        "take a shorter span with --since, or one --section"
    )


HARD = ['x" # [[[[', "- ? : {a: [b", "'\\", "% & * !", "İ" * 200, "\u2028", "---", "#"]


def test_no_title_or_file_name_breaks_a_draft(desk: Desk) -> None:
    for number, title in enumerate(HARD * 10):
        quoted = title.replace("\\", "\\\\").replace('"', '\\"')
        desk.article(f"2025/10/50% n#{number}?.md", f'title: "a {quoted}"')
    path = draft_edition(desk.root, since=dt.timedelta(weeks=2), now=NOW)
    found = read((desk.root / path).read_bytes(), path.removeprefix("content/"), desk.config.zone, ("az",))
    assert found.problems == []
    assert isinstance(found.entry, Edition)
    desk.build(drafts=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", WEEK),
        (" 48H ", dt.timedelta(hours=48)),
        ("2 w", dt.timedelta(weeks=2)),
        ("2025-10-20", dt.date(2025, 10, 20)),
    ],
)
def test_since(text: str, expected: dt.timedelta | dt.date) -> None:
    assert parse_since(text) == expected


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "-7d", "7 days", "last week", "20.10.2025", "99999d"])
def test_since_teaches(text: str) -> None:
    with pytest.raises(SitegenError) as caught:
        parse_since(text)
    hint = "write 7d (days), 48h (hours), 2w (weeks) or a day such as 2025-10-20"
    assert said(caught) == f'--since "{text}" is neither a span of time nor a day; {hint}'


def test_since_knows_the_calendar() -> None:
    with pytest.raises(SitegenError) as caught:
        parse_since("2025-02-29")
    assert said(caught) == "--since 2025-02-29 is not a day of the calendar; check month and day"


@given(st.text())
def test_since_never_raises_anything_else(text: str) -> None:
    try:
        since = parse_since(text)
    except SitegenError:
        return
    assert begin(since, NOW) is not None


def test_a_span_is_real_time_and_a_day_begins_at_midnight() -> None:
    from zoneinfo import ZoneInfo

    berlin = dt.datetime(2025, 10, 26, 12, tzinfo=ZoneInfo("Europe/Berlin"))  # summer time ended that night
    assert begin(dt.timedelta(hours=24), berlin) == dt.datetime(2025, 10, 25, 11, tzinfo=dt.UTC)
    assert begin(dt.date(2025, 10, 25), berlin) == dt.datetime(2025, 10, 24, 22, tzinfo=dt.UTC)
