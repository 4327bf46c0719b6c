"""Envelopes and frames: a length (four bytes, big endian) and a MessagePack body, at most 512 KiB.

A frame that does not parse never gets further than this file.
"""

from __future__ import annotations

import asyncio

import msgspec

from rtc.wire.commands import Command
from rtc.wire.events import (
    LayersWanted,
    LinkChanged,
    Overloaded,
    PeerConnected,
    PeerLost,
    RecordingEnded,
    RoomLost,
    SlotChanged,
    Speaker,
)
from rtc.wire.results import Result
from rtc.wire.values import Message, WireError

MAX_FRAME = 512 * 1024


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
