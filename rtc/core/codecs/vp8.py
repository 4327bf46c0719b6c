"""The VP8 payload descriptor (RFC 7741 section 4.2) and the head of a key frame (RFC 6386 section 9.1)."""

from __future__ import annotations

from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

START_CODE = b"\x9d\x01\x2a"


def parse(data: Buffer, start: int, end: int) -> Picture:
    """Parse the descriptor of the payload `data[start:end]`. Raises Malformed when it is cut off.

    Where a frame ends is told by the marker of the RTP header only.
    """
    if start >= end:
        raise Malformed("vp8 empty")
    first, at = data[start], start + 1
    picture, bits, picture_at, tl0, tl0_at, layer, layers_at = None, 0, 0, None, 0, 0, 0
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
                layer, layers_at = (data[at], start + 1) if flags & 0x20 else (0, 0)
                at += 1
    except IndexError:
        raise Malformed("vp8 descriptor") from None
    if at >= end:
        raise Malformed("vp8 descriptor")
    starts = first & 0x17 == 0x10
    key_frame = starts and not data[at] & 1
    width, height = _dimensions(data, at, end) if key_frame else (0, 0)
    return Picture(
        at - start,
        starts,
        False,
        key_frame,
        layer >> 6,
        0,
        layer & 0x20 != 0,
        not key_frame,
        picture,
        bits,
        picture_at,
        tl0,
        tl0_at,
        width,
        height,
        layers_at=layers_at,
    )


def unpack(payloads: list[bytes]) -> bytes:
    """The payloads of one picture, in order, as a file has them. Raises Malformed."""
    return b"".join(payload[parse(payload, 0, len(payload)).size :] for payload in payloads)


def _dimensions(data: Buffer, at: int, end: int) -> tuple[int, int]:
    """Width and height out of a key frame's head; zeros when it is cut short."""
    if at + 10 > end or data[at + 3 : at + 6] != START_CODE:
        return 0, 0
    return (
        int.from_bytes(data[at + 6 : at + 8], "little") & 0x3FFF,
        int.from_bytes(data[at + 8 : at + 10], "little") & 0x3FFF,
    )
