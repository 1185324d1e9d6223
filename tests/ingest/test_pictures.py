"""Pictures brought home: only pictures, upright, sane in size, without metadata, stored once."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from PIL import Image

from sitegen.errors import SitegenError
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
