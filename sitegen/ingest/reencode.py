"""The bytes of a picture from outside → a picture that holds nothing else: upright, in sRGB, of a sane size.

Decoding and encoding anew drops everything that is not the picture: place and camera (EXIF), comments, previews,
colour profiles, trailing data. Only an animated GIF keeps its frames as they are, and loses the rest block by block.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

from sitegen.errors import fail

WIDEST = 1600
TALLEST = 8000
# What opening one may take beside the page, so that an import stays below 300 MB.
_MOST_BYTES = 120_000_000
# Modes whose pixels can be mixed: shrunk first, they need no second copy in full size.
_SCALABLE = frozenset(("L", "RGB", "RGBA", "CMYK", "YCbCr"))
_SMALLEST = 3
_LARGEST_ANIMATION = 3_000_000
_MOST_MOVING_PIXELS = 300_000_000
_LARGEST_PROFILE = 4_000_000
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "jpg", "MPO": "jpg"}
_TIMING, _REPETITION = 8, 19
_SVG = re.compile(
    rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<\?xml.{0,500}?\?>|<!--.{0,2000}?-->|<!doctype[^>]{0,500}>|\s)*<svg[\s>:]"
)
# What Pillow's decoders raise for bytes that are not as their format says.
_DAMAGED = (OSError, ValueError, EOFError, ArithmeticError, MemoryError, LookupError, TypeError, AttributeError,
            RuntimeError, AssertionError, struct.error, zlib.error)  # fmt: skip
_HINT = "add another picture by hand"


def sane(data: bytes, name: str) -> tuple[bytes, str]:
    """Return a picture as a browser and a reader can use it, and its file ending; what it is called does not matter.

    Raises SitegenError for what is no JPEG, PNG, WebP, GIF or AVIF, or is too large to be opened safely.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    if _SVG.match(data[:8000]):
        raise fail("is an SVG drawing, which can hold scripts", "save it as PNG and add that by hand", path=name)
    Pillow.init()
    formats = [one for one in _FORMATS if one in Pillow.OPEN]
    try:
        with Pillow.open(io.BytesIO(data), formats=formats) as opened:
            ending = _FORMATS.get(opened.format or "", "")
            _measure(opened, name)
            if ending == "gif" and _moves(opened) and len(data) <= _LARGEST_ANIMATION:
                return bare_gif(data), "gif"
            _draft(opened)
            ImageOps.exif_transpose(opened, in_place=True)
            scalable = opened.mode in _SCALABLE and "transparency" not in opened.info
            picture = _fitted(opened) if scalable else opened
            return _encoded(_fitted(_plain(picture, opaque=ending == "jpg")), "png" if ending == "gif" else ending)
    except (UnidentifiedImageError, Pillow.DecompressionBombError, SyntaxError):
        raise fail("is not a JPEG, PNG, WebP, GIF or AVIF picture", _HINT, path=name) from None
    except _DAMAGED as error:
        raise fail(f"is a damaged picture: {error}", _HINT, path=name) from None


def _measure(opened: Any, name: str) -> None:
    """Refuse what is too small to see or too large to open safely."""
    if opened.width * opened.height * _bytes_a_pixel(opened) > _MOST_BYTES:
        raise fail(f"has {opened.width} × {opened.height} pixels, too many to open safely", _HINT, path=name)
    if min(opened.size) < _SMALLEST:
        raise fail("is a counting pixel, not a picture", _HINT, path=name)


def _bytes_a_pixel(opened: Any) -> float:
    """Return what decoding and shrinking a picture takes, as it was measured for each format and mode."""
    if opened.format in ("JPEG", "MPO"):  # decoded at a part of its size; a progressive one is held whole before that
        sizes = [across * down for _, across, down, _ in opened.layer] if opened.info.get("progressive") else [0]
        return max(2.4, 2 * sum(sizes) / max(1, *sizes))
    see_through = "transparency" in opened.info
    if opened.format == "WEBP":
        return 28 if opened.mode == "RGBA" else 14
    if opened.format == "PNG" and (see_through or opened.mode in ("LA", "RGBA") or opened.mode.startswith("I")):
        return 8 if opened.mode == "RGBA" else 12
    return 9 if opened.format == "AVIF" else 6


