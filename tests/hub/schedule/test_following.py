"""What becomes of a session's demands and of those asked to cover it, when the session itself is changed."""

import datetime as dt

import pytest

from hub import clock
from hub.accounts.models import Person, PersonCompetence
from hub.actor import Role
from hub.booking import actions as booking
from hub.booking import offering
from hub.booking.wire import OfferForm
from hub.errors import Refused
from hub.rota.models import Commitment
from hub.schedule import actions
from hub.schedule.models import Asked, Call, Demand
from hub.sessions import actions as sessions
from hub.sessions.models import SessionHost
from hub.sessions.wire import HostForm
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.schedule.test_covering import MORNING, NIGHT, assigned, colleague, sick
from tests.hub.sessions.conftest import World, form

AFTER = DAY.replace(hour=9) + dt.timedelta(days=1)


async def test_nobody_is_asked_any_more_to_cover_what_is_cancelled(world: World) -> None:
    demand = await assigned(world)
    call = await sick(world)
    who = await colleague(world, call)
    await sessions.cancel(world.coordinator, demand.session_id, "Aflyst")
    await call.refresh_from_db()
    assert (call.state, call.over_at) == ("closed", clock.now())
    with pytest.raises(Refused) as told:
        await actions.take_call(who, call.id)
    assert told.value.code == "call_over"


async def test_who_is_chosen_by_hand_has_the_demand_and_nobody_else_is_looked_for(each_world: World) -> None:
    world = each_world
    demand = await assigned(world)
    await sessions.publish(world.coordinator, demand.session_id)
    call = await sick(world)
    who = await colleague(world, call, 2)
    await sessions.edit(
        world.coordinator, demand.session_id, form(world, hosts=(HostForm(who.person_id or 0),))
    )
    await demand.refresh_from_db()
    await call.refresh_from_db()
    assert (demand.person_id, demand.state, call.state) == (who.person_id, "asked", "closed")
    assert [row.person_id for row in await Commitment.all()] == [who.person_id]


async def test_a_talk_that_is_moved_to_somebody_else_needs_nobody_more(each_world: World) -> None:
    """Her professional fell ill, and while others are asked the citizen chooses another time herself."""
    world = each_world
    nurse = await world.person(world.kolding, "Nina Kolding", Role.professional, world.nursing)
    for each in (nurse, world.nurse):
        await PersonCompetence.create(person_id=each.person_id, competence=world.nursing)
    offer = await offering.make_offer(world.coordinator, OfferForm(world.nursing.id, 30, "Samtale", "Talk"))
    await booking.hold(world.citizen, offer, clock.utc(DAY.replace(hour=9)))
    session_id = await booking.confirm(world.citizen)
    await actions.report_sick(nurse, nurse.person_id or 0, MORNING, NIGHT)
    call = await Call.get(kind="sick")
    await booking.hold(world.citizen, offer, clock.utc(DAY.replace(hour=10)), session_id)
    await booking.confirm(world.citizen)
    demand = await Demand.get(session_id=session_id)
    await call.refresh_from_db()
    assert (demand.person_id, call.state) == (world.nurse.person_id, "closed")
    assert [row.person_id for row in await SessionHost.filter(session_id=session_id)] == [demand.person_id]


async def test_who_no_longer_can_do_it_does_not_take_it(world: World) -> None:
    await assigned(world)
    call = await sick(world)
    who = await colleague(world, call)
    await Person.filter(id=who.person_id).update(profession_id=None)
    with pytest.raises(Refused) as told:
        await actions.take_call(who, call.id)
    assert told.value.code == "competence"
    await call.refresh_from_db()
    assert call.state == "open"


async def test_who_is_asked_when_the_session_has_moved_to_her_day_off_does_not_take_it(world: World) -> None:
    demand = await assigned(world)
    call = await sick(world)
    sunday = dt.datetime(2026, 3, 29, 10)
    await sessions.move(world.coordinator, demand.session_id, sunday, sunday + dt.timedelta(hours=1))
    with pytest.raises(Refused) as told:
        await actions.take_call(await colleague(world, call), call.id)
    assert told.value.code == "hours"


async def test_an_illness_over_midnight_is_covered_as_far_as_it_can_be(world: World) -> None:
    """A session that ends on another day is left to hands; what comes after it is asked out all the same."""
    late = await planned(
        world, at=DAY.replace(hour=23, minute=30), hosts=(HostForm(world.nurse.person_id or 0),)
    )
    await sessions.publish(world.coordinator, late)
    demand = await demanded(await planned(world, at=AFTER), competence_id=world.nursing.id)
    await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT + dt.timedelta(days=1))
    asked = {
        call.demand_id: await Asked.filter(call=call).count() for call in await Call.filter(state="open")
    }
    first = await Demand.get(session_id=late)
    assert (asked[first.id], asked[demand.id]) == (0, 1)


async def test_the_answer_to_what_is_cancelled_is_that_it_is(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    await sessions.cancel(world.coordinator, demand.session_id, "Aflyst")
    acts = [actions.answer(world.physio, demand.id, said) for said in (True, False)]
    acts += [actions.assign(world.coordinator, demand.id, None)]
    for act in acts:
        with pytest.raises(Refused) as told:
            await act
        assert told.value.code == "session_over"


async def test_a_person_deactivated_while_asked_takes_nothing(world: World) -> None:
    await assigned(world)
    call = await sick(world)
    who = await colleague(world, call)
    await Person.filter(id=who.person_id).update(active=False)
    with pytest.raises(Refused) as told:
        await actions.take_call(who, call.id)
    assert told.value.code == "competence"
    assert await Asked.filter(call=call).count() == 4
