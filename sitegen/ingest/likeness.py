"""Finding the article that tells the same story in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sitegen.ingest.store import article_files

_WORD = re.compile(r"\w+")
_PROBES = 12
_PROBE_WORDS = 5
_SHINGLE = 4
_FEWEST_WORDS = 40
_ALIKE = 0.6


def find_alike(root: Path, body: str) -> tuple[str, int]:
    """Return the path (relative to `root`) of the article that is nearly `body`, and the likeness in percent: or "", 0.

    Likeness is the share of common runs of four words (Jaccard). A few runs of words are looked for in every file
    first, so that only files that hold some of them are compared whole.
    """
    words = _words(body)
    if len(words) < _FEWEST_WORDS:
        return "", 0
    step = max(1, (len(words) - _PROBE_WORDS) // _PROBES)
    probes = [" ".join(words[at : at + _PROBE_WORDS]) for at in range(0, len(words) - _PROBE_WORDS, step)]
    own = _shingles(words)
    best = ("", 0)
    for path in article_files(root):
        text = _body(path)
        other = _words(text)
        joined = " ".join(other)
        if sum(probe in joined for probe in probes) * 4 < len(probes):
            continue
        theirs = _shingles(other)
        percent = round(100 * len(own & theirs) / max(1, len(own | theirs)))
        if percent >= _ALIKE * 100 and percent > best[1]:
            best = (path.relative_to(root).as_posix(), percent)
    return best


def _body(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    return text.split("\n---", 1)[-1] if text.startswith("---") else text


def _words(text: str) -> list[str]:
    """Return the words that a reader sees; addresses of links are none."""
    return _WORD.findall(re.sub(r"\]\([^)]*\)", "]", text).casefold())


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
