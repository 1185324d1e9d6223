"""How one content file names another: by its file or by its address."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Set
from urllib.parse import unquote

from sitegen.model.addresses import Places


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


class References:
    """Finds what content files refer to. Invariant: a file is at most one of published, hidden and broken.

    `hidden` are files that readers cannot see yet (drafts and the like), `expired` those of them whose time is over,
    `broken` those that could not be read; `unseen` gives hidden files by their future addresses, and is asked only if
    something is not found otherwise.
    """

    def __init__(
        self,
        places: Places,
        hidden: Set[str],
        expired: Set[str],
        broken: Set[str],
        unseen: Callable[[], Mapping[str, str]],
    ) -> None:
        self.places = places
        self.hidden = hidden
        self.expired = expired
        self.broken = broken
        self._unseen = unseen
        self._unseen_paths: Mapping[str, str] | None = None

    def file(self, reference: str, origin: str) -> str | None:
        """Return the file that `reference`, written in the file `origin`, means: by its name or by its address."""
        file = target_file(reference, origin)
        if file is not None:
            return file
        path = target_path(reference)
        owner = self.places.by_path.get(path)
        if owner is not None:
            return owner.file
        if self._unseen_paths is None:
            self._unseen_paths = self._unseen()
        return self._unseen_paths.get(path)


def nearest(reference: str, files: Iterable[str]) -> str | None:
    """Return the file that `reference` may have meant. Names count, not folders: whole paths are much alike."""
    from sitegen.language import closest

    names: dict[str, str] = {}
    for file in files:
        names.setdefault(file.rpartition("/")[2].removesuffix(".md"), file)
    name = reference.split("#", 1)[0].rstrip("/").rpartition("/")[2].removesuffix(".md")
    near = closest(name, names)
    return names[near] if near else None
