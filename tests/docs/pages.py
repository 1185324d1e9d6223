"""The documentation as data: pages, their fenced blocks, tables, headings and links.

What the info string of a fenced block means:

- `sh`: lines for a terminal, each of which must succeed; `sh fails`: the last one must fail
- `text output`: what the `sh` block above printed; `…` stands for anything
- `toml site.toml`, `html themes/…`, `markdown content/…`: a file's whole text; `…/` in the name stands for folders
  that exist already. `add` behind it says that the text is put at the file's end, `set` that each of its lines takes
  the place of the line with the same key
- `markdown text`: a text, without front matter; `html output`: what it becomes
- `toml`, `yaml article`, `yaml page`, `yaml edition`: a part of site.toml or of front matter that must be valid
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]


class Block(msgspec.Struct, frozen=True):
    """A fenced block, and the line of the page on which it opens."""

    line: int
    info: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        """The first word of the info string."""
        return self.info[0] if self.info else ""

    @property
    def file(self) -> str:
        """The name of the file whose text this is, or ""."""
        name = self.info[1] if len(self.info) > 1 else ""
        return name if re.search(r"[./]", name) else ""


class Table(msgspec.Struct, frozen=True):
    """A table and the heading that it stands under; cells are Markdown."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Page(msgspec.Struct, frozen=True):
    """One page; `path` is relative to the project's folder."""

    path: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    anchors: frozenset[str]
    links: tuple[str, ...]

    def rows(self, heading: str) -> list[tuple[str, ...]]:
        """Return the rows of the tables under `heading`."""
        return [row for table in self.tables if table.heading == heading for row in table.rows]


def page_paths() -> list[str]:
    """Return the path of every page, relative to the project's folder."""
    return ["README.md", *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md"))]


def read_page(path: str) -> Page:
    """Return the page at `path`."""
    tokens = MarkdownIt("commonmark").enable("table").parse((ROOT / path).read_text(encoding="utf-8"))
    headings = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "heading_open"]
    links = [
        str(child.attrs["href"]) for token in tokens for child in token.children or () if child.type == "link_open"
    ]
    return Page(path, _blocks(tokens), _tables(tokens), frozenset(map(anchor, map(_words, headings))), tuple(links))


def code(cell: str) -> list[str]:
    """Return what stands in `backticks` in a table's cell."""
    return re.findall(r"`([^`]+)`", cell)


def anchor(heading: str) -> str:
    """Return the fragment under which GitHub shows a heading."""
    kept = "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return kept.replace(" ", "-")


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _blocks(tokens: list[Token]) -> tuple[Block, ...]:
    return tuple(
        Block((token.map or [0])[0] + 1, tuple(token.info.split()), token.content)
        for token in tokens
        if token.type == "fence"
    )


def _tables(tokens: list[Token]) -> tuple[Table, ...]:
    tables, heading, rows = [], "", list[tuple[str, ...]]()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _words(tokens[at + 1])
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "tr_close")
            rows.append(tuple(one.content for one in tokens[at:end] if one.type == "inline"))
        elif token.type == "table_close":
            tables.append(Table(heading, rows[0], tuple(rows[1:])))
    return tuple(tables)
