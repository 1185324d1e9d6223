"""Players of video and sound: what an article can keep of one is a link to it."""

from __future__ import annotations

import re
from typing import Any

PLAYER = "data-sitegen-player"
_PLAYERS = re.compile(
    r"""(?ix)^(?:https?:)?//(?:[\w-]+\.)*(?:
    youtube(?:-nocookie)?\.com/(?:embed|v)/|youtu\.be/|vimeo\.com/|dailymotion\.com/|rutube\.ru/|vk\.com/video|ok\.ru/video
    |facebook\.com/plugins/video|soundcloud\.com/|spotify\.com/embed|tiktok\.com/embed|ted\.com/|archive\.org/embed
    |twitch\.tv/|bandcamp\.com/embed)"""
)
_LATE = ("src", "data-src", "data-lazy-src", "data-litespeed-src")


def keep_players(root: Any) -> None:
    """Put a picture element that names the player's address in the place of every player of a page.

    It stands among the text as a picture does, so it is kept or left out with what is around it.
    """
    from lxml import html  # type: ignore[import-untyped]  # it ships no types

    for image in root.iter("img"):
        image.attrib.pop(PLAYER, None)  # a page's own could be anything
    for element in list(root.iter("iframe", "video", "audio")):
        parent, address = element.getparent(), _address(element)
        if parent is None or not address:
            continue
        sign = html.Element("img")
        sign.set("src", address)
        sign.set("alt", " ".join((element.get("title") or element.get("aria-label") or "").split())[:200])
        sign.set(PLAYER, "")
        sign.tail = element.tail
        parent.replace(element, sign)


def _address(element: Any) -> str:
    """Return where a player finds what it plays, "" for frames that are none (advertisements, counters, maps)."""
    values = ((one.get(name) or "").strip() for one in (element, *element.iter("source")) for name in _LATE)
    for address in values:
        if address and not address.startswith(("data:", "blob:", "about:")):
            return address if element.tag != "iframe" or _PLAYERS.match(address) else ""
    return ""


def title_of_player(element: Any, address: str) -> str:
    """Return what a link to a player is called: its title, else the address without its query."""
    return element.get("alt") or re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address)
