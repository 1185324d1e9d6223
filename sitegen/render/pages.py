"""Targets → bytes, in batches, with memory bounded whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from sitegen.render.batch import Job, Kit, PageBatch, Pages, RenderedTexts, TextBatch, render_pages, render_texts
from sitegen.render.store import TextStore
from sitegen.workers import Workers

BATCH = 64
ALONE = 2 * BATCH


class Request(msgspec.Struct, frozen=True):
    """A file to make, the keys of the texts it shows, and its own key."""

    job: Job
    bodies: tuple[str, ...]


def make_pages(requests: Iterable[Request], kit: Kit, store: TextStore, workers: Workers) -> Iterator[Pages]:
    """Render `requests`, in batches and in order; a few are rendered in this process."""
    packed = msgspec.msgpack.encode(kit)
    stream = iter(requests)
    first = list(islice(stream, ALONE))
    alone = len(first) < ALONE

    def calls() -> Iterator[tuple[bytes, bytes]]:
        for batch in _batches(chain(first, stream)):
            keys = {key for request in batch for key in request.bodies}
            work = PageBatch([request.job for request in batch], store.get(keys) if keys else {})
            yield packed, msgspec.msgpack.encode(work)

    for made in workers.map(render_pages, calls(), alone=alone):
        yield msgspec.msgpack.decode(made, type=Pages)


def _batches(requests: Iterable[Request]) -> Iterator[list[Request]]:
    stream = iter(requests)
    while batch := list(islice(stream, BATCH)):
        yield batch


def make_texts(
    batches: Iterable[dict[str, tuple[str, str]]], workers: Workers, *, alone: bool
) -> Iterator[RenderedTexts]:
    """Render batches of Markdown texts: key → (text, language)."""
    calls = ((msgspec.msgpack.encode(TextBatch(batch)),) for batch in batches)
    for made in workers.map(render_texts, calls, alone=alone):
        yield msgspec.msgpack.decode(made, type=RenderedTexts)
