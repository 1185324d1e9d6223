"""Edits of single lines of front matter: everything else in the file stays as its author left it, byte for byte.

YAML has more ways to write a value than are understood here. So an edit is only offered: the caller reads the result
and compares what it says with what it should say, and what cannot be edited so is left to a person.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from sitegen.model.fields import is_empty
from sitegen.model.frontmatter import Document, Node, split

_ENDS = re.compile(r"\r\n|\r|\n")


class Unclear(Exception):  # noqa: N818  # no failure: such front matter is left to a person
    """Front matter that is written in a way that only a person can edit."""


class Sheet(NamedTuple):
    """A file as its lines, each with its end. The front matter's line n is the file's line n + 1, both from 0."""

    lines: list[str]
    document: Document

    @property
    def end(self) -> str:
        """The line end that the file uses."""
        return self.lines[0][len(self.lines[0].rstrip("\r\n")) :]

    def value(self, key: str) -> Node | None:
        """Return the value of a key of the top level, or None where it is not given."""
        return next((node for name, _, node in self.document.fields if name == key), None)

    def text(self, begin: int, middle: str, rest: int) -> str:
        """Return the file's text with `middle` in the place of the lines from `begin` to before `rest` (from 0)."""
        return "".join((*self.lines[:begin], middle, *self.lines[rest:]))


def sheet(text: str) -> Sheet:
    """Take a file's text apart. Raises Unclear where its front matter cannot be read."""
    lines = _split_lines(text)
    plain = "".join(_ENDS.sub("\n", line) for line in lines).removeprefix("\ufeff")
    document = split(plain, "")
    if not isinstance(document, Document) or document.problems:
        raise Unclear
    return Sheet(lines, document)


def _split_lines(text: str) -> list[str]:
    found, at = [], 0
    for end in _ENDS.finditer(text):
        found.append(text[at : end.end()])
        at = end.end()
    return [*found, text[at:]] if at < len(text) else found


def value_of(page: Sheet, key: str) -> tuple[int, Node] | None:
    """Return the line (from 1) and the value of `key`, or None where it is not given."""
    return next(((line, node) for name, line, node in page.document.fields if name == key), None)


def set_value(text: str, key: str, value: str, *, below: str) -> str:
    """Return the text with `key` saying `value`; where it is not given, it is put below the key `below`."""
    page = sheet(text)
    node = page.value(key)
    return _replaced(page, node, value) if node is not None else _inserted(page, f"{key}: {value}", below)


def add_item(text: str, key: str, item: str, *, below: str) -> str:
    """Return the text with `item` at the end of the list `key`, whichever way that list is written."""
    page = sheet(text)
    node = page.value(key)
    if node is None:
        return _inserted(page, f"{key}: [{item}]", below)
    if isinstance(node, yaml.ScalarNode):
        raw = page.lines[node.start_mark.line + 1][node.start_mark.column : node.end_mark.column]
        return _replaced(page, node, f"[{item}]" if is_empty(node) else f"[{raw}, {item}]")
    if not isinstance(node, yaml.SequenceNode):
        raise Unclear
    if not node.flow_style:
        return _added_to_block(page, node.value[-1], item)
    # Behind the last item, or between the brackets of none.
    mark = node.value[-1].end_mark if node.value else node.start_mark
    at, column = mark.line + 1, mark.column + (not node.value)
    line = page.lines[at]
    return page.text(at, f"{line[:column]}{', ' if node.value else ''}{item}{line[column:]}", at + 1)


def replace_item(text: str, key: str, old: str, new: str) -> str:
    """Return the text with the item `old` of the list `key` saying `new`."""
    page = sheet(text)
    node = page.value(key)
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for item in items:
        if isinstance(item, yaml.ScalarNode) and item.value == old:
            return _replaced(page, item, new)
    raise Unclear


def _inserted(page: Sheet, line: str, below: str) -> str:
    """Put a line below the key `below`, or above the closing fence where that is not sure to be between two keys."""
    node = page.value(below)
    at = page.document.body_line - 2
    if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
        at = node.end_mark.line + 2
    return page.text(at, line + page.end, at)


def _replaced(page: Sheet, node: Node, value: str) -> str:
    """Put `value` where a scalar stands; what is before and behind it on its lines stays."""
    first, last = node.start_mark.line + 1, node.end_mark.line + 1
    before = page.lines[first][: node.start_mark.column]
    gap = " " if before.endswith(":") else ""
    return page.text(first, before + gap + value + page.lines[last][node.end_mark.column :], last + 1)


def _added_to_block(page: Sheet, last: Node, item: str) -> str:
    dash = re.match(r"[ \t]*-[ \t]+", page.lines[last.start_mark.line + 1])
    if not dash:
        raise Unclear
    at = last.end_mark.line + 2
    return page.text(at, dash[0] + item + page.end, at)
