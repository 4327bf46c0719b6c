"""What the slots of a room show, as its viewers' links count with it: layers, what they cost, their rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rtc.core.allocate import OTHER, Choice, Layer
from rtc.core.encoding import SPATIAL_NAMES

TOLD_APART = 0.15
SMOOTHING, FORGETTING = 0.3, 0.05


class Shown(NamedTuple):
    """A slot that shows something: who sends it, as which feed, and what arrives of it now."""

    owner: str
    feed: object
    layers: Sequence[Layer]


class Picture:
    """What is counted with for one slot. `live` are the encodings that arrive."""

    def __init__(self, mid: str, shown: Shown) -> None:
        self.mid = mid
        self.owner = shown.owner
        self.feed = shown.feed
        self.rank = OTHER
        self.layers: tuple[Layer, ...] = ()
        self.live: tuple[str, ...] = ()
        self._known: dict[Choice, Layer] = {}
        self._present: dict[Choice, float] = {}

    def measured(self, layers: Sequence[Layer]) -> bool:
        """Take what was measured now; True when it became another than what was counted with.

        Rates are smoothed, and fall slowly: what a layer has needed it may need again. One that stopped for
        want of viewers stays known, as it can be wanted again.
        """
        for layer in layers:
            key = Choice(layer.rid, layer.temporal)
            before = self._known[key].bps if key in self._known else layer.bps
            present = self._present.get(key, layer.bps)
            self._present[key] = present + (layer.bps - present) * SMOOTHING
            share = SMOOTHING if layer.bps > before else FORGETTING
            self._known[key] = layer._replace(bps=int(before + (layer.bps - before) * share))
        known = tuple(self._known.values())
        live = tuple(dict.fromkeys(layer.rid for layer in layers))
        if live == self.live and _alike(self.layers, known):
            return False
        self.layers, self.live = known, live
        return True

    def rate(self, choice: Choice | None) -> float:
        """What a choice really costs now: an encoding that does not arrive is replaced by the best below."""
        layer = None if choice is None else self._known.get(choice)
        if layer is None or choice is None:
            return 0.0
        if layer.rid in self.live:
            return self._present[choice]
        below = (one for one in self.layers if one.rid in self.live and one.height <= layer.height)
        return max((self._present[Choice(one.rid, one.temporal)] for one in below), default=0.0)


def goes_on(before: Choice, after: Choice | None) -> bool:
    """Whether a viewer goes from the one to the other, which is less, without a key frame: both are layers of
    one stream."""
    if after is None or before.rid == after.rid:
        return after is not None
    return before.rid in SPATIAL_NAMES and after.rid in SPATIAL_NAMES


def _alike(counted: tuple[Layer, ...], measured: tuple[Layer, ...]) -> bool:
    """Whether two lists name the same layers at nearly the same rates."""
    if len(counted) != len(measured):
        return False
    for one, other in zip(counted, measured, strict=True):
        if one[:2] != other[:2] or one[3:] != other[3:] or abs(one.bps - other.bps) > one.bps * TOLD_APART:
            return False
    return True
