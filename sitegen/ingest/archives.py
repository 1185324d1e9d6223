"""A page saved with all its parts in one file (MHTML, RFC 2557) → its HTML and the address it came from."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from sitegen.errors import fail
from sitegen.ingest.addresses import is_address


def open_archive(data: bytes, name: str) -> tuple[bytes, str, str]:
    """Return the page in an archive, its charset, and its address ("" when it gives none).

    Raises SitegenError when the archive holds no page.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    address = str(message.get("Snapshot-Content-Location") or message.get("Content-Location") or "")
    for part in message.walk():
        if not isinstance(part, EmailMessage) or part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            own = str(part.get("Content-Location") or "")
            return (
                payload,
                part.get_content_charset() or "",
                next((one for one in (own, address) if is_address(one)), ""),
            )
    hint = "save the page again as HTML, and import that"
    raise fail("is an archive without a page in it", hint, path=name)
