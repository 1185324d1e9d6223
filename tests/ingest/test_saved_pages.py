"""Pages saved with their pictures: a browser's "web page, complete", and archives."""

from __future__ import annotations

import base64
import io
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from PIL import Image

from sitegen.events import ignore
from sitegen.ingest import Imported, import_sources
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")


def encoded(kind: str, color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(out, kind)
    return out.getvalue()


TEXT = "<p>" + "</p><p>".join(
    [
        "Göldə qışlayan quşların sayılması başa çatıb, ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar.",
        "Mütəxəssislər artımı suyun səviyyəsinin qalxması ilə izah edirlər, sayımda iyirmi könüllü iştirak edib.",
    ]
)
PAGE = """<!DOCTYPE html>
{saved}<html lang="az"><head><meta charset="utf-8"><title>Göldə quşlar sayıldı</title></head><body><article>
<h1>Göldə quşlar sayıldı</h1><p>27.10.2025 14:37</p>{text}</p>{pictures}<p>Sayım gələn il də keçiriləcək, könüllülər
indidən yazıla bilərlər, onlara növləri ayırd etməyi öyrədəcəklər.</p></article></body></html>"""


def figure(address: str) -> str:
    return f'<figure><img src="{address}" width="800"><figcaption>Göl</figcaption></figure>'


def page(*pictures: str, saved: str = "") -> str:
    return PAGE.format(text=TEXT, pictures="".join(map(figure, pictures)), saved=saved)


def imported(source: Path, settings: ImportSettings) -> tuple[Imported, str]:
    (result,) = import_sources([str(source)], settings, NOW, ignore)
    assert isinstance(result, Imported)
    return result, (settings.root / result.path).read_text("utf-8").split("---\n", 2)[2]


def stored_pictures(root: Path) -> list[Path]:
    return sorted(path for path in (root / "content").rglob("*") if path.suffix in (".jpg", ".png", ".webp", ".gif"))


@pytest.mark.parametrize(
    ("folder", "address"),
    [
        ("Göl xəbərləri_files", "./Göl xəbərləri_files/şəkil 1.jpg"),
        ("Göl xəbərləri_files", "G%C3%B6l%20x%C9%99b%C9%99rl%C9%99ri_files/%C5%9F%C9%99kil%201.jpg"),
        ("Göl xəbərləri-Dateien", "Göl xəbərləri-Dateien/şəkil 1.jpg"),
    ],
)
def test_a_page_saved_complete_brings_its_pictures(tmp_path: Path, folder: str, address: str) -> None:
    saved_in = tmp_path / "downloads"
    (saved_in / folder).mkdir(parents=True)
    (saved_in / folder / "şəkil 1.jpg").write_bytes(encoded("JPEG"))
    source = saved_in / "Göl xəbərləri.html"
    source.write_text(page(address, saved="<!-- saved from url=(0022)https://gol.example/1 -->\n"), "utf-8")
    result, body = imported(source, ImportSettings(tmp_path))
    (picture,) = stored_pictures(tmp_path)
    assert f"]({picture.relative_to(tmp_path / 'content').as_posix()} " in body
    assert "url: https://gol.example/1\n" in (tmp_path / result.path).read_text("utf-8")
    record = yaml.safe_load(picture.with_name(f".{picture.name}.origin.yaml").read_text("utf-8"))
    assert record["from"] == f"{folder}/şəkil 1.jpg"
    assert record["article"] == "https://gol.example/1"


def test_without_images_a_saved_page_s_pictures_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "x.png").write_bytes(encoded("PNG"))
    (tmp_path / "a.html").write_text(page("a_files/x.png"), "utf-8")
    result, body = imported(tmp_path / "a.html", ImportSettings(tmp_path, images=False))
    assert stored_pictures(tmp_path) == []
    assert "saved.invalid" not in body
    assert "![" not in body
    assert result.notes == ()


@pytest.mark.parametrize(
    "address",
    [
        "a_files/../private/secret.png",
        "a_files/%2e%2e/private/secret.png",
        "a_files/..%2fprivate%2fsecret.png",
        "a_files/link.png",
        "a_files/folder",
        "a_files/none.png",
        "a_files/\N{NULL}.png",
        "https://saved.invalid/private/secret.png",
        "private/secret.png",
        "file:///etc/hostname",
    ],
)
def test_a_saved_page_cannot_publish_other_files(tmp_path: Path, address: str) -> None:
    for folder in ("a_files/folder", "private"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "private" / "secret.png").write_bytes(encoded("PNG"))
    (tmp_path / "a_files" / "link.png").symlink_to(tmp_path / "private" / "secret.png")
    (tmp_path / "a.html").write_text(page(address), "utf-8")
    _, body = imported(tmp_path / "a.html", ImportSettings(tmp_path))
    assert stored_pictures(tmp_path) == []
    assert "saved.invalid" not in body


def test_a_page_cannot_make_sitegen_ask_its_own_network(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("http://169.254.169.254/latest/a.png", "http://localhost/b.png"), "utf-8")
    result, body = imported(tmp_path / "a.html", ImportSettings(tmp_path, images=True))
    assert "![" not in body
    assert len(result.notes) == 2
    assert all("is not on the public internet" in note for note in result.notes)


