"""The lead picture's alternative text, caption and credit, from where the page shows it."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sitegen.ingest.addresses import absolute, same_picture
from sitegen.ingest.dom import words_of
from sitegen.language import fold
from sitegen.records import Image

_CREDIT_CLASS = re.compile(
    r"(?i)(?:^|[\s_-])(?:credits?|copyright|photographer|photo-?by|fotoqraf|foto-?credit)(?:$|[\s_-])"
)
_CREDIT = re.compile(
    r"(?i)[\s(/|–—-]*(?:photo(?:graph)?(?:\s+by)?|foto(?:ğraf)?|image|picture|фото|şəkil)\s*[:：]\s*(?P<who>[^:()|]{2,80}?)[\s).]*$"
)
_LONGEST = 400


def described(image: Image, body: Any, base: str, title: str) -> Image:
    """Return the picture with what the page shows beside it; what its data says already is kept."""
    for element in body.iter("img"):
        address = absolute(element.get("src") or "", base)
        if address and same_picture(address) == same_picture(image.src):
            alt = " ".join((element.get("alt") or "").split())
            caption, credit = _beside(element)
            return msgspec.structs.replace(
                image,
                alt=image.alt or (alt if fold(alt) != fold(title) else ""),
                caption=image.caption or caption,
                credit=image.credit or credit,
            )
    return image


def _beside(element: Any) -> tuple[str, str]:
    """Return the caption and the credit in the figure, or whatever else holds this one picture and few words."""
    holder = next((one for one in element.iterancestors() if words_of(one)), None)
    if holder is None or len(words_of(holder)) > _LONGEST or len(list(holder.iter("img"))) > 1:
        return "", ""
    credit = next((words_of(one) for one in holder.iter() if _CREDIT_CLASS.search(one.get("class") or "")), "")
    told = next((words_of(one) for one in holder.iter("figcaption")), words_of(holder))
    caption = " ".join(told.replace(credit, " ").split()) if credit else told
    found = _CREDIT.search(caption)
    if found:
        caption, credit = caption[: found.start()].strip(), credit or found["who"].strip()
    named = _CREDIT.fullmatch(credit)
    credit = named["who"] if named else credit.strip(" ()")
    is_figure = holder.tag in ("figure", "figcaption") or next(holder.iter("figcaption"), None) is not None
    told_as_text = next(holder.iter("h2", "h3", "h4"), None) is not None
    return (caption if is_figure and not told_as_text else ""), credit[:120]
