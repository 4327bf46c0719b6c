"""Reads from the tables what the engine is to be told, in a number of queries that does not grow with it.

Two ways to ask: for every demand of a period (a search), or for a few demands, everything else standing as it
is (a substitute, a change by hand): that is small however large the partnership is. The people are read in
`workforce`, the agreements between municipalities in `pacts`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from tortoise.expressions import Q

from hub import clock
from hub.matching import wire
from hub.schedule.models import Declined, Demand, WeightSet
from hub.schedule.pacts import Use, pacts, surplus_before
from hub.schedule.problem import Facts, Wanted
from hub.schedule.weeks import Days, midnight, whole_weeks
from hub.schedule.workforce import committed, workforce
from hub.sessions.states import PLANNABLE, State
from hub.sessions.wire import wall_time

DAY = dt.timedelta(days=1)


async def demands_in(first: dt.date, last: dt.date) -> list[Demand]:
    """Demands to be searched for: of sessions not begun that start on these days, by time."""
    return (
        await Demand.filter(
            session__state__in=[each.value for each in PLANNABLE],
            session__starts_at__gte=max(midnight(first), clock.now()),
            session__starts_at__lt=midnight(last + dt.timedelta(days=1)),
        )
        .order_by("session__starts_at", "id")
        .select_related("session")
    )


async def siblings(rows: Sequence[Demand]) -> list[Demand]:
    """Filled demands that want the same people as `rows`, with their sessions: what continuity looks at."""
    series = {row.session.series_id for row in rows if row.session.series_id is not None}
    teams = {row.team for row in rows if row.team}
    if not series and not teams:
        return []
    found = Demand.filter(Q(session__series_id__in=list(series)) | Q(team__in=list(teams)))
    found = found.exclude(id__in=[row.id for row in rows]).exclude(person_id=None)
    return await found.exclude(session__state=State.cancelled.value).select_related("session").order_by("id")


async def read(
    rows: Sequence[Demand], *, weights: wire.Weights | None = None, only: Collection[int] | None = None
) -> Facts:
    """What matters to the demands `rows`, whose sessions are loaded; `only`: nobody but these people.

    Everything else that people are committed to stands. With `only`, caps are those of what `rows` receive.
    """
    held = await siblings(rows)
    days = span(rows)
    if only is not None:
        only = {*only, *(row.person_id for row in held if row.person_id is not None)}
    people = await workforce(days, only)
    ids = [each.id for each in people]
    fixed = await committed([*rows, *held], ids, days)
    receivers = None if only is None else {row.session.municipality_id for row in rows}
    return Facts(
        people=tuple(people),
        wanted=tuple(await _wanted(rows, held)),
        fixed=tuple(fixed),
        pacts=tuple(
            await pacts((days[0] - DAY, days[1] + DAY), _counted([*rows, *held], ids, days), receivers)
        ),
        surplus=await surplus_before(days[0]),
        weights=weights if weights is not None else await weights_in_force(),
    )


def _counted(rows: Sequence[Demand], people: Collection[int], days: Days) -> Callable[[Use], bool]:
    """Whether minutes of an agreement are in the problem: as a demand of `rows`, or as what stands around."""
    asked = {(row.session_id, row.person_id) for row in rows}
    there = set(people)

    def counted(use: Use) -> bool:
        near = days[0] - DAY <= use.day <= days[1] + DAY
        stands = near and use.session_id is not None and use.person_id in there
        return stands or (use.session_id, use.person_id) in asked

    return counted


async def weights_in_force() -> wire.Weights:
    """The partnership's weights."""
    row = await WeightSet.all().order_by("-id").first()
    return wire.Weights(**row.weights) if row is not None else wire.Weights()


def span(rows: Sequence[Demand]) -> Days:
    """First and last local day of the weeks the demands lie in."""
    days = [wall_time(row.session.starts_local).date() for row in rows] or [clock.local(clock.now()).date()]
    return whole_weeks(days)


async def _wanted(rows: Sequence[Demand], held: Sequence[Demand]) -> list[Wanted]:
    declined: dict[int, set[int]] = defaultdict(set)
    for each in await Declined.filter(demand_id__in=[row.id for row in rows]):
        declined[each.demand_id].add(each.person_id)
    return [
        *(_want(row, row.pinned_id, declined[row.id]) for row in rows),
        *(_want(row, row.person_id, set()) for row in held),
    ]


def _want(row: Demand, pinned: int | None, declined: set[int]) -> Wanted:
    session = row.session
    return Wanted(
        id=row.id,
        session_id=session.id,
        municipality_id=session.municipality_id,
        role=row.role,
        competence_id=row.competence_id,
        level=row.level,
        language=row.language,
        weight=row.weight,
        team=_team(row),
        starts=wall_time(session.starts_local),
        ends=wall_time(session.ends_local),
        pinned=pinned,
        published=row.person_id,
        declined=frozenset(declined),
    )


def _team(row: Demand) -> str:
    """Whom a demand wants to share its person with: its own word, else the same role of its series."""
    if row.team:
        return f"t{row.session.municipality_id}:{row.team}"
    if row.session.series_id is not None:
        return f"s{row.session.series_id}:{row.role}:{row.competence_id}"
    return ""
