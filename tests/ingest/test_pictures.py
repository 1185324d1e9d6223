"""Pictures brought home: only pictures, upright, sane in size, without metadata, stored once."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.GifImagePlugin import GifImageFile

from sitegen.errors import SitegenError
from sitegen.ingest import kept
from sitegen.ingest.pictures import Media, bring_home
from sitegen.ingest.reencode import WIDEST, sane
from sitegen.ingest.story import ImportSettings, Story
from sitegen.records import Image as Picture
from sitegen.records import Source

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
PLACE = 0x8825


def encoded(kind: str, size: tuple[int, int] = (40, 20), color: str = "red", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **options)
    return out.getvalue()


def located(size: tuple[int, int] = (40, 20)) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # stands on its side
    exif[0x010F] = "Camera"
    exif.get_ifd(PLACE)[1] = "N"
    return encoded("JPEG", size, exif=exif)


def test_the_place_and_camera_go_and_the_picture_stands_upright() -> None:
    made, ending = sane(located(), "x")
    with Image.open(io.BytesIO(made)) as picture:
        assert ending == "jpg"
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert b"Camera" not in made


def test_what_trails_behind_a_picture_goes() -> None:
    assert b"<script>" not in sane(encoded("PNG") + b"<script>alert(1)</script>", "x")[0]


@pytest.mark.parametrize(
    "data",
    [
        encoded("JPEG", (4600, 4600)),
        encoded("JPEG", (4600, 4600), progressive=True),
        encoded("PNG", (4000, 4000)),
        encoded("WEBP", (2900, 2900)),
    ],
    ids=["jpeg", "progressive", "png", "webp"],
)
def test_what_can_be_opened_in_little_memory_may_be_large(data: bytes) -> None:
    with Image.open(io.BytesIO(sane(data, "x")[0])) as picture:
        assert picture.size == (WIDEST, WIDEST)


def test_a_colour_that_shows_through_does_so_when_the_picture_is_shrunk() -> None:
    made, _ = sane(encoded("PNG", (2000, 1000), transparency=(255, 0, 0)), "x")
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]  # RGBA has four bands


def test_a_wide_picture_is_made_smaller_in_proportion() -> None:
    made, _ = sane(encoded("JPEG", (4000, 1000)), "x")
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (WIDEST, WIDEST // 4)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "is an SVG drawing, which can hold scripts; save it as PNG and add that by hand",
        ),
        (b"<html>no picture</html>", "is not a JPEG, PNG, WebP, GIF or AVIF picture"),
        (encoded("JPEG", (300, 300))[:400], "is a damaged picture"),
        (encoded("PNG", (1, 1)), "is a counting pixel, not a picture"),
        (encoded("PNG", (9000, 9000)), "has 9000 × 9000 pixels, too many to open safely"),
        (encoded("WEBP", (3000, 3000)), "has 3000 × 3000 pixels, too many to open safely"),
        (encoded("JPEG", (4600, 4600), progressive=True, subsampling=0), "has 4600 × 4600 pixels, too many"),
        (encoded("PNG", (3400, 3400), transparency=(1, 2, 3)), "has 3400 × 3400 pixels, too many to open safely"),
        (b"", "is not a JPEG"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(SitegenError) as caught:
        sane(data, "https://x.example/p")
    assert said in str(caught.value)


BODY = """Mətn.

