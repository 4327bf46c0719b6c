"""Demands as planners list them, and as the professional sees her own."""

import datetime as dt
from typing import Literal

from tortoise.queryset import QuerySet

from hub import clock
from hub.actor import Actor
from hub.errors import Missing
from hub.schedule.models import Demand
from hub.schedule.rules import Own, demand, may
from hub.schedule.shown import demands
from hub.schedule.states import DemandState
from hub.schedule.wire import DemandPage, DemandView
from hub.sessions.rules import may as may_in_session
from hub.sessions.standing import find, standing_in
from hub.sessions.states import PLANNABLE

PAGE = 50
Which = Literal["all", "open", "asked", "accepted"]


async def demands_for(
    actor: Actor,
    which: Which = "all",
    municipality_id: int | None = None,
    from_day: dt.date | None = None,
    page: int = 1,
) -> DemandPage:
    """Demands of sessions to come, soonest first; from `from_day` (None: now) on."""
    demand(actor, "list", "demand")
    coming = coming_demands(from_day)
    if municipality_id is not None:
        coming = coming.filter(session__municipality_id=municipality_id)
    found = coming if which == "all" else coming.filter(state=DemandState(which).value)
    total = await found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = await found.order_by("session__starts_at", "id").offset((page - 1) * PAGE).limit(PAGE)
    return DemandPage(
        demands=tuple(await demands(actor, rows)),
        page=page,
        pages=pages,
        total=total,
        open=await coming.filter(state=DemandState.open.value).count(),
    )


async def demands_of(actor: Actor, session_id: int) -> tuple[DemandView, ...]:
    """What one session needs, in the order it was said."""
    demand(actor, "list", "demand")
    if not 0 < session_id < 2**31:
        return ()
    return tuple(await demands(actor, await Demand.filter(session_id=session_id).order_by("id")))


async def may_ask(actor: Actor, session_id: int) -> bool:
    """Whether the actor may say now what this session needs: who plans, and may still edit the session."""
    if not may(actor, "make", "demand"):
        return False
    session = await find(session_id)
    standing = await standing_in(actor, session)
    return standing.state in PLANNABLE and may_in_session(actor, "edit", "session", standing)


async def demand_for(actor: Actor, demand_id: int) -> DemandView:
    """One demand; Missing for who neither plans nor was asked."""
    row = await Demand.get_or_none(id=demand_id) if 0 < demand_id < 2**31 else None
    if row is None:
        raise Missing
    demand(actor, "see", "demand", Own(row.person_id))
    [view] = await demands(actor, [row], names_titles=row.person_id == actor.person_id)
    return view


def coming_demands(from_day: dt.date | None = None) -> QuerySet[Demand]:
    """Demands of sessions that can still be planned and have not begun."""
    first = clock.now()
    if from_day is not None:
        first = max(first, clock.utc(dt.datetime.combine(from_day, dt.time())))
    return Demand.filter(session__state__in=[each.value for each in PLANNABLE], session__starts_at__gt=first)
