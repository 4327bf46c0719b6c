"""Telling people: a proposal in parts, one demand alone; what they answer, and what they are sent."""

import datetime as dt

import pytest

from hub import clock, jobs
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import Commitment
from hub.schedule import actions, queries
from hub.schedule.mails import Order, compose
from hub.schedule.models import Declined, Demand, Proposal, Suggestion
from hub.schedule.states import DemandState, ProposalState
from hub.sessions import actions as sessions
from hub.sessions.kinds import Kind
from hub.sessions.models import SessionHost
from tests.hub.schedule.conftest import DAY, EVENING, demanded, planned
from tests.hub.sessions.conftest import World, form


async def ready(*suggestions: tuple[Demand, Actor]) -> Proposal:
    """A proposal as a search has left it."""
    now = clock.now()
    period = {"period_from": DAY.date(), "period_to": DAY.date()}
    made = await Proposal.create(**period, state="ready", seconds=5, made_at=now, beat_at=now)
    for demand, actor in suggestions:
        await Suggestion.create(proposal=made, demand=demand, person_id=actor.person_id)
    return made


async def letters(person: Actor) -> list[str]:
    rows = await jobs.Job.filter(kind="schedule_letter").order_by("id")
    return [row.payload["letter"] for row in rows if row.payload["person_id"] == person.person_id]


async def test_who_is_published_leads_the_draft_and_her_time_is_taken(each_world: World) -> None:
    world = each_world
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    proposal = await ready((demand, world.nurse))
    assert (await actions.publish(world.coordinator, proposal.id)).count == 1
    view = await queries.demand_for(world.nurse, demand.id)
    assert (view.state, view.person and view.person.name) == (DemandState.asked, "Anne Holm")
    [taken] = await Commitment.filter(person_id=world.nurse.person_id)
    assert (taken.session_id, clock.local(taken.starts_at)) == (demand.session_id, EVENING)
    assert await letters(world.nurse) == ["asked"]
    assert (await queries.proposals(world.coordinator))[0].state is ProposalState.published


async def test_a_part_is_published_and_the_rest_waits(world: World) -> None:
    first, second = [await demanded(await planned(world, at=DAY.replace(hour=at))) for at in (9, 14)]
    proposal = await ready((first, world.physio), (second, world.physio))
    assert (await actions.publish(world.coordinator, proposal.id, [second.id])).count == 1
    await first.refresh_from_db()
    card = (await queries.proposal_for(world.coordinator, proposal.id)).card
    assert (first.state, card.state, card.published) == ("open", ProposalState.ready, 1)


async def test_what_has_become_impossible_is_left_and_named(world: World) -> None:
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    proposal = await ready((demand, world.nurse))
    starts = DAY.replace(hour=7)
    await actions.report_sick(world.nurse, world.nurse.person_id or 0, starts, starts.replace(hour=23))
    told = await actions.publish(world.coordinator, proposal.id)
    assert (told.count, [each.text for each in told.left]) == (0, ["Er væk eller optaget på det tidspunkt."])
    assert not await SessionHost.exists(session_id=demand.session_id)


async def test_two_suggestions_that_cannot_both_be_are_both_left(world: World) -> None:
    first, second = [await demanded(await planned(world)) for _ in range(2)]
    proposal = await ready((first, world.nurse), (second, world.nurse))
    told = await actions.publish(world.coordinator, proposal.id)
    assert (told.count, len(told.left), await Commitment.all().count()) == (0, 2, 0)


