"""What servers gave along with sources, so that looking again costs one short answer when nothing has changed.

Kept below .sitegen/, which no build reads for this and which may be deleted at any time: then a source is simply
fetched again. A source is remembered only when its article says all that it said, and is asked about only while all of
its articles are there and the editor asks for the same (section, tags, language …).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from sitegen import __version__
from sitegen.ingest.fetch import Validators
from sitegen.ingest.story import ImportSettings
from sitegen.storage import digest, pack, unpack, write_atomic

_FILE = ".sitegen/sources.bin"
_VERSION = f"1 {__version__}"
_MOST = 20_000


class Visit(msgspec.Struct, frozen=True):
    """One look at a source: what to ask with next time, what was wanted of it, and whose articles came of it."""

    validators: Validators
    asked: str
    identities: tuple[str, ...]


class Revisits:
    """The visits to all sources by address; read at first need, written by `save` if there is anything new."""

    def __init__(self, root: Path) -> None:
        self._file = root / _FILE
        self._visits: dict[str, Visit] | None = None
        self._new: dict[str, Visit] = {}

    def last(self, address: str, settings: ImportSettings) -> Visit | None:
        """Return the last visit to `address` that asked for the same, or None."""
        if self._visits is None:
            self._visits = self._load()
        visit = self._new.get(address) or self._visits.get(address)
        return visit if visit is not None and visit.asked == _asked(settings) else None

    def note(self, address: str, settings: ImportSettings, validators: Validators, identities: tuple[str, ...]) -> None:
        """Remember a visit; without validators there is nothing to ask with."""
        if validators.etag or validators.modified:
            self._new[address] = Visit(validators, _asked(settings), identities)

    def save(self) -> None:
        """Write what is new. What another import wrote meanwhile stays; what cannot be written is no loss."""
        if not self._new:
            return
        visits = {**self._load(), **self._new}
        kept = dict(list(visits.items())[-_MOST:])
        try:
            write_atomic(self._file, pack(kept, _VERSION))
        except OSError:
            return

    def _load(self) -> dict[str, Visit]:
        try:
            return unpack(self._file.read_bytes(), dict[str, Visit], _VERSION) or {}
        except OSError:
            return {}


def _asked(settings: ImportSettings) -> str:
    """Return a fingerprint of what the editor wants of a source."""
    wanted = msgspec.structs.replace(settings, root=Path(), force=False, update=False, allow_private=False, jobs=1)
    return digest(msgspec.json.encode(wanted, enc_hook=str))
