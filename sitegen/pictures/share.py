"""A picture for those who share a page elsewhere: its title on the paper's colours, 1200 × 630 pixels.

The face is Noto Serif Bold, a part of which comes with sitegen: what faces a machine has must not decide how a picture
looks. It has the letters of Latin and Cyrillic scripts; titles in others cannot be drawn.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.storage import digest, keep, pack, unpack

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
"""What Open Graph's readers show uncut."""
RECIPE = "share 1"
FONT = Path(__file__).with_name("NotoSerif-Bold-subset.ttf")
COVERED = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1B5, 0x1B6),
    (0x1CD, 0x1DC), (0x1E6, 0x1E7), (0x1EA, 0x1EB), (0x1FA, 0x1FF), (0x218, 0x21B), (0x259, 0x259), (0x2BB, 0x2BC),
    (0x2C6, 0x2C7), (0x2D8, 0x2DD), (0x400, 0x45F), (0x462, 0x463), (0x472, 0x475), (0x490, 0x4FF), (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026),
    (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20A0, 0x20BF), (0x2116, 0x2116),
    (0x2122, 0x2122),
)  # fmt: skip
"""The letters of the face, first and last of each run."""
_LETTERS = frozenset(chr(code) for first, last in COVERED for code in range(first, last + 1))
_MARGIN, _TOP, _BOTTOM = 80, 150, 500
_ROOM = WIDTH - 2 * _MARGIN
_LARGEST, _SMALLEST, _STEP, _BREAKING = 104, 34, 2, 46
_LEADING, _LONGEST = 1.16, 600
_SHADES = 24


class Colours(msgspec.Struct, frozen=True):
    """Colours as #rrggbb."""

    paper: str
    ink: str
    soft: str
    accent: str


class Drawing(msgspec.Struct, frozen=True):
    """What is drawn: the title, above it a word on where it stands, below it the site's name; `origin` is its file."""

    title: str
    above: str
    below: str
    colours: Colours
    origin: str = ""

    @property
    def key(self) -> bytes:
        """A fingerprint of all that decides about the picture."""
        from PIL import __version__

        seen = (RECIPE, __version__, self.title, self.above, self.below, msgspec.msgpack.encode(self.colours))
        return bytes.fromhex(digest(*seen))


def drawable(text: str) -> bool:
    """Whether the face has every letter of `text`; signs that are no letters (emoji) are left out of pictures."""
    return set(plain(text)) <= _LETTERS


def plain(text: str) -> str:
    """Return `text` as it is drawn: composed, on one line, without signs that no face of words has."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if letter.isspace() else letter for letter in composed)
    shown = (letter for letter in kept if letter in _LETTERS or unicodedata.category(letter) not in _SIGNS)
    return " ".join("".join(shown).split())


_SIGNS = {"So", "Sk", "Sm", "Cf", "Cc", "Co", "Cn", "Cs"}


def draw(drawing: Drawing, folder: str) -> bytes:
    """Return the picture as PNG; it is kept in `folder` and drawn once. Raises OSError."""
    kept = Path(folder, drawing.key.hex())
    with suppress(OSError):
        known = unpack(kept.read_bytes(), bytes, RECIPE)
        if known is not None:
            return known
    made = _drawn(drawing)
    keep(kept, pack(made, RECIPE))
    return made


def _drawn(drawing: Drawing) -> bytes:
    from PIL import Image, ImageDraw

    colours = drawing.colours
    picture = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((_MARGIN, 64, WIDTH - _MARGIN, 69), fill=colours.ink)
    pen.rectangle((_MARGIN, 74, WIDTH - _MARGIN, 75), fill=colours.ink)
    _line(pen, plain(drawing.above), 94, 28, colours.accent)
    size, lines = fitted(plain(drawing.title))
    leading = round(size * _LEADING)
    top = _TOP + (_BOTTOM - _TOP - leading * len(lines)) // 2
    for number, line in enumerate(lines):
        pen.text((_MARGIN, top + number * leading), line, fill=colours.ink, font=_face(size))
    pen.rectangle((_MARGIN, 528, WIDTH - _MARGIN, 528), fill=colours.soft)
    _line(pen, plain(drawing.below), 546, 32, colours.soft)
    out = io.BytesIO()
    picture.quantize(_SHADES, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _line(pen: ImageDraw, text: str, top: int, size: int, colour: str) -> None:
    """Write one line, cut where the picture ends."""
    pen.text((_MARGIN, top), _cut(text, size), fill=colour, font=_face(size))


def _cut(text: str, size: int) -> str:
    """Return as much of `text` as one line holds."""
    if _width(text, size) <= _ROOM:
        return text
    return f"{text[: _held(text, size, _ROOM - _advance('…', size))].rstrip()}…"


def _held(text: str, size: int, room: float) -> int:
    """Return how many letters of `text` have room, one at the least."""
    for count, letter in enumerate(text):
        room -= _advance(letter, size)
        if room < 0:
            return max(1, count)
    return len(text)


def fitted(title: str) -> tuple[int, list[str]]:
    """Return the largest size in which `title` fits, and its lines.

    Words are kept whole as long as that leaves a good size; then they are broken. What does not fit in the smallest
    size is cut.
    """
    title = title[:_LONGEST]
    for size in range(_LARGEST, _SMALLEST - 1, -_STEP):
        lines = list(_lines(title, size, _ROOM))
        whole = size < _BREAKING or all(_width(word, size) <= _ROOM for word in title.split())
        if whole and len(lines) * round(size * _LEADING) <= _BOTTOM - _TOP:
            return size, _balanced(title, size, lines)
    most = (_BOTTOM - _TOP) // round(_SMALLEST * _LEADING)
    return _SMALLEST, [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", _SMALLEST)]


def _balanced(title: str, size: int, lines: list[str]) -> list[str]:
    """Return as many lines, of lengths as equal as they can be: none with a word alone at the end."""
    narrow, wide = round(max((_width(word, size) for word in title.split()), default=0)), _ROOM
    while wide - narrow > size // 2:
        middle = (narrow + wide) // 2
        tried = list(_lines(title, size, middle))
        if len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def _lines(title: str, size: int, room: float) -> Iterator[str]:
    """Yield `title` in lines that are not too long; a word that is gets broken."""
    line = ""
    for word in title.split():
        longer = f"{line} {word}".lstrip()
        if _width(longer, size) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while _width(line, size) > room:
            end = _held(line, size, room - _advance("-", size))
            yield f"{line[:end]}-"
            line = line[end:]
    if line:
        yield line


def _width(text: str, size: int) -> float:
    return sum(_advance(letter, size) for letter in text)


@lru_cache(maxsize=4096)
def _advance(letter: str, size: int) -> float:
    return _face(size).getlength(letter)


@lru_cache(maxsize=64)
def _face(size: int) -> FreeTypeFont:
    """Return the face, laid out letter by letter: a library that shapes text is not on every machine."""
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
