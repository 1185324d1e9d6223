"""The pictures of a build: which are shown, what is known of them, which files are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sitegen.errors import fail
from sitegen.model.checks import entries
from sitegen.model.library import Library
from sitegen.pipeline.inputs import Inputs
from sitegen.records import picture_file
from sitegen.render.markdown import Facts
from sitegen.workers import Workers

if TYPE_CHECKING:
    from sitegen.pictures.album import Album, Media

_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".bmp", ".heic", ".heif", ".tif", ".tiff")
"""Of files that may be pictures."""


def media(inputs: Inputs) -> Media:
    """Return the files below media/ that may be pictures."""
    return {path: inputs.copies[path] for path in inputs.found.media if path.lower().endswith(_ENDINGS)}


def illustrate(
    library: Library, facts: Mapping[str, Facts], inputs: Inputs, state: Path, workers: Workers, *, fresh: bool
) -> tuple[Library, Album | None]:
    """Return the library with what is known of the pictures that its pages show, and the album that knows them.

    `fresh` looks at everything anew. A site without pictures pays nothing. Raises SitegenError.
    """
    files = media(inputs)
    if not files:
        return library, None
    from sitegen.pictures.album import Album

    shown = {key: {*_named(one)} & files.keys() for key, one in facts.items() if one.images}
    leads = set()
    texts = {}
    for entry, key in entries(library):
        if entry.image is not None and (path := picture_file(entry.image.src)) in files:
            leads.add(path)
        if shown.get(key):
            texts[key] = shown[key]
    album = Album(state, library.config.pictures, fresh=fresh)
    try:
        album.look(files, leads.union(*texts.values()), inputs.looked, workers)
    except OSError as error:
        origin = next((f"content/{path}" for path, (source, _) in files.items() if source == error.filename), "")
        if not origin:
            raise
        if isinstance(error, FileNotFoundError):
            raise fail("vanished while the site was built", "build again", path=origin) from error
        raise fail(
            f"cannot be read: {error.strerror}", "check that it is there and may be read", path=origin
        ) from error
    sizes = album.sizes()
    illustrated = {key: {path: sizes[path] for path in sorted(paths)} for key, paths in texts.items()}
    return replace(library, pictures=sizes, illustrated=illustrated), album


def _named(facts: Facts) -> Iterator[str]:
    return (picture_file(source) for source, _, _ in facts.images)
