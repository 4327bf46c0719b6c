"""A worker looks for garbage when nobody is connected, and seldom otherwise."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from rtc.tidy import Tidy


class Knot:
    """Refers to itself, so only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tidy() -> Iterator[Tidy]:
    before = gc.get_threshold()
    yield Tidy(0.0)
    gc.unfreeze()
    gc.set_threshold(*before)


def old_knot() -> "weakref.ref[Knot]":
    """One that young collections have passed by."""
    knot = Knot()
    gc.collect(1)
    return weakref.ref(knot)


@pytest.mark.parametrize(("connections", "seconds"), [(0, 60.0), (500, 900.0)])
def test_everything_is_looked_at_when_it_is_time_and_not_before(
    tidy: Tidy, connections: int, seconds: float
) -> None:
    knot = old_knot()
    tidy.second(connections, seconds - 1)
    assert knot() is not None
    tidy.second(connections, seconds)
    assert knot() is None


def test_what_is_young_does_not_make_a_full_collection(tidy: Tidy) -> None:
    """However much is made, what is alive is not walked over."""
    full = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(300_000)]
    assert gc.get_stats()[2]["collections"] == full
    assert len(kept) == 300_000


def test_what_a_worker_starts_with_is_never_looked_at_again(tidy: Tidy) -> None:
    assert gc.get_freeze_count() > 10_000
