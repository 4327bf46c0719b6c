"""The search's arithmetic against the judge's: what fits breaks nothing, and costs what it says."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.matching.constraints import Situation, reason_against
from hub.matching.grid import Grid
from hub.matching.plan import NOBODY, Plan
from hub.matching.scoring import judge
from hub.matching.wire import Problem, Proposal
from tests.hub.matching import tiny


def said(plan: Plan) -> Proposal:
    people, demands = plan.grid.problem.professionals, plan.grid.problem.demands
    return Proposal(
        assignments={demands[d].id: people[p].id for d, p in enumerate(plan.person) if p != NOBODY}
    )


@given(tiny.problems(), st.randoms(use_true_random=False))
def test_who_fits_is_who_breaks_no_hard_constraint(problem: Problem, chance: random.Random) -> None:
    plan = Plan(Grid(problem))
    for d in range(len(problem.demands)):
        now = Situation(problem, said(plan).assignments)
        free = {
            p
            for p, one in enumerate(problem.professionals)
            if not reason_against(now, problem.demands[d], one)
        }
        fitting = [choice for choice in range(len(plan.grid.who[d])) if plan.fits(d, choice)]
        assert {plan.grid.who[d][choice] for choice in fitting} == free
        if fitting:
            plan.give(d, chance.choice(fitting))
    assert judge(problem, said(plan)).faults == []


@given(tiny.problems(), st.randoms(use_true_random=False))
def test_a_price_is_the_difference_the_judge_finds(problem: Problem, chance: random.Random) -> None:
    plan = Plan(Grid(problem))
    for _ in range(12):
        d = chance.randrange(len(problem.demands)) if problem.demands else NOBODY
        if d == NOBODY or not plan.grid.who[d]:
            continue
        if plan.person[d] != NOBODY:
            plan.take(d)
        before = judge(problem, said(plan)).total
        choice = chance.randrange(len(plan.grid.who[d]))
        price = plan.price(d, choice)
        plan.give(d, choice)
        assert judge(problem, said(plan)).total - before == pytest.approx(price)
        assert plan.points() == pytest.approx(judge(problem, said(plan)).total)


def test_the_hours_of_a_month_are_no_matter_of_the_next() -> None:
    """One hour a month is lent: the second demand of March does not fit, that of April does."""
    lent = {"giver": "kolding", "receiver": "varde", "cap_minutes": 60}
    months = [{"valid_to": "2026-03-31"}, {"valid_from": "2026-04-01", "valid_to": "2026-04-30"}]
    days = ["2026-03-02", "2026-03-30", "2026-04-06", "2026-05-04"]
    problem = tiny.problem(
        [tiny.person("p", municipality="kolding")],
        [tiny.demand(day, f"{day}T10:00:00") for day in days],
        agreements=[lent | month for month in months],
    )
    plan = Plan(Grid(problem))
    assert [len(who) for who in plan.grid.who] == [1, 1, 1, 0]
    plan.give(0, 0)
    assert [plan.fits(d, 0) for d in (1, 2)] == [False, True]


def test_taking_back_leaves_no_trace() -> None:
    problem = tiny.problem([tiny.person("p")], [tiny.demand("d", series="s")])
    plan = Plan(Grid(problem))
    plan.give(0, 0)
    assert plan.held(0) == [0]
    assert plan.take(0) == 0
    assert (plan.held(0), plan.load, plan.in_series) == ([], [0.0], [{}])
