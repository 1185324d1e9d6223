"""Where a picture was taken, found in its file and left out of what is published.

A camera writes coordinates into its pictures (Exif 2.32, GPS IFD; XMP repeats them). The pixels are not touched: the
parts of a JPEG, PNG or WebP file that tell of the place are exchanged for one that keeps only which way is up, who
made the picture and whose it is.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_GPS = 0x8825
_KEPT = {0x0112: "H", 0x013B: "s", 0x8298: "s"}
"""Orientation, Artist and Copyright: their numbers in Exif."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
"""Bytes of a value by its type (TIFF 6.0, section 2)."""
_EXIF = b"Exif\0\0"
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
_PNG = b"\x89PNG\r\n\x1a\n"
_RAW_PROFILES = (b"Raw profile type exif", b"Raw profile type APP1", b"Raw profile type xmp")
_XMP_FLAG = 0x04

Data = bytes | mmap.mmap


class Part(NamedTuple):
    """What is to be changed in a file: the bytes from `start` to `end` become `new`."""

    start: int
    end: int
    new: bytes


def tells_place(path: str) -> bool:
    """Whether the picture at `path` says where it was taken. Raises OSError."""
    with open(path, "rb") as file:
        if Path(path).stat().st_size == 0:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return bool(_parts(data))


def without_place(data: bytes) -> bytes:
    """Return the file `data` without the place, or `data` itself if it tells of none."""
    parts = _parts(data)
    if not parts:
        return data
    kept, position = [], 0
    for part in parts:
        kept += [data[position : part.start], part.new]
        position = part.end
    made = b"".join([*kept, data[position:]])
    if made[:4] == b"RIFF":
        made = made[:4] + struct.pack("<I", len(made) - 8) + made[8:]
    return made


def _parts(data: Data) -> list[Part]:
    """Return the parts to change if one of them tells of the place, in their order; else nothing."""
    start = data[:12]
    if start[:2] == b"\xff\xd8":
        found = list(_jpeg(data))
    elif start[:8] == _PNG:
        found = list(_png(data))
    elif start[:4] == b"RIFF" and start[8:] == b"WEBP":
        found = list(_webp(data))
    else:
        return []
    return [part for _, part in found] if any(tells for tells, _ in found) else []


def _jpeg(data: Data) -> Iterator[tuple[bool, Part]]:
    """Yield the segments with metadata, and what follows the picture: another one, with metadata of its own."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF and data[position + 1] != 0xDA:
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        end = position + 2 + length
        head = data[position + 4 : position + 44]
        if data[position + 1] == 0xE1 and head.startswith(_EXIF):
            tiff = data[position + 10 : end]
            yield _tells(tiff), Part(position, end, _segment(_EXIF + _fresh(tiff)))
        elif data[position + 1] == 0xE1 and head.startswith(_XMP):
            yield b"GPS" in data[position:end], Part(position, end, b"")
        position = end if length >= 2 else len(data)
    behind = _end_of_jpeg(data, position)
    if behind < len(data):
        yield False, Part(behind, len(data), b"")


def _segment(payload: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


def _end_of_jpeg(data: Data, position: int) -> int:
    """Return where the picture ends whose scans begin at `position` (ITU T.81, B.1.1): behind the marker EOI."""
    while 0 <= position < len(data) - 1:
        marker = data[position + 1]
        if data[position] != 0xFF or marker == 0 or 0xD0 <= marker <= 0xD7 or marker == 0xFF:
            position = data.find(b"\xff", position + 1)
        elif marker == 0xD9:
            return position + 2
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return len(data)


def _png(data: Data) -> Iterator[tuple[bool, Part]]:
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind, end = data[position + 4 : position + 8], position + 12 + length
        if kind == b"eXIf":
            tiff = data[position + 8 : end - 4]
            fresh = _fresh(tiff)
            sealed = struct.pack(">I", len(fresh)) + kind + fresh + struct.pack(">I", zlib.crc32(kind + fresh))
            yield _tells(tiff), Part(position, end, sealed)
        elif kind in (b"iTXt", b"zTXt", b"tEXt"):
            text = data[position + 8 : end - 4]
            if text.startswith(_RAW_PROFILES):
                yield True, Part(position, end, b"")  # packed: what it tells is not looked at
            elif text.startswith(b"XML:com.adobe.xmp\0"):
                yield b"GPS" in text or text[18:19] == b"\1", Part(position, end, b"")
        position = end


def _webp(data: Data) -> Iterator[tuple[bool, Part]]:
    """Yield the chunks with metadata; the header's flag of XMP goes with it (RFC 9649, 2.7)."""
    position, has_xmp = 12, False
    found = []
    while position + 8 <= len(data):
        kind, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + length + length % 2
        content = data[position + 8 : position + 8 + length]
        if kind == b"EXIF":
            tiff = content.removeprefix(_EXIF)
            fresh = _fresh(tiff)
            chunk = kind + struct.pack("<I", len(fresh)) + fresh + b"\0" * (len(fresh) % 2)
            found.append((_tells(tiff), Part(position, min(end, len(data)), chunk)))
        elif kind == b"XMP ":
            has_xmp = True
            found.append((b"GPS" in content, Part(position, min(end, len(data)), b"")))
        position = end
    if has_xmp and data[12:16] == b"VP8X":
        yield False, Part(20, 21, bytes([data[20] & ~_XMP_FLAG]))
    yield from found


# ------------------------------------------------------------------ Exif


def _tells(tiff: bytes) -> bool:
    """Whether Exif data names the place, or cannot be read, so that nobody knows."""
    entries = _entries(tiff)
    return entries is None or _GPS in entries


def _entries(tiff: bytes) -> dict[int, tuple[int, bytes]] | None:
    """Return type and value of each entry of the first directory by its number, or None if it cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return None
    found = {}
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, kind, many = struct.unpack_from(f"{order}HHI", tiff, start + 2 + 12 * number)
            size, at = _SIZES.get(kind, 1) * many, start + 10 + 12 * number
            if size > 4:
                (at,) = struct.unpack_from(f"{order}I", tiff, at)
            value = tiff[at : at + size]
            if tag == 0x0112 and size == 2:
                value = struct.pack(">H", *struct.unpack(f"{order}H", value))
            found[tag] = kind, value
    except struct.error:
        return None
    return found


def _fresh(tiff: bytes) -> bytes:
    """Return Exif data that holds of `tiff` only what has nothing to do with the place."""
    entries = _entries(tiff) or {}
    kept = {tag: entries[tag] for tag in sorted(_KEPT) if tag in entries and entries[tag][0] in (2, 3)}
    directory, values = [struct.pack(">2sHIH", b"MM", 42, 8, len(kept))], b""
    behind = 8 + 2 + 12 * len(kept) + 4
    for tag, (kind, value) in kept.items():
        directory.append(struct.pack(">HHI", tag, kind, len(value) // _SIZES[kind]))
        if len(value) <= 4:
            directory.append(value.ljust(4, b"\0"))
        else:
            directory.append(struct.pack(">I", behind + len(values)))
            values += value + b"\0" * (len(value) % 2)
    return b"".join([*directory, b"\0\0\0\0", values])
