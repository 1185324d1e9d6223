"""One build at a time: a lock file that the operating system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sitegen.errors import fail

_PAUSE = 0.05


@contextmanager
def exclusive(path: Path, patience: float, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path`, waiting at most `patience` seconds for it; `waiting` is told once who holds it.

    Raises SitegenError when the wait was in vain.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        end = time.monotonic() + patience
        told = False
        while not _try_lock(file):
            holder = _holder(path)
            if not told:
                waiting(holder)
                told = True
            if time.monotonic() >= end:
                raise fail(
                    f"another build is at work here ({holder})", "wait for it to end, or stop it", path=str(path)
                )
            time.sleep(_PAUSE)
        try:
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()}".encode())
            file.flush()
            yield
        finally:
            _unlock(file)


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "an unknown process"
    except OSError:
        return "an unknown process"


try:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

except ImportError:  # Windows has no flock; it locks a byte far behind the text that names the holder
    import msvcrt

    _FAR = 1 << 30

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
