"""Pictures brought home: fetched, checked to be pictures, made sane, stored once, each with a record of its origin.

Re-encoding drops everything that is not the picture (place and camera in EXIF, comments, trailing data). The record is
a hidden file beside the picture, so that it is kept and merged with it but never published.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sitegen.errors import SitegenError, fail
from sitegen.ingest.addresses import is_address
from sitegen.ingest.fetch import Limits, fetch, user_agent
from sitegen.ingest.frontmatter import blocks
from sitegen.ingest.store import place_new
from sitegen.ingest.story import ImportSettings, Story
from sitegen.language import slugify
from sitegen.storage import digest

MEDIA = "content/media"
WIDEST = 1600
MOST_PIXELS = 50_000_000
MOST = 40
_SMALLEST = 3
_LARGEST_ANIMATION = 3_000_000
_LIMITS = Limits(size=15_000_000, attempts=2)
_IN_MARKDOWN = re.compile(r'!\[((?:\\.|[^\]\\])*)\]\((https?://\S+?)(?: "((?:\\.|[^"\\])*)")?\)')
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "jpg", "MPO": "jpg"}

Fetch = Callable[[str], bytes]


def bring_home(story: Story, settings: ImportSettings, now: datetime) -> tuple[Story, tuple[str, ...]]:
    """Return the story with its pictures below content/media/, and notes on those that had to be left out."""

    def from_web(address: str) -> bytes:
        agent = user_agent(settings.site_url)
        return fetch(address, agent=agent, allow_private=settings.allow_private, limits=_LIMITS, accept="image/*").data

    return with_pictures(story, settings, now, from_web)


def with_pictures(story: Story, settings: ImportSettings, now: datetime, get: Fetch) -> tuple[Story, tuple[str, ...]]:
    """Do the same with any way of getting a picture's bytes."""
    known = _known(settings.root)
    notes: list[str] = []

    def home(address: str) -> str:
        if address not in known:
            if len(known) >= MOST + before:
                notes.append(f"the picture {address} was left out: an article brings at most {MOST}")
                return ""
            try:
                known[address] = _stored(address, get(address), story, settings, now)
            except SitegenError as error:
                known[address] = ""
                notes.append(f"the picture {address} was left out: {error.problems[0].message}")
        return known[address]

    before = len(known)
    image = story.image
    if image is not None and is_address(image.src):
        src = home(image.src)
        image = msgspec.structs.replace(image, src=src) if src else None
    body = "\n\n".join(filter(None, (_with_local(block, home) for block in blocks(story.body)))) + "\n"
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


def _known(root: Path) -> dict[str, str]:
    """Return the pictures that are here already: from the address each came from to its path below content/."""
    found: dict[str, str] = {}
    for record in sorted((root / MEDIA).rglob(".*.origin.yaml")):
        try:
            told = yaml.safe_load(record.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        picture = record.with_name(record.name[1:].removesuffix(".origin.yaml"))
        if isinstance(told, dict) and isinstance(told.get("from"), str) and picture.is_file():
            found[told["from"]] = picture.relative_to(root / "content").as_posix()
    return found


def _stored(address: str, data: bytes, story: Story, settings: ImportSettings, now: datetime) -> str:
    """Return the path below content/ of the picture in `data`, stored now or before. Raises SitegenError."""
    made, ending = sane(data, address)
    mark = digest(made)[:10]
    root = settings.root
    same = next(iter(sorted((root / MEDIA).rglob(f"*-{mark}.{ending}"))), None)
    if same is not None:
        return same.relative_to(root / "content").as_posix()
    slug = slugify(story.title, settings.language)[:40].strip("-") or "picture"
    path = root / MEDIA / f"{now.year:04}" / f"{now.month:02}" / f"{slug}-{mark}.{ending}"
    record = {"from": address, "article": story.source.url, "at": now.isoformat(timespec="seconds")}
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10**6)
    try:
        place_new(root, path, made)
        place_new(root, path.with_name(f".{path.name}.origin.yaml"), text.encode("utf-8"))
    except FileExistsError:
        return path.relative_to(root / "content").as_posix()
    except OSError as error:
        raise fail(f"cannot be stored: {error.strerror}", "is content/media/ writable?", path=address) from error
    return path.relative_to(root / "content").as_posix()


def sane(data: bytes, name: str) -> tuple[bytes, str]:
    """Return a picture re-encoded at most WIDEST pixels wide, upright and without metadata, and its file ending.

    Raises SitegenError for what is no JPEG, PNG, WebP, GIF or AVIF, or is too large to be opened safely.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    hint = "add another picture by hand"
    Pillow.init()
    formats = [one for one in _FORMATS if one in Pillow.OPEN]
    try:
        with Pillow.open(io.BytesIO(data), formats=formats) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise fail(f"has {opened.width} × {opened.height} pixels, too many to open safely", hint, path=name)
            if min(opened.size) < _SMALLEST:
                raise fail("is a counting pixel, not a picture", hint, path=name)
            ending = _FORMATS.get(opened.format or "", "")
            animated = getattr(opened, "is_animated", False)
            if ending == "gif" and animated and len(data) <= _LARGEST_ANIMATION:
                return data, "gif"
            picture = ImageOps.exif_transpose(opened)
            return _encoded(picture, "png" if ending == "gif" else ending)
    except (UnidentifiedImageError, Pillow.DecompressionBombError, SyntaxError):
        raise fail("is not a JPEG, PNG, WebP, GIF or AVIF picture", hint, path=name) from None
    except (OSError, ValueError, EOFError, OverflowError, MemoryError) as error:
        raise fail(f"is a damaged picture: {error}", hint, path=name) from None


def _encoded(picture: Any, ending: str) -> tuple[bytes, str]:
    """Return a Pillow picture as bytes of the format that `ending` names."""
    profile = picture.info.get("icc_profile")
    if picture.width > WIDEST:
        height = max(1, round(picture.height * WIDEST / picture.width))
        picture = (picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA")).resize(
            (WIDEST, height)
        )
    if ending == "jpg" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    options: dict[str, dict[str, Any]] = {
        "jpg": {"format": "JPEG", "quality": 85, "optimize": True, "progressive": True},
        "png": {"format": "PNG", "optimize": True},
        "webp": {"format": "WEBP", "quality": 82},
    }
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, icc_profile=profile, **options[ending])
    return out.getvalue(), ending