![Göl](https://x.example/a.jpg "Göl, *2025*")

İkinci ![kiçik](https://x.example/b.png) şəkil.

![eyni](https://x.example/same.jpg)

![yox](https://x.example/gone.jpg)

```
![kod](https://x.example/a.jpg)
```
"""


def test_an_article_s_pictures_come_home_once(tmp_path: Path) -> None:
    served = {
        "a.jpg": located(),
        "b.png": encoded("PNG"),
        "same.jpg": located(),
        "lead.webp": encoded("WEBP", color="blue"),
    }
    asked: list[str] = []

    def get(address: str) -> bytes:
        asked.append(address)
        if address.rsplit("/", 1)[-1] not in served:
            raise SitegenError([])
        return served[address.rsplit("/", 1)[-1]]

    def gone(address: str) -> bytes:
        from sitegen.errors import fail

        if address.endswith("gone.jpg"):
            raise fail("the server answered 404", "check the address", path=address)
        return get(address)

    story = Story(
        "Göl", BODY, "id", source=Source("X", "https://x.example/1"), image=Picture("https://x.example/lead.webp")
    )
    settings = ImportSettings(tmp_path)
    made, notes = bring_home(story, gone, Media(tmp_path), settings, NOW)
    stored = sorted(path.name for path in (tmp_path / "content/media/2025/10").iterdir() if path.name[0] != ".")
    assert [name.split("-")[0] + name[-4:] for name in stored] == ["gol.jpg", "gol.png", "golwebp"]
    jpg, png, webp = (f"media/2025/10/{name}" for name in stored)
    assert made.image is not None
    assert made.image.src == webp
    assert made.body == BODY.replace("![Göl](https://x.example/a.jpg", f"![Göl]({jpg}").replace(
        "https://x.example/b.png", png
    ).replace("https://x.example/same.jpg", jpg).replace("![yox](https://x.example/gone.jpg)\n\n", "")
    assert notes == ("the picture https://x.example/gone.jpg was left out: the server answered 404",)
    record = yaml.safe_load((tmp_path / "content/media/2025/10" / f".{stored[0]}.origin.yaml").read_text("utf-8"))
    assert record == {"from": "https://x.example/a.jpg", "article": "https://x.example/1", "at": NOW.isoformat()}
    asked.clear()
    assert bring_home(story, gone, Media(tmp_path), settings, NOW)[0] == made
    assert asked == ["https://x.example/same.jpg"]


def test_the_record_of_a_picture_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "settled", lambda sign, looked: True)
    story = Story("Göl", "![Göl](https://x.example/a.jpg)\n", "id")
    bring_home(story, lambda _: encoded("JPEG"), Media(tmp_path), ImportSettings(tmp_path), NOW)
    (picture,) = (tmp_path / "content").rglob("*.jpg")
    record = picture.with_name(f".{picture.name}.origin.yaml")
    assert Media(tmp_path).of("https://x.example/a.jpg") == picture.relative_to(tmp_path / "content").as_posix()
    with monkeypatch.context() as closed:
        closed.setattr(Path, "read_text", lambda *_, **__: pytest.fail("a record is read again"))
        assert Media(tmp_path).of("https://x.example/a.jpg")
    record.write_text("from: https://x.example/other.jpg\n", "utf-8")
    assert not Media(tmp_path).of("https://x.example/a.jpg")
    assert Media(tmp_path).of("https://x.example/other.jpg")
    picture.unlink()
    assert not Media(tmp_path).of("https://x.example/other.jpg")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(sane(data, "x")[0]))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_the_place_goes_from_every_format(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(PLACE)[1] = "N"
    data = encoded(kind, exif=exif, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Baku</x:xmpmeta>")
    assert b"Camera" in data
    made, _ = sane(data, "x")
    assert b"Camera" not in made
    assert b"Baku" not in made


def test_a_picture_for_print_becomes_one_for_screens() -> None:
    picture = opened(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = picture.tobytes()[:3]
    assert (picture.mode, red > 220, green < 40, blue < 40) == ("RGB", True, True, True)


def test_colours_are_what_the_profile_means_and_the_profile_goes() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = opened(saved(Image.new("RGB", (40, 40), "red"), "PNG", icc_profile=lab))
    assert picture.getpixel((5, 5)) == (255, 0, 0)
    assert "icc_profile" not in picture.info
    assert opened(saved(Image.new("RGB", (40, 40), "red"), "PNG", icc_profile=b"no profile" * 20)).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(40, 40), (WIDEST + 400, 40)])
def test_every_kind_of_png_can_be_read(mode: str, size: tuple[int, int]) -> None:
    picture = opened(saved(Image.new(mode, size), "PNG"))
    picture.load()
    assert picture.mode in ("L", "RGB", "RGBA")
    assert picture.width <= WIDEST


def test_what_is_transparent_stays_so_or_becomes_white() -> None:
    palette = Image.new("P", (40, 40), 0)
    assert opened(saved(palette, "PNG", transparency=0)).tobytes()[3] == 0
    assert opened(saved(palette, "GIF", transparency=0)).tobytes()[3] == 0
    assert opened(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "AVIF")).getpixel((5, 5)) == (255, 255, 255)


def animation(frames: int = 3, size: tuple[int, int] = (40, 40)) -> bytes:
    pictures = [Image.new("RGB", size, (at * 40 % 256, at * 7 % 256, 80)) for at in range(frames)]
    comment = b"<script>alert(1)</script>"
    return saved(pictures[0], "GIF", save_all=True, append_images=pictures[1:], loop=0, duration=100, comment=comment)


def test_an_animation_keeps_its_frames_and_nothing_else() -> None:
    data = animation() + b"<script>"
    assert data.count(b"<script>") == 2
    made, ending = sane(data, "x")
    with GifImageFile(io.BytesIO(made)) as picture:
        assert (ending, picture.n_frames, picture.info["duration"], picture.info["loop"]) == ("gif", 3, 100, 0)
    assert b"script" not in made


def test_an_animation_too_heavy_to_play_stands_still() -> None:
    short = animation(2, (2400, 2400))
    last = short.rindex(b"\x21\xf9\x04")
    assert sane(short[:last] + 60 * short[last:-1] + b";", "x")[1] == "png"


def test_what_a_picture_is_called_does_not_matter() -> None:
    assert sane(encoded("PNG"), "https://x.example/photo.jpg")[1] == "png"
    assert sane(encoded("JPEG"), "https://x.example/run.exe")[1] == "jpg"


def test_a_text_that_would_fill_the_memory_is_not_unpacked() -> None:
    data = encoded("PNG")
    at = data.index(b"IDAT") - 4
    text = b"zTXtk\0\0" + zlib.compress(b"a" * 80_000_000)
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    with pytest.raises(SitegenError, match="is a damaged picture"):
        sane(data[:at] + chunk + data[at:], "x")


PICTURES = [encoded(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")] + [animation()]


@given(st.sampled_from(PICTURES), st.data())
def test_damaged_pictures_are_refused_or_made_sane(data: bytes, drawn: st.DataObject) -> None:
    bad = bytearray(data)
    for at, byte in drawn.draw(st.lists(st.tuples(st.integers(0, len(bad) - 1), st.integers(0, 255)), max_size=8)):
        bad[at] = byte
    try:
        made, ending = sane(bytes(bad[: drawn.draw(st.integers(0, len(bad)))]), "x")
    except SitegenError as error:
        assert error.problems[0].hint
    else:
        with Image.open(io.BytesIO(made)) as picture:
            assert {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}[picture.format or ""] == ending
