"""The table of payload formats that are forwarded: a row each, by the name of its rtpmap in lower case.

Viewers know each format by one payload type and its retransmissions by the next, the same in every room. What
a publisher calls it is the publisher's choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rtc.core.codecs import av1, h264, vp8, vp9
from rtc.core.codecs.picture import Picture
from rtc.core.description import Codec, Media
from rtc.core.rtp import Buffer
from rtc.core.slots import OPUS, OPUS_CLOCK, VP8

VIDEO_CLOCK = 90000
BASELINE, MAIN = 0x42, 0x4D
_PROFILE = re.compile(r"([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})[0-9A-Fa-f]{2}")

Parse = Callable[[Buffer, int, int], Picture]
Parameters = dict[str, str]


def _always(parameters: Parameters) -> int:
    return 1


@dataclass(slots=True, frozen=True)
class Format:
    """A payload format: what viewers know it by, how its packets are read (None for sound), and how those of
    one frame become what a file has. `tells_frames`: its payload says where a frame starts. `suits` says how
    well a publisher's parameters do, 0 not at all; `parameters` are those of the line fmtp viewers get."""

    name: str
    label: str
    payload_type: int
    clock_rate: int
    parse: Parse | None = None
    unpack: Callable[[list[bytes]], bytes] = b"".join
    parameters: str = ""
    suits: Callable[[Parameters], int] = _always
    tells_frames: bool = True

    @property
    def repair_type(self) -> int:
        """The payload type of its retransmissions to viewers."""
        return self.payload_type + 1


def _vp9(parameters: Parameters) -> int:
    """Profile 0 only: 8 bits a sample."""
    return int(parameters.get("profile-id", "0") == "0")


def _av1(parameters: Parameters) -> int:
    """The main profile only."""
    return int(parameters.get("profile", "0") == "0")


def _h264(parameters: Parameters) -> int:
    """Constrained baseline, which every browser decodes, before baseline; fragments allowed (RFC 6184
    section 8.1, whose table 5 says how encoders write either)."""
    if parameters.get("packetization-mode") != "1":
        return 0
    found = _PROFILE.fullmatch(parameters.get("profile-level-id", ""))
    profile, constraints = (int(found[1], 16), int(found[2], 16)) if found else (0, 0)
    if profile == MAIN:
        return 2 if constraints & 0x8F == 0x80 else 0
    return (2 if constraints & 0x40 else 1) if profile == BASELINE and not constraints & 0x0F else 0


FORMATS = {
    one.name: one
    for one in (
        Format("opus", "opus", OPUS, OPUS_CLOCK),
        Format("vp8", "VP8", VP8, VIDEO_CLOCK, vp8.parse, vp8.unpack),
        Format("vp9", "VP9", 98, VIDEO_CLOCK, vp9.parse, vp9.unpack, "profile-id=0", _vp9),
        Format(
            "h264",
            "H264",
            102,
            VIDEO_CLOCK,
            h264.parse,
            h264.unpack,
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            _h264,
            tells_frames=False,
        ),
        Format(
            "av1",
            "AV1",
            45,
            VIDEO_CLOCK,
            av1.parse,
            av1.unpack,
            "level-idx=5;profile=0;tier=0",
            _av1,
            tells_frames=False,
        ),
    )
}


def best_of(media: Media, allowed: Iterable[str]) -> Codec | None:
    """Of what an m-line offers, the codec that comes first in `allowed` and suits."""
    for name in allowed:
        suits = FORMATS[name].suits
        fitting = [codec for codec in media.codecs.values() if codec.name == name and suits(codec.parameters)]
        if fitting:
            return max(fitting, key=lambda codec: suits(codec.parameters))
    return None
