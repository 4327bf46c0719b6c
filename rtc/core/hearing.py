"""How much redundancy one viewer's sound gets, by what its reports and NACKs say is lost on its link.

More comes at once, less only after some seconds without need. How it is made is in `sounds`.
"""

from __future__ import annotations

from rtc.core.rtcp import ReportBlock

RAISE = (0.02, 0.08)
LOWER = (0.005, 0.04)
HOLD_SECONDS = 10.0
MEMORY_SECONDS = 6.0
ENOUGH_PACKETS = 20.0
MOST_EXPECTED = 10_000


class Hearing:
    """`depth` is how many earlier frames go beside each new one: 0, 1 or 2."""

    def __init__(self) -> None:
        self.depth = 0
        self._before: dict[int, tuple[int, int]] = {}
        self._expected = self._lost = 0.0
        self._at = 0.0
        self._needed_at = 0.0

    def reported(self, block: ReportBlock, now: float) -> None:
        """A block of the viewer's receiver report about a stream of sound. Those of pictures tell less:
        their numbers leap where a viewer changes layers."""
        highest, lost = self._before.get(block.ssrc, (block.highest, block.lost))
        self._before[block.ssrc] = (block.highest, block.lost)
        expected = min(max(block.highest - highest, 0), MOST_EXPECTED)
        self._count(expected, min(max(block.lost - lost, 0), expected), now)

    def missed(self, count: int, now: float) -> None:
        """Sound that a NACK asks for: lost, though a report may never tell once it was sent again."""
        self._count(0, count, now)

    @property
    def loss(self) -> float:
        """The share lost lately, 0 to 1; 0 while too little is known."""
        return min(1.0, self._lost / self._expected) if self._expected >= ENOUGH_PACKETS else 0.0

    def _count(self, expected: int, lost: int, now: float) -> None:
        keep = max(0.0, 1.0 - (now - self._at) / MEMORY_SECONDS)
        self._at = now
        self._expected = self._expected * keep + expected
        self._lost = self._lost * keep + lost
        self._decide(now)

    def _decide(self, now: float) -> None:
        loss = self.loss
        wanted = sum(loss >= share for share in RAISE)
        if wanted > self.depth:
            self.depth, self._needed_at = wanted, now
        elif self.depth and loss >= LOWER[self.depth - 1]:
            self._needed_at = now
        elif self.depth and now - self._needed_at >= HOLD_SECONDS:
            self.depth, self._needed_at = self.depth - 1, now
