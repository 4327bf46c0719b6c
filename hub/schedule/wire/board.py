"""The week on one board: days, rows and what is in their cells."""

import datetime as dt
from enum import StrEnum
from typing import Literal

import msgspec

from hub.schedule.states import DemandState
from hub.schedule.wire.demands import DemandRole
from hub.schedule.wire.proposals import ProposalCard

ItemKind = Literal["session", "proposal", "gap", "sick", "off"]


class BoardBy(StrEnum):
    """What the rows of the board are."""

    professional = "professional"
    municipality = "municipality"
    course = "course"


class BoardItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a cell. gap: nobody has it · proposal: what a proposal would change · off: not at work.

    `starts`, `ends` are None for what lasts all day. A session that nobody asked the schedule for has no
    `demand_id`. `suggestion_id` is set for a proposal. `broken`: what stands in
    the way of whoever has it.
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
    broken: str = ""


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


class BoardWeek(msgspec.Struct, frozen=True, kw_only=True):
    """`gaps`: demands of the week with nobody. `proposal`: the one being looked at, if any."""

    monday: dt.date
    by: BoardBy
    days: tuple[BoardDay, ...]
    rows: tuple[BoardRow, ...]
    gaps: int
    proposal: ProposalCard | None
