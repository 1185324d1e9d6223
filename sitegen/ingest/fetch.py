"""The only module that opens connections: http and https, within limits, and never into a private network.

The name is looked up once and the connection goes to the very address that was checked, so a name that changes its
address between the check and the connection gains nothing. Every redirect is checked anew.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from sitegen.errors import SitegenError, fail
from sitegen.ingest.addresses import is_address

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_CHUNK = 65_536


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


class _PassingError(Exception):
    """A failure that may pass: worth another attempt."""


def fetch(
    address: str,
    *,
    agent: str,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    validators: Validators | None = None,
    accept: str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
) -> Fetched:
    """Return what `address` serves. Raises SitegenError that names the address, the reason and a remedy."""
    headers = {"User-Agent": agent, "Accept": accept, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.modified:
        headers["If-Modified-Since"] = validators.modified
    deadline = time.monotonic() + limits.total
    for attempt in range(1, limits.attempts + 1):
        try:
            return _follow(address, headers, allow_private, limits, deadline)
        except _PassingError as error:
            pause = limits.back_off * 2 ** (attempt - 1)
            if attempt == limits.attempts or time.monotonic() + pause >= deadline:
                hint = "try again later, or save the page in a browser and import the file with --url"
                raise fail(f"cannot be fetched: {error}", hint, path=address) from None
            time.sleep(pause)
    raise AssertionError("limits.attempts must be at least 1")


def user_agent(site_url: str) -> str:
    """Return the plain user agent that names this program and the site it works for."""
    from sitegen import __version__

    return f"sitegen/{__version__}" + (f" (+{site_url})" if is_address(site_url) else "")


def allowed_by_robots(address: str, *, agent: str, allow_private: bool = False, limits: Limits = Limits()) -> bool:  # noqa: B008
    """Tell whether the site's robots.txt allows this address (RFC 9309: no such file allows all, an error forbids)."""
    from urllib.robotparser import RobotFileParser

    try:
        place = urljoin(address, "/robots.txt")
        rules = fetch(place, agent=agent, allow_private=allow_private, limits=limits, accept="text/plain")
    except SitegenError as error:
        return "answered 4" in str(error)
    parser = RobotFileParser()
    parser.parse(rules.data[:500_000].decode("utf-8", "replace").splitlines())
    return parser.can_fetch(agent, address)


def _follow(address: str, headers: Mapping[str, str], allow_private: bool, limits: Limits, deadline: float) -> Fetched:
    """Follow redirects to the end."""
    seen = [address]
    while True:
        answer = _request(seen[-1], headers, allow_private, limits, deadline)
        if isinstance(answer, Fetched):
            return answer
        following = urljoin(seen[-1], answer)
        if following in seen:
            raise fail(f"redirects in a circle, back to {following}", "check the address in a browser", path=address)
        if len(seen) > limits.redirects:
            raise fail(f"redirects more than {limits.redirects} times", "give the address it ends at", path=address)
        seen.append(following)


def _request(
    address: str, headers: Mapping[str, str], allow_private: bool, limits: Limits, deadline: float
) -> Fetched | str:
    """Make one request; return the response, or the address it redirects to."""
    connection = _connection(address, allow_private, limits)
    # A slow-dripping server renews each wait for ever; this closes the connection when all patience is spent.
    timer = threading.Timer(max(0.01, deadline - time.monotonic()), _hang_up, [connection])
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", _target(address), headers=dict(headers))
        answer = _answer(address, connection.getresponse(), limits)
        if time.monotonic() >= deadline:
            raise TimeoutError  # hung up: what was read ends early without saying so
        return answer
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        if time.monotonic() >= deadline:
            hint = "try again later, or save the page in a browser and import the file with --url"
            raise fail(f"did not arrive within {limits.total:g} seconds", hint, path=address) from None
        if isinstance(error, ssl.SSLError):
            raise fail(f"has no safe connection: {error.reason or error}", "check the address", path=address) from None
        raise _PassingError(_reason(error)) from None
    finally:
        timer.cancel()
        connection.close()


