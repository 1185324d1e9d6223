"""Plain text as Markdown that shows exactly that text.

The rule is CommonMark's (spec 0.31, "Backslash escapes": any ASCII punctuation may be escaped), plus the marks of
tables, strike-through and footnotes. Only what could start something is escaped: an editor reads text, not backslashes.
"""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"[\\`*<\[\]|]")
_TILDE = re.compile(r"~(?=~)|(?<=~)~")
# Inside a word an underscore is only itself; at its edge it may open emphasis.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;|$)")
_LINE_START = re.compile(r"(?m)^(#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|>|=+[ \t]*$|-[- \t]*$|~{3}|:{3})")
_NUMBER = re.compile(r"(?m)^(\d{1,9})([.)])(?=[ \t]|$)")


def literal(text: str) -> str:
    """Return Markdown for one paragraph of plain text; line breaks stay, blanks around the lines go."""
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return escape_starts(escape_inline(lines))


def escape_inline(text: str) -> str:
    """Escape what could start a mark anywhere in a line."""
    for pattern in (_ALWAYS, _TILDE, _UNDERSCORE, _ENTITY):
        text = pattern.sub(lambda match: "\\" + match.group(), text)
    return text


def escape_starts(text: str) -> str:
    """Escape what could start a heading, a list, a quotation, a rule or a container at the beginning of a line."""
    text = _LINE_START.sub(lambda match: "\\" + match.group(), text)
    return _NUMBER.sub(r"\1\\\2", text)


def document(paragraphs: list[str]) -> str:
    """Return Markdown for plain paragraphs, blank lines between them, one line break at the end."""
    return "\n\n".join(filter(None, map(literal, paragraphs))) + "\n"
