"""Pictures for those who share a page: every title fits, every letter is the right one, each is drawn once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from sitegen.errors import SitegenError
from sitegen.language import CATALOGS, texts, upper
from sitegen.pictures import share
from sitegen.pictures.share import COVERED, FONT, HEIGHT, RECIPE, WIDTH, Colours, Drawing, draw, drawable, fitted, plain
from sitegen.storage import digest
from tests.engine.sites import archive, article, clean, differences, files, new_site, run, write
from tests.engine.test_costs import imported, settle
from tests.pictures.samples import jpeg, opened
from tests.themes.samples import LONG_TITLE, LONG_WORD

COLOURS = Colours("#fcfbf8", "#1b1916", "#5d574d", "#9c1c2f")
LETTERS = [chr(code) for first, last in COVERED for code in range(first, last + 1)]
MARGIN = 80


def test_the_face_has_every_letter_that_it_is_said_to_have() -> None:
    face = share._face(40)
    missing = face.getmask("\uffff")
    hollow = (missing.size, bytes(missing))
    absent = [c for c in LETTERS if not c.isspace() and (face.getmask(c).size, bytes(face.getmask(c))) == hollow]
    assert absent == []


def test_a_changed_face_is_a_changed_recipe() -> None:
    """The face is not among the files that sitegen's fingerprint covers."""
    assert (RECIPE, digest(FONT.read_bytes())) == ("share 1", "aa7fe14081d30e8cadb51aa9125a57b9")


@pytest.mark.parametrize("code", CATALOGS)
def test_every_language_with_a_catalog_can_be_drawn(code: str) -> None:
    words = " ".join(texts(code).values())
    assert drawable(words)
    assert drawable(upper(words, code))


def test_what_cannot_be_drawn_is_known_and_signs_are_left_out() -> None:
    assert [drawable(title) for title in ("بحر قزوين", "კასპიის ზღვა", "里海", "Κασπία", "Xəzər 🌊 dənizi ✔")] == [
        False
    ] * 4 + [True]
    assert plain("Xəzər 🌊\n\tdənizi \u200e«Ə»") == "Xəzər dənizi «Ə»"
    assert plain("Qug\u0306") == "Quğ"


@pytest.mark.parametrize(
    "title", ["Zəlzələ", LONG_TITLE, LONG_WORD, "x" * 2000, "Söz " * 400, "W", "", LONG_TITLE + LONG_WORD]
)
def test_nothing_runs_over_the_margins(title: str, tmp_path: Path) -> None:
    drawing = Drawing(title, LONG_TITLE.upper(), LONG_TITLE, COLOURS)
    picture = opened(draw(drawing, str(tmp_path))).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    paper = picture.getpixel((5, 5))
    for box in ((0, 0, MARGIN - 6, HEIGHT), (WIDTH - MARGIN + 6, 0, WIDTH, HEIGHT), (0, HEIGHT - 30, WIDTH, HEIGHT)):
        assert picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), paper)]
    assert picture.crop((MARGIN, 510, WIDTH - MARGIN, 526)).getcolors() == [((WIDTH - 2 * MARGIN) * 16, paper)]


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from(LETTERS), max_size=400))
def test_every_title_fits(title: str) -> None:
    size, lines = fitted(plain(title))
    assert all(share._width(line, size) <= WIDTH - 2 * MARGIN for line in lines)
    assert len(lines) * round(size * 1.16) <= 350
    written = "".join(lines).replace(" ", "")
    if not written.endswith("…"):
        assert written.replace("-", "") == plain(title).replace(" ", "").replace("-", "")


def test_titles_of_one_line_are_large_and_long_ones_are_balanced() -> None:
    assert fitted("Zəlzələ") == (104, ["Zəlzələ"])
    size, lines = fitted("Xəzərin səviyyəsi niyə enir: Volqanın axını, buxarlanma və Qara Boğaz Göl")
    widths = [share._width(line, size) for line in lines]
    assert min(widths) > 0.7 * max(widths)


# ------------------------------------------------------------------ in builds


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = new_site(tmp_path / "site")
    write(root, "site.toml", (root / "site.toml").read_text(encoding="utf-8").replace('"plain"', '"gazette"'))
    archive(root, 3)
    write(root, "content/media/sahil.jpg", jpeg(600, 400))
    article(root, "sahil", image={"src": "media/sahil.jpg", "alt": "Sahil"})
    article(root, "kicik", image={"src": "media/xerite.svg", "alt": "Xəritə"})
    settle()
    return root


def configure(root: Path, settings: str) -> None:
    before = (root / "site.toml").read_text(encoding="utf-8").partition("[share]")[0]
    write(root, "site.toml", before + settings)


def shared(root: Path, page: str) -> str:
    """Return the address of the picture that a page is shared with."""
    html = (root / "output" / page / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<meta property="og:image" content="https://\w+\.example\.\w+/\w+/([^"]*)"', html)
    assert len(found) <= 1
    return found[0] if found else ""


def drawn(root: Path) -> list[str]:
    return sorted(file for file in files(root / "output") if file.endswith("share.png"))


