"""A comparison as an SVG: one panel of bars for each scenario and one for memory, readable in light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

WIDTH, LEFT, BAR, GAP, HEAD = 760, 130, 16, 6, 34
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #222 }
.title { font-weight: 600; font-size: 15px } .head { font-weight: 600 } .small { fill: #555; font-size: 12px }
.bar { fill: #9aa5ad } .own { fill: #a3262a } .track { fill: #eceef0 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e6e6 } .small { fill: #aab } .bar { fill: #6d7a84 } .own { fill: #e0686b } .track { fill: #2a2e32 }
}
"""


def draw(document: Mapping[str, Any], scenarios: Mapping[str, str]) -> str:
    """Return the SVG of what `bench/run.py --json` writes; `scenarios` names each panel."""
    results = [one for one in document["results"] if not one["failure"]]
    panels = [
        (title, "s", [(one["tool"], one["median_seconds"].get(key)) for one in results])
        for key, title in scenarios.items()
    ]
    peaks = [(one["tool"], one["peak_bytes"].get("cold", 0) / 1e6) for one in results]
    panels.append(("peak memory of the first build, all processes", "MB", peaks))
    title = f"{document['articles']:,} articles: medians of {document['runs']} runs"
    parts = [f'<text class="title" x="0" y="18">{title}</text>']
    parts.append(f'<text class="small" x="0" y="36">{escape(document["machine"])}; in brackets: Hugo = 1</text>')
    top = 60
    for heading, unit, rows in panels:
        shown = [(name, value) for name, value in rows if value]
        if shown:
            parts += _panel(top, heading, unit, shown)
            top += HEAD + len(shown) * (BAR + GAP)
    missing = [one["tool"] for one in document["results"] if one["failure"]] + list(document["absent"])
    if missing:
        parts.append(f'<text class="small" x="0" y="{top + 8}">took no part: {escape(", ".join(missing))}</text>')
        top += 20
    label = escape("; ".join(f"{heading}: {_words(rows, unit)}" for heading, unit, rows in panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img" aria-labelledby="t d">'
        f'<title id="t">{title}</title><desc id="d">{label}</desc><style>{_STYLE}</style>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _panel(top: int, heading: str, unit: str, rows: list[tuple[str, float]]) -> list[str]:
    parts = [f'<text class="head" x="0" y="{top + 14}">{escape(heading)}</text>']
    longest = max(value for _, value in rows)
    base = dict(rows).get("hugo")
    room = WIDTH - LEFT - 130
    for position, (name, value) in enumerate(rows):
        y = top + 22 + position * (BAR + GAP)
        kind = "own" if name.startswith("sitegen") else "bar"
        ratio = f" ({value / base:.2f})" if base else ""
        length = max(1.0, room * value / longest)
        parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="track" x="{LEFT}" y="{y}" width="{room}" height="{BAR}" rx="2"/>')
        parts.append(f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2"/>')
        parts.append(f'<text class="small" x="{LEFT + room + 8}" y="{y + 13}">{_amount(value, unit)}{ratio}</text>')
    return parts


def _words(rows: list[tuple[str, Any]], unit: str) -> str:
    return ", ".join(f"{name} {_amount(value, unit)}" for name, value in rows if value)


def _amount(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if unit == "s" else f"{value:,.0f} {unit}"
