"""Files of content/ → what is known of them, and their texts rendered: one batch of work for any process."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator

import msgspec

from sitegen.model.article import Entry
from sitegen.model.load import Batch, Known, read_files
from sitegen.render.markdown import render
from sitegen.render.store import Kept, write_texts


class Source(msgspec.Struct, frozen=True):
    """Where files are read from, and as what: content/, its time zone, its languages (the main one first)."""

    folder: str
    zone: str
    languages: tuple[str, ...]


class Read(msgspec.Struct, frozen=True):
    """What came of reading some files: what is known of each; their texts to render; or those, rendered and kept."""

    known: dict[str, Known]
    texts: dict[str, tuple[str, str]]
    kept: Kept | None = None


def text_key(entry: Entry, main: str) -> str:
    """Return what the rendered text of an entry is kept by, on a site whose `main` language is given."""
    return f"{entry.body}-{entry.language or main}"


def read_batch(source: Source, files: list[str], have: frozenset[str], store: str, name: str) -> bytes:
    """Read files, and render those of their texts that are not among `have`; return an encoded Read.

    What is rendered is written to a file of the store, of which no other process knows: `name` with this process's
    number. Without a name the texts are returned as they are. Raises OSError if the store cannot be written.
    """
    batch = read_files(source.folder, files, source.zone, source.languages)
    texts = dict(_texts(batch, source.languages[0], have))
    if not name or not texts:
        return msgspec.msgpack.encode(Read(batch.known, texts))
    made = {key: render(text, language) for key, (text, language) in texts.items()}
    kept = write_texts(store, f"{name}-{os.getpid()}", {key: (one.html, one.facts) for key, one in made.items()})
    return msgspec.msgpack.encode(Read(batch.known, {}, kept))


def _texts(batch: Batch, main: str, have: Container[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for one in batch.known.values():
        if one.entry is not None and one.entry.body in batch.bodies:
            key = text_key(one.entry, main)
            if key not in have:
                yield key, (batch.bodies[one.entry.body], one.entry.language or main)
