"""The shingles of texts, kept by the texts' fingerprints: a text is read for them once.

An SQLite file that may vanish at any time; what it loses is read again. It streams: nothing here holds all of it.
What is damaged raises sqlite3.DatabaseError, at the latest when it is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

_SCHEMA = "CREATE TABLE IF NOT EXISTS marks (body TEXT PRIMARY KEY, shingles BLOB) WITHOUT ROWID"


class Marks:
    """Shingles by the fingerprint of a text's body. Invariant: all of them are of the same `version` of their maker."""

    def __init__(self, path: Path, version: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = _connect(path, version)

    def keys(self) -> set[str]:
        """Return the fingerprints of the texts that are known."""
        return {body for (body,) in self._db.execute("SELECT body FROM marks")}

    def put(self, marks: Mapping[str, bytes]) -> None:
        """Keep the shingles of some texts."""
        self._db.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", marks.items())

    def each(self, files: Mapping[str, list[str]]) -> Iterator[tuple[str, bytes]]:
        """Yield file and shingles; `files` holds the files that each body is in."""
        for body, data in self._db.execute("SELECT body, shingles FROM marks ORDER BY body"):
            for file in files.get(body, ()):
                yield file, data

    def prune(self, live: Mapping[str, object]) -> None:
        """Forget the texts that are gone, when they are as many as those that are there."""
        dead = self.keys() - live.keys()
        if len(dead) > len(live) + 1000:
            self._db.executemany("DELETE FROM marks WHERE body = ?", [(body,) for body in dead])

    def close(self) -> None:
        """Let go of the file."""
        self._db.commit()
        self._db.close()


def _connect(path: Path, version: int) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size=32768")  # a text has some 2 kB of them, which pages of 4 kB would waste
    db.execute("PRAGMA synchronous=OFF")
    if db.execute("PRAGMA user_version").fetchone()[0] != version:
        db.execute("DROP TABLE IF EXISTS marks")
        db.execute(f"PRAGMA user_version={version}")
    db.execute(_SCHEMA)
    return db
