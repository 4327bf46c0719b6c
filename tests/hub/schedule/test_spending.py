"""The last hour that an agreement lends in a month: of two who want it at once, one gets it."""

import asyncio

import pytest

from config.settings import Settings
from hub.accounts.models import Agreement, Competence
from hub.actor import Actor, Role
from hub.errors import Refused
from hub.rota.models import Commitment
from hub.schedule import actions
from hub.schedule.models import Call, Demand, Suggestion
from tests.hub.schedule.conftest import DAY
from tests.hub.schedule.test_lending import capped, nursed
from tests.hub.schedule.test_processes_at_once import said_by
from tests.hub.schedule.test_publishing import ready
from tests.hub.sessions.conftest import World

NINE, TWO = DAY.replace(hour=9), DAY.replace(hour=14)


async def colleague(world: World) -> Actor:
    return await world.person(world.varde, "Vera Varm", Role.professional, world.nursing)


async def at_once(*works: object) -> list[str]:
    """How each ended: "done", or what it was refused with."""
    ends = await asyncio.gather(*works, return_exceptions=True)  # type: ignore[call-overload]
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, Refused):
            raise end
    return sorted(end.code if isinstance(end, Refused) else "done" for end in ends)


async def test_two_planners_at_once_do_not_both_spend_the_last_hour_by_hand(each_world: World) -> None:
    world = each_world
    await capped(world, 60)
    other = await colleague(world)
    first, second = await nursed(world, NINE, TWO)
    said = await at_once(
        actions.assign(world.coordinator, first.id, world.nurse.person_id),
        actions.assign(world.coordinator, second.id, other.person_id),
    )
    assert said == ["agreement_cap", "done"]
    assert await Commitment.all().count() == 1


async def test_two_proposals_published_at_once_do_not_both_spend_it(each_world: World) -> None:
    world = each_world
    await capped(world, 60)
    other = await colleague(world)
    first, second = await nursed(world, NINE, TWO)
    one, two = await ready((first, world.nurse)), await ready((second, other))
    told = await asyncio.gather(*(actions.publish(world.coordinator, each.id) for each in (one, two)))
    assert sorted(each.count for each in told) == [0, 1]
    assert [left.text for each in told for left in each.left] == ["Aftalens timer er brugt."]
    assert await Commitment.all().count() == 1


async def test_processes_that_assign_at_once_spend_it_once(each_world: World, database: Settings) -> None:
    world = each_world
    await capped(world, 60)
    other = await colleague(world)
    first, second = await nursed(world, NINE, TWO)
    deeds = ((first.id, world.nurse.person_id), (second.id, other.person_id))
    said = await said_by(database, *((world.coordinator, "assign", *each) for each in deeds))
    assert sorted(said) == ["agreement_cap", "done"]
    assert await Commitment.all().count() == 1


async def test_what_a_planner_put_in_by_hand_may_be_more_than_is_lent(world: World) -> None:
    await capped(world, 60)
    other = await colleague(world)
    first, second = await nursed(world, NINE, TWO)
    await actions.assign(world.coordinator, first.id, world.nurse.person_id)
    proposal = await ready((second, other))
    await Suggestion.filter(proposal=proposal).update(by_hand=True)
    assert (await actions.publish(world.coordinator, proposal.id)).count == 1


async def test_who_is_well_again_does_not_get_back_an_hour_that_is_spent(world: World) -> None:
    """Nobody takes it, another planner spends the month's hour meanwhile: the call stays open."""
    await capped(world, 60)
    other = await colleague(world)
    first, second = await nursed(world, NINE, TWO)
    await actions.assign(world.coordinator, first.id, world.nurse.person_id)
    nurse_id = world.nurse.person_id or 0
    report = await actions.report_sick(world.nurse, nurse_id, DAY.replace(hour=7), DAY.replace(hour=12))
    await actions.assign(world.coordinator, second.id, other.person_id)
    await actions.end_sickness(world.nurse, report)
    assert (await Demand.get(id=first.id)).person_id is None
    assert (await Call.get()).state == "open"


async def test_the_hours_of_another_competence_are_not_counted(world: World) -> None:
    """The cap on dieticians is spent, and nurses have none."""
    names = {"name_da": "Kost", "name_en": "Diet", "title_da": "Diætist", "title_en": "Dietician"}
    diet = await Competence.create(slug="diet", **names)
    lent = {"giver": world.varde, "receiver": world.kolding, "valid_from": DAY.date()}
    await Agreement.create(**lent, competence=diet, cap_minutes=0)
    for demand in await nursed(world, NINE, TWO):
        await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    assert await Commitment.all().count() == 2


@pytest.mark.parametrize("minutes", [59, 60])
async def test_the_last_minute_counts(world: World, minutes: int) -> None:
    await capped(world, minutes)
    [demand] = await nursed(world, NINE)
    proposal = await ready((demand, world.nurse))
    assert (await actions.publish(world.coordinator, proposal.id)).count == (minutes == 60)
