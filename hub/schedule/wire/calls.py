"""Illness and swaps: who is away, who is asked instead, and what one professional sees of her own."""

import datetime as dt
from typing import Literal

import msgspec

from hub.schedule.states import CallState
from hub.schedule.wire.demands import DemandView, Worker
from hub.schedule.wire.proposals import Reason

SICK_LONGEST = dt.timedelta(days=60)


class AskedView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a call went to; `answer`: "" none yet. `reasons`: why she stands where she stands."""

    person: Worker
    rank: int
    answer: Literal["", "no", "taken"]
    reasons: tuple[Reason, ...] = ()


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A demand that several are asked to take. `leaver`, `kind` and `asked` are for who plans, else empty:
    that a colleague is ill is nobody else's matter."""

    id: int
    kind: Literal["sick", "swap", ""]
    demand: DemandView
    state: CallState
    leaver: Worker | None
    asked: tuple[AskedView, ...]
    asked_count: int
    taken_by: Worker | None
    opened_at: dt.datetime
    over_at: dt.datetime | None
    mine: bool


class SickView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is away, and the calls that came of it. `uncovered`: demands for which nobody could be asked.

    `well_at`: since when she is well, if that was sooner than written down; `may_end`: she is still away.
    `left`: how many demands have nobody, and nobody's answer is waited for.
    """

    id: int
    person: Worker
    starts_local: dt.datetime
    ends_local: dt.datetime
    made_at: dt.datetime
    made_by: str
    calls: tuple[CallView, ...]
    uncovered: tuple[DemandView, ...]
    well_at: dt.datetime | None
    may_end: bool
    left: int


class MyAssignments(msgspec.Struct, frozen=True, kw_only=True):
    """A professional's own: what she has not answered, what is coming, calls she may take, her illness."""

    to_answer: tuple[DemandView, ...]
    coming: tuple[DemandView, ...]
    calls: tuple[CallView, ...]
    sick: tuple[SickView, ...]
