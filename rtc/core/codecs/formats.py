"""The table of payload formats that are forwarded: a row each, by the name of its rtpmap in lower case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rtc.core.codecs import vp8
from rtc.core.codecs.picture import Picture
from rtc.core.rtp import Buffer
from rtc.core.slots import OPUS, OPUS_CLOCK, VP8, VP8_CLOCK

Parse = Callable[[Buffer, int, int], Picture]


@dataclass(slots=True, frozen=True)
class Format:
    """A payload format: what viewers know it by, and how its packets are read (None for sound)."""

    name: str
    payload_type: int
    clock_rate: int
    parse: Parse | None = None


FORMATS = {
    one.name: one
    for one in (
        Format("opus", OPUS, OPUS_CLOCK),
        Format("vp8", VP8, VP8_CLOCK, vp8.parse),
    )
}
