"""Front matter: the YAML between two `---` lines, as nodes that know their line.

PyYAML's composer (libyaml) gives the nodes; what a scalar means is decided by the field that reads it, not by YAML 1.1
guessing, so `no`, `on`, `12:30` and `1_000` stay what the editor typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import yaml

from sitegen.errors import Problem

_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INDENT_TABS = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_LIMIT = 200_000
_DEPTH = 60

Node = yaml.Node


class Document(NamedTuple):
    """A file taken apart. Node lines count from 0 within the front matter, which begins at line 2 of the file."""

    fields: list[tuple[str, int, Node]]
    body: str
    body_line: int
    problems: list[Problem]


def decode(data: bytes, path: str) -> str | Problem:
    """Return the text of a file: UTF-8, without byte-order mark, `\\n` line ends, NFC, no control characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(path, line, "is not UTF-8 text", "save the file as UTF-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def split(text: str, path: str) -> Document | list[Problem]:
    """Take `text` apart into front matter and body. Every problem names its line in the file."""
    if text.startswith("+++"):
        hint = "write it as YAML between two lines of three hyphens (---)"
        return [Problem(path, 1, "has TOML front matter, which sitegen does not read", hint)]
    opening = _FENCE.match(text)
    if not opening:
        hint = "begin the file with a line of three hyphens (---), then `title: …` and `date: …`, then --- again"
        return [Problem(path, 1, "has no front matter", hint)]
    closing = _FENCE.search(text, opening.end() + 1)
    if not closing:
        return [Problem(path, 1, "front matter is not closed", "put a line of three hyphens (---) after its last key")]
    head = text[opening.end() + 1 : closing.start()]
    body = text[closing.end() + 1 :]
    body_line = text.count("\n", 0, closing.end()) + 2
    problems: list[Problem] = []
    return Document(_compose(head, path, problems), body, body_line, problems)


def _compose(head: str, path: str, problems: list[Problem]) -> list[tuple[str, int, Node]]:
    """Return the top-level keys with their lines and value nodes; what is wrong goes to `problems`."""
    if len(head) > _LIMIT or max(head.count("["), head.count("{")) > _LIMIT // 100 or _too_deep(head):
        problems.append(Problem(path, 1, "front matter is too large or too deeply nested", "keep it to the article's facts"))
        return []
    if "\t" in head:
        head = _INDENT_TABS.sub(lambda found: found[0].expandtabs(2), head)
    loader = _LOADER(head)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(error, head, path))
        return []
    except yaml.YAMLError as error:
        problems.append(Problem(path, 1, f"front matter is not valid YAML: {error}", ""))
        return []
    finally:
        loader.dispose()
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        problems.append(Problem(path, 2, "front matter must be keys with values", "write `title: …`, `date: …`"))
        return []
    return _keys(root, path, problems)


def _keys(root: yaml.MappingNode, path: str, problems: list[Problem]) -> list[tuple[str, int, Node]]:
    seen: dict[str, int] = {}
    fields: list[tuple[str, int, Node]] = []
    for key, value in root.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(path, line, "a key must be a word", "write `key: value`"))
        elif key.value in seen:
            hint = f"it stands at line {seen[key.value]} already; remove one"
            problems.append(Problem(path, line, f'"{key.value}" is given twice', hint))
        else:
            seen[key.value] = line
            fields.append((key.value, line, value))
    return fields


def _too_deep(head: str) -> bool:
    """Whether flow collections or indentation nest deeper than anything an editor writes (the composer recurses)."""
    depth = deepest = 0
    for found in re.finditer(r"[\[\]{}]", head):
        depth += 1 if found[0] in "[{" else -1
        deepest = max(deepest, depth)
    dashes = max((len(m[0]) for m in re.finditer(r"(?:[-?][ \t]+){8,}", head)), default=0)
    indent = max((len(m[0]) for m in re.finditer(r"^ +", head, re.MULTILINE)), default=0)
    return deepest > _DEPTH or dashes > _DEPTH * 2 or indent > _DEPTH * 8


def _syntax_problem(error: yaml.MarkedYAMLError, head: str, path: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    lines = head.splitlines()
    line = min(line, max(len(lines) - 1, 0))
    said = (error.problem or "cannot be understood").strip()
    text = lines[line].strip() if lines else ""
    hint = ""
    if "mapping values are not allowed" in said:
        said, hint = "a colon inside a value confuses YAML", 'put the value in quotes: title: "One: two"'
    elif "could not find expected ':'" in said:
        said, hint = f'"{text}" is neither `key: value` nor part of a quoted text', "add the colon, or close the quotes above"
    elif "while scanning a quoted scalar" in (error.context or "") or "unexpected end of stream" in said:
        said, hint = "a quoted text is not closed", "add the closing quotation mark"
        line = error.context_mark.line if error.context_mark else line
    elif "cannot start any token" in said:
        said, hint = f"a value cannot begin with {text.partition(': ')[2][:1] or text[:1]}", "put the value in quotes"
    elif "undefined alias" in said or "alias" in (error.context or ""):
        said, hint = "a value that begins with * is a reference in YAML", "put the value in quotes"
    return Problem(path, line + 2, f"front matter is not valid YAML: {said}", hint or "check the quotes, colons and indentation of this line")
