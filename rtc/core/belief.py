"""What a viewer's browser says it can be sent (REMB), and how that moved lately. Pure.

It is told some four times a second, and at once when it falls. What is made of it is for `estimate`.
"""

from __future__ import annotations

DROP = 0.97
FRESH, OUTAGE, REVIVED = 5.0, 2.0, 1.5
GROWING, LATELY = 0.8, 2.5


class Belief:
    """Rates are bits per second, times seconds. `after_outage`: the last one was the first for a while."""

    def __init__(self) -> None:
        self.after_outage = False
        self._told: tuple[float, float] | None = None
        self._grew_at, self._fell_at, self._revived_at = 0.0, -LATELY, -REVIVED

    def told(self, rate: int, now: float) -> float | None:
        """A REMB; returns the one before."""
        before, self._told = self._told, (rate, now)
        self.after_outage = before is not None and now - before[1] > OUTAGE
        if self.after_outage:
            self._revived_at = now  # nothing came either way: what it now says tells of that
        if before is None or rate > before[0]:
            self._grew_at = now
        elif rate < before[0]:
            self._fell_at = now
        return None if before is None else before[0]

    def moved(self, now: float) -> None:
        """The viewer came to another network."""
        self._revived_at = now

    def sank(self, rate: float, before: float | None, now: float) -> bool:
        """Whether a REMB is clearly lower than the one before, and not for an outage."""
        return before is not None and rate < before * DROP and now - self._revived_at > REVIVED

    def rate(self, now: float) -> float | None:
        """What it says; None when it has said nothing for a while."""
        return self._told[0] if self._told is not None and now - self._told[1] < FRESH else None

    def grew(self, now: float) -> bool:
        """Whether the REMB told now is higher than the one before."""
        return self._grew_at == now

    def grows(self, now: float) -> bool:
        return now - self._grew_at < GROWING

    def fell_lately(self, now: float) -> bool:
        return now - self._fell_at < LATELY
