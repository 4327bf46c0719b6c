"""Illness and swaps: several are asked, the first who says yes has it, and nobody else can."""

import asyncio
import datetime as dt

import pytest

from hub import clock, jobs
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import Commitment
from hub.schedule import actions, queries
from hub.schedule.models import Asked, Call, Demand
from hub.schedule.states import CallState
from hub.sessions.models import SessionHost
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.sessions.conftest import World, published

MORNING, NIGHT = DAY.replace(hour=7, minute=30), DAY.replace(hour=23)


async def assigned(world: World) -> Demand:
    """A nurse's session that Anne Holm leads, with four more nurses about, two of them in Varde."""
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    for name in ("Bo", "Cilla"):
        await world.person(world.kolding, f"{name} Syge", Role.professional, world.nursing)
        await world.person(world.varde, f"{name} Hjerte", Role.professional, world.nursing)
    await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    return demand


async def colleague(world: World, call: Call, rank: int = 1) -> Actor:
    row = await Asked.get(call=call, rank=rank)
    return Actor(person_id=row.person_id, municipality_id=1, roles=frozenset({Role.professional}))


async def sick(world: World) -> Call:
    await actions.report_sick(world.nurse, world.nurse.person_id or 0, MORNING, NIGHT)
    return await Call.get(kind="sick")


async def test_one_press_frees_the_session_and_asks_everybody_who_can_over_all_municipalities(
    each_world: World,
) -> None:
    demand = await assigned(each_world)
    call = await sick(each_world)
    [view] = await queries.sick_reports(each_world.coordinator)
    assert [(each.rank, each.person.municipality) for each in view.calls[0].asked] == [
        (1, "Kolding"),
        (2, "Kolding"),
        (3, "Varde"),
        (4, "Varde"),
    ]
    await demand.refresh_from_db()
    assert (demand.state, demand.person_id, call.state) == ("open", None, "open")
    assert not await SessionHost.exists(session_id=demand.session_id)
    told = await jobs.Job.filter(kind="schedule_letter").order_by("id")
    assert sorted(job.payload["letter"] for job in told) == ["call"] * 4 + ["freed"]


async def test_the_first_yes_has_it_and_the_second_is_told(each_world: World) -> None:
    world = each_world
    demand = await assigned(world)
    call = await sick(world)
    first, second = await colleague(world, call, 2), await colleague(world, call, 1)
    await actions.take_call(first, call.id)
    with pytest.raises(Refused) as told:
        await actions.take_call(second, call.id)
    assert told.value.code == "call_over"
    await demand.refresh_from_db()
    assert (demand.state, demand.person_id) == ("accepted", first.person_id)
    assert [row.person_id for row in await Commitment.all()] == [first.person_id]


async def test_of_many_at_once_exactly_one_is_first(each_world: World) -> None:
    world = each_world
    demand = await assigned(world)
    call = await sick(world)
    everybody = [await colleague(world, call, rank) for rank in range(1, 5)]

    async def take(who: Actor) -> str:
        try:
            await actions.take_call(who, call.id)
        except Refused as told:
            return told.code
        return "hers"

    outcomes = await asyncio.gather(*(asyncio.create_task(take(who)) for who in everybody))
    assert sorted(outcomes) == ["call_over"] * 3 + ["hers"]
    assert await SessionHost.filter(session_id=demand.session_id).count() == 1
    assert await Commitment.all().count() == 1


async def test_who_is_taken_meanwhile_cannot_take_it(world: World) -> None:
    await assigned(world)
    call = await sick(world)
    who = await colleague(world, call)
    other = await demanded(await planned(world))
    await actions.assign(world.coordinator, other.id, who.person_id)
    with pytest.raises(Refused) as told:
        await actions.take_call(who, call.id)
    assert told.value.code == "double_booked"
    assert (await queries.call_for(world.coordinator, call.id)).state is CallState.open


