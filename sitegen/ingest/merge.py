"""What changed in a source since its import, merged into what the editor has not touched.

Field by field and paragraph by paragraph this is a three-way merge whose common ancestor is known only by fingerprints,
which is enough: all it is asked is whether a part is still the imported one. Where both changed, the editor's stays.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sitegen.ingest.frontmatter import Memory, blocks, compose, memory_of, short, split
from sitegen.ingest.story import Origin

_LONG = 600
_STUB = 4  # a text of less than a fourth of the file's is what a paywall or a deletion left


class Merged(msgspec.Struct, frozen=True):
    """The file's text after a merge, a diff of what it changes, and where the editor's version was kept."""

    text: str
    diff: str
    notes: tuple[str, ...]


def merge(
    old: str, fields: Mapping[str, Any], body: str, memory: Memory, origins: tuple[Origin, ...], path: str
) -> Merged:
    """Return file `old` with what is new in the source's `fields` and `body`; `memory` is that of the new import.

    An article that remembers no import keeps everything of its own. Notes name what differs in both.
    """
    parts = split(old)
    ours, text = parts if parts else ({}, old)
    before = memory_of(ours) or Memory(memory.identity)
    base = dict(before.fields)
    notes = []
    result = dict(ours)
    for key in dict.fromkeys([*fields, *base]):
        if key in ("extra", "draft", "slug"):
            continue
        mine = short(ours[key]) if key in ours else ""
        theirs = short(fields[key]) if key in fields else ""
        if mine == theirs or theirs == base.get(key, ""):
            continue
        if mine != base.get(key, ""):
            notes.append(f"{key} was edited here and has changed in the source: yours was kept")
        elif key in fields:
            result[key] = fields[key]
        elif key != "date":  # no article is without one, and the source had it once
            result.pop(key, None)
    if "date" in result and "date" not in ours:
        result.pop("draft", None)
    made, clashes = _merged_blocks(before.blocks, blocks(text), blocks(body))
    if before.blocks and len(text) > _LONG and len(body) * _STUB < len(text):
        notes.append(f"the source has only {len(body.split())} words left: the text stays; --force takes the source's")
        made, clashes = blocks(text), []
    notes += [f"paragraph {number} was edited here and has changed in the source: yours was kept" for number in clashes]
    edited = result != dict(fields) | {key: result[key] for key in ("extra", "slug", "draft") if key in result}
    new_body = "\n\n".join(made) + "\n"
    if _same(result, ours) and new_body.strip() == text.strip():
        return Merged(old, "", tuple(notes))
    new = compose(result, new_body, memory, origins, edited=edited or made != blocks(body))
    return Merged(new, difference(old, new, path), tuple(notes))


def difference(old: str, new: str, path: str) -> str:
    """Return a unified diff of two files' texts without what they remember of their imports."""
    lines = difflib.unified_diff(_without_memory(old), _without_memory(new), path, path, lineterm="", n=1)
    return "\n".join(lines)


def _without_memory(text: str) -> list[str]:
    hidden = ("    digest: ", "    from: ", "    fields: ", "    blocks: ")
    return [line for line in text.splitlines() if not line.startswith(hidden)]


def _same(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return {key: short(value) for key, value in one.items()} == {key: short(value) for key, value in two.items()}


def _merged_blocks(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the merged paragraphs and the numbers (from 1, in the result) of those that both sides changed."""
    made: list[str] = []
    clashes: list[int] = []
    for common, mine, new in _chunks(base, ours, theirs):
        marks, new_marks = [short(block) for block in mine], [short(block) for block in new]
        if list(common) == marks:
            made += new
        elif len(mine) == len(common) and _only_adds(new_marks, common):
            made += _with_added(common, mine, new, new_marks)
        elif _stand_still(common, new_marks) and _only_adds(marks, common):
            made += _with_added(common, new, mine, marks)
        elif _stand_still(common, marks) and _stand_still(common, new_marks):
            for was, own, block, mark, other in zip(common, marks, mine, new_marks, new, strict=True):
                if own != was and mark not in (was, own):
                    clashes.append(len(made) + 1)
                made.append(block if own != was else other)
        else:
            replaced = dict(zip(common, new, strict=True)) if _stand_still(common, new_marks) else {}
            if any(mark not in marks and mark not in new_marks for mark in common):
                clashes.append(len(made) + 1 + next((at for at, mark in enumerate(marks) if mark not in common), 0))
            made += [replaced.get(mark, block) for block, mark in zip(mine, marks, strict=True)]
    return _with_moved(made, ours, theirs), clashes


def _only_adds(marks: Sequence[str], base: Sequence[str]) -> bool:
    """Tell whether the paragraphs of `base` are all there still, in their order."""
    rest = iter(marks)
    return all(mark in rest for mark in base)


def _with_added(base: Sequence[str], own: Sequence[str], added: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Return the paragraphs `added`, where those of `base` among them stand as one's `own`."""
    left = dict(zip(base, own, strict=True))
    return [left.pop(mark, block) for block, mark in zip(added, marks, strict=True)]


def _stand_still(base: Sequence[str], marks: Sequence[str]) -> bool:
    """Tell whether paragraphs were only changed where they stand: none came, went, or changed places."""
    return len(base) == len(marks) and all(
        mark == was or mark not in base for was, mark in zip(base, marks, strict=True)
    )


def _with_moved(made: list[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return the merged paragraphs without what moved being there twice, or not at all: it stood in two pieces."""
    for at, block in enumerate(theirs):
        if block in ours and block not in made:
            before = next((one for one in reversed(theirs[:at]) if one in made), None)
            made.insert(made.index(before) + 1 if before is not None else 0, block)
    there = Counter(ours) | Counter(theirs)
    for at in range(len(made) - 1, -1, -1):
        if made.count(made[at]) > max(1, there[made[at]]):
            del made[at]
    return made


def _chunks(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Yield the pieces between, and at, the paragraphs that all three have in common."""
    in_ours = _matches(base, [short(block) for block in ours])
    in_theirs = _matches(base, [short(block) for block in theirs])
    b = o = t = 0
    for at in range(len(base) + 1):
        end = at == len(base)
        if not end and not (at in in_ours and at in in_theirs):
            continue
        to_ours, to_theirs = (len(ours), len(theirs)) if end else (in_ours[at], in_theirs[at])
        yield base[b:at], ours[o:to_ours], theirs[t:to_theirs]
        if not end:
            yield base[at : at + 1], ours[to_ours : to_ours + 1], theirs[to_theirs : to_theirs + 1]
            b, o, t = at + 1, to_ours + 1, to_theirs + 1


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    found = difflib.SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {match.a + step: match.b + step for match in found for step in range(match.size)}
