"""A picture's file → what it shows, and lighter copies of it.

Copies are upright, in sRGB, and carry nothing but pixels: no place, no camera, no name. Animated and vector pictures
are left as they are. What cannot be read is said, never raised: the file is published all the same.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import Pictures
from sitegen.storage import digest, keep, pack, unpack

if TYPE_CHECKING:
    from PIL.Image import Image

RECIPE = "pictures 1"
"""Changes when the same file and settings are to give other copies."""
MOST_PIXELS = 64_000_000
"""Larger ones are not opened: every pixel takes four bytes of memory. Cameras have up to 61 million."""
LIGHT = 8_000
"""Bytes of a file that needs no copies: they would save less than their mention in a page takes."""
_HIGHEST = 16_383
"""The most pixels that WebP has in one direction."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "MPO")
_UNSEEN = {b"ftypheic": "HEIC", b"ftypheix": "HEIC", b"ftypmif1": "HEIF", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, MemoryError,
           AttributeError, struct.error)  # fmt: skip
"""What Pillow raises for damaged files of all kinds."""
_TURNED = (5, 6, 7, 8)
"""Values of Exif's Orientation that exchange width and height."""


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """A copy that was made: its width, its bytes' number and fingerprint."""

    width: int
    size: int
    digest: str


class Shot(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a picture: its pixels as it is shown, its size in bytes, its copies; or what is wrong with it.

    `whole` says that the file itself is in the format of the copies and no wider than the widest. `key` finds it.
    """

    key: str
    content: str
    width: int = 0
    height: int = 0
    size: int = 0
    copies: tuple[Made, ...] = ()
    whole: bool = False
    message: str = ""
    hint: str = ""


def shoot(source: str, folder: str, settings: Pictures, again: bool = False) -> bytes:
    """Look at the file `source`, put its copies into `folder`, and return an encoded Shot. Raises OSError.

    What was made before is not made again, unless `again` says that it was lost.
    """
    data = Path(source).read_bytes()
    content = digest(data)
    key = digest(content, recipe(settings))
    record = Path(folder, f"{key}.shot")
    if not again:
        with suppress(OSError):
            known = unpack(record.read_bytes(), Shot, RECIPE)
            if known is not None:
                return msgspec.msgpack.encode(known)
    made, copies = _shot(data, Shot(key, content, size=len(data)), settings)
    for one, copy in zip(made.copies, copies, strict=True):
        keep(Path(folder, copy_name(key, one.width)), copy)
    keep(record, pack(made, RECIPE))
    return msgspec.msgpack.encode(made)


def recipe(settings: Pictures) -> str:
    """Return a fingerprint of all besides a file's bytes that decides about its copies."""
    from PIL import __version__

    return digest(RECIPE, __version__, msgspec.msgpack.encode(settings))


def copy_name(key: str, width: int) -> str:
    """Return the name that a copy is kept under."""
    return f"{key}-{width}"


def _shot(data: bytes, known: Shot, settings: Pictures) -> tuple[Shot, list[bytes]]:
    """Return what the file `data` shows and its copies."""
    said = _unseen(data)
    if said:
        return msgspec.structs.replace(known, message=said[0], hint=said[1]), []
    drawn = _drawing(data)
    if drawn:
        return msgspec.structs.replace(known, width=drawn[0], height=drawn[1]), []
    from PIL import Image, UnidentifiedImageError

    Image.init()
    formats = [name for name in _FORMATS if name in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size and of damage: both are said below
            with Image.open(io.BytesIO(data), formats=formats) as picture:
                return _of_pixels(picture, known, settings)
    except Image.DecompressionBombError:
        return _too_large(known, "more than 100 million")
    except _FAULTS as error:
        said = ("is no picture that can be read", "save it again, as JPEG, PNG or WebP")
        if not isinstance(error, UnidentifiedImageError):
            said = (f"is a damaged picture: {str(error) or type(error).__name__}", said[1])
        return msgspec.structs.replace(known, message=said[0], hint=said[1]), []


def _too_large(known: Shot, pixels: str) -> tuple[Shot, list[bytes]]:
    said = f"has {pixels} pixels, too many to make copies of"
    hint = f"save it smaller: {MOST_PIXELS // 1_000_000} million are the most"
    return msgspec.structs.replace(known, message=said, hint=hint), []


def _unseen(data: bytes) -> tuple[str, str] | None:
    """Say that browsers do not show such a file, where that is so."""
    name = next((name for start, name in _UNSEEN.items() if start in (data[:4], data[4:12])), "")
    return (f"is a {name} file, which browsers do not show", "save it as JPEG, PNG or WebP") if name else None


def _of_pixels(picture: Image, known: Shot, settings: Pictures) -> tuple[Shot, list[bytes]]:
    width, height = picture.size
    if width * height > MOST_PIXELS:  # before anything else: of a PNG even Exif is read by reading all pixels
        return _too_large(msgspec.structs.replace(known, width=width, height=height), f"{width} × {height}")
    if picture.getexif().get(0x0112) in _TURNED:
        width, height = height, width
    known = msgspec.structs.replace(known, width=width, height=height)
    moving = getattr(picture, "is_animated", False) and picture.format != "MPO"
    if moving or known.size < LIGHT or not settings.resize:
        picture.load()  # which finds out whether it is damaged
        return known, []
    native = picture.format == settings.format.upper()
    wanted = list(_widths(width, height, settings.widths, native=native))
    made = list(_copies(picture, wanted, settings)) if wanted else []
    if not native and [w for w, _ in made] == [width] and len(made[0][1]) >= known.size:
        made = []  # as wide and no lighter
    copies = tuple(Made(wide, len(copy), digest(copy)) for wide, copy in made)
    whole = native and bool(made) and width <= max(settings.widths)
    return msgspec.structs.replace(known, copies=copies, whole=whole), [copy for _, copy in made]


def _widths(width: int, height: int, wanted: tuple[int, ...], *, native: bool) -> Iterator[int]:
    """Yield how wide the copies are to be: none is wider than the original, and the widest shows all that it can."""
    for one in sorted({min(w, width) for w in wanted}):
        if height * one <= _HIGHEST * width and not (native and one == width):
            yield one


# ------------------------------------------------------------------ pixels


def _copies(picture: Image, widths: list[int], settings: Pictures) -> Iterator[tuple[int, bytes]]:
    """Yield the copies, narrowest first; each is made of the next wider one's pixels."""
    from PIL import Image

    flat = picture.mode in ("1", "L", "P", "RGB") and picture.format != "JPEG" and picture.getcolors(256) is not None
    whole = max(picture.size)
    base = _upright(picture, max(widths))
    size = base.size
    made = {}
    for width in reversed(widths):
        if width < base.width:
            height = max(1, round(width * size[1] / size[0]))
            base = base.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        made[width] = _encoded(base, settings, flat=flat and max(base.size) == whole)
    yield from sorted(made.items())


def _upright(picture: Image, width: int) -> Image:
    """Return a picture the right way up, in sRGB, with or without transparency, and at most `width` wide."""
    from PIL import Image, ImageOps

    if picture.format in ("JPEG", "MPO"):  # the decoder can leave out what is not needed
        turned = picture.getexif().get(0x0112) in _TURNED
        scale = min(1.0, 2 * width / (picture.height if turned else picture.width))
        picture.draft(None, (round(picture.width * scale), round(picture.height * scale)))
    picture.load()
    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    upright = _in_plain_mode(picture)
    if upright.width > width:
        height = max(1, round(width * upright.height / upright.width))
        upright = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    upright = _in_colours(upright, profile)
    upright.info = {}  # what is in there would be written, too
    return upright


def _in_plain_mode(picture: Image) -> Image:
    """Return a picture of any mode in one that can be resized well; most are in one."""
    if picture.mode.startswith("I"):  # sixteen bits of grey
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "CMYK") or (picture.mode in ("RGB", "L") and "transparency" not in picture.info):
        return picture
    clear = "transparency" in picture.info or picture.mode in ("LA", "PA", "La", "RGBa")
    return picture.convert("RGBA" if clear else "RGB")


def _in_colours(picture: Image, profile: bytes | None) -> Image:
    """Return a picture as RGB or, where parts of it are clear, RGBA, in sRGB."""
    if profile:
        picture = _in_srgb(picture, profile)
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGB")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    return picture


def _in_srgb(picture: Image, profile: bytes) -> Image:
    """Return a picture with its colours as sRGB has them; a profile that cannot be used is left alone."""
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = picture.mode if picture.mode in ("RGB", "RGBA") else "RGB"
        made = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return made or picture


def _encoded(picture: Image, settings: Pictures, *, flat: bool) -> bytes:
    """Return a picture's bytes; of one with few colours the lighter of two ways to write them."""
    options: dict[str, dict[str, Any]] = {
        "webp": {"format": "WEBP", "quality": settings.quality, "method": 4},
        "avif": {"format": "AVIF", "quality": settings.quality, "speed": 6, "max_threads": 1},
    }
    ways = [options[settings.format]]
    if flat and settings.format == "webp":
        ways.append({"format": "WEBP", "lossless": True, "quality": 75, "method": 4})
    made = []
    for way in ways:
        out = io.BytesIO()
        picture.save(out, **way)
        made.append(out.getvalue())
    return min(made, key=len)


# ------------------------------------------------------------------ vectors

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_SVG = re.compile(rb"<svg\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_LENGTH = re.compile(rb"\s(width|height)\s*=\s*[\"']\s*([0-9.]+)(?:px)?\s*[\"']")
_VIEW = re.compile(rb"\sviewBox\s*=\s*[\"']\s*[-0-9.eE]+[\s,]+[-0-9.eE]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*[\"']")


def _drawing(data: bytes) -> tuple[int, int] | None:
    """Return width and height of an SVG file (0 where it does not say), or None if it is none."""
    head = data[:20_000]
    if b"<svg" not in head or data[:1] not in (b"<", b"\xef", b" ", b"\n", b"\r", b"\t"):
        return None
    found = _SVG.search(_COMMENT.sub(b"", head))
    if not found:
        return 0, 0
    said = dict(_LENGTH.findall(found[1]))
    view = _VIEW.search(found[1])
    try:
        if len(said) == 2:
            return max(1, round(float(said[b"width"]))), max(1, round(float(said[b"height"])))
        if view:
            return max(1, round(float(view[1]))), max(1, round(float(view[2])))
    except (ValueError, OverflowError):
        return 0, 0
    return 0, 0
