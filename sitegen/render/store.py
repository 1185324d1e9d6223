"""Rendered texts, kept by content: a text is rendered once, whatever happens to templates around it.

An SQLite file that may vanish or rot at any time: what cannot be read, or fails its checksum, is rendered again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from sitegen.render.markdown import Facts

_SCHEMA = "CREATE TABLE IF NOT EXISTS text (key TEXT PRIMARY KEY, html TEXT, facts BLOB, sum INTEGER) WITHOUT ROWID"
_CHUNK = 400


class TextStore:
    """Rendered texts by key. Invariant: what `get` returns is what `put` was given, for the same `version`."""

    def __init__(self, path: Path, version: str, notice: Callable[[str], None]) -> None:
        self._path = path
        self._version = version
        self._notice = notice
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            self._notice(f"{self._path.name} is damaged; its texts are rendered again")
            self._delete()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
        if db.execute("PRAGMA user_version").fetchone()[0] != zlib.crc32(self._version.encode()) & 0x7FFFFFFF:
            db.execute("DROP TABLE IF EXISTS text")
            db.execute(f"PRAGMA user_version={zlib.crc32(self._version.encode()) & 0x7FFFFFFF}")
        db.execute(_SCHEMA)
        return db

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _start_again(self) -> None:
        self._notice(f"{self._path.name} is damaged; its texts are rendered again")
        self._db.close()
        self._delete()
        self._db = self._connect()

    def keys(self) -> set[str]:
        """Return the keys of all texts that are kept."""
        try:
            return {key for (key,) in self._db.execute("SELECT key FROM text")}
        except sqlite3.DatabaseError:
            self._start_again()
            return set()

    def facts(self) -> dict[str, Facts]:
        """Return what the texts refer to, for those that refer to anything."""
        decode = msgspec.msgpack.Decoder(Facts).decode
        try:
            rows = self._db.execute("SELECT key, facts FROM text WHERE facts IS NOT NULL")
            return {key: decode(facts) for key, facts in rows}
        except (sqlite3.DatabaseError, msgspec.DecodeError, msgspec.ValidationError):
            self._start_again()
            return {}

    def put(self, texts: Mapping[str, tuple[str, Facts]]) -> None:
        """Keep rendered texts. Raises sqlite3.OperationalError when the disk is full."""
        empty = Facts()
        rows = [
            (key, html, msgspec.msgpack.encode(facts) if facts != empty else None, zlib.crc32(html.encode()))
            for key, (html, facts) in texts.items()
        ]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the HTML of those texts that are kept and whole."""
        wanted = list(keys)
        found: dict[str, str] = {}
        try:
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                rows = self._db.execute(f"SELECT key, html, sum FROM text WHERE key IN ({marks})", chunk)  # noqa: S608  # only question marks
                found |= {key: html for key, html, total in rows if zlib.crc32(html.encode()) == total}
        except (sqlite3.DatabaseError, AttributeError):
            self._start_again()
        return found

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
