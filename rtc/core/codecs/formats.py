"""The table of payload formats that are forwarded: a row each, by the name of its rtpmap in lower case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rtc.core.codecs import av1, h264, vp8, vp9
from rtc.core.codecs.picture import Picture
from rtc.core.rtp import Buffer
from rtc.core.slots import OPUS, OPUS_CLOCK, VP8

VIDEO_CLOCK = 90000

Parse = Callable[[Buffer, int, int], Picture]


@dataclass(slots=True, frozen=True)
class Format:
    """A payload format: what viewers know it by, how its packets are read (None for sound), and how those of
    one frame become what a file has."""

    name: str
    payload_type: int
    clock_rate: int
    parse: Parse | None = None
    unpack: Callable[[list[bytes]], bytes] = b"".join


FORMATS = {
    one.name: one
    for one in (
        Format("opus", OPUS, OPUS_CLOCK),
        Format("vp8", VP8, VIDEO_CLOCK, vp8.parse, vp8.unpack),
        Format("vp9", 98, VIDEO_CLOCK, vp9.parse, vp9.unpack),
        Format("h264", 102, VIDEO_CLOCK, h264.parse, h264.unpack),
        Format("av1", 45, VIDEO_CLOCK, av1.parse, av1.unpack),
    )
}
