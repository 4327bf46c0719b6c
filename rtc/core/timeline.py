"""One RTP time line per slot, on which all encodings of its feed lie: viewers may change between them.

Simulcast encodings count from random beginnings. Sender reports tell which of their timestamps belong to one
instant, to about a millisecond; as they encode the same frames, frames near each other then give the exact
distance. Before the reports, times of arrival must do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rtc.core.rewrite import FIRST_TIMESTAMP

if TYPE_CHECKING:
    from rtc.core.encoding import Encoding

TOLERANCE = 1.0
SAME_FRAME = 0.008


class TimeLine:
    """What is added to an encoding's timestamps. Encodings of one frame lie a tick apart, lowest first."""

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._latest = FIRST_TIMESTAMP
        self._latest_at: float | None = None
        self._anchor: Encoding | None = None
        self._offsets: dict[tuple[Encoding, int | None], int] = {}

    def restart(self) -> None:
        """Another source, or the same after a break: what was known of its clocks does not hold."""
        self._anchor = None
        self._offsets.clear()

    def advance(self, timestamp: int, now: float) -> None:
        """A frame was sent at this time of the line."""
        if self._latest_at is None or timestamp - self._latest & 0xFFFFFFFF < 0x80000000:
            self._latest, self._latest_at = timestamp, now

    def offset(self, encoding: Encoding, timestamp: int, now: float) -> int:
        """For an encoding that is about to be sent with a frame of this timestamp."""
        key, anchor = (encoding, encoding.ssrc), self._anchor
        known = self._offsets.get(key)
        if anchor is None or (anchor is encoding and known is None):
            self._anchor = encoding
            offset = self._by_arrival(timestamp, now)
        elif anchor is encoding and known is not None:
            offset = known
        else:
            offset = self._beside(anchor, encoding, timestamp, now, known)
        self._offsets[key] = offset
        return offset

    def _by_arrival(self, timestamp: int, now: float) -> int:
        elapsed = 0.0 if self._latest_at is None else now - self._latest_at
        return self._latest + max(1, int(elapsed * self._clock_rate)) - timestamp

    def _beside(
        self, anchor: Encoding, encoding: Encoding, timestamp: int, now: float, known: int | None
    ) -> int:
        guess = self._by_arrival(timestamp, now) if known is None else known
        base, theirs = self._offsets.get((anchor, anchor.ssrc)), anchor.clock
        if base is None or theirs is None or encoding.clock is None:
            return guess
        elapsed = (theirs.ntp - encoding.clock.ntp) / 4294967296
        distance = theirs.timestamp - encoding.clock.timestamp - int(elapsed * self._clock_rate)
        distance = _snapped(distance, anchor, encoding, int(SAME_FRAME * self._clock_rate))
        exact = base + distance + encoding.rank - anchor.rank
        beside = (exact - guess + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        return exact if abs(beside) < TOLERANCE * self._clock_rate else guess


def _snapped(distance: int, anchor: Encoding, encoding: Encoding, reach: int) -> int:
    """The distance that makes a recent frame of both lie on one instant, if one does within reach."""
    best, off = distance, reach
    for ours in encoding.frames:
        for theirs in anchor.frames:
            error = (theirs - ours - distance + 0x80000000 & 0xFFFFFFFF) - 0x80000000
            if abs(error) < abs(off):
                best, off = distance + error, error
    return best
