"""What a room wants done after each input; `rtc.io.live` does it."""

from __future__ import annotations

from dataclasses import dataclass

from rtc.core.allocate import Limit


@dataclass(slots=True, frozen=True)
class ToPublisher:
    """Send this RTCP to the publishing connection of a peer."""

    peer: str
    rtcp: bytes


@dataclass(slots=True, frozen=True)
class ToViewer:
    """Send these RTP packets to one viewer, in order."""

    peer: str
    packets: list[bytes]


@dataclass(slots=True, frozen=True)
class ToViewers:
    """Send this RTCP to all viewers, or to one."""

    rtcp: bytes
    peer: str | None = None


@dataclass(slots=True, frozen=True)
class ToEdge:
    """Send this RTP or RTCP packet to the edge behind a relay."""

    number: int
    packet: bytes


@dataclass(slots=True, frozen=True)
class ToHome:
    """Send this RTCP to the home of a room that is an edge."""

    rtcp: bytes


@dataclass(slots=True, frozen=True)
class Bound:
    """A slot now shows this source of this peer, or nothing."""

    mid: str
    peer: str | None
    source: str | None


@dataclass(slots=True, frozen=True)
class Speaking:
    """This peer speaks now, or nobody."""

    peer: str | None


@dataclass(slots=True, frozen=True)
class Wanted:
    """Somebody watches these encodings of a publisher's source, lowest first, and nobody the others."""

    peer: str
    source: str
    rids: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class LinkIs:
    """What a viewer gets now by its bandwidth."""

    peer: str
    level: Limit


@dataclass(slots=True, frozen=True)
class Pace:
    """Send a viewer its pictures by themselves and no faster than `rate` bits per second; None: as to all.

    `hold`: nothing at all for so many seconds, and no more of what waits for these `mids`.
    """

    peer: str
    rate: float | None
    hold: float = 0.0
    mids: tuple[str, ...] = ()


Output = Pace | Wanted | ToPublisher | ToViewer | ToViewers | ToEdge | ToHome | Bound | Speaking | LinkIs
