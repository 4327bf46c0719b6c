"""What goes in and out of the schedule: forms with their limits, and frozen views. No tables, no permissions.

Naive datetimes are wall time in Denmark, aware ones moments. Sentences are in the reader's language.
"""

import datetime as dt
from enum import StrEnum
from typing import Literal

import msgspec

from hub.matching.wire import Weights
from hub.schedule.states import CallState, DemandState, ProposalState
from hub.sessions.kinds import Kind
from hub.sessions.states import State

REASON_LONGEST = 300
TEAM_LONGEST = 40
LEVEL_HIGHEST = 5
WEIGHT_HIGHEST = 100.0
WEIGHTS_HIGHEST = 1_000_000
PERIOD_LONGEST = 120
"""Days that one proposal may plan."""
SICK_LONGEST = dt.timedelta(days=60)
SECONDS_LEAST, SECONDS_MOST = 1, 300


class DemandRole(StrEnum):
    """What somebody does in a session; a moderator leads with the host, with no competence of her own."""

    host = "host"
    co_host = "co_host"
    moderator = "moderator"


class DemandForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session needs. `competence_id` None: any. `language` None: the session's.

    `team`: demands with the same word want the same person, as the start and end talk of one citizen; the
    sessions of a series want that by themselves.
    """

    role: DemandRole = DemandRole.host
    competence_id: int | None = None
    level: int = 0
    language: str | None = None
    weight: float = 1.0
    team: str = ""


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """A professional, as planners see one: `title` is the profession."""

    id: int
    name: str
    title: str
    municipality: str


class MeetingView(msgspec.Struct, frozen=True, kw_only=True):
    """A demand's session. Of another municipality's private talk the title only says which kind it is."""

    id: int
    title: str
    kind: Kind
    state: State
    course: str
    language: str
    municipality: str
    municipality_id: int
    starts_local: dt.datetime
    ends_local: dt.datetime
    starts_at: dt.datetime


class DemandView(msgspec.Struct, frozen=True, kw_only=True):
    """`competence` is "" for any. `pinned`: whom a planner chose, whether told or not."""

    id: int
    meeting: MeetingView
    role: DemandRole
    competence: str
    competence_id: int | None
    level: int
    language: str
    weight: float
    team: str
    state: DemandState
    person: Worker | None
    pinned: Worker | None
    declined: tuple[str, ...]
    call_id: int | None


class DemandPage(msgspec.Struct, frozen=True, kw_only=True):
    """`total` demands in all, `open` of them without anybody; `page` counts from 1."""

    demands: tuple[DemandView, ...]
    page: int
    pages: int
    total: int
    open: int


class BoardBy(StrEnum):
    """What the rows of the board are."""

    professional = "professional"
    municipality = "municipality"
    course = "course"


ItemKind = Literal["session", "proposal", "gap", "sick", "off"]


class BoardItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a cell. gap: nobody has it · proposal: what a proposal would change · off: not at work.

    `starts`, `ends` are None for what lasts all day. A session that nobody asked the schedule for has no
    `demand_id`. `suggestion_id` is set for a proposal.
    """

    kind: ItemKind
    label: str
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    session_id: int | None = None
    demand_id: int | None = None
    suggestion_id: int | None = None
    person_id: int | None = None
    person: str = ""
    role: DemandRole | None = None
    state: DemandState | None = None
    pinned: bool = False


class BoardDay(msgspec.Struct, frozen=True):
    """`holiday` is its name, "" on other days."""

    day: dt.date
    today: bool
    holiday: str


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` has one entry for each day of the week. `person_id` is set where rows are professionals.

    The row of what nobody fills has the key "gaps" and comes first, when rows are professionals.
    """

    key: str
    name: str
    detail: str
    person_id: int | None
    cells: tuple[tuple[BoardItem, ...], ...]


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


class BoardWeek(msgspec.Struct, frozen=True, kw_only=True):
    """`gaps`: demands of the week with nobody. `proposal`: the one being looked at, if any."""

    monday: dt.date
    by: BoardBy
    days: tuple[BoardDay, ...]
    rows: tuple[BoardRow, ...]
    gaps: int
    proposal: ProposalCard | None


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


class AskedView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a call went to; `answer`: "" none yet."""

    person: Worker
    rank: int
    answer: Literal["", "no", "taken"]


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
    """Who is away, and the calls that came of it. `uncovered`: demands for which nobody could be asked."""

    id: int
    person: Worker
    starts_local: dt.datetime
    ends_local: dt.datetime
    made_at: dt.datetime
    made_by: str
    calls: tuple[CallView, ...]
    uncovered: tuple[DemandView, ...]


class MyAssignments(msgspec.Struct, frozen=True, kw_only=True):
    """A professional's own: what she has not answered, what is coming, calls she may take, her illness."""

    to_answer: tuple[DemandView, ...]
    coming: tuple[DemandView, ...]
    calls: tuple[CallView, ...]
    sick: tuple[SickView, ...]
