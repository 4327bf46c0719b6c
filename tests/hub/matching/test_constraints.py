"""Every hard constraint has a case where it bites and one where it does not; every soft one its price."""

from typing import Any

import pytest

from hub.matching.constraints import HARD, Situation, reason_against
from hub.matching.scoring import judge
from hub.matching.wire import Proposal
from tests.hub.matching.tiny import MONDAY, demand, person, problem

AGREED = [{"giver": "kolding", "receiver": "varde", "cap_minutes": 60}]
NOON = {"starts": f"{MONDAY}T10:30:00", "ends": f"{MONDAY}T12:00:00"}
LATER = {"starts": f"{MONDAY}T11:00:00", "ends": f"{MONDAY}T12:00:00"}
EVENING = {"starts": f"{MONDAY}T20:00:00", "ends": f"{MONDAY}T22:00:00"}
NEXT_MONTH = "2026-04-01T10:00:00"
EARLY = f"{MONDAY[:-1]}3T08:00:00"

# name, who (bites), who (does not), the demand, what she has besides
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[dict[str, Any]]]] = [
    ("pinned", {"id": "a"}, {"id": "b"}, demand("d", pinned="b"), []),
    ("competence", {"competences": {"cook": 3}}, {}, demand("d"), []),
    ("level", {}, {"competences": {"nurse": 2}}, demand("d", level=2), []),
    ("competence_day", {"id": "a"}, {"id": "b"}, demand("d", lapsed=["a"]), []),
    ("language", {}, {"languages": ["da", "ar"]}, demand("d", language="ar"), []),
    ("agreement", {"municipality": "kolding", "competences": {"nurse": 1}}, {}, demand("d"), []),
    ("agreement_day", {"municipality": "kolding"}, {}, demand("d", NEXT_MONTH), []),
    ("declined", {"id": "a"}, {"id": "b"}, demand("d", declined=["a"]), []),
    (
        "hours",
        {"hours": []},
        {"hours": [], "extra": [NOON | {"starts": f"{MONDAY}T09:00:00"}]},
        demand("d"),
        [],
    ),
    ("away", {"away": [NOON]}, {"away": [LATER]}, demand("d"), []),
    ("overlap", {}, {}, demand("d", margin_minutes=0), [demand("x", f"{MONDAY}T10:30:00", margin_minutes=0)]),
    ("margin", {}, {}, demand("d"), [demand("x", f"{MONDAY}T11:00:00")]),
    (
        "rest",
        {"extra": [EVENING]},
        {},
        demand("d", EARLY),
        [demand("x", f"{MONDAY}T21:30:00", f"{MONDAY}T22:00:00")],
    ),
    (
        "daily_limit",
        {"daily_minutes": 119},
        {"daily_minutes": 120},
        demand("d"),
        [demand("x", f"{MONDAY}T14:00:00")],
    ),
    (
        "weekly_limit",
        {"weekly_minutes": 119},
        {"weekly_minutes": 120},
        demand("d"),
        [demand("x", f"{MONDAY[:-1]}5T14:00:00")],
    ),
    ("agreement_cap", {"municipality": "kolding"}, {}, demand("d"), [demand("x", f"{MONDAY}T14:00:00")]),
]


def broken(name: str, who: dict[str, Any], asked: dict[str, Any], has: list[dict[str, Any]]) -> list[str]:
    people = [person("a"), person("b")]
    one = person("a") | who
    people = [one, *(each for each in people if each["id"] != one["id"])]
    agreed = [] if name == "agreement" else AGREED
    if name == "agreement_day":
        agreed = [each | {"valid_to": "2026-03-31"} for each in AGREED]
    of = problem(people, [asked, *has], agreements=agreed)
    now = Situation(of, {each["id"]: one["id"] for each in has})
    return [each.name for each in HARD if each.broken(now, of.demands[0], of.professionals[0])]


