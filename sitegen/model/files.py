"""What lies in content/: files by name and signature, without opening one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sitegen.errors import Problem

FOLDERS = ("articles", "editions", "pages")
"""The folders of content/ whose texts are read."""

Signature = tuple[int, int, int, int]
"""Size, times of the last change of content and of status (ns), inode: see `settled`."""


class Found(NamedTuple):
    """What lies in a folder: its texts and its other files, by path with forward slashes; and what is wrong."""

    texts: dict[str, Signature]
    media: dict[str, Signature]
    problems: list[Problem]


def signature(status: os.stat_result) -> Signature:
    """Return what identifies a version of a file without reading it."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def settled(sign: Signature, checked: int) -> bool:
    """Whether a signature taken at `checked` proves that the file is unchanged.

    A file changed within the clock's grain before it was looked at may change again without a trace (git calls such
    an entry racy). Grain: 100 ms, or 2 s where the file system keeps whole seconds.
    """
    newest = max(sign[1], sign[2])
    grain = 2_000_000_000 if sign[1] % 1_000_000_000 == 0 else 100_000_000
    return newest + grain < checked


Skip = Callable[[str, str, str], None]
"""Told of what is left out: its path, what is the matter, what to do."""


def walk(top: Path, skip: Skip | None = None) -> Iterator[tuple[str, os.stat_result]]:
    """Yield every file below `top` with its status, by path relative to it; hidden and editors' files are left out.

    So are links to folders (they may lead in circles), links to nowhere or out of the site (what is published must be
    in it) and names that are not Unicode: `skip` is told. Raises OSError where a folder cannot be listed.
    """
    site = os.path.realpath(top.parent)
    pending = [("", str(top))]
    while pending:
        prefix, folder = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        for entry in entries:
            if is_hidden(entry.name):
                continue
            path = prefix + entry.name
            if _is_odd(path):
                shown = path.encode("utf-8", "replace").decode()
                _tell(skip, shown, "has a name that is not UTF-8", "rename it")
            elif entry.is_dir(follow_symlinks=False):
                pending.append((f"{path}/", entry.path))
            elif _leaves(entry, site):
                _tell(skip, path, "is a link to something outside the site", "put the file itself here")
            elif status := _status(entry, path, skip):
                yield path, status


def _leaves(entry: os.DirEntry[str], site: str) -> bool:
    """Whether a file that would be published as it is lies outside the site: a link may lead to anybody's secrets."""
    if not entry.is_symlink() or entry.name.endswith(".md"):  # a text must say that it is an article
        return False
    target = os.path.realpath(entry.path)
    return os.path.isfile(target) and not target.startswith(site + os.sep)


def _is_odd(path: str) -> bool:
    return not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path)


def _status(entry: os.DirEntry[str], path: str, skip: Skip | None) -> os.stat_result | None:
    """Return the status of what can be read as a file."""
    try:
        status = entry.stat()
    except OSError as error:
        if entry.is_symlink():
            _tell(skip, path, f"is a link that leads nowhere ({error.strerror})", "mend or remove it")
        return None
    if stat.S_ISDIR(status.st_mode):
        _tell(skip, path, "is a link to a folder, which sitegen does not follow", "put the folder itself here")
    return status if stat.S_ISREG(status.st_mode) else None


def _tell(skip: Skip | None, path: str, message: str, hint: str) -> None:
    if skip is not None:
        skip(path, message, hint)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is nothing that a person wrote to be read: editors' and systems' files."""
    return (
        name[0] in ".#"
        or name[-1] == "~"
        or name.endswith((".swp", ".swx", ".tmp"))
        or name in ("Thumbs.db", "desktop.ini", "__MACOSX")
    )


def find(content: Path) -> Found:
    """Look through content/ without opening a file. Raises OSError where a folder cannot be listed."""
    found = Found({}, {}, [])

    def skip(path: str, message: str, hint: str) -> None:
        found.problems.append(Problem(f"content/{path}", 0, message, hint, "warning"))

    for file, status in walk(content, skip):
        folder, slash, _ = file.partition("/")
        if folder == "media" and slash:
            found.media[file] = signature(status)
        elif file.endswith(".md") and folder in FOLDERS and slash:
            found.texts[file] = signature(status)
        elif file.lower().endswith((".md", ".markdown")):
            hint = "move it into content/articles/, content/editions/ or content/pages/, and let it end in .md"
            found.problems.append(Problem(f"content/{file}", 0, "is not in a folder that sitegen reads", hint))
        else:
            skip(file, "is not published", "put pictures and other files into content/media/")
    found.problems.sort()
    return found
