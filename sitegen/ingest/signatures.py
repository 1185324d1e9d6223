"""The signature: who wrote it, in a line of its own right behind the text. It is a fact, not text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import msgspec

from sitegen.ingest.boilerplate import Leaf, named_as_furniture
from sitegen.ingest.dom import lines_of
from sitegen.ingest.metadata import Facts
from sitegen.ingest.names import byline, has_label, is_person, is_role, may_be_role, names_place, without_label
from sitegen.ingest.story import Origin
from sitegen.ingest.tongue import primary
from sitegen.language import fold
from sitegen.records import Author

_SENTENCE = 40
_LONG = 120
_LONGEST_LINE = 120
_MOST_AUTHORS = 3
_MOST_BETWEEN = 3  # "Source: …", "Photo: …" and their like, between the text and its signature
_ENDS = (".", "!", "?", "…", "”", "»", '"')
_SPOKEN = ("–", "—", "-", "«", "“", "„", '"')
_TEXT_TAGS = ("p", "div", "span", "em", "i", "b", "strong", "font", "center", "address", "section")
_WITHIN = (
    "blockquote",
    "figure",
    "figcaption",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "table",
    "aside",
    "nav",
    "footer",
    "form",
)
_RIGHT = re.compile(r"(?i)text-align:\s*(?:right|end)")
_BETWEEN = re.compile(r"(?i)^[^\W\d_]+(?: [^\W\d_]+)?: *\S|^[^\w]*$")


class _Signature(msgspec.Struct, frozen=True):
    """Who signs, whether a label, a role or the setting shows that it is a signature, and the blocks that hold it."""

    authors: tuple[Author, ...]
    certain: bool
    leaves: tuple[Leaf, ...]


def with_signature(facts: Facts, kept: Sequence[Leaf], blocks: Sequence[Leaf]) -> tuple[Facts, list[Leaf]]:
    """Return the facts with the author who signs the text, and the text's blocks without that signature.

    `kept` are the text's blocks, `blocks` all of the page's. Where the page names people as its authors elsewhere, they
    count: a signature with one of their names adds his role and leaves the text, any other stays.
    """
    found = _signature(kept, blocks, primary(facts.language))
    if found is None:
        return facts, list(kept)
    people = [author for author in facts.authors if is_person(author.name) or not found.certain]
    known = {fold(author.name): author for author in people}
    if known and not all(fold(author.name) in known for author in found.authors):
        return facts, list(kept)
    if not known:
        doubt = "" if found.certain else "taken from a line that may be no name"
        told = (origin for origin in facts.origins if origin.field != "authors")
        origins = (*told, Origin("authors", "signature", doubt))
        facts = msgspec.structs.replace(facts, authors=found.authors, origins=origins)
    else:
        roles = {fold(author.name): author.role for author in found.authors}
        authors = tuple(Author(a.name, a.role or roles.get(fold(a.name), ""), a.url) for a in facts.authors)
        facts = msgspec.structs.replace(facts, authors=authors)
    return facts, [leaf for leaf in kept if leaf not in found.leaves]


def _signature(kept: Sequence[Leaf], blocks: Sequence[Leaf], language: str) -> _Signature | None:
    """Return the signature right behind the last paragraph of the text, or None."""
    last = next((leaf for leaf in reversed(kept) if _is_text(leaf)), None)
    if last is None or last.words.endswith(":"):
        return None
    own = set(kept)
    places = {leaf.element: at for at, leaf in enumerate(blocks)}
    behind = list(islice(blocks, places[last.element] + 1, places[last.element] + 3 + _MOST_BETWEEN))
    near = [leaf for leaf in behind if leaf in own or _stands_beside(leaf, last)]
    for at, leaf in enumerate(near):
        if not _can_sign(leaf):
            return None
        found = _read(leaf, near[at + 1] if at + 1 < len(near) else None, language)
        if found and not found.certain and (leaf.linked or leaf not in own):  # "Next Page"
            return None
        if found:
            below = kept[kept.index(found.leaves[-1]) + 1 :] if found.leaves[-1] in own else ()
            return None if any(map(_goes_on, below)) else found
        if at >= _MOST_BETWEEN or not (_BETWEEN.match(leaf.words) or leaf.linked):
            return None
    return None


def _is_text(leaf: Leaf) -> bool:
    """Tell whether a block is a paragraph of the text, however short, and no line below it."""
    if leaf.linked * 2 > len(leaf.words):
        return False
    return len(leaf.words) > _LONG or (len(leaf.words) >= _SENTENCE and leaf.words.endswith(_ENDS))


def _goes_on(leaf: Leaf) -> bool:
    """Tell whether a block below a name shows that it is no signature: what the named one says, or another's name."""
    return leaf.words.startswith(_SPOKEN) or leaf.words.endswith((".", "?", "…")) or is_person(leaf.words)


