"""Where nobody could just step in: the plan mended with few others moved, as a proposal to look through.

The engine's `repair` finds it over the weeks of what is lost, among as few people as will do; the points of
the proposal are of what was looked at. A planner publishes it like any other, and nobody is told before.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import msgspec

from hub import audit, clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.matching import wire as matching
from hub.matching.constraints import Situation
from hub.matching.reasons import Reasons
from hub.matching.repair import Repaired, begun, repair
from hub.matching.scoring import judge
from hub.schedule.facts import demands_in, read, span
from hub.schedule.models import Asked, Call, Demand, Proposal, SickReport, Suggestion
from hub.schedule.problem import build, person_of
from hub.schedule.reach import reach
from hub.schedule.rules import demand as demanded
from hub.schedule.states import CallState, ProposalState

FEW = 500
"""Demands in the weeks of what is lost, all of which are looked at if need be."""
Changes = dict[str, str]
"""Demand to professional, by the names of the problem."""


async def propose_repair(actor: Actor, report_id: int) -> int:
    """A proposal in which what an illness left with nobody is filled and at most three others are moved.

    Refused("nothing_lost") or, when not one of them can be filled so, Refused("no_repair").
    """
    demanded(actor, "make", "proposal")
    if not await SickReport.exists(id=report_id if 0 < report_id < 2**31 else 0):
        raise Missing
    lost = await _lost(report_id)
    if not lost:
        raise Refused("nothing_lost", "Alle møder har en fagperson.", "Every session has a professional.")
    names = {f"d{row.id}" for row in lost}
    async for looked_at in _wider(lost):
        problem = await _told_no(looked_at, report_id)
        before = {d.id: who for d in problem.demands if (who := d.pinned or d.published) is not None}
        mended = await asyncio.to_thread(_mended, problem, before, names)
        if not mended.unfilled:
            break
    after = mended.assignments
    changes = {name: who for name, who in after.items() if before.get(name) != who}
    if not names & set(changes):
        raise Refused(
            "no_repair",
            "Det kan ikke løses ved at flytte højst tre andre opgaver.",
            "It cannot be solved by moving at most three other sessions.",
        )
    return await _write(actor, problem, after, changes, lost)


async def _wider(lost: list[Demand]) -> AsyncIterator[matching.Problem]:
    """What is lost with who could just step in; then with what these have and who could take that; then all.

    Most illnesses need the first alone. In the second is every way in which one other moves for each that is
    lost, and those with two in which the last goes to one of these people. All are looked at where that is
    not much: in a large partnership it takes seconds, and hardly ever finds more.
    """
    near = await reach(lost)
    yield build(await read(lost, only=near))
    there, ids = await demands_in(*span(lost)), {row.id for row in lost}
    if len(there) <= FEW:
        yield build(await read(there))
        return
    near |= await reach([row for row in there if row.person_id in near])
    theirs = [row for row in there if row.id in ids or row.person_id in near]
    yield build(await read(theirs, only=near))


async def _lost(report_id: int) -> list[Demand]:
    """What the illness left that has nobody and has not begun, with sessions."""
    calls = Call.filter(report_id=report_id).exclude(state=CallState.taken.value)
    ids = [int(str(each)) for each in await calls.values_list("demand_id", flat=True)]
    rows = Demand.filter(id__in=ids, person_id=None, session__starts_at__gt=clock.now())
    return await rows.select_related("session").order_by("session__starts_at", "id")


async def _told_no(problem: matching.Problem, report_id: int) -> matching.Problem:
    """Who has said no when she was asked is not proposed, and neither is who is ill."""
    no: dict[str, set[str]] = defaultdict(set)
    calls = {call.id: call for call in await Call.filter(report_id=report_id)}
    for call in calls.values():
        no[f"d{call.demand_id}"].add(f"p{call.leaver_id}")
    for asked in await Asked.filter(call_id__in=list(calls)).exclude(refused_at=None):
        no[f"d{calls[asked.call_id].demand_id}"].add(f"p{asked.person_id}")
    people = {each.id for each in problem.professionals}
    demands = [
        msgspec.structs.replace(each, declined=sorted({*each.declined, *(no[each.id] & people)}))
        if each.id in no
        else each
        for each in problem.demands
    ]
    return msgspec.structs.replace(problem, demands=demands)


def _mended(problem: matching.Problem, before: Changes, lost: set[str]) -> Repaired:
    plan = begun(problem, matching.Proposal(assignments=before))
    numbers = [d for d, each in enumerate(problem.demands) if each.id in lost]
    return repair(plan, numbers)


async def _write(
    actor: Actor, problem: matching.Problem, after: Changes, changes: Changes, lost: list[Demand]
) -> int:
    points = judge(problem, matching.Proposal(assignments=after)).points
    first, last = span(lost)
    async with deed(actor, "make", "proposal"):
        row = await Proposal.create(
            period_from=first,
            period_to=last,
            state=ProposalState.ready.value,
            seconds=0,
            points=sum(points.values()),
            by_constraint=points,
            weights=msgspec.to_builtins(problem.weights),
            made_by_id=actor.person_id,
            made_at=clock.now(),
            beat_at=clock.now(),
        )
        await Suggestion.bulk_create(_suggestions(row, problem, after, changes, lost))
        await audit.write(actor, "make", "proposal", row.id)
    return row.id


def _suggestions(
    row: Proposal, problem: matching.Problem, after: Changes, changes: Changes, lost: list[Demand]
) -> list[Suggestion]:
    """What changes, each with why; and what nobody can fill even so."""
    now = Situation(problem, after)
    reasons = Reasons(now)
    why = {name: reasons.why(now.demands[name], now.people[who]) for name, who in changes.items()}
    names = sorted({*changes, *(f"d{each.id}" for each in lost)}, key=person_of)
    return [
        Suggestion(
            proposal_id=row.id,
            demand_id=person_of(name),
            person_id=person_of(changes[name]) if name in changes else None,
            why=[msgspec.to_builtins(each) for each in why.get(name, [])],
        )
        for name in names
    ]
