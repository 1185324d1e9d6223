"""Small files that must be whole or absent: atomic writes, and caches that are never trusted blindly."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

_DIGEST = 16
_PART = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)  # the last on Windows only


def digest(*parts: bytes | str) -> str:
    """Return a hexadecimal fingerprint of `parts`; where one part ends and the next begins matters."""
    state = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def make_way(path: Path) -> None:
    """Remove the folder that stands where a file of sitegen's own state must be, if one does. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        import shutil  # which loads every kind of compression: too slow for each start

        shutil.rmtree(path)


def keep(path: Path, data: bytes) -> None:
    """Write a file of a cache, whatever stands where it or its folder must be. Raises OSError."""
    if path.parent.exists() and not path.parent.is_dir():
        path.parent.unlink()
    make_way(path)
    write_atomic(path, data)


def put_file(path: str, data: bytes) -> tuple[int, int]:
    """Write a new file, in a new folder if need be; return its size and time of change (ns). Raises OSError."""
    try:
        handle = os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        make_folder(os.path.dirname(path))
        handle = os.open(path, _NEW, 0o666)
    try:
        done = os.write(handle, data)
        while done < len(data):
            done += os.write(handle, memoryview(data)[done:])
        status = os.fstat(handle)
    finally:
        os.close(handle)
    return status.st_size, status.st_mtime_ns


def make_folder(path: str) -> None:
    """Make a folder, most often within one that exists; another process may be making it too. Raises OSError."""
    try:
        os.mkdir(path)
    except (FileExistsError, FileNotFoundError):
        os.makedirs(path, exist_ok=True)  # which complains if what exists is no folder


def remove_tree(path: Path | str) -> None:
    """Remove a folder with all that is in it, as far as that is possible."""
    if os.path.lexists(path):
        import shutil

        shutil.rmtree(path, ignore_errors=True)


def same_bytes(one: str, other: str) -> bool:
    """Whether two files hold the same. Raises OSError."""
    with open(one, "rb") as first, open(other, "rb") as second:
        if os.fstat(first.fileno()).st_size != os.fstat(second.fileno()).st_size:
            return False
        while True:
            part = first.read(_PART)
            if part != second.read(_PART):
                return False
            if not part:
                return True


def pack(value: object, version: str) -> bytes:
    """Encode `value` with a seal: `version` and a checksum, which `unpack` checks."""
    data = msgspec.msgpack.encode(value)
    return _seal(data, version) + data


def unpack(data: bytes, type_: type[T], version: str) -> T | None:
    """Return what `pack` encoded, or None where `data` is damaged, foreign or of another version."""
    body = memoryview(data)[_DIGEST:]
    if data[:_DIGEST] != _seal(body, version):
        return None
    try:
        return msgspec.msgpack.decode(body, type=type_)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _seal(data: bytes | memoryview, version: str) -> bytes:
    state = hashlib.blake2b(version.encode(), digest_size=_DIGEST)
    state.update(data)
    return state.digest()
