"""The only module that fetches: http and https, within limits of time, size, redirects and attempts.

Every request, so each one of a redirect too, goes through a connection whose network address was checked.
"""

from __future__ import annotations

import contextlib
import http.client
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from sitegen.errors import Problem, SitegenError, fail
from sitegen.ingest.addresses import is_address
from sitegen.ingest.connections import connect_to, hang_up

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_CHUNK = 65_536


Refusal = Callable[[str], str]
"""Tells why an address may not be asked for (robots.txt), or ""."""


class Limits(msgspec.Struct, frozen=True):
    """How much patience a request has: seconds for one wait and for all of it, bytes, redirects, attempts."""

    wait: float = 15.0
    total: float = 60.0
    size: int = 20_000_000
    redirects: int = 5
    attempts: int = 3
    back_off: float = 1.0


class Validators(msgspec.Struct, frozen=True):
    """What a server gave to ask later whether anything changed (RFC 9110, section 13)."""

    etag: str = ""
    modified: str = ""


class Fetched(msgspec.Struct, frozen=True):
    """A response: the address it came from after redirects, its type and charset, and its bytes, decompressed.

    `unchanged` is true when the server answered that nothing changed since the given validators; then `data` is empty.
    """

    address: str
    data: bytes
    content_type: str = ""
    charset: str = ""
    validators: Validators = Validators()
    unchanged: bool = False


class AnsweredError(SitegenError):
    """The server answered with an error for good; `status` is its code."""

    def __init__(self, status: int, address: str) -> None:
        self.status = status
        hint = "check the address" if status in (404, 410) else "save the page in a browser and import the file"
        super().__init__([Problem(address, 0, f"the server answered {_named(status)}", hint)])


class _PassingError(Exception):
    """A failure that may pass: worth another attempt, in `pause` seconds at the earliest."""

    def __init__(self, reason: str, pause: float = 0) -> None:
        super().__init__(reason)
        self.pause = pause