def _stands_beside(leaf: Leaf, last: Leaf) -> bool:
    """Tell whether a block that is no text shares the last paragraph's parent, and no name calls it furniture."""
    return leaf.ancestors[:1] == last.ancestors[:1] and not named_as_furniture(leaf.element)


def _can_sign(leaf: Leaf) -> bool:
    """Tell whether a block is short, neither heading, item, quotation nor cell, and stands below no picture."""
    before = leaf.element.getprevious()
    pictured = before is not None and (
        before.tag in ("img", "figure") or next(before.iter("img", "figure"), None) is not None
    )
    return (
        len(leaf.words) <= 2 * _LONGEST_LINE
        and leaf.element.tag in _TEXT_TAGS
        and not pictured
        and next(leaf.element.iter("img"), None) is None
        and not any(one.tag in _WITHIN for one in leaf.ancestors)
    )


def _read(leaf: Leaf, following: Leaf | None, language: str) -> _Signature | None:
    """Return the signature that a block is, alone or with the block below it."""
    lines = lines_of(leaf.element)
    if following is not None and len(lines) == 1 and _can_sign(following):
        below = lines_of(following.element)
        both = _signed([*lines, *below], language)
        if both and both[0][0].role and len(below) == 1:
            return _Signature(both[0], True, (leaf, following))
    alone = _signed(lines, language)
    if alone is None:
        return None
    authors, certain = alone
    return _Signature(authors, certain or _is_set(leaf), (leaf,))


def _signed(lines: Sequence[str], language: str) -> tuple[tuple[Author, ...], bool] | None:
    """Return who signs with these lines, and whether a label or a role shows that it is a signature."""
    if not 0 < len(lines) <= 3 or any(len(line) > _LONGEST_LINE or line.startswith(_SPOKEN) for line in lines[:1]):
        return None
    label = has_label(lines[0])
    if label and len(lines) > 1 and not without_label(lines[0]):
        lines = lines[1:]
    if len(lines) == 1:
        authors = byline(lines[0])
        if not 0 < len(authors) <= _MOST_AUTHORS or not all(is_person(author.name) for author in authors):
            return None
        if not label and any(author.role and not _is_role_of_one(author.role) for author in authors):
            return None
        if not label and not authors[0].role and names_place(lines[0], language):
            return None
        return authors, label or bool(authors[0].role)
    name, role = without_label(lines[0]), " ".join(lines[1:]).strip(" ,()")
    announced = label or lines[0].rstrip().endswith(",")
    if is_person(name) and (is_role(role) or (announced and _may_follow(role))) and not is_person(role):
        return (Author(name, role),), True
    name, role = lines[-1], " ".join(lines[:-1]).strip(" ,")
    if is_person(name) and is_role(role) and not is_role(name):
        return (Author(name, role),), True
    return None


def _is_role_of_one(role: str) -> bool:
    return is_role(role) or (may_be_role(role) and role[:1].islower())


def _may_follow(role: str) -> bool:
    """Tell whether a line can be the role or the paper of whom the line above names, which a comma ends."""
    return 2 < len(role) <= _LONGEST_LINE and not role.endswith((".", "!", "?", ":")) and not re.search(r"\d", role)


def _is_set(leaf: Leaf) -> bool:
    """Tell whether a block is set as signatures are: wholly bold or italic, or at the right."""
    element = leaf.element
    around = (element, *islice(leaf.ancestors, 1))
    if any(_RIGHT.search(one.get("style") or "") or one.get("align") == "right" for one in around):
        return True
    return any(
        "".join("".join(one.itertext()).split()) == leaf.words.replace(" ", "")
        for one in element.iter("b", "strong", "em", "i")
    )
