"""AV1 in RTP (RTP Payload Format For AV1, version 1.0): the aggregation header, OBUs and sequence headers.

The layers of a packet stand in the dependency descriptor (see `dependency`), not in its payload.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rtc.core.codecs.bits import Bits
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

SEQUENCE_HEADER, TEMPORAL_DELIMITER, TILE_LIST, PADDING = 1, 2, 8, 15
_HAS_SIZE, _HAS_EXTENSION = 0x02, 0x04


class Aggregation(NamedTuple):
    """The aggregation header (section 4.4): goes on from the packet before, goes on in the next one,
    number of elements (0: each has its length), begins a coded video sequence."""

    continues: bool
    continued: bool
    units: int
    new_sequence: bool


def aggregation(data: Buffer, start: int, end: int) -> Aggregation:
    """Raises Malformed."""
    if start >= end:
        raise Malformed("av1 empty")
    first = data[start]
    header = Aggregation(bool(first & 0x80), bool(first & 0x40), first >> 4 & 3, bool(first & 0x08))
    if header.continues and header.new_sequence:
        raise Malformed("av1 aggregation header")
    return header


def parse(data: Buffer, start: int, end: int) -> Picture:
    """What a packet's payload tells: where coded video sequences start, and how large. Raises Malformed."""
    header = aggregation(data, start, end)
    width = height = 0
    if header.new_sequence:
        for at, stop in elements(data, start, end):
            if data[at] >> 3 & 15 == SEQUENCE_HEADER:
                width, height = size_of(data, at, stop)
            break
    return Picture(1, header.new_sequence, False, header.new_sequence, width=width, height=height)


def elements(data: Buffer, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where the OBU elements of a packet lie; the first and last may be parts of OBUs."""
    count = data[start] >> 4 & 3
    at, number = start + 1, 0
    if at >= end:
        raise Malformed("av1 empty")
    while at < end:
        number += 1
        size = end - at
        if number != count:
            size, at = leb128(data, at, end)
        if not size or at + size > end or (count and number > count):
            raise Malformed("av1 element")
        yield at, at + size
        at += size
    if number < count:
        raise Malformed("av1 element count")


def leb128(data: Buffer, at: int, end: int) -> tuple[int, int]:
    """(value, where it ends) of a number of at most four bytes (AV1 specification section 4.10.5)."""
    value = 0
    for shift in range(0, 28, 7):
        if at >= end:
            break
        value |= (data[at] & 0x7F) << shift
        at += 1
        if not data[at - 1] & 0x80:
            return value, at
    raise Malformed("av1 leb128")


def with_size(unit: bytes) -> bytes:
    """An OBU with the size field that files and decoders want and RTP leaves out. Raises Malformed."""
    head = 2 if unit and unit[0] & _HAS_EXTENSION else 1
    if len(unit) < head:
        raise Malformed("av1 obu")
    if unit[0] & _HAS_SIZE:
        return unit
    return bytes((unit[0] | _HAS_SIZE,)) + unit[1:head] + _leb128(len(unit) - head) + unit[head:]


def first_unit(stream: bytes) -> bytes:
    """The first OBU of a frame made by `unpack`. Raises Malformed."""
    if not stream:
        raise Malformed("av1 empty")
    size, start = leb128(stream, 2 if stream[0] & _HAS_EXTENSION else 1, len(stream))
    return stream[: start + size]


def kind(unit: bytes) -> int:
    """obu_type (AV1 specification section 6.2.2)."""
    return unit[0] >> 3 & 15


def size_of(data: Buffer, start: int, end: int) -> tuple[int, int]:
    """(width, height) in pixels of a sequence header OBU (section 5.5.1). Raises Malformed."""
    first = data[start]
    start += 2 if first & _HAS_EXTENSION else 1
    if first & _HAS_SIZE:
        _, start = leb128(data, start, end)
    bits = Bits(data, start, end)
    bits.read(4)
    if bits.flag():
        bits.read(5)
    else:
        _operating_points(bits)
    width_bits, height_bits = bits.read(4) + 1, bits.read(4) + 1
    return bits.read(width_bits) + 1, bits.read(height_bits) + 1


def configuration(unit: bytes) -> bytes:
    """The configuration record of a file (AV1 in ISOBMFF section 2.3) for a sized sequence header OBU.

    Depth and chroma are told as those of the main profile, all browsers send. Raises Malformed.
    """
    start = 2 if unit[0] & _HAS_EXTENSION else 1
    _, start = leb128(unit, start, len(unit))
    bits = Bits(unit, start, len(unit))
    profile = bits.read(3)
    bits.read(1)
    level, tier = (bits.read(5), 0) if bits.flag() else _operating_points(bits)
    return bytes((0x81, profile << 5 | level, tier << 7 | 0x0C, 0)) + unit


def _operating_points(bits: Bits) -> tuple[int, int]:
    """Passes over them; returns level and tier of the first."""
    levels: list[tuple[int, int]] = []
    delay_bits, model = 0, False
    if bits.flag():
        delay_bits, model = _timing(bits)
    initial_delay = bits.flag()
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        level = bits.read(5)
        levels.append((level, bits.read(1) if level > 7 else 0))
        if model and bits.flag():
            bits.read(2 * delay_bits + 1)
        if initial_delay and bits.flag():
            bits.read(4)
    return levels[0]


def _timing(bits: Bits) -> tuple[int, bool]:
    bits.read(64)
    if bits.flag():
        bits.exp_golomb()
    if not bits.flag():
        return 0, False
    delay_bits = bits.read(5) + 1
    bits.read(42)
    return delay_bits, True


def _leb128(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def unpack(payloads: list[bytes]) -> bytes:
    """The payloads of one temporal unit, in order, as a file has them (AV1 in Matroska): each OBU with its
    size, without temporal delimiters and padding. Raises Malformed."""
    units: list[bytes] = []
    open_unit: bytes | None = None
    for payload in payloads:
        header = aggregation(payload, 0, len(payload))
        pieces = [payload[at:stop] for at, stop in elements(payload, 0, len(payload))]
        if header.continues != (open_unit is not None):
            raise Malformed("av1 fragment")
        if open_unit is not None:
            pieces[0] = open_unit + pieces[0]
        open_unit = pieces.pop() if header.continued else None
        units += pieces
    if open_unit is not None:
        raise Malformed("av1 fragment")
    left_out = (TEMPORAL_DELIMITER, TILE_LIST, PADDING)
    return b"".join(with_size(unit) for unit in units if kind(unit) not in left_out)