def _hang_up(connection: _Pinned | _PinnedHTTPS) -> None:
    if connection.wire is not None:
        try:
            connection.wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _answer(address: str, response: http.client.HTTPResponse, limits: Limits) -> Fetched | str:
    status, location = response.status, response.getheader("Location")
    if status in _REDIRECTS and location:
        return location
    validators = Validators(response.getheader("ETag") or "", response.getheader("Last-Modified") or "")
    if status == 304:
        return Fetched(address, b"", validators=validators, unchanged=True)
    if status in _TRY_AGAIN:
        raise _PassingError(f"the server answered {status} {response.reason}".strip())
    if status != 200:
        hint = "check the address" if status in (404, 410) else "save the page in a browser and import the file"
        raise fail(f"the server answered {status} {response.reason}".strip(), hint, path=address)
    return Fetched(
        address,
        _read(address, response, limits),
        response.headers.get_content_type(),
        response.headers.get_content_charset() or "",
        validators,
    )


def _read(address: str, response: http.client.HTTPResponse, limits: Limits) -> bytes:
    """Read and decompress the body; what is longer than allowed is refused before it fills the memory."""
    coding = (response.getheader("Content-Encoding") or "").strip().lower()
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding in ("gzip", "x-gzip", "deflate") else None
    parts: list[bytes] = []
    size = received = 0
    while chunk := response.read1(_CHUNK):
        received += len(chunk)
        try:
            part = inflate.decompress(chunk, limits.size + 1 - size) if inflate else chunk
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
    return b"".join(parts)


def _connection(address: str, allow_private: bool, limits: Limits) -> _Pinned | _PinnedHTTPS:
    """Return a connection to the checked network address of the address's host."""
    if not is_address(address):
        raise fail("is not an http or https address", "give an address such as https://example.org/news", path=address)
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError as error:
        raise fail(f"is not a usable address: {error}", "check the address", path=address) from None
    chosen = _look_up(address, host, port, allow_private)
    if parts.scheme == "https":
        return _PinnedHTTPS(host, port, chosen, limits.wait)
    return _Pinned(host, port, chosen, limits.wait)


def _look_up(address: str, host: str, port: int, allow_private: bool) -> str:
    """Return the network address to connect to; every address of the name must be public."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "check the address and the network"
        raise fail(f'the name "{host}" cannot be looked up: {reason}', hint, path=address) from None
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    private = [text for text in found if not is_public(text)]
    if private and not allow_private:
        hint = "use --allow-private if you mean it"
        raise fail(f'"{host}" leads to {private[0]}, which is not on the public internet', hint, path=address)
    return found[0]


def is_public(text: str) -> bool:
    """Tell whether an IP address is globally reachable (IANA's special-purpose registries), also when it wraps IPv4."""
    network = ipaddress.ip_address(text.split("%")[0])
    if isinstance(network, ipaddress.IPv6Address):
        inner = network.ipv4_mapped or network.sixtofour or (network.teredo or (None, None))[1]
        if not inner and network in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(network) & 0xFFFFFFFF)
        if inner and not is_public(str(inner)):
            return False
    return network.is_global and not network.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection that goes to a given network address whatever the host's name says now."""

    def __init__(self, host: str, port: int, network: str, wait: float) -> None:
        super().__init__(host, port, timeout=wait)
        self.network = network
        self.wire: socket.socket | None = None  # `sock` is let go as soon as a response to be closed begins

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection((self.network, self.port), self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    """The same with TLS, whose certificate must be the named host's."""

    def __init__(self, host: str, port: int, network: str, wait: float) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=wait, context=self.tls)
        self.network = network
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.wire = socket.create_connection((self.network, self.port), self.timeout)
        self.sock = self.wire = self.tls.wrap_socket(self.wire, server_hostname=self.host)


def _target(address: str) -> str:
    parts = urlsplit(address)
    safe = "/:@!$&'()*+,;=~%-._?"
    return quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else "")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the server does not answer"
    if isinstance(error, ConnectionRefusedError):
        return "the server refuses connections"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
