"""Rendered texts, kept by content: a text is rendered once, whatever happens to templates around it.

An SQLite file that may vanish or rot at any time: what cannot be read, or fails its checksum, is rendered again.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from sitegen.render.markdown import Facts

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS text (id INTEGER PRIMARY KEY, key TEXT UNIQUE, html TEXT, facts BLOB, sum INTEGER)"
)
_PUT = "INSERT OR REPLACE INTO text (key, html, facts, sum) VALUES (?, ?, ?, ?)"
_CHUNK = 400


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
        except sqlite3.DatabaseError:
            self._notice(f"{self.path.name} is damaged; its texts are rendered again")
            self._delete()
            return self._connect()

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
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def keys(self) -> set[str]:
        """Return the keys of all texts that are kept."""
        try:
            return {key for (key,) in self._db.execute("SELECT key FROM text")}
        except sqlite3.DatabaseError:
            self.start_again()
            return set()

    def facts(self) -> dict[str, Facts]:
        """Return what the texts refer to, for those that refer to anything."""
        decode = msgspec.msgpack.Decoder(Facts).decode
        try:
            rows = self._db.execute("SELECT key, facts FROM text WHERE facts IS NOT NULL")
            return {key: decode(facts) for key, facts in rows}
        except (sqlite3.DatabaseError, msgspec.DecodeError, msgspec.ValidationError):
            self.start_again()
            return {}

    def put(self, texts: Mapping[str, tuple[str, Facts]]) -> None:
        """Keep rendered texts. Raises sqlite3.OperationalError when the disk is full."""
        empty = Facts()
        rows = [
            (key, html, msgspec.msgpack.encode(facts) if facts != empty else None, zlib.crc32(html.encode()))
            for key, (html, facts) in texts.items()
        ]
        self._db.execute("BEGIN")
        self._db.executemany(_PUT, rows)
        self._db.execute("COMMIT")

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
        dead = self.keys() - live
        if len(dead) > len(live) + 1000:
            self._db.execute("BEGIN")
            self._db.executemany("DELETE FROM text WHERE key = ?", [(key,) for key in dead])
            self._db.execute("COMMIT")
            self._db.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def read_texts(path: str, keys: list[str]) -> dict[str, str]:
    """Return the HTML of texts from the store at `path`, for a process that only reads. Raises LostTextError."""
    try:
        return _fetch(_reader(path, os.getpid(), threading.get_ident()), keys)
    except LostTextError:
        _reader.cache_clear()
        raise


@lru_cache(maxsize=4)
def _reader(path: str, _process: int, _thread: int) -> sqlite3.Connection:
    """Return a connection of this very process and thread: SQLite's cannot be shared."""
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, isolation_level=None)


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
