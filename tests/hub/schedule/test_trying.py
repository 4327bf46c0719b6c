"""What if: a week planned anew with one thing changed, told as a difference, and nothing written down."""

import datetime as dt

import pytest

from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import RotaRule
from hub.schedule import queries
from hub.schedule.models import Declined, Demand, Proposal
from hub.schedule.wire import Try, What
from tests.hub.schedule.conftest import EVENING, demanded, planned
from tests.hub.sessions.conftest import World


def tried(what: What, who: Actor, starts: dt.datetime = EVENING, hours: int = 1) -> Try:
    ends = starts + dt.timedelta(hours=hours)
    return Try(what=what, person_id=who.person_id or 0, starts=starts, ends=ends)


@pytest.fixture
async def wanted(world: World) -> Demand:
    return await demanded(await planned(world), competence_id=world.nursing.id)


async def test_why_not_her_and_what_if_she_could_work_that_evening(
    world: World, wanted: Demand, reader: Actor
) -> None:
    """Nobody of Kolding works in the evening, so a nurse is borrowed; with one of her own she is not."""
    own = await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    await RotaRule.filter(person_id=own.person_id).delete()
    assert [r.text for r in await queries.why_not(reader, wanted.id, own.person_id or 0)] == [
        "Is not at work then."
    ]
    told = await queries.what_if(reader, wanted.id, tried(What.available, own))
    assert (told.before and told.before.name, told.after and told.after.name) == ("Anne Holm", "Bo Syge")
    assert ("good", "Hours lent by another municipality: -1.00 points.") in [
        (each.kind, each.text) for each in told.differences
    ]
    assert (told.against, told.compared.count) == ((), 1)
    danish = await queries.what_if(world.coordinator, wanted.id, tried(What.available, own))
    assert "Timer lånt af en anden kommune: -1,00 point." in [each.text for each in danish.differences]
    assert await RotaRule.filter(person_id=own.person_id).count() == 0
    assert not await Proposal.exists()


async def test_hours_that_do_not_hold_the_session_help_nobody(world: World, wanted: Demand) -> None:
    own = await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    await RotaRule.filter(person_id=own.person_id).delete()
    early = tried(What.available, own, EVENING - dt.timedelta(hours=2))
    told = await queries.what_if(world.coordinator, wanted.id, early)
    assert (told.after and told.after.name, told.differences) == ("Anne Holm", ())
    assert [each.text for each in told.against] == ["Er ikke på arbejde på det tidspunkt."]


async def test_what_if_she_gets_it_and_what_if_she_is_not_to(world: World, wanted: Demand) -> None:
    own = await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    given = await queries.what_if(world.coordinator, wanted.id, tried(What.give, world.nurse))
    assert (given.before and given.before.id, given.after and given.after.id) == (
        own.person_id,
        world.nurse.person_id,
    )
    assert given.against == ()
    unfit = await queries.what_if(world.coordinator, wanted.id, tried(What.give, world.physio))
    assert "Har ikke kompetencen." in [each.text for each in unfit.against]
    without = await queries.what_if(world.coordinator, wanted.id, tried(What.forbid, own))
    assert without.after is not None
    assert without.after.name == "Anne Holm"
    await wanted.refresh_from_db()
    assert (wanted.pinned_id, await Declined.exists()) == (None, False)


@pytest.mark.parametrize(("days", "hours", "field"), [(0, 0, "ends"), (20, 1, "starts")])
async def test_a_time_that_makes_no_sense_is_refused(
    world: World, wanted: Demand, days: int, hours: int, field: str
) -> None:
    asked = tried(What.available, world.nurse, EVENING + dt.timedelta(days=days), hours)
    with pytest.raises(BadInput) as told:
        await queries.what_if(world.coordinator, wanted.id, asked)
    assert told.value.field == field


async def test_only_planners_ask_and_only_about_professionals(world: World, wanted: Demand) -> None:
    with pytest.raises(Refused):
        await queries.what_if(world.nurse, wanted.id, tried(What.give, world.nurse))
    with pytest.raises(Missing):
        await queries.what_if(world.coordinator, wanted.id, tried(What.give, world.citizen))
