"""Rendered texts, kept by content: a text is rendered once, whatever happens to templates around it.

An SQLite file that may vanish or rot at any time: what cannot be read, or fails its checksum, is rendered again.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec

from sitegen.render.markdown import Facts
from sitegen.storage import make_way

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS text (id INTEGER PRIMARY KEY, key TEXT UNIQUE, html TEXT, facts BLOB, sum INTEGER)"
)
_PUT = "INSERT OR REPLACE INTO text (key, html, facts, sum) VALUES (?, ?, ?, ?)"
_CHUNK = 400
_SUM = 4
_ROOM = 1 << 20
_REFUSED = {3: errno.EACCES, 8: errno.EACCES, 10: errno.EIO, 13: errno.ENOSPC, 14: errno.EACCES}
"""SQLite's result codes (sqlite.org/rescode.html) that tell of the disk, not of a damaged file."""


class LostTextError(Exception):
    """A text that was kept cannot be read any more."""


class TextStore:
    """Rendered texts by key. Invariant: what `get` returns is what `put` was given, for the same `version`."""

    def __init__(self, path: Path, version: str, notice: Callable[[str], None]) -> None:
        self.path = path
        self._version = version
        self._notice = notice
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if not self.path.is_dir():
                self._if_refused(error)
            self._notice(f"{self.path.name} is damaged; its texts are rendered again")
            self._delete()
            return self._connect()

    def _if_refused(self, error: sqlite3.DatabaseError) -> None:
        """Raise OSError if it was the disk that refused."""
        number = _REFUSED.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        if number == errno.EIO:
            import shutil

            full = shutil.disk_usage(self.path.parent).free < _ROOM  # SQLite calls that an input/output error at times
            number = errno.ENOSPC if full else number
        if number is not None:
            raise OSError(number, os.strerror(number), str(self.path)) from error

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
        if db.execute("PRAGMA user_version").fetchone()[0] != zlib.crc32(self._version.encode()) & 0x7FFFFFFF:
            db.execute("DROP TABLE IF EXISTS text")
            db.execute(f"PRAGMA user_version={zlib.crc32(self._version.encode()) & 0x7FFFFFFF}")
        db.execute(_SCHEMA)
        return db

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path = self.path.with_name(self.path.name + suffix)
            make_way(path)
            path.unlink(missing_ok=True)

    def keys(self) -> set[str]:
        """Return the keys of all texts that are kept."""
        try:
            return {key for (key,) in self._db.execute("SELECT key FROM text")}
        except sqlite3.DatabaseError:
            self.start_again()
            return set()

    def facts(self) -> dict[str, Facts]:
        """Return what the texts refer to, for those that refer to anything. Raises LostTextError."""
        decode = msgspec.msgpack.Decoder(Facts).decode
        try:
            rows = self._db.execute("SELECT key, facts FROM text WHERE facts IS NOT NULL")
            return {key: decode(_unsealed(facts)) for key, facts in rows}
        except (sqlite3.DatabaseError, TypeError, msgspec.DecodeError, msgspec.ValidationError) as error:
            raise LostTextError(str(error)) from error

    def put(self, texts: Mapping[str, tuple[str, Facts]]) -> None:
        """Keep rendered texts. Raises OSError when the disk refuses them, LostTextError when the file is damaged."""
        empty = Facts()
        rows = [
            (key, html, _sealed(msgspec.msgpack.encode(facts)) if facts != empty else None, zlib.crc32(html.encode()))
            for key, (html, facts) in texts.items()
        ]
        self._change(_PUT, rows)

    def _change(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        try:
            self._db.execute("BEGIN")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._if_refused(error)
            raise LostTextError(str(error)) from error

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the HTML of texts. Raises LostTextError if one is not there, or not whole."""
        return _fetch(self._db, list(keys))

    def start_again(self) -> None:
        """Forget everything, because something was lost."""
        self._notice(f"{self.path.name} is damaged; its texts are rendered again")
        self._db.close()
        self._delete()
        self._db = self._connect()

    def prune(self, live: set[str]) -> None:
        """Forget texts that nothing shows any more, when they are as many as those that are shown."""
        try:
            (count,) = self._db.execute("SELECT count(*) FROM text").fetchone()
        except sqlite3.DatabaseError as error:
            raise LostTextError(str(error)) from error
        if count <= 2 * len(live) + 1000:
            return
        dead = self.keys() - live
        if len(dead) > len(live) + 1000:
            self._change("DELETE FROM text WHERE key = ?", [(key,) for key in dead])
            with suppress(sqlite3.DatabaseError):  # it only makes the file smaller
                self._db.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _sealed(facts: bytes) -> bytes:
    return zlib.crc32(facts).to_bytes(_SUM, "big") + facts


def _unsealed(data: bytes) -> bytes:
    """Return what was sealed or, if it is damaged, nothing, which cannot be decoded."""
    facts = data[_SUM:]
    return facts if _sealed(facts) == data else b""


def read_texts(path: str, keys: list[str]) -> dict[str, str]:
    """Return the HTML of texts from the store at `path`, for a process that only reads. Raises LostTextError."""
    if not keys:
        return {}
    try:
        with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, isolation_level=None)) as db:
            return _fetch(db, keys)
    except sqlite3.DatabaseError as error:
        raise LostTextError(str(error)) from error


def _fetch(db: sqlite3.Connection, keys: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = db.execute(f"SELECT key, html, sum FROM text WHERE key IN ({marks})", chunk)  # noqa: S608  # only question marks
            found |= {key: html for key, html, total in rows if zlib.crc32(html.encode()) == total}
    except (sqlite3.DatabaseError, AttributeError, TypeError) as error:
        raise LostTextError(str(error)) from error
    if len(found) < len(set(keys)):
        raise LostTextError("a text is missing or not whole")
    return found
