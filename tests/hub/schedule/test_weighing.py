"""Weights and their history, plans side by side, and why not somebody else."""

import datetime as dt

import msgspec
import pytest

from hub import clock
from hub.actor import Actor, Role
from hub.errors import BadInput, Refused
from hub.matching.wire import Weights
from hub.schedule import actions, queries
from hub.schedule.models import Proposal, Suggestion
from tests.hub.schedule.conftest import DAY, EVENING, demanded, planned
from tests.hub.sessions.conftest import World


@pytest.fixture
async def administrator(world: World) -> Actor:
    return await world.person(world.kolding, "Birgit Leder", Role.municipal_administrator)


async def test_weights_are_set_with_a_reason_and_keep_their_history(
    world: World, administrator: Actor
) -> None:
    assert (await queries.weights(world.coordinator)).weights == Weights()
    await actions.set_weights(administrator, Weights(home=5.0), "Vi låner for meget")
    await actions.set_weights(administrator, Weights(home=3.0), "Lidt for dyrt")
    view = await queries.weights(world.coordinator)
    assert (view.weights.home, view.may_set) == (3.0, False)
    assert [(each.weights.home, each.reason, each.made_by) for each in view.history] == [
        (3.0, "Lidt for dyrt", "Birgit Leder"),
        (5.0, "Vi låner for meget", "Birgit Leder"),
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e7])
async def test_a_weight_is_a_number_that_can_be_used(administrator: Actor, value: float) -> None:
    with pytest.raises(BadInput) as told:
        await actions.set_weights(administrator, Weights(wish=value), "fordi")
    assert (told.value.code, told.value.field) == ("bad_weight", "wish")


async def test_coordinators_try_weights_and_do_not_set_them(world: World) -> None:
    with pytest.raises(Refused):
        await actions.set_weights(world.coordinator, Weights(), "fordi")


async def test_a_preview_shows_who_would_change_and_changes_nothing(world: World) -> None:
    """A nurse of Kolding has had the day before; lent hours cost nothing, so shares alone decide."""
    await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    for hour in (9, 11):
        await demanded(await planned(world, at=DAY.replace(hour=hour)), competence_id=world.nursing.id)
    dear = Weights(home=50.0, load=0.0, balance=0.0)
    told = await queries.preview(world.coordinator, dear, DAY.date(), DAY.date())
    lent = [next(p.points for p in side if p.constraint == "home") for side in (told.first, told.second)]
    assert (told.first_filled, told.second_filled, lent[1]) == (2, 2, 0.0)
    assert len(told.moved) == told.count == lent[0]
    assert (await queries.weights(world.coordinator)).history == ()
    assert not await Proposal.exists()


async def proposal(*pairs: tuple[object, int | None]) -> int:
    now = clock.now()
    day = {"period_from": DAY.date(), "period_to": DAY.date()}
    made = await Proposal.create(**day, state="ready", seconds=1, made_at=now, beat_at=now)
    for demand, person_id in pairs:
        await Suggestion.create(proposal=made, demand=demand, person_id=person_id)
    return made.id


async def test_two_proposals_side_by_side(world: World) -> None:
    other = await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    first = await proposal((demand, world.nurse.person_id))
    second = await proposal((demand, other.person_id))
    told = await queries.compare(world.coordinator, first, second)
    [moved] = told.moved
    assert (moved.first and moved.first.name, moved.second and moved.second.name) == ("Anne Holm", "Bo Syge")
    lent = [next(p.points for p in side if p.constraint == "home") for side in (told.first, told.second)]
    assert lent == [1.0, 0.0]


async def test_a_proposal_beside_what_is_published(world: World) -> None:
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    told = await queries.compare(world.coordinator, await proposal((demand, world.nurse.person_id)))
    assert (told.first_filled, told.second_filled, told.count) == (1, 0, 1)


async def test_why_not_names_everything_in_her_way_or_what_she_would_cost(world: World) -> None:
    nurse = await world.person(world.kolding, "Bo Syge", Role.professional, world.nursing)
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    against = await queries.why_not(world.coordinator, demand.id, world.dietician.person_id or 0)
    assert [each.text for each in against] == ["Har ikke kompetencen."]
    await actions.assign(world.coordinator, demand.id, nurse.person_id)
    cost = await queries.why_not(world.coordinator, demand.id, world.nurse.person_id or 0)
    assert ("against", "Timer lånt af en anden kommune: +1,00 point.") in [(r.kind, r.text) for r in cost]
    [stranger] = await queries.why_not(world.coordinator, demand.id, world.citizen.person_id or 0)
    assert stranger.text == "Er ikke fagperson her."


async def test_who_could_comes_first_and_then_who_nearly_could(world: World) -> None:
    arabic = await demanded(await planned(world), competence_id=world.nursing.id, language="ar")
    danish = await demanded(await planned(world), competence_id=world.nursing.id)
    [could] = await queries.candidates(world.coordinator, danish.id)
    [nearly] = await queries.candidates(world.coordinator, arabic.id)
    assert (could.person.name, could.against) == ("Anne Holm", "")
    assert nearly.against == "Taler ikke sproget."


async def test_an_agreement_that_ends_in_the_period_lends_nobody_afterwards(world: World) -> None:
    """Varde lends its nurses until the end of April."""
    days = (dt.datetime(2026, 4, 29, 10), dt.datetime(2026, 5, 4, 10))
    rows = [await demanded(await planned(world, at=at), competence_id=world.nursing.id) for at in days]
    proposal_id = await actions.propose(world.coordinator, days[0].date(), days[1].date(), 1)
    await actions.finished(proposal_id)
    told = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal_id=proposal_id)}
    assert told == {rows[0].id: world.nurse.person_id, rows[1].id: None}


async def test_marks_count_what_a_change_costs(world: World) -> None:
    demand = await demanded(await planned(world, at=EVENING), competence_id=world.nursing.id)
    told = await queries.marks(world.coordinator, demand.id, world.nurse.person_id)
    assert (told.breaks, told.points < -900) == ((), True)
    none = await queries.marks(world.coordinator, demand.id, None)
    assert msgspec.structs.asdict(none) == {
        "demand_id": demand.id,
        "person": None,
        "breaks": (),
        "points": 0.0,
    }
