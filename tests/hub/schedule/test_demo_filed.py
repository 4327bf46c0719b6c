"""A partnership of a file in the tables: read back it is the same problem, and its plan still holds."""

import datetime as dt

import pytest
from tortoise.exceptions import IntegrityError

from hub import clock
from hub.matching.scoring import judge
from hub.matching.wire import Problem, Proposal
from hub.rota.models import Commitment
from hub.schedule.demo import fill_filed
from hub.schedule.facts import demands_in, read
from hub.schedule.models import Demand
from hub.schedule.problem import build
from hub.sessions.models import Session, SessionHost
from tests.hub.matching import tiny
from tests.hub.sessions.conftest import World

TEN, NOON = (f"{tiny.MONDAY}T{hour}:00:00" for hour in (10, 12))
KOLDINGS = {"municipality": "kolding", "series": "a"}


def filed() -> Problem:
    away = [{"starts": f"{tiny.TUESDAY}T00:00:00", "ends": f"{tiny.TUESDAY}T12:00:00"}]
    people = [tiny.person("anna", away=away), tiny.person("bo", rather_not=away)]
    demands = [
        tiny.demand("one", TEN),
        tiny.demand("two", TEN, session="one", role="co_host"),
        tiny.demand("three", NOON, **KOLDINGS),
        tiny.demand("four", NOON, competence="nobody_has"),
    ]
    lent = [{"giver": "varde", "receiver": "kolding", "competence": "nurse", "cap_minutes": 60}]
    return tiny.problem(people, demands, agreements=lent)


async def test_what_is_written_is_read_back(world: World) -> None:
    plan = Proposal(assignments={"one": "anna", "two": "bo", "three": "anna"})
    assert await fill_filed(filed(), plan, clock.now()) == 3
    assert (await Session.all().count(), await Demand.all().count()) == (3, 4)
    assert (await SessionHost.all().count(), await Commitment.all().count()) == (3, 3)
    first = (await Session.all().order_by("starts_at").first()).starts_local  # type: ignore[union-attr]
    day = dt.date.fromisoformat(first[:10])
    assert day.isoweekday() == 1
    assert day > clock.local(clock.now()).date()
    problem = build(await read(await demands_in(day, day)))
    filled = {each.id: each.published for each in problem.demands if each.published is not None}
    verdict = judge(problem, Proposal(assignments=filled))
    assert (len(filled), verdict.faults) == (3, [])
    people = {each.id: each for each in problem.professionals}
    anna = people[filled[problem.demands[0].id]]
    was = filed().professionals[0]
    assert (anna.hours, anna.share_minutes, anna.weekly_minutes) == (
        was.hours,
        was.share_minutes,
        was.weekly_minutes,
    )
    assert [each.cap_minutes for each in problem.agreements if each.cap_minutes] == [60]


async def test_a_plan_that_books_somebody_twice_is_refused_whole(world: World) -> None:
    plan = Proposal(assignments={"three": "anna", "four": "anna"})
    with pytest.raises(IntegrityError):
        await fill_filed(filed(), plan, clock.now())
    assert await Session.all().count() == 0


async def test_a_problem_without_demands_is_people_alone(world: World) -> None:
    assert await fill_filed(tiny.problem([tiny.person("a")], []), Proposal(assignments={}), clock.now()) == 0
    assert await Demand.all().count() == 0
