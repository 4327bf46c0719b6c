"""Why nobody fills a demand, in words; and who could step in, best first."""

from typing import Any

import msgspec
import pytest

from hub.matching.constraints import Situation
from hub.matching.explain import substitutes, why_unfilled
from hub.matching.grid import Grid
from hub.matching.plan import Plan
from hub.matching.scoring import judge
from hub.matching.wire import Proposal
from tests.hub.matching.tiny import MONDAY, demand, person, problem

NIGHT = f"{MONDAY}T19:00:00"


def test_the_smallest_reason_is_what_most_people_lack_alone() -> None:
    of = problem(
        [
            person("a", languages=["da", "ar"]),
            person("b", languages=["da", "ar"]),
            person("c"),
            person("d", competences={"cook": 1}),
        ],
        [demand("late", NIGHT, language="ar")],
    )
    why = why_unfilled(Situation(of, {}), of.demands[0])
    assert (why.constraint, why.nearly) == ("hours", 2)
    assert why.da == "2 fagpersoner kunne tage det, men er ikke på arbejde på det tidspunkt."
    assert why.en == "Each of 2 professionals could do it, but is not at work then."


def test_one_professional_is_one() -> None:
    of = problem([person("a")], [demand("late", NIGHT)])
    why = why_unfilled(Situation(of, {}), of.demands[0])
    assert why.da == "Én fagperson kunne tage det, men er ikke på arbejde på det tidspunkt."
    assert why.en == "One professional could do it, but is not at work then."


EARLY_HOME = [{"weekday": 1, "starts": "08:00:00", "ends": "14:00:00"}]
FOUR = f"{MONDAY}T16:00:00"


@pytest.mark.parametrize(
    ("people", "within", "da", "en"),
    [
        ([person("a")], 1, "En time mere er nok.", "One more hour is enough."),
        (
            [person("a"), person("b"), person("c", hours=EARLY_HOME)],
            2,
            "For 2 af dem er en time mere nok.",
            "For 2 of them one more hour is enough.",
        ),
        (
            [person("a"), person("c", hours=EARLY_HOME)],
            1,
            "For én af dem er en time mere nok.",
            "For one of them one more hour is enough.",
        ),
    ],
)
def test_whom_one_more_hour_would_let_is_said(people: list[Any], within: int, da: str, en: str) -> None:
    of = problem(people, [demand("late", FOUR)])
    why = why_unfilled(Situation(of, {}), of.demands[0])
    assert (why.constraint, why.nearly, why.within_an_hour) == ("hours", len(people), within)
    assert (why.da.endswith(f". {da}"), why.en.endswith(f". {en}")) == (True, True)


@pytest.mark.parametrize("limit", ["daily", "weekly"])
@pytest.mark.parametrize(("most", "within"), [(30, 1), (0, 1), (-1, 0)])
def test_an_hour_more_of_a_day_or_a_week_may_be_enough(limit: str, most: int, within: int) -> None:
    of = problem([person("a")], [demand("d")])
    tired = msgspec.structs.replace(of.professionals[0], **{f"{limit}_minutes": most})
    of = msgspec.structs.replace(of, professionals=[tired])
    why = why_unfilled(Situation(of, {}), of.demands[0])
    assert (why.constraint, why.within_an_hour) == (f"{limit}_limit", within)


def test_when_nobody_is_close_that_is_said() -> None:
    of = problem([person("a")], [demand("late", NIGHT, language="ar")])
    why = why_unfilled(Situation(of, {}), of.demands[0])
    assert (why.nearly, why.en) == (0, "Nobody is close. Everybody lacks more than one thing.")


def test_a_demand_that_could_be_filled_says_so() -> None:
    of = problem([person("a")], [demand("d")])
    assert why_unfilled(Situation(of, {}), of.demands[0]).constraint == ""


def test_substitutes_come_best_first_with_what_they_cost() -> None:
    of = problem(
        [
            person("ill"),
            person("tired", rather_not=[{"starts": f"{MONDAY}T08:00:00", "ends": f"{MONDAY}T16:00:00"}]),
            person("far", municipality="kolding"),
            person("busy"),
            person("fresh"),
        ],
        [demand("d"), demand("other")],
        agreements=[{"giver": "kolding", "receiver": "varde", "weight": 1.0}],
    )
    plan = Plan(Grid(of))
    plan.give(0, 0)
    plan.give(1, plan.grid.who[1].index(3))
    found = substitutes(plan, 0)
    assert [each.person for each in found] == ["fresh", "far", "tired"]
    before = judge(of, Proposal(assignments={"d": "ill", "other": "busy"})).total
    for each in found:
        after = judge(of, Proposal(assignments={"d": each.person, "other": "busy"})).total
        assert each.points == pytest.approx(after - before)
    assert plan.person[0] == 0
    assert [each.person for each in substitutes(plan, 0, without=frozenset({4}))] == ["far", "tired"]
