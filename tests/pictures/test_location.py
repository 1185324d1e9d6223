"""A published picture does not tell where it was taken, and is otherwise the same."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from sitegen.pictures.location import tells_place, without_place
from tests.pictures.samples import XMP, data, exif, jpeg, opened, photo, places

SMALL = photo(64, 48)


def png(**options: object) -> bytes:
    return data(SMALL, "PNG", **options)


def png_with_text(key: str, value: str, *, packed: bool) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(key, value, zip=packed)
    return png(pnginfo=info)


LOCATED = {
    "JPEG": jpeg(64, 48, 6, place=True),
    "JPEG with XMP": jpeg(64, 48, 6, xmp=XMP),
    "JPEG, progressive, several scans": jpeg(64, 48, 6, place=True, progressive=True),
    "PNG": png(exif=exif(6, place=True)),
    "PNG with XMP": png_with_text("XML:com.adobe.xmp", XMP.decode(), packed=False),
    "PNG with packed XMP": png_with_text("XML:com.adobe.xmp", XMP.decode(), packed=True),
    "PNG of ImageMagick": png_with_text("Raw profile type exif", "00", packed=True),
    "WebP": data(SMALL, "WEBP", exif=exif(6, place=True), xmp=XMP),
    "WebP with XMP": data(SMALL, "WEBP", xmp=XMP),
}


@pytest.mark.parametrize("name", LOCATED)
def test_the_place_goes_and_no_pixel_changes(name: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(LOCATED[name])
    assert tells_place(str(path))
    kept = without_place(LOCATED[name])
    assert not places(kept)
    assert b"Camera of someone" not in kept
    assert opened(kept).tobytes() == opened(LOCATED[name]).tobytes()
    path.write_bytes(kept)
    assert not tells_place(str(path))
    assert without_place(kept) == kept


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP"])
def test_which_way_is_up_and_whose_it_is_stays(name: str) -> None:
    kept = opened(without_place(LOCATED[name])).getexif()
    assert {tag: kept[tag] for tag in kept} == {0x0112: 6, 0x013B: "Nigar", 0x8298: "Arxiv"}


def test_a_picture_that_tells_no_place_is_left_as_it_is() -> None:
    for file in (
        jpeg(64, 48, 6),
        png(exif=exif()),
        data(SMALL, "WEBP", exif=exif()),
        png(),
        b"",
        b"\xff\xd8",
        b"GIF89a",
    ):
        assert without_place(file) is file


def test_a_second_picture_behind_the_first_goes_with_its_place() -> None:
    """Phones put another version, with metadata of its own, behind the picture (CIPA DC-007)."""
    kept = without_place(jpeg(64, 48, place=True) + jpeg(32, 24, place=True))
    assert not places(kept)
    assert kept.count(b"\xff\xd8\xff") == 1


def test_metadata_that_cannot_be_read_goes() -> None:
    """What this reader cannot read, another might."""
    odd = jpeg(64, 48).replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\0+").replace(b"Exif\0\0II*\0", b"Exif\0\0II+\0")
    assert b"Camera of someone" not in without_place(odd)


@given(st.sampled_from(sorted(LOCATED)), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
def test_damaged_files_are_no_trouble(name: str, damage: list[tuple[int, int]]) -> None:
    file = bytearray(LOCATED[name])
    for at, value in damage:
        file[at % len(file)] = value
    without_place(bytes(file))
    without_place(bytes(file[: damage[0][0] % len(file)] if damage else file))


def test_numbers_of_both_byte_orders_are_read() -> None:
    for order, sign in (("<", b"II*\0"), (">", b"MM\0*")):
        entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 8, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 0)
        tiff = sign + struct.pack(f"{order}IH", 8, 2) + entries + b"\0\0\0\0"
        kept = without_place(data(SMALL, "JPEG", exif=b"Exif\0\0" + tiff))
        assert Image.Exif.get(opened(kept).getexif(), 0x0112) == 8
