"""Checks that need the whole site: do links within it lead anywhere?"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import TypeVar

from sitegen.errors import Problem
from sitegen.language import closest
from sitegen.model.article import Entry
from sitegen.model.library import Library
from sitegen.model.references import target_file, target_path

Links = Mapping[str, tuple[tuple[str, int], ...]]
Mistakes = Mapping[str, tuple[tuple[str, str, int], ...]]
T = TypeVar("T")


def broken_links(library: Library, links: Links, files: Container[str]) -> Iterator[Problem]:
    """Yield a warning for each link in a text to a page of the site that does not exist.

    `links` holds, by the key of a text, its links within the site with their lines; `files` are those of the site.
    """
    for entry, found in _of_each_text(library, links):
        for link, line in found:
            if _leads(link, entry.file, library, files):
                continue
            near = closest(link, library.addresses) if link.endswith(".md") else None
            hint = f'did you mean "{near}"?' if near else "check the address"
            yield _warning(entry, line, f"links to {link}, which does not exist", hint)


def mistakes(library: Library, noted: Mistakes) -> Iterator[Problem]:
    """Yield a warning for what is wrong with the containers of a text: `noted` holds message, hint and line by key."""
    for entry, found in _of_each_text(library, noted):
        for message, hint, line in found:
            yield _warning(entry, line, message, hint)


def _of_each_text(library: Library, by_key: Mapping[str, T]) -> Iterator[tuple[Entry, T]]:
    """Yield what `by_key` holds of each text that is shown."""
    for shelf in library.shelves.values():
        texts = [
            *((s.text, s.article) for s in shelf.stories),
            *((i.text, i.edition) for i in shelf.issues),
            *((s.text, s.page) for s in shelf.sheets),
        ]
        for key, entry in texts:
            found = by_key.get(key)
            if found:
                yield entry, found


def _warning(entry: Entry, line: int, message: str, hint: str) -> Problem:
    return Problem(f"content/{entry.file}", entry.body_line + line, message, hint, "warning")


def _leads(link: str, origin: str, library: Library, files: Container[str]) -> bool:
    file = target_file(link, origin)
    if file is not None:
        return file in library.addresses
    if not link.startswith("/"):
        return True  # relative to the page's own address: for `sitegen check` to follow
    path = target_path(link)
    return path in files or f"{path}index.html" in files
