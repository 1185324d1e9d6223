"""Which files must be made again: those whose key is not the one they were made from, or that somebody touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.errors import Problem, SitegenError, fail
from sitegen.model.files import Signature, settled
from sitegen.pipeline.settings import NOT_THERE
from sitegen.render.batch import Job, Pages
from sitegen.render.pages import Request
from sitegen.shared import encode
from sitegen.storage import digest, same_bytes
from sitegen.target import Site, Target
from sitegen.version import code_digest
from sitegen.write.commit import Stage
from sitegen.write.manifest import Written

if TYPE_CHECKING:
    from sitegen.pictures.album import Derived
    from sitegen.pictures.share import Drawing


class Chooser:
    """Goes through all files of the site and chooses those to make.

    Invariant: every file seen is in `keys`, and in exactly one of `kept` and the stage; no file is seen twice.
    """

    def __init__(
        self,
        old: Mapping[str, Written],
        intact: set[str],
        closures: Mapping[str, str],
        sites: Mapping[str, Site],
        stage: Stage,
    ) -> None:
        self._old, self._intact, self._closures, self._stage = old, intact, closures, stage
        self._seals = {code: digest(msgspec.msgpack.encode(one), code_digest()) for code, one in sites.items()}
        self._begun: dict[tuple[str, str], hashlib.blake2b] = {}
        self._origins: dict[str, str] = {}
        self._clashes: list[Problem] = []
        self.keys: dict[str, bytes] = {}
        self.kept: dict[str, Written] = {}

    def requests(self, targets: Iterable[Target]) -> Iterator[Request]:
        """Yield what must be rendered. A target's key covers all that its template can see."""
        for target in targets:
            context, lists = encode(target.context)
            key = self._key(target.template, target.context.language, context)
            if target.file in self.keys:
                self._clashes.append(_clash(target, self._origins.get(target.file, "")))
                continue
            if target.origin:
                self._origins[target.file] = target.origin
            if not self._keep(target.file, key):
                place = self._stage.reserve(target.file)
                job = Job(place, target.file, target.template, target.context.language, msgspec.Raw(context))
                yield Request(job, target.bodies, lists)

    def _key(self, template: str, language: str, context: bytes) -> bytes:
        begun = self._begun.get((template, language))
        if begun is None:
            parts = (template, self._closures.get(template, ""), self._seals[language])
            begun = self._begun[template, language] = hashlib.blake2b("\0".join(parts).encode(), digest_size=16)
        state = begun.copy()
        state.update(context)
        return state.digest()

    def take(self, made: Pages) -> int:
        """Stage what was rendered and return how many files that was."""
        for place, file, data in made.files:
            self._stage.put(place, file, data, self.keys[file])
        for file, size, mtime in made.placed:
            self._stage.placed(file, size, mtime, self.keys[file])
        return len(made.files) + len(made.placed)

    def wanted(self, pictures: Mapping[str, Derived | Drawing]) -> list[str]:
        """Return the files among `pictures` that must be made; `put` them then."""
        files = []
        for file, one in sorted(pictures.items()):
            if file in self.keys:
                message = f"would be published as /{file}, which the site has already"
                self._clashes.append(Problem(one.origin, 0, message, "rename one of them"))
                continue
            self._origins[file] = one.origin
            key = one.key
            if not key or not self._keep(file, key):
                self.keys[file] = key
                files.append(file)
        return files

    def put(self, file: str, data: bytes) -> None:
        """Stage a file that was `wanted`. Raises OSError."""
        self._stage.put(self._stage.reserve(file), file, data, self.keys[file])

    def copy(self, copies: Mapping[str, tuple[str, Signature]], looked: int, root: Path) -> None:
        """Stage the files that are copied as they are: file → source and its signature, taken at `looked` (ns).

        Messages name what lies below the site's `root` from there. Raises SitegenError when two sources want to be the
        same file, here or among the targets.
        """
        for file, (source, _) in copies.items():
            if file in self.keys:
                message = f"would be published as /{file}, which the site has already"
                self._clashes.append(Problem(_shown(source, root), 0, message, "rename one of them"))
            else:
                self.keys[file] = b""
                self._origins[file] = _shown(source, root)
        self._clashes += self._blocked()
        if self._clashes:
            raise SitegenError(sorted(self._clashes))
        for file, (source, sign) in sorted(copies.items()):
            key = bytes.fromhex(digest(str(sign))) if settled(sign, looked) else b""
            try:
                if not (key and self._keep(file, key)) and not self._keep_same(file, source, key):
                    self._stage.copy(file, source, key)
            except FileNotFoundError as error:
                if error.filename != source:
                    raise
                raise fail("vanished while the site was built", "build again", path=_shown(source, root)) from error

    def _blocked(self) -> Iterator[Problem]:
        """Yield a problem for each file that stands where another file needs a folder."""
        folders: dict[str, str] = {}
        for file in self.keys:
            folder = file.rpartition("/")[0]
            while folder and folder not in folders:
                folders[folder] = file
                folder = folder.rpartition("/")[0]
        for folder in folders.keys() & self.keys.keys():
            inside = folders[folder]
            path, other = self._origins.get(folder, ""), self._origins.get(inside, "")
            said = f"would be published as /{folder}, where /{inside} needs a folder"
            yield Problem(path, 0, said + (f" (of {other})" if other else ""), "rename one of them")

    def _keep(self, file: str, key: bytes) -> bool:
        self.keys[file] = key
        before = self._old.get(file)
        if before is None or before.key != key or file not in self._intact:
            return False
        self.kept[file] = before
        return True

    def _keep_same(self, file: str, source: str, key: bytes) -> bool:
        """Keep a copy that was touched, or was too young to be sure of, if it holds the same still."""
        self.keys[file] = key
        before = self._old.get(file)
        if before is None or file not in self._intact or not same_bytes(source, f"{self._stage.output}/{file}"):
            return False
        self.kept[file] = msgspec.structs.replace(before, key=key)
        return True

    def explain(self, file: str, removed: set[str]) -> str:
        """Say why `file` (of the output) was or was not made again; "" for no file."""
        if not file:
            return ""
        file = file.removeprefix(f"{self._stage.output.name}/").lstrip("/")
        before = self._old.get(file)
        if file in removed:
            return f"{file} was removed: the site has no such page any more"
        if file not in self.keys:
            from sitegen.language import closest

            whole = f"{file.rstrip('/')}/index.html".lstrip("/")
            near = whole if whole in self.keys else closest(file, self.keys)
            return f"{NOT_THERE}: {file}" + (f'; did you mean "{near}"?' if near else "")
        if file in self.kept:
            return f"{file} was left as it is: nothing that it shows has changed"
        if before is None:
            return f"{file} was made because no earlier build wrote it"
        if before.key != self.keys[file]:
            return f"{file} was made again because something that it shows, or its template, has changed"
        return f"{file} was made again because somebody changed or removed it in the output folder"


def _shown(source: str, root: Path) -> str:
    path = Path(source)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else source


def _clash(target: Target, other: str) -> Problem:
    """Two targets with one file: blame the one that comes from a file of the editor's, if any."""
    path, rival = (target.origin, other) if target.origin else (other, "")
    said = f"would be published as /{target.file}, which {rival or 'a page of the site itself'} has already"
    return Problem(path, 1 if path else 0, said, "give it another `slug` or `aliases`")
