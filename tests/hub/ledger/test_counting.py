"""Minutes within the planned time, and whole shares that add up."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.counting import MARGIN, held, shared

START = dt.datetime(2026, 3, 2, 8, 30, tzinfo=dt.UTC)
END = START + dt.timedelta(hours=1)


def at(minute: float) -> dt.datetime:
    return START + dt.timedelta(minutes=minute)


def test_time_counts_within_the_margin_and_not_outside() -> None:
    assert held([(at(-15), at(75))], START, END) == 90
    assert held([(at(-120), at(300))], START, END) == 90
    assert held([(at(-60), at(-15)), (at(75), at(80))], START, END) == 0


def test_a_begun_minute_counts_once_for_all_stretches() -> None:
    assert held([(at(0), at(0.4)), (at(10), at(10.4))], START, END) == 1


def test_nobody_there_is_nothing() -> None:
    assert held([], START, END) == 0


def test_a_share_is_whole_and_the_odd_minute_goes_round() -> None:
    assert shared(61, [7, 3], turn=0) == {3: 31, 7: 30}
    assert shared(61, [7, 3], turn=1) == {7: 31, 3: 30}
    assert shared(1, [1, 2, 3], turn=2) == {3: 1, 1: 0, 2: 0}
    assert shared(45, [], turn=2) == {}


@given(st.integers(0, 1500), st.lists(st.integers(1, 40), min_size=1), st.integers(1, 10_000))
def test_shares_add_up_and_differ_by_a_minute_at_most(minutes: int, places: list[int], turn: int) -> None:
    shares = shared(minutes, places, turn)

    assert sum(shares.values()) == minutes
    assert set(shares) == set(places)
    assert max(shares.values()) - min(shares.values()) <= 1


@given(st.lists(st.integers(-300, 300), min_size=2, max_size=8, unique=True))
def test_what_is_held_is_never_more_than_the_planned_time_and_its_margins(minutes: list[int]) -> None:
    edges = sorted(minutes)[: len(minutes) // 2 * 2]
    stretches = [(at(a), at(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    assert 0 <= held(stretches, START, END) <= (END - START + 2 * MARGIN).total_seconds() // 60
