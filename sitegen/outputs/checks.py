"""Checks that need the whole site: do links within it lead anywhere?"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from sitegen.errors import Problem
from sitegen.language import closest
from sitegen.model.library import Library
from sitegen.model.references import target_file, target_path

Links = Mapping[str, tuple[tuple[str, int], ...]]


def broken_links(library: Library, links: Links, files: Container[str]) -> Iterator[Problem]:
    """Yield a warning for each link in a text to a page of the site that does not exist.

    `links` holds, by the key of a text, its links within the site with their lines; `files` are those of the site.
    """
    for shelf in library.shelves.values():
        texts = [
            *((s.text, s.article) for s in shelf.stories),
            *((i.text, i.edition) for i in shelf.issues),
            *((s.text, s.page) for s in shelf.sheets),
        ]
        for key, entry in texts:
            for link, line in links.get(key, ()):
                if _leads(link, entry.file, library, files):
                    continue
                near = closest(link, library.addresses) if link.endswith(".md") else None
                hint = f'did you mean "{near}"?' if near else "check the address"
                yield Problem(
                    f"content/{entry.file}",
                    entry.body_line + line,
                    f"links to {link}, which does not exist",
                    hint,
                    "warning",
                )


def _leads(link: str, origin: str, library: Library, files: Container[str]) -> bool:
    file = target_file(link, origin)
    if file is not None:
        return file in library.addresses
    if not link.startswith("/"):
        return True  # relative to the page's own address: for `sitegen check` to follow
    path = target_path(link)
    return path in files or f"{path}index.html" in files
