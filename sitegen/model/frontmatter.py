"""Front matter: the YAML between two `---` lines, as nodes that know their line.

PyYAML's composer (libyaml) gives the nodes; what a scalar means is decided by the field that reads it, not by YAML 1.1
guessing, so `no`, `on`, `12:30` and `1_000` stay what the editor typed. Anchors, references and type tags are refused:
nobody means them, and YAML would silently drop the first word of `title: &Co wins` or `title: !Important news`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from sitegen.errors import Problem
from sitegen.model.mistakes import explain, quote_it

CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What neither HTML nor XML may hold."""
_HARMLESS = bytes(byte for byte in range(256) if (byte >= 0x20 and byte != 0x7F) or byte in b"\t\n\r")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_INDENT_TABS = re.compile(r"^[ ]*\t[ \t]*|^ *-\t[ \t]*", re.MULTILINE)
_FENCE = re.compile(r"---[ \t]*(?=\n|\Z)")
_CLOSING = re.compile(r"\n---[ \t]*(?=\n|\Z)")
_LIMIT = 200_000
_DEPTH = 50
"""Collections within collections: more than anyone writes, and few enough for the composer, which recurses."""

_Base: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader

Node = yaml.Node


class _Loader(_Base):  # type: ignore[misc]  # the class depends on whether PyYAML was built with libyaml
    """Composes nodes without asking which type YAML would guess: a quarter of the composer's time."""

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:  # noqa: ARG002
        """Return no tag."""
        return ""

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        """Keep no path."""

    def ascend_resolver(self) -> None:
        """Keep no path."""


class Document(NamedTuple):
    """A file taken apart. Node lines count from 0 within `head`, which begins at line 2 of the file."""

    fields: list[tuple[str, int, Node]]
    head: str
    body: str
    body_line: int
    problems: list[Problem]


def decode(data: bytes, path: str) -> str | Problem:
    """Return the text of a file: UTF-8, without byte-order mark, `\\n` line ends, NFC, no control characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "is not UTF-8 text", "save the file as UTF-8")
    # Two quick looks: a search for all of them takes longer than everything else here together.
    odd = data.translate(None, _HARMLESS)
    if b"\0" in odd:  # UTF-16 without a mark reads as UTF-8 with zeros, and would lose every letter that is not ASCII
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(path, line, "is not UTF-8 text: it holds zero bytes", "save the file as UTF-8")
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if odd or b"\xc2" in data or "\ufffe" in text or "\uffff" in text:
        text = CONTROLS.sub("", text)
    return text


def split(text: str, path: str) -> Document | list[Problem]:
    """Take `text` apart into front matter and body, or return why it cannot be. Problems name their line in the file.

    What is wrong with single keys is among the document's own problems.
    """
    opening = _FENCE.match(text)
    if not opening:
        return [_no_opening(text, path)]
    start = opening.end() + 1
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        return [Problem(path, 1, "front matter is not closed", "put a line of three hyphens (---) after its last key")]
    head = text[start : closing.start() + 1]
    body_line = text.count("\n", 0, closing.end()) + 2
    if len(head) > _LIMIT:
        said = f"front matter is longer than {_LIMIT:,} characters"
        return [Problem(path, 1, said, "close it with a line of three hyphens (---) after its last key")]
    problems: list[Problem] = []
    root = _compose(head, path)
    if isinstance(root, Problem):
        return [root]
    fields = list(_keys(root, path, problems)) if root is not None else []
    return Document(fields, head, text[closing.end() + 1 :], body_line, problems)


def _no_opening(text: str, path: str) -> Problem:
    if text.startswith("+++"):
        hint = "write it as YAML between two lines of three hyphens (---)"
        return Problem(path, 1, "has TOML front matter, which sitegen does not read", hint)
    if _FENCE.match(text.lstrip("\ufeff \t\n")):
        hint = "remove what stands above the first line of three hyphens (---)"
        return Problem(path, 1, "front matter does not begin on the first line", hint)
    hint = "begin the file with a line of three hyphens (---), then `title: …` and `date: …`, then --- again"
    return Problem(path, 1, "has no front matter", hint)


def _compose(head: str, path: str) -> yaml.MappingNode | Problem | None:
    """Return the mapping that `head` is, None if it is empty, or what is wrong with it as a whole."""
    if _LINE_ENDS.search(head):  # line ends for YAML, but not for an editor who pasted them
        head = _LINE_ENDS.sub(" ", head)
    if "\t" in head:
        head = _INDENT_TABS.sub(lambda found: found[0].expandtabs(2), head)
    try:
        if _needs_a_look(head):
            for line, said, hint in _refused(head):
                return Problem(path, line + 2, said, hint)
        loader = _Loader(head)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError:
        return Problem(path, 1, "front matter holds characters that YAML does not allow", "type its values again")
    except yaml.MarkedYAMLError as error:
        line, said, hint = explain(error, head)
        return Problem(path, line + 2, f"front matter cannot be read: {said}", hint)
    if root is None or isinstance(root, yaml.MappingNode):
        return root
    text = str(root.value).strip() if isinstance(root, yaml.ScalarNode) else ""
    hint = "put a space after each colon: `title: …`" if ":" in text else "write `title: …`, `date: …`"
    return Problem(path, root.start_mark.line + 2, "front matter must be keys with values", hint)


def _needs_a_look(head: str) -> bool:
    """Whether `head` may hold what `_refused` refuses: a quick test that most files fail."""
    odd = "&" in head or "*" in head or "!" in head
    nests = sum(map(head.count, ("[", "{", "- ", "? ", "-\t", "?\t")))
    return odd or nests > _DEPTH or " " * 2 * _DEPTH in head


def _refused(head: str) -> Iterator[tuple[int, str, str]]:
    """Yield anchors, references, tags and too deep nesting. The parser's events do not recurse, unlike its composer."""
    depth = 0
    for event in yaml.parse(head, Loader=_Loader):
        line = event.start_mark.line if event.start_mark else 0
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&" if getattr(event, "anchor", None) else ""
        sign = sign or ("!" if getattr(event, "tag", None) else "")
        if sign:
            yield line, f"front matter cannot be read: a value cannot begin with {sign}", quote_it(head, line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            yield line, "front matter is nested too deeply", "keep it to the facts of the text"


def in_line(text: str) -> str:
    """Return `text` as a message can show it: on one line, and not too long."""
    words = " ".join(text.split())
    return f"{words[:60]}…" if len(words) > 60 else words


def _keys(root: yaml.MappingNode, path: str, problems: list[Problem]) -> Iterator[tuple[str, int, Node]]:
    """Yield the top-level keys with their lines and values; what is wrong with them goes to `problems`."""
    seen: dict[str, int] = {}
    for key, value in root.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(path, line, "a key must be a word", "write `key: value`"))
        elif key.value in seen:
            hint = f"it stands on line {seen[key.value]} already; remove one"
            problems.append(Problem(path, line, f'"{in_line(key.value)}" is given twice', hint))
        else:
            seen[key.value] = line
            yield key.value, line, value
