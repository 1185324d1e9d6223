"""Serves output/ to this machine's browsers, as GitHub Pages would, and tells them to reload."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from io import BufferedIOBase
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from sitegen import events
from sitegen.errors import Problem, SitegenError, fail
from sitegen.preview.addresses import Found, Missing, Moved, content_type, find
from sitegen.preview.epochs import Epochs, State
from sitegen.preview.pages import OWN, dress, standalone

_HTML = "text/html; charset=utf-8"
_HEARTBEAT = 15.0  # seconds between signs of life to a listening page: a page that has gone is noticed by them
_IDLE = 60.0  # seconds that a connection may take to send its request: browsers open some in advance
_BLOCK = 1 << 16


class Server(ThreadingMixIn, TCPServer):
    """The preview's web server: a thread for each connection, all of them ended by `server_close`."""

    daemon_threads = False
    block_on_close = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers share a port
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], output: Path, base_path: str, epochs: Epochs, report: events.Report
    ) -> None:
        self.output = output
        self.base_path = base_path
        self.epochs = epochs
        self._report = report
        self._open: set[socket.socket] = set()
        self.address_family = _family(*address)
        super().__init__(address, Handler)
        self.host, self.port = address[0], self.socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of the site's home page in this preview."""
        host = "localhost" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104  # compared, not bound
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}{self.base_path}"

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]  # typeshed allows UDP's pairs here
        """Answer on a thread of its own, and know the connection until it ends."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # as above
        """End one connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """End all connections and wait for their threads. Needs `epochs` closed, so that nobody waits for a build."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended in the meantime
                continue
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # the base's signature
        """Report what broke an answer, unless it is only the browser that went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            problem = Problem("", 0, f"The preview could not answer a request: {error!r}", severity="warning")
            self._report(events.Reported(problem))


def listen(
    host: str, port: int, output: Path, base_path: str, epochs: Epochs, report: events.Report = events.ignore
) -> Server:
    """Return a server bound to `host` and `port` (0: any free one), not yet answering.

    Raises SitegenError when that is impossible, with the reason and what to do.
    """
    try:
        return Server((host, port), output, base_path, epochs, report)
    except OverflowError:
        raise fail(f"there is no port {port}", "--port takes a number from 0 to 65535") from None
    except OSError as error:
        raise _explained(host, port, error) from None


def _explained(host: str, port: int, error: OSError) -> SitegenError:
    if error.errno == errno.EADDRINUSE:
        return fail(
            f"port {port} on {host} is in use, perhaps by another preview",
            f"end that, or take another port: sitegen serve --port {port + 1 if port < 65535 else 8000}",
        )
    if error.errno == errno.EACCES:
        return fail(f"the system does not allow port {port}", "take one above 1023, such as --port 8000")
    return fail(f"cannot serve on {host} port {port}: {error.strerror}", "the usual is --host 127.0.0.1 --port 8000")


def _family(host: str, port: int) -> socket.AddressFamily:
    return socket.getaddrinfo(host or None, port if 0 <= port < 65536 else 0, type=socket.SOCK_STREAM)[0][0]


