"""Where the text of a page begins and ends, where extractors misjudge it: its lead, and what another article says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sitegen.ingest.boilerplate import Leaf, named_as_furniture
from sitegen.language import fold

_LEAD = re.compile(
    r"""(?ix)(?:^|[\s_-])(?:lead|lede|lide?|standfirst|stand-first|dek|deck|subtitle|sub-title|subhead\w*|spot|anons|intro
    |excerpt|teaser-?text|vorspann|chapo|entradilla|giriş|giris|ozet|özet|short-?(?:text|story|desc\w*))(?:$|[\s_-])"""
)
_SHORTEST_LEAD = 40
_LONGEST_LEAD = 500
_LONGEST_DATELINE = 60
_SHARE = 0.4


def lead_of(blocks: Sequence[Leaf], chosen: Sequence[Leaf], title: str) -> str:
    """Return what is called the lead and stands between the heading and the first chosen block, or ""."""
    places = {leaf: at for at, leaf in enumerate(blocks)}
    first = places[chosen[0]] if chosen else 0
    heading = next((at for at in range(first - 1, -1, -1) if blocks[at].element.tag == "h1"), None)
    if heading is None or fold(title) not in fold(blocks[heading].words):
        return ""
    lead = " ".join(leaf.words for leaf in blocks[heading + 1 : first] if _is_lead(leaf))
    return lead if len(lead) <= _LONGEST_LEAD else ""


def _is_lead(leaf: Leaf) -> bool:
    if not _SHORTEST_LEAD <= len(leaf.words) <= _LONGEST_LEAD or leaf.linked * 2 > len(leaf.words):
        return False
    around = (leaf.element, *leaf.ancestors[:2])
    called = any(_LEAD.search(f"{one.get('class') or ''} {one.get('itemprop') or ''}") for one in around)
    return called and not any(named_as_furniture(one) for one in around)


def without_next_article(blocks: Sequence[Leaf], chosen: Sequence[Leaf], title: str) -> list[Leaf]:
    """Return the chosen blocks without those of other `<article>`s with main headings: a page loads them below its own.

    That is that around the heading with the title; entries of a live blog stand inside it.
    """
    key = fold(title)
    heads = [leaf for leaf in blocks if leaf.element.tag == "h1" and _articles(leaf)]
    own = next((_articles(leaf)[-1] for leaf in heads if key and key in fold(leaf.words)), None)
    others = {article for leaf in heads for article in _articles(leaf)} - {own}
    if own is None or not others:
        return list(chosen)
    kept = [leaf for leaf in chosen if own in leaf.ancestors or not others.intersection(leaf.ancestors)]
    whole, left = (sum(len(leaf.words) for leaf in some) for some in (chosen, kept))
    return kept if left and left >= min(_SHARE, 1 / (len(others) + 2)) * whole else list(chosen)


def _articles(leaf: Leaf) -> list[Any]:
    return [one for one in leaf.ancestors if one.tag == "article"]


def without_repeated_lead(chosen: Sequence[Leaf]) -> list[Leaf]:
    """Return the chosen blocks without a first one that the next repeats: "Bakı. 27 oktyabr." may stand before it."""
    if len(chosen) < 2:
        return list(chosen)
    lead, text = fold(chosen[0].words), fold(chosen[1].words)
    before, found, after = text.partition(lead)
    apart = before or after or chosen[0].ancestors[:1] != chosen[1].ancestors[:1]  # else it is a text of twins
    repeated = found and apart and len(before) <= _LONGEST_DATELINE and len(lead) >= _SHORTEST_LEAD
    return list(chosen[1:] if repeated else chosen)