def fetch(
    address: str,
    *,
    agent: str,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    validators: Validators | None = None,
    accept: str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    refusal: Refusal | None = None,
) -> Fetched:
    """Return what `address` serves. Raises SitegenError that names the address, the reason and a remedy.

    `validators` ask only for what changed since they were given; `refusal` is asked before each request, for an
    address that nobody named.
    """
    headers = {"User-Agent": agent, "Accept": accept, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.modified:
        headers["If-Modified-Since"] = validators.modified
    deadline = time.monotonic() + limits.total
    for attempt in range(1, limits.attempts + 1):
        try:
            return _follow(_Errand(address, headers, limits, deadline, refusal, allow_private=allow_private))
        except _PassingError as error:
            pause = max(error.pause, limits.back_off * 2 ** (attempt - 1))
            if attempt == limits.attempts or time.monotonic() + pause >= deadline:
                hint = "try again later, or save the page in a browser and import the file with --url"
                raise fail(f"cannot be fetched: {error}", hint, path=address) from None
            time.sleep(pause)
    raise AssertionError("limits.attempts must be at least 1")


def user_agent(site_url: str) -> str:
    """Return the plain user agent that names this program and the site it works for."""
    from sitegen import __version__

    return f"sitegen/{__version__}" + (f" (+{site_url})" if is_address(site_url) else "")


class _Errand(NamedTuple):
    """One call of `fetch`."""

    address: str
    headers: Mapping[str, str]
    limits: Limits
    deadline: float
    refusal: Refusal | None
    allow_private: bool


def _follow(errand: _Errand) -> Fetched:
    """Follow redirects to the end."""
    address, limits = errand.address, errand.limits
    seen = [address]
    while True:
        if errand.refusal is not None and (reason := errand.refusal(seen[-1])):
            raise fail(reason, "open it in a browser and save it", path=address)
        answer = _request(seen[-1], errand)
        if isinstance(answer, Fetched):
            return answer
        following = _joined(seen[-1], answer)
        if following in seen:
            hint = "it may want cookies: save the page in a browser and import the file"
            raise fail(f"redirects in a circle, back to {_cut(following)}", hint, path=address)
        if len(seen) > limits.redirects:
            raise fail(f"redirects more than {limits.redirects} times", "give the address it ends at", path=address)
        if not is_address(following):
            said = f"redirects to {_cut(following)}, which is not an http or https address"
            raise fail(said, "check the address in a browser", path=address)
        seen.append(following)


def _joined(base: str, location: str) -> str:
    """Return the address a redirect leads to. Servers send UTF-8 and blanks there, as browsers understand them."""
    with contextlib.suppress(UnicodeError):  # then it was Latin-1 after all
        location = location.encode("latin-1").decode("utf-8")
    location = quote(location.strip(), safe="".join(map(chr, range(0x21, 0x7F))))
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _request(address: str, errand: _Errand) -> Fetched | str:
    """Make one request; return the response, or the address it redirects to."""
    limits, deadline = errand.limits, errand.deadline
    connection = connect_to(address, limits.wait, allow_private=errand.allow_private)
    # A slow-dripping server renews each wait for ever; this closes the connection when all patience is spent.
    spent = threading.Event()

    def lose_patience() -> None:
        spent.set()
        hang_up(connection)

    timer = threading.Timer(max(0.01, deadline - time.monotonic()), lose_patience)
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", _target(address), headers=dict(errand.headers))
        answer = _answer(address, connection.getresponse(), limits)
        if spent.is_set():
            raise TimeoutError  # hung up: what was read ends early without saying so
        return answer
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        if spent.is_set() or time.monotonic() >= deadline:
            hint = "try again later, or save the page in a browser and import the file with --url"
            raise fail(f"did not arrive within {limits.total:g} seconds", hint, path=address) from None
        if isinstance(error, ssl.SSLError):
            raise fail(f"has no safe connection: {_unsafe(error)}", "check the address", path=address) from None
        raise _PassingError(_reason(error)) from None
    finally:
        timer.cancel()
        connection.close()


def _answer(address: str, response: http.client.HTTPResponse, limits: Limits) -> Fetched | str:
    status, location = response.status, response.getheader("Location")
    if status in _REDIRECTS and location:
        return location
    validators = Validators(response.getheader("ETag") or "", response.getheader("Last-Modified") or "")
    if status == 304:
        return Fetched(address, b"", validators=validators, unchanged=True)
    if status in _TRY_AGAIN:
        after = response.getheader("Retry-After") or ""
        pause = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
        raise _PassingError(f"the server answered {_named(status)}", pause)
    if status != 200:
        raise AnsweredError(status, address)
    return Fetched(
        address,
        _read(address, response, limits),
        response.headers.get_content_type(),
        response.headers.get_content_charset() or "",
        validators,
    )


def _read(address: str, response: http.client.HTTPResponse, limits: Limits) -> bytes:
    """Read and decompress the body; what is longer than allowed is refused before it fills the memory."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        hint = "save the page in a browser and import the file"
        raise fail(f'is compressed in a way nobody asked for ("{_cut(coding)}")', hint, path=address)
    inflate = None if coding == "identity" else _Inflate()
    parts: list[bytes] = []
    size = received = 0
    while chunk := response.read1(_CHUNK):
        received += len(chunk)
        try:
            part = inflate.more(chunk, limits.size + 1 - size) if inflate else chunk
        except zlib.error as error:
            hint = "save the page in a browser and import the file"
            raise fail("claims to be compressed but is not", hint, path=address) from error
        size += len(part)
        if size > limits.size or received > limits.size:
            hint = "an article is smaller: check the address"
            raise fail(f"is larger than {limits.size / 1_000_000:g} MB", hint, path=address)
        parts.append(part)
    if response.length:
        raise _PassingError(f"the connection ended {response.length} bytes early")
    if inflate and received and not inflate.whole():
        raise _PassingError("the connection ended before the compressed text did")
    return b"".join(parts)


class _Inflate:
    """Decompresses gzip of any number of members (RFC 1952), zlib, and the bare deflate that some servers mean."""

    def __init__(self) -> None:
        self._made = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = b""

    def more(self, chunk: bytes, most: int) -> bytes:
        """Return what `chunk` adds, at most `most` bytes: then the rest is not looked at. Raises zlib.error."""
        if len(self._begun) < 2:
            self._begun += chunk
            bare = len(self._begun) >= 2 and not _wrapped(self._begun)
            if len(self._begun) < 2:
                return b""
            chunk = self._begun
            if bare:
                self._made = zlib.decompressobj(-zlib.MAX_WBITS)
        found = self._made.decompress(chunk, most)
        while self._made.eof and self._made.unused_data[:2] == b"\x1f\x8b" and len(found) < most:
            rest = self._made.unused_data
            self._made = zlib.decompressobj(zlib.MAX_WBITS | 16)
            found += self._made.decompress(rest, most - len(found))
        return found

    def whole(self) -> bool:
        """Tell whether what was compressed has come to its end."""
        return self._made.eof


def _wrapped(data: bytes) -> bool:
    """Tell whether data begins like gzip (RFC 1952) or zlib (RFC 1950: method 8, a multiple of 31)."""
    return data[:2] == b"\x1f\x8b" or (data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0)


def _target(address: str) -> str:
    parts = urlsplit(address)
    safe = "/:@!$&'()*+,;=~%-._?"
    return quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else "")


def _named(status: int) -> str:
    """Return a status with the standard's name for it: the server's own could be anything."""
    name = http.client.responses.get(status, "")
    return f"{status} {name}".strip()


def _cut(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def _unsafe(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return "it does not speak TLS as it should"


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the server does not answer"
    if isinstance(error, ConnectionRefusedError):
        return "the server refuses connections"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
        return "the server hung up without an answer"
    if isinstance(error, http.client.IncompleteRead):
        return "the connection ended before the page did"
    if isinstance(error, http.client.HTTPException | ValueError | AttributeError):
        return "the server's answer is not HTTP"
    return getattr(error, "strerror", None) or "the connection failed"
