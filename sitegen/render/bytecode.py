"""Compiled templates, kept from build to build: compiling them takes longer than making the one page that changed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from sitegen.storage import pack, unpack, write_atomic
from sitegen.version import code_digest

FOLDER = "templates"


class Bytecode(jinja2.BytecodeCache):
    """Compiled templates of one process, shared by the environments of all languages, and kept in `state` if given.

    Jinja2 checks that what is found was compiled from the same source by the same Python; the seal checks that it is
    whole, and made by this sitegen. What is not is compiled again.
    """

    def __init__(self, state: Path | None) -> None:
        self._folder = state / FOLDER if state else None
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template was compiled before."""
        data = self._made.get(bucket.key) or self._kept(bucket.key)
        if data:
            bucket.bytecode_from_string(data)

    def _kept(self, key: str) -> bytes | None:
        if self._folder:
            with suppress(OSError):
                return unpack((self._folder / key).read_bytes(), bytes, code_digest())
        return None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; that a disk refuses it costs only time."""
        data = self._made[bucket.key] = bucket.bytecode_to_string()
        if self._folder:
            with suppress(OSError):
                write_atomic(self._folder / bucket.key, pack(data, code_digest()))
