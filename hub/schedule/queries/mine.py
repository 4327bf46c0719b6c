"""What concerns one professional, and the calls and illnesses that planners follow."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, cast

from hub import clock
from hub.actor import Actor
from hub.errors import Missing
from hub.schedule.models import Asked, Call, Demand, SickReport
from hub.schedule.queries.proposals import reasons
from hub.schedule.rules import Own, may
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import demands, workers
from hub.schedule.states import CallState, DemandState
from hub.schedule.wire import AskedView, CallView, DemandView, MyAssignments, SickView, Worker
from hub.sessions.states import State
from hub.sessions.wire import wall_time

LATEST = dt.timedelta(days=14)
AT_MOST = 100


async def my_assignments(actor: Actor) -> MyAssignments:
    """What the actor has to answer, what is coming, what she could take over, and her own illness."""
    demanded(actor, "list", "assignment")
    now = clock.now()
    rows = Demand.filter(person_id=actor.person_id, session__ends_at__gt=now)
    hers = (
        await rows.exclude(session__state=State.cancelled.value).order_by("session__starts_at").limit(AT_MOST)
    )
    views = await demands(actor, hers, names_titles=True)
    reports = SickReport.filter(person_id=actor.person_id, ends_local__gt=_local(now))
    return MyAssignments(
        to_answer=tuple(each for each in views if each.state is DemandState.asked),
        coming=tuple(each for each in views if each.state is DemandState.accepted),
        calls=tuple(await _calls(actor, await _open_for(actor, now))),
        sick=tuple(await _sick(actor, await reports.order_by("-id"))),
    )


async def call_for(actor: Actor, call_id: int) -> CallView:
    """One call; Missing for who neither plans, nor was asked, nor was relieved."""
    call = await Call.get_or_none(id=call_id) if 0 < call_id < 2**31 else None
    if call is None:
        raise Missing
    concerned = call.leaver_id == actor.person_id or await Asked.exists(
        call_id=call.id, person_id=actor.person_id or 0
    )
    demanded(actor, "see", "call", Own(actor.person_id if concerned else None))
    [view] = await _calls(actor, [call])
    return view


async def sick_reports(actor: Actor) -> tuple[SickView, ...]:
    """Who is away or was lately, newest first."""
    demanded(actor, "list", "sickness")
    found = SickReport.filter(ends_local__gt=_local(clock.now() - LATEST)).order_by("-id").limit(AT_MOST)
    return tuple(await _sick(actor, await found))


async def sick_for(actor: Actor, report_id: int) -> SickView:
    """One illness and what came of it; her own, or for who plans."""
    row = await SickReport.get_or_none(id=report_id) if 0 < report_id < 2**31 else None
    if row is None:
        raise Missing
    demanded(actor, "see", "sickness", Own(row.person_id))
    [view] = await _sick(actor, [row])
    return view


async def _open_for(actor: Actor, now: dt.datetime) -> list[Call]:
    asked = Asked.filter(person_id=actor.person_id, refused_at=None)
    ids = [int(str(each)) for each in await asked.values_list("call_id", flat=True)]
    calls = Call.filter(id__in=ids, state=CallState.open.value, demand__session__starts_at__gt=now)
    return await calls.exclude(demand__session__state=State.cancelled.value).order_by(
        "demand__session__starts_at"
    )


async def _sick(actor: Actor, rows: Sequence[SickReport]) -> list[SickView]:
    calls: dict[int, list[CallView]] = defaultdict(list)
    found = await Call.filter(report_id__in=[row.id for row in rows]).order_by("id")
    for call, view in zip(found, await _calls(actor, found), strict=True):
        calls[call.report_id or 0].append(view)
    people = await workers(actor, [each for row in rows for each in (row.person_id, row.made_by_id)])
    return [_sick_view(row, people, calls[row.id]) for row in rows]


def _sick_view(row: SickReport, people: dict[int, Worker], calls: list[CallView]) -> SickView:
    by = people.get(row.made_by_id or 0)
    now = clock.now()
    open_ = [call for call in calls if call.state is not CallState.taken and call.demand.person is None]
    lost = [call.demand for call in open_ if not call.asked_count]
    left = {call.demand.id for call in open_ if not _waits(call) and call.demand.meeting.starts_at > now}
    return SickView(
        id=row.id,
        person=people[row.person_id],
        starts_local=wall_time(row.starts_local),
        ends_local=wall_time(row.ends_local),
        made_at=row.made_at,
        made_by=by.name if by else "",
        calls=tuple(calls),
        uncovered=tuple(lost),
        well_at=row.ended_at,
        may_end=row.ended_at is None and row.ends_local > _local(now),
        left=len(left),
    )


def _waits(call: CallView) -> bool:
    """Whether somebody may still say yes."""
    return call.state is CallState.open and any(each.answer == "" for each in call.asked)


async def _calls(actor: Actor, rows: Sequence[Call]) -> list[CallView]:
    plans = may(actor, "close", "call")
    asked: dict[int, list[Asked]] = defaultdict(list)
    for each in await Asked.filter(call_id__in=[row.id for row in rows]).order_by("rank"):
        asked[each.call_id].append(each)
    by_id = {each.id: each for each in await Demand.filter(id__in=[row.demand_id for row in rows])}
    views = {view.id: view for view in await demands(actor, list(by_id.values()))}
    named = [each for row in rows for each in (row.leaver_id, row.taken_by_id)]
    people = await workers(actor, named + [each.person_id for those in asked.values() for each in those])
    return [_call(actor, row, asked[row.id], views[row.demand_id], people, plans) for row in rows]


def _call(
    actor: Actor,
    row: Call,
    asked: list[Asked],
    view: DemandView,
    people: dict[int, Worker],
    plans: bool,
) -> CallView:
    by = people.get(row.taken_by_id or 0)
    mine = by is not None and by.id == actor.person_id
    return CallView(
        id=row.id,
        kind=cast(Literal["sick", "swap"], row.kind) if plans else "",
        demand=view,
        state=CallState(row.state),
        leaver=people[row.leaver_id] if plans or row.leaver_id == actor.person_id else None,
        asked=tuple(_asked(actor, row, each, people) for each in asked) if plans else (),
        asked_count=len(asked),
        taken_by=by if plans or mine or row.leaver_id == actor.person_id else None,
        opened_at=row.opened_at,
        over_at=row.over_at,
        mine=mine,
    )


def _asked(actor: Actor, row: Call, each: Asked, people: dict[int, Worker]) -> AskedView:
    answer: Literal["", "no", "taken"] = "no" if each.refused_at is not None else ""
    return AskedView(
        person=people[each.person_id],
        rank=each.rank,
        answer="taken" if row.taken_by_id == each.person_id else answer,
        reasons=tuple(reasons(actor, each.why or [])),
    )


def _local(moment: dt.datetime) -> str:
    return clock.local(moment).isoformat(timespec="minutes")
