"""Who could have a demand: best first with what each costs, then who nearly could and what she lacks."""

from collections.abc import Collection

import msgspec

from hub.actor import Actor
from hub.matching import wire
from hub.matching.constraints import HARD, Situation
from hub.matching.explain import substitutes
from hub.matching.grid import Grid
from hub.matching.plan import Plan
from hub.schedule.models import Demand
from hub.schedule.outlook import Outlook, able, demand_with_session, outlook
from hub.schedule.problem import person_of
from hub.schedule.queries.marks import free, said
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import workers
from hub.schedule.wire import Candidate

MOST = 30
NEARLY = 10


async def candidates(actor: Actor, demand_id: int, proposal_id: int | None = None) -> tuple[Candidate, ...]:
    """Who could have it, and of those who cannot the ones that lack one thing only."""
    demanded(actor, "see", "board")
    row = await demand_with_session(demand_id)
    around = await outlook([row], proposal_id, await able(row))
    found = ranked(around, row, ())[:MOST]
    near = _nearly(actor, around, f"d{row.id}")
    people = await workers(actor, [each for each, _ in found] + [each for each, _ in near])
    can = [Candidate(person=people[who], points=points, against="") for who, points in found]
    return (*can, *(Candidate(person=people[who], points=0.0, against=lacks) for who, lacks in near))


def ranked(around: Outlook, row: Demand, without: Collection[int]) -> list[tuple[int, float]]:
    """People who may fill the demand beside everything that stands, best first, with what each costs."""
    name = f"d{row.id}"
    problem = _standing(free(around.problem, name), around.filled, name)
    grid = Grid(problem)
    plan = Plan(grid)
    for d, each in enumerate(problem.demands):
        if each.pinned is not None:
            plan.give(d, 0)
        elif each.id == name and name in around.filled:
            person = grid.person[around.filled[name]]
            if person in grid.who[d]:
                plan.give(d, grid.who[d].index(person))
    left = frozenset(grid.person[f"p{each}"] for each in without if f"p{each}" in grid.person)
    at = next(d for d, each in enumerate(problem.demands) if each.id == name)
    return [(person_of(each.person), round(each.points, 3)) for each in substitutes(plan, at, without=left)]


def _standing(problem: wire.Problem, filled: dict[str, str], name: str) -> wire.Problem:
    """Everything but the demand asked about stands as it is; what nobody fills is left out."""
    demands = [
        each if each.id == name else msgspec.structs.replace(each, pinned=filled[each.id])
        for each in problem.demands
        if each.id == name or each.id in filled
    ]
    return msgspec.structs.replace(problem, demands=demands)


def _nearly(actor: Actor, around: Outlook, name: str) -> list[tuple[int, str]]:
    """Whom one thing alone keeps away; what is most easily changed, the last of the constraints, first."""
    now = Situation(around.problem, {d: p for d, p in around.filled.items() if d != name})
    demand = now.demands[name]
    lacking: list[tuple[int, str, int]] = []
    for person in around.problem.professionals:
        broken = [at for at, each in enumerate(HARD) if each.broken(now, demand, person)]
        if len(broken) == 1:
            lacking.append((broken[0], HARD[broken[0]].name, person_of(person.id)))
    lacking.sort(key=lambda each: (-each[0], each[2]))
    return [(who, said(actor, constraint).text) for _, constraint, who in lacking[:NEARLY]]
