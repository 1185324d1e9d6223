"""Staging and commit: the output changes all at once or not at all.

Files are written to a stage first. Then a journal is written, atomically: that is the moment of commit. From there the
build only moves forward: each staged file is renamed into place, files of earlier builds that are no longer wanted are
removed, the manifest is replaced, the journal goes. A build that is killed before the journal leaves the old site; one
that is killed after it is completed by the next command (`recover`).
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.errors import SitegenError, fail
from sitegen.storage import make_folder, make_way, pack, put_file, remove_tree, unpack, write_atomic
from sitegen.write.aside import folder_for, make_aside, set_aside
from sitegen.write.manifest import Manifest, Written

_VERSION = "journal 3"
_MANIFEST_VERSION = "manifest 1"


class Journal(msgspec.Struct, frozen=True):
    """What remains to be done: rename `staged` (stage number → file of the output), remove `removed`.

    `whole` says that the stage is laid out as the output, which did not exist: it becomes the output by one rename.
    `aside` is the folder that keeps the files which are replaced, if there is to be one.
    """

    output: str
    stage: str
    staged: list[str]
    removed: list[str]
    whole: bool = False
    aside: str = ""


class Stage:
    """The files that a build is about to put into `output`, kept beside it until `commit`.

    Invariant: until the journal is written, nothing below `output` has changed. `state` is the folder for the
    journal and the manifest (.sitegen/).
    """

    def __init__(self, output: Path, state: Path, name: str) -> None:
        self.output = output
        self._state = state
        self._name = name
        self._folder = stage_folder(output, state, name)
        self._whole = not os.path.lexists(output)
        remove_tree(self._folder)  # a killed build may have left something, which would become part of the site
        self._staged: list[str] = []
        self.written: dict[str, Written] = {}

    @property
    def folder(self) -> str:
        """Where the staged files lie."""
        return str(self._folder)

    def reserve(self, file: str) -> str:
        """Return where below the folder `file` is to be staged."""
        if not self._staged:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._staged.append(file)
        return _place(len(self._staged) - 1, file, self._whole)

    def placed(self, file: str, size: int, mtime: int, key: bytes) -> None:
        """Take note of a file that was staged at its place."""
        self.written[file] = Written(key, size, mtime)

    def put(self, place: str, file: str, data: bytes, key: bytes) -> None:
        """Stage one file. Raises OSError."""
        self.placed(file, *put_file(f"{self._folder}{os.sep}{place}", data), key)

    def copy(self, file: str, source: str, key: bytes) -> None:
        """Stage a copy of `source`. Raises OSError."""
        path = f"{self._folder}{os.sep}{self.reserve(file)}"
        import shutil

        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(source, path)
        status = os.stat(path)
        self.placed(file, status.st_size, status.st_mtime_ns, key)

    def commit(self, manifest: Manifest, removed: list[str]) -> None:
        """Put everything in place. Raises SitegenError if the output cannot take it; then it is as it was."""
        check_places(self.output, self._staged, removed)
        save_manifest(manifest, self._state, f"{self._name}.new")
        if self._staged or removed:
            near = self._folder.parent == self._state and not self._whole
            aside = folder_for(self.written.values(), self._folder) if near and self._staged else ""
            journal = Journal(str(self.output), str(self._folder), self._staged, removed, self._whole, aside)
            make_way(self._state / f"{self._name}.journal")
            write_atomic(self._state / f"{self._name}.journal", pack(journal, _VERSION))
        recover(self._state, self._name, fresh=True)

    def drop(self) -> None:
        """Forget what was staged, unless a commit was begun: then the next command completes it."""
        if (self._state / f"{self._name}.journal").exists():
            return
        remove_tree(self._folder)
        (self._state / f"{self._name}.new").unlink(missing_ok=True)


def stage_folder(output: Path, state: Path, name: str) -> Path:
    """Return where to stage: in `state` if a rename from there to `output` is possible, else beside `output`."""
    where = output
    while not where.exists():
        where = where.parent
    state.mkdir(parents=True, exist_ok=True)
    same = os.stat(where).st_dev == os.stat(state).st_dev
    return state / f"{name}.stage" if same else output.parent / f".{output.name}.{name}.stage"


def check_places(output: Path, files: list[str], removed: list[str]) -> None:
    """Check before the commit what would stop it half-way: a folder where a file must go, or the other way round.

    What stands in the way but is to be `removed` (sitegen wrote it) is no hindrance.
    """
    if not output.exists():
        _check_writable(next(folder for folder in output.parents if folder.exists()))
        return
    going, sound, writable = set(removed), {""}, set[str]()
    for folder in sorted({os.path.dirname(file) for file in files}):
        deepest = _deepest(output, folder, going, sound)
        if deepest not in writable:
            _check_writable(output / deepest)
            writable.add(deepest)
    emptied = _ancestors(removed)
    for file in files:
        if os.path.isdir(os.path.join(output, file)) and not _vanishes(output, file, going, emptied):
            raise fail(f"{output / file} is in the way: a file is needed there", "move the folder away and build again")


def _deepest(output: Path, folder: str, going: set[str], sound: set[str]) -> str:
    """Return which part of `folder` is there already; `sound` holds the parts known to be folders, and learns more."""
    deepest = ""
    for end in [at for at, sign in enumerate(f"{folder}/") if sign == "/" and at]:
        part = folder[:end]
        if part not in sound:
            try:
                mode = os.lstat(os.path.join(output, part)).st_mode
            except FileNotFoundError:
                break
            if not stat.S_ISDIR(mode):
                if part in going and not stat.S_ISLNK(mode):
                    break
                hint = "move it away and build again"
                raise fail(f"{output / part} is in the way: a folder is needed there", hint)
            sound.add(part)
        deepest = part
    return deepest


def _check_writable(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        hint = "make the folder writable, or build elsewhere with -o"
        raise fail(f"cannot write into {folder}: permission denied", hint)


def _vanishes(output: Path, folder: str, going: set[str], emptied: set[str]) -> bool:
    """Whether nothing is left of `folder` once the files that are `going` are gone."""
    if folder not in emptied or (output / folder).is_symlink():
        return False
    return all(
        _vanishes(output, f"{folder}/{entry.name}", going, emptied)
        if entry.is_dir(follow_symlinks=False)
        else f"{folder}/{entry.name}" in going
        for entry in os.scandir(output / folder)
    )


def _ancestors(files: list[str]) -> set[str]:
    """Return every folder that some of `files` lie in, at any depth."""
    found: set[str] = set()
    for file in files:
        folder = file.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def recover(state: Path, name: str, *, fresh: bool = False) -> bool:
    """Complete a commit that was begun, or drop what was only staged. Return whether something was completed.

    `fresh` says that this very process staged it. Raises SitegenError when the files cannot be put in place.
    """
    path = state / f"{name}.journal"
    try:
        journal = unpack(path.read_bytes(), Journal, _VERSION)
    except OSError:
        journal = None
    if journal is not None:
        _replay(journal)
    new = state / f"{name}.new"
    if journal is not None or fresh:
        if new.is_file():
            make_way(state / f"{name}.manifest")
            new.replace(state / f"{name}.manifest")
        path.unlink(missing_ok=True)
        if journal is not None:
            remove_tree(journal.stage)
        return journal is not None
    for left in (path, new, *state.glob(".*.tmp")):
        make_way(left)
        left.unlink(missing_ok=True)
    remove_tree(state / f"{name}.stage")
    return False


def _place(number: int, file: str, whole: bool) -> str:
    return file if whole else str(number)


def _became_output(journal: Journal) -> bool:
    """Whether the stage has become the output as a whole; not so if somebody made the output meanwhile."""
    if not journal.whole:
        return False
    try:
        os.makedirs(os.path.dirname(journal.output), exist_ok=True)
        os.rename(journal.stage, journal.output)
    except OSError:
        return not os.path.lexists(journal.stage)
    return True


def _replay(journal: Journal) -> None:
    output = journal.output
    if _became_output(journal):
        return
    made: set[str] = set()
    first = _obstacles(journal)
    keep_aside = bool(journal.aside) and make_aside(journal.aside)
    try:
        for file in first:
            _remove(Path(output), file)
        for number, file in enumerate(journal.staged):
            folder = os.path.dirname(file)
            if folder not in made:
                make_folder(os.path.join(output, folder))
                made.add(folder)
            path = os.path.join(output, file)
            if keep_aside:
                set_aside(path, journal.aside, number)
            try:
                os.replace(f"{journal.stage}{os.sep}{_place(number, file, journal.whole)}", path)
            except FileNotFoundError:
                continue  # renamed before the earlier try was stopped
        for file in journal.removed:
            if file not in first:
                _remove(Path(output), file)
    except OSError as error:
        hint = "mend that and run the command again: it will finish the work"
        raise fail(f"cannot finish writing the site: {error.strerror}: {error.filename}", hint) from error


def _obstacles(journal: Journal) -> set[str]:
    """Return what must be removed before anything is put in place: files where folders are needed or below files.

    A name that differs in letter case only counts as the same: some file systems take it so.
    """
    if not journal.removed:
        return set()
    staged = {file.casefold() for file in journal.staged}
    folders = {folder.casefold() for folder in _ancestors(journal.staged)}
    return {
        file
        for file in journal.removed
        if file.casefold() in staged
        or file.casefold() in folders
        or any(f.casefold() in staged for f in _ancestors([file]))
    }


def _remove(output: Path, file: str) -> None:
    """Remove a file and the folders that it leaves empty; through a link that somebody made, nothing is removed."""
    path = output / file
    folders = [folder for folder in path.parents if folder.is_relative_to(output) and folder != output]
    if path.is_dir() or any(folder.is_symlink() for folder in folders):
        return
    with suppress(NotADirectoryError):
        path.unlink(missing_ok=True)
    for folder in folders:
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            break  # not empty: something else lives there


def save_manifest(manifest: Manifest, state: Path, file: str) -> None:
    """Write a manifest. Raises SitegenError."""
    try:
        make_way(state / file)
        write_atomic(state / file, pack(manifest, _MANIFEST_VERSION))
    except OSError as error:
        raise disk_error(error) from error


def load_manifest(state: Path, name: str) -> Manifest | None:
    """Return what the last build into this output wrote, or None if that is not known (or the record is damaged)."""
    try:
        return unpack((state / f"{name}.manifest").read_bytes(), Manifest, _MANIFEST_VERSION)
    except OSError:
        return None


def disk_error(error: OSError) -> SitegenError:
    """Say what the file system refused."""
    import errno

    hints = {
        errno.ENOSPC: "make room and build again",
        errno.EEXIST: "a file stands where a folder is needed: move it",
        errno.EIO: "check the disk",
    }
    hint = hints.get(error.errno or 0, "check the folder's permissions")
    return fail(f"cannot write {error.filename or 'the site'}: {error.strerror}; the site is as it was", hint)