def test_an_archive_brings_its_pictures(tmp_path: Path) -> None:
    def part(kind: str, data: bytes, **headers: str) -> bytes:
        told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"--x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{told}\r\n"
        return head.encode() + base64.encodebytes(data) + b"\r\n"

    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
    html = page("/a.jpg", "https://gol.example/b.png", "cid:c@x", "https://other.example/d.png", "cid:none@x")
    archive = b"".join(
        (
            head,
            part("text/html; charset=utf-8", html.encode(), Content_Location="https://gol.example/1"),
            part("image/jpeg", encoded("JPEG"), Content_Location="https://gol.example/a.jpg"),
            part("image/png", encoded("PNG", "blue"), Content_Location="https://gol.example/b.png"),
            part("image/png", encoded("PNG", "green"), Content_ID="<c@x>"),
            b"--x--\r\n",
        )
    )
    (tmp_path / "a.mhtml").write_bytes(archive)
    result, body = imported(tmp_path / "a.mhtml", ImportSettings(tmp_path))
    assert len(stored_pictures(tmp_path)) == 3
    assert body.count("](media/2025/10/") == 3
    assert "](https://other.example/d.png" in body
    assert result.notes == ("the picture none@x was left out: was not saved with the page",)
    records = [yaml.safe_load(path.read_text("utf-8")) for path in (tmp_path / "content").rglob("*.origin.yaml")]
    assert sorted(record["from"] for record in records) == [
        "c@x", "https://gol.example/a.jpg", "https://gol.example/b.png",
    ]  # fmt: skip


def written_in(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def noisy(size: int = 80) -> bytes:
    """Return a picture that takes more than 3,000 bytes."""
    out = io.BytesIO()
    Image.effect_noise((size, size), 90).save(out, "PNG")
    return out.getvalue()


def test_pictures_written_into_the_page_come_home(tmp_path: Path) -> None:
    one, other = noisy(), noisy(90)
    source = tmp_path / "a.html"
    source.write_text(page(written_in(one), written_in(other), written_in(b"GIF89a", "gif")), "utf-8")
    result, body = imported(source, ImportSettings(tmp_path))
    assert len(stored_pictures(tmp_path)) == 2
    assert body.count("](media/2025/10/") == 2
    assert "data:" not in body
    assert result.notes == ()


def test_a_blurred_picture_gives_way_to_the_one_that_a_script_would_load(tmp_path: Path) -> None:
    late = f'<figure><img src="{written_in(noisy())}" data-src="https://gol.example/a.jpg" width="800"></figure>'
    source = tmp_path / "a.html"
    source.write_text(page().replace("<p>Sayım gələn", f"{late}<p>Sayım gələn"), "utf-8")
    _, body = imported(source, ImportSettings(tmp_path))
    assert "(https://gol.example/a.jpg)" in body
    assert stored_pictures(tmp_path) == []


def test_a_picture_cut_short_inside_a_page_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(page(f"data:image/png;base64,{'A' * 4001}"), "utf-8")
    assert imported(source, ImportSettings(tmp_path))[0].notes[0].endswith("was left out: is not whole")


@pytest.mark.parametrize("damage", [b"no picture " * 400, noisy()[:3500], b"<svg onload=alert(1)>" * 300])
def test_what_is_no_picture_inside_a_page_is_left_out(tmp_path: Path, damage: bytes) -> None:
    source = tmp_path / "a.html"
    source.write_text(page(written_in(damage)), "utf-8")
    result, body = imported(source, ImportSettings(tmp_path))
    assert "![" not in body
    assert "the picture inside/" in result.notes[0]
    assert stored_pictures(tmp_path) == []


def colour(path: Path) -> object:
    with Image.open(path) as picture:
        return picture.convert("RGB").getpixel((0, 0))


MARKDOWN = """---
title: Göldə quşlar sayıldı
date: 2025-10-27
image: img/lead.png
---

Göldə qışlayan quşların sayılması başa çatıb.

![Göl](img/a%20b.png "Şimaldan") və ![Quş](<img/a b.png>)

![Yox](img/none.png) ![Kənar](../secret.png) ![Gizli](.hidden.png) ![Keçid](link.png) ![Saytın](media/x.png)

```
![Kod](img/lead.png)
```

- `![Kod](img/lead.png)`
  ~~~
  ![Kod](img/lead.png)
  ~~~

    ![Kod](img/lead.png)
"""


def test_pictures_beside_adopted_markdown_come_home(tmp_path: Path) -> None:
    (tmp_path / "in" / "img").mkdir(parents=True)
    for name in ("secret.png", "in/.hidden.png", "in/img/lead.png"):
        (tmp_path / name).write_bytes(encoded("PNG"))
    (tmp_path / "in" / "img" / "a b.png").write_bytes(encoded("PNG", "blue"))
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "secret.png")
    source = tmp_path / "in" / "a.md"
    source.write_text(MARKDOWN, "utf-8")
    result, body = imported(source, ImportSettings(tmp_path))
    assert len(stored_pictures(tmp_path)) == 2
    lead, picture = sorted(stored_pictures(tmp_path), key=lambda path: colour(path) != (255, 0, 0))
    assert body.count(picture.relative_to(tmp_path / "content").as_posix()) == 2
    assert f"src: {lead.relative_to(tmp_path / 'content').as_posix()}" in (tmp_path / result.path).read_text("utf-8")
    assert "![Yox](img/none.png) ![Kənar](../secret.png) ![Gizli](.hidden.png) ![Keçid](link.png) ![Saytın]" in body
    assert body.count("![Kod](img/lead.png)") == 4


def test_without_images_adopted_markdown_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a b.png").write_bytes(encoded("PNG"))
    (tmp_path / "a.md").write_text(MARKDOWN, "utf-8")
    _, body = imported(tmp_path / "a.md", ImportSettings(tmp_path, images=False))
    assert body.strip() == MARKDOWN.split("---\n", 2)[2].strip()


def test_openings_of_pictures_without_end_are_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Göl\n\n" + "![" * 20_000 + "\n", "utf-8")
    _, body = imported(tmp_path / "a.md", ImportSettings(tmp_path))
    assert body.strip() == "![" * 20_000
