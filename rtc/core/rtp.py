"""RTP headers (RFC 3550 section 5.1) and their extensions (RFC 8285), read from a buffer without copying.

Payload formats live in `vp8`; nothing here keeps state.
"""

from struct import Struct
from typing import NamedTuple

from rtc.core.malformed import Malformed

HEADER_SIZE = 12
Buffer = bytes | bytearray | memoryview

_FIXED = Struct("!BBHII")
_WORDS = Struct("!HH")


class Header(NamedTuple):
    """The fields of one packet; `start` and `end` bound the payload, `extensions` is (profile, from, to)."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    start: int
    end: int
    extensions: tuple[int, int, int] | None


def is_rtcp(second_byte: int) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 section 4)."""
    return 192 <= second_byte <= 223


def parse(data: Buffer, size: int) -> Header:
    """Parse the first `size` bytes of `data`. Raises Malformed."""
    if size < HEADER_SIZE:
        raise Malformed("rtp size")
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(data)
    if first >> 6 != 2:
        raise Malformed("rtp version")
    start = HEADER_SIZE + 4 * (first & 0x0F)
    extensions = None
    if first & 0x10:
        if start + 4 > size:
            raise Malformed("rtp extension")
        profile, words = _WORDS.unpack_from(data, start)
        extensions = (profile, start + 4, start + 4 + 4 * words)
        start = extensions[2]
    end = size
    if first & 0x20:
        end -= data[size - 1] or size
    if start > end:
        raise Malformed("rtp payload")
    return Header(bool(second & 0x80), second & 0x7F, sequence, timestamp, ssrc, start, end, extensions)


def extension(data: Buffer, header: Header, wanted: int) -> bytes | None:
    """The value of one header extension, None when it is absent. Raises Malformed."""
    if header.extensions is None:
        return None
    profile, at, end = header.extensions
    if profile == 0xBEDE:
        return _one_byte(data, at, end, wanted)
    if profile >> 4 == 0x100:
        return _two_byte(data, at, end, wanted)
    return None


def _one_byte(data: Buffer, at: int, end: int, wanted: int) -> bytes | None:
    while at < end:
        name, length = data[at] >> 4, (data[at] & 0x0F) + 1
        if data[at] == 0:
            at += 1
            continue
        if name == 15:
            return None
        if at + 1 + length > end:
            raise Malformed("rtp extension value")
        if name == wanted:
            return bytes(data[at + 1 : at + 1 + length])
        at += 1 + length
    return None


def _two_byte(data: Buffer, at: int, end: int, wanted: int) -> bytes | None:
    while at < end:
        if data[at] == 0:
            at += 1
            continue
        if at + 2 > end or at + 2 + data[at + 1] > end:
            raise Malformed("rtp extension value")
        if data[at] == wanted:
            return bytes(data[at + 2 : at + 2 + data[at + 1]])
        at += 2 + data[at + 1]
    return None


def newer(a: int, b: int) -> int:
    """How far sequence number a lies after b, -32768..32767 (RFC 1982 arithmetic on 16 bits)."""
    return ((a - b + 0x8000) & 0xFFFF) - 0x8000
