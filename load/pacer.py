"""When a browser lets its packets go: Chromium's pacer as it was captured (version 156, 720p, 1.5 Mbit/s).

Pictures may run up a debt worth 40 ms of the pacing rate at once; whoever owes more waits until nothing is
owed. So a picture of up to eight packets leaves within a third of a millisecond, one of 24 in three bursts
48 ms apart. Sound is not paced.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import replace

from load.dump import VIDEO, Packet

RATE, BURST = 1_550_000, 0.04
"""Bits per second, seconds."""


class Pacer:
    """Asks `coming` for packets in the order of their times, gives them in the order in which they leave."""

    def __init__(self, coming: Callable[[], Packet]) -> None:
        self._ask = coming
        self._coming = coming()
        self._waiting: list[tuple[float, int, Packet]] = []
        self._count = itertools.count()
        self._owed_bits = self._free_at = 0.0

    def next(self) -> Packet:
        """The packet that leaves next, `at` being when."""
        while not self._waiting or self._coming.at <= self._waiting[0][0]:
            at = self._leaves(self._coming) if self._coming.payload_type == VIDEO else self._coming.at
            heapq.heappush(self._waiting, (at, next(self._count), self._coming))
            self._coming = self._ask()
        at, _, packet = heapq.heappop(self._waiting)
        return replace(packet, at=at)

    def _leaves(self, packet: Packet) -> float:
        at = max(packet.at, self._free_at)
        self._owed_bits = max(0.0, self._owed_bits - (at - self._free_at) * RATE)
        if self._owed_bits >= BURST * RATE:
            at, self._owed_bits = at + self._owed_bits / RATE, 0.0
        self._owed_bits += 8 * len(packet.data)
        self._free_at = at
        return at