def test_the_site_has_a_picture_in_each_language(site: Path) -> None:
    run(site)
    assert drawn(site) == ["en/share.png", "share.png"]
    assert [shared(site, page) for page in ("", "en", "archive", "2025/08/xeber-1")] == [
        "share.png",
        "en/share.png",
        "share.png",
        "share.png",
    ]
    assert shared(site, "2025/10/sahil") == "media/sahil.jpg"
    assert shared(site, "2025/10/kicik") == "share.png", "others show no SVG"


def test_a_heavy_picture_is_shared_as_its_widest_copy(site: Path) -> None:
    write(site, "content/media/sahil.jpg", jpeg(600, 400) + b"\0" * 1_000_000)
    run(site)
    assert re.fullmatch(r"media/sahil-600-[0-9a-f]{8}\.webp", shared(site, "2025/10/sahil"))


def test_on_request_every_article_without_a_picture_has_one(site: Path) -> None:
    configure(site, "[share]\narticles = true\n")
    run(site)
    names = ["2025/08/xeber-0", "2025/08/xeber-1", "2025/08/xeber-2", "2025/10/kicik"]
    assert drawn(site) == [*(f"{name}/share.png" for name in names), "en/share.png", "share.png"]
    assert shared(site, names[0]) == f"{names[0]}/share.png"
    assert shared(site, "2025/10/sahil") == "media/sahil.jpg"


def test_each_is_drawn_once(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure(site, "[share]\narticles = true\n")
    titles: list[str] = []
    real = share._drawn

    def note(drawing: Drawing) -> bytes:
        titles.append(drawing.title)
        return real(drawing)

    monkeypatch.setattr(share, "_drawn", note)
    run(site)
    assert len(titles) == 6
    titles.clear()
    article(site, "sahil", "Başqa.\n", title="Sahil", image={"src": "media/sahil.jpg", "alt": "Sahil"})
    run(site)
    run(site, output=tmp_path / "elsewhere")
    assert titles == []
    article(site, "kicik", title="Başqa ad")
    built = run(site)
    assert titles == ["Başqa ad"]
    assert [file for file in built.written if file.endswith("share.png")] == ["2025/10/kicik/share.png"]
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_another_colour_or_title_draws_anew_and_none_draws_none(site: Path, tmp_path: Path) -> None:
    run(site)
    before = files(site / "output")["share.png"]
    configure(site, '[share]\n[theme_options]\naccent = "moss"\n')
    run(site)
    assert not ImageChops.difference(
        opened(before).convert("L"), opened(files(site / "output")["share.png"]).convert("L")
    ).getbbox()
    configure(site, "[share]\nsite = false\n")
    assert run(site).removed == ["en/share.png", "share.png"]
    assert shared(site, "") == ""
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_titles_in_other_letters_are_shared_with_the_sites_picture_and_a_warning(site: Path) -> None:
    configure(site, "[share]\narticles = true\n")
    article(site, "ereb", title="بحر قزوين")
    article(site, "gurcu", title="კასპიის ზღვა")
    built = run(site)
    (warning,) = built.warnings
    assert str(warning) == (
        "warning: content/articles/gurcu.md: the title has letters that pictures for those who share it cannot be "
        "drawn with (and 1 more); it is shared with the site's picture; a lead picture of its own helps"
    )
    assert shared(site, "2025/10/ereb") == "share.png"


def test_a_site_with_a_title_in_other_letters_has_none(site: Path) -> None:
    text = (site / "site.toml").read_text(encoding="utf-8")
    write(site, "site.toml", re.sub(r'(?m)^title = ".*"', 'title = "日報"', text, count=1))
    built = run(site)
    (warning,) = built.warnings
    assert str(warning) == (
        'warning: site.toml: no picture for those who share pages can be drawn: the face lacks letters of "日報"; '
        "write site = false below [share]"
    )
    assert drawn(site) == ["en/share.png"]


def test_a_theme_without_colours_has_none_and_loads_nothing_for_it(site: Path) -> None:
    text = (site / "site.toml").read_text(encoding="utf-8")
    write(site, "site.toml", text.replace('"gazette"', '"plain"'))
    (site / "content/media/sahil.jpg").unlink()
    (site / "content/media/xerite.svg").unlink()
    assert not {name for name in imported(site) if name.startswith("PIL")}
    assert drawn(site) == []


NAMELESS = 'paper = "#fff"'
NO_COLOUR = 'paper = "white"\nink = "#000000"\nsoft = "#000000"\naccent = "#000000"'
BY_CHOICE = 'write "#rrggbb", or a table with one for each choice of the option "paper"'


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (NAMELESS, '[share] must have paper, ink, soft, accent; write each as "#rrggbb"'),
        (NO_COLOUR, f'[share] has no colour for "paper"; {BY_CHOICE}'),
    ],
)
def test_colours_that_are_none_are_told(table: str, said: str, site: Path) -> None:
    write(site, "themes/gazette/theme.toml", f'name = "gazette"\n[share]\n{table}\n')
    with pytest.raises(SitegenError) as raised:
        run(site)
    assert f"themes/gazette/theme.toml: {said}" in str(raised.value)
