"""What really reaches a viewer, out of its receiver reports: the share lost, and how late things come. Pure.

What a report calls lost may only have been overtaken: it comes a moment later, and the next report takes it
back. So loss is judged by what stayed lost, and only where packets arrive evenly at once. Likewise one slow
round trip tells nothing, only a whole while without a quick one; and a path that has become longer is not a
queue, so what was the quickest some seconds ago is forgotten. What was lost while nothing was heard at all
tells of an outage, and is left out; so are reports on sound that a browser sends every five seconds, which
would hide what those on pictures tell.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import islice
from typing import NamedTuple

from rtc.core.rtcp import ReportBlock

MAX_STREAMS, MAX_ENTRIES = 64, 64
WHILE, WAIT, EMPTIED, SPARSE = 1.2, 1.0, 3.0, 2.5
"""Seconds: what is looked at for sudden loss; until what is sent now shows, and from then until the longest
queues have emptied; what reports may be apart."""
EVEN, STEADY = 2700, 4000
"""Interarrival jitter, in units of a picture's clock: 30 and 44 ms."""
ENOUGH, CHANCE = 20, 2.0
"""Packets to judge by, and standard deviations by which loss must be more than chance."""
LONGEST_TRIP, MOST_SPREAD = 9.0, 0.3
LATELY, REMEMBERED = 3, 10
"""Seconds in which one round trip must have been quick, and for how long the quickest is known."""


class Sudden(NamedTuple):
    """What is suddenly lost: the share that is `certain`, and the likely `share`."""

    certain: float
    share: float


NOTHING = Sudden(0.0, 0.0)


class Reception:
    """`round_trip` is the last one in seconds, None before it is known; `share` what was lost lately, 0..1;
    `even` whether packets come about as evenly as they are sent; `steady` is less strict, as a busy machine
    is uneven too."""

    def __init__(self) -> None:
        self.round_trip: float | None = None
        self.share = 0.0
        self.even = self.steady = True
        self._seen: dict[int, tuple[int, int, float]] = {}
        self._from = 0.0
        self._expected = self._missing = 0
        self._entries: deque[tuple[float, int, int]] = deque(maxlen=MAX_ENTRIES)
        self._before: tuple[int, int] | None = None
        self._least: int | None = None
        self._quickest: deque[float] = deque(maxlen=REMEMBERED)
        self._trip: float | None = None
        self._spread = 0.0

    def reported(self, block: ReportBlock, ntp: int, now: float) -> float | None:
        """A report on one of our streams; `ntp` is our clock as our sender reports tell it. Returned is the
        round trip it tells, if any."""
        highest, lost, at = self._seen.get(block.ssrc, (block.highest, block.lost, now))
        if block.ssrc not in self._seen and len(self._seen) >= MAX_STREAMS:
            return None
        self._seen[block.ssrc] = (block.highest, block.lost, now)
        if now - at < SPARSE:
            self._expected += max(0, block.highest - highest)
            self._missing += block.lost - lost
            self._least = self._missing if self._least is None else min(self._least, self._missing)
            if now >= self._from and (self._entries or block.highest > highest):
                self._entries.append((now, self._expected, self._missing))
            self.even, self.steady = block.jitter < EVEN, block.jitter < STEADY
        return self._tripped(block, ntp, now)

    @property
    def missing(self) -> int:
        """How many packets have been reported lost in all."""
        return self._missing

    def sudden(self, now: float) -> Sudden:
        """The most that is lost since one of the reports of the last `WHILE`; nothing while too little is
        known, or when packets come unevenly."""
        entries = self._entries
        while len(entries) > 2 and now - entries[1][0] > WHILE:
            entries.popleft()
        if not entries or not self.even or entries[-1][2] <= entries[0][2]:
            return NOTHING
        found, expected, missing, most = NOTHING, 0, 0, (0, 0)
        later = entries[-1]
        for before in islice(reversed(entries), 1, None):
            one = (later[2] - before[2], later[1] - before[1])
            later, most = before, max(most, one)
            missing, expected = missing + one[0], expected + one[1]
            if expected >= ENOUGH:
                found = max(found, _sudden(missing, expected, most))
        return found

    def restart(self, now: float) -> None:
        """Less is sent from now on: look at what comes of that by itself, when the queues have had time."""
        self._entries.clear()
        self._from = now + WAIT
        self.share = 0.0
        self._before = self._least = None

    def interrupted(self, now: float) -> None:
        """Nothing arrived for a while, the viewer going to another network: its next report is the first."""
        self.restart(now)
        self._seen.clear()

    def second(self, now: float) -> bool:
        """To be called once a second; True when `share` was measured anew."""
        if self._trip is not None:
            self._quickest.append(self._trip)
            self._trip = None
        if self._before is None:
            if now >= self._from:
                self._before, self._least = (self._expected, self._missing), None
            return False
        expected, missing = self._before
        if self._least is None or self._expected - expected < ENOUGH:
            return False
        self.share = max(0.0, min(1.0, (self._least - missing) / (self._expected - expected)))
        self._before, self._least = (self._expected, max(self._least, missing)), None
        return True

    @property
    def late(self) -> float:
        """How much longer the quickest round trip of the last seconds was than that of a while ago."""
        quick = list(self._quickest)[-LATELY:]
        if self._trip is not None:
            quick.append(self._trip)
        return min(quick) - min(min(quick), *self._quickest) if quick and self._quickest else 0.0

    def slow(self, trip: float, tolerated: float) -> bool:
        """Whether one round trip is longer than those of late, by more than they differ anyway."""
        return trip > min(self._quickest, default=trip) + tolerated + min(2 * self._spread, MOST_SPREAD)

    def _tripped(self, block: ReportBlock, ntp: int, now: float) -> float | None:
        if not block.last_report:
            return None
        middle = ntp >> 16 & 0xFFFFFFFF
        trip = (middle - block.last_report - block.delay & 0xFFFFFFFF) / 65536
        if trip >= LONGEST_TRIP:
            return None
        usual = trip if self.round_trip is None else self.round_trip
        if now > self._from + EMPTIED:  # before that it tells of a queue, not of the path
            self._spread += (abs(trip - usual) - self._spread) / 8
        self.round_trip = trip
        self._trip = trip if self._trip is None else min(self._trip, trip)
        return trip


def _sudden(missing: int, expected: int, most: tuple[int, int]) -> Sudden:
    """Chance aside; and without the report (missing, expected) that tells of most, for what was lost all at
    once is over already."""
    share = min(1.0, max(0.0, missing / expected))
    certain = share - CHANCE * math.sqrt(share * (1 - share) / expected)
    rest = expected - most[1]
    elsewhere = (missing - most[0]) / rest if rest > 0 else 0.0
    return Sudden(max(0.0, min(certain, elsewhere)), share)
