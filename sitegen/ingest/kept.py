"""What was read of many files, kept between imports: a file is read for it once, and again when it changes."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sitegen import __version__
from sitegen.model.files import Signature, settled, signature
from sitegen.storage import pack, unpack, write_atomic

_VERSION = f"2 {__version__}"
_LARGEST = 1 << 30
_NEW = 100

T = TypeVar("T")


def read_once(
    kept: Path, files: Iterable[tuple[str, Signature]], read: Callable[[str], T], type_: type[T]
) -> dict[str, T]:
    """Return what `read` makes of each of the `files` (names with their signatures), in their order.

    What it made of files that are as they were is taken from `kept`, which may be deleted at any time, and which is
    written anew once more than a hundredth is new. `files` is to be lazy: they are looked at here. One for which `read`
    raises OSError is left out, for this time.
    """
    looked = time.time_ns()  # before the first look: what changes after it must not pass for settled
    before = _load(kept, type_)
    found: dict[str, tuple[Signature, T]] = {}
    new = 0
    for name, sign in files:
        old = before.get(name)
        if old is not None and old[0] == sign:
            found[name] = old
        else:
            with suppress(OSError):
                found[name] = sign, read(name)
                new += 1
    if new * _NEW > len(found):
        _save(kept, {name: one for name, one in found.items() if settled(one[0], looked)})
    return {name: one for name, (_, one) in found.items()}


def _load(kept: Path, type_: Any) -> dict[str, tuple[Signature, Any]]:
    try:
        if not kept.is_file() or kept.stat().st_size > _LARGEST:
            return {}
        return unpack(kept.read_bytes(), dict[str, tuple[Signature, type_]], _VERSION) or {}
    except OSError:
        return {}


def _save(kept: Path, found: dict[str, tuple[Signature, T]]) -> None:
    try:
        write_atomic(kept, pack(found, _VERSION))
    except OSError:  # no loss: the files are read again
        return


def files_below(root: Path, folder: str) -> Iterator[tuple[str, Signature]]:
    """Yield each file below a folder of the site by its path relative to `root`, with its signature.

    Links to folders are not followed; what cannot be looked at, or has a name that is not Unicode, is passed over.
    """
    for inside, folders, names in os.walk(root / folder):
        folders.sort()
        place = Path(inside).relative_to(root).as_posix()
        for name in sorted(names):
            path = f"{place}/{name}"
            if not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path):
                continue
            try:
                status = os.stat(f"{inside}{os.sep}{name}")  # noqa: PTH116  (of 100,000 files)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):  # to open a pipe would wait for whoever writes into it
                yield path, signature(status)
