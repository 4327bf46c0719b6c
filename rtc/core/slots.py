"""What a viewer can be shown at once: the fixed m-lines of a room, and which one a peer's source gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

OPUS, RED, VP8, RTX = 111, 63, 96, 97
OPUS_CLOCK, VP8_CLOCK = 48000, 90000
_LETTERS = {"microphone": "m", "camera": "c", "screen": "s"}
_FIRST_SSRC = {"microphone": 0x10000, "camera": 0x20000, "screen": 0x30000}


@dataclass(frozen=True)
class SlotName:
    """One m-line of the viewers' offer; the same in every room, so one plaintext serves all viewers."""

    source: str
    index: int

    @cached_property
    def mid(self) -> str:
        return f"{_LETTERS[self.source]}{self.index}"

    @property
    def kind(self) -> str:
        return "audio" if self.source == "microphone" else "video"

    @property
    def ssrc(self) -> int:
        return _FIRST_SSRC[self.source] + self.index

    @property
    def repair_ssrc(self) -> int:
        """Of retransmissions; numbered for each viewer alone."""
        return 0x100000 | self.ssrc

    @property
    def payload_type(self) -> int:
        return OPUS if self.kind == "audio" else VP8

    @property
    def clock_rate(self) -> int:
        return OPUS_CLOCK if self.kind == "audio" else VP8_CLOCK

    @property
    def stream(self) -> str:
        """Stream id and CNAME: microphone i and camera i share it, so browsers play them in step."""
        return f"screen{self.index}" if self.source == "screen" else f"person{self.index}"


def names(microphones: int, cameras: int, screens: int) -> list[SlotName]:
    """All slots of a layout in the order of the m-lines."""
    counts = (("microphone", microphones), ("camera", cameras), ("screen", screens))
    return [SlotName(source, index) for source, count in counts for index in range(count)]


def choose(free: Iterable[int], own: set[int], others: set[int]) -> int | None:
    """The index a source gets: beside the peer's other source, else where nobody is, else any free one.

    `own` and `others` are the indices where the peer, or somebody else, holds a slot of the partner kind.
    """
    candidates = sorted(free)
    for wanted in (own, set(candidates) - others, set(candidates)):
        for index in candidates:
            if index in wanted:
                return index
    return None