def is_local(host: str, serving: str) -> bool:
    """Say whether a request with this Host header may be answered.

    A page of another site could point its own name at 127.0.0.1 and read drafts here (DNS rebinding). Such a request
    carries that name, so only IP addresses, localhost and the name given to --host pass.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost") or name == serving.lower():
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "sitegen"
    sys_version = ""
    timeout = _IDLE

    def do_GET(self) -> None:
        """Answer with a page, a file or an address to go to."""
        host = self.headers.get("Host", "")
        if not is_local(host, self.server.host):
            text = "This preview answers to localhost, to IP addresses and to the name given with --host."
            self._send_page(HTTPStatus.MISDIRECTED_REQUEST, standalone("Not this host", text, State("")))
            return
        path, _, query = self.path.partition("?")
        if path == f"{OWN}events":
            self._send_events(parse_qs(query).get("epoch", [""])[0])
        elif path in {f"{OWN}reload.js", f"{OWN}preview.css"}:
            name = path.removeprefix(OWN)
            data = files("sitegen.preview").joinpath(name).read_bytes()
            self._send(HTTPStatus.OK, content_type(Path(name)), data)
        else:
            self._send_site(path, query)

    do_HEAD = do_GET  # noqa: N815  # the base's naming

    def _send_site(self, path: str, query: str) -> None:
        state = self.server.epochs.settled()
        if state.closed:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", b"The preview has ended.\n")
            return
        match find(self.server.output, self.server.base_path, path):
            case Moved(to, permanent):
                status = HTTPStatus.MOVED_PERMANENTLY if permanent else HTTPStatus.FOUND
                self._send(status, _HTML, b"", {"Location": f"{to}?{query}" if query else to})
            case Found(file, missing):
                self._send_found(file, HTTPStatus.NOT_FOUND if missing else HTTPStatus.OK, state)
            case Missing(outside):
                self._send_missing(outside, state)

    def _send_found(self, file: Path, status: HTTPStatus, state: State) -> None:
        try:
            stream = file.open("rb")
        except OSError:  # it went in the meantime, or may not be read
            self._send_missing(False, state)
            return
        with stream:
            kind = content_type(file)
            if kind == _HTML:
                self._send_page(status, dress(stream.read(), state))
            else:
                self._send_file(stream, status, kind)

    def _send_missing(self, outside: bool, state: State) -> None:
        base = self.server.base_path
        if outside:
            title, text = "Not below the site", f"This site lives at {base}; no link of it may lead elsewhere."
        elif state.problems:
            title, text = "There is no site yet", "The first build failed, or it did not reach this page."
        else:
            title, text = "No such page", "The site has no page at this address, and no 404.html to say so itself."
        self._send_page(HTTPStatus.NOT_FOUND, standalone(title, text, state))

    def _send_page(self, status: HTTPStatus, page: bytes) -> None:
        self._send(status, _HTML, page)

    def _send_file(self, stream: BinaryIO, status: HTTPStatus, kind: str) -> None:
        size = os.fstat(stream.fileno()).st_size
        headers = {"Accept-Ranges": "bytes"}
        start, stop = 0, size
        if status is HTTPStatus.OK and (wanted := _range(self.headers.get("Range", ""), size)):
            start, stop = wanted
            if start >= stop:
                unsatisfied = {"Content-Range": f"bytes */{size}"}
                self._send(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, kind, b"", unsatisfied)
                return
            status = HTTPStatus.PARTIAL_CONTENT
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        self._send_head(status, kind, stop - start, headers)
        if self.command != "HEAD":
            stream.seek(start)
            _copy(stream, self.wfile, stop - start)

    def _send(self, status: HTTPStatus, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._send_head(status, kind, len(body), headers or {})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_head(self, status: HTTPStatus, kind: str, length: int | None, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_events(self, epoch: str) -> None:
        """Send one "reload", as soon as the site is not of `epoch` any more (server-sent events, WHATWG HTML 9.2)."""
        self._send_head(HTTPStatus.OK, "text/event-stream", None, {})
        if self.command == "HEAD":
            return
        self.wfile.write(b": listening\n\n")
        while not (state := self.server.epochs.after(epoch, _HEARTBEAT)).closed:
            if state.epoch != epoch:
                self.wfile.write(f"event: reload\ndata: {state.epoch}\n\n".encode())
                return
            self.wfile.write(b": still here\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the overridden method's name for it
        """Say nothing: a line for each request would hide the build's problems."""


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the start and end of a single byte range (RFC 9110, section 14), None to send everything.

    A range that the file does not have comes back empty.
    """
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not match or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _copy(source: BinaryIO, target: BufferedIOBase, length: int) -> None:
    while length > 0 and (block := source.read(min(length, _BLOCK))):
        target.write(block)
        length -= len(block)
