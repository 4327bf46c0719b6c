"""How far a publisher's clock is from ours, as its sender reports tell: it drifts, and somebody may set it.

A report has been on the way for a while, so the smallest distance of late is nearest the truth. All streams
of a publisher are reckoned with one distance, which keeps them in step with each other. A clock that was set
(programs that write the time of day into their reports) is put back to where it would be, so that nobody who
reckons with it sees the leap.
"""

from __future__ import annotations

WINDOW = 30.0
"""Seconds for which a smallest distance holds, and as long again: clocks part by milliseconds meanwhile."""
LEAP = 5.0
"""Seconds. A report is not that late: what was on the way through a longer outage is lost."""


class PublisherClock:
    """Times of the publisher are 32.32 fixed point (RFC 3550 section 4); ours are seconds."""

    def __init__(self) -> None:
        self._before: float | None = None
        self._least: float | None = None
        self._since = 0.0
        self._leapt = 0.0

    @property
    def offset(self) -> float | None:
        """Our clock minus the publisher's, in seconds; None before its first report."""
        if self._least is None or self._before is None:
            return self._least
        return min(self._least, self._before)

    def reported(self, ntp: int, now: float) -> int:
        """A report with this time arrived; returns the time as the clock would show it had it never leapt."""
        distance, known = now - ntp / 4294967296, self.offset
        if known is not None and abs(distance - self._leapt - known) > LEAP:
            self._leapt = distance - known
        distance -= self._leapt
        if self._least is None or now - self._since >= WINDOW:
            self._before, self._least, self._since = self._least, distance, now
        self._least = min(self._least, distance)
        return ntp + int(self._leapt * 4294967296) & 0xFFFFFFFFFFFFFFFF
