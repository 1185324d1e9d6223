"""Pictures in builds: made once, kept by content, told to the pages that show them, the same however they were made."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from sitegen.errors import SitegenError
from sitegen.pictures import album, resize
from tests.engine.sites import archive, article, clean, differences, files, new_site, run, write
from tests.engine.test_costs import imported, settle
from tests.pictures.samples import chart, data, jpeg, moving, photo, places

SMALL = "[pictures]\nwidths = [120, 240]\n"
PAGE = "2025/10/sahil/index.html"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a lead picture, one within a text, one that nobody shows, and a film."""
    root = new_site(tmp_path / "site")
    archive(root, 4)
    configure(root, SMALL)
    write(root, "content/media/sahil.jpg", jpeg(600, 400, place=True))
    write(root, "content/media/xəritə 1.png", data(photo(400, 300), "PNG"))
    write(root, "content/media/gizli.jpg", jpeg(600, 400, place=True))
    write(root, "content/media/film.mp4", b"film")
    body = "Mətn.\n\n![Xəritə](../media/x%C9%99rit%C9%99%201.png)\n"
    article(root, "sahil", body, image={"src": "media/sahil.jpg", "alt": "Sahil"})
    settle()
    return root


def configure(root: Path, settings: str) -> None:
    before = (root / "site.toml").read_text(encoding="utf-8").partition("[pictures]")[0]
    write(root, "site.toml", before + settings)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the files that copies are made of, from now on, in this process."""
    sizes: list[int] = []
    real = resize._shot

    def note(content: bytes, *values: object) -> object:
        sizes.append(len(content))
        return real(content, *values)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(resize, "_shot", note)
    return sizes


def media(root: Path) -> list[str]:
    """Return the published files of media/, without the marks of their content."""
    found = (file.removeprefix("media/") for file in files(root / "output") if file.startswith("media/"))
    return sorted(re.sub(r"-[0-9a-f]{8}\.", "-*.", file) for file in found)


PUBLISHED = [
    "film.mp4", "gizli.jpg", "sahil-120-*.webp", "sahil-240-*.webp", "sahil.jpg", "xerite.svg",
    "xəritə 1-120-*.webp", "xəritə 1-240-*.webp", "xəritə 1.png",
]  # fmt: skip


def test_copies_lie_beside_the_pictures_that_pages_show(site: Path) -> None:
    run(site)
    assert media(site) == PUBLISHED


def test_a_picture_in_a_text_says_its_size_and_offers_its_copies(site: Path) -> None:
    run(site)
    page = files(site / "output")[PAGE].decode()
    lead, source, img = re.findall(r"<(?:source|img)[^>]*>", page)
    assert lead == '<img src="/digest/media/sahil.jpg" width="600" height="400" alt="Sahil">'
    mark = re.findall(r"-120-([0-9a-f]{8})", source)[0]
    name = "/digest/media/x%C9%99rit%C9%99%201"
    assert source == (
        f'<source type="image/webp" srcset="{name}-120-{mark}.webp 120w, {name}-240-{mark}.webp 240w" '
        'sizes="auto,(min-width:46em) 42rem,100vw">'
    )
    assert img == f'<img src="{name}.png" width="400" height="300" alt="Xəritə" loading="lazy" decoding="async">'
    for address in re.findall(r"(/digest/media/\S+\.webp)", source):
        assert unquote(address).removeprefix("/digest/") in files(site / "output")


def test_nothing_is_made_twice(site: Path, worked: list[int]) -> None:
    run(site)
    assert len(worked) == 2
    settle()
    assert run(site).written == []
    article(site, "sahil", "Başqa mətn.\n\n![Xəritə](../media/xəritə%201.png)\n")
    run(site)
    assert len(worked) == 2
    shutil.rmtree(site / "output")
    run(site)
    assert len(worked) == 2
    assert media(site) == [file for file in PUBLISHED if not file.startswith("sahil-")]


def test_a_changed_picture_makes_only_its_own_copies_and_pages(site: Path, worked: list[int]) -> None:
    run(site)
    worked.clear()
    changed = jpeg(500, 400)
    write(site, "content/media/sahil.jpg", changed)
    built = run(site)
    assert worked == [len(changed)]
    assert [file for file in built.written if file.startswith("media/") and "sahil" not in file] == []
    assert PAGE in built.written
    assert "2025/08/xeber-1/index.html" not in built.written
    assert len([file for file in built.removed if file.startswith("media/sahil-")]) == 2
    assert media(site) == PUBLISHED


def test_the_same_picture_under_another_name_is_not_made_again(site: Path, worked: list[int]) -> None:
    run(site)
    worked.clear()
    shutil.copyfile(site / "content/media/sahil.jpg", site / "content/media/sahil-2.jpg")
    article(site, "iki", image={"src": "media/sahil-2.jpg", "alt": "Sahil"})
    run(site)
    assert worked == []
    assert "sahil-2-120-*.webp" in media(site)


def test_copies_of_a_picture_that_is_shown_no_more_are_removed(site: Path) -> None:
    run(site)
    article(site, "sahil")
    run(site)
    assert media(site) == [file for file in PUBLISHED if "-*" not in file]
    (site / "content/media/sahil.jpg").unlink()
    run(site)
    assert "sahil.jpg" not in media(site)


def add(site: Path) -> None:
    write(site, "content/media/yeni.png", data(chart(600, 300), "PNG") + b" " * 9000)
    article(site, "yeni", "![Qrafik](media/yeni.png)\n")


def lose_copies(site: Path) -> None:
    shutil.rmtree(site / ".sitegen/pictures")
    article(site, "sahil", "![Xəritə](media/xəritə%201.png)\n![Sahil](media/sahil.jpg)\n")


def damage_copies(site: Path) -> None:
    for file in (site / ".sitegen/pictures").iterdir():
        file.write_bytes(file.read_bytes()[:-9] + b"\0" * 9)
    shutil.rmtree(site / "output/media")


def lose_index(site: Path) -> None:
    (site / ".sitegen/pictures.index").write_bytes(b"nothing")
    article(site, "yeni")


EDITS: dict[str, Callable[[Path], object]] = {
    "a new picture": add,
    "another picture": lambda site: write(site, "content/media/sahil.jpg", jpeg(700, 300)),
    "a picture is gone": lambda site: (site / "content/media/sahil.jpg").unlink(),
    "a picture broke": lambda site: write(site, "content/media/sahil.jpg", b"broken"),
    "other widths": lambda site: configure(site, "[pictures]\nwidths = [200]\nquality = 60\n"),
    "another format": lambda site: configure(site, '[pictures]\nwidths = [120]\nformat = "avif"\n'),
    "no copies": lambda site: configure(site, "[pictures]\nresize = false\n"),
    "copies were lost": lose_copies,
    "copies were damaged": damage_copies,
    "the index was lost": lose_index,
    "a published copy was touched": lambda site: next((site / "output/media").glob("sahil-120*")).write_bytes(b"x"),
}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_site_is_as_if_built_anew(name: str, site: Path, tmp_path: Path) -> None:
    run(site)
    EDITS[name](site)
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_many_pictures_give_the_same_with_any_number_of_processes(site: Path, tmp_path: Path) -> None:
    text = ""
    for number in range(6):
        write(site, f"content/media/sekil-{number}.jpg", jpeg(300 + 20 * number, 200))
        text += f"![Şəkil {number}](media/sekil-{number}.jpg)\n\n"
    article(site, "coxlu", text)
    run(site, jobs=2)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean", jobs=1)) == []


def test_the_place_is_left_out_of_what_is_published_and_stays_in_the_editors_file(site: Path) -> None:
    before = files(site / "content")
    run(site)
    assert files(site / "content") == before
    made = files(site / "output")
    assert places(before["media/sahil.jpg"])
    assert [file for file, content in made.items() if file.endswith((".jpg", ".webp")) and places(content)] == []
    settle()
    article(site, "yeni")
    assert [file for file in run(site).written if file.startswith("media/")] == []


def test_a_picture_that_cannot_be_read_is_a_warning_with_its_file(site: Path) -> None:
    write(site, "content/media/sahil.jpg", jpeg(600, 400)[:9000])
    (warning,) = run(site).warnings
    assert warning.path == "content/media/sahil.jpg"
    assert warning.message.startswith("is a damaged picture: ")
    with pytest.raises(SitegenError, match=r"content/media/sahil\.jpg: is a damaged picture"):
        run(site, strict=True)


def test_pictures_without_words_or_without_a_file_are_warnings_with_file_and_line(site: Path) -> None:
    article(site, "sahil", "Mətn.\n\n![](media/gizli.jpg)\n", image={"src": "media/sahli.jpg", "alt": "Sahil"})
    absent, wordless = run(site).warnings
    assert str(absent) == (
        "warning: content/articles/sahil.md:4: the picture media/sahli.jpg does not exist; "
        'did you mean "media/sahil.jpg"?'
    )
    assert str(wordless) == (
        "warning: content/articles/sahil.md:8: the picture media/gizli.jpg has no alternative text; "
        "say what it shows, for those who cannot see it: ![what it shows](…)"
    )


def test_a_picture_that_vanishes_during_the_build_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(source: str) -> bool:
        raise FileNotFoundError(2, "No such file or directory", source)

    monkeypatch.setattr(album, "tells_place", gone)
    with pytest.raises(SitegenError, match=r"content/media/gizli\.jpg: vanished while the site was built"):
        run(site)


def test_a_file_at_the_address_of_a_copy_is_named(site: Path) -> None:
    run(site)
    copy = next((site / "output/media").glob("sahil-120*")).name
    write(site, f"content/media/{copy}", b"mine")
    with pytest.raises(SitegenError, match=f"content/media/{copy}: would be published as /media/{copy}, which"):
        run(site)


def test_without_an_encoder_for_avif_the_setting_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(site, '[pictures]\nformat = "avif"\n')
    monkeypatch.setattr("PIL.features.check", lambda _: False)
    with pytest.raises(SitegenError, match=r'cannot write AVIF; install a newer Pillow .* format = "webp"'):
        run(site)


def test_explain_tells_of_copies(site: Path) -> None:
    run(site)
    copy = next(file for file in files(site / "output") if file.startswith("media/sahil-120"))
    assert run(site, explain=copy).result.explained == f"{copy} was left as it is: nothing that it shows has changed"
    write(site, "content/media/sahil.jpg", jpeg(500, 300))
    assert run(site, explain=copy).result.explained == f"{copy} was removed: the site has no such page any more"


def test_moving_pictures_say_their_size_and_have_no_copies(site: Path) -> None:
    write(site, "content/media/hereket.gif", moving())
    article(site, "gif", "![Hərəkət](media/hereket.gif)\n")
    run(site)
    page = files(site / "output")["2025/10/gif/index.html"].decode()
    assert '<img src="/digest/media/hereket.gif" width="300" height="200" alt="Hərəkət"' in page
    assert "<picture>" not in page


def test_a_site_without_pictures_loads_nothing_for_them(tmp_path: Path) -> None:
    root = new_site(tmp_path / "site")
    archive(root, 3)
    (root / "content/media/xerite.svg").unlink()
    names = imported(root)
    assert "jinja2" in names
    assert not {name for name in names if name.startswith(("PIL", "sitegen.pictures"))}


def test_pictures_that_are_as_they_were_are_not_opened_with_pillow(site: Path) -> None:
    assert "PIL.Image" in imported(site, "--now", "2025-12-01")
    article(site, "yeni")
    settle()
    assert "PIL.Image" not in imported(site, "--now", "2025-12-01"), sys.path


def test_what_is_warned_of_does_not_depend_on_texts_that_are_gone(site: Path) -> None:
    shutil.rmtree(site / "content" / "media")
    for file in (site / "content" / "articles").rglob("*.md"):
        file.unlink()
    article(site, "lead", image={"src": "media/yox.jpg", "alt": "Sahil"})
    article(site, "text", "![Sahil](media/yox.jpg)\n")
    assert len(run(site).warnings) == 2
    (site / "content" / "articles" / "text.md").unlink()
    (told,) = run(site).warnings
    assert str(told).startswith("warning: content/articles/lead.md:")
