"""A strict reading of HTML: what browsers forgive, these tests do not."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Reading(HTMLParser):
    """What a page holds. Invariant: `open` are the elements that began and have not ended, the outermost first."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.data: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> never ends" for name in self.open]

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take in a start tag."""
        found = {key: value or "" for key, value in attributes}
        if len(found) != len(attributes):
            self.faults.append(f"<{name}> at line {self.getpos()[0]} has an attribute twice")
        self.elements.append((name, found))
        if "id" in found:
            self.ids.append(found["id"])
        if name in HEADINGS:
            self.headings.append(HEADINGS[name])
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take in <path/>: only the elements of SVG are written so."""
        self.elements.append((name, {key: value or "" for key, value in attributes}))
        if "svg" not in self.open:
            self.faults.append(f"<{name}/> outside an SVG")

    def handle_endtag(self, name: str) -> None:
        """Take in an end tag."""
        if not self.open or self.open[-1] != name:
            self.faults.append(f"</{name}> at line {self.getpos()[0]} closes {self.open[-1:] or 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Take in text: that of data blocks is kept."""
        if self.open[-1:] == ["script"]:
            self.data.append(data)

    def attributes(self, name: str) -> list[dict[str, str]]:
        """Return the attributes of every element called `name`."""
        return [found for element, found in self.elements if element == name]


def unsafe(reading: Reading) -> list[str]:
    """Return what a strict Content-Security-Policy forbids: inline script, style, handlers."""
    found = []
    for name, attributes in reading.elements:
        found += [f"{key} on <{name}>" for key in attributes if key == "style" or key.startswith("on")]
        if name == "style":
            found.append("<style>")
        if name == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
            found.append("inline <script>")
    return found


def skipped(levels: list[int]) -> list[tuple[int, int]]:
    """Return the pairs of headings between which a level was left out."""
    return [(a, b) for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
