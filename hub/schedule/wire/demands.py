"""What sessions need and who has it: the form with its limits, and the views of one demand and of a page."""

import datetime as dt
from enum import StrEnum

import msgspec

from hub.schedule.states import DemandState
from hub.sessions.kinds import Kind
from hub.sessions.states import State

REASON_LONGEST = 300
TEAM_LONGEST = 40
LEVEL_HIGHEST = 5
WEIGHT_HIGHEST = 100.0


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
