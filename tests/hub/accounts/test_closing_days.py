"""Closing days: who keeps whose, which days they can be, and what counts for a municipality."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock
from hub.accounts import actions, queries
from hub.accounts.models import ClosingDay, Municipality
from hub.accounts.wire import ClosingForm
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock

CHRISTMAS = (dt.date(2026, 12, 21), dt.date(2026, 12, 31))
PLATFORM = Actor(name="drift", roles=frozenset({Role.platform_administrator}))


@pytest.fixture
async def places(frozen_clock: Clock, database: Settings) -> tuple[int, int]:
    """Kolding and Varde."""
    made = [
        await Municipality.create(slug=slug, name=slug.title(), created_at=clock.now())
        for slug in ("kolding", "varde")
    ]
    return made[0].id, made[1].id


def keeper(place: int, role: Role = Role.coordinator) -> Actor:
    return Actor(
        person_id=None if role is Role.citizen else 1, municipality_id=place, roles=frozenset({role})
    )


def form(
    first: dt.date, last: dt.date | None = None, place: int | None = None, name: str = ""
) -> ClosingForm:
    return ClosingForm(first=first, last=last or first, municipality_id=place, name=name)


async def test_a_span_closes_its_working_days_once(places: tuple[int, int]) -> None:
    kolding, varde = places
    ole = keeper(kolding)
    assert await actions.close_on(ole, form(*CHRISTMAS, kolding, "Jul")) == 6
    assert await actions.close_on(ole, form(*CHRISTMAS, kolding)) == 0
    days = await queries.closed_in(kolding)
    assert sorted(day.day for day in days) == [21, 22, 23, 28, 29, 30]
    assert await queries.closed_in(varde) == frozenset()
    row = await AuditRow.filter(noun="closing_day", reason="2026-12-21 to 2026-12-31").order_by("id").first()
    assert row is not None
    assert (row.verb, row.municipality_id) == ("create", kolding)


async def test_the_platform_closes_for_all(places: tuple[int, int]) -> None:
    kolding, varde = places
    day = dt.date(2026, 5, 15)
    await actions.close_on(PLATFORM, form(day))
    await actions.close_on(PLATFORM, form(day + dt.timedelta(days=3), place=varde))
    both = await queries.closed_in_each(places)
    assert both == {kolding: frozenset({day}), varde: frozenset({day, dt.date(2026, 5, 18)})}
    shown = await queries.closing_days(keeper(kolding))
    assert [(one.day, one.municipality, one.may_delete) for one in shown] == [(day, "", False)]
    assert len(await queries.closing_days(PLATFORM)) == 2


async def test_nobody_closes_for_others(places: tuple[int, int]) -> None:
    kolding, varde = places
    day = form(dt.date(2026, 5, 15), place=kolding)
    for actor in (
        keeper(varde),
        keeper(kolding, Role.professional),
        keeper(kolding, Role.citizen),
        ANONYMOUS,
    ):
        with pytest.raises(Refused, match="not_allowed"):
            await actions.close_on(actor, day)
    with pytest.raises(Refused, match="not_allowed"):
        await actions.close_on(keeper(kolding), form(dt.date(2026, 5, 15)))
    await actions.close_on(keeper(kolding, Role.municipal_administrator), day)
    made = await ClosingDay.get()
    with pytest.raises(Refused, match="not_allowed"):
        await actions.open_on(keeper(varde), made.id)
    await actions.open_on(keeper(kolding), made.id)
    with pytest.raises(Missing):
        await actions.open_on(keeper(kolding), made.id)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (dt.date(2026, 5, 15), dt.date(2026, 5, 14), "ends_before_it_begins"),
        (dt.date(2026, 5, 15), dt.date(2026, 9, 15), "too_long"),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 9), "too_far"),
        (dt.date(2199, 3, 1), dt.date(2199, 3, 1), "too_far"),
        (dt.date(2026, 4, 2), dt.date(2026, 4, 6), "no_workday"),
    ],
)
async def test_days_that_cannot_be(places: tuple[int, int], first: dt.date, last: dt.date, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        await actions.close_on(PLATFORM, form(first, last))


async def test_a_municipality_that_is_not_there(places: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="unknown_municipality"):
        await actions.close_on(PLATFORM, form(dt.date(2026, 5, 15), place=999))