async def test_a_promised_draft_keeps_its_people_when_it_is_moved(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    later = EVENING + dt.timedelta(days=1)
    await sessions.move(world.coordinator, demand.session_id, later, later + dt.timedelta(hours=1))
    [taken] = await Commitment.all()
    assert clock.local(taken.starts_at) == later


async def test_an_assignment_beside_another_is_refused_with_its_reason(world: World) -> None:
    first, second = [await demanded(await planned(world)) for _ in range(2)]
    await actions.assign(world.coordinator, first.id, world.physio.person_id)
    with pytest.raises(Refused) as told:
        await actions.assign(world.coordinator, second.id, world.physio.person_id)
    assert (told.value.code, told.value.say("en")) == ("overlap", "Has another session at the same time.")


async def test_a_yes_stays_and_a_no_opens_the_demand_and_is_remembered(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    await actions.answer(world.physio, demand.id, True)
    assert [each.id for each in (await queries.my_assignments(world.physio)).coming] == [demand.id]
    await actions.answer(world.physio, demand.id, False, "Ferie")
    await demand.refresh_from_db()
    assert (demand.state, demand.person_id) == ("open", None)
    assert [row.reason for row in await Declined.all()] == ["Ferie"]
    assert not await Commitment.exists()
    assert await letters(world.physio) == ["freed"]


async def test_only_who_was_asked_answers(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    with pytest.raises(Missing):
        await actions.answer(world.nurse, demand.id, True)
    with pytest.raises(Refused):
        await actions.answer(world.coordinator, demand.id, True)


async def test_letters_bring_the_entry_and_take_it_back(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    [job] = await jobs.Job.filter(kind="schedule_letter")
    asked = await compose(Order(**job.payload))
    assert asked is not None
    assert (asked.method, asked.subject) == ("REQUEST", "Du er sat på et møde")
    assert "Frokost" not in asked.text + asked.calendar
    await actions.assign(world.coordinator, demand.id, None)
    [job] = await jobs.Job.filter(kind="schedule_letter")
    freed = await compose(Order(**job.payload))
    assert freed is not None
    assert (freed.method, job.payload["sequence"]) == ("CANCEL", 1)


async def test_a_letter_that_is_no_longer_true_is_not_sent(world: World) -> None:
    demand = await demanded(await planned(world))
    order = Order(demand.session_id, world.physio.person_id or 0, "asked", 0)
    assert await compose(order) is None


async def test_nobody_has_two_roles_in_one_session(world: World) -> None:
    session_id = await planned(world)
    host, moderator = await demanded(session_id), await demanded(session_id, role="moderator")
    await actions.assign(world.coordinator, host.id, world.physio.person_id)
    with pytest.raises(Refused):
        await actions.assign(world.coordinator, moderator.id, world.physio.person_id)
    assert await SessionHost.filter(session_id=session_id).count() == 1


async def test_no_agreement_no_assignment(world: World) -> None:
    demand = await demanded(await planned(world))
    with pytest.raises(Refused) as told:
        await actions.assign(world.coordinator, demand.id, world.dietician.person_id)
    assert told.value.code == "agreement"


async def test_a_session_that_has_begun_is_left(world: World, frozen_clock: object) -> None:
    demand = await demanded(await planned(world))
    clock.set_clock(lambda: clock.utc(EVENING))
    with pytest.raises(Refused) as told:
        await actions.assign(world.coordinator, demand.id, None)
    assert told.value.code == "session_over"


async def test_who_was_told_is_asked_again_when_the_session_is_moved(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    await actions.answer(world.physio, demand.id, True)
    later = EVENING + dt.timedelta(days=1)
    await sessions.move(world.coordinator, demand.session_id, later, later + dt.timedelta(hours=1))
    await demand.refresh_from_db()
    [job] = await jobs.Job.filter(kind="schedule_letter")
    assert (demand.state, job.payload["letter"], job.payload["sequence"]) == ("asked", "asked", 1)


async def test_a_demand_is_open_again_when_her_name_is_taken_off_the_session(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    await sessions.edit(world.coordinator, demand.session_id, form(world, hosts=()))
    await demand.refresh_from_db()
    assert (demand.state, demand.person_id, await letters(world.physio)) == ("open", None, ["freed"])
    assert not await Commitment.exists()


async def test_who_was_to_lead_a_cancelled_session_is_told(world: World) -> None:
    demand = await demanded(await planned(world))
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    await sessions.cancel(world.coordinator, demand.session_id, "Aflyst")
    [job] = await jobs.Job.filter(kind="schedule_letter")
    mail = await compose(Order(**job.payload))
    assert mail is not None
    assert (mail.method, await Commitment.exists()) == ("CANCEL", False)


@pytest.mark.parametrize("others", [2, 3])
async def test_nobody_is_given_a_session_that_has_no_room_for_more(world: World, others: int) -> None:
    """Three lead a consultation at most, those included whom a planner put on its page."""
    session_id = await planned(world, kind=Kind.consultation, capacity=None)
    demand = await demanded(session_id)
    people = (world.nurse, world.dietician, await world.person(world.kolding, "Bo Bo", Role.professional))
    for one in people[:others]:
        await SessionHost.create(session_id=session_id, person_id=one.person_id, part="co_host")
    giving = actions.assign(world.coordinator, demand.id, world.physio.person_id)
    if others == 2:
        await giving
    else:
        with pytest.raises(BadInput) as told:
            await giving
        assert told.value.code == "too_many_hosts"
    assert await SessionHost.filter(session_id=session_id).count() == 3
