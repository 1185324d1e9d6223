"""Targets → bytes, in batches, with memory bounded whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import msgspec

from sitegen.render.batch import Disk, Job, Kit, PageBatch, Pages, RenderedTexts, TextBatch, render_pages, render_texts
from sitegen.render.store import LostTextError, TextStore
from sitegen.shared import Shared
from sitegen.workers import Workers

BATCH = 64
ALONE = 2 * BATCH
_MEMBERS = 20_000
"""How many encoded members of shared lists are kept for later batches."""


class Request(msgspec.Struct, frozen=True):
    """A file to make, the keys of the texts it shows, and the lists it shares with other files."""

    job: Job
    bodies: tuple[str, ...]
    shared: tuple[Shared[Any], ...] = ()


def make_pages(
    requests: Iterable[Request], kit: Kit, store: TextStore, stage: str, workers: Workers
) -> Iterator[Pages]:
    """Render `requests`, in batches and in order; a few are rendered in this process.

    Processes of this machine read the texts and write the files below `stage` themselves; to an executor of somebody
    else's the texts are sent, and the files come back. Raises LostTextError.
    """
    packed = msgspec.msgpack.encode(kit)
    stream = iter(requests)
    first = list(islice(stream, ALONE))
    alone = len(first) < ALONE
    encoded: dict[bytes, msgspec.Raw] = {}
    disk = None if workers.elsewhere and not alone else Disk(str(store.folder), stage)

    def calls() -> Iterator[tuple[bytes, bytes]]:
        for batch in _batches(chain(first, stream)):
            keys = {key for request in batch for key in request.bodies}
            jobs = [request.job for request in batch]
            lists = members((one for request in batch for one in request.shared), encoded)
            places, texts = (store.places(keys), {}) if disk else ({}, store.get(keys))
            work = PageBatch(jobs, places, disk, texts, lists)
            yield packed, msgspec.msgpack.encode(work)

    for made in workers.map(render_pages, calls(), alone=alone):
        pages = msgspec.msgpack.decode(made, type=Pages)
        if pages.lost:
            raise LostTextError
        yield pages


def members(lists: Iterable[Shared[Any]], kept: dict[bytes, msgspec.Raw] | None = None) -> dict[bytes, msgspec.Raw]:
    """Return what `lists` hold by mark, encoded, each once. What `kept` has of earlier batches is not encoded again."""
    kept = {} if kept is None else kept
    if len(kept) > _MEMBERS:
        kept.clear()
    found = dict(pair for one in lists for pair in one.each())
    for mark in found.keys() - kept.keys():
        kept[mark] = msgspec.Raw(msgspec.msgpack.encode(found[mark]))
    return {mark: kept[mark] for mark in found}


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