@pytest.mark.parametrize(("name", "bites", "not_", "asked", "has"), CASES, ids=[case[0] for case in CASES])
def test_a_hard_constraint_bites_where_it_should(
    name: str, bites: dict[str, Any], not_: dict[str, Any], asked: dict[str, Any], has: list[dict[str, Any]]
) -> None:
    found = broken(name, bites, asked, has)
    assert name in found
    assert set(found) <= {name, "margin"}, (
        "a case shows one constraint (an overlap is always too near as well)"
    )
    beside = [] if not_ == {} and name in {"overlap", "margin", "rest"} else has
    assert broken(name, not_, asked, beside) == []


def test_every_hard_constraint_has_a_case_and_two_sentences() -> None:
    assert [each.name for each in HARD] == [case[0] for case in CASES]
    assert all(each.da.endswith(".") and each.en.endswith(".") and each.da != each.en for each in HARD)


def test_the_night_of_the_clocks_is_an_hour_shorter() -> None:
    """Saturday 28 March 2026 to 20.00, Sunday from 07.00: eleven hours on the wall, ten in truth."""
    weekend = [
        {"starts": "2026-03-28T18:00:00", "ends": "2026-03-28T20:00:00"},
        {"starts": "2026-03-29T07:00:00", "ends": "2026-03-29T09:00:00"},
    ]
    late = demand("late", "2026-03-28T19:00:00")
    of = problem([person("a", extra=weekend)], [late, demand("early", "2026-03-29T07:00:00")])
    now = Situation(of, {"late": "a"})
    reason = reason_against(now, of.demands[1], of.professionals[0])
    assert reason is not None
    assert reason.name == "rest"


MARCH = {"valid_from": "2026-03-01", "valid_to": "2026-03-31"}
APRIL = {"valid_from": "2026-04-01", "valid_to": "2026-04-30"}


@pytest.mark.parametrize(("also", "faults"), [(NEXT_MONTH, 0), ("2026-03-30T10:00:00", 2)])
def test_a_cap_by_the_month_counts_the_hours_of_its_month_only(also: str, faults: int) -> None:
    """An hour of March and one of April are within a cap of one hour a month; two of March are not."""
    lent = [AGREED[0] | MARCH, AGREED[0] | APRIL]
    of = problem([person("a", municipality="kolding")], [demand("d"), demand("other", also)], agreements=lent)
    found = judge(of, Proposal(assignments={"d": "a", "other": "a"})).faults
    assert [fault.constraint for fault in found] == ["agreement_cap"] * faults


def test_points_are_told_apart() -> None:
    of = problem(
        [
            person("a", rather_not=[NOON]),
            person("b", municipality="kolding", share_minutes=1200),
        ],
        [
            demand("one", series="s", published="b"),
            demand("two", f"{MONDAY}T14:00:00", series="s"),
            demand("three", f"{MONDAY[:-1]}3T14:00:00", weight=2.0),
        ],
        agreements=[{"giver": "kolding", "receiver": "varde", "weight": 3.0}],
        municipalities=[{"id": "varde", "surplus_minutes": -60}, {"id": "kolding"}],
    )
    verdict = judge(of, Proposal(assignments={"one": "a", "two": "b"}))
    assert verdict.faults == []
    assert verdict.points == pytest.approx(
        {
            "unfilled": 1000.0 * 2.0,
            "continuity": 15.0 * 1,
            "home": 1.0 * 3.0 * 1,
            "wish": 4.0 * 1,
            "load": 2.0 * (1**2 / 10 + 1**2 / 20),
            "balance": 1.0 * ((-1 - 1) ** 2 / 3 + 1**2 / 1),
            "change": 8.0 * 1,
        }
    )


def test_a_pin_that_is_not_kept_is_a_fault() -> None:
    of = problem([person("a"), person("b")], [demand("d", pinned="b")])
    for filled in ({}, {"d": "a"}):
        assert [fault.constraint for fault in judge(of, Proposal(assignments=filled)).faults] == ["pinned"]
    assert judge(of, Proposal(assignments={"d": "b"})).faults == []
