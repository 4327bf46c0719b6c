"""The extra in machine code: the core's arithmetic, plans the judge accepts, bounds below all plans."""

import datetime as dt
import itertools
import random
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.matching import exact, runner, swift
from hub.matching.bound import Bound
from hub.matching.cooling import Cooling
from hub.matching.grid import Grid
from hub.matching.groups import groups
from hub.matching.plan import NOBODY, Plan
from hub.matching.prices import Prices
from hub.matching.scoring import judge
from hub.matching.search import Search
from hub.matching.slopes import Slopes
from hub.matching.table import FACTOR, NOW
from hub.matching.wire import Problem, Proposal
from tests.hub.matching import tiny

pytestmark = pytest.mark.timeout(400)
"""What is tested first compiles, which takes some ten seconds of a machine that has nothing else to do."""

LOOKS, ROUNDS = 20_000, 300


def cooled(grid: Grid, seed: int = 0, looks: int = LOOKS) -> Cooling:
    search = Cooling(*exact.arrays(grid), seed, np.full(len(grid.who), NOBODY))
    search.descend()
    if len(search.free):
        search.round(looks).run(looks)
        search.descend()
    return search


def said(problem: Problem, who: list[int]) -> Proposal:
    people = problem.professionals
    return Proposal(
        assignments={d.id: people[p].id for d, p in zip(problem.demands, who, strict=True) if p != NOBODY}
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


def proven(grid: Grid, search: Cooling, rounds: int = ROUNDS) -> float:
    prices = Prices(*exact.arrays(grid), search.who(), search.points)
    for _ in range(rounds):
        prices.round()
    return prices.proven


@given(tiny.problems(), st.randoms(use_true_random=False))
def test_what_fits_and_what_it_costs_is_what_the_core_says(problem: Problem, chance: random.Random) -> None:
    grid = Grid(problem)
    plan, (table, sums) = Plan(grid), exact.arrays(grid)
    state = swift.empty(table, sums, 0)
    for _ in range(12):
        d = chance.randrange(len(problem.demands)) if problem.demands else NOBODY
        if d == NOBODY or not grid.who[d]:
            continue
        if plan.person[d] != NOBODY:
            plan.take(d)
            swift.take(table, state, d)
        for choice, p in enumerate(grid.who[d]):
            pair = swift.find(table, d, p)
            assert swift.price(table, state, d, pair) == pytest.approx(plan.price(d, choice))
            assert swift.fits(table, state, d, pair) == plan.fits(d, choice)
        choice = chance.randrange(len(grid.who[d]))
        if plan.fits(d, choice):
            plan.give(d, choice)
            swift.give(table, state, d, swift.find(table, d, grid.who[d][choice]))
        assert swift.points(table, state) == pytest.approx(plan.points())


@settings(max_examples=25)
@given(tiny.problems().filter(lambda problem: len(problem.demands) <= 4))
def test_of_a_small_problem_the_best_plan_is_found_and_no_bound_lies_above_it(problem: Problem) -> None:
    grid, least = Grid(problem), cheapest(problem)
    search = cooled(grid)
    verdict = judge(problem, said(problem, search.who().tolist()))
    assert verdict.faults == []
    assert search.points == pytest.approx(verdict.total)
    assert search.points == pytest.approx(least)
    assert proven(grid, search) <= least + 1e-6


@settings(max_examples=10)
@given(tiny.problems(), st.integers(0, 3))
def test_the_same_seed_takes_the_same_steps(problem: Problem, seed: int) -> None:
    grid = Grid(problem)
    assert cooled(grid, seed).who().tolist() == cooled(grid, seed).who().tolist()


def test_a_bound_counts_the_hours_of_a_series_as_a_lump() -> None:
    """Two series for two people: shared out in parts they would cost as much, one fee less each."""
    demands = [
        tiny.demand(f"{name}{day}", f"2026-03-{day:02d}T{hour:02d}:00:00", series=name)
        for name, hour in (("a", 9), ("b", 13), ("c", 15))
        for day in (2, 9, 16)
    ]
    grid = Grid(tiny.problem([tiny.person("x"), tiny.person("y")], demands))
    search = cooled(grid)
    assert search.points == pytest.approx(0.2 * (36 + 9))
    assert proven(grid, search, 2000) == pytest.approx(search.points, rel=1e-3)


def test_a_bound_knows_that_a_series_is_shared_by_nobody_or_by_two() -> None:
    """Each of three could have half of two of three days, at half the price of a change of hands."""
    days = [f"2026-03-{day:02d}" for day in (2, 9, 16)]
    people = [
        tiny.person(f"not {day}", away=[{"starts": f"{day}T00:00:00", "ends": f"{day}T23:00:00"}])
        for day in days
    ]
    grid = Grid(tiny.problem(people, [tiny.demand(day, f"{day}T10:00:00", series="a") for day in days]))
    search = cooled(grid)
    assert search.points == pytest.approx(15 + 0.2 * (4 + 1))
    assert proven(grid, search, 2000) == pytest.approx(search.points, rel=0.03)


def test_no_bound_lies_above_a_series_filled_in_part() -> None:
    """Leaving a demand unfilled costs less than the hand in its series that this counts as may be let off."""
    days = ("2026-03-02", "2026-03-03", "2026-03-04")
    demands = [tiny.demand(day, f"{day}T10:00:00", series="a", weight=0.005) for day in days]
    grid = Grid(tiny.problem([tiny.person("a", share_minutes=60)], demands))
    search = cooled(grid)
    assert search.points == pytest.approx(2 + 2 * 5)
    assert 0 < proven(grid, search) <= search.points + 1e-6


@settings(max_examples=25)
@given(tiny.problems())
def test_the_weaker_bound_is_the_cores(problem: Problem) -> None:
    grid = Grid(problem)
    table, sums = exact.arrays(grid)
    ours = Slopes(table, sums, sums.load[:, NOW], sums.surplus[:, NOW])
    theirs = Bound(grid, [0.0] * len(grid.home), grid.surplus)
    assert ours.round() == pytest.approx(theirs.round())


def test_a_bound_holds_where_units_are_coarser_than_the_shortest_demand() -> None:
    days = [dt.date(2026, 3, 2) + dt.timedelta(days=at) for at in range(35) if at % 7 < 5]
    demands = [
        tiny.demand(f"{day}-{hour}", f"{day}T{hour:02d}:00:00", f"{day}T{hour:02d}:{minutes}:00")
        for day in days
        for hour, minutes in (
            (8, "02"),
            (9, "59"),
            (10, "59"),
            (11, "59"),
            (12, "59"),
            (13, "59"),
            (14, "59"),
        )
    ]
    grid = Grid(tiny.problem([tiny.person("a"), tiny.person("b")], demands))
    table, sums = exact.arrays(grid)
    assert groups(table, sums.load[:, FACTOR]).units.min() == 0
    search = cooled(grid)
    assert 0.9 * search.points < proven(grid, search) <= search.points + 1e-6


def test_pins_and_the_plan_it_starts_from_are_kept() -> None:
    problem = tiny.problem(
        [tiny.person("a", competences={"cook": 1}), tiny.person("b"), tiny.person("c")],
        [tiny.demand("one", pinned="a"), tiny.demand("two"), tiny.demand("three")],
    )
    who = [0, 1, 2]
    search = Cooling(*exact.arrays(Grid(problem)), 0, np.array(who))
    assert search.who().tolist() == who
    search.round(LOOKS).run(LOOKS)
    assert search.state.at[0, swift.PERSON] == 0
    assert judge(problem, said(problem, search.who().tolist())).faults == []


@settings(max_examples=15)
@given(tiny.problems())
def test_drawing_from_likely_pairs_keeps_the_best_plan_and_every_rule(problem: Problem) -> None:
    grid = Grid(problem)
    search = cooled(grid, looks=500)
    prices = Prices(*exact.arrays(grid), search.who(), search.points)
    for _ in range(20):
        prices.round()
    best, points = search.who().tolist(), search.points
    search.narrow(prices.likely())
    assert (search.who().tolist(), search.points) == (best, points)
    if len(search.free):
        search.round(LOOKS).run(LOOKS)
    search.widen()
    search.descend()
    assert search.points <= points
    verdict = judge(problem, said(problem, search.who().tolist()))
    assert (verdict.faults, verdict.total) == ([], pytest.approx(search.points))


def test_a_plan_from_elsewhere_is_taken_where_it_costs_less() -> None:
    problem = tiny.problem([tiny.person("a"), tiny.person("b", share_minutes=60)], [tiny.demand("one")])
    search = Search(Grid(problem), random.Random(0), {0: 1})
    search.offer([NOBODY])
    assert search.best == [1]
    search.offer([0])
    assert search.best == [0]


def test_both_processes_find_and_prove() -> None:
    demands = [tiny.demand(f"d{hour}", f"{tiny.MONDAY}T{hour:02d}:00:00") for hour in (8, 10, 12, 14)]
    data = msgspec.json.encode(tiny.raw([tiny.person("a"), tiny.person("b")], demands))
    answer = runner.solve(data, 30.0, 0, stop=lambda: False)
    assert (answer.solver, answer.filled) == ("exact", 4)
    assert answer.status == "optimal" or answer.gap < 0.01


def test_a_search_that_is_stopped_answers_with_a_whole_plan() -> None:
    data = msgspec.json.encode(tiny.raw([tiny.person("a")], [tiny.demand("one")]))
    for plain in (False, True):
        answer = runner.solve(data, 0.2 if plain else 600.0, 0, plain=plain, stop=lambda: True)
        assert answer.assignments == {"one": "a"}
        assert answer.seconds < 60


def test_the_core_needs_nothing_of_the_extra() -> None:
    lines = "import hub.matching.commands, sys; sys.exit('numba' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lines], check=False).returncode == 0
