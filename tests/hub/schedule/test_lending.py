"""Agreements as the engine has them: month by month, each with what is left of its cap; what that stops."""

import datetime as dt

import pytest

from hub.accounts.models import Agreement
from hub.actor import Role
from hub.schedule import actions, queries
from hub.schedule.lending import Pact, agreements
from hub.schedule.models import Demand, Suggestion
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.sessions.conftest import World

MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
NEXT_WEEK = DAY + dt.timedelta(days=7)
EASTER_OVER = dt.datetime(2026, 4, 7)


def pact(**changes: object) -> Pact:
    fixed = {"giver_id": 1, "receiver_id": 2, "competence_id": None, "weight": 1.0}
    days = {"valid_from": dt.date(2026, 1, 1), "valid_to": None}
    return Pact(**{**fixed, **days, "cap_minutes": 600, **changes})


def told(*pacts: Pact) -> list[tuple[str, str, int | None]]:
    found = agreements(pacts, [dt.date(2026, 3, 24), dt.date(2026, 4, 7)])
    return [(f"{each.valid_from:%d.%m}", f"{each.valid_to:%d.%m}", each.cap_minutes) for each in found]


def test_each_month_has_what_is_left_of_its_own_cap() -> None:
    assert told(pact(used={MARCH: 500, dt.date(2026, 2, 1): 600})) == [
        ("01.03", "31.03", 100),
        ("01.04", "30.04", 600),
    ]
    assert told(pact(used={APRIL: 700})) == [("01.03", "31.03", 600), ("01.04", "30.04", 0)]
    assert told(pact(cap_minutes=None)) == [("01.03", "31.03", None), ("01.04", "30.04", None)]


def test_one_agreement_follows_another_in_the_middle_of_a_month() -> None:
    old = pact(valid_to=dt.date(2026, 3, 15), used={MARCH: 60})
    new = pact(valid_from=dt.date(2026, 3, 16), cap_minutes=120, valid_to=dt.date(2026, 4, 2))
    assert told(old, new) == [("01.03", "15.03", 540), ("16.03", "31.03", 120), ("01.04", "02.04", 120)]


def test_of_two_that_hold_at_once_the_older_one_does() -> None:
    assert told(pact(), pact(valid_from=MARCH, cap_minutes=5)) == told(pact())


async def capped(world: World, minutes: int) -> None:
    """Varde lends its nurses to Kolding for so long a month."""
    await Agreement.filter(giver=world.varde, receiver=world.kolding).update(cap_minutes=minutes)


async def nursed(world: World, *times: dt.datetime) -> list[Demand]:
    """Demands of an hour each that only a nurse can fill."""
    return [await demanded(await planned(world, at=at), competence_id=world.nursing.id) for at in times]


@pytest.mark.parametrize(
    ("second", "filled"), [(EASTER_OVER.replace(hour=10), 2), (NEXT_WEEK.replace(hour=10), 1)]
)
async def test_a_search_lends_the_hours_of_each_month(world: World, second: dt.datetime, filled: int) -> None:
    """An hour of March and one of April are lent; two of March are not."""
    await capped(world, 60)
    await nursed(world, DAY.replace(hour=10), second)
    proposal_id = await actions.propose(world.coordinator, DAY.date(), second.date(), 1)
    await actions.finished(proposal_id)
    said = await Suggestion.filter(proposal_id=proposal_id).values_list("person_id", flat=True)
    assert sum(who is not None for who in said) == filled


@pytest.mark.parametrize("taken", [DAY.replace(hour=15), NEXT_WEEK.replace(hour=15)])
async def test_a_full_month_is_full_for_everybody_else_as_well(world: World, taken: dt.datetime) -> None:
    """A colleague has the month's hour, in the same week or in another: nobody else can have one by hand."""
    await capped(world, 60)
    colleague = await world.person(world.varde, "Vera Varm", Role.professional, world.nursing)
    wanted, other, april = await nursed(world, DAY.replace(hour=10), taken, EASTER_OVER.replace(hour=10))
    nurse_id = world.nurse.person_id or 0
    assert (await queries.marks(world.coordinator, wanted.id, nurse_id)).breaks == ()
    await actions.assign(world.coordinator, other.id, colleague.person_id)
    marks = await queries.marks(world.coordinator, wanted.id, nurse_id)
    assert [each.constraint for each in marks.breaks] == ["agreement_cap"]
    assert (await queries.marks(world.coordinator, april.id, nurse_id)).breaks == ()


async def test_who_has_the_hour_is_not_kept_from_it_by_her_own(world: World) -> None:
    await capped(world, 60)
    [demand] = await nursed(world, DAY.replace(hour=10))
    await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    assert (await queries.marks(world.coordinator, demand.id, world.nurse.person_id)).breaks == ()


async def test_that_an_agreement_is_over_is_said_as_it_is(world: World) -> None:
    """Varde lends until the end of April: in that week nobody has said no."""
    last, after = dt.datetime(2026, 4, 30, 10), dt.datetime(2026, 5, 1, 10)
    first, second = await nursed(world, last, after)
    nurse_id = world.nurse.person_id or 0
    assert await queries.why_not(world.coordinator, first.id, nurse_id) != ()
    why = await queries.why_not(world.coordinator, second.id, nurse_id)
    assert [each.text for each in why] == ["Aftalen mellem kommunerne gælder ikke den dag."]
