"""The pictures that are drawn for those who share a page: which, and of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sitegen.errors import Problem
from sitegen.language import upper
from sitegen.model.library import Library
from sitegen.model.story import Story
from sitegen.outputs.cards import with_sizes
from sitegen.outputs.share import DRAWN, drawn_at, fitting
from sitegen.records import Image
from sitegen.render.themes import Theme
from sitegen.storage import make_way
from sitegen.target import Site
from sitegen.workers import Workers

if TYPE_CHECKING:
    from sitegen.pictures.share import Colours, Drawing

_SPARE = 100
_ALONE = 8
"""So many drawings or fewer are made in this process."""


class Drawings:
    """What is to be drawn for the site, by file, and what cannot be.

    Invariant: every page that is told of a drawn picture has one in `files`.
    """

    def __init__(self, theme: Theme) -> None:
        self._colours: Colours | None = None
        self.files: dict[str, Drawing] = {}
        self.problems: list[Problem] = []
        if theme.share:
            from sitegen.pictures.share import Colours

            self._colours = Colours(**theme.share)

    def of_site(self, site: Site) -> Site:
        """Return `site` with the picture of its title, if the theme has colours for one and the face the letters."""
        if self._colours is None:
            return site
        from sitegen.pictures.share import Drawing, drawable

        if not drawable(site.title):
            said = f'no picture for those who share pages can be drawn: the face lacks letters of "{site.title}"'
            self.problems.append(Problem("site.toml", 0, said, "write site = false below [share]", "warning"))
            return site
        below = site.description if drawable(site.description) else ""
        file = drawn_at(site.home)
        self.files[file] = Drawing(site.title, "", below, self._colours, "site.toml")
        return replace(site, share=Image(file, site.title, sizes=DRAWN))

    def of_articles(self, library: Library, sites: Mapping[str, Site]) -> Library:
        """Return the library with the addresses of those articles that a picture is drawn for."""
        if self._colours is None:
            return library
        from sitegen.pictures.share import drawable

        lacking: list[Story] = []
        for code, shelf in library.shelves.items():
            for story in shelf.stories:
                if fitting(with_sizes(story.article.image, library.pictures)):
                    continue
                if drawable(story.article.title):
                    self.files[drawn_at(story.path)] = self._drawing(story, sites[code], self._colours)
                else:
                    lacking.append(story)
        self.problems += _lacking(lacking)
        return replace(library, drawn=frozenset(file.removesuffix("share.png") for file in self.files))

    def _drawing(self, story: Story, site: Site, colours: Colours) -> Drawing:
        from sitegen.pictures.share import Drawing, drawable

        above = upper(story.section.name, story.language) if story.section else ""
        names = [name if drawable(name) else "" for name in (above, site.title)]
        return Drawing(story.article.title, names[0], names[1], colours, f"content/{story.article.file}")


def _lacking(stories: list[Story]) -> Iterator[Problem]:
    """Say once for all that the face lacks their letters."""
    if stories:
        file = f"content/{stories[0].article.file}"
        more = f" (and {len(stories) - 1} more)" if len(stories) > 1 else ""
        said = f"the title has letters that pictures for those who share it cannot be drawn with{more}"
        yield Problem(file, 0, said, "it is shared with the site's picture; a lead picture of its own helps", "warning")


def drawn(drawings: Drawings, files: list[str], state: Path, workers: Workers) -> Iterator[tuple[str, bytes]]:
    """Yield each of `files` with its bytes; many are drawn by many processes. Raises OSError."""
    if not files:
        return
    from sitegen.pictures.share import draw

    folder = state / "share"
    calls = ((drawings.files[file], str(folder)) for file in files)
    yield from zip(files, workers.map(draw, calls, alone=len(files) <= _ALONE, here=True), strict=True)
    _prune(folder, {one.key.hex() for one in drawings.files.values()})


def _prune(folder: Path, live: set[str]) -> None:
    """Remove what is drawn on no page any more, when that is more than what is."""
    dead = [path for path in folder.iterdir() if path.name not in live]
    if len(dead) > len(live) + _SPARE:
        for path in dead:
            make_way(path)
            path.unlink(missing_ok=True)
