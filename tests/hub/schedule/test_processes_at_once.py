"""Several processes that do the same thing, or opposite things, at the same moment: one of them is first."""

import asyncio
import datetime as dt
import sys

from config.settings import Settings
from hub import clock
from hub.accounts.models import PersonCompetence
from hub.actor import Actor, Role
from hub.booking import offering
from hub.booking.models import Booking, WaitingFor
from hub.booking.wire import OfferForm
from hub.rota.models import Commitment
from hub.schedule import actions
from hub.schedule.models import Asked, Call, Demand, Suggestion
from hub.sessions.models import SessionHost
from tests.hub.schedule.conftest import DAY
from tests.hub.schedule.test_covering import assigned, colleague, sick
from tests.hub.schedule.test_publishing import ready
from tests.hub.sessions.conftest import World


async def said_by(database: Settings, *deeds: tuple[object, ...]) -> list[str]:
    """Each deed (who, what, numbers) in a process, all let go at once; what each said, in order."""
    doers = [await _doer(database, *deed) for deed in deeds]
    for doer in doers:
        assert doer.stdout is not None
        assert await doer.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(doer.communicate(b"now\n") for doer in doers))
    return [out.decode().strip() for out, _ in said]


async def _doer(database: Settings, who: object, *what: object) -> asyncio.subprocess.Process:
    person = who.person_id if isinstance(who, Actor) else who
    told = (database.database_url, database.data.path, person, *what)
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.hub.schedule.doer", *map(str, told))
    return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)


async def test_of_many_who_take_a_call_exactly_one_is_first(each_world: World, database: Settings) -> None:
    await assigned(each_world)
    call = await sick(each_world)
    asked = await Asked.filter(call=call).order_by("rank")
    said = await said_by(database, *((row.person_id, "take", call.id) for row in asked))
    assert sorted(said) == ["call_over"] * 3 + ["done"]
    assert await Commitment.all().count() == 1


async def test_of_many_who_want_the_same_time_as_many_as_there_are_nurses_get_it(
    each_world: World, database: Settings
) -> None:
    world = each_world
    await PersonCompetence.create(person_id=world.nurse.person_id, competence=world.nursing)
    offer = await offering.make_offer(world.coordinator, OfferForm(world.nursing.id, 30, "Samtale", "Talk"))
    citizens = [await world.person(world.kolding, f"Borger {n}", Role.citizen) for n in range(4)]
    moment = int(clock.utc(DAY.replace(hour=9)).timestamp())
    said = await said_by(database, *((each, "book", offer, moment) for each in citizens))
    assert sorted(said) == ["done"] + ["time_gone"] * 3
    assert (await Booking.all().count(), await Commitment.all().count()) == (1, 1)


async def test_who_waits_is_booked_once_by_however_many_hubs(each_world: World, database: Settings) -> None:
    world = each_world
    await PersonCompetence.create(person_id=world.nurse.person_id, competence=world.nursing)
    offer = await offering.make_offer(world.coordinator, OfferForm(world.nursing.id, 30, "Samtale", "Talk"))
    until = dt.date(2026, 3, 20)
    await WaitingFor.create(
        citizen_id=world.citizen.person_id, offer_id=offer, until=until, created_at=clock.now()
    )
    assert await said_by(database, *((world.citizen, "fill", 0) for _ in range(4))) == ["done"] * 4
    assert (await Booking.all().count(), await Commitment.all().count()) == (1, 1)


async def test_the_same_part_published_by_many_is_told_once(each_world: World, database: Settings) -> None:
    world = each_world
    demand = await assigned(world)
    await actions.assign(world.coordinator, demand.id, None)
    proposal = await ready((demand, world.nurse))
    planners = (world.coordinator, world.neighbour, world.coordinator)
    said = await said_by(database, *((each, "publish", proposal.id) for each in planners))
    assert set(said) <= {"done", "not_ready"}
    assert "done" in said
    await demand.refresh_from_db()
    assert (demand.person_id, await Commitment.all().count()) == (world.nurse.person_id, 1)
    assert (await Suggestion.get()).published_at is not None


async def test_a_swap_and_an_illness_at_once_leave_one_call_that_one_can_take(
    each_world: World, database: Settings
) -> None:
    """Whichever is first: she has it no more, nobody else has it yet, and one call is open for it."""
    world = each_world
    demand = await assigned(world)
    said = await said_by(
        database, (world.nurse, "swap", demand.id), (world.nurse, "sick", 0), (world.nurse, "sick", 0)
    )
    assert said[1:] == ["done", "done"]
    assert said[0] in ("done", "already_asked", "missing")
    await demand.refresh_from_db()
    assert (demand.person_id, await SessionHost.all().count(), await Commitment.all().count()) == (None, 0, 0)
    call = await Call.get(demand_id=demand.id, state="open")
    taker = await colleague(world, call)
    assert await said_by(database, (taker, "take", call.id), (world.nurse, "sick", 0)) == ["done", "done"]
    assert (await Demand.get(id=demand.id)).person_id == taker.person_id
