"""A fingerprint of everything but content that decides the bytes of a site: sitegen itself and what renders for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from sitegen.storage import digest

_RENDERERS = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
    "pillow",
    "python-slugify",
)


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a fingerprint of sitegen's own files and of the versions of the libraries that render."""
    top = Path(__file__).parent
    parts: list[bytes | str] = [sys.version]
    for path in sorted(
        p for p in top.rglob("*") if p.suffix in (".py", ".toml", ".html", ".xml", ".txt") and p.is_file()
    ):
        parts += [path.relative_to(top).as_posix(), path.read_bytes()]
    return digest(*parts, *_versions())


def _versions() -> Iterator[str]:
    """Yield the renderers' versions, as the names of their metadata folders beside msgspec say them.

    importlib.metadata says the same but takes longer to load than all else that a build without work does.
    """
    beside = {
        name.lower().replace("_", "-"): name
        for name in os.listdir(Path(msgspec.__file__).parents[1])
        if name.endswith((".dist-info", ".egg-info"))
    }
    for name in _RENDERERS:
        found = [shown for start, shown in beside.items() if start.startswith(f"{name}-")]
        if found:
            yield from sorted(found)
        else:
            from importlib.metadata import PackageNotFoundError, version

            try:
                yield f"{name} {version(name)}"
            except PackageNotFoundError:
                yield f"{name} unknown"
