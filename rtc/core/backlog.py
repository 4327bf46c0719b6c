"""Whether a publisher's link has collapsed: it suddenly carries a part of what was sent through it. Pure.

Its queue fills within a moment: then everything comes late, whichever stream, and what finds no room is lost.
A browser that is told so sends its upper encodings no more. What it would then send again of them, and before
anything else, stands in the same queue, and keeps back the key frame by which a lower one is shown instead.
"""

from __future__ import annotations

from collections import deque

SLOT, SLOTS = 0.05, 4
"""Seconds, and how many of them must have brought nothing in time: a large picture is late by itself, but
what comes after it is not."""
ENOUGH = 3
"""So many of these must have brought anything."""
LATE = 0.1
"""Seconds by which packets are late when a queue stands there."""
BEFORE = 24
"""Slots by which what comes now is judged: what was sent before the queue began is among them."""
CARRIES = 0.5
"""Where at least such a share of that still comes, the queue passes, and repeats find room."""
REMEMBERED = 4
"""Seconds for which the quickest way is known: a path that has become longer is no queue."""
DECIDED = 1.2
"""Seconds after which a browser has made up its mind what to send; and until a link may collapse again."""
MAX_STREAMS = 32


class Backlog:
    """Of one publisher's link."""

    def __init__(self) -> None:
        self._ways: dict[int, _Way] = {}
        self._slots: deque[_Slot] = deque(maxlen=BEFORE)
        self._until = self._again = 0.0

    def arrived(self, ssrc: int, timestamp: int, clock_rate: int, size: int, now: float) -> None:
        """A packet of `size` bytes with an RTP timestamp of a clock; repeats are to be left out."""
        way = self._ways.get(ssrc)
        if way is None:
            if len(self._ways) >= MAX_STREAMS:
                self._ways.clear()
            way = self._ways[ssrc] = _Way()
        late, number = way.late(timestamp, clock_rate, now), int(now / SLOT)
        if not self._slots or self._slots[-1].number != number:
            self._slots.append(_Slot(number, late))
        slot = self._slots[-1]
        slot.octets += size
        slot.least = min(slot.least, late)
        if late > LATE and now >= self._again and self._collapses(number):
            self._until, self._again = now + DECIDED, now + DECIDED + REMEMBERED

    def collapsed(self, now: float) -> bool:
        """Whether it did so a moment ago."""
        return now < self._until

    def _collapses(self, number: int) -> bool:
        """By the slots before this one, which is not over yet."""
        recent = [slot for slot in self._slots if number - SLOTS <= slot.number < number]
        before = [slot for slot in self._slots if slot.number < number - SLOTS]
        if not before or len(recent) < ENOUGH or min(slot.least for slot in recent) <= LATE:
            return False
        passed = number - SLOTS - self._slots[0].number
        now, then = sum(slot.octets for slot in recent) / SLOTS, sum(slot.octets for slot in before)
        return now < then / passed * CARRIES


class _Slot:
    """What came in one of them: how many bytes, and by how much the least late was late."""

    def __init__(self, number: int, least: float) -> None:
        self.number = number
        self.least = least
        self.octets = 0


class _Way:
    """What the packets of one stream took, compared with the quickest of late."""

    def __init__(self) -> None:
        self._second = -1
        self._quickest: deque[float] = deque(maxlen=REMEMBERED)

    def late(self, timestamp: int, clock_rate: int, now: float) -> float:
        """By how many seconds this packet is. A timestamp that wraps makes a way that is quicker by hours,
        which is as good to compare with."""
        took, second = now - timestamp / clock_rate, int(now)
        if second != self._second:
            self._second = second
            self._quickest.append(took)
        elif took < self._quickest[-1]:
            self._quickest[-1] = took
        return took - min(self._quickest)
