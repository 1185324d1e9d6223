"""Tables of data → Markdown tables. A table that only lays a page out is no table."""

from __future__ import annotations

import re
from typing import Any

from sitegen.ingest.dom import words_of
from sitegen.ingest.inline import Context, inline

_WIDEST = 30
_LONGEST_CELL = 400


def is_data_table(table: Any) -> bool:
    """Tell whether rows and columns of short cells make it a table, rather than a frame around other blocks."""
    if any(True for _ in table.iter("table", "h1", "h2", "h3", "pre", "blockquote") if _ is not table):
        return False
    rows = _rows(table)
    widths = [len(row) for row in rows]
    if len(rows) < 2 or max(widths) < 2 or max(widths) > _WIDEST:
        return False
    cells = [cell for row in rows for cell in row]
    return sum(width > 1 for width in widths) * 2 > len(rows) and all(
        len(words_of(cell)) <= _LONGEST_CELL for cell in cells
    )


def as_table(table: Any, context: Context) -> str:
    """Return the table in Markdown, its first row as the heading; "" when all cells are empty."""
    rows = [[_cell(cell, context) for cell in _spread(row)] for row in _rows(table)]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [_line(row, width) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _rows(table: Any) -> list[list[Any]]:
    return [cells for row in table.iter("tr") if (cells := [cell for cell in row if cell.tag in ("td", "th")])]


def _spread(row: list[Any]) -> list[Any]:
    """Return the cells with an empty place for each further column that one covers."""
    found: list[Any] = []
    for cell in row:
        span = cell.get("colspan") or "1"
        found += [cell, *[None] * (min(int(span), _WIDEST) - 1 if span.isdigit() else 0)]
    return found[:_WIDEST]


def _cell(cell: Any, context: Context) -> str:
    if cell is None:
        return ""
    return re.sub(r"(?<!\\)\|", r"\|", inline(cell, context, one_line=True))


def _line(row: list[str], width: int) -> str:
    return "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |"
