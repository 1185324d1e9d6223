"""Web addresses as names of things: which two mean the same page, and which are none at all."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from sitegen.schema import is_web_address

_TRACKING = re.compile(
    r"(?i)^(?:utm_\w+|fbclid|gclid|yclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|_openstat|at_\w+|cmpid|amp)$"
)


def is_address(text: str) -> bool:
    """Tell whether `text` is an http or https address with a host, which a build accepts too."""
    return is_web_address(text) and not re.search(r"[<>\"\\]", text)


def absolute(link: str, base: str) -> str:
    """Return `link` as seen from `base` when it is or becomes an http(s) address, else ""; no link leads nowhere."""
    if not link.strip():
        return ""
    try:
        joined = urljoin(base, link.strip()) if base else link.strip()
    except ValueError:
        return ""
    return joined if is_address(joined) else ""


def tidy(address: str) -> str:
    """Return the address without fragment and without parameters that only count visitors."""
    parts = urlsplit(address)
    query = parts.query
    if any(_TRACKING.match(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(name)]
        query = urlencode(kept)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def same_key(address: str) -> str:
    """Return what two addresses of one page have in common: http and https, "www." and a last slash do not matter."""
    if not is_address(address):
        return address
    try:
        parts = urlsplit(tidy(address))
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def same_picture(address: str) -> str:
    """Return what the addresses of a picture's sizes share: no query behind a file's name, no "-640x480" in it."""
    path = address.split("?")[0]
    if "." not in path.rsplit("/", 1)[-1]:
        return address
    return re.sub(r"-\d{2,4}x\d{2,4}(?=\.\w+$)", "", path)


def host_name(address: str) -> str:
    """Return the host without "www.", for want of a better name of the source."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
