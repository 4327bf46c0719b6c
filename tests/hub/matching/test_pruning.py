"""What is left out of a knapsack is never in its best set, and much is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.matching.gathering import NEVER, Scratch
from hub.matching.knapsack import fill
from hub.matching.pruning import prune

pytestmark = pytest.mark.timeout(400)
"""As in `test_exact`: what is called first compiles."""

MOST = 60
Group = tuple[float, list[tuple[float, int]], float, int]
"""The fee, profit and units of each demand, and what all of the series brings (NEVER: not hers)."""


def room(groups: list[Group]) -> Scratch:
    """As `attractive` leaves it."""
    items = [each for _, those, _, _ in groups for each in those]
    rows, several, columns = len(items) + 1, len(groups) + 1, MOST + 2
    ends = np.cumsum([len(those) for _, those, _, _ in groups])
    return Scratch(
        value=np.zeros(columns),
        inner=np.zeros(columns),
        spare=np.zeros(columns),
        taken=np.zeros((rows, columns), np.uint8),
        opened=np.zeros((several, columns), np.uint8),
        profit=np.array([profit for profit, _ in items] + [0.0]),
        pair=np.arange(rows),
        size=np.array([size for _, size in items] + [0]),
        ends=ends.astype(np.int64),
        fees=np.array([fee for fee, *_ in groups], np.float64),
        group=np.arange(several),
        whole=np.array([whole for *_, whole, _ in groups], np.float64),
        length=np.array([length for *_, length in groups]),
        chosen=np.zeros(rows, np.int64),
    )


def best(x: Scratch, several: int, most: int, square: float) -> float:
    """What the best set brings, at least nothing."""
    reach = fill(x, several, most)
    return max(0.0, *(x.value[units] - square * units**2 for units in range(reach + 1)))


def group() -> st.SearchStrategy[Group]:
    item = st.tuples(st.integers(1, 40).map(float), st.integers(0, 20))
    return st.tuples(
        st.integers(0, 15).map(float),
        st.lists(item, min_size=1, max_size=5),
        st.one_of(st.just(NEVER), st.integers(1, 80).map(float)),
        st.integers(1, 20),
    )


@settings(max_examples=300)
@given(
    st.lists(group(), min_size=1, max_size=7),
    st.sampled_from([0.0, 0.01, 0.1, 0.5, 2.0]),
    st.integers(0, MOST),
)
def test_the_best_set_stays(groups: list[Group], square: float, most: int) -> None:
    whole = best(room(groups), len(groups), most, square)
    x = room(groups)
    several, enough = prune(x, len(groups), most, square)
    assert several <= len(groups)
    assert enough <= most
    assert best(x, several, enough, square) == pytest.approx(whole)


def test_what_never_pays_is_left_out() -> None:
    """An hour costs 10 at the best set's end: of eleven demands those that bring less are never in it."""
    good, bad = [(0.0, [(50.0, 4)], NEVER, 0)] * 3, [(0.0, [(4.0, 4)], NEVER, 0)] * 8
    x = room([*good, *bad])
    several, most = prune(x, 11, MOST, 0.25)
    assert x.profit[: x.ends[several - 1]].tolist() == [50.0] * 3
    assert 12 <= most < MOST


def test_what_stays_keeps_its_names() -> None:
    """The best set is told by pair and group: those of what is left, not of what stood in its place."""
    bad: Group = (0.0, [(4.0, 4)], NEVER, 0)
    x = room([bad, (3.0, [(2.0, 5), (50.0, 4)], NEVER, 0), bad, (7.0, [(60.0, 6)], NEVER, 0)])
    several, _ = prune(x, 4, MOST, 0.25)
    assert (several, x.group[:2].tolist(), x.fees[:2].tolist()) == (2, [1, 3], [3.0, 7.0])
    assert (x.ends[:2].tolist(), x.pair[:2].tolist(), x.size[:2].tolist()) == ([1, 2], [2, 4], [4, 6])


def test_all_of_a_series_may_go_while_some_of_it_stays() -> None:
    x = room([(0.0, [(50.0, 4)], 51.0, 40), (0.0, [(45.0, 4)], NEVER, 0)])
    several, _ = prune(x, 2, MOST, 0.25)
    assert several == 2
    assert x.whole[0] == NEVER
