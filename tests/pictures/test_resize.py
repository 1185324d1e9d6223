"""What a picture's file becomes: lighter copies, upright, in sRGB, of pixels only; or a sentence on what is wrong."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from sitegen.config import Pictures
from sitegen.pictures.resize import LIGHT, Shot, copy_name, shoot
from tests.pictures.samples import XMP, chart, data, exif, jpeg, moving, opened, photo, places

SETTINGS = Pictures(widths=(480, 800))


def shot(file: bytes, folder: Path, chosen: Pictures = SETTINGS) -> Shot:
    path = folder / "source"
    path.write_bytes(file)
    return msgspec.msgpack.decode(shoot(str(path), str(folder), chosen), type=Shot)


def copies(file: bytes, folder: Path, chosen: Pictures = SETTINGS) -> dict[int, Image.Image]:
    made = shot(file, folder, chosen)
    assert made.message == ""
    return {one.width: opened((folder / copy_name(made.key, one.width)).read_bytes()) for one in made.copies}


def test_copies_are_as_wide_as_asked_and_no_wider_than_the_original(tmp_path: Path) -> None:
    for width, wanted in ((1600, [480, 800]), (800, [480, 800]), (700, [480, 700]), (480, [480]), (300, [300])):
        made = copies(data(photo(width, width * 2 // 3), "PNG"), tmp_path)
        assert [picture.size for picture in made.values()] == [(w, round(w * (width * 2 // 3) / width)) for w in wanted]
        assert {picture.format for picture in made.values()} == {"WEBP"}


def test_a_picture_in_the_format_of_the_copies_is_its_own_widest_copy(tmp_path: Path) -> None:
    narrow = shot(data(photo(700, 467), "WEBP", quality=90), tmp_path)
    assert ([one.width for one in narrow.copies], narrow.whole) == ([480], True)
    wide = shot(data(photo(1600, 1067), "WEBP", quality=90), tmp_path)
    assert ([one.width for one in wide.copies], wide.whole) == ([480, 800], False)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_comes_out_upright(orientation: int, tmp_path: Path) -> None:
    """A red corner at the top left, whichever way the pixels lie in the file (Exif 2.32, Orientation)."""
    upright = photo(1200, 600).convert("L").convert("RGB")
    upright.paste((255, 0, 0), (0, 0, 300, 300))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = upright.transpose(turns[orientation]) if orientation > 1 else upright
    file = data(stored, "JPEG", exif=exif(orientation), quality=92)
    made = copies(file, tmp_path)
    assert (shot(file, tmp_path).width, shot(file, tmp_path).height) == (1200, 600)
    assert made[800].size == (800, 400)
    red = made[800].getpixel((40, 40))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 60 > red[1]


def test_copies_hold_nothing_but_pixels(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sources = [jpeg(place=True, xmp=XMP, icc_profile=srgb, comment=b"private")]
    sources += [data(photo(), format_, exif=exif(place=True), xmp=XMP) for format_ in ("WEBP", "PNG", "AVIF")]
    for file in sources:
        for chosen in (SETTINGS, Pictures(widths=(480,), format="avif", quality=60)):
            for picture in copies(file, tmp_path, chosen).values():
                assert not picture.getexif()
                assert not {"icc_profile", "xmp", "comment", "exif"} & {
                    key for key, value in picture.info.items() if value
                }
        made = shot(file, tmp_path)
        for one in made.copies:
            written = (tmp_path / copy_name(made.key, one.width)).read_bytes()
            assert not places(written)
            assert b"Camera" not in written


def grey16() -> bytes:
    """Return a PNG with sixteen bits of grey: dark at the left, bright at the right."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", 65535 * x // 899) for x in range(900)) for _ in range(300))
    made = b"\x89PNG\r\n\x1a\n"
    for kind, content in (
        (b"IHDR", struct.pack(">IIBBBBB", 900, 300, 16, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    ):
        made += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return made


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path: Path) -> None:
    made = copies(grey16(), tmp_path)[480]
    shades = made.convert("L").crop((0, 50, 480, 51)).tobytes()
    for x, wanted in ((5, 3), (120, 64), (240, 128), (360, 191), (475, 252)):
        assert abs(shades[x] - wanted) < 6


MODES: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
    "grey": (photo(mode="L"), "JPEG", {}),
    "for print": (photo(mode="CMYK"), "JPEG", {}),
    "black and white": (photo(mode="L").convert("1"), "PNG", {}),
    "palette": (photo(900, 600).quantize(64), "PNG", {}),
    "grey and clear": (photo(900, 600, "LA"), "PNG", {}),
    "clear, but nowhere": (photo(900, 600, "RGBA"), "PNG", {}),
    "one clear colour": (photo(900, 600).quantize(64), "PNG", {"transparency": 3}),
    "still GIF": (photo(900, 600).quantize(64), "GIF", {}),
    "BMP": (photo(900, 600), "BMP", {}),
    "a strange profile": (photo(900, 600), "JPEG", {"icc_profile": b"no profile at all"}),
}


