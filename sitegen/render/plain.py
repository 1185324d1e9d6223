"""Paragraphs that are nothing but words: most of a newspaper, and no work for a parser or a sanitiser.

Such a paragraph is one line at the top level of a text, between blank lines, with no sign in it that Markdown could
mean. It becomes what markdown-it-py and nh3 would make of it; the tests compare the two.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

PLAIN = "sitegen_plain"
_OPENING = frozenset("«“”„\"'‘’(–—…")
"""What may open a sentence besides a letter."""


def add_plain(parser: MarkdownIt) -> None:
    """Teach `parser` to know plain paragraphs, as tokens that hold their HTML, and plain words within other blocks."""
    parser.block.ruler.before("table", PLAIN, _paragraph)
    parser.core.ruler.at("inline", _inline)


def _is_plain(line: str) -> bool:
    """Whether nothing in a line begins markup, an address or a character reference."""
    return not (
        "*" in line or "[" in line or "_" in line or "&" in line or "`" in line
        or "<" in line or "\\" in line or "]" in line or "~" in line or "\n" in line
    )  # fmt: skip


def _inline(state: StateCore) -> None:
    from markdown_it.token import Token

    inline, parser, env = state.md.inline, state.md, state.env
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.children is None:
            token.children = []
        if token.content and _is_plain(token.content):
            words = Token("text", "", 0)
            words.content = token.content
            token.children.append(words)
        else:
            inline.parse(token.content, parser, env, token.children)


@lru_cache(maxsize=1)
def _blanks() -> str:
    from markdown_it.common.utils import MD_TRIM_CHARS  # not what `str.strip` takes for blank

    return MD_TRIM_CHARS


def _paragraph(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.level or silent:
        return False
    words = state.src[state.bMarks[line] : state.eMarks[line]]
    if not (words[0].isalpha() or words[0] in _OPENING) or not _is_plain(words):
        return False
    if line + 1 < end and not state.isEmpty(line + 1):
        return False
    token = state.push(PLAIN, "", 0)
    token.content = _escaped(words.strip(_blanks()))
    state.line = line + 1
    return True


def _escaped(words: str) -> str:
    return f"<p>{words.replace('>', '&gt;').replace(chr(0xA0), '&nbsp;')}</p>\n"


def assemble(tokens: list[Token], render: Callable[[list[Token]], str], clean: Callable[[str], str]) -> str:
    """Return the HTML of a text: plain paragraphs as they are, what stands between them rendered and cleaned."""
    parts: list[str] = []
    begun = 0
    for at, token in enumerate(tokens):
        if token.type == PLAIN:
            if begun < at:
                parts.append(clean(render(tokens[begun:at])))
            parts.append(token.content)
            begun = at + 1
    if begun < len(tokens):
        parts.append(clean(render(tokens[begun:])))
    return "".join(parts)
