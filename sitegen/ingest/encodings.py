"""Bytes of unknown origin → clean text.

The order is the WHATWG Encoding Standard's (byte order mark, transport, `<meta>` among the first bytes), but what the
bytes contradict is not believed: text that is valid UTF-8 beyond ASCII is UTF-8, and bytes that are not valid UTF-8 are
read by the alphabet they make most sense in.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "cp866")
# What browsers read under these names (WHATWG): supersets whose extra letters are punctuation.
_WIDER = {
    "iso8859-9": "windows-1254",
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_COMMON_CYRILLIC = {letter: weight for weight, letter in enumerate(reversed("оеаинтсрвлкмдпуяыьгзбчй"), 1)}
_TURKIC = frozenset("şğıçöüŞĞİÇÖÜâîû")
_WESTERN = frozenset("äöüßéèêëàâáåæøçñóòôíìîúùûœÄÖÜÉ")
_QUOTES = frozenset("«»“”‘’–—…°©®№  ")
# Invisible: C0 and C1 controls but tab and line feed, soft hyphen, zero-width, direction overrides, byte order mark,
# halves of surrogate pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,6})(?![0-9a-f])|0*(\d{1,7})(?!\d));?", re.IGNORECASE)


def decode(data: bytes, declared: str = "", *, markup: bool = False) -> tuple[str, str]:
    """Return the text of `data` and the name of the encoding it was read in; no bytes raise.

    `declared` is the charset of the transport ("" without one); `markup` allows a declaration inside the first bytes.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    inside = _META.search(data[:4096]) if markup else None
    named = _codec(declared) or _codec(inside[1].decode("ascii") if inside else "")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, named)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), wide
    if text.isascii() and named.startswith(("iso2022", "utf-7", "hz")):
        return data.decode(named, "replace"), named
    return text, "utf-8"


def clean(text: str) -> str:
    """Return `text` in NFC with plain line feeds and without characters that show nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\x0c", "\n").replace("\x0b", "\n")))


def without_hidden_references(text: str) -> str:
    """Return HTML without the numeric character references that mean what `clean` removes."""

    def meant(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else int(found[2])
        if 0x80 <= number <= 0x9F:  # read as windows-1252 (HTML, "numeric character reference end state")
            return found[0]
        shows = number == 0x0D or (number <= 0x10FFFF and not _INVISIBLE.match(chr(number)))
        return found[0] if shows else ""

    return _REFERENCE.sub(meant, text) if "&#" in text else text


def _codec(name: str) -> str:
    """Return Python's name of the text encoding called `name`, or "" where there is none."""
    try:
        found = codecs.lookup(name.strip()).name if name.strip() else ""
        "".encode(found or "ascii")
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(found, found)


def _wide(data: bytes) -> str:
    """Return UTF-16 without a mark, which shows by a block number (0 Latin, 4 Cyrillic) in every other byte, or ""."""
    halves = data[0:2000:2], data[1:2000:2]
    if len(data) < 8:
        return ""
    for half, name in zip(halves, ("utf-16-be", "utf-16-le"), strict=True):
        if sum(byte in (0, 1, 2, 4) for byte in half) > 0.7 * len(half):
            return name
    return ""


def _decode_legacy(data: bytes, named: str) -> tuple[str, str]:
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), wide
    if _mostly_utf8(data):
        return _decode_mixed(data), "utf-8 with others in it"
    if named and named not in ("utf-8", *_SINGLE_BYTE):
        text = data.decode(named, "replace")
        if text.count("\ufffd") <= 1 + len(text) // 500:
            return text, named
    best = max(_candidates(data, named), key=lambda pair: pair[0])
    return data.decode(best[1], "replace"), best[1]


_SINGLE_BYTE = (*_CYRILLIC, "cp1251", "cp1254", "cp1252", "windows-1254", "windows-1252", "iso8859-5")


def _candidates(data: bytes, named: str) -> list[tuple[float, str]]:
    """Return how plausible each single-byte encoding makes the letters beyond ASCII; the declared one is favoured."""
    sample = bytes(byte if byte > 127 else 32 if byte < 65 else byte for byte in data[:200_000])
    scored = []
    for name in (*_CYRILLIC, "windows-1254", "windows-1252", "cp1250"):
        text = sample.decode(name, "replace")
        score = _plausibility(text) + (0.08 if name == named or _codec(name) == named else 0)
        scored.append((score, name))
    return scored


def _plausibility(text: str) -> float:
    """Return 0 … 1: the share of characters beyond ASCII that words of these languages are made of."""
    total = 0
    points = 0.0
    previous = " "
    for character in text:
        if character > "\x7f":
            total += 1
            points += _worth(character, previous)
        previous = character
    return points / total if total else 0.0


def _worth(character: str, previous: str) -> float:
    if character in _QUOTES:
        return 0.5
    if "Ѐ" <= character <= "ӿ":
        if character.isupper() and previous.islower():
            return -1.0
        neighbour = "Ѐ" <= previous <= "ӿ" or not previous.isalpha()
        return (0.45 + 0.024 * _COMMON_CYRILLIC.get(character, 5)) if neighbour else -0.5
    if character in _TURKIC or character in _WESTERN:
        lone = not (previous > "\x7f" and previous.isalpha())
        odd = not lone or (character.isupper() and previous.islower())
        return -0.2 if odd else 0.9 if character in _TURKIC else 0.8
    return -0.3 if not character.isalpha() else 0.1


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether nearly all that is not ASCII is valid UTF-8, so that some foreign bytes were mixed in."""
    wrong = data.decode("utf-8", "replace").count("\ufffd")
    good = len(re.findall(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    return good > 4 * wrong


def _decode_mixed(data: bytes) -> str:
    def stray(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode("windows-1254", "replace"), error.end

    codecs.register_error("sitegen-stray", stray)
    return data.decode("utf-8", "sitegen-stray")
