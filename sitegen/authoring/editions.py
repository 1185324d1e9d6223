"""A draft edition: everything that was published lately, by section, for the editor to cut and comment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from sitegen.authoring.contents import declared_language, declared_section, finder, load_content
from sitegen.authoring.since import begin
from sitegen.authoring.weeks import rest_title, week_title
from sitegen.authoring.writing import checked_slug, moment, one_line, quoted, slug_value
from sitegen.config import Section, load_config
from sitegen.errors import SitegenError, fail
from sitegen.model.article import Edition
from sitegen.model.content import starts
from sitegen.model.library import Library, Visibility, make_library
from sitegen.model.story import Story, Term

MOST = 600
"""Items of a draft. Nobody cuts more by hand, and front matter has its limit."""
_LONGEST_COMMENT = 80
_FLAT = str.maketrans("[]{}", "()()")


def draft_edition(
    root: Path,
    *,
    since: dt.timedelta | dt.date,
    section: str = "",
    name: str = "",
    language: str = "",
    now: dt.datetime,
) -> str:
    """Write content/editions/YYYY-wNN.md from what was published since, and return its path relative to `root`.

    Week and year are ISO 8601's, in the site's zone; `name` replaces them, and a `section` is added to them. An edition
    in another language than the site's has it in its file's name. Raises SitegenError when nothing was published, when
    there is such an edition, or with the problems of content/ that a build would have.
    """
    config = load_config(root)
    language = declared_language(language, config)
    now = now.astimezone(config.zone)
    content = load_content(root, config)
    errors = [problem for problem in content.problems if problem.severity == "error"]
    if errors:
        raise SitegenError(sorted(errors))
    library = make_library(content.entries.values(), config, Visibility(now), root / "content")
    wanted = declared_section(section, config, language) if section else None
    stories = _published(library, language, begin(since, now), wanted)
    shown = wanted.names.get(language, wanted.name) if wanted else ""
    _check_count(len(stories), begin(since, now).astimezone(config.zone), shown)
    year, week, _ = now.isocalendar()
    slug = checked_slug(name, language) if name else f"{year:04}-w{week:02}"
    if wanted and not name:
        slug += f"-{wanted.slug}"
    path = f"content/editions/{slug}.md" if language == config.language else f"content/editions/{slug}.{language}.md"
    edition = Edition(file=path.removeprefix("content/"), stem=slug, title="", date=now, slug=slug, language=language)
    find_path = finder(config)
    for other in content.entries.values():
        if find_path(other) == find_path(edition):
            raise _taken(f"content/{other.file}", slug)
    title = week_title(year, week, language) + (f": {shown}" if shown else "")
    _write(root, path, _text(edition, title, stories, library, flat=bool(wanted)), slug)
    return path


def _published(library: Library, language: str, first: dt.datetime, section: Section | None) -> list[Story]:
    """Return what became visible since `first`, newest first."""
    shelf = library.shelves[language]
    only = shelf.sections[library.config.sections.index(section)] if section else None
    return [
        story
        for story in shelf.stories
        if (starts(story.article) or story.article.date) >= first and (only is None or story.section is only)
    ]


def _check_count(number: int, first: dt.datetime, section: str) -> None:
    day = first.isoformat(" ")[:16]
    place = f'in the section "{section}" ' if section else ""
    if not number:
        raise fail(f"nothing was published {place}since {day}", "reach further back, such as --since 2w")
    if number > MOST:
        hint = "take a shorter span with --since, or one --section"
        raise fail(f"{number} articles were published {place}since {day}, more than an edition can choose from", hint)


def _taken(path: str, slug: str) -> SitegenError:
    return fail("exists already", f"edit it, or give this edition another name: --name {slug}-2", path=path)


def _write(root: Path, path: str, text: str, slug: str) -> None:
    from sitegen.ingest.store import place_new

    try:
        place_new(root, root / path, text.encode())
    except FileExistsError:
        raise _taken(path, slug) from None
    except OSError as error:
        raise fail(f"cannot be written: {error.strerror or error}", "is the folder writable?", path=path) from error


def _text(edition: Edition, title: str, stories: list[Story], library: Library, *, flat: bool) -> str:
    lines = [
        "---",
        f"title: {quoted(title)}",
        f"date: {moment(edition.date)}",
        f"slug: {slug_value(edition.slug)}",
        '# summary: ""  # one sentence, for the list of editions and search engines',
        "draft: true  # remove this line to publish",
    ]
    chosen = _chosen(library)
    groups = list(_grouped(stories, library.shelves[edition.language].sections, rest_title(edition.language)))
    if flat or all(story.section is None for story in stories):
        lines += ["items:", *(line for story in stories for line in _item(story, chosen, "  "))]
    else:
        lines.append("groups:")
        for name, members in groups:
            lines += [f"  - name: {quoted(name)}", "    items:"]
            lines += [line for story in members for line in _item(story, chosen, "      ")]
    return "\n".join([*lines, "---", "", ""])


def _grouped(stories: list[Story], sections: Iterable[Term], rest: str) -> Iterator[tuple[str, list[Story]]]:
    """Yield the sections that have articles, in the site's order, and last what belongs to none."""
    for section in (*sections, None):
        if members := [story for story in stories if story.section is section]:
            yield section.name if section else rest, members


def _chosen(library: Library) -> dict[str, str]:
    """Return which articles an edition chose before, by file, with that edition's name."""
    return {
        pick.story.article.file: issue.edition.stem
        for shelf in library.shelves.values()
        for issue in shelf.issues
        for _, picks in issue.groups
        for pick in picks
        if pick.story
    }


def _item(story: Story, chosen: dict[str, str], indent: str) -> Iterator[str]:
    file = story.article.file
    reference = file.replace("%", "%25").replace("#", "%23").replace("?", "%3F")
    written = reference if all(c.isalnum() or c in "/-_." for c in reference) else quoted(reference)
    before = f" (in {chosen[file]} already)" if file in chosen else ""
    yield f"{indent}- article: {written}  # {_comment(story.article.title)}{before}"
    yield f'{indent}  note: ""'


def _comment(title: str) -> str:
    """Return a title short and tame enough for a comment: brackets count as YAML's even there."""
    line = one_line(title).translate(_FLAT)
    return line if len(line) <= _LONGEST_COMMENT else f"{line[:_LONGEST_COMMENT].rstrip()}…"
