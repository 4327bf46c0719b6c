"""Redundant audio (RFC 2198): several Opus frames in one payload, the newest last. Pure parse and build.

Which frames go in, and for whom, is decided in `sounds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

MAX_BLOCKS = 16
MAX_OFFSET, MAX_REDUNDANT = 0x3FFF, 0x3FF
_MORE = 0x80


class Block(NamedTuple):
    """One frame, `data[start:end]`, `offset` timestamp units older than its packet; 0 for the newest."""

    payload_type: int
    offset: int
    start: int
    end: int


def parse(data: Buffer, start: int, end: int) -> list[Block]:
    """The blocks of the payload `data[start:end]`, oldest first, the primary last. Raises Malformed."""
    heads: list[tuple[int, int, int]] = []
    at = start
    while at < end and data[at] & _MORE:
        if at + 4 > end or len(heads) == MAX_BLOCKS:
            raise Malformed("red header")
        word = int.from_bytes(data[at : at + 4])
        heads.append((word >> 24 & 0x7F, word >> 10 & MAX_OFFSET, word & MAX_REDUNDANT))
        at += 4
    if at >= end:
        raise Malformed("red primary")
    primary, at = data[at], at + 1
    blocks = []
    for payload_type, offset, length in heads:
        if at + length > end:
            raise Malformed("red block")
        blocks.append(Block(payload_type, offset, at, at + length))
        at += length
    return [*blocks, Block(primary, 0, at, end)]


def build(payload_type: int, older: Sequence[tuple[int, bytes]], primary: Buffer) -> bytes:
    """A payload with `older` (offset, frame) pairs, oldest first, before the primary frame.

    What does not fit in a header is left out: offsets above MAX_OFFSET, frames above MAX_REDUNDANT bytes.
    """
    fitting = [one for one in older if 0 < one[0] <= MAX_OFFSET and len(one[1]) <= MAX_REDUNDANT]
    heads = b"".join(
        ((_MORE | payload_type) << 24 | offset << 10 | len(frame)).to_bytes(4) for offset, frame in fitting
    )
    return b"".join((heads, bytes((payload_type,)), *(frame for _, frame in fitting), primary))
