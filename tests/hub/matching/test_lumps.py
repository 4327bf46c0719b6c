"""Lumps and the moves on them: every pair is in a row, every move tells what it adds."""

import numpy as np
import pytest
from hypothesis import given, settings

from hub.matching import exact, swift
from hub.matching.grid import Grid
from hub.matching.lumps import NONE, lumps
from hub.matching.moves import look
from hub.matching.scoring import judge
from hub.matching.table import SERIES, WHO
from hub.matching.wire import Problem, Proposal
from tests.hub.matching import tiny

pytestmark = pytest.mark.timeout(400)
"""As in `test_exact`: what is called first compiles."""

LOOKS = 300


@given(tiny.problems())
def test_rows_hold_every_pair_once(problem: Problem) -> None:
    table, _ = exact.arrays(Grid(problem))
    found = lumps(table)
    for b in range(len(found.begins) - 1):
        members = found.members[found.begins[b] : found.begins[b + 1]]
        assert len({(table.demand[d, SERIES], d * (table.demand[d, SERIES] == NONE)) for d in members}) == 1
        for row in range(found.rows[b], found.rows[b + 1]):
            pairs = found.pair[found.first[row] : found.first[row] + len(members)]
            assert pairs.tolist() == [swift.find(table, d, found.who[row]) for d in members]
    held = found.pair[found.pair != NONE]
    assert sorted(held.tolist()) == list(range(len(table.pair)))
    assert len(found.who) == len({(found.of[d], table.pair[k, WHO]) for d, k in _pairs(table)})


def _pairs(table: object) -> list[tuple[int, int]]:
    return [(d, k) for d, row in enumerate(table.demand) for k in range(row[0], row[1])]  # type: ignore[attr-defined]


def test_what_is_pinned_is_in_no_lump() -> None:
    demands = [
        tiny.demand("one", pinned="a", series="s"),
        tiny.demand("two", "2026-03-03T10:00:00", series="s"),
    ]
    table, _ = exact.arrays(Grid(tiny.problem([tiny.person("a"), tiny.person("b")], demands)))
    assert lumps(table).of.tolist() == [NONE, 0]


@settings(max_examples=40)
@given(tiny.problems())
def test_a_move_adds_what_it_tells_and_breaks_no_rule(problem: Problem) -> None:
    grid = Grid(problem)
    table, sums = exact.arrays(grid)
    state, found = swift.empty(table, sums, 1), lumps(table)
    free = [d for d, who in enumerate(grid.who) if who]
    now = swift.points(table, state)
    for count in range(LOOKS if free else 0):
        now += look(table, state, found, free[count % len(free)], 20.0)
        assert now == pytest.approx(swift.points(table, state))
    people = problem.professionals
    filled = {
        each.id: people[p].id
        for each, p in zip(problem.demands, state.at[:, swift.PERSON].tolist(), strict=True)
        if p != NONE
    }
    verdict = judge(problem, Proposal(assignments=filled))
    assert (verdict.faults, verdict.total) == ([], pytest.approx(now))


def test_a_demand_that_nobody_likely_may_fill_is_left_alone() -> None:
    table, sums = exact.arrays(
        Grid(tiny.problem([tiny.person("a")], [tiny.demand("one"), tiny.demand("two")]))
    )
    table.demand[0, :2] = 0
    table.demand[1, :2] = 0, 1
    state = swift.empty(table._replace(pair=table.pair[:1]), sums, 1)
    for _ in range(20):
        assert look(table, state, lumps(table._replace(pair=table.pair[:1])), 0, 5.0) == 0.0
    assert np.all(state.at[0] == NONE)
