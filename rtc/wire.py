"""The messages between a hub process and a media worker; PROTOCOL.md explains each.

Here live types and framing only: what a message means is decided in `rtc.rooms`, who may send it in the hub.
One frame is a length (four bytes, big endian) and a MessagePack body; a frame that does not parse never gets
further than this file.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import msgspec

MAX_FRAME = 512 * 1024

Way = Literal["view", "publish"]
Source = Literal["microphone", "camera", "screen"]
RoomName = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
PeerName = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
FolderName = Annotated[str, msgspec.Meta(pattern="^/", max_length=1024)]
FileName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{8,64}$")]
RecordingEnd = Literal["stopped", "withdrawn", "disk_full", "failed"]
Sdp = Annotated[str, msgspec.Meta(max_length=65536)]
Address = Annotated[str, msgspec.Meta(max_length=64)]
Pixels = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Limit = Literal["full", "low", "lowest", "sound"]
GivenUp = Literal["nothing", "layers", "pictures"]
Count = Annotated[int, msgspec.Meta(ge=0, le=64)]
Total = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class WireError(ValueError):
    """A frame that is too long, cut off or not one of our messages."""


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything that crosses the control socket."""


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many things of each kind a viewer can be shown at once; fixed while the room is open.

    The m-lines of the viewer's offer are, in this order, `m0..` (microphones), `c0..` (cameras) and
    `s0..` (screens). Microphone i and camera i share one stream id, so browsers play them in step.
    `echo` lets a peer view its own slots (the device check). `selective` lets more people publish than there
    are slots: the loudest are heard and those who spoke last are seen.
    """

    microphones: Count
    cameras: Count
    screens: Count
    echo: bool = False
    selective: bool = False


# Commands, hub to worker


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


# Results, worker to hub


class Done(Message, frozen=True):
    """The command took effect and has nothing to say."""


class Described(Message, frozen=True):
    """An SDP: the offer for `View`, the answer for `Publish` or a `View` with an offer, or a fragment."""

    sdp: str


class Counted(Message, frozen=True):
    """The counters asked for; keys are listed in PROTOCOL.md."""

    stats: dict[str, object]


class Probed(Message, frozen=True):
    """What a prober must know: ICE credentials, and two SRTP keys with salts, to the worker and from it."""

    ufrag: str
    password: str
    key: bytes


class Refusal(Message, frozen=True):
    """The command was refused; `code` is stable, `message` is for logs (English, no private text)."""

    code: str
    message: str


Result = Done | Described | Counted | Probed | Refusal


# Events, worker to hub


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


# Envelopes


class Hello(Message, frozen=True):
    """First frame of a worker: its media addresses, and where other workers reach it (`relay`)."""

    pid: int
    addresses: list[tuple[str, int]]
    relay: tuple[str, int]


class Request(Message, frozen=True):
    """One command; `id` is chosen by the hub and comes back in the reply."""

    id: int
    command: Command


class Reply(Message, frozen=True):
    """The outcome of the request with this id; replies may come in any order."""

    id: int
    result: Result


FromWorker = (
    Hello
    | Reply
    | SlotChanged
    | PeerConnected
    | PeerLost
    | Speaker
    | LayersWanted
    | LinkChanged
    | Overloaded
    | RecordingEnded
    | RoomLost
)

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_from_worker: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)


def frame(message: Message) -> bytes:
    """A message as it goes over the socket. Raises WireError when it would not fit in a frame."""
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME:
        raise WireError("message too long")
    return len(body).to_bytes(4, "big") + body


def request_frame(request: Request) -> bytes:
    """As `frame`, and nothing the worker would not take: it closes the whole link for one wrong field."""
    data = frame(request)
    parse_request(data[4:])
    return data


def parse_request(body: bytes) -> Request:
    """The worker's side of a frame. Raises WireError."""
    try:
        return _requests.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WireError(f"not a request: {error}") from None


def parse_from_worker(body: bytes) -> FromWorker:
    """The hub's side of a frame. Raises WireError."""
    try:
        return _from_worker.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WireError(f"not a worker's message: {error}") from None


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The body of the next frame. Raises EOFError at the end of the stream, WireError when it is too long."""
    size = int.from_bytes(await reader.readexactly(4), "big")
    if size > MAX_FRAME:
        raise WireError("frame too long")
    return await reader.readexactly(size)
