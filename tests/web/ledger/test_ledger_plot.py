"""Bars to the right for who gave more, to the left for who received more."""

from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.wire import Balance
from web.pages.ledger.plot import HALF, ZERO, plot_of


def balance(surplus: int) -> Balance:
    return Balance(1, "Kolding", max(surplus, 0), max(-surplus, 0))


def test_the_scale_is_the_next_even_number_of_hours() -> None:
    plot = plot_of((balance(9 * 60), balance(-6 * 60)))

    assert plot.hours == 10
    assert [(bar.x, bar.width) for bar in plot.bars] == [(248, 99), (182, 66)]


def test_nothing_lent_is_no_bar() -> None:
    assert plot_of((balance(0),)).bars[0].width == 0
    assert plot_of(()).bars == ()


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=40))
def test_no_bar_leaves_the_picture(surpluses: list[int]) -> None:
    for bar in plot_of(tuple(balance(one) for one in surpluses)).bars:
        assert ZERO - HALF <= bar.x <= bar.x + bar.width <= ZERO + HALF
