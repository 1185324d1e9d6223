"""Pictures of every kind that a newsroom is sent, drawn here."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageCms, ImageDraw

GPS = {1: "N", 2: (40.0, 22.0, 30.0), 3: "E", 4: (49.0, 53.0, 31.5)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>40,22.5N</exif:GPSLatitude></x:xmpmeta>'


def photo(width: int = 1600, height: int = 1067, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Return something with the soft and the sharp parts of a photograph."""
    chance = random.Random(seed)
    made = Image.new("RGB", (width, height))
    for cells, share in ((6, 1.0), (24, 0.4), (200, 0.1)):
        rows = max(1, cells * height // width)
        noise = Image.frombytes("RGB", (cells, rows), chance.randbytes(cells * rows * 3))
        made = Image.blend(made, noise.resize((width, height), Image.Resampling.BICUBIC), share)
    return made.convert(mode)


def chart(width: int = 1200, height: int = 675) -> Image.Image:
    """Return a drawing of a few flat colours."""
    made = Image.new("RGB", (width, height), "#f3f0e9")
    draw = ImageDraw.Draw(made)
    for bar in range(12):
        draw.rectangle((bar * width // 12, height - bar * height // 14, bar * width // 12 + 40, height), fill="#9c1c2f")
    return made.quantize(8)


def data(picture: Image.Image, format_: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def exif(orientation: int = 1, *, place: bool = False) -> Image.Exif:
    """Return what a camera writes."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Camera of someone"
    made[0x013B] = "Nigar"
    made[0x8298] = "Arxiv"
    if place:
        made.get_ifd(0x8825).update(GPS)
    return made


def jpeg(width: int = 1600, height: int = 1067, orientation: int = 1, *, place: bool = False, **options: Any) -> bytes:
    return data(photo(width, height), "JPEG", exif=exif(orientation, place=place), quality=88, **options)


def profile() -> bytes:
    """Return a colour profile that is not sRGB's."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def moving(format_: str = "GIF") -> bytes:
    frames = [photo(300, 200, seed=seed) for seed in range(3)]
    return data(frames[0], format_, save_all=True, append_images=frames[1:], duration=100)


def opened(file: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(file))
    made.load()
    return made


def places(file: bytes) -> bool:
    """Whether a reader of metadata finds the place in a picture's file."""
    with Image.open(io.BytesIO(file)) as made:
        return bool(made.getexif().get_ifd(0x8825)) or b"GPS" in file
