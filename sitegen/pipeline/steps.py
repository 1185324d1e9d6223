"""The stages of a build that has something to do, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import msgspec

from sitegen.errors import Problem, SitegenError, fail
from sitegen.events import Notice, Progress, Removed, Report, Reported, Written
from sitegen.model import checks
from sitegen.model.files import Signature
from sitegen.model.library import Library, Visibility, make_library
from sitegen.model.load import AnyEntry, Known, unread
from sitegen.model.memory import recall, remember
from sitegen.outputs.checks import broken_links, mistakes
from sitegen.outputs.plan import plan
from sitegen.outputs.site import interface_problems, site
from sitegen.outputs.sitemaps import next_leaving
from sitegen.pipeline.choice import Chooser
from sitegen.pipeline.clock import Clock
from sitegen.pipeline.inputs import Inputs
from sitegen.pipeline.pictures import illustrate, media
from sitegen.pipeline.reading import Read, Source, read_batch, text_key
from sitegen.pipeline.settings import Result, Settings
from sitegen.pipeline.share import Drawings, drawn
from sitegen.records import media_path
from sitegen.render.batch import Kit
from sitegen.render.markdown import Facts
from sitegen.render.pages import make_pages, make_texts
from sitegen.render.store import LostTextError, TextStore
from sitegen.render.themes import Theme
from sitegen.storage import digest
from sitegen.version import code_digest
from sitegen.workers import Workers
from sitegen.write.aside import clear
from sitegen.write.commit import Stage
from sitegen.write.manifest import Manifest

READ_BATCH = 100
"""Files read, and texts rendered, in one batch."""
ALONE = 150
"""So many files or fewer are read in this process: starting others would take longer."""


class Steps:
    """One build under way. Invariant: nothing below the output changes before `_write`."""

    def __init__(
        self,
        settings: Settings,
        state: Path,
        output: Path,
        name: str,
        inputs: Inputs,
        now: dt.datetime,
        workers: Workers,
        clock: Clock,
        report: Report,
    ) -> None:
        self._settings, self._state, self._output, self._name = settings, state, output, name
        self._inputs, self._now, self._workers, self._clock, self._report = inputs, now, workers, clock, report
        self._config, self._theme = inputs.config, inputs.theme
        self._content = settings.root / "content"
        self._warnings: list[Problem] = []

    def run(self, manifest: Manifest | None, intact: set[str]) -> Result:
        """Build. `manifest` is what the last build wrote, `intact` those of its files that nobody touched since."""
        store = TextStore(self._state / "texts", code_digest(), lambda said: self._report(Notice(said)))
        try:
            return self._run(store, manifest, intact)
        except LostTextError:
            store.start_again()
            try:
                return self._run(store, manifest, intact)
            except LostTextError as error:
                hint = f"remove {self._state.name}/ and build again; is the disk sound?"
                raise fail("rendered texts cannot be read back", hint) from error

    def _run(self, store: TextStore, manifest: Manifest | None, intact: set[str]) -> Result:
        self._warnings.clear()
        entries = self._read(store)
        library = self._library(entries)
        facts = store.facts()
        store.prune(self._keys)
        self._clock.stage("library")
        library, self._album = illustrate(
            library, facts, self._inputs, self._state, self._workers, fresh=self._settings.clean
        )
        for problem in self._album.problems() if self._album else ():
            self._warn(problem)
        self._clock.stage("pictures")
        return self._make(library, facts, store, manifest, intact)

    # ------------------------------------------------------------------ load

    def _read(self, store: TextStore) -> list[AnyEntry]:
        """Read what changed, render its texts, and return all entries. Raises SitegenError with all problems."""
        found = self._inputs.found
        before = {} if self._settings.clean else recall(self._state, self._config, code_digest(), self._notice)
        have = set() if self._settings.clean else store.keys()
        known, stale = unread(found.texts, before)
        self._read_files(stale, before, known, have, store)
        keys = {file: text_key(one.entry, self._config.language) for file, one in known.items() if one.entry}
        lost = sorted(file for file, key in keys.items() if key not in have)
        self._read_files(lost, {}, known, have, store)
        if stale or lost or len(known) != len(before):
            store.save()
            remember(self._state, self._config, code_digest(), known)
        self._clock.stage("read")
        self._keys = set(keys.values())
        self._problems = [*found.problems, *(p for one in known.values() for p in one.problems)]
        self._broken = {file for file, one in known.items() if one.entry is None}
        return [one.entry for one in known.values() if one.entry is not None]

    def _read_files(
        self, files: list[str], before: Mapping[str, Known], known: dict[str, Known], have: set[str], store: TextStore
    ) -> None:
        """Read `files` into `known`, and render their texts into `store` but for those that it has."""
        config, alone = self._config, len(files) <= ALONE
        source = Source(str(self._content), config.timezone, config.all_languages)
        name = "" if alone or self._workers.elsewhere else store.new_file()

        def had(file: str) -> str:
            old = before.get(file)
            return text_key(old.entry, config.language) if old and old.entry else ""

        def calls() -> Iterator[tuple[Source, list[str], frozenset[str], str, str]]:
            for at in range(0, len(files), READ_BATCH):
                chunk = files[at : at + READ_BATCH]
                yield source, chunk, frozenset(have.intersection(map(had, chunk))), str(store.folder), name

        def texts() -> Iterator[dict[str, tuple[str, str]]]:
            for data in self._workers.map(read_batch, calls(), alone=alone, here=True):
                made = msgspec.msgpack.decode(data, type=Read)
                known.update(made.known)
                if made.kept:
                    store.add(made.kept)
                    have.update(made.kept.texts)
                wanted = {key: text for key, text in made.texts.items() if key not in have}
                have.update(wanted)
                self._report(Progress("read", len(known), len(self._inputs.found.texts)))
                if wanted:
                    yield wanted

        for rendered in make_texts(texts(), self._workers, alone=alone):
            store.put(rendered.texts)

    def _notice(self, said: str) -> None:
        self._report(Notice(said))

    def _library(self, entries: list[AnyEntry]) -> Library:
        settings = self._settings
        problems = [*self._problems, *interface_problems(self._config)]
        visibility = Visibility(self._now, settings.drafts, settings.future, settings.expired)
        library = None
        try:
            library = make_library(entries, self._config, visibility, self._content, self._broken)
            problems += library.warnings
        except SitegenError as error:
            problems += error.problems
        for problem in problems:
            if problem.severity == "warning":
                self._warn(problem)
        errors = sorted({p for p in problems if p.severity == "error"})
        if errors or library is None:
            raise SitegenError(errors)
        return library

    def _warn(self, problem: Problem) -> None:
        self._warnings.append(problem)
        self._report(Reported(problem))

    # ------------------------------------------------------------------ plan, render

    def _make(
        self, library: Library, facts: dict[str, Facts], store: TextStore, manifest: Manifest | None, intact: set[str]
    ) -> Result:
        closures = self._closures(manifest)
        sites = {code: site(library, code, self._theme.options) for code in library.shelves}
        drawings = Drawings(self._theme)
        if self._config.share.site:
            sites = {code: drawings.of_site(one) for code, one in sites.items()}
        if self._config.share.articles:
            library = drawings.of_articles(library, sites)
        for problem in drawings.problems:
            self._warn(problem)
        old = manifest.files if manifest and not self._settings.clean else {}
        links = {key: one.links for key, one in facts.items() if one.links}
        stage = Stage(self._output, self._state, self._name)
        chooser = Chooser(old, intact, closures, sites, stage)
        targets = plan(library, {key: tuple(link for link, _ in found) for key, found in links.items()})
        kit = Kit(self._theme.templates, sites)
        try:
            rendered = 0
            for made in make_pages(chooser.requests(targets), kit, store, stage.folder, self._workers):
                if made.problems:
                    raise SitegenError(made.problems)
                if not rendered:  # other processes have enough to do for a while
                    clear(self._state)
                    self._put_drawings(chooser, drawings)
                rendered += chooser.take(made)
                self._report(Progress("render", rendered, 0))
            if not rendered:
                self._put_drawings(chooser, drawings)
            copies = self._put_pictures(chooser)
            chooser.copy(copies, self._inputs.looked, self._settings.root)
            self._clock.stage("render")
            noted = {key: one.problems for key, one in facts.items() if one.problems}
            for problem in (*mistakes(library, noted), *broken_links(library, links, chooser.keys)):
                self._warn(problem)
            shown = {key: one.images for key, one in facts.items() if one.images}
            for problem in checks.pictures(library, self._content, shown, self._inputs.copies.keys(), media_path):
                self._warn(problem)
            places = self._places(library, manifest, chooser.keys)
            if self._settings.strict and self._warnings:
                raise SitegenError(msgspec.structs.replace(p, severity="error") for p in self._warnings)
            return self._write(library, stage, chooser, manifest, closures, places, rendered)
        finally:
            stage.drop()

    def _put_drawings(self, chooser: Chooser, drawings: Drawings) -> None:
        """Stage the pictures that are drawn."""
        for file, data in drawn(drawings, chooser.wanted(drawings.files), self._state, self._workers):
            chooser.put(file, data)

    def _put_pictures(self, chooser: Chooser) -> dict[str, tuple[str, Signature]]:
        """Stage the files that are made of pictures, and return those that are copied as they are."""
        copies = self._inputs.copies
        if self._album:
            of_pictures = self._album.derived(media(self._inputs))
            for file in chooser.wanted(of_pictures):
                chooser.put(file, self._album.read(of_pictures[file]))
            instead = {file for file, one in of_pictures.items() if not one.name}
            copies = {file: copy for file, copy in copies.items() if file not in instead}
        return copies

    def _places(self, library: Library, manifest: Manifest | None, files: Container[str]) -> msgspec.Raw:
        """Warn of addresses that moved and lead nowhere; return the places to remember: of those, the old ones."""
        before = msgspec.msgpack.decode(manifest.places, type=dict[str, tuple[str, str]]) if manifest else {}
        places = {e.file: (library.addresses[e.file], e.body) for e, _ in checks.entries(library) if not e.draft}
        for file, problem in checks.moved(before, library, files, self._content):
            self._warn(problem)
            places[file] = before[file]
        return msgspec.Raw(msgspec.msgpack.encode(places))

    def _closures(self, manifest: Manifest | None) -> dict[str, str]:
        theme: Theme = self._theme
        seal = digest(theme.digest, code_digest())
        if manifest and manifest.theme == seal:
            return manifest.closures
        import jinja2

        from sitegen.render.templates import closures

        try:
            return closures(theme.templates)
        except jinja2.TemplateSyntaxError as error:
            where = error.filename or error.name or ""
            raise SitegenError([Problem(where, error.lineno, f"template error: {error.message}")]) from error

    # ------------------------------------------------------------------ write

    def _write(
        self,
        library: Library,
        stage: Stage,
        chooser: Chooser,
        manifest: Manifest | None,
        closures: dict[str, str],
        places: msgspec.Raw,
        rendered: int,
    ) -> Result:
        files = chooser.kept | stage.written
        following = library.next_change
        until = min((moment for moment in (following, next_leaving(library)) if moment), default=None)
        removed = sorted(manifest.files.keys() - files.keys()) if manifest else []
        new = Manifest(
            files=files,
            inputs=self._inputs.digest,
            settled=self._inputs.settled,
            since=self._now.timestamp(),
            until=until.timestamp() if until else None,
            next_change=following.timestamp() if following else None,
            theme=digest(self._theme.digest, code_digest()),
            closures=closures,
            warnings=tuple(self._warnings),
            places=places,
        )
        stage.commit(new, removed)
        for file in stage.written:
            self._report(Written(file))
        for file in removed:
            self._report(Removed(file))
        self._clock.stage("write")
        return Result(
            len(files), rendered, len(stage.written), len(removed), tuple(self._warnings), following,
            self._clock.seconds, chooser.explain(self._settings.explain, set(removed)),
        )  # fmt: skip
