"""What happens in a room, told by a worker to every hub; some are made by the control client."""

from __future__ import annotations

from rtc.wire.values import GivenUp, Limit, Message, RecordingEnd, Source, Way


class SlotChanged(Message, frozen=True):
    """Slot `mid` now shows `source` of `peer`, or nothing when both are None."""

    room: str
    mid: str
    peer: str | None = None
    source: Source | None = None


class PeerConnected(Message, frozen=True):
    """A viewing or publishing has its keys and its fingerprint checked: media flows."""

    room: str
    peer: str
    way: Way


class PeerLost(Message, frozen=True):
    """A viewing or publishing ended by itself: closed by the browser, silent, or failed in its handshake."""

    room: str
    peer: str
    way: Way


class RecordingEnded(Message, frozen=True):
    """A recording is over and its files are closed; nothing may be there when nothing came."""

    room: str
    peer: str
    name: str
    reason: RecordingEnd
    files: dict[str, str]


class Speaker(Message, frozen=True):
    """Who is speaking now, judged by the audio levels the browsers report; None after silence."""

    room: str
    peer: str | None = None


class LayersWanted(Message, frozen=True):
    """Somebody watches these encodings of a publisher's source (lowest first, always the lowest); the others
    need not be sent (RTCRtpEncodingParameters.active)."""

    room: str
    peer: str
    source: Source
    rids: list[str]


class LinkChanged(Message, frozen=True):
    """What a viewer's link lets through now: all it wants, less, the least of each picture, or only sound."""

    room: str
    peer: str
    level: Limit


class Overloaded(Message, frozen=True):
    """The worker cannot keep up: of the room's pictures (never sound) it gives up upper layers, or all of
    them, or nothing any more."""

    room: str
    given_up: GivenUp
    age_ms: int


class RoomLost(Message, frozen=True):
    """The room met a bug and was closed; the control client tells it as `WorkerLost` of this one room."""

    room: str


class ViewsLost(Message, frozen=True):
    """Made by the control client when an edge is gone: these viewers of the room must view again."""

    room: str
    peers: list[str]


class WorkerLost(Message, frozen=True):
    """Made by the control client when a worker's socket breaks: these rooms must be opened again."""

    rooms: list[str]


Event = (
    SlotChanged
    | PeerConnected
    | PeerLost
    | Speaker
    | LayersWanted
    | LinkChanged
    | Overloaded
    | RecordingEnded
    | RoomLost
    | ViewsLost
    | WorkerLost
)
