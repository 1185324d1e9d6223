"""What an editor did when YAML could not be read: the parser's words → the line, what is wrong, what to do."""

from __future__ import annotations

import re

import yaml

_BAD_START = (
    "cannot start any token",
    "entries are not allowed",
    "keys are not allowed",
    "expected node content",
    "scanning an alias",
    "scanning an anchor",
    "scanning a tag",
    "parsing a tag",
    "undefined tag",
)
_KEY = re.compile(r"\s*+(?:- ++)*+([^\s:#\"'\[{](?:[^:]*[^:\s])?)[ \t]*:(?:[ \t]|$)")


def explain(error: yaml.MarkedYAMLError, head: str) -> tuple[int, str, str]:
    """Return the line (from 0, within `head`), what is wrong and what to do."""
    lines = head.split("\n")
    said = f"{error.context or ''}; {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    at, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    opened = min(error.context_mark.line, len(lines) - 1) if error.context_mark else at
    if "scanning a quoted scalar" in said:
        hint = "close it; within quotes use quotation marks of the other kind"
        return opened, "the quotation mark is not closed", hint
    if "parsing a quoted scalar" in said:
        hint = "write \\\\ for a backslash, or use single quotes"
        return at, "a backslash within double quotes begins a special character", hint
    if "scanning a block scalar" in said:
        sign = _value(lines[opened])[:1]
        return opened, f"nothing may stand beside {sign}", "begin the text on the next line, or put the value in quotes"
    if "could not find expected ':'" in said:
        return opened, *_no_key(lines[opened])
    if "mapping values are not allowed" in said:
        return _colon(lines, at)
    if "expected ',' or" in said:
        closing = "]" if "sequence" in said else "}"
        opening = "list" if closing == "]" else "group of keys"
        return opened, f"the {opening} that begins here is not closed with {closing}", _FLOW_HINT
    if any(part in said for part in _BAD_START):
        return at, *_bad_start(lines[at], column, head, at)
    if "expected key" in said or "expected '-'" in said:
        return at, *_trailing(lines[at], head, at)
    dots = next((n for n, line in enumerate(lines[: at + 1]) if re.match(r"\.\.\.(\s|$)", line)), None)
    if dots is not None:
        hint = "remove it; three hyphens (---) end the front matter"
        return dots, "a line that begins with three dots ends YAML", hint
    if lines[0].startswith("%"):
        return 0, "a line cannot begin with %", "write `key: value`, the value in quotes"
    return at, *_INDENTED


_FLOW_HINT = "put entries that hold commas, colons or brackets in quotes"
_INDENTED = (
    "the indentation does not fit the lines above",
    "begin keys at the start of the line, and what belongs to a key two spaces further in",
)


def quote_it(head: str, line: int) -> str:
    """Return the advice to put the value on `line` (from 0) of `head` in quotes."""
    lines = head.split("\n")
    found = _KEY.match(lines[line]) if line < len(lines) else None
    return f'put the value in quotes: {found[1]}: "…"' if found else "put the value in quotes"


def _value(line: str) -> str:
    found = _KEY.match(line)
    return line[found.end() :].strip() if found else line.strip().removeprefix("- ").strip()


def _no_key(line: str) -> tuple[str, str]:
    text = line.strip()
    shown = f"{text[:40]}…" if len(text) > 40 else text
    if ":" in text:
        return f'"{shown}" is not `key: value`', "put a space after the colon"
    return f'"{shown}" is not `key: value`', "add the key, or two spaces before it if it continues the line above"


def _colon(lines: list[str], at: int) -> tuple[int, str, str]:
    """A second colon on a line, or a key where there can be none."""
    if _KEY.match(_value(lines[at])) or _value(lines[at]).startswith(":") or not _KEY.match(lines[at]):
        return at, "a colon stands inside the value", quote_it("\n".join(lines), at)
    above = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), None)
    if above is not None and not _KEY.match(lines[above]):
        return above, *_no_key(lines[above])
    return at, *_INDENTED


def _bad_start(line: str, column: int, head: str, at: int) -> tuple[str, str]:
    sign = line[column : column + 1]
    if sign == "\t":
        return "a tab stands where only spaces may stand", "replace it with spaces"
    begun = line[:column].rstrip()
    if begun.endswith((",", "[", "{")) and sign in ",]}":
        return f"an entry is missing before {sign}", _FLOW_HINT
    start = _value(line)[:1] or sign
    return f"a value cannot begin with {start}", quote_it(head, at)


def _trailing(line: str, head: str, at: int) -> tuple[str, str]:
    start = _value(line)[:1]
    if start and start in "\"'":
        hint = "put the whole value in quotes, and use quotation marks of the other kind within"
        return "text follows the closing quotation mark", hint
    if start and start in "[{":
        kind = "a list" if start == "[" else "a group of keys"
        return f"{start} begins {kind} in YAML, and text follows its end", quote_it(head, at)
    return _INDENTED
