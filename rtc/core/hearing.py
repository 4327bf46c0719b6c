"""How much redundancy one viewer's sound gets, by what its reports and NACKs say is lost on its link.

It costs as much again as the sound itself, so on a link that is full it would make the loss it should heal:
there `most` says how much there is room for. More comes at once, less only after some seconds without need.
How it is made is in `sounds`. Reports alone would not do: browsers report sound every five seconds, and what
was sent again does not count as lost there.
"""

from __future__ import annotations

from collections.abc import Iterable

from rtc.core.rtcp import ReportBlock

RAISE = (0.02, 0.08)
LOWER = (0.005, 0.04)
HOLD_SECONDS = 10.0
MEMORY_SECONDS = 6.0
ENOUGH_PACKETS = 20.0
MOST_EXPECTED = 10_000


class Hearing:
    """What one viewer hears; `most` is the greatest `depth` its link has room for."""

    def __init__(self) -> None:
        self.most = len(RAISE)
        self._wanted = 0
        self._reported, self._missed = _Share(), _Share()
        self._before: dict[int, tuple[int, int]] = {}
        self._newest: dict[str, int] = {}
        self._needed_at = 0.0

    @property
    def depth(self) -> int:
        """How many earlier frames go beside each new one: 0, 1 or 2."""
        return min(self._wanted, self.most)

    def reported(self, block: ReportBlock, now: float) -> None:
        """A block of the viewer's receiver report about a stream of sound. Those of pictures tell less:
        their numbers leap where a viewer changes layers."""
        highest, lost = self._before.get(block.ssrc, (block.highest, block.lost))
        self._before[block.ssrc] = (block.highest, block.lost)
        self._reported.add(block.highest - highest, block.lost - lost, now)
        self._decide(now)

    def missed(self, mid: str, numbers: Iterable[int], now: float) -> None:
        """Sound that a NACK asks for the first time, by its extended numbers: lost, out of all since those
        asked for before."""
        for number in sorted(numbers):
            before = self._newest.setdefault(mid, number)
            self._missed.add(number - before, 1, now)
            self._newest[mid] = max(before, number)
        self._decide(now)

    def loss(self, now: float) -> float:
        """The share lost lately, 0 to 1; 0 while too little is known."""
        return max(self._reported.lost(now), self._missed.lost(now))

    def _decide(self, now: float) -> None:
        loss = self.loss(now)
        wanted = sum(loss >= share for share in RAISE)
        if wanted > self._wanted:
            self._wanted, self._needed_at = wanted, now
        elif self._wanted and loss >= LOWER[self._wanted - 1]:
            self._needed_at = now
        elif self._wanted and now - self._needed_at >= HOLD_SECONDS:
            self._wanted, self._needed_at = self._wanted - 1, now


class _Share:
    """Lost out of expected packets; what is older counts less."""

    def __init__(self) -> None:
        self._expected = self._lost = 0.0
        self._at = 0.0

    def add(self, expected: int, lost: int, now: float) -> None:
        """Counters of browsers may run backwards; then there is nothing to add."""
        expected = min(max(expected, 0), MOST_EXPECTED)
        keep = self._keep(now)
        self._expected = self._expected * keep + expected
        self._lost = self._lost * keep + min(max(lost, 0), expected)
        self._at = now

    def lost(self, now: float) -> float:
        known = self._expected * self._keep(now) >= ENOUGH_PACKETS
        return self._lost / self._expected if known else 0.0

    def _keep(self, now: float) -> float:
        return max(0.0, 1.0 - (now - self._at) / MEMORY_SECONDS)
