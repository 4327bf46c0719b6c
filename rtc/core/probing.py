"""Trying whether a link carries more: short bursts, rarer while they fail, larger while they succeed. Pure.

What a burst has shown is judged by `estimate`; here is when the next one is due, how large it is, and whether
the report behind it came.
"""

from __future__ import annotations

from typing import NamedTuple

from rtc.core.rtcp import ReportBlock

FIRST_PAUSE, NEXT_PAUSE, LAST_PAUSE = 2.0, 0.5, 8.0
LEAST_PATIENCE, MOST_PATIENCE = 2, 32
BURST, MAX_QUEUE, VERDICT, LATELY = 0.5, 0.15, 0.9, 3.0
FIRST_STEP, FURTHER, ROOM = 1.35, 1.7, 1.02


class Probe(NamedTuple):
    """Send this many bytes of padding over so many seconds, beside what is sent anyway."""

    octets: int
    seconds: float


class Probing:
    """`target` is the rate tried now, None when none is; `answer` the round trip of the report behind the
    burst, None before it has come."""

    def __init__(self) -> None:
        self.target: float | None = None
        self.answer: float | None = None
        self._at = -LAST_PAUSE
        self._pause = FIRST_PAUSE
        self._patience = LEAST_PATIENCE
        self._asked = 0

    @property
    def awaits(self) -> bool:
        """Whether the report behind a burst is still to come."""
        return self._asked != 0

    def due(self, now: float, *, padding: bool) -> bool:
        """Whether it is time for another try; without `padding` each is made in earnest, so more rarely."""
        return self.target is None and now - self._at >= self._pause * (1 if padding else self._patience)

    def begin(self, carried: float, least: float, most: float, now: float) -> float:
        """Begin to try a rate above what is `carried`, and return it."""
        factor = FURTHER if self._pause == NEXT_PAUSE else FIRST_STEP
        self.target, self._at = max(least, min(most * ROOM, carried * factor)), now
        self._asked, self.answer = 0, None
        return self.target

    def ended(self, ntp: int) -> None:
        """The burst has been sent, and a sender report follows it, of this time of our clock."""
        self._asked = ntp >> 16 & 0xFFFFFFFF

    def heard(self, block: ReportBlock, trip: float | None) -> None:
        """A report that tells this round trip."""
        if trip is not None and self._asked and (block.last_report - self._asked) & 0xFFFFFFFF < 0x80000000:
            self.answer, self._asked = trip, 0

    def is_over(self, now: float) -> bool:
        """Whether what was tried can be judged now."""
        return self.target is not None and now - self._at >= VERDICT

    def failed(self, now: float) -> None:
        """What was tried does not fit."""
        self.target, self._at = None, now
        self._pause = min(max(FIRST_PAUSE, self._pause * 2), LAST_PAUSE)

    def succeeded(self, *, unseen: bool = False) -> None:
        """What was tried fits; `unseen`: that is only hoped, so the next try waits, longer each time."""
        self.target, self._pause = None, NEXT_PAUSE
        if unseen:
            self._pause, self._patience = FIRST_PAUSE, min(self._patience * 2, MOST_PATIENCE)

    def congested(self, now: float) -> None:
        """The link carries less than it is sent; if more was tried lately, it did not last."""
        if now - self._at < LATELY and self._pause < LAST_PAUSE:
            self._pause = min(max(FIRST_PAUSE, self._pause * 2), LAST_PAUSE)
        else:
            self._pause = max(self._pause, FIRST_PAUSE)
        self.target = None
