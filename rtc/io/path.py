"""Where one peer is: the addresses it has proved to be at (RFC 8445 section 7.3), and the one it is sent to.

A peer nominates the address it wants to be sent to. One that never says so after its address changed (a NAT
forgot it) is followed when the old address has been silent for a while. Whether a check is right is decided
in `udp`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rtc.io.sockaddr import Address, pack_sockaddr

if TYPE_CHECKING:
    from rtc.io.udp import MediaSocket

MAX_SOURCES = 8
ABANDONED_SECONDS = 6.5
"""A little more than the longest pause between two consent checks (RFC 7675 section 5.1)."""


class Path:
    """`where` is our socket, None before the first check; `source` the peer's address, `sockaddr` for the
    kernel."""

    def __init__(self, now: float) -> None:
        self.verified: dict[tuple[MediaSocket, Address], None] = {}
        self.where: MediaSocket | None = None
        self.source: Address = ()
        self.sockaddr = b""
        self._heard_here = now

    def verify(self, where: MediaSocket, source: Address) -> tuple[MediaSocket, Address] | None:
        """The peer is there; what is forgotten for it, when it has been in too many places."""
        if (where, source) in self.verified:
            return None
        oldest = self._oldest() if len(self.verified) >= MAX_SOURCES else None
        if oldest is not None:
            del self.verified[oldest]
        self.verified[where, source] = None
        return oldest

    def follow(self, where: MediaSocket, source: Address, now: float, *, nominated: bool) -> bool:
        """A check came from there; True when the peer is sent to another address from now on."""
        here = (where, source) == (self.where, self.source)
        moves = self.where is None or (not here and (nominated or now - self._heard_here > ABANDONED_SECONDS))
        if moves:
            self.where, self.source, self.sockaddr = where, source, pack_sockaddr(source)
        if here or moves:
            self._heard_here = now
        return moves

    def send(self, datagram: bytes) -> None:
        """To where it is; nothing is sent before that is known."""
        if datagram and self.where is not None:
            self.where.send(datagram, self.source)

    def _oldest(self) -> tuple[MediaSocket, Address] | None:
        """Of those it is not sent to."""
        return next((one for one in self.verified if one != (self.where, self.source)), None)
