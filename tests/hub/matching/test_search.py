"""The search finds plans that the judge accepts, the best of them on problems small enough to try all."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.matching.bound import Bound
from hub.matching.grid import Grid
from hub.matching.plan import NOBODY, Plan
from hub.matching.scoring import judge
from hub.matching.search import Search
from hub.matching.wire import Problem, Proposal
from tests.hub.matching import tiny

STEPS = 30


def solved(problem: Problem, seed: int = 0, start: dict[int, int] | None = None) -> Search:
    search = Search(Grid(problem), random.Random(seed), start)
    for _ in itertools.islice(search.run(), STEPS):
        pass
    search.finish()
    return search


def proposal(search: Search) -> Proposal:
    problem, who = search.grid.problem, search.grid.who
    return Proposal(
        assignments={
            problem.demands[d].id: problem.professionals[who[d][choice]].id
            for d, choice in enumerate(search.best)
            if choice != NOBODY
        }
    )


def cheapest(problem: Problem) -> float:
    """The least points of any plan without faults, by trying all."""
    people = [None, *(each.id for each in problem.professionals)]
    least = float("inf")
    for chosen in itertools.product(people, repeat=len(problem.demands)):
        filled = {d.id: p for d, p in zip(problem.demands, chosen, strict=True) if p is not None}
        verdict = judge(problem, Proposal(assignments=filled))
        if not verdict.faults:
            least = min(least, verdict.total)
    return least


small = tiny.problems().filter(lambda problem: len(problem.demands) <= 4)


@settings(max_examples=25)
@given(small)
def test_of_a_small_problem_the_best_plan_is_found_and_no_bound_lies_above_it(problem: Problem) -> None:
    search, least = solved(problem), cheapest(problem)
    assert judge(problem, proposal(search)).faults == []
    assert search.points == pytest.approx(judge(problem, proposal(search)).total)
    assert search.points == pytest.approx(least)
    bound = Bound(search.grid, search.plan.load, search.plan.surplus)
    for _ in range(30):
        assert bound.round() <= least + 1e-6


@settings(max_examples=15)
@given(tiny.problems(), st.integers(0, 3))
def test_the_same_seed_makes_the_same_plan(problem: Problem, seed: int) -> None:
    assert solved(problem, seed).best == solved(problem, seed).best


def test_a_bound_reaches_the_plan_when_nothing_ties_demands_together() -> None:
    demands = [tiny.demand(f"d{hour}", f"{tiny.MONDAY}T{hour:02d}:00:00") for hour in (8, 10, 12, 14)]
    search = solved(tiny.problem([tiny.person("a"), tiny.person("b")], demands))
    bound = Bound(search.grid, search.plan.load, search.plan.surplus)
    for _ in range(200):
        bound.round()
    assert bound.best == pytest.approx(search.points, rel=0.02)


def test_who_is_pinned_stays_and_others_are_placed_around_her() -> None:
    problem = tiny.problem(
        [tiny.person("a", competences={"cook": 1}), tiny.person("b"), tiny.person("c")],
        [tiny.demand("one", pinned="a"), tiny.demand("two"), tiny.demand("three")],
    )
    filled = proposal(solved(problem)).assignments
    assert filled["one"] == "a"
    assert {filled["two"], filled["three"]} == {"b", "c"}


def test_a_warm_start_changes_nothing_without_need() -> None:
    people = [tiny.person("a"), tiny.person("b")]
    problem = tiny.problem(people, [tiny.demand("one", published="b"), tiny.demand("two", published="a")])
    assert proposal(solved(problem, start={0: 1, 1: 0})).assignments == {"one": "b", "two": "a"}


def test_what_a_start_no_longer_allows_is_left_out() -> None:
    problem = tiny.problem([tiny.person("a"), tiny.person("b")], [tiny.demand("one", declined=["a"])])
    assert proposal(solved(problem, start={0: 0})).assignments == {"one": "b"}


def test_somebody_moves_over_for_a_demand_that_only_one_can_fill() -> None:
    problem = tiny.problem(
        [tiny.person("a", languages=["da", "en"]), tiny.person("b", share_minutes=60)],
        [tiny.demand("any"), tiny.demand("english", language="en")],
    )
    search = Search(Grid(problem), random.Random(0), {0: 0})
    for _ in search.descend():
        pass
    search.finish()
    assert proposal(search).assignments == {"any": "b", "english": "a"}


def test_a_series_stays_with_one_person_where_that_is_cheaper() -> None:
    mornings = [f"2026-03-{day:02d}T10:00:00" for day in (2, 9, 16, 23)]
    problem = tiny.problem(
        [tiny.person(name) for name in "abc"],
        [tiny.demand(f"d{at}", when, series="course") for at, when in enumerate(mornings)],
    )
    assert len(set(proposal(solved(problem)).assignments.values())) == 1


def test_without_demands_there_is_an_empty_plan() -> None:
    search = solved(tiny.problem([tiny.person("a")], []))
    assert (search.best, search.points) == ([], 0.0)
    assert Plan(search.grid).points() == 0.0
