"""Connections that never lead into a private network.

The name is looked up once and the connection goes to the very address that was checked, so a name that changes its
address between the check and the connection gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

from sitegen.errors import fail
from sitegen.ingest.addresses import is_address

_MOST_TRIED = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out of IPv6; the rest holds old ways to wrap IPv4, and local networks."""
_SPECIAL = [ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")]
"""What older versions of Python do not know as special."""


class _Pinned(http.client.HTTPConnection):
    """A connection that goes to one of the given network addresses whatever the host's name says now."""

    def __init__(self, host: str, port: int, networks: Sequence[str], wait: float) -> None:
        super().__init__(host, port, timeout=wait)
        self.networks = networks
        self.wire: socket.socket | None = None  # `sock` is let go as soon as a response to be closed begins

    def connect(self) -> None:
        self.sock = self.wire = _wire(self.networks, self.port, self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    """The same with TLS, whose certificate must be the named host's."""

    def __init__(self, host: str, port: int, networks: Sequence[str], wait: float) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=wait, context=self.tls)
        self.networks = networks
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.wire = _wire(self.networks, self.port, self.timeout)
        self.sock = self.wire = self.tls.wrap_socket(self.wire, server_hostname=self.host)


Connection = _Pinned | _PinnedHTTPS


def connect_to(address: str, wait: float, *, allow_private: bool) -> Connection:
    """Return a connection, not yet open, to the checked network addresses of the address's host.

    `wait` is the seconds that each step may take. Raises SitegenError when the address is of another kind, or its host
    is unknown or not on the public internet.
    """
    if not is_address(address):
        raise fail("is not an http or https address", "give an address such as https://example.org/news", path=address)
    parts = urlsplit(address)
    host = parts.hostname or ""
    if "@" in parts.netloc:
        said = "holds a name or a password, which would be published as the article's source"
        raise fail(said, "leave out what stands before the @", path=address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError as error:
        raise fail(f"is not a usable address: {error}", "check the address", path=address) from None
    chosen = _look_up(address, host, port, allow_private=allow_private)
    if parts.scheme == "https":
        return _PinnedHTTPS(host, port, chosen, wait)
    return _Pinned(host, port, chosen, wait)


def _look_up(address: str, host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the network addresses to connect to, the best first; every address of the name must be public."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no name of a host"
        hint = "check the address and the network"
        raise fail(f'the name "{host}" cannot be looked up: {reason}', hint, path=address) from None
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    private = [text for text in found if not is_public(text)]
    if private and not allow_private:
        hint = "use --allow-private if you mean it"
        leads = "" if private[0] == host else f"leads to {private[0]}, which "
        raise fail(f'"{host}" {leads}is not on the public internet', hint, path=address)
    return found[:_MOST_TRIED]


def is_public(text: str) -> bool:
    """Tell whether an IP address is globally reachable (IANA's special-purpose registries), also when it wraps IPv4."""
    network = ipaddress.ip_address(text.split("%")[0])
    if isinstance(network, ipaddress.IPv6Address):
        inner = network.ipv4_mapped or network.sixtofour
        if not inner and network in _NAT64:
            inner = ipaddress.IPv4Address(int(network) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if network not in _UNICAST:
            return False
    special = any(network.version == one.version and network in one for one in _SPECIAL)
    return network.is_global and not network.is_multicast and not special


def _wire(networks: Sequence[str], port: int, wait: float | None) -> socket.socket:
    """Connect to the first network address that answers: a name can have an IPv6 address where there is no IPv6."""
    for network in networks[:-1]:
        try:
            return socket.create_connection((network, port), wait)
        except OSError:
            continue
    return socket.create_connection((networks[-1], port), wait)


def hang_up(connection: Connection) -> None:
    """End a connection that another thread reads from."""
    if connection.wire is not None:
        try:
            connection.wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
