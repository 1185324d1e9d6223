"""Pictures that come with a text: a browser's "web page, complete", an archive's parts, files beside Markdown, `data:`.

They get an address below a name that can never exist on the web (RFC 2606), so that they pass through everything that
knows only addresses, and are found again under it. Of the files beside a page only those in a folder that is named
after it are read: a hostile page must not be able to publish any other.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import msgspec

from sitegen.errors import fail
from sitegen.ingest.story import Story
from sitegen.storage import digest

PLACE = "https://saved.invalid/"
INSIDE = f"{PLACE}inside/"
_LARGEST = 15_000_000
_ROOM = 40_000_000  # characters: together with the page they must fit into what an import may take
_INSIDE = re.compile(r"(?i)data:image/(png|jpe?g|gif|webp|avif);base64,([A-Za-z0-9+/]{4000,}={0,2})")
# Code in Markdown; or a picture, with its address as it is or in <>, and its title. Lengths are bounded for speed.
_NAMED = re.compile(
    r"""(?msx)^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)|\Z) | ^(?:\ {4}|\t)[^\n]*
    | (?<!`)(?P<mark>`+)(?!`)[^`]{1,500}(?P=mark)(?!`)
    | !\[(?P<alt>(?:\\.|[^\]\\]){0,400})\]
      \((?P<src><[^<>\n]{1,1000}>|[^\s()<>]{1,1000})(?P<title>(?:\ "(?:\\.|[^"\\]){0,400}")?)\)"""
)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#\\]|$")


class Companions(msgspec.Struct, frozen=True):
    """Where the pictures of a text are: in files of `folders`, named from `base` on; in `parts`; `written` as base64.

    Parts and what is written are found by their addresses.
    """

    base: Path = Path()
    folders: tuple[Path, ...] = ()
    parts: Mapping[str, bytes] = {}
    written: Mapping[str, str] = {}


def companion(companions: Companions, address: str) -> bytes | None:
    """Return the bytes of a picture, or None for one on the web. Raises SitegenError for one that was not saved."""
    if address in companions.parts:
        return companions.parts[address]
    if address in companions.written:
        return _decoded(companions.written[address], shown(address))
    if not is_local(address):
        return None
    name = shown(address)
    if companions.folders:
        return _read(companions.folders, companions.base / unquote(urlsplit(address).path.lstrip("/")), name)
    raise fail("was not saved with the page", "save the page again, complete", path=name)


def needed(companions: Companions, story: Story) -> Companions:
    """Return only those that a story shows."""
    lead = story.image.src if story.image else ""

    def is_shown(address: str) -> bool:
        return address == lead or address in story.body

    return msgspec.structs.replace(
        companions,
        parts={address: data for address, data in companions.parts.items() if is_shown(address)},
        written={address: data for address, data in companions.written.items() if is_shown(address)},
    )


def is_local(address: str) -> bool:
    """Tell whether an address was made up here for a picture that came with a text."""
    return address.startswith(PLACE)


def shown(address: str) -> str:
    """Return an address as a person knows it: the file's name for a picture beside a page."""
    return unquote(address.removeprefix(PLACE)) if is_local(address) else address


def beside_page(page: Path, text: str) -> tuple[str, Companions]:
    """Return a saved page's HTML with addresses for the files in its folder, and where those are."""
    folders = _folders(page)
    for folder in folders:
        text = _addressed(text, folder.name)
    return text, Companions(page.parent, folders)


def in_archive(parts: Mapping[str, bytes], text: str) -> tuple[str, Companions]:
    """Return an archived page's HTML with addresses for what it names by content id, and its parts."""
    text = re.sub(r"(?i)(=\s*[\"']?)cid:([^\s\"'<>]{1,300})", lambda found: f"{found[1]}{_of_id(found[2])}", text)
    known = {
        _of_id(name.removeprefix("cid:")) if name.startswith("cid:") else name: data for name, data in parts.items()
    }
    return text, Companions(parts=known)


def inside_page(text: str, companions: Companions) -> tuple[str, Companions]:
    """Return a page's HTML with addresses for the pictures written into it (RFC 2397), and all its `companions`.

    Small ones are what stands in a picture's place until a script loads it.
    """
    written: dict[str, str] = {}
    room = _ROOM

    def address(found: re.Match[str]) -> str:
        nonlocal room
        place = f"{INSIDE}{digest(found[2])[:12]}.{found[1].lower()}"
        if place not in written and len(found[2]) > room:
            return "data:,"
        if place not in written:
            written[place] = found[2]
            room -= len(found[2])
        return place

    text = _INSIDE.sub(address, text)
    return text, msgspec.structs.replace(companions, written=written) if written else companions


def beside_markdown(file: Path, story: Story) -> tuple[Story, Companions]:
    """Return the story of a Markdown file with addresses for the pictures that lie in its folder, and where those are.

    What is not there stays as it is written: it may be a picture of the site's own.
    """
    folder = file.parent

    def address(name: str) -> str:
        path = unquote(name)
        if _ELSEWHERE.match(path) or any(part.startswith(".") for part in path.split("/")):
            return ""
        try:
            real = (folder / path).resolve()
            there = real.is_file() and real.is_relative_to(folder.resolve())
        except (OSError, ValueError):
            return ""
        return PLACE + quote(path) if there else ""

    def placed(found: re.Match[str]) -> str:
        place = address(found["src"].removeprefix("<").removesuffix(">")) if found["src"] else ""
        return f"![{found['alt']}]({place}{found['title']})" if place else found[0]

    image = story.image
    if image is not None and (place := address(image.src)):
        image = msgspec.structs.replace(image, src=place)
    made = msgspec.structs.replace(story, image=image, body=_NAMED.sub(placed, story.body))
    return made, Companions(folder, (folder,))


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text + "==")
    except binascii.Error:
        raise fail("is not whole", "save the page again", path=name) from None


def _addressed(text: str, folder: str) -> str:
    """Return HTML whose attributes name the files of `folder` by addresses."""
    spelled = sorted({folder, html.escape(folder), quote(folder)}, key=len, reverse=True)
    names = "|".join(map(re.escape, spelled))
    found = re.compile(rf"(=\s*)([\"'])(?:\./)?(?:{names})/([^\"'<>]{{1,500}})\2")
    place = f"{PLACE}{quote(folder)}/"
    return found.sub(lambda match: f"{match[1]}{match[2]}{place}{_part(match[3])}{match[2]}", text)


def _folders(page: Path) -> tuple[Path, ...]:
    """Return the folders named after the page: `page_files`, `page.files`, `page-Dateien` … as browsers name them."""
    name = re.compile(re.escape(page.stem) + r"[_.-]\w+")
    try:
        found = [path for path in page.parent.iterdir() if name.fullmatch(path.name)]
        return tuple(sorted(path for path in found if path.is_dir() and not path.is_symlink()))
    except OSError:
        return ()


def _read(folders: tuple[Path, ...], path: Path, name: str) -> bytes:
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
