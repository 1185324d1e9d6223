"""How one content file names another: by its file or by its address."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote


def target_file(reference: str, origin: str) -> str | None:
    """Return the file below content/ that `reference`, written in the file `origin`, means, if it ends in .md.

    It may be relative to `origin` (`../10/x.md`), or begin below content/ (`articles/2025/10/x.md`, with or
    without a leading slash or "content/").
    """
    path = unquote(reference.split("#", 1)[0].split("?", 1)[0])
    if not path.endswith(".md"):
        return None
    whole = path.lstrip("/").removeprefix("content/")
    if whole.split("/", 1)[0] in ("articles", "editions", "pages"):
        return posixpath.normpath(whole)
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))


def target_path(reference: str) -> str:
    """Return the site-relative path that an address such as `/2025/10/x/` or `/2025/10/x` means."""
    path = unquote(reference.split("#", 1)[0].split("?", 1)[0]).lstrip("/")
    if path and not path.endswith("/") and "." not in path.rsplit("/", 1)[-1]:
        path += "/"
    return path
