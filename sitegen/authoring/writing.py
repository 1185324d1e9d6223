"""Front matter as a person would write it: one key a line, quotes where YAML wants them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from sitegen.errors import fail

_PLAIN = re.compile(r"[^\W\d_](?:[\w .-]*\w)?")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
LONGEST_TITLE = 300


def one_line(text: str) -> str:
    """Return `text` as a line of a file can hold it: composed (NFC), without control characters, with single blanks."""
    composed = unicodedata.normalize("NFC", text)
    kept = (c for c in composed if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return " ".join("".join(kept).split())


def quoted(text: str) -> str:
    """Return `text` between double quotes, as YAML and TOML read it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def scalar(text: str) -> str:
    """Return `text` as a YAML value, bare where every YAML reader takes it for text."""
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS else quoted(text)


def slug_value(slug: str) -> str:
    """Return a slug as a YAML value: bare, unless YAML would read a number or "null"."""
    return slug if re.search("[a-z]", slug) and slug not in _WORDS else quoted(slug)


def flow(texts: Iterable[str]) -> str:
    """Return a list of texts on one line."""
    return f"[{', '.join(map(scalar, texts))}]"


def moment(when: datetime) -> str:
    """Return a moment as front matter holds it, to the minute: 2025-10-27T14:37:00+04:00."""
    return when.replace(second=0, microsecond=0).isoformat()


def checked_title(title: str) -> str:
    """Return a title on one line. Raises SitegenError when nothing is left of it, or too much."""
    line = one_line(title)
    if not line:
        raise fail("the title is empty", 'write it in quotes: sitegen new "Astana görüşü"')
    if len(line) > LONGEST_TITLE:
        raise fail(f"the title has {len(line)} characters", f"keep it to {LONGEST_TITLE}")
    return line


def checked_slug(slug: str, language: str) -> str:
    """Return `slug` if it can end an address. Raises SitegenError with the slug that it should be."""
    if _SLUG.fullmatch(slug):
        return slug
    from sitegen.language import slugify

    hint = f'write it as "{slugify(slug, language)}"'
    raise fail(f'"{slug}" cannot end an address: only a-z, 0-9 and hyphens can', hint)
