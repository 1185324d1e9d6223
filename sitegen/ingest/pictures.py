"""Pictures brought home: fetched, checked to be pictures, made sane, stored once, each with a record of its origin.

The record is a hidden file beside the picture, so that it is kept and merged with it but never published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sitegen.errors import SitegenError, fail
from sitegen.ingest.addresses import is_address
from sitegen.ingest.companions import is_local, shown
from sitegen.ingest.fetch import Limits, Refusal, fetch, user_agent
from sitegen.ingest.frontmatter import blocks
from sitegen.ingest.kept import files_below, read_once
from sitegen.ingest.reencode import sane
from sitegen.ingest.store import place_new
from sitegen.ingest.story import ImportSettings, Story
from sitegen.language import slugify
from sitegen.storage import digest

MEDIA = "content/media"
_KEPT = ".sitegen/pictures.bin"
_RECORD = ".origin.yaml"
MOST = 40
_LIMITS = Limits(size=15_000_000, attempts=2)
_IN_MARKDOWN = re.compile(r'!\[((?:\\.|[^\]\\]){0,400})\]\((https?://\S+?)(?: "((?:\\.|[^"\\]){0,400})")?\)')
_STORED = re.compile(r"-([0-9a-f]{10})\.(\w+)\Z")
_Loader: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

Get = Callable[[str], bytes | None]
"""Gives a picture's bytes by its address; None leaves the picture where it is. Raises SitegenError."""


class Media:
    """The pictures below content/media/, by the address each came from and by what is in it; read at first need.

    It holds as long as only `add` stores pictures.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read = False
        self._by_address: dict[str, str] = {}
        self._by_mark: dict[tuple[str, str], str] = {}

    def of(self, address: str) -> str:
        """Return the path below content/ of the picture from this address, or ""."""
        self._look()
        return self._by_address.get(address, "")

    def same(self, mark: str, ending: str) -> str:
        """Return the path below content/ of the picture that holds the same, or ""."""
        self._look()
        return self._by_mark.get((mark, ending), "")

    def add(self, path: str, address: str) -> None:
        """Take in a picture that was stored just now; `address` is "" where it says nothing for good."""
        self._by_address |= {address: path} if address else {}
        if found := _STORED.search(path):
            self._by_mark.setdefault((found[1], found[2]), path)

    def _look(self) -> None:
        if self._read:
            return
        self._read = True
        found = read_once(self.root / _KEPT, files_below(self.root, MEDIA), lambda path: _origin(self.root / path), str)
        for path, address in found.items():
            folder, _, name = path.removeprefix("content/").rpartition("/")
            if not name.startswith("."):
                self.add(f"{folder}/{name}", "")
            elif address and f"content/{folder}/{name[1:].removesuffix(_RECORD)}" in found:
                self.add(f"{folder}/{name[1:].removesuffix(_RECORD)}", address)


def _origin(record: Path) -> str:
    """Return the address that a picture's record names; "" for every other file. Raises OSError."""
    if not record.name.startswith(".") or not record.name.endswith(_RECORD):
        return ""
    try:
        told = yaml.load(record.read_text("utf-8"), Loader=_Loader)  # noqa: S506  # a safe one
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return ""
    address = told.get("from") if isinstance(told, dict) else ""
    return address if isinstance(address, str) and is_address(address) else ""


def from_web(settings: ImportSettings, refusal: Refusal) -> Get:
    """Return what fetches pictures; `refusal` is asked first, for nobody named their addresses."""
    agent = user_agent(settings.site_url)

    def get(address: str) -> bytes:
        return fetch(
            address,
            agent=agent,
            allow_private=settings.allow_private,
            limits=_LIMITS,
            accept="image/*",
            refusal=refusal,
        ).data

    return get


def bring_home(
    story: Story, get: Get, media: Media, settings: ImportSettings, now: datetime
) -> tuple[Story, tuple[str, ...]]:
    """Return the story with its pictures below content/media/, and notes on those that had to be left out."""
    known: dict[str, str] = {}
    notes: list[str] = []
    language = story.language or settings.language

    def home(address: str) -> str:
        if address not in known:
            known[address] = "" if is_local(address) else media.of(address)
            if not known[address]:
                try:
                    if len(known) > MOST:
                        raise fail(f"an article brings at most {MOST}", "", path=address)
                    data = get(address)
                    known[address] = address if data is None else _stored(address, data, story, media, language, now)
                except SitegenError as error:
                    notes.append(f"the picture {shown(address)} was left out: {error.problems[0].message}")
        return known[address]

    image = story.image
    if image is not None and is_address(image.src):
        src = home(image.src)
        image = msgspec.structs.replace(image, src=src) if src else None
    made = [_with_local(block, home) for block in blocks(story.body)]
    moved = any(known[address] != address for address in known)
    body = "\n\n".join(filter(None, made)) + "\n" if moved else story.body
    return msgspec.structs.replace(story, image=image, body=body), tuple(notes)


def _with_local(block: str, home: Callable[[str], str]) -> str:
    """Return a block with its pictures' addresses replaced; code is left as it is."""
    if block.startswith(("```", "~~~")):
        return block

    def local(match: re.Match[str]) -> str:
        src = home(match[2])
        if not src:
            return ""
        title = f' "{match[3]}"' if match[3] else ""
        return f"![{match[1]}]({src}{title})"

    return _IN_MARKDOWN.sub(local, block).strip("\n") if "![" in block else block


def _stored(address: str, data: bytes, story: Story, media: Media, language: str, now: datetime) -> str:
    """Return the path below content/ of the picture in `data`, stored now or before. Raises SitegenError."""
    made, ending = sane(data, address)
    mark = digest(made)[:10]
    if same := media.same(mark, ending):
        return same
    slug = slugify(story.title, language)[:40].strip("-") or "picture"
    path = media.root / MEDIA / f"{now.year:04}" / f"{now.month:02}" / f"{slug}-{mark}.{ending}"
    record = {"from": shown(address), "article": story.source.url, "at": now.isoformat(timespec="seconds")}
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10**6)
    try:
        # The record first: a picture is never there without it, wherever the work is interrupted.
        _place(media.root, path.with_name(f".{path.name}{_RECORD}"), text.encode("utf-8"))
        _place(media.root, path, made)
    except OSError as error:
        raise fail(f"cannot be stored: {error.strerror}", "is content/media/ writable?", path=address) from error
    found = path.relative_to(media.root / "content").as_posix()
    media.add(found, "" if is_local(address) else address)
    return found


def _place(root: Path, path: Path, data: bytes) -> None:
    """Write a file; one that is there already says the same, for its name tells what is in it."""
    try:
        place_new(root, path, data)
    except FileExistsError:
        return