@pytest.mark.parametrize("name", MODES)
def test_every_kind_of_pixel_can_be_shown(name: str, tmp_path: Path) -> None:
    picture, format_, options = MODES[name]
    made = copies(data(picture, format_, **options), tmp_path)
    assert made[480].mode == ("RGBA" if name == "one clear colour" else "RGB")
    wanted = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    found = made[480].convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(wanted, tuple)
    assert isinstance(found, tuple)
    if name != "one clear colour":
        assert max(abs(a - b) for a, b in zip(wanted, found, strict=True)) < 12


def test_clear_parts_stay_clear(tmp_path: Path) -> None:
    picture = photo(900, 600, "RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 450, 600))
    made = copies(data(picture, "PNG"), tmp_path)[480]
    clear, solid = made.getpixel((50, 50)), made.getpixel((400, 50))
    assert isinstance(clear, tuple)
    assert isinstance(solid, tuple)
    assert (clear[3], solid[3]) == (0, 255)


def test_another_space_of_colours_is_converted(tmp_path: Path) -> None:
    """A profile that exchanges nothing but says "Lab" cannot be used on RGB; one of sRGB changes nothing."""
    plain = copies(data(photo(), "PNG"), tmp_path)[480]
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with_profile = copies(data(photo(), "PNG", icc_profile=srgb), tmp_path)[480]
    one, other = plain.getpixel((100, 100)), with_profile.getpixel((100, 100))
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 4


def test_of_flat_drawings_the_lighter_way_to_write_them_is_taken(tmp_path: Path) -> None:
    file = data(chart(), "PNG") + b" " * LIGHT
    made = copies(file, tmp_path, Pictures(widths=(1200,)))[1200]
    assert made.convert("RGB").tobytes() == chart().convert("RGB").tobytes(), "not one pixel is lost"


def test_light_moving_and_drawn_pictures_are_left_as_they_are(tmp_path: Path) -> None:
    svg = b'<?xml version="1.0"?><!-- <svg width="1"> --><svg xmlns="http://www.w3.org/2000/svg" '
    for file, size in (
        (jpeg(60, 40), (60, 40)),
        (moving("GIF"), (300, 200)),
        (moving("WEBP"), (300, 200)),
        (moving("PNG"), (300, 200)),
        (svg + b'width="640px" height="360">', (640, 360)),
        (svg + b'viewBox="0 0 24.4 12">', (24, 12)),
        (svg + b'width="100%" height="50" viewBox="0,0,30,10">', (30, 10)),
        (svg + b">", (0, 0)),
    ):
        made = shot(file, tmp_path)
        assert (made.width, made.height, made.copies, made.message) == (*size, (), "")


def test_no_copies_are_made_where_the_settings_say_so(tmp_path: Path) -> None:
    made = shot(jpeg(), tmp_path, Pictures(resize=False))
    assert (made.width, made.height, made.copies) == (1600, 1067, ())


def test_a_copy_that_would_be_no_lighter_is_not_made(tmp_path: Path) -> None:
    file = data(photo(300, 200), "JPEG", quality=20) + b"\0" * LIGHT
    heavy = Pictures(widths=(800,), quality=100)
    assert shot(file, tmp_path, heavy).copies == ()


def header(width: int, height: int) -> bytes:
    """Return a PNG that claims to be large and holds nothing."""
    content = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + content + struct.pack(">I", zlib.crc32(b"IHDR" + content))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT\x35\xaf\x06\x1e" + b"\0\0\0\0IEND\xaeB`\x82"


AGAIN = "save it again, as JPEG, PNG or WebP"
SMALLER = "save it smaller: 64 million are the most"
OTHERWISE = "save it as JPEG, PNG or WebP"
WRONG = {
    "empty": (b"", "is no picture that can be read", AGAIN),
    "a page": (b"<html>", "is no picture that can be read", AGAIN),
    "half": (jpeg()[:20_000], "is a damaged picture: ", AGAIN),
    "large": (header(9000, 9000), "has 9000 × 9000 pixels, too many to make copies of", SMALLER),
    "a bomb": (header(40_000, 40_000), "has more than 100 million pixels, too many to make copies of", SMALLER),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "is a HEIC file, which browsers do not show", OTHERWISE),
    "TIFF": (data(photo(60, 40), "TIFF"), "is a TIFF file, which browsers do not show", OTHERWISE),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str, tmp_path: Path) -> None:
    file, message, hint = WRONG[name]
    made = shot(file, tmp_path)
    assert made.message.startswith(message)
    assert (made.hint, made.copies) == (hint, ())


def test_the_same_file_gives_the_same_bytes_and_is_worked_on_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shot(jpeg(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    other = tmp_path / "other"
    other.mkdir()
    assert shot(jpeg(), other) == first
    assert {path.name: path.read_bytes() for path in other.iterdir()} == before
    monkeypatch.delattr(Image, "open")
    assert shot(jpeg(), tmp_path) == first


FILES = [jpeg(700, 467), data(photo(700, 467), "WEBP"), data(photo(200, 133).quantize(32), "PNG"), moving("GIF")]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_damaged_file_stops_a_build(file: bytes, damage: list[tuple[int, int]]) -> None:
    broken = bytearray(file)
    for at, value in damage:
        broken[at % (len(broken) if at % 2 else 400)] = value
    with tempfile.TemporaryDirectory() as folder:
        made = shot(bytes(broken), Path(folder))
        for one in made.copies:
            assert Image.open(io.BytesIO(Path(folder, copy_name(made.key, one.width)).read_bytes())).width == one.width
