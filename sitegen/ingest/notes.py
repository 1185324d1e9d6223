"""Footnotes: a small sign that links to a note below, and the note.

Both get an attribute with the note's label, a number, so that the Markdown can join them again (`[^1]`).
"""

from __future__ import annotations

import re
from typing import Any

from sitegen.ingest.dom import drop, words_of

LABEL = "data-sitegen-note"
_SIGN = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[a-z])[\])]?")
_NAMED = re.compile(r"(?i)(?:^|[#\s_-])(?:fn|ftn|sdfoot|foot-?note|endnote|note-?ref|doc-noteref)")
# Lists of references, which encyclopedias number in the same way, stay lists.
_REFERENCE = re.compile(r"(?i)(?:^|[#\s_-])cite[_-](?:note|ref)")
_BACK = re.compile(r"[↩↑⤴^\ufe0e\s]+|\(?back\)?", re.IGNORECASE)
_LONGEST = 1500
_HOLDERS = ("li", "p", "div", "dd", "aside")


def mark_notes(body: Any) -> None:
    """Label every footnote of a page and the signs that lead to it, and remove the way back from the note."""
    for element in body.xpath(f"descendant-or-self::*[@{LABEL}]"):
        element.attrib.pop(LABEL)  # a page's own could be anything
    named = body.xpath("descendant-or-self::*[@id or @name]")
    places = {name: element for element in named if (name := element.get("id") or element.get("name"))}
    labels: dict[Any, str] = {}
    for link in body.iter("a"):
        sign = _sign_of(link)
        note = _note_at(places.get((link.get("href") or "#")[1:]), link) if sign is not None else None
        if sign is not None and note is not None:
            labels.setdefault(note, str(len(labels) + 1))
            sign.set(LABEL, labels[note])
    for note, label in labels.items():
        note.set(LABEL, label)
        for link in list(note.iter("a")):
            if (link.get("href") or "").startswith("#") and _BACK.fullmatch(words_of(link)):
                drop(link)


def _sign_of(link: Any) -> Any | None:
    """Return the element that shows a footnote's sign: the link, or the `<sup>` around it."""
    if not (link.get("href") or "").startswith("#") or not _SIGN.fullmatch(words_of(link)):
        return None
    around = link.getparent()
    raised = around is not None and around.tag == "sup" and words_of(around) == words_of(link)
    shown = around if raised else link
    names = [one.get(key) or "" for one in {link, shown} for key in ("class", "id", "role", "href")]
    return shown if any(map(_NAMED.search, names)) and not any(map(_REFERENCE.search, names)) else None


def _note_at(place: Any | None, link: Any) -> Any | None:
    """Return the block that a footnote's link leads to, unless that is no note."""
    if place is None:
        return None
    note = next((one for one in (place, *place.iterancestors()) if one.tag in _HOLDERS), None)
    if note is None or note in link.iterancestors() or not 2 < len(words_of(note)) <= _LONGEST:
        return None
    return note
