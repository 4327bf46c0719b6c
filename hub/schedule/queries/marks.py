"""What giving a demand to somebody would break and cost, and who could have it: for the hand that moves."""

import msgspec

from hub.actor import Actor
from hub.matching import wire
from hub.matching.constraints import HARD, Situation
from hub.matching.explain import BY_NAME
from hub.matching.scoring import Verdict, judge
from hub.schedule.models import Demand, Suggestion
from hub.schedule.outlook import Outlook, demand_with_session, outlook
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import workers
from hub.schedule.wire import Mark, Marks


async def marks(actor: Actor, demand_id: int, person_id: int | None, proposal_id: int | None = None) -> Marks:
    """The hard constraints that would be broken if she had it, and the points it costs.

    Counted beside what is published, or beside what the proposal says, over the weeks around.
    """
    demanded(actor, "see", "board")
    row = await demand_with_session(demand_id)
    around = await outlook([row], proposal_id, await _concerned(row, person_id, proposal_id))
    people = await workers(actor, [person_id])
    name = None if person_id is None else f"p{person_id}"
    broken, points = against(around, f"d{row.id}", name)
    return Marks(
        demand_id=row.id,
        person=people.get(person_id or 0),
        breaks=tuple(said(actor, each) for each in broken),
        points=points,
    )


async def _concerned(row: Demand, person_id: int | None, proposal_id: int | None) -> set[int]:
    """Who would have it, who has it, and who would by the proposal."""
    told = await Suggestion.get_or_none(proposal_id=proposal_id, demand_id=row.id) if proposal_id else None
    people = (person_id, row.person_id, row.pinned_id, told.person_id if told else None)
    return {each for each in people if each is not None}


def said(actor: Actor, constraint: str) -> Mark:
    """A hard constraint in the reader's language."""
    return Mark(constraint, BY_NAME[constraint].en if actor.language == "en" else BY_NAME[constraint].da)


def against(around: Outlook, name: str, person: str | None) -> tuple[list[str], float]:
    """The names of the hard constraints `person` would break, and the points it would cost."""
    unpinned = free(around.problem, name)
    before = cost(unpinned, around.filled)
    if person is None:
        return [], cost(unpinned, {d: p for d, p in around.filled.items() if d != name}) - before
    one = next((each for each in unpinned.professionals if each.id == person), None)
    if one is None:
        return ["competence"], 0.0
    now = Situation(unpinned, {d: p for d, p in around.filled.items() if d != name})
    demand = now.demands[name]
    broken = [each.name for each in HARD if each.broken(now, demand, one)]
    return broken, round(cost(unpinned, around.filled | {name: person}) - before, 3)


def free(problem: wire.Problem, name: str) -> wire.Problem:
    """The problem with one demand's pin taken out: the hand that moves it is the planner's own."""
    demands = [msgspec.structs.replace(d, pinned=None) if d.id == name else d for d in problem.demands]
    return msgspec.structs.replace(problem, demands=demands)


def cost(problem: wire.Problem, filled: dict[str, str]) -> float:
    """Points of a plan."""
    return judged(problem, filled).total


def judged(problem: wire.Problem, filled: dict[str, str]) -> Verdict:
    """What a plan breaks and costs, by the engine's independent judge."""
    return judge(problem, wire.Proposal(assignments=filled))
