"""A page saved with all its parts in one file (MHTML, RFC 2557) → its HTML, where it came from, and its pictures."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import msgspec

from sitegen.errors import fail
from sitegen.ingest.addresses import absolute, is_address

_PAGES = ("text/html", "application/xhtml+xml")


class Archive(msgspec.Struct, frozen=True):
    """The page's bytes with their charset, its address ("" when unknown), and the other parts.

    A part is found by its address, and by "cid:" and its content id.
    """

    page: bytes
    charset: str
    address: str
    parts: dict[str, bytes]


def open_archive(data: bytes, name: str) -> Archive:
    """Return what is in an archive. Raises SitegenError when that is no page, or the archive cannot be read."""
    hint = "save the page again as HTML, and import that"
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
        parts = list(_parts(message))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise fail("is an archive that cannot be read", hint, path=name) from None
    for part, payload in parts:
        if part.get_content_type() in _PAGES and payload.strip():
            own = next((one for one in (_header(part, "Content-Location"), address) if is_address(one)), "")
            return Archive(payload, part.get_content_charset() or "", own, dict(_named(parts, part, own)))
    raise fail("is an archive without a page in it", hint, path=name)


def _parts(message: EmailMessage) -> Iterator[tuple[EmailMessage, bytes]]:
    for part in message.walk():
        payload = part.get_payload(decode=True) if isinstance(part, EmailMessage) else None
        if isinstance(payload, bytes):
            yield part, payload


def _named(parts: list[tuple[EmailMessage, bytes]], page: EmailMessage, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts but the page by each name they have; what is there twice is the first."""
    for part, payload in reversed(parts):
        if part is page:
            continue
        place = _header(part, "Content-Location")
        if place and (full := absolute(place, address)):
            yield full, payload
        if identity := _header(part, "Content-ID").strip("<> "):
            yield f"cid:{identity}", payload


def _header(part: EmailMessage, name: str) -> str:
    """Return a header's value on one line; long addresses are folded."""
    return "".join(str(part.get(name) or "").split())
