"""Hosts that a planner sets on a session's own page spend what agreements lend, as those of the board do."""

import datetime as dt

import pytest

from hub.accounts.models import Agreement
from hub.errors import Refused
from hub.rota.models import Commitment
from hub.schedule import actions as board
from hub.sessions import actions
from hub.sessions.models import Session
from tests.hub.schedule.conftest import demanded, planned
from tests.hub.schedule.test_lending import EASTER_OVER, capped
from tests.hub.schedule.test_publishing import ready
from tests.hub.schedule.test_spending import NINE, TWO, at_once, colleague
from tests.hub.sessions.conftest import World, form, published
from tests.hub.sessions.test_hosts_time import led_by

HOUR = dt.timedelta(hours=1)
TODAY_AT_SEVEN = NINE.replace(hour=19)


def at(starts: dt.datetime, hours: int = 1) -> dict[str, dt.datetime]:
    return {"starts_local": starts, "ends_local": starts + hours * HOUR}


async def spent(world: World) -> int:
    """A published session, led by a nurse whom Varde lends for the month's only hour."""
    await capped(world, 60)
    return await published(world, hosts=led_by(world.nurse), **at(NINE))


async def test_what_would_lend_more_than_agreed_is_not_published(world: World) -> None:
    await spent(world)
    draft = await actions.create(world.coordinator, form(world, hosts=led_by(world.nurse), **at(TWO)))
    with pytest.raises(Refused) as caught:
        await actions.publish(world.coordinator, draft)
    assert (caught.value.code, caught.value.say("da")) == ("agreement_cap", "Aftalens timer er brugt.")
    assert (await Session.get(id=draft)).state == "draft"
    assert await Commitment.all().count() == 1


async def test_a_host_who_would_is_not_set(world: World) -> None:
    await spent(world)
    other = await published(world, hosts=led_by(world.physio), **at(TWO))
    with pytest.raises(Refused) as caught:
        await actions.edit(
            world.coordinator, other, form(world, hosts=led_by(world.physio, world.nurse), **at(TWO))
        )
    assert caught.value.code == "agreement_cap"
    assert await Commitment.filter(person_id=world.nurse.person_id).count() == 1


async def test_a_longer_time_or_a_full_month_is_refused_and_another_hour_is_not(world: World) -> None:
    session = await spent(world)
    await actions.move(world.coordinator, session, TWO, TWO + HOUR)
    with pytest.raises(Refused) as caught:
        await actions.move(world.coordinator, session, TWO, TWO + 2 * HOUR)
    assert caught.value.code == "agreement_cap"
    april = await published(world, hosts=led_by(world.nurse), **at(EASTER_OVER.replace(hour=9)))
    with pytest.raises(Refused):
        await actions.move(world.coordinator, april, NINE, NINE + HOUR)


async def test_what_was_decided_beyond_a_cap_can_still_be_edited(world: World) -> None:
    """The cap was lowered afterwards; the title and an hour of the same length are no new hours."""
    session = await spent(world)
    await Agreement.all().update(cap_minutes=0)
    plan = form(world, title="Et andet navn", hosts=led_by(world.nurse), **at(TWO))
    await actions.edit(world.coordinator, session, plan)
    assert (await Session.get(id=session)).title == "Et andet navn"


async def test_whoever_the_board_gave_an_hour_is_not_counted_again_when_it_is_shown(world: World) -> None:
    await capped(world, 60)
    demand = await demanded(await planned(world, at=NINE), competence_id=world.nursing.id)
    proposal = await ready((demand, world.nurse))
    await board.publish(world.coordinator, proposal.id)
    await Agreement.all().update(cap_minutes=0)
    await actions.publish(world.coordinator, demand.session_id)
    assert await Commitment.all().count() == 1


async def test_of_two_pages_and_the_board_at_once_one_spends_the_last_hour(each_world: World) -> None:
    world = each_world
    await capped(world, 60)
    other = await colleague(world)
    demand = await demanded(await planned(world, at=TWO), competence_id=world.nursing.id)
    first = await actions.create(world.coordinator, form(world, hosts=led_by(world.nurse), **at(NINE)))
    shown = await published(world, hosts=led_by(world.physio), **at(TODAY_AT_SEVEN))
    plan = form(world, hosts=led_by(world.physio, other), **at(TODAY_AT_SEVEN))
    said = await at_once(
        actions.publish(world.coordinator, first),
        actions.edit(world.coordinator, shown, plan),
        board.assign(world.coordinator, demand.id, other.person_id),
    )
    assert said == ["agreement_cap", "agreement_cap", "done"]
    lent = await Commitment.exclude(person_id=world.physio.person_id).count()
    assert lent == 1


async def test_two_pages_with_two_nurses_at_once_do_not_both_spend_it(each_world: World) -> None:
    world = each_world
    await capped(world, 60)
    leaders = (world.nurse, NINE), (await colleague(world), TWO)
    drafts = [
        await actions.create(world.coordinator, form(world, hosts=led_by(who), **at(when)))
        for who, when in leaders
    ]
    said = await at_once(*(actions.publish(world.coordinator, draft) for draft in drafts))
    assert said == ["agreement_cap", "done"]


async def test_colleagues_of_ones_own_municipality_are_not_counted(world: World) -> None:
    await capped(world, 0)
    sessions = [published(world, hosts=led_by(world.physio), **at(each)) for each in (NINE, TWO)]
    assert len([await each for each in sessions]) == 2
