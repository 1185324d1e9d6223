"""Files that a large build replaced, kept aside for a while.

Giving back what a replaced file occupies makes a build wait, on some file systems longer than writing the new file
took. A second name in the state folder puts that off until a later build, which does it while its pages are rendered.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sitegen.write.manifest import Written

MANY = 1000
"""So many files or more are worth it."""
_ROOM = 4
"""The disk must have room for so many times the files."""


def folder_for(written: Iterable[Written], stage: Path) -> str:
    """Return a new folder beside `stage` for what `written` files replace; "" where that is not worth it."""
    sizes = [one.size for one in written]
    if len(sizes) < MANY:
        return ""
    import shutil  # too slow for each start

    if shutil.disk_usage(stage).free < _ROOM * sum(sizes):
        return ""
    return f"{stage.with_suffix('')}.old-{os.urandom(4).hex()}"


def make_aside(folder: str) -> bool:
    """Make the folder. Return whether it is there: if it cannot be, files are replaced without it."""
    with suppress(OSError):
        os.makedirs(folder, exist_ok=True)
    return os.path.isdir(folder)


def set_aside(path: str, folder: str, number: int) -> None:
    """Give the file at `path` another name in `folder`, if there is such a file and the file system can."""
    with suppress(OSError, NotImplementedError):
        os.link(path, f"{folder}{os.sep}{number}", follow_symlinks=False)


def clear(state: Path) -> None:
    """Begin to remove what earlier builds, into whatever output, have kept aside.

    A thread of this process does it, so call this when the processes that will be needed have been started. What is
    left when the program ends, a later one removes.
    """
    folders = list(state.glob("*.old-*"))
    if folders:
        import threading

        threading.Thread(target=_remove, args=(folders,), daemon=True).start()


def _remove(folders: list[Path]) -> None:
    import shutil

    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
