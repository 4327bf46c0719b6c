"""A search in a process of its own, from the tables to a proposal."""

import datetime as dt

import pytest

from hub import bus, clock
from hub.errors import BadInput, Refused
from hub.matching.scoring import judge
from hub.matching.wire import Proposal as Plan
from hub.rota.models import Commitment
from hub.schedule import actions, queries
from hub.schedule.facts import demands_in, read
from hub.schedule.models import Demand, Proposal, Suggestion
from hub.schedule.problem import build
from hub.schedule.queries.cards import INTERRUPTED
from hub.schedule.states import ProposalState
from tests.hub.schedule.conftest import DAY, EVENING, demanded, planned
from tests.hub.sessions.conftest import World

LAST = DAY + dt.timedelta(days=6)


async def searched(world: World, seconds: int = 1) -> Proposal:
    proposal_id = await actions.propose(world.coordinator, DAY.date(), LAST.date(), seconds)
    await actions.finished(proposal_id)
    return await Proposal.get(id=proposal_id)


async def test_a_search_proposes_who_may_and_says_why_nobody_can(each_world: World) -> None:
    world = each_world
    nursing = await demanded(await planned(world), competence_id=world.nursing.id)
    arabic = await demanded(await planned(world, at=DAY.replace(hour=9)), language="ar")
    heard: list[object] = []
    stop = bus.subscribe("schedule.proposal.", lambda _, message: heard.append(message["state"]))
    proposal = await searched(world)
    stop()
    assert (proposal.state, heard[0], heard[-1]) == ("ready", "searching", "ready")
    rows = {row.demand_id: row for row in await Suggestion.filter(proposal=proposal)}
    assert rows[nursing.id].person_id == world.nurse.person_id
    view = await queries.proposal_for(world.coordinator, proposal.id, which="unfilled")
    [unfilled] = view.suggestions
    assert (unfilled.demand.id, "taler ikke sproget" in unfilled.unfilled) == (arabic.id, True)
    assert view.card.gap is not None


async def test_what_is_published_holds_before_the_independent_judge(world: World) -> None:
    for hour in (9, 10, 11, 14, 19):
        await demanded(await planned(world, at=DAY.replace(hour=hour)))
    proposal = await searched(world)
    assert (await actions.publish(world.coordinator, proposal.id)).left == ()
    problem = build(await read(await demands_in(DAY.date(), LAST.date())))
    told = {each.id: each.published for each in problem.demands if each.published}
    assert judge(problem, Plan(assignments=told)).faults == []
    assert len(told) == await Commitment.all().count() > 2


async def test_a_pin_is_kept_and_a_forbidden_one_is_not_proposed(world: World) -> None:
    first, second = [await demanded(await planned(world, at=DAY.replace(hour=at))) for at in (9, 14)]
    await actions.pin(world.coordinator, first.id, world.nurse.person_id or 0)
    await actions.forbid(world.coordinator, second.id, world.physio.person_id or 0)
    proposal = await searched(world)
    told = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal=proposal)}
    assert (told[first.id], told[second.id]) == (world.nurse.person_id, None)


async def test_what_people_are_committed_to_stands(world: World) -> None:
    taken = await demanded(await planned(world, at=EVENING - dt.timedelta(days=7)))
    await actions.assign(world.coordinator, taken.id, world.physio.person_id)
    beside = await demanded(await planned(world, at=EVENING - dt.timedelta(days=7)))
    day = (EVENING - dt.timedelta(days=7)).date()
    proposal_id = await actions.propose(world.coordinator, day, day, 1)
    await actions.finished(proposal_id)
    told = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal_id=proposal_id)}
    assert told == {taken.id: world.physio.person_id, beside.id: None}


async def test_a_session_over_midnight_is_named_and_left_to_hands(world: World) -> None:
    demand = await demanded(await planned(world, at=DAY.replace(hour=23, minute=30)))
    await demanded(await planned(world))
    proposal = await searched(world)
    [row] = await Suggestion.filter(proposal=proposal, demand_id=demand.id)
    assert (row.person_id, row.why[0]["en"]) == (
        None,
        "The session ends on another day. Choose somebody by hand.",
    )


async def test_one_search_at_a_time_and_one_that_is_stopped_leaves_nothing(world: World) -> None:
    await demanded(await planned(world))
    proposal_id = await actions.propose(world.coordinator, DAY.date(), LAST.date(), 60)
    with pytest.raises(Refused) as told:
        await actions.propose(world.coordinator, DAY.date(), LAST.date(), 1)
    assert told.value.code == "search_running"
    await actions.cancel_search(world.coordinator, proposal_id)
    await actions.finished(proposal_id)
    card = (await queries.proposals(world.coordinator))[-1]
    assert (card.state, await Suggestion.all().count()) == (ProposalState.discarded, 0)
    with pytest.raises(Refused):
        await actions.cancel_search(world.coordinator, proposal_id)


async def test_a_search_whose_hub_was_stopped_reads_as_failed_and_blocks_nobody(world: World) -> None:
    long_ago = clock.now() - dt.timedelta(minutes=5)
    day = {"period_from": DAY.date(), "period_to": DAY.date()}
    await Proposal.create(**day, seconds=60, made_at=long_ago, beat_at=long_ago)
    [card] = await queries.proposals(world.coordinator)
    assert (card.state, card.error) == (ProposalState.failed, INTERRUPTED)
    await demanded(await planned(world))
    assert (await searched(world)).state == "ready"


async def test_what_makes_no_sense_is_said_before_anything_is_searched(world: World) -> None:
    for session in (await planned(world), await planned(world)):
        await demanded(session, pinned_id=world.physio.person_id)
    with pytest.raises(BadInput) as told:
        await actions.propose(world.coordinator, DAY.date(), LAST.date())
    assert (told.value.code, told.value.say("en")) == (
        "pinned_twice",
        "Frokost og blodsukker: The person is pinned to two places at once.",
    )
    assert not await Proposal.exists()


@pytest.mark.parametrize(
    ("days", "seconds", "code"), [(-1, 5, "end_before_start"), (400, 5, "too_long"), (1, 0, "bad_seconds")]
)
async def test_a_period_has_limits(world: World, days: int, seconds: int, code: str) -> None:
    with pytest.raises(BadInput) as told:
        await actions.propose(world.coordinator, DAY.date(), DAY.date() + dt.timedelta(days=days), seconds)
    assert told.value.code == code


async def test_nothing_to_plan_and_nobody_to_plan_it(world: World) -> None:
    with pytest.raises(Refused) as told:
        await actions.propose(world.coordinator, DAY.date(), LAST.date())
    assert told.value.code == "nothing_to_plan"
    with pytest.raises(Refused):
        await actions.propose(world.nurse, DAY.date(), LAST.date())


async def test_a_hand_changes_a_proposal_and_sees_what_that_breaks(world: World) -> None:
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    proposal = await searched(world)
    told = await actions.change_by_hand(world.coordinator, proposal.id, demand.id, world.physio.person_id)
    assert [each.constraint for each in told.breaks] == ["competence"]
    [view] = (await queries.proposal_for(world.coordinator, proposal.id)).suggestions
    assert (view.by_hand, view.person and view.person.id) == (True, world.physio.person_id)
    assert (await actions.publish(world.coordinator, proposal.id)).count == 1
    assert (await Demand.get(id=demand.id)).pinned_id == world.physio.person_id
    with pytest.raises(Refused):
        await actions.change_by_hand(world.coordinator, proposal.id, demand.id, None)
