"""Work in batches that any process can do: what goes in and out is bytes, complete in itself.

A batch carries everything its pages can see, so it may run in this process, in a pool, or on another machine.
"""

from __future__ import annotations

import os
import re
import threading
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import msgspec

from sitegen.errors import Problem
from sitegen.render.bytecode import Bytecode
from sitegen.render.markdown import Facts, render
from sitegen.render.store import LostTextError, Places, read_texts
from sitegen.render.themes import ENDINGS, Template
from sitegen.shared import MARK, Shared
from sitegen.storage import put_file
from sitegen.target import AnyContext, Card, FeedItem, Site


class TextBatch(msgspec.Struct, frozen=True):
    """Markdown texts to render, by key, each with its language."""

    texts: dict[str, tuple[str, str]]


class RenderedTexts(msgspec.Struct, frozen=True):
    """HTML and facts by key."""

    texts: dict[str, tuple[str, Facts]]


class Kit(msgspec.Struct, frozen=True):
    """What all pages share: the templates and, for each language, the site."""

    templates: dict[str, Template]
    sites: dict[str, Site]


class Job(msgspec.Struct, frozen=True):
    """One file to make; `context` is encoded, `place` is where it goes below the stage."""

    place: str
    file: str
    template: str
    language: str
    context: msgspec.Raw


class Disk(msgspec.Struct, frozen=True):
    """Where a process of this machine finds texts (`store`) and puts files (`stage`), so that they need not travel."""

    store: str
    stage: str


class PageBatch(msgspec.Struct, frozen=True):
    """Files to make, and the texts that they show: their places on the `disk`, or else their HTML by key.

    `members` holds what the shared lists of the files refer to, by mark.
    """

    jobs: list[Job]
    places: Places = {}
    disk: Disk | None = None
    bodies: dict[str, str] = {}
    members: dict[bytes, msgspec.Raw] = {}


class Pages(msgspec.Struct, frozen=True):
    """What was made: of each file its bytes, or what `put_file` returned; and what failed.

    `lost` says that a text which the store should hold could not be read.
    """

    files: list[tuple[str, str, bytes]] = []
    placed: list[tuple[str, int, int]] = []
    problems: list[Problem] = []
    lost: bool = False


_FAULTS = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError)
"""What a mistake in a template may raise besides Jinja2's own errors."""

_XML = (".xml", ".opml")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML file may hold, however they are written (https://www.w3.org/TR/xml/#charsets)."""

Member = Card | FeedItem
_MEMBERS = 20_000
"""How many decoded members a process keeps for later batches."""

_members = msgspec.msgpack.Decoder(Member)
_batches = msgspec.msgpack.Decoder(PageBatch)


def render_texts(batch: bytes) -> bytes:
    """Render an encoded TextBatch to encoded RenderedTexts."""
    work = msgspec.msgpack.decode(batch, type=TextBatch)
    made = {}
    for key, (text, language) in work.texts.items():
        rendered = render(text, language)
        made[key] = (rendered.html, rendered.facts)
    return msgspec.msgpack.encode(RenderedTexts(made))


def render_pages(kit: bytes, batch: bytes) -> bytes:
    """Render an encoded PageBatch with an encoded Kit to encoded Pages. What fails is a problem, once a cause."""
    work = _batches.decode(batch)
    try:
        bodies = read_texts(work.disk.store, work.places) if work.disk else work.bodies
    except LostTextError:
        return msgspec.msgpack.encode(Pages(lost=True))
    render_one = _renderer(kit, work.disk.store if work.disk else "")
    members = _decoded(work.members)
    made = Pages()
    problems: dict[tuple[str, int, str], Problem] = {}
    for job in work.jobs:
        try:
            data = render_one(job, bodies, members)
        except (jinja2.TemplateError, *_FAULTS) as error:
            problem = _template_problem(error, job)
            problems.setdefault((problem.path, problem.line, problem.message), problem)
            continue
        if work.disk:
            made.placed.append((job.file, *put_file(f"{work.disk.stage}{os.sep}{job.place}", data)))
        else:
            made.files.append((job.place, job.file, data))
    made.problems.extend(problems.values())
    return msgspec.msgpack.encode(made)


@lru_cache(maxsize=2)
def _renderer(kit: bytes, store: str) -> Callable[[Job, dict[str, str], dict[bytes, Member]], bytes]:
    """Return what renders a job with this kit; compiled templates are kept beside the `store`, if there is one."""
    from sitegen.render.templates import environment

    shared = msgspec.msgpack.decode(kit, type=Kit)
    held = threading.local()  # somebody else's executor may run batches in threads
    bytecode = Bytecode(Path(store).parent if store else None)
    environments: dict[str, jinja2.Environment] = {}

    def resolved(kind: Any, marks: Any) -> Any:
        if kind is object:  # of `extra`: anything
            return marks
        found = held.members
        return Shared(tuple([found[marks[at : at + MARK]] for at in range(0, len(marks), MARK)]), marks)

    contexts = msgspec.msgpack.Decoder(AnyContext, dec_hook=resolved)

    def render_one(job: Job, texts: dict[str, str], members: dict[bytes, Member]) -> bytes:
        held.bodies, held.members = texts, members
        env = environments.get(job.language)
        if env is None:
            env = environment(shared.templates, shared.sites[job.language], lambda key: held.bodies[key], bytecode)
            environments[job.language] = env
        page = env.get_template(job.template).render(page=contexts.decode(job.context))
        if job.file.endswith(_XML):
            page = _NOT_XML.sub("", page)
        return page.encode()

    return render_one


_kept: dict[bytes, Member] = {}


def _decoded(members: dict[bytes, msgspec.Raw]) -> dict[bytes, Member]:
    """Return the members of a batch; those of the batches before are kept, for lists overlap.

    That a mark always stands for the same member makes it safe to keep them.
    """
    found = {mark: _kept.get(mark) or _members.decode(raw) for mark, raw in members.items()}
    if len(_kept) > _MEMBERS:
        _kept.clear()
    _kept.update(found)
    return found


def _template_problem(error: Exception, job: Job) -> Problem:
    """Say in which template, at which line, what went wrong."""
    said = str(error) or type(error).__name__
    if isinstance(error, jinja2.TemplateSyntaxError):
        said = f"template error: {(error.message or '').rstrip('.')}"
        return Problem(error.filename or error.name or job.template, error.lineno, said, _near_filter(error))
    if isinstance(error, jinja2.TemplateNotFound):
        return Problem(*_place(error, job), f'there is no template "{error.name}"', "add it to the theme's templates/")
    if isinstance(error, KeyError):
        said = f"there is no {said}"
    message, _, hint = said.partition("; ")
    return Problem(*_place(error, job), f"template error: {message}", hint or f"while making {job.file}")


def _near_filter(error: jinja2.TemplateSyntaxError) -> str:
    from sitegen.language import closest
    from sitegen.render.templates import FILTERS

    wanted = re.match(r"No filter named '(\w+)'", error.message or "")
    near = closest(wanted[1], FILTERS) if wanted else None
    return f'did you mean "{near}"?' if near else ""


def _place(error: Exception, job: Job) -> tuple[str, int]:
    """Find the innermost template line that the error passed through: Jinja2 rewrites tracebacks to name them."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(ENDINGS):
            return frame.filename, frame.lineno or 0
    return job.template, 0
