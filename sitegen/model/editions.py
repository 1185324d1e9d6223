"""Editions: the items that an editor chose, found in the library."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from sitegen.errors import Problem
from sitegen.language import closest
from sitegen.model.addresses import Places
from sitegen.model.article import Choice
from sitegen.model.references import target_file, target_path
from sitegen.model.story import Issue, Pick, Story


def resolve(
    issues: tuple[Issue, ...],
    stories: Mapping[str, Story],
    hidden: Set[str],
    broken: Set[str],
    places: Places,
    problems: list[Problem],
) -> tuple[Issue, ...]:
    """Return `issues` with their items found. `stories` are the visible articles, `hidden` the other files.

    What cannot be found is a problem, unless its file is `broken` (then that is the problem).
    """
    resolved = []
    for issue in issues:
        groups = []
        for group in issue.edition.groups:
            picks = [_pick(choice, issue, stories, hidden, broken, places, problems) for choice in group.items]
            groups.append((group.name, tuple(pick for pick in picks if pick is not None)))
        resolved.append(replace(issue, groups=tuple(groups)))
    return tuple(resolved)


def _pick(
    choice: Choice,
    issue: Issue,
    stories: Mapping[str, Story],
    hidden: Set[str],
    broken: Set[str],
    places: Places,
    problems: list[Problem],
) -> Pick | None:
    if not choice.article:
        return Pick(None, choice.title, choice.url, choice.source, choice.note)
    file = target_file(choice.article, issue.edition.file)
    if file is None:
        owner = places.by_path.get(target_path(choice.article))
        file = owner.file if owner else None
    story = stories.get(file or "")
    if story is not None:
        return Pick(story, choice.title or story.article.title, "", choice.source, choice.note)
    if file in broken:
        return None
    path = f"content/{issue.edition.file}"
    if file in hidden:
        message = f"chooses {choice.article}, which readers cannot see yet (a draft, scheduled or expired)"
        problems.append(Problem(path, choice.line, message, "publish the article, or remove the item"))
        return None
    near = closest(choice.article.removeprefix("content/"), stories)
    hint = f'did you mean "{near}"?' if near else "name an article below content/articles/, or its address"
    problems.append(Problem(path, choice.line, f"chooses {choice.article}, which does not exist", hint))
    return None
