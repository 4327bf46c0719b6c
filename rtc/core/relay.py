"""What two workers that share a room tell each other beside the media: RTCP APP packets (RFC 3550, 6.7).

The *home* of a room has its publishers; an *edge* has viewers of its own and is fed every slot's encodings
once, as they arrived, each under an SSRC of the relay. Everything here is a state that replaces the one
before and is repeated until it was heard, so a lost packet costs a tenth of a second. `uplink` and `edge` use
it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

APP = 204
NAME = b"room"
HEADER = 14
DESCRIPTOR_EXTENSION = 1
INDEX_BITS = 14
MAX_BODY = 1300

Short = Annotated[str, msgspec.Meta(max_length=32)]
Peer = Annotated[str, msgspec.Meta(max_length=128)]


class Lane(msgspec.Struct, frozen=True, array_like=True):
    """One encoding of a feed and the SSRC it has on this relay, 0 before its first packet."""

    rid: Short
    ssrc: int


class SlotState(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """What a slot shows since `version`; `feed` is a number that is another for every feed, 0 for nothing."""

    version: int
    mid: Short
    peer: Peer | None
    feed: int
    payload_type: int
    format: Short
    paused: bool
    lanes: list[Lane]


class Alive(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The home is there, and has nothing to say."""


class Heard(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """The edge is there: the version it has of each slot, and the encodings its viewers watch, by mid."""

    versions: dict[str, int]
    watched: dict[str, list[str]]


Told = SlotState | Alive | Heard
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Told] = msgspec.msgpack.Decoder(Told)


def packet(number: int, told: Told) -> bytes:
    """An APP packet of the relay with this number."""
    body = _encoder.encode(told)
    size = len(body)
    body += bytes(-(size + 2) & 3)
    words = (HEADER + len(body)) // 4 - 1
    head = bytes((0x80, APP)) + words.to_bytes(2, "big") + ssrc(number, 0).to_bytes(4, "big")
    return head + NAME + size.to_bytes(2, "big") + body


def parse(data: Buffer, size: int) -> Told:
    """The one message of an APP packet. Raises Malformed."""
    length = int.from_bytes(data[12:HEADER], "big")
    if size < HEADER or bytes(data[8:12]) != NAME or HEADER + length > size:
        raise Malformed("relay header")
    try:
        return _decoder.decode(bytes(data[HEADER : HEADER + length]))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Malformed("relay message") from None


def ssrc(number: int, index: int) -> int:
    """The SSRC of one encoding on a relay; index 0 is the relay itself."""
    return number << INDEX_BITS | index


def from_number(number: int, rtcp: bytes) -> bytes:
    """A compound packet of our own as its sender is known on a relay."""
    return rtcp[:4] + ssrc(number, 0).to_bytes(4, "big") + rtcp[8:]


def number_of(value: int) -> int:
    """The relay an SSRC belongs to."""
    return value >> INDEX_BITS
