"""What if: the demand's week planned anew with one thing changed, and without. Nothing is written.

Both plans come from a search of the same length over the same week: what differs is the change's doing.
"""

import asyncio
import datetime as dt

import msgspec

from hub.actor import Actor
from hub.errors import BadInput, Missing
from hub.matching import wire
from hub.matching.constraints import HARD, Situation
from hub.schedule.facts import demands_in, read
from hub.schedule.models import Demand
from hub.schedule.outlook import demand_with_session
from hub.schedule.problem import build, person_of
from hub.schedule.queries.demands import demand_for
from hub.schedule.queries.marks import free, judged
from hub.schedule.queries.weighing import differences, side_by_side, solved
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import day_of, workers
from hub.schedule.weeks import whole_weeks
from hub.schedule.wire import Reason, Try, What, WhatIf

SECONDS = 1
NEAR = dt.timedelta(days=7)
Plan = dict[str, str]


async def what_if(actor: Actor, demand_id: int, asked: Try) -> WhatIf:
    """What a proposal for the week would be if it were so. Takes some seconds.

    Missing for who is no professional; BadInput("ends_before_start", "too_far") for the time.
    """
    demanded(actor, "see", "proposal")
    row = await demand_with_session(demand_id)
    _check(row, asked)
    rows = await _week(row)
    before = build(await read(rows))
    if f"p{asked.person_id}" not in {each.id for each in before.professionals}:
        raise Missing
    after = changed(before, f"d{row.id}", asked)
    plans = await asyncio.gather(solved(before, SECONDS), solved(after, SECONDS))
    return await _told(actor, row, rows, asked, (before, after), (plans[0], plans[1]))


def changed(problem: wire.Problem, name: str, asked: Try) -> wire.Problem:
    """The problem as it would be."""
    person = f"p{asked.person_id}"
    if asked.what is What.available:
        more = wire.Span(starts=asked.starts, ends=asked.ends)
        people = [
            msgspec.structs.replace(each, extra=[*each.extra, more]) if each.id == person else each
            for each in problem.professionals
        ]
        return msgspec.structs.replace(problem, professionals=people)
    demands = [_demand(each, person, asked.what) if each.id == name else each for each in problem.demands]
    return msgspec.structs.replace(problem, demands=demands)


def _demand(demand: wire.Demand, person: str, what: What) -> wire.Demand:
    if what is What.give:
        return msgspec.structs.replace(demand, pinned=person)
    pinned = None if demand.pinned == person else demand.pinned
    return msgspec.structs.replace(demand, pinned=pinned, declined=[*demand.declined, person])


def _check(row: Demand, asked: Try) -> None:
    if asked.ends <= asked.starts:
        raise BadInput(
            "ends_before_start",
            "ends",
            "Tiden slutter, før den begynder.",
            "The time ends before it begins.",
        )
    if abs(asked.starts.date() - day_of(row.session)) > NEAR:
        raise BadInput(
            "too_far", "starts", "Vælg en tid i samme uge som mødet.", "Choose a time in the session's week."
        )


async def _week(row: Demand) -> list[Demand]:
    """The demands of its week that can be planned, it among them."""
    rows = await demands_in(*whole_weeks([day_of(row.session)]))
    return rows if row.id in {each.id for each in rows} else [*rows, row]


async def _told(
    actor: Actor,
    row: Demand,
    rows: list[Demand],
    asked: Try,
    problems: tuple[wire.Problem, wire.Problem],
    plans: tuple[Plan, Plan],
) -> WhatIf:
    name, person, en = f"d{row.id}", f"p{asked.person_id}", actor.language == "en"
    who = [person_of(plan[name]) if name in plan else None for plan in plans]
    people = await workers(actor, [*who, asked.person_id])
    points = await asyncio.to_thread(lambda: [judged(problems[0], plan).points for plan in plans])
    return WhatIf(
        demand=await demand_for(actor, row.id),
        person=people[asked.person_id],
        before=people.get(who[0] or 0),
        after=people.get(who[1] or 0),
        differences=tuple(differences(points[0], points[1], en)),
        against=() if asked.what is What.forbid else _against(problems[1], plans[1], name, person, en),
        compared=await side_by_side(actor, problems[0], rows, *plans),
    )


def _against(problem: wire.Problem, plan: Plan, name: str, person: str, en: bool) -> tuple[Reason, ...]:
    """What keeps her out, or would if nobody insisted; else what she would cost more than whoever has it."""
    unpinned = free(problem, name)
    now = Situation(unpinned, {d: p for d, p in plan.items() if d != name})
    broken = [each for each in HARD if each.broken(now, now.demands[name], now.people[person])]
    if broken:
        return tuple(Reason("against", each.en if en else each.da) for each in broken)
    dearer = differences(judged(unpinned, plan).points, judged(unpinned, plan | {name: person}).points, en)
    return tuple(dearer)
