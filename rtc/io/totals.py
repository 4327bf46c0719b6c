"""What a worker counted in all its rooms, those included that are closed: figures that only grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

COUNTED = (
    "received",
    "lost",
    "sent",
    "failed",
    "resent",
    "malformed",
    "freezes",
    "frozen_ms",
    "concealed_ms",
)


class Totals:
    """Closed rooms are `add`ed; `with_open` sums them with those still open."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def add(self, figures: Mapping[str, Any]) -> None:
        """The last figures of a room."""
        self._counted.update({name: figures[name] for name in COUNTED})
        self._dropped.update(figures["dropped"])

    def with_open(self, rooms: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
        """`totals` and `dropped` as PROTOCOL.md lists them for a worker."""
        sums = Totals()
        sums._counted, sums._dropped = self._counted.copy(), self._dropped.copy()
        for figures in rooms:
            sums.add(figures)
        return {"totals": dict(sums._counted), "dropped": dict(sums._dropped)}
