"""Why this person: each sentence where it is true, and not where it is not."""

import datetime as dt

import msgspec
import pytest

from hub.matching.constraints import Situation
from hub.matching.reasons import Reasons
from hub.matching.wire import Agreement, Demand, Hours, Municipality, Problem, Professional, Span

MONDAY = dt.datetime(2026, 10, 5)
TEN = MONDAY.replace(hour=10)


def anna(**changes: object) -> Professional:
    hours = [Hours(weekday=day, starts=dt.time(7), ends=dt.time(22)) for day in range(1, 8)]
    one = Professional(
        id="p1",
        municipality="m1",
        competences={"c1": 1},
        languages=["da"],
        hours=hours,
        share_minutes=120,
    )
    return msgspec.structs.replace(one, **changes)


def demand(name: str = "d1", at: dt.datetime = TEN, **changes: object) -> Demand:
    one = Demand(
        id=name,
        session=name,
        role="host",
        municipality="m1",
        competence="c1",
        starts=at,
        ends=at + dt.timedelta(hours=1),
    )
    return msgspec.structs.replace(one, **changes)


def problem(people: list[Professional], demands: list[Demand], surplus: int = 0) -> Problem:
    return Problem(
        format="sundhedshub-matching",
        version=1,
        municipalities=[Municipality(id="m1", surplus_minutes=surplus), Municipality(id="m2")],
        professionals=people,
        demands=demands,
        agreements=[Agreement(giver="m1", receiver="m2")],
    )


def told(
    person: Professional, *demands: Demand, surplus: int = 0, filled: dict[str, str] | None = None
) -> list[str]:
    """The English sentences about the first demand."""
    found = problem([person, anna(id="p2", municipality="m1")], list(demands), surplus)
    now = Situation(found, filled or {each.id: "p1" for each in demands})
    return [each.en for each in Reasons(now).why(demands[0], person)]


HOME = "Works for the municipality."
NIGHT = MONDAY - dt.timedelta(hours=3)


@pytest.mark.parametrize(
    ("person", "demands", "surplus", "sentence"),
    [
        (anna(), [demand()], 0, HOME),
        (anna(), [demand(municipality="m2")], 0, "Lent by agreement between the municipalities."),
        (anna(), [demand(municipality="m2")], -180, "Her municipality owes 3 hours. That becomes 2 hours."),
        (
            anna(),
            [demand(municipality="m2")],
            -30,
            "Her municipality has given 30 minutes more than it received then.",
        ),
        (anna(), [demand(), demand("d2", NIGHT)], 0, "Rests for 12 hours."),
        (anna(), [demand(series="a"), demand("d2", NIGHT, series="a")], 0, "Has the whole series."),
        (anna(), [demand()], 0, "Has 1 hour in the period, 50 % of her share."),
        (anna(), [demand(published="p1")], 0, "Has been told already."),
        (anna(), [demand(published="p2")], 0, "Somebody else has been told."),
        (anna(), [demand(pinned="p1")], 0, "Chosen by a planner."),
        (anna(languages=["en"]), [demand()], 0, "Does not speak the language."),
        (
            anna(rather_not=[Span(starts=MONDAY, ends=MONDAY + dt.timedelta(days=1))]),
            [demand()],
            0,
            "Would rather be spared that time.",
        ),
    ],
    ids=[
        "home",
        "lent",
        "owes",
        "turns",
        "rest",
        "series",
        "share",
        "told",
        "other",
        "pin",
        "broken",
        "wish",
    ],
)
def test_each_sentence_where_it_is_true_and_not_elsewhere(
    person: Professional, demands: list[Demand], surplus: int, sentence: str
) -> None:
    assert sentence in told(person, *demands, surplus=surplus)
    plain = told(anna(share_minutes=0), demand())
    assert sentence not in plain or sentence == HOME


def test_a_series_in_several_hands_speaks_against() -> None:
    rows = (demand(series="a"), demand("d2", NIGHT, series="a"))
    said = told(anna(), *rows, filled={"d1": "p1", "d2": "p2"})
    assert said[-1] == "Others have sessions of the series as well."


def test_what_is_against_comes_last() -> None:
    now = told(anna(), demand(published="p2"))
    assert now[-1] == "Somebody else has been told."


def test_if_somebody_had_it_is_told_beside_the_plan_and_changes_nothing() -> None:
    """Each of several is told apart by what she would have, as if nobody had been looked at before her."""
    one, other = anna(), anna(id="p2", municipality="m2")
    lost, held = demand(series="a"), demand("d2", TEN + dt.timedelta(days=1), series="a")
    found = problem([one, other], [lost, held])
    reasons = Reasons(Situation(found, {"d2": "p1"}))
    for person in (one, other, one):
        alone = Situation(found, {"d1": person.id, "d2": "p1"})
        assert reasons.if_had(lost, person) == Reasons(alone).why(lost, person)
    assert reasons.now.filled == {"d2": "p1"}
