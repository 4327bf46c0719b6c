"""The best set one professional can have: held against all sets of small problems."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.matching import exact
from hub.matching.branching import MOST, best, branches
from hub.matching.gathering import scratch
from hub.matching.grid import Grid
from hub.matching.groups import groups
from hub.matching.plan import Plan
from hub.matching.prices import Prices
from hub.matching.table import FACTOR
from hub.matching.wire import Problem
from tests.hub.matching import tiny

pytestmark = pytest.mark.timeout(400)
"""As in `test_exact`: what is called first compiles."""


def all_sets(grid: Grid, p: int, price: list[float], hold: list[float]) -> float:
    """The least points of any set of demands p can have, at these prices; hours of surplus cost nothing."""
    mine, least = [d for d, who in enumerate(grid.who) if p in who], 0.0
    for count in range(1, len(mine) + 1):
        for some in itertools.combinations(mine, count):
            plan, points = Plan(grid), 0.0
            for d in some:
                choice = grid.who[d].index(p)
                if not plan.fits(d, choice):
                    break
                plan.give(d, choice)
                points += grid.cost[d][choice] - price[d]
            else:
                for series in {grid.series[d] for d in some} - {None}:
                    whole = set(grid.members[series]) <= set(some)
                    points += grid.problem.weights.continuity - hold[series] * (1 + whole)
                points += grid.load_factor[p] * plan.load[p] ** 2
                least = min(least, points)
    return least


def found(grid: Grid, p: int, price: list[float], hold: list[float], most: int) -> float:
    table, sums = exact.arrays(grid)
    g = groups(table, sums.load[:, FACTOR].copy())
    at, free = np.array(price), np.zeros(len(grid.place))
    points, _ = best(table, g, scratch(g), branches(g), most, p, at, free, np.array(hold))
    assert at.tolist() == price
    return points


@settings(max_examples=60)
@given(tiny.problems().filter(lambda problem: len(problem.demands) > 1), st.data())
def test_the_best_set_is_the_best_of_all_she_can_have(problem: Problem, data: st.DataObject) -> None:
    """Caps belong to municipalities, not to her: where one bites the branches may find more."""
    grid = Grid(problem)
    price = [float(data.draw(st.integers(0, 40))) for _ in problem.demands]
    hold = [float(data.draw(st.integers(0, 15))) for _ in grid.members]
    for p in range(len(problem.professionals)):
        least = all_sets(grid, p, price, hold)
        assert found(grid, p, price, hold, 0) <= found(grid, p, price, hold, 3) + 1e-9
        assert found(grid, p, price, hold, 3) <= found(grid, p, price, hold, MOST) + 1e-9
        assert found(grid, p, price, hold, MOST) <= least + 1e-9
        if all(cap is None for cap in grid.caps):
            assert found(grid, p, price, hold, MOST) == pytest.approx(least)


@pytest.mark.parametrize(
    ("limits", "demands"),
    [
        ({}, [tiny.demand("one"), tiny.demand("two")]),
        ({"daily_minutes": 60}, [tiny.demand("one"), tiny.demand("two", f"{tiny.MONDAY}T13:00:00")]),
        ({"weekly_minutes": 60}, [tiny.demand("one"), tiny.demand("two", "2026-03-03T10:00:00")]),
    ],
    ids=["overlap", "day", "week"],
)
def test_a_bound_knows_that_one_person_cannot_have_both(
    limits: dict[str, int], demands: list[object]
) -> None:
    """One of two stays unfilled; without branches the bound would lie a thousand points lower."""
    grid = Grid(tiny.problem([tiny.person("a", **limits)], demands))
    table, sums = exact.arrays(grid)
    least = 1000 + grid.load_factor[0]
    prices = Prices(table, sums, np.array([0, -1]), least)
    for _ in range(2000):
        prices.round()
    assert 0.99 * least < prices.proven <= least + 1e-6
