"""Editions: the items that an editor chose, found in the library."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sitegen.errors import Problem
from sitegen.model.article import Choice
from sitegen.model.references import References, nearest
from sitegen.model.story import Issue, Pick, Story


def resolve(
    issues: tuple[Issue, ...], stories: Mapping[str, Story], references: References, problems: list[Problem]
) -> tuple[Issue, ...]:
    """Return `issues` with their items found among `stories`, the visible articles by file.

    What cannot be found is a problem, unless its file could not be read (then that is the problem). An article that
    expired after the edition is left out with a warning: time alone must not stop a build.
    """
    resolved = []
    for issue in issues:
        groups = []
        for group in issue.edition.groups:
            picks = [_pick(choice, issue.edition.file, stories, references, problems) for choice in group.items]
            groups.append((group.name, tuple(pick for pick in picks if pick is not None)))
        resolved.append(replace(issue, groups=tuple(groups)))
    return tuple(resolved)


def _pick(
    choice: Choice, origin: str, stories: Mapping[str, Story], references: References, problems: list[Problem]
) -> Pick | None:
    if not choice.article:
        return Pick(None, choice.title, choice.url, choice.source, choice.note)
    file = references.file(choice.article, origin) or ""
    story = stories.get(file)
    if story is not None:
        return Pick(story, choice.title or story.article.title, "", choice.source, choice.note)
    if file in references.expired:
        message = f"chooses {choice.article}, which has expired: the item is left out"
        problems.append(Problem(f"content/{origin}", choice.line, message, "remove the item", "warning"))
    elif file not in references.broken:
        message, hint = _absent(choice.article, file, stories, references)
        problems.append(Problem(f"content/{origin}", choice.line, message, hint))
    return None


def _absent(written: str, file: str, stories: Mapping[str, Story], references: References) -> tuple[str, str]:
    if file in references.hidden:
        message = f"chooses {written}, which readers cannot see yet: it is a draft, or scheduled for later"
        return message, "publish the article, or remove the item"
    if file in references.places.by_file:
        return f"chooses {written}, which is no article", "link to it from the text instead"
    near = nearest(written, stories)
    hint = f'did you mean "{near}"?' if near else "name an article below content/articles/, or its address"
    return f"chooses {written}, which does not exist", hint
