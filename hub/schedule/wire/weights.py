"""What the partnership weighs by, how that changed, and two plans side by side."""

import datetime as dt

import msgspec

from hub.matching.wire import Weights
from hub.schedule.wire.demands import DemandView, Worker
from hub.schedule.wire.proposals import ScorePart

WEIGHTS_HIGHEST = 1_000_000


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A demand that two plans fill differently."""

    demand: DemandView
    first: Worker | None
    second: Worker | None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two plans side by side; of `moved` the first hundred, `count` in all."""

    first: tuple[ScorePart, ...]
    second: tuple[ScorePart, ...]
    moved: tuple[Moved, ...]
    count: int
    first_filled: int
    second_filled: int


class WeightsChange(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history of the weights."""

    weights: Weights
    made_by: str
    made_at: dt.datetime
    reason: str


class WeightsView(msgspec.Struct, frozen=True, kw_only=True):
    """The weights in force, what each means by name, and the history, newest first."""

    weights: Weights
    words: tuple[tuple[str, str], ...]
    history: tuple[WeightsChange, ...]
    may_set: bool