async def test_a_session_nobody_asked_the_schedule_for_is_covered_too(world: World) -> None:
    session_id = await published(world)
    await world.person(world.kolding, "Bo Fys", Role.professional)
    await actions.report_sick(world.coordinator, world.physio.person_id or 0, MORNING, NIGHT)
    demand = await Demand.get(session_id=session_id)
    call = await Call.get(demand=demand)
    assert (demand.role, demand.person_id, call.leaver_id) == ("host", None, world.physio.person_id)


async def test_what_nobody_can_take_is_named(world: World) -> None:
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    report = await actions.report_sick(world.coordinator, world.nurse.person_id or 0, MORNING, NIGHT)
    view = await queries.sick_for(world.coordinator, report)
    assert [each.id for each in view.uncovered] == [demand.id]


async def test_that_she_is_ill_is_not_told_to_those_asked(world: World) -> None:
    await assigned(world)
    call = await sick(world)
    view = await queries.call_for(await colleague(world, call), call.id)
    assert (view.kind, view.leaver, view.asked, view.asked_count) == ("", None, (), 4)
    with pytest.raises(Missing):
        await queries.call_for(world.physio, call.id)


async def test_a_crash_after_the_report_is_made_good_by_the_job(world: World) -> None:
    demand = await assigned(world)
    await sick(world)
    await Call.all().delete()
    await actions.assign(world.coordinator, demand.id, None)
    await Demand.filter(id=demand.id).update(person_id=world.nurse.person_id, state="accepted")
    clock.set_clock(lambda: dt.datetime(2026, 3, 2, 8, 5, tzinfo=dt.UTC))
    await jobs.run_due()
    assert await Call.filter(demand_id=demand.id, state="open").count() == 1


async def test_a_swap_leaves_it_hers_until_somebody_says_yes(world: World) -> None:
    demand = await assigned(world)
    call = await Call.get(id=await actions.offer_swap(world.nurse, demand.id))
    await demand.refresh_from_db()
    assert demand.person_id == world.nurse.person_id
    who = await colleague(world, call)
    await actions.take_call(who, call.id)
    await demand.refresh_from_db()
    assert (demand.person_id, await Commitment.filter(person_id=world.nurse.person_id).count()) == (
        who.person_id,
        0,
    )


async def test_a_swap_with_one_colleague_asks_nobody_else(world: World) -> None:
    demand = await assigned(world)
    colleague_id = (await queries.candidates(world.coordinator, demand.id))[0].person.id
    call_id = await actions.offer_swap(world.nurse, demand.id, colleague_id)
    assert [row.person_id for row in await Asked.filter(call_id=call_id)] == [colleague_id]
    with pytest.raises(Refused):
        await actions.offer_swap(world.nurse, demand.id)


async def test_a_planner_who_gives_it_away_closes_the_call(world: World) -> None:
    demand = await assigned(world)
    call = await sick(world)
    who = await colleague(world, call, 3)
    await actions.assign(world.coordinator, demand.id, who.person_id)
    assert (await queries.call_for(world.coordinator, call.id)).state is CallState.closed
    with pytest.raises(Refused):
        await actions.take_call(await colleague(world, call), call.id)


async def test_a_no_and_a_closed_call(world: World) -> None:
    await assigned(world)
    call = await sick(world)
    who = await colleague(world, call)
    await actions.refuse_call(who, call.id)
    assert (await queries.my_assignments(who)).calls == ()
    assert (await queries.call_for(world.coordinator, call.id)).asked[0].answer == "no"
    await actions.close_call(world.coordinator, call.id)
    with pytest.raises(Refused):
        await actions.close_call(world.coordinator, call.id)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [(NIGHT, MORNING, "end_before_start"), (MORNING, MORNING + dt.timedelta(days=90), "too_long")],
)
async def test_an_illness_has_a_beginning_and_an_end(
    world: World, starts: dt.datetime, ends: dt.datetime, code: str
) -> None:
    with pytest.raises(BadInput) as told:
        await actions.report_sick(world.nurse, world.nurse.person_id or 0, starts, ends)
    assert told.value.code == code


async def test_nobody_calls_a_colleague_ill(world: World) -> None:
    with pytest.raises(Missing):
        await actions.report_sick(world.physio, world.nurse.person_id or 0, MORNING, NIGHT)
