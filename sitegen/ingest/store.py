"""Where articles are kept: finding what is already there, and writing without ever damaging a file.

A new file appears whole or not at all, and never in the place of another one: it is written below `.sitegen/`, then
hard-linked to its name, which the file system refuses if the name is taken.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path, PurePosixPath

import yaml

from sitegen.errors import fail
from sitegen.ingest.frontmatter import is_edited
from sitegen.storage import write_atomic

CONTENT = "content"
STAGING = ".sitegen/import"
_DAY = 86_400
_NAMED = re.compile(rb"(?m)^[ \t-]*(?:from|url|source):[ \t]*(\S.*?)[ \t\r]*$")
_LONGEST_SLUG = 80


def identities_in(head: bytes) -> Iterator[str]:
    """Yield what front matter names as a source: identities of imports, addresses that it credits."""
    for match in _NAMED.finditer(head):
        yield _scalar(match[1])


def target_folder(root: Path, into: str, day: date | None, now_day: date) -> PurePosixPath:
    """Return the folder (relative to `root`) for an article: `into` below content/, or articles/YYYY/MM of its day.

    An article without a day is filed under the day of its import. Raises SitegenError when `into` leaves content/.
    """
    if not into:
        when = day or now_day
        return PurePosixPath(CONTENT, "articles", f"{when.year:04}", f"{when.month:02}")
    inside = PurePosixPath(into.replace("\\", "/").removeprefix("content/"))
    hint = "give a folder below content/, such as articles/2025"
    if inside.is_absolute() or ".." in inside.parts or re.match(r"^[A-Za-z]:", into):
        raise fail(f'--into "{into}" leaves content/', hint)
    folder = PurePosixPath(CONTENT) / inside
    real_content = (root / CONTENT).resolve()
    if not (root / folder).resolve().is_relative_to(real_content):
        raise fail(f'--into "{into}" leaves content/ through a link', hint)
    return folder


def file_name(slug: str, identity: str) -> str:
    """Return a slug short enough for a file's name; a title without a letter is named after its identity."""
    from sitegen.storage import digest

    if not slug:
        return "article-" + digest(identity)[:8]
    if len(slug) <= _LONGEST_SLUG:
        return slug
    cut = slug[: _LONGEST_SLUG + 1]
    return (cut.rsplit("-", 1)[0] if "-" in cut else cut[:_LONGEST_SLUG]).strip("-")


def create(root: Path, folder: PurePosixPath, slug: str, text_for: Callable[[str], str]) -> str:
    """Write a new file named after `slug` and return its path, relative to `root`.

    A taken name gets a number; `text_for` returns the file's text for the slug it got, or "" where that slug cannot be.
    Raises SitegenError.
    """
    for number in range(1, 1000):
        name = slug if number == 1 else f"{slug}-{number}"
        path = folder / f"{name}.md"
        text = text_for(name)
        if not text:
            continue
        try:
            place_new(root, root / path, text.encode("utf-8"))
        except FileExistsError:
            continue
        except OSError as error:
            hint = "is the folder writable?"
            raise fail(f"cannot be written: {error.strerror or error}", hint, path=path.as_posix()) from error
        return path.as_posix()
    raise fail(f'there are a thousand files named "{slug}" in {folder}', "file this one elsewhere with --into")


def place_new(root: Path, target: Path, data: bytes) -> None:
    """Make `target`, below content/, appear with `data`, whole.

    Raises FileExistsError when there is such a file, another OSError when it cannot be written or a link on its way
    leads out of content/.
    """
    if os.path.lexists(target):
        raise FileExistsError(target)
    if not target.parent.resolve().is_relative_to((root / CONTENT).resolve()):
        raise OSError(errno.EPERM, "a link on its way leads out of content/")
    _folder(target.parent)
    with _staged(root, data, 0o644) as name:
        try:
            os.link(name, target)
        except FileExistsError:
            raise
        except OSError:  # no hard links here (FAT): nothing better than a second look, so close to the renaming
            if os.path.lexists(target):
                raise FileExistsError(target) from None
            name.replace(target)


@contextmanager
def _staged(root: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Give a file below .sitegen/ that holds `data`, safely on the disk; it is gone afterwards."""
    staging = root / STAGING
    _folder(staging)
    handle, name = tempfile.mkstemp(dir=staging)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _folder(path: Path) -> None:
    """Make a folder; a file in its place is an error of its own, not a sign that the article is there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, f"{path.name} is a file, and must be a folder") from None


def sweep(root: Path, now: float) -> None:
    """Remove what imports that were killed left below .sitegen/: all that is a day old at `now` (seconds)."""
    with suppress(OSError):
        for path in (root / STAGING).iterdir():
            if path.lstat().st_mtime < now - _DAY:
                path.unlink(missing_ok=True)


def read(root: Path, path: str) -> str:
    """Return the text of an article's file. Raises SitegenError when it cannot be read as UTF-8."""
    try:
        return (root / path).read_bytes().decode("utf-8")
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fail("is not UTF-8 text", "save it as UTF-8", path=path, line=line) from None


def replace(root: Path, path: str, text: str, *, only_if: str) -> None:
    """Write `text` over a file that still says `only_if`. Raises SitegenError when somebody edited it meanwhile."""
    target = root / path
    try:
        with _staged(root, text.encode("utf-8"), target.stat().st_mode & 0o777) as name:
            if read(root, path) != only_if:
                raise fail("was changed while it was being imported", "import it again", path=path)
            _exchange(name, target)
    except OSError as error:
        raise fail(f"cannot be written: {error.strerror}", "is the folder writable?", path=path) from error


def _exchange(name: Path, target: Path) -> None:
    """Put the staged file in the place of `target`: through links, and from another file system too."""
    place = target.resolve()
    try:
        name.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_atomic(place, name.read_bytes())


def refuse_if_edited(path: str, text: str) -> None:
    """Raise SitegenError when the file's text is not what an import wrote."""
    if is_edited(text):
        hint = "rename or delete it to import the source anew, or use --update to merge what changed in the source"
        raise fail("was edited since it was imported, so it is not replaced", hint, path=path)


def _scalar(raw: bytes) -> str:
    """Return the YAML scalar in `raw` as text; what is no scalar names no source."""
    text = raw.decode("utf-8", "replace")
    if text[:1] not in "\"'{[":
        return text
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return ""
    if isinstance(value, dict):
        return str(value.get("url", ""))
    return value if isinstance(value, str) else ""
