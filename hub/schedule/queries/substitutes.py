"""Who could have a demand: best first with what each costs, then who nearly could and what she lacks."""

from collections.abc import Collection

import msgspec

from hub.actor import Actor
from hub.matching import wire
from hub.matching.constraints import HARD, Situation
from hub.matching.explain import substitutes
from hub.matching.reasons import Reasons, Sentence
from hub.matching.repair import begun
from hub.schedule.models import Demand
from hub.schedule.outlook import Outlook, able, demand_with_session, outlook
from hub.schedule.problem import person_of
from hub.schedule.queries.marks import free, said
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import workers
from hub.schedule.wire import Candidate

MOST = 30
NEARLY = 10


class Standin(msgspec.Struct, frozen=True):
    """Somebody who may fill a demand, the points the plan would cost more with her, and why her."""

    person_id: int
    points: float
    why: tuple[Sentence, ...]


async def candidates(actor: Actor, demand_id: int, proposal_id: int | None = None) -> tuple[Candidate, ...]:
    """Who could have it, and of those who cannot the ones that lack one thing only."""
    demanded(actor, "see", "board")
    row = await demand_with_session(demand_id)
    around = await outlook([row], proposal_id, await able(row))
    found = ranked(around, row, ())[:MOST]
    near = _nearly(actor, around, f"d{row.id}")
    people = await workers(actor, [each.person_id for each in found] + [each for each, _ in near])
    can = [Candidate(person=people[each.person_id], points=each.points, against="") for each in found]
    return (*can, *(Candidate(person=people[who], points=0.0, against=lacks) for who, lacks in near))


def ranked(around: Outlook, row: Demand, without: Collection[int]) -> list[Standin]:
    """People who may fill the demand beside everything that stands, best first, with what each costs and why.

    Whoever is in `without` is not asked, and leaves it if it is hers.
    """
    name, gone = f"d{row.id}", {f"p{each}" for each in without}
    problem = _left(free(around.problem, name), name, gone)
    filled = {demand: who for demand, who in around.filled.items() if demand != name}
    plan = begun(problem, wire.Proposal(assignments=filled))
    grid, [at] = plan.grid, [d for d, each in enumerate(problem.demands) if each.id == name]
    holder = grid.person.get(around.filled.get(name, ""))
    left = frozenset(grid.person[each] for each in gone if each in grid.person)
    if holder in grid.who[at] and holder not in left:
        plan.give(at, grid.who[at].index(holder))
    reasons = Reasons(Situation(problem, filled))
    return [
        Standin(
            person_of(each.person),
            round(each.points, 3),
            tuple(reasons.if_had(problem.demands[at], problem.professionals[grid.person[each.person]])),
        )
        for each in substitutes(plan, at, without=left)
    ]


def _left(problem: wire.Problem, name: str, gone: Collection[str]) -> wire.Problem:
    """That somebody leaves a demand is no reason against whoever comes instead."""
    demands = [
        msgspec.structs.replace(each, published=None) if each.id == name and each.published in gone else each
        for each in problem.demands
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