def _moves(opened: Any) -> bool:
    """Tell whether a GIF is an animation that a reader's machine can play."""
    frames = getattr(opened, "n_frames", 1)
    return frames > 1 and frames * opened.width * opened.height <= _MOST_MOVING_PIXELS


def _draft(opened: Any) -> None:
    """Let a large JPEG be decoded at the smallest size that is still enough: it saves most of the memory."""
    shrink = _shrink(max(opened.size), min(opened.size))
    if opened.format in ("JPEG", "MPO") and shrink < 1:
        opened.draft(None, (int(opened.width * shrink) + 1, int(opened.height * shrink) + 1))


def _shrink(width: int, height: int) -> float:
    return min(1.0, WIDEST / width, TALLEST / height)


def _plain(picture: Any, *, opaque: bool) -> Any:
    """Return the picture in grey or sRGB; what shows through is white where the format cannot keep it."""
    from PIL import Image as Pillow

    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel and more
        picture = picture.convert("F").point(lambda value: value * (1 / 256) + 0).convert("L")
    if picture.mode == "P" or "transparency" in picture.info:
        profile = picture.info.get("icc_profile")
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        picture.info["icc_profile"] = profile
    if picture.mode in ("1", "LA", "La", "PA", "RGBa", "RGBX"):
        picture = picture.convert("L" if picture.mode == "1" else "RGBA")
    picture = _in_srgb(picture)
    if opaque and picture.mode == "RGBA":
        ground = Pillow.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture


def _in_srgb(picture: Any) -> Any:
    """Return the picture with the colours that its profile means; a profile that cannot be read is ignored."""
    profile = picture.info.get("icc_profile")
    if picture.mode == "L":
        return picture
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile and len(profile) <= _LARGEST_PROFILE:
        from PIL import ImageCms

        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if picture.mode != wanted or "srgb" not in ImageCms.getProfileDescription(given).casefold():
                made = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=wanted)
                return picture if made is None else made
        except (ImportError, OSError, ValueError, TypeError, ImageCms.PyCMSError):
            return picture.convert(wanted)
    return picture if picture.mode == wanted else picture.convert(wanted)


def _fitted(picture: Any) -> Any:
    shrink = _shrink(*picture.size)
    if shrink == 1:
        return picture
    return picture.resize((max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink))))


def _encoded(picture: Any, ending: str) -> tuple[bytes, str]:
    """Return a Pillow picture as bytes of the format that `ending` names."""
    options: dict[str, dict[str, Any]] = {
        "jpg": {"format": "JPEG", "quality": 85, "optimize": True, "progressive": True},
        "png": {"format": "PNG", "optimize": True},
        "webp": {"format": "WEBP", "quality": 82},
    }
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, **options[ending])
    return out.getvalue(), ending


def bare_gif(data: bytes) -> bytes:
    """Return a GIF with its frames, their timing and its repetition, and no comment, text, or data of programs.

    The blocks are those of the specification (GIF89a). Raises ValueError where they are not as it says.
    """
    at = 13 + _table(_byte(data, 10))
    kept = [data[:at]]
    while (kind := _byte(data, at)) != 0x3B:
        begin = at
        if kind == 0x2C:
            at = _past_blocks(data, at + 11 + _table(_byte(data, at + 9)))
        elif kind == 0x21:
            at = _past_blocks(data, at + 2)
        else:
            raise ValueError(f"block {kind:#x} is none of a GIF")
        size = at - begin
        timing = kind == 0x21 and data[begin + 1] == 0xF9 and size == _TIMING
        repeats = data[begin + 3 : begin + 14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0") and size == _REPETITION
        if kind == 0x2C or timing or repeats:
            kept.append(data[begin:at])
    return b"".join((*kept, b"\x3b"))


def _table(flags: int) -> int:
    """Return the size of the colour table that the flags tell."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _past_blocks(data: bytes, at: int) -> int:
    """Return where the sub-blocks that begin at `at` have ended."""
    while size := _byte(data, at):
        at += 1 + size
    return at + 1


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise ValueError("it ends early")
    return data[at]
