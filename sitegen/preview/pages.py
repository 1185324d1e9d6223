"""What the preview adds to pages while it serves them. Nothing of this is ever written into output/."""

from __future__ import annotations

import re
from html import escape

from sitegen.errors import Problem
from sitegen.preview.epochs import State

OWN = "/-/sitegen/"  # the preview's own addresses; outside every base path but "/"

# Only whole documents are dressed: a fragment that a script loads into a page must stay what it is.
_DOCUMENT = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->)*<(?:!doctype|html)\b", re.IGNORECASE | re.DOTALL)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)


def dress(page: bytes, state: State) -> bytes:
    """Return an HTML document with the live-reload script and, after a failed build, with its problems on top.

    Both come from files of the same origin, so a page's strict Content-Security-Policy allows them.
    """
    if not _DOCUMENT.match(page):
        return page
    ends = [match.start() for match in _BODY_END.finditer(page)]
    at = ends[-1] if ends else len(page)
    return page[:at] + _additions(state).encode() + page[at:]


def standalone(title: str, text: str, state: State) -> bytes:
    """Return a page of the preview itself, for when the site has none to show."""
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    head += f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{OWN}preview.css"></head>'
    body = f"<body><main id='sitegen-page'><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    return dress((head + body).encode(), state)


def _additions(state: State) -> str:
    script = f'<script src="{OWN}reload.js" data-epoch="{escape(state.epoch)}" async></script>'
    return (_overlay(state.problems) if state.problems else "") + script


def _overlay(problems: tuple[Problem, ...]) -> str:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return (
        f'<link rel="stylesheet" href="{OWN}preview.css">'
        '<aside id="sitegen-problems" role="alert" lang="en" dir="ltr"><details open>'
        f"<summary>The site was not rebuilt: {count}</summary>"
        f"<ol>{''.join(map(_item, problems))}</ol>"
        "<p>Mend it and save: this page reloads by itself.</p>"
        "</details></aside>"
    )


def _item(problem: Problem) -> str:
    place = problem.path + (f":{problem.line}" if problem.path and problem.line else "")
    code = f"<code>{escape(place)}</code> " if place else ""
    hint = f"<br><span>{escape(problem.hint)}</span>" if problem.hint else ""
    return f"<li>{code}<strong>{escape(problem.message)}</strong>{hint}</li>"
