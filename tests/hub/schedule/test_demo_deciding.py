"""The demonstration's planner has been at work on any day: proposals to compare, people told, a call."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import demo as accounts_demo
from hub.actor import Actor, Role
from hub.matching.explain import Substitute, substitutes
from hub.matching.grid import Grid
from hub.matching.plan import Plan
from hub.matching.wire import Problem
from hub.schedule import demo, queries
from hub.schedule.demo.deciding import found_for
from hub.schedule.facts import demands_in, read
from hub.schedule.models import Call, Demand, Proposal
from hub.schedule.problem import build
from hub.schedule.states import ProposalState
from hub.sessions import demo as sessions_demo
from tests.conftest import Clock

MOMENTS = {
    "a Sunday": dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC),
    "Christmas Eve": dt.datetime(2026, 12, 24, 9, 0, tzinfo=dt.UTC),
    "before summer time": dt.datetime(2026, 3, 25, 7, 0, tzinfo=dt.UTC),
    "before winter time": dt.datetime(2026, 10, 23, 21, 30, tzinfo=dt.UTC),
}


People = dict[str, dict[str, int]]


@pytest.fixture(params=MOMENTS.values(), ids=list(MOMENTS))
async def people(request: pytest.FixtureRequest, sqlite_database: Settings, frozen_clock: Clock) -> People:
    """Whom the demonstration begins with, by name, at one moment after the other."""
    frozen_clock.moment = request.param
    site.configure(sqlite_database)
    return await accounts_demo.fill(clock.now())


async def test_a_newcomer_finds_a_plan_under_way(people: People) -> None:
    await sessions_demo.fill(people, clock.now())
    await demo.fill(people, clock.now(), demo.LITTLE)
    planner = Actor(person_id=people["person"]["koordinator"], roles=frozenset({Role.coordinator}), name="")
    newer, older = await queries.proposals(planner)
    assert [newer.state, older.state] == [ProposalState.ready] * 2
    assert newer.gap is not None
    assert newer.published == 3
    compared = await queries.compare(planner, newer.id, older.id)
    assert compared.count > 0
    assert sum(p.points for p in compared.first) < sum(p.points for p in compared.second)
    states = set(await Demand.all().values_list("state", flat=True))
    assert states == {"open", "asked", "accepted"}
    assert await Demand.exclude(pinned_id=None).exists()
    [call] = await Call.filter(state="open")
    assert (await queries.call_for(planner, call.id)).asked_count > 0


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
async def test_the_quarter_can_be_planned_whatever_the_day(
    sqlite_database: Settings, frozen_clock: Clock, moment: dt.datetime
) -> None:
    """What the seventh journey counts on: few gaps, and early nurses for whom several could step in."""
    frozen_clock.moment = moment
    site.configure(sqlite_database)
    people = await accounts_demo.fill(clock.now())
    await sessions_demo.fill(people, clock.now())
    await demo.fill(people, clock.now(), demo.QUARTER)
    first = demo.first_monday(clock.now())
    rows = await demands_in(first, first + dt.timedelta(weeks=demo.QUARTER.weeks + 2))
    problem = build(await read(rows))
    told = found_for(problem).assignments
    assert sum(f"d{row.id}" not in told for row in rows) < 15
    nurses = [row.id for row in rows[:50] if row.competence_id == people["competence"]["diabetes-nurse"]]
    assert sum(len(others(problem, told, f"d{each}")) >= 2 for each in nurses) >= 3


def others(problem: Problem, told: dict[str, str], name: str) -> list[Substitute]:
    """Who could have it instead."""
    grid = Grid(problem)
    plan = Plan(grid)
    for d, each in enumerate(problem.demands):
        if each.id in told:
            plan.give(d, grid.who[d].index(grid.person[told[each.id]]))
    return substitutes(plan, [each.id for each in problem.demands].index(name))


async def test_the_quarter_of_the_seventh_journey_is_left_to_plan(
    sqlite_database: Settings, frozen_clock: Clock
) -> None:
    site.configure(sqlite_database)
    people = await accounts_demo.fill(clock.now())
    assert not demo.QUARTER.planned
    await demo.fill(people, clock.now(), demo.Size(professionals=5, sessions=3, weeks=2))
    assert not await Proposal.exists()
