"""The pictures that pages show, with what is known of each: looked at once, remembered by content."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Set
from pathlib import Path

import msgspec

from sitegen.config import Pictures
from sitegen.errors import Problem, fail
from sitegen.model.files import Signature, settled
from sitegen.pictures.location import ENDINGS, tells_place, without_place
from sitegen.pictures.resize import Shot, copy_name, recipe, shoot
from sitegen.records import Copy, Sizes
from sitegen.storage import digest, keep, make_way, pack, unpack
from sitegen.workers import Workers

_ALONE = 3
"""So many pictures or fewer are looked at in this process: starting others would take longer."""
_SPARE = 200
_VERSION = "album 1"

Media = Mapping[str, tuple[str, Signature]]
"""Path on the site → the file that is published there, and its signature."""


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of one file. `checked` is when its signature was taken (ns), `place` whether it tells one."""

    signature: Signature
    checked: int
    place: bool = False
    shot: Shot | None = None


class Derived(msgspec.Struct, frozen=True):
    """A file of the site that is made of the picture `source`, which messages call `origin`.

    `key` is what it is made from, or nothing where nobody can be sure that the picture is as it was. The copy is kept
    as `name`; without one the file is the picture itself, less the place.
    """

    key: bytes
    source: str
    origin: str
    name: str = ""
    digest: str = ""


class Album:
    """What is known of the pictures in content/media/.

    Invariant: `known` tells only of files as they are now (by signature), and of each what `shoot` says of it with
    these settings. Copies lie in the folder `pictures` of the state folder, and may vanish from there at any time.
    """

    def __init__(self, state: Path, settings: Pictures, *, fresh: bool = False) -> None:
        self._folder, self._index, self._settings = state / "pictures", state / "pictures.index", settings
        self._version = f"{_VERSION} {recipe(settings)}"
        self._fresh = fresh
        self._known: dict[str, Known] = {}
        self._shots: dict[str, Shot] = {}

    def look(self, media: Media, shown: Set[str], looked: int, workers: Workers) -> None:
        """Look at the files in `media`, whose signatures were taken at `looked` (ns): do they tell a place?

        And what is on those that are `shown`? Only files that changed are opened. Raises OSError, SitegenError.
        """
        before = {} if self._fresh else self._remembered()
        fresh = False
        for path, (source, sign) in sorted(media.items()):
            known = before.get(path)
            if known is None or known.signature != sign or not settled(sign, known.checked):
                known = Known(sign, looked, path.lower().endswith(ENDINGS) and tells_place(source))
                fresh = True
            self._known[path] = known
        wanted = [path for path in sorted(shown) if self._known[path].shot is None]
        self._shoot({path: media[path][0] for path in wanted}, workers)
        self._shots = {path: shot for path in sorted(shown) if (shot := self._known[path].shot)}
        if fresh or wanted or before.keys() != self._known.keys():
            keep(self._index, pack(self._known, self._version))
        if wanted:
            self._prune()

    def _remembered(self) -> dict[str, Known]:
        try:
            return unpack(self._index.read_bytes(), dict[str, Known], self._version) or {}
        except OSError:
            return {}

    def _shoot(self, sources: Mapping[str, str], workers: Workers) -> None:
        if not sources:
            return
        _check_encoder(self._settings)
        calls = ((source, str(self._folder), self._settings, self._fresh) for source in sources.values())
        answers = workers.map(shoot, calls, alone=len(sources) <= _ALONE, here=True)
        for path, answer in zip(sources, answers, strict=True):
            shot = msgspec.msgpack.decode(answer, type=Shot)
            self._known[path] = msgspec.structs.replace(self._known[path], shot=shot)

    def _prune(self) -> None:
        """Remove copies of pictures that are shown no more, when they are more than those that are."""
        live = {known.shot.key for known in self._known.values() if known.shot}
        dead = [name for name in os.listdir(self._folder) if name[:32] not in live]
        if len(dead) > len(live) * 4 + _SPARE:
            for name in dead:
                make_way(self._folder / name)
                (self._folder / name).unlink(missing_ok=True)

    # ------------------------------------------------------------------ what came of it

    def problems(self) -> list[Problem]:
        """Return what is wrong with the pictures that are shown."""
        return [
            Problem(f"content/{path}", 0, shot.message, shot.hint, "warning")
            for path, shot in self._shots.items()
            if shot.message
        ]

    def sizes(self) -> dict[str, Sizes]:
        """Return by its path what pages need to know of each picture that is shown."""
        return {path: self._sizes(path, shot) for path, shot in self._shots.items()}

    def _sizes(self, path: str, shot: Shot) -> Sizes:
        copies = [Copy(self._address(path, shot, one.width), one.width) for one in shot.copies]
        if shot.whole:
            copies.append(Copy(path, shot.width))
        return Sizes(shot.width, shot.height, shot.size, tuple(copies))

    def _address(self, path: str, shot: Shot, width: int) -> str:
        """Return where a copy is on the site: beside its picture; other pixels are at another address."""
        mark = digest(shot.content, msgspec.msgpack.encode(self._settings))[:8]
        return f"{posixpath.splitext(path)[0]}-{width}-{mark}.{self._settings.format}"

    def derived(self, media: Media) -> dict[str, Derived]:
        """Return the files of the site that are made from pictures: by their path, how each is made."""
        found = {}
        for path, known in self._known.items():
            if known.place:
                sure = settled(known.signature, known.checked)
                sign = bytes.fromhex(digest(str(known.signature), "without place")) if sure else b""
                found[path] = Derived(sign, media[path][0], f"content/{path}")
        for path, shot in self._shots.items():
            for one in shot.copies:
                key = digest(shot.key, one.digest)
                name = copy_name(shot.key, one.width)
                made = Derived(bytes.fromhex(key), media[path][0], f"content/{path}", name, one.digest)
                found[self._address(path, shot, one.width)] = made
        return found

    def read(self, derived: Derived) -> bytes:
        """Return the bytes of a file; a copy that was lost is made again. Raises OSError, SitegenError."""
        if not derived.name:
            return without_place(Path(derived.source).read_bytes())
        path = self._folder / derived.name
        for again in (False, True):
            if again:
                shoot(derived.source, str(self._folder), self._settings, True)
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if digest(data) == derived.digest:
                return data
        raise fail("changed while the site was built", "build again", path=derived.origin)


def _check_encoder(settings: Pictures) -> None:
    if settings.format != "avif" or not settings.resize:
        return
    from PIL import features

    if not features.check("avif"):
        hint = 'install a newer Pillow (11.3 or later), or write format = "webp" below [pictures]'
        raise fail("the Pillow that is installed cannot write AVIF", hint, path="site.toml")
