"""A text as it leaves the site, in a feed or an e-mail: nothing in it may depend on the page that it stood on."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_RELATIVE = r"(?![a-zA-Z][a-zA-Z0-9+.-]*:)"
_TAG = re.compile(rf'<[a-z]+\b(?=[^<>]*? (?:href|src|poster|srcset)="{_RELATIVE})(?:[^"<>]|"[^"]*")*>')
"""A tag with an address that is not whole: a text may be about `href="../x"`, and tags are what nh3 writes."""
_ADDRESS = re.compile(rf' (href|src|poster)="({_RELATIVE}[^"]*)"')
_ANCHOR = re.compile(r'<a class="anchor"[^<>]*>#</a>')
"""The link of a heading to itself, which a style sheet shows at times and a feed reader always."""
_SET = re.compile(r' srcset="([^"]*)"')


def outward(rendered: str, page: str) -> str:
    """Return rendered HTML for readers who are not on the page at the address `page`.

    Every address is made whole, as that page would read it (RFC 3986); headings do not link to themselves.
    """

    def whole(found: re.Match[str]) -> str:
        return f' {found[1]}="{_join(page, found[2])}"'

    def each(found: re.Match[str]) -> str:
        parts = (part.split(maxsplit=1) for part in found[1].split(",") if part.strip())
        return f' srcset="{", ".join(" ".join((_join(page, first), *rest)) for first, *rest in parts)}"'

    return _TAG.sub(lambda tag: _SET.sub(each, _ADDRESS.sub(whole, tag[0])), _ANCHOR.sub("", rendered))


def _join(page: str, address: str) -> str:
    try:
        return html.escape(urljoin(page, html.unescape(address)))
    except ValueError:  # brackets that are no IPv6 address: it led nowhere before
        return address
