"""One RTCPeerConnection seen from the server: ICE-lite, DTLS, SRTP. Media waits for the fingerprint.

The order of things: a browser proves it knows our password (ICE), then shakes hands (DTLS), and only when
its certificate is the one its description named does a single packet of media pass, either way.
"""

from __future__ import annotations

import ipaddress
import secrets
import struct
from collections.abc import Callable
from typing import Any, Literal

from rtc.core import rtp
from rtc.io.dtls import Dtls, Identity
from rtc.io.inbox import Address
from rtc.io.srtp import Incoming, Keys, Outgoing
from rtc.io.udp import MediaPort, MediaSocket

MAX_SOURCES = 8
CONNECT_SECONDS = 30.0
ABANDONED_SECONDS = 6.5
"""A little more than the longest pause between two consent checks (RFC 7675 section 5.1)."""
AF_INET, AF_INET6 = 2, 10

Way = Literal["view", "publish"]
OnMedia = Callable[["Connection", bytearray, int, float], None]


class Connection:
    """States in order: waiting for ICE, shaking hands, keyed, open, closed.

    `takes` are the codecs the peer's answer took, set before it opens.
    `on_open` and `on_lost` are called once each at most; `on_rtp` and `on_rtcp` with a plain packet that is
    only valid during the call. A health probe's is not `counted`.
    """

    def __init__(
        self,
        port: MediaPort,
        identity: Identity,
        clock: Callable[[], float],
        consent: float,
        *,
        counted: bool = True,
    ) -> None:
        self.ufrag, self.password_text = secrets.token_hex(4), secrets.token_hex(16)
        self.former: tuple[str, bytes] | None = None
        self.session, self.version = secrets.randbits(62), 1
        self.verified: dict[tuple[MediaSocket, Address], None] = {}
        self.where: MediaSocket | None = None
        self.source: Address = ()
        self.sockaddr = b""
        self.outgoing: Outgoing | None = None
        self.open = self.closed = False
        self.takes: frozenset[str] = frozenset()
        self.on_open: Callable[[], None] = _nothing
        self.on_moved: Callable[[], None] = _nothing
        self.on_lost: Callable[[], None] = _nothing
        self.on_rtp: OnMedia = _drop
        self.on_rtcp: OnMedia = _drop
        self._port = port
        self._identity = identity
        self._clock = clock
        self._consent = consent
        self._dtls: Dtls | None = None
        self._dtls_due: float | None = None
        self._incoming: Incoming | None = None
        self._fingerprint: tuple[str, str] | None = None
        self._peer: tuple[str, str] = ("", "")
        self._born = self._heard = self._heard_here = clock()
        self._port.add(self, counted=counted)

    @property
    def password(self) -> bytes:
        return self.password_text.encode()

    def restart_ice(self) -> None:
        """New credentials (RFC 8445 section 9); the former hold until a check comes with the new ones."""
        self.forget_former()
        self.former = (self.ufrag, self.password)
        self.ufrag, self.password_text = secrets.token_hex(4), secrets.token_hex(16)
        self.version += 1
        self._port.add(self)

    def open_with(self, keys: Keys) -> None:
        """Media may pass with keys that did not come by DTLS: a health probe's."""
        self._incoming, self.outgoing = Incoming(keys), Outgoing(keys)
        self.open = True
        self.on_open()

    def describes(self, fingerprint: tuple[str, str], ufrag: str, session: str) -> bool:
        """Whether a later description is of this same RTCPeerConnection, whose keys and counters go on.

        Its certificate is the same then, and the ICE user, or after an ICE restart the session of the o=
        line (RFC 8829 section 5.2.2): a new RTCPeerConnection with the old certificate has neither.
        """
        same = self._fingerprint == fingerprint and not self.closed
        return same and (ufrag == self._peer[0] or (session != "" and session == self._peer[1]))

    def described(self, ufrag: str, session: str) -> None:
        """The peer's description has this ICE user and session; another user is an ICE restart."""
        if self._peer[0] not in ("", ufrag):
            self.restart_ice()
        self.version += self._peer != ("", "")
        self._peer = (ufrag, session)

    def password_of(self, ufrag: str) -> bytes:
        """The password that belongs to a user fragment of ours."""
        return self.former[1] if self.former is not None and ufrag == self.former[0] else self.password

    def forget_former(self) -> None:
        """The peer uses the new credentials."""
        if self.former is not None:
            self._port.forget_ufrag(self.former[0])
            self.former = None

    @property
    def srtp_handle(self) -> Any:
        """libsrtp's session for the loop in `forward`; only of an open connection."""
        assert self.outgoing is not None  # noqa: S101 - a programming error, not an input
        return self.outgoing.handle

    def expect(self, fingerprint: tuple[str, str]) -> None:
        """The certificate the peer's description named: (digest, "AB:CD")."""
        if self._fingerprint is None:
            self._fingerprint = fingerprint
            self._open_if_ready()

    def on_check(self, where: MediaSocket, source: Address, *, nominated: bool) -> None:
        """A right connectivity check or consent check arrived (RFC 8445 section 7.3, RFC 7675).

        The peer nominates the address it wants to be sent to. One that never says so after its address
        changed (a NAT forgot it) is followed when the old address has been silent for a while.
        """
        if self.closed:
            return
        self._heard = now = self._clock()
        if (where, source) not in self.verified:
            if len(self.verified) >= MAX_SOURCES:
                self._forget_oldest()
            self.verified[where, source] = None
        where.by_source[source] = self
        here = (where, source) == (self.where, self.source)
        if self.where is None or (not here and (nominated or now - self._heard_here > ABANDONED_SECONDS)):
            self.where, self.source, here = where, source, True
            self.sockaddr = pack_sockaddr(source)
            self.on_moved()
        if here:
            self._heard_here = now

    def on_dtls(self, datagram: bytes) -> None:
        if self.shaking:
            self._port.handshakes.feed(self, datagram, self._clock())
        elif self._dtls is not None:
            self._send_flight(self._dtls.feed(datagram))
            self._after_dtls()

    @property
    def shaking(self) -> bool:
        """Whether DTLS is still before its keys."""
        return not self.closed and (self._dtls is None or self._dtls.keys is None)

    def shake(self, datagram: bytes) -> None:
        """A step of the handshake, when `handshakes` says so."""
        if self._dtls is None:
            self._dtls = Dtls(self._identity)
        self._send_flight(self._dtls.feed(datagram))
        if self._dtls.keys is not None:
            self._port.handshakes.forget(self, self._clock())
        self._after_dtls()

    def on_srtp(self, data: bytearray, pointer: Any, size: int, arrived: float) -> None:
        if not self.open or self._incoming is None or size < rtp.HEADER_SIZE:
            self._port.counters["ignored"] += 1
            return
        if rtp.is_rtcp(data[1]):
            plain = self._incoming.open_rtcp(pointer, size)
            if plain:
                self.on_rtcp(self, data, plain, arrived)
        else:
            plain = self._incoming.open_rtp(pointer, size)
            if plain:
                self.on_rtp(self, data, plain, arrived)
        if not plain:
            self._port.counters["not_authentic"] += 1

    def send_rtp(self, plain: bytes) -> None:
        if self.open and self.outgoing is not None:
            self._send(self.outgoing.rtp(plain))

    def send_rtcp(self, plain: bytes) -> None:
        if self.open and self.outgoing is not None:
            self._send(self.outgoing.rtcp(plain))

    def tick(self, now: float) -> None:
        """To be called some fifty times a second: handshake timers and consent."""
        if self._dtls_due is not None and now >= self._dtls_due and self._dtls is not None:
            self._send_flight(self._dtls.on_timeout())
            self._after_dtls()
        limit, since = (self._consent, self._heard) if self.open else (CONNECT_SECONDS, self._born)
        if now - since > limit:
            self.lose()

    def lose(self) -> None:
        """End it because the peer did, and tell."""
        if not self.closed:
            tell = self.on_lost
            self.close()
            tell()

    def close(self) -> None:
        """End it because we want to: the peer is told, `on_lost` is not called."""
        if self.closed:
            return
        if self._dtls is not None:
            self._send_flight(self._dtls.shutdown())
        self.closed, self.open = True, False
        self._dtls = self._dtls_due = self._incoming = None
        # callbacks know this connection: without the cycle its memory is back at once, not at a late gc run
        self.on_open = self.on_moved = self.on_lost = _nothing
        self.on_rtp = self.on_rtcp = _drop
        self._port.remove(self)
        self._port.handshakes.forget(self, self._clock())

    def _after_dtls(self) -> None:
        dtls = self._dtls
        if dtls is None:
            return
        if dtls.closed:
            self.lose()
            return
        wait = dtls.timeout()
        self._dtls_due = None if wait is None else self._clock() + wait
        self._open_if_ready()

    def _open_if_ready(self) -> None:
        dtls = self._dtls
        if self.open or self.closed or dtls is None or dtls.keys is None or self._fingerprint is None:
            return
        if not dtls.has_fingerprint(*self._fingerprint):
            self._port.counters["wrong_fingerprint"] += 1
            self.lose()
            return
        self.open_with(dtls.keys)

    def _forget_oldest(self) -> None:
        for where, source in self.verified:
            if (where, source) != (self.where, self.source):
                del self.verified[where, source]
                if where.by_source.get(source) is self:
                    del where.by_source[source]
                return

    def _send_flight(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self._send(datagram)

    def _send(self, datagram: bytes) -> None:
        if datagram and self.where is not None:
            self.where.send(datagram, self.source)


def pack_sockaddr(source: Address) -> bytes:
    """struct sockaddr_in or sockaddr_in6 as Linux lays it out."""
    address = ipaddress.ip_address(source[0].partition("%")[0])
    if address.version == 4:
        return struct.pack("=H", AF_INET) + struct.pack("!H4s8x", source[1], address.packed)
    flow, scope = source[2], source[3]
    return (
        struct.pack("=H", AF_INET6)
        + struct.pack("!HI16s", source[1], flow, address.packed)
        + struct.pack("=I", scope)
    )


def _nothing() -> None: ...


def _drop(connection: Connection, data: bytearray, size: int, arrived: float) -> None: ...
