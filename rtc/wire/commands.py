"""Commands of a hub to a worker. What each does is for `rtc.io.rooms`."""

from __future__ import annotations

from typing import Annotated

import msgspec

from rtc.wire.values import (
    Address,
    FileName,
    FolderName,
    Layout,
    Limit,
    Message,
    PeerName,
    Pixels,
    RoomName,
    Sdp,
    Source,
    Total,
    Way,
)


class OpenRoom(Message, frozen=True):
    """Open a room; opening an open room with the same layout changes nothing."""

    room: RoomName
    layout: Layout


class CloseRoom(Message, frozen=True):
    """Close a room and every connection in it; closing a closed room changes nothing."""

    room: RoomName


class Relay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One end of the way between a room's home and an edge: where the other is, and the keys.

    `number` is unique among the relays of both workers. `key` holds an SRTP master key and salt (28 bytes,
    AEAD_AES_128_GCM) for what the home sends, then one for what the edge sends.
    """

    number: Annotated[int, msgspec.Meta(ge=1, lt=1 << 18)]
    host: Address
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    key: Annotated[bytes, msgspec.Meta(min_length=56, max_length=56)]


class OpenEdge(Message, frozen=True):
    """Show a room whose home is another worker to viewers here; they are lost with an earlier room here."""

    room: RoomName
    layout: Layout
    relay: Relay


class OpenRelay(Message, frozen=True):
    """Feed a room that is at home here to an edge."""

    room: RoomName
    relay: Relay


class CloseRelay(Message, frozen=True):
    """Feed that edge no more; closing a closed relay changes nothing."""

    room: RoomName
    number: int


class View(Message, frozen=True):
    """Prepare a viewing for a peer; replaces the peer's earlier viewing.

    Answered with the server's SDP offer, to be followed by `Answer`. A peer that must offer itself (WHEP)
    hands its SDP over in `offer` and is answered with the SDP answer.
    """

    room: RoomName
    peer: PeerName
    offer: Sdp | None = None


class OfferAgain(Message, frozen=True):
    """Offer an open viewing anew with other ICE credentials, for the same RTCPeerConnection (RFC 8445, 9)."""

    room: RoomName
    peer: PeerName


class Unview(Message, frozen=True):
    """End a peer's viewing and nothing else; it goes on with another worker."""

    room: RoomName
    peer: PeerName


class Answer(Message, frozen=True):
    """The browser's SDP answer to the offer of `View`."""

    room: RoomName
    peer: PeerName
    sdp: Sdp


class Publish(Message, frozen=True):
    """A browser's SDP offer with what each m-line carries; answered with the SDP answer."""

    room: RoomName
    peer: PeerName
    sdp: Sdp
    sources: dict[str, Source]


class Unpublish(Message, frozen=True):
    """End a peer's publishing and free its slots."""

    room: RoomName
    peer: PeerName


class Pause(Message, frozen=True):
    """Drop (or forward again) the packets of one source; it keeps its slot."""

    room: RoomName
    peer: PeerName
    source: Source
    paused: bool


class Pin(Message, frozen=True):
    """Let a peer keep its slots and get one before others (or no more); matters in a selective room only."""

    room: RoomName
    peer: PeerName
    pinned: bool


class Watch(Message, frozen=True):
    """What a viewer's page shows: mid -> height of the tile in device pixels, 0 when it is not shown.

    A mid that is missing may be sent in any size. `limit` is what the device can do, whatever its link.
    """

    room: RoomName
    peer: PeerName
    tiles: Annotated[dict[str, Pixels], msgspec.Meta(max_length=256)]
    limit: Limit = "full"


class RestartIce(Message, frozen=True):
    """New ICE credentials for a connection that goes on (RFC 8445 section 9), after a change of network.

    Answered with an SDP fragment (RFC 8840) that holds them and the candidates. The former credentials hold
    until the peer uses the new ones.
    """

    room: RoomName
    peer: PeerName
    way: Way


class Leave(Message, frozen=True):
    """End viewing and publishing of a peer; leaving twice changes nothing."""

    room: RoomName
    peer: PeerName


class ClientStats(Message, frozen=True):
    """What a viewer's browser counted since its viewing began, over all it is shown; from its getStats().

    `freezes` and `frozen_ms` of pictures (freezeCount, totalFreezesDuration), `concealed_ms` of sound
    (concealedSamples without silentConcealedSamples). A viewer that is gone changes nothing.
    """

    room: RoomName
    peer: PeerName
    freezes: Total
    frozen_ms: Total
    concealed_ms: Total


class Capture(Message, frozen=True):
    """Write the headers of a room's RTP, and its RTCP, to a new pcap file for some seconds."""

    room: RoomName
    seconds: Annotated[int, msgspec.Meta(ge=1, le=600)]
    path: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]


class Record(Message, frozen=True):
    """Record exactly these peers (peer -> file name without suffix, chosen by the hub) into a folder.

    Only name who has consented. Whoever is not named any more is not written from this moment on. Recording
    starts when a peer publishes and goes on over its reloads; a peer with another file name begins anew.
    """

    room: RoomName
    folder: FolderName
    peers: dict[PeerName, FileName]


class StopRecord(Message, frozen=True):
    """End all recordings of a room; what they have so far is written. Stopping twice changes nothing."""

    room: RoomName


class Probe(Message, frozen=True):
    """Open a room for one health probe: a packet that goes through the worker and comes back."""


class GetStats(Message, frozen=True):
    """Figures of the worker with all its rooms, of one room, or of one participant of a room."""

    room: RoomName | None = None
    peer: PeerName | None = None


Command = (
    OpenRoom
    | CloseRoom
    | OpenEdge
    | OpenRelay
    | CloseRelay
    | View
    | OfferAgain
    | Unview
    | Answer
    | Publish
    | Unpublish
    | Pause
    | Pin
    | Watch
    | RestartIce
    | Leave
    | ClientStats
    | Capture
    | Record
    | StopRecord
    | Probe
    | GetStats
)
