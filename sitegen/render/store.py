"""Rendered texts, kept by content: a text is rendered once, whatever happens to templates around it.

A folder of plain files, each only ever appended to, and an index that says where in them each text lies. All of it may
vanish or rot at any time: what fails its checksum is rendered again. What an interrupted build appended is in no index,
and is cleared away when the store is next opened (which only the holder of the lock does).
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.render.markdown import Facts
from sitegen.storage import keep, make_way, pack, unpack

_INDEX = "index"
_OWN = re.compile(r"[0-9a-f]{16}(-[0-9]+)?|\.index\..*\.tmp")
"""Names of files that are the store's own, beside the index."""
_CHUNK = 400
_NOTHING = Facts()
_ROOM = 4 << 20
"""Bytes of texts that nothing shows which may always stay, for texts that come back."""


class LostTextError(Exception):
    """A text that was kept cannot be read any more."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Where a text lies within a file: first byte, length, checksum (CRC-32); and what it refers to, if anything."""

    start: int
    size: int
    sum: int
    facts: Facts | None = None


class Kept(msgspec.Struct, frozen=True):
    """Texts by key in one file of the store."""

    file: str
    texts: dict[str, Span]


Places = dict[str, dict[str, Span]]
"""Texts by file and key."""


class _Index(msgspec.Struct, frozen=True):
    version: str
    files: Places
    ends: dict[str, int]


class TextStore:
    """Rendered texts by key. Invariant: what `get` returns is what was kept, by the same `version` of the program.

    What is kept outlives this object once `save` was called.
    """

    def __init__(self, folder: Path, version: str, notice: Callable[[str], None]) -> None:
        self.folder = folder
        self._version = version
        self._notice = notice
        self._files: Places = {}
        self._saved = True
        if folder.is_symlink():
            folder.unlink()  # whatever it leads to is not this store's
        try:
            data = (folder / _INDEX).read_bytes()
        except FileNotFoundError:
            self._clear_away()
            return
        except OSError:
            data = b""
        index = unpack(data, _Index, "")
        if index is None or not _is_sound(index, folder):
            self.start_again()
        elif index.version == version:
            self._files = index.files
        self._clear_away()

    def keys(self) -> set[str]:
        """Return the keys of all texts that are kept."""
        return set().union(*self._files.values())

    def facts(self) -> dict[str, Facts]:
        """Return what the texts refer to, for those that refer to anything."""
        return {key: one.facts for texts in self._files.values() for key, one in texts.items() if one.facts}

    def new_file(self) -> str:
        """Return a name that no file of the store has had. What is written there is kept when it is `add`ed."""
        if not self.folder.is_dir():
            self.folder.unlink(missing_ok=True)
            self.folder.mkdir(parents=True)
        return os.urandom(8).hex()

    def put(self, texts: Mapping[str, tuple[str, Facts]]) -> None:
        """Keep rendered texts. Raises OSError."""
        file = next(reversed(self._files), "") or self.new_file()
        self.add(write_texts(str(self.folder), file, texts))

    def add(self, kept: Kept) -> None:
        """Keep what `write_texts` has written, instead of what was kept by the same keys."""
        for texts in self._files.values():
            for key in texts.keys() & kept.texts.keys():
                del texts[key]
        self._files.setdefault(kept.file, {}).update(kept.texts)
        self._saved = False

    def places(self, keys: Iterable[str]) -> Places:
        """Return where texts lie, without what they refer to. Raises LostTextError if one is not there."""
        wanted = set(keys)
        found: Places = {}
        for file, texts in self._files.items():
            for key in sorted(wanted & texts.keys()):
                one = texts[key]
                found.setdefault(file, {})[key] = Span(one.start, one.size, one.sum)
        if sum(map(len, found.values())) < len(wanted):
            raise LostTextError("a text is missing")
        return found

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the HTML of texts. Raises LostTextError if one is not there, or not whole."""
        return read_texts(str(self.folder), self.places(keys))

    def start_again(self) -> None:
        """Forget everything, because something was lost. Raises OSError."""
        self._notice("rendered texts are damaged; they are rendered again")
        self._files, self._saved = {}, False
        if self.folder.is_dir():
            make_way(self.folder / _INDEX)
            (self.folder / _INDEX).unlink(missing_ok=True)

    def prune(self, live: set[str]) -> None:
        """Forget texts that nothing shows any more, when they are larger than those that are shown.

        Raises OSError, and LostTextError if one that is shown is not whole.
        """
        shown = sum(one.size for texts in self._files.values() for key, one in texts.items() if key in live)
        if sum(_size(self.folder / file) for file in self._files) <= 2 * shown + _ROOM:
            return
        facts, keys = self.facts(), sorted(live & self.keys())
        new = Kept(self.new_file(), {})
        for at in range(0, len(keys), _CHUNK):
            found = self.get(keys[at : at + _CHUNK])
            chunk = {key: (html, facts.get(key, _NOTHING)) for key, html in found.items()}
            new.texts.update(write_texts(str(self.folder), new.file, chunk).texts)
        self._files, self._saved = {new.file: new.texts}, False
        self.save()

    def save(self) -> None:
        """Keep everything for the next build, and clear away the files of what is forgotten. Raises OSError."""
        if self._saved:
            return
        self._files = {file: texts for file, texts in self._files.items() if texts}
        ends = {file: _size(self.folder / file) for file in self._files}
        keep(self.folder / _INDEX, pack(_Index(self._version, self._files, ends), ""))
        self._clear_away()
        self._saved = True

    def _clear_away(self) -> None:
        """Remove the files of the store that hold nothing which is kept, such as those of a build that was killed."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if _OWN.fullmatch(path.name) and path.name not in self._files:
                with suppress(OSError):  # elsewhere than on Unix somebody may have it open still
                    path.unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _is_sound(index: _Index, folder: Path) -> bool:
    """Whether every text of the index lies in a file of the store, as far as that can be seen without reading it."""
    if index.ends.keys() != index.files.keys() or not all(map(_OWN.fullmatch, index.ends)):
        return False
    for file, end in index.ends.items():
        if not (folder / file).is_file() or _size(folder / file) < end:
            return False
        if not all(0 <= one.start <= one.start + one.size <= end for one in index.files[file].values()):
            return False
    return True


def write_texts(folder: str, file: str, texts: Mapping[str, tuple[str, Facts]]) -> Kept:
    """Append rendered texts to a file of the store in `folder`. Raises OSError."""
    spans: dict[str, Span] = {}
    parts: list[bytes] = []
    with open(f"{folder}/{file}", "ab") as out:
        at = out.seek(0, os.SEEK_END)
        for key, (html, facts) in texts.items():
            data = html.encode()
            spans[key] = Span(at, len(data), zlib.crc32(data), facts if facts != _NOTHING else None)
            parts.append(data)
            at += len(data)
        out.writelines(parts)
    return Kept(file, spans)


def read_texts(folder: str, places: Places) -> dict[str, str]:
    """Return the HTML of texts from the store in `folder`. Raises LostTextError."""
    found: dict[str, str] = {}
    try:
        for file, texts in places.items():
            with open(f"{folder}/{file}", "rb", buffering=0) as handle:
                for key, span in texts.items():
                    handle.seek(span.start)
                    data = handle.read(span.size)
                    if zlib.crc32(data) != span.sum:
                        raise LostTextError("a text is not whole")
                    found[key] = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise LostTextError(str(error)) from error
    return found
