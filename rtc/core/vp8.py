"""The VP8 payload descriptor (RFC 7741 section 4.2) and where a key frame starts (section 4.3)."""

from typing import NamedTuple

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer


class Descriptor(NamedTuple):
    """What forwarding needs of a descriptor; places are absolute in the buffer, absent fields None.

    `size` is the descriptor's length in bytes, `picture_bits` 7 or 15.
    """

    size: int
    starts_frame: bool
    key_frame: bool
    picture: int | None
    picture_bits: int
    picture_at: int
    tl0: int | None
    tl0_at: int


def parse(data: Buffer, start: int, end: int) -> Descriptor:
    """Parse the descriptor of the payload `data[start:end]`. Raises Malformed when it is cut off."""
    if start >= end:
        raise Malformed("vp8 empty")
    first, at = data[start], start + 1
    picture, bits, picture_at, tl0, tl0_at = None, 0, 0, None, 0
    try:
        if first & 0x80:
            flags, at = data[at], at + 1
            if flags & 0x80:
                picture_at, bits = at, 15 if data[at] & 0x80 else 7
                picture = (data[at] & 0x7F) << 8 | data[at + 1] if bits == 15 else data[at]
                at += 2 if bits == 15 else 1
            if flags & 0x40:
                tl0, tl0_at, at = data[at], at, at + 1
            if flags & 0x30:
                at += 1
    except IndexError:
        raise Malformed("vp8 descriptor") from None
    if at >= end:
        raise Malformed("vp8 descriptor")
    starts = first & 0x17 == 0x10
    return Descriptor(at - start, starts, starts and not data[at] & 1, picture, bits, picture_at, tl0, tl0_at)
