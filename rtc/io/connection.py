"""One RTCPeerConnection seen from the server: ICE-lite, DTLS, SRTP. Media waits for the fingerprint.

The order of things: a browser proves it knows our password (ICE: `credentials`, and `path` for where it is),
then shakes hands (DTLS), and only when its certificate is the one its description named does a single packet
of media pass, either way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from rtc.core import rtp
from rtc.core.description import Fingerprints
from rtc.io.credentials import Credentials
from rtc.io.dtls import Dtls, Identity
from rtc.io.path import Path
from rtc.io.sockaddr import Address
from rtc.io.srtp import Incoming, Keys, Outgoing
from rtc.io.udp import MediaPort, MediaSocket

CONNECT_SECONDS = 30.0

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
        self.credentials = Credentials()
        self.path = Path(clock())
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
        self._fingerprints: Fingerprints = frozenset()
        self._born = self._heard = clock()
        self._port.add(self, counted=counted)

    def restart_ice(self) -> None:
        """New credentials (RFC 8445 section 9); the former hold until a check comes with the new ones."""
        self.forget_former()
        self.credentials.renew()
        self._port.add(self)

    def forget_former(self) -> None:
        """The peer uses the new credentials."""
        former = self.credentials.forget_former()
        if former is not None:
            self._port.forget_ufrag(former)

    def open_with(self, keys: Keys) -> None:
        """Media may pass with keys that did not come by DTLS: a health probe's."""
        self._incoming, self.outgoing = Incoming(keys), Outgoing(keys)
        self.open = True
        self.on_open()

    def describes(self, fingerprints: Fingerprints, ufrag: str, session: str) -> bool:
        """Whether a later description is of this same RTCPeerConnection, whose keys and counters go on: its
        certificate is the same then, which alone does not say so, and its ICE user or session."""
        same = self._fingerprints == fingerprints and not self.closed
        return same and self.credentials.are_met_by(ufrag, session)

    def described(self, ufrag: str, session: str) -> None:
        """The peer's description has this ICE user and session; another user is an ICE restart."""
        if self.credentials.restarted_by(ufrag):
            self.restart_ice()
        self.credentials.hear(ufrag, session)

    def expect(self, fingerprints: Fingerprints) -> None:
        """The certificates the peer's description named; its own must be one of them. A later description
        changes nothing."""
        if not self._fingerprints:
            self._fingerprints = fingerprints
            self._open_if_ready()

    def on_check(self, where: MediaSocket, source: Address, *, nominated: bool) -> None:
        """A right connectivity check or consent check arrived (RFC 8445 section 7.3, RFC 7675)."""
        if self.closed:
            return
        self._heard = now = self._clock()
        forgotten = self.path.verify(where, source)
        if forgotten is not None and forgotten[0].by_source.get(forgotten[1]) is self:
            del forgotten[0].by_source[forgotten[1]]
        where.by_source[source] = self
        if self.path.follow(where, source, now, nominated=nominated):
            self.on_moved()

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
            self.path.send(self.outgoing.rtp(plain))

    def send_rtcp(self, plain: bytes) -> None:
        if self.open and self.outgoing is not None:
            self.path.send(self.outgoing.rtcp(plain))

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
        if self.open or self.closed or dtls is None or dtls.keys is None or not self._fingerprints:
            return
        if not any(dtls.has_fingerprint(*one) for one in self._fingerprints):
            self._port.counters["wrong_fingerprint"] += 1
            self.lose()
            return
        self.open_with(dtls.keys)

    def _send_flight(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self.path.send(datagram)


def _nothing() -> None: ...


def _drop(connection: Connection, data: bytearray, size: int, arrived: float) -> None: ...
