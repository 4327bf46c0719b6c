"""What a planner has done with an invented partnership: two proposals to compare, a part told, a call open.

The proposals come from the engine's core with a seed, which takes a fraction of a second; all else from the
same actions as real ones.
"""

import datetime as dt
from itertools import islice
from random import Random

import msgspec

from hub import clock
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.matching.bound import Bound
from hub.matching.constraints import Situation
from hub.matching.explain import why_unfilled
from hub.matching.grid import Grid
from hub.matching.plan import NOBODY
from hub.matching.scoring import judge
from hub.matching.search import Search
from hub.matching.wire import Problem, Weights
from hub.matching.wire import Proposal as Plan
from hub.schedule import actions, queries
from hub.schedule.actions.searching import record
from hub.schedule.facts import demands_in, read, weights_in_force
from hub.schedule.models import Demand, Proposal, Suggestion
from hub.schedule.problem import build
from hub.schedule.worker import Found, sentences
from hub.sessions.wire import wall_time

People = dict[str, dict[str, int]]
WEEKS, ROUNDS, LOOKED, TOLD = 4, 40, 80, 3
UNWEIGHED = Weights(continuity=0, home=0, load=0, balance=0)
PLANNER = "koordinator"
BUSY = frozenset({"fys", "sygeplejerske", "diaetist", "rasmus"})
"""Keys of professionals whose own pages tell other stories: none of these falls ill."""


async def decide(people: People, monday: dt.date) -> None:
    """Propose for the weeks from `monday`, first with nothing weighed; tell some; somebody falls ill."""
    home = await Person.get(id=people["person"][PLANNER])
    planner = Actor(
        person_id=home.id,
        municipality_id=home.municipality_id,
        roles=frozenset({Role.coordinator}),
        name=home.name,
    )
    last = monday + dt.timedelta(days=7 * WEEKS - 1)
    await _propose(planner, monday, last, UNWEIGHED, ago=dt.timedelta(days=1))
    careful = await _propose(planner, monday, last, await weights_in_force(), ago=dt.timedelta())
    said = Suggestion.filter(proposal_id=careful).exclude(person_id=None)
    rows = await said.order_by("demand__session__starts_at", "id").select_related("demand__session")
    await _tell(planner, careful, rows[:TOLD])
    await _fall_ill(planner, rows[TOLD:], {people["person"][key] for key in BUSY})


async def _propose(planner: Actor, first: dt.date, last: dt.date, weights: Weights, ago: dt.timedelta) -> int:
    """A proposal as a search leaves it."""
    rows, made = await demands_in(first, last), clock.now() - ago
    problem = build(await read(rows, weights=weights))
    row = await Proposal.create(
        period_from=first,
        period_to=last,
        seconds=10,
        weights=msgspec.to_builtins(problem.weights),
        made_by_id=planner.person_id,
        made_at=made,
        beat_at=made,
    )
    await record(row.id, found_for(problem), [each.id for each in rows])
    return row.id


def found_for(problem: Problem) -> Found:
    """What a short search by the core finds."""
    search = Search(Grid(problem), Random(0))  # noqa: S311
    for _ in islice(search.run(), LOOKED):
        pass
    search.finish()
    grid = search.grid
    names = {
        each.id: problem.professionals[grid.who[d][choice]].id
        for d, (each, choice) in enumerate(zip(problem.demands, search.best, strict=True))
        if choice != NOBODY
    }
    now, verdict = Situation(problem, names), judge(problem, Plan(assignments=names))
    missing = [why_unfilled(now, each) for each in problem.demands if each.id not in names]
    bound = Bound(grid, search.plan.load, search.plan.surplus)
    for _ in range(ROUNDS):
        bound.round()
    return Found(
        points=verdict.total,
        bound=min(bound.best, verdict.total),
        by_constraint=verdict.points,
        assignments=names,
        why=sentences(now, missing),
    )


async def _tell(planner: Actor, proposal_id: int, rows: list[Suggestion]) -> None:
    """The first have been told, one of them is pinned, and another has said yes."""
    for row in rows[:1]:
        await actions.pin(planner, row.demand_id, row.person_id or 0)
    await actions.publish(planner, proposal_id, [row.demand_id for row in rows])
    for row in rows[1:2]:
        who = Actor(person_id=row.person_id, roles=frozenset({Role.professional}), name="")
        await actions.answer(who, row.demand_id, True)


async def _fall_ill(planner: Actor, rows: list[Suggestion], spared: set[int]) -> None:
    """Somebody for whom another could step in has an assignment, and is ill that day."""
    for row in rows:
        if row.person_id is None or row.person_id in spared:
            continue
        could = await queries.candidates(planner, row.demand_id)
        others = [each for each in could if not each.against and each.person.id != row.person_id]
        if others and not (await queries.marks(planner, row.demand_id, row.person_id)).breaks:
            await actions.assign(planner, row.demand_id, row.person_id)
            await _report(planner, row.demand, row.person_id)
            return


async def _report(planner: Actor, demand: Demand, person_id: int) -> None:
    day = dt.datetime.combine(wall_time(demand.session.starts_local).date(), dt.time())
    await actions.report_sick(planner, person_id, day, day + dt.timedelta(days=1))
