"""Who may fill a demand: found at once or one demand at a time, and looking at nobody out of reach."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.matching.grid import Grid
from hub.matching.plan import NOBODY, Plan
from hub.matching.wire import Problem, Span
from tests.hub.matching import tiny
from tests.hub.matching.tiny import demand, person


@given(tiny.problems())
def test_what_is_opened_later_is_what_is_found_at_once(problem: Problem) -> None:
    settled = {each.id: problem.professionals[0].id for each in problem.demands}
    whole, opened = Grid(problem), Grid(problem, settled)
    for d in range(len(problem.demands)):
        opened.open(d)
    assert (opened.who, opened.under, opened.cost) == (whole.who, whole.under, whole.cost)


def test_two_settled_demands_of_one_person_are_opened_apart() -> None:
    found = tiny.problem(
        [person("a"), person("b", competences={"dietician": 1})],
        [demand("d1"), demand("d2", competence="dietician")],
    )
    grid = Grid(found, settled={"d1": "a", "d2": "a"})
    grid.open(1)
    assert grid.who == [[0], [1]]


def test_shifts_that_meet_hold_a_session_over_both() -> None:
    """From 8 to 12 and from 12 to 16 is from 8 to 16; with a gap it is not."""
    day = {"weekday": 1, "starts": "08:00:00", "ends": "12:00:00"}
    one = person("a", hours=[day, {**day, "starts": "12:00:00", "ends": "16:00:00"}])
    other = person("b", hours=[day, {**day, "starts": "12:30:00", "ends": "16:00:00"}])
    found = tiny.problem([one, other], [demand("d1", f"{tiny.MONDAY}T11:00:00", f"{tiny.MONDAY}T13:00:00")])
    assert Grid(found).who == [[0]]


def test_a_shift_and_an_extra_time_that_meet_hold_it_as_well() -> None:
    extra = {"starts": f"{tiny.MONDAY}T16:00:00", "ends": f"{tiny.MONDAY}T18:00:00"}
    found = tiny.problem(
        [person("a", extra=[extra]), person("b")],
        [demand("d1", f"{tiny.MONDAY}T15:00:00", f"{tiny.MONDAY}T17:00:00")],
    )
    assert Grid(found).who == [[0]]


class _Spans(list[Span]):
    """Times away that remember whether anybody has looked at them."""

    looked = False

    def __iter__(self) -> Iterator[Span]:
        self.looked = True
        return super().__iter__()


def test_nobody_out_of_reach_is_looked_at() -> None:
    """What Varde needs is no matter of those who lend it nobody: a partnership may be large."""
    found = tiny.problem([person("a"), person("b", municipality="kolding")], [demand("d1")])
    spans = _Spans(), _Spans()
    for one, those in zip(found.professionals, spans, strict=True):
        msgspec.structs.force_setattr(one, "away", those)
    assert Grid(found).who == [[0]]
    assert [each.looked for each in spans] == [True, False]


@given(tiny.problems(), st.randoms(use_true_random=False))
def test_the_cheapest_is_the_least_price_of_those_that_fit(problem: Problem, chance: random.Random) -> None:
    plan = Plan(Grid(problem))
    for d in range(len(problem.demands)):
        fitting = [choice for choice in range(len(plan.grid.who[d])) if plan.fits(d, choice)]
        prices = [plan.price(d, choice) for choice in fitting]
        ceiling = chance.choice([float("inf"), *prices])
        at, least = plan.cheapest(d, ceiling)
        below = [price for price in prices if price < ceiling]
        assert (at == NOBODY) is not bool(below)
        assert least == pytest.approx(min(below, default=ceiling))
        if fitting:
            assert at == NOBODY or plan.fits(d, at)
            plan.give(d, chance.choice(fitting))
