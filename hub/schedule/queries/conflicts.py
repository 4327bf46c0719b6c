"""What has become impossible of what people were told or a proposal says: marks on the board. Reads only.

Judged as things are now, by the constraints that also explain; what a planner pinned is hers to answer for,
but nobody can be in two places.
"""

import asyncio
from collections.abc import Collection, Sequence

from hub import clock
from hub.actor import Actor
from hub.matching.scoring import judge
from hub.matching.wire import Problem, Proposal
from hub.schedule.facts import read
from hub.schedule.models import Demand, Suggestion
from hub.schedule.problem import build
from hub.schedule.queries.marks import said
from hub.schedule.shown import ends_late
from hub.sessions.states import PLANNABLE

MOST = 1000
"""Demands that are judged at once: the week of a large partnership has some hundreds."""


async def conflicts(
    actor: Actor, demands: Sequence[Demand], suggested: Collection[Suggestion]
) -> dict[int, str]:
    """By demand the first thing that keeps whoever has it, or is suggested for it, from it; in words.

    `demands` have their sessions loaded. A fixed number of queries.
    """
    said_by = {each.demand_id: each.person_id for each in suggested if each.published_at is None}
    rows = [each for each in demands if _judged(each) and (each.person_id or said_by.get(each.id))][:MOST]
    if not rows:
        return {}
    have = {f"d{row.id}": said_by.get(row.id, row.person_id) for row in rows}
    people = {
        person for row in rows for person in (row.person_id, row.pinned_id, have[f"d{row.id}"]) if person
    }
    problem = build(await read(rows, only=people))
    broken = await asyncio.to_thread(_broken, problem, {name: f"p{who}" for name, who in have.items() if who})
    return {int(name[1:]): said(actor, constraint).text for name, constraint in broken.items()}


def _judged(demand: Demand) -> bool:
    session = demand.session
    return session.state in PLANNABLE and session.starts_at > clock.now() and not ends_late(session)


def _broken(problem: Problem, have: dict[str, str]) -> dict[str, str]:
    """By demand the first hard constraint that is broken."""
    people, known = ({each.id for each in some} for some in (problem.professionals, problem.demands))
    plan = {each.id: each.pinned for each in problem.demands if each.pinned is not None}
    plan |= {name: who for name, who in have.items() if who in people and name in known}
    found = {name: "competence" for name, who in have.items() if who not in people}
    for fault in judge(problem, Proposal(assignments=plan)).faults:
        if fault.demand in have:
            found.setdefault(fault.demand, fault.constraint)
    return found
