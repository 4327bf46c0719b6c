"""Bytes from an address somebody wrote into a form: nothing of ours is reached by it, nothing waits for ever.

Only https, only addresses of the open internet, connected to as they were looked up (a name that answers
otherwise the second time gains nothing); few redirects, each looked at anew; so many bytes, so many seconds.
Blocking: called in a process of its own (see `child`), which is stopped if all of this is not enough.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from hub.calendars.spans import LARGEST

REDIRECTS = 3
SECONDS = 20.0
PIECE = 64 * 1024


class Unreachable(Exception):
    """The text is a code, as `feeds` of web.words has them."""


class Reach(NamedTuple):
    """What may be connected to; anything else than PUBLIC is for tests on this machine."""

    schemes: tuple[str, ...]
    private: bool


class Fetched(NamedTuple):
    """`data` is None where the calendar has not changed since `etag`."""

    data: bytes | None
    etag: str


PUBLIC = Reach(("https",), private=False)


def address_of(url: str, reach: Reach = PUBLIC) -> str:
    """The address in the form it is stored in; webcal is https. Raises Unreachable("bad_address")."""
    written = url.strip()
    if written.lower().startswith("webcal://"):
        written = "https" + written[6:]
    parts = _split(written)
    if len(written) > 2000 or not written.isprintable() or parts.scheme not in reach.schemes:
        raise Unreachable("bad_address")
    if not parts.hostname or parts.username or parts.password or " " in written:
        raise Unreachable("bad_address")
    return written


def fetch(url: str, etag: str = "", reach: Reach = PUBLIC) -> Fetched:
    """What lies at the address. Raises Unreachable."""
    ends = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        parts = _split(address_of(url, reach))
        connection = _connect(parts, reach)
        try:
            answer = _ask(connection, parts, etag)
            if answer.status in (301, 302, 303, 307, 308):
                url = urljoin(url, answer.getheader("Location", ""))
                continue
            return _read(answer, etag, ends)
        except (OSError, http.client.HTTPException, ValueError):
            raise Unreachable("feed_unreachable") from None
        finally:
            connection.close()
    raise Unreachable("feed_redirects")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unreachable("bad_address") from None
    return parts


def _connect(parts: SplitResult, reach: Reach) -> http.client.HTTPConnection:
    """A connection to an address that was looked at before."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
    except (OSError, UnicodeError):
        raise Unreachable("feed_unreachable") from None
    if not reach.private and not all(_public(address) for address in addresses):
        raise Unreachable("private_address")
    try:
        plain = socket.create_connection((addresses[0], port), timeout=SECONDS / 2)
        if parts.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        raise Unreachable("feed_unreachable") from None
    connection = http.client.HTTPConnection(host, port)
    connection.sock = plain
    return connection


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    plain = inside or found
    return bool(plain.is_global and not plain.is_multicast and not plain.is_reserved)


def _ask(connection: http.client.HTTPConnection, parts: SplitResult, etag: str) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Sundhedshub", "Accept": "text/calendar, */*;q=0.1"}
    if etag:
        headers["If-None-Match"] = etag
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _read(answer: http.client.HTTPResponse, etag: str, ends: float) -> Fetched:
    if answer.status == 304:
        return Fetched(None, etag)
    if answer.status != 200:
        raise Unreachable("feed_refused")
    data = bytearray()
    while piece := answer.read1(PIECE):
        data += piece
        if len(data) > LARGEST:
            raise Unreachable("feed_too_big")
        if time.monotonic() > ends:
            raise Unreachable("feed_too_slow")
    return Fetched(bytes(data), (answer.getheader("ETag") or "")[:200])
