"""A proposal: asked for, looked through, judged and published, with its reasons and what it breaks."""

import datetime as dt
from typing import Literal

import msgspec

from hub.schedule.states import ProposalState
from hub.schedule.wire.demands import DemandView, Worker

PERIOD_LONGEST = 120
"""Days that one proposal may plan."""
SECONDS_LEAST, SECONDS_MOST = 1, 300


class ProposalCard(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal in a list. While searching: `part` of the search and `progress` from 0 to 1.

    `gap` is how far above the proven bound it may be at most, None while unknown. `error`: why it failed.
    """

    id: int
    period_from: dt.date
    period_to: dt.date
    state: ProposalState
    made_by: str
    made_at: dt.datetime
    seconds: int
    part: str
    progress: float
    demands: int
    filled: int
    published: int
    points: float | None
    bound: float | None
    gap: float | None
    error: str


class Reason(msgspec.Struct, frozen=True):
    """A sentence that speaks for somebody, is worth knowing, or speaks against."""

    kind: Literal["good", "note", "against"]
    text: str


class Mark(msgspec.Struct, frozen=True):
    """A hard constraint that would be broken; `constraint` is its name in hub.matching."""

    constraint: str
    text: str


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """What giving a demand to somebody breaks, and the points it costs (less than 0: it gains)."""

    demand_id: int
    person: Worker | None
    breaks: tuple[Mark, ...]
    points: float


class Left(msgspec.Struct, frozen=True):
    """A demand of a proposal that could not be published, and why."""

    demand_id: int
    text: str


class Published(msgspec.Struct, frozen=True):
    """How many demands were published, and what was left."""

    count: int
    left: tuple[Left, ...]


class ScorePart(msgspec.Struct, frozen=True):
    """Points of one soft constraint; `text` says what it is."""

    constraint: str
    text: str
    points: float


class SuggestionView(msgspec.Struct, frozen=True, kw_only=True):
    """`person` None: nobody. `changes`: it differs from who was told. `unfilled`: why nobody can."""

    id: int
    demand: DemandView
    person: Worker | None
    pinned: bool
    by_hand: bool
    published_at: dt.datetime | None
    changes: bool
    reasons: tuple[Reason, ...]
    breaks: tuple[Mark, ...]
    unfilled: str


class ProposalView(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal to be looked through, its suggestions by time."""

    card: ProposalCard
    score: tuple[ScorePart, ...]
    suggestions: tuple[SuggestionView, ...]
    page: int
    pages: int


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody for a demand: `points` compared with the plan as it is; `against`: what she lacks, or ""."""

    person: Worker
    points: float
    against: str
