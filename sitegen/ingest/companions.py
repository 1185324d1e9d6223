"""Pictures that come with a text: a browser's "web page, complete", an archive's parts, files beside Markdown, `data:`.

They get an address below a name that can never exist on the web (RFC 2606), so that they pass through everything that
knows only addresses, and are found again under it. Of the files beside a page only those in a folder that is named
after it are read: a hostile page must not be able to publish any other.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import msgspec

from sitegen.errors import fail
from sitegen.ingest.frontmatter import blocks
from sitegen.ingest.story import Story
from sitegen.storage import digest

PLACE = "https://saved.invalid/"
INSIDE = f"{PLACE}inside/"
_LARGEST = 15_000_000
_ROOM = 40_000_000  # characters: together with the page they must fit into what an import may take
_INSIDE = re.compile(r"(?i)data:image/(png|jpe?g|gif|webp|avif);base64,([A-Za-z0-9+/]{4000,}={0,2})")
# A picture in Markdown, with its address as it is or in <>, and its title.
_NAMED = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\((<[^<>\n]+>|[^\s()<>]+)((?: \"(?:\\.|[^\"\\])*\")?)\)")

Beside = Callable[[str], bytes | None]
"""Gives the bytes of the picture with this address, or None where it is not beside the page."""


def nothing_beside(address: str) -> bytes | None:
    """Return None for every picture; one with a local address is lost."""
    if is_local(address):
        raise fail("was not saved with the page", "save the page again, complete", path=shown(address))
    return None


def is_local(address: str) -> bool:
    """Tell whether an address was made up here for a file beside a page."""
    return address.startswith(PLACE)


def shown(address: str) -> str:
    """Return an address as a person knows it: the file's name for a picture beside a page."""
    return unquote(address.removeprefix(PLACE)) if is_local(address) else address


def beside_page(page: Path, text: str) -> tuple[str, Beside]:
    """Return a saved page's HTML with addresses for the files in its folder, and what reads them."""
    folders = _folders(page)
    if not folders:
        return text, nothing_beside
    for folder in folders:
        text = _addressed(text, folder.name)

    def get(address: str) -> bytes | None:
        if not is_local(address):
            return None
        return _read(folders, page.parent / unquote(urlsplit(address).path.lstrip("/")), shown(address))

    return text, get


def inside_page(text: str, beside: Beside) -> tuple[str, Beside]:
    """Return a page's HTML with addresses for the pictures written into it (RFC 2397), and what finds all its pictures.

    Small ones are what stands in a picture's place until a script loads it. `beside` finds those that lie beside it.
    """
    known: dict[str, str] = {}
    room = _ROOM

    def address(found: re.Match[str]) -> str:
        nonlocal room
        place = f"{INSIDE}{digest(found[2])[:12]}.{found[1].lower()}"
        if place not in known and len(found[2]) > room:
            return "data:,"
        if place not in known:
            known[place] = found[2]
            room -= len(found[2])
        return place

    def get(address: str) -> bytes | None:
        return base64.b64decode(known[address] + "==") if address in known else beside(address)

    return _INSIDE.sub(address, text), get


def beside_markdown(file: Path, story: Story) -> tuple[Story, Beside]:
    """Return the story of a Markdown file with addresses for the pictures that lie in its folder, and what reads them.

    What is not there stays as it is written: it may be a picture of the site's own.
    """
    folder = file.parent

    def address(name: str) -> str:
        path = unquote(name)
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#\\]|$", path) or any(
            part.startswith(".") for part in path.split("/")
        ):
            return ""
        try:
            real = (folder / path).resolve()
            there = real.is_file() and real.is_relative_to(folder.resolve())
        except (OSError, ValueError):
            return ""
        return PLACE + quote(path) if there else ""

    def placed(found: re.Match[str]) -> str:
        place = address(found[2].removeprefix("<").removesuffix(">"))
        return f"![{found[1]}]({place}{found[3]})" if place else found[0]

    def get(address: str) -> bytes | None:
        return _read([folder], folder / shown(address), shown(address)) if is_local(address) else None

    body = "\n\n".join(one if one.startswith(("```", "~~~")) else _NAMED.sub(placed, one) for one in blocks(story.body))
    image = story.image
    if image is not None and (place := address(image.src)):
        image = msgspec.structs.replace(image, src=place)
    changed = PLACE in body
    return msgspec.structs.replace(story, image=image, body=body + "\n" if changed else story.body), get


def in_archive(parts: Mapping[str, bytes], text: str) -> tuple[str, Beside]:
    """Return an archived page's HTML with addresses for what it names by content id, and what finds its parts."""
    text = re.sub(r"(?i)(=\s*[\"']?)cid:([^\s\"'<>]{1,300})", lambda found: f"{found[1]}{_of_id(found[2])}", text)
    known = {
        _of_id(name.removeprefix("cid:")) if name.startswith("cid:") else name: data for name, data in parts.items()
    }

    def get(address: str) -> bytes | None:
        return known[address] if address in known else nothing_beside(address)

    return text, get


def _addressed(text: str, folder: str) -> str:
    """Return HTML whose attributes name the files of `folder` by addresses."""
    spelled = sorted({folder, html.escape(folder), quote(folder)}, key=len, reverse=True)
    names = "|".join(map(re.escape, spelled))
    found = re.compile(rf"(=\s*)([\"'])(?:\./)?(?:{names})/([^\"'<>]{{1,500}})\2")
    place = f"{PLACE}{quote(folder)}/"
    return found.sub(lambda match: f"{match[1]}{match[2]}{place}{_part(match[3])}{match[2]}", text)


def _folders(page: Path) -> list[Path]:
    """Return the folders named after the page: `page_files`, `page.files`, `page-Dateien` … as browsers name them."""
    name = re.compile(re.escape(page.stem) + r"[_.-]\w+")
    try:
        found = [path for path in page.parent.iterdir() if name.fullmatch(path.name)]
        return sorted(path for path in found if path.is_dir() and not path.is_symlink())
    except OSError:
        return []


def _read(folders: list[Path], path: Path, name: str) -> bytes:
    """Return a file's bytes. Raises SitegenError unless it truly lies in one of the folders."""
    try:
        real = path.resolve()
        if not any(real.is_relative_to(folder.resolve()) for folder in folders) or not real.is_file():
            raise fail("was not saved with the page", "save the page again, complete", path=name)
        if real.stat().st_size > _LARGEST:
            raise fail(f"is larger than {_LARGEST // 1_000_000} MB", "make it smaller", path=name)
        return real.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none of a file"
        raise fail(f"cannot be read: {reason}", "save the page again, complete", path=name) from None


def _part(name: str) -> str:
    """Return the rest of a file's path as part of an address, escaped once however it was before."""
    return quote(unquote(html.unescape(name)))


def _of_id(name: str) -> str:
    return f"{PLACE}{quote(unquote(html.unescape(name)), safe='')}"
