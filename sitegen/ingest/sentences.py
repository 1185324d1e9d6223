"""Where sentences end, so that a wall of text becomes paragraphs.

A wrong "no" only makes a paragraph longer, a wrong "yes" tears a name apart, so every doubt counts as "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# Azerbaijani, Turkish, Russian and English together: not splitting after another language's abbreviation is harmless.
_SHORTENED = """
    prof dos akad dr mln mlrd trln min s i.a i.ə b.e e.ə b.e.ə t.e.n f.e.n i.e.n ph.d şəh küç pros pr səh bax
    məs kv km sm kq man qəp r.n ist tel red müəl tərt həmmüəl il müh gen vb vs bkz doç yrd av sn st no cad mah
    sok apt ltd şti yy çev ör örn alb org hz haz yay c г гг в вв т п д др пр руб коп тыс млн млрд трлн ул им
    проф акад доц см стр рис обл р.н чел напр н.э т.е т.д т.п и.о тел ред пер гл ст ч кг км кв мин сек долл mr
    mrs ms jr sr a.m p.m etc e.g i.e inc co corp col sen rep gov lt sgt capt rev hon fig approx dept est vol ed
    eds pp al cf jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ABBREVIATIONS = frozenset(_SHORTENED.split())

_END = re.compile(r"(?P<stop>[.!?…]+)(?P<close>[\"'»”’)\]]*)(?P<gap>\s+|(?=[^\W\d_]))")
_LAST_TOKEN = re.compile(r"[\w.'’-]*$")
_LONGEST_NAME = 100
_OPENING = "\"'«“„‘([—–-"
_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"))
_LONGEST_QUOTE = 700

WALL = 900
_ENOUGH = 300
_AT_MOST = 4


def sentences(text: str) -> list[str]:
    """Return the sentences of one paragraph; joined by a blank (or nothing, where none was) they are the paragraph."""
    cuts = [0, *_boundaries(text), len(text)]
    return [piece for start, end in pairwise(cuts) if (piece := text[start:end].strip())]


def paragraphs(text: str, wall: int = WALL) -> list[str]:
    """Return a text longer than `wall` characters as paragraphs of a few sentences, a shorter one as it is."""
    if len(text) <= wall:
        return [text]
    groups: list[list[str]] = [[]]
    for sentence in sentences(text):
        current = groups[-1]
        if current and (len(current) >= _AT_MOST or sum(map(len, current)) >= _ENOUGH):
            groups.append(current := [])
        current.append(sentence)
    if len(groups) > 1 and sum(map(len, groups[-1])) < _ENOUGH // 3:
        short = groups.pop()
        groups[-1] += short
    return [" ".join(group) for group in groups]


def opening(text: str, limit: int = 240) -> str:
    """Return the first sentences of `text` that fit into `limit` characters, at least a part of the first."""
    chosen = ""
    for sentence in sentences(text):
        longer = f"{chosen} {sentence}".strip()
        if len(longer) > limit:
            break
        chosen = longer
    return chosen or shorten(text, limit)


def first_words(text: str) -> str:
    """Return what a text without any title is called: its first sentence, cut where that is long for a title."""
    return shorten(sentences(text)[0], _LONGEST_NAME).rstrip(" .")


def shorten(text: str, limit: int) -> str:
    """Return `text` cut at a word's end to at most `limit` characters, an ellipsis showing the cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:–—-") + "…"


def _boundaries(text: str) -> Iterator[int]:
    """Yield the positions at which a new sentence begins."""
    shut_until = 0
    opened_from = 0
    for match in _END.finditer(text):
        shut_until = _inside_until(text, opened_from, match.start(), shut_until)
        opened_from = match.start()
        if match.end("close") >= shut_until and _ends(text, match):
            yield match.end()


def _inside_until(text: str, start: int, end: int, shut_until: int) -> int:
    """Return where the quotation or bracket that is open at `end` closes; a sentence inside it ends no paragraph."""
    for position in range(max(start, shut_until), end):
        for opener, closer in _PAIRS:
            if text[position] == opener and position >= shut_until:
                closing = text.find(closer, position, position + _LONGEST_QUOTE)
                shut_until = max(shut_until, closing + 1)
    return shut_until


def _ends(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() :].lstrip(_OPENING + " ")[:2]
    if not following or not (following[0].isupper() or following[0].isdigit()):
        return False
    token = _LAST_TOKEN.search(text, max(0, match.start() - 40), match.start())
    word = token.group() if token else ""
    if not match["gap"]:
        return _glued(word, following, match)
    if match["stop"] != ".":
        return True
    bare = word.strip(".'’-")
    return not (bare.casefold() in _ABBREVIATIONS or _is_initial(bare) or (bare.isdigit() and len(bare) < 3))


def _glued(word: str, following: str, match: re.Match[str]) -> bool:
    """Tell whether "keçirildi.Tədbirdə" are two sentences: two words, neither a name with initials nor an address."""
    whole_words = len(word) > 2 and word.isalpha() and word.islower() and following[-1:].islower()
    return whole_words and len(match["stop"]) == 1 and word.casefold() not in _ABBREVIATIONS


def _is_initial(word: str) -> bool:
    """Tell whether the word is initials: "A", "A.Ə", "Ş", "Yu" of "Yu.Qaqarin" (a dot inside means several)."""
    return all(len(part) <= 2 and part[:1].isupper() for part in word.split("."))
