"""Several who book at once, and the nights on which the clocks change."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from tortoise.connection import get_connection

from config.settings import Settings
from hub import clock, db
from hub.accounts.models import Agreement, PersonCompetence
from hub.actor import Actor, Role
from hub.booking import actions, offering, queries, waiting
from hub.booking.models import Booking, WaitingFor
from hub.booking.wire import OfferForm
from hub.errors import Refused
from hub.rota import commitments
from hub.rota.models import Commitment, RotaRule
from hub.sessions.models import Session
from tests.conftest import Clock, _drop, _new_database, _open
from tests.hub.booking.conftest import FIRST, Desk, _filled

WAITED = dt.date(2026, 3, 20)


async def test_who_waits_gets_one_talk_however_many_hubs_look_after_it(each_desk: Desk) -> None:
    desk = each_desk
    await WaitingFor.create(
        citizen_id=desk.citizen.person_id, offer_id=desk.offer, until=WAITED, created_at=clock.now()
    )
    got = await asyncio.gather(*(waiting.fill() for _ in range(4)))
    assert (sum(got), await Booking.all().count(), await Commitment.all().count()) == (1, 1, 1)


async def test_who_is_choosing_a_time_is_not_given_another_meanwhile(each_desk: Desk) -> None:
    desk = each_desk
    await WaitingFor.create(
        citizen_id=desk.citizen.person_id, offer_id=desk.offer, until=WAITED, created_at=clock.now()
    )
    chosen = desk.at(9, 30, day=10)
    await asyncio.gather(waiting.fill(), actions.hold(desk.citizen, desk.offer, chosen), waiting.fill())
    begins = [row.starts_at for row in await Session.filter(kind="consultation")]
    assert len(begins) <= 1
    assert chosen not in begins


@pytest.fixture
async def pg_desk(
    frozen_clock: Clock, make_settings: Callable[..., Settings], postgres_url: str
) -> AsyncIterator[Desk]:
    """The desk on PostgreSQL, where rows are locked one by one; Varde's citizens may book, too."""
    made = make_settings(database={"url": await _new_database(postgres_url)})
    await _open(made)
    desk = await _filled(frozen_clock, made)
    await Agreement.create(giver=desk.kolding, receiver=desk.varde, valid_from=FIRST)
    yield desk
    await db.close()
    await _drop(made.database.url)


async def until_two_wait() -> None:
    """Until two connections stand still for somebody's lock."""
    asks = "SELECT 1 FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(30):
        while len((await get_connection("default").execute_query(asks))[1]) < 2:
            pass


async def test_two_municipalities_that_ask_each_others_people_do_not_block_one_another(
    pg_desk: Desk,
) -> None:
    """Kolding's citizen gets Nina before Vita, Varde's Vita before Nina; both are taken while they wait."""
    desk = pg_desk
    neighbour = await desk.person("Vera Plan", Role.coordinator, desk.varde)
    theirs = await offering.make_offer(neighbour, OfferForm(desk.nursing.id, 30, "Samtale", "Talk"))
    begun, until = asyncio.Event(), clock.now() + actions.KEPT
    asked = ((desk.citizen, desk.offer), (desk.far, theirs))
    works = (actions.hold(who, offer, desk.at(9)) for who, offer in asked)
    waits = [asyncio.create_task(_after(begun, work)) for work in works]
    async with db.transaction():
        for nurse in (desk.nina, desk.vita):
            await commitments.hold(nurse.person_id or 0, desk.at(9), desk.at(9, 30), until)
        begun.set()
        await until_two_wait()
    done = await asyncio.gather(*waits, return_exceptions=True)
    assert [each.code if isinstance(each, Refused) else each for each in done] == ["time_gone"] * 2


async def _after(begun: asyncio.Event, work: Coroutine[Any, Any, int]) -> int:
    await begun.wait()
    return await work


async def test_a_time_one_has_filled_otherwise_meanwhile_is_not_booked(desk: Desk) -> None:
    await actions.hold(desk.citizen, desk.offer, desk.at(9))
    first = await actions.confirm(desk.citizen)
    await actions.hold(desk.citizen, desk.offer, desk.at(10))
    await Session.filter(id=first).update(starts_at=desk.at(9, 45), ends_at=desk.at(10, 15))
    with pytest.raises(Refused) as told:
        await actions.confirm(desk.citizen)
    assert told.value.code == "busy_yourself"


async def night(desk: Desk) -> Actor:
    """A nurse of Kolding's who works on Sundays, all of them."""
    nurse = await desk.person("Natasja Vagt", Role.professional, desk.kolding)
    await PersonCompetence.create(person_id=nurse.person_id, competence=desk.nursing)
    await RotaRule.create(
        person_id=nurse.person_id, weekday=7, starts="00:00", ends="06:00", valid_from=FIRST
    )
    return nurse


async def offered(desk: Desk, day: dt.date) -> list[dt.datetime]:
    found = await queries.times(desk.citizen, desk.offer)
    return [moment for each, moments in found.days if each == day for moment, _ in moments]


@pytest.mark.parametrize(
    ("day", "count"), [(dt.date(2026, 3, 29), 10), (dt.date(2026, 10, 25), 11)], ids=["spring", "autumn"]
)
async def test_every_time_that_is_offered_while_the_clocks_change_can_be_booked(
    desk: Desk, day: dt.date, count: int
) -> None:
    """Of autumn's second hour nothing is offered, nor what ends in it: wall times cannot say it."""
    await night(desk)
    desk.clock.moment = clock.utc(dt.datetime.combine(day, dt.time(9))) - dt.timedelta(days=5)
    moments = await offered(desk, day)
    assert len(moments) == count
    for number, moment in enumerate(moments):
        citizen = await desk.person(f"Nattergal {number}", Role.citizen, desk.kolding)
        await Session.all().update(state="cancelled")
        await Commitment.all().delete()
        await actions.hold(citizen, desk.offer, moment)
        session = await Session.get(id=await actions.confirm(citizen))
        assert (session.starts_at, session.ends_at - session.starts_at) == (moment, dt.timedelta(minutes=30))


async def test_a_moment_of_the_hour_that_comes_again_is_not_held(desk: Desk) -> None:
    await night(desk)
    desk.clock.moment = dt.datetime(2026, 10, 20, 8, tzinfo=dt.UTC)
    for minute in (30, 60):
        again = dt.datetime(2026, 10, 25, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)
        with pytest.raises(Refused) as told:
            await actions.hold(desk.citizen, desk.offer, again)
        assert told.value.code == "time_gone"
