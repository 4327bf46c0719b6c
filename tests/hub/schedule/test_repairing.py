"""Where nobody can just step in, others are moved: a proposal for a planner to publish."""

import pytest

from hub.actor import Actor, Role
from hub.errors import Missing, Refused
from hub.schedule import actions, queries
from hub.schedule.actions import repairing
from hub.schedule.models import Asked, Call, Demand, Proposal, Suggestion
from tests.hub.schedule.conftest import EVENING, demanded, planned
from tests.hub.schedule.test_covering import MORNING, NIGHT
from tests.hub.sessions.conftest import World


async def tangled(world: World) -> tuple[int, Demand, Demand, Actor, Actor]:
    """The nurse is ill. The only other nurse has a talk at that time, which anybody could take: Bo could."""
    lost = await demanded(await planned(world), competence_id=world.nursing.id)
    talk = await demanded(await planned(world))
    other = await world.person(world.kolding, "Anden Syge", Role.professional, world.nursing)
    await actions.assign(world.coordinator, lost.id, world.nurse.person_id)
    await actions.assign(world.coordinator, talk.id, other.person_id)
    free = await world.person(world.kolding, "Bo Fys", Role.professional)
    report = await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    return report, lost, talk, other, free


async def test_one_other_is_moved_and_the_planner_publishes_both(each_world: World) -> None:
    world = each_world
    report, lost, talk, other, _ = await tangled(world)
    [view] = await queries.sick_reports(world.coordinator)
    assert (view.left, view.calls[0].asked_count) == (1, 0)
    made = await actions.propose_repair(world.coordinator, report)
    said = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal_id=made)}
    assert said[lost.id] == other.person_id
    assert said[talk.id] not in (None, other.person_id, world.nurse.person_id)
    await lost.refresh_from_db()
    assert lost.person_id is None
    told = await actions.publish(world.coordinator, made)
    assert (told.count, told.left) == (2, ())
    await lost.refresh_from_db()
    await talk.refresh_from_db()
    assert (lost.person_id, talk.person_id) == (other.person_id, said[talk.id])


async def test_in_a_large_partnership_those_are_looked_at_whom_it_reaches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same plan as with everybody's rota, which is not read; nobody is moved where nobody must be."""
    monkeypatch.setattr(repairing, "FEW", 0)
    report, lost, talk, other, _ = await tangled(world)
    made = await actions.propose_repair(world.coordinator, report)
    said = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal_id=made)}
    assert said[lost.id] == other.person_id
    assert said[talk.id] not in (None, other.person_id, world.nurse.person_id)


async def test_who_can_step_in_is_found_without_reading_what_others_have(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = await demanded(await planned(world), competence_id=world.nursing.id)
    await actions.assign(world.coordinator, lost.id, world.nurse.person_id)
    report = await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    free = await world.person(world.kolding, "Anden Syge", Role.professional, world.nursing)

    def read_everything(*_: object) -> None:
        raise AssertionError("everybody is looked at")

    monkeypatch.setattr(repairing, "demands_in", read_everything)
    made = await actions.propose_repair(world.coordinator, report)
    assert (await Suggestion.get(proposal_id=made)).person_id == free.person_id


async def test_every_change_of_it_says_why(world: World) -> None:
    report, lost, *_ = await tangled(world)
    made = await actions.propose_repair(world.coordinator, report)
    view = await queries.proposal_for(world.coordinator, made)
    assert view.card.state == "ready"
    assert {each.demand.id for each in view.suggestions if each.reasons} == {
        each.demand.id for each in view.suggestions
    }
    assert lost.id in {each.demand.id for each in view.suggestions}


async def test_who_said_no_is_not_proposed(world: World) -> None:
    lost = await demanded(await planned(world), competence_id=world.nursing.id)
    for name in ("Anden", "Tredje"):
        await world.person(world.kolding, f"{name} Syge", Role.professional, world.nursing)
    await actions.assign(world.coordinator, lost.id, world.nurse.person_id)
    report = await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    call = await Call.get()
    first, second = [row.person_id for row in await Asked.all().order_by("rank")]
    await actions.refuse_call(_actor(first), call.id)
    made = await actions.propose_repair(world.coordinator, report)
    assert [row.person_id for row in await Suggestion.filter(proposal_id=made)] == [second]
    await actions.refuse_call(_actor(second), call.id)
    with pytest.raises(Refused) as told:
        await actions.propose_repair(world.coordinator, report)
    assert told.value.code == "no_repair"
    assert await Proposal.all().count() == 1


async def test_nothing_lost_is_nothing_to_repair(world: World) -> None:
    report = await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    with pytest.raises(Refused) as told:
        await actions.propose_repair(world.coordinator, report)
    assert told.value.code == "nothing_lost"
    with pytest.raises(Missing):
        await actions.propose_repair(world.coordinator, report + 1)
    with pytest.raises(Refused):
        await actions.propose_repair(world.nurse, report)


async def test_the_page_ranks_and_explains_as_the_engine_does(world: World) -> None:
    """One truth: the order, the points and the sentences are those of the engine beside the same plan."""
    for at, name in enumerate(("Anden", "Tredje", "Fjerde")):
        who = await world.person(world.kolding, f"{name} Syge", Role.professional, world.nursing)
        for hour in range(at):
            busy = await demanded(await planned(world, EVENING.replace(hour=9 + 2 * hour)))
            await actions.assign(world.coordinator, busy.id, who.person_id)
    lost = await demanded(await planned(world), competence_id=world.nursing.id)
    engine = [
        each.person.id for each in await queries.candidates(world.coordinator, lost.id) if not each.against
    ]
    await actions.assign(world.coordinator, lost.id, world.nurse.person_id)
    await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    [view] = await queries.sick_reports(world.coordinator)
    asked = view.calls[0].asked
    assert [each.person.id for each in asked] == [each for each in engine if each != world.nurse.person_id]
    assert [each.person.name for each in asked] == ["Anden Syge", "Tredje Syge", "Fjerde Syge"]
    texts = [" ".join(one.text for one in each.reasons) for each in asked]
    assert all("Er ansat i kommunen." in text for text in texts)
    assert ["3 timer i perioden" in text for text in texts] == [False, False, True]
    assert not any("En anden har fået besked" in text for text in texts)


def _actor(person_id: int) -> Actor:
    return Actor(person_id=person_id, municipality_id=1, roles=frozenset({Role.professional}))
