"""A fingerprint of everything but content that decides the bytes of a site: sitegen itself and what renders for it."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sitegen.storage import digest

_RENDERERS = ("babel", "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins", "msgspec", "nh3", "python-slugify")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a fingerprint of sitegen's own files and of the versions of the libraries that render."""
    top = Path(__file__).parent
    parts: list[bytes | str] = [sys.version]
    for path in sorted(
        p for p in top.rglob("*") if p.suffix in (".py", ".toml", ".html", ".xml", ".txt") and p.is_file()
    ):
        parts += [path.relative_to(top).as_posix(), path.read_bytes()]
    for name in _RENDERERS:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} unknown")
    return digest(*parts)
