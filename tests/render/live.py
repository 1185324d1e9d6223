"""What in a piece of HTML could run, load, cover or ask for something."""

from __future__ import annotations

import re
from html.parser import HTMLParser

FORBIDDEN = {
    "applet", "base", "body", "button", "embed", "form", "frame", "frameset", "head", "html", "iframe",
    "input", "isindex", "link", "marquee", "math", "meta", "noscript", "object", "option", "script", "select",
    "style", "svg", "template", "textarea", "title",
}  # fmt: skip
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "background", "cite"}
PLAYED = {"audio", "source", "track", "video"}
"""They load what they name without being asked: only files of the site, which is at e.org where it has a host."""
HARMLESS = {"", "http", "https", "mailto"}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN or "-" in tag:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "http-equiv"):
                self.found.append(f"{tag} {name}={value}")
            if name == "autoplay":
                self.found.append(f"{tag} autoplay")
            own = tag not in PLAYED or name != "src" or re.match(r"(?:https://e\.org)?/(?!/)", value or "")
            if name in ADDRESSES and not (own and _leads_to_a_page(value or "")):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _leads_to_a_page(address: str) -> bool:
    """Whether a browser, which ignores blanks and control characters in a scheme, would fetch a page or a picture."""
    bare = "".join(letter for letter in address if letter > " " and letter != "\x7f")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", bare.casefold())
    return (scheme[1] if scheme else "") in HARMLESS


def live(html: str) -> list[str]:
    """Return everything in `html` that is more than text, links and pictures."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found


def words(html: str) -> str:
    """Return the text of `html`."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return "".join(finder.text)
