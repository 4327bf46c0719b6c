"""Well again sooner than thought: what nobody has taken is hers again, and those asked are told."""

import datetime as dt

import pytest

from hub import clock, jobs
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import Commitment, RotaException
from hub.schedule import actions, queries
from hub.schedule.actions.sickness import _resume
from hub.schedule.mails import Order, compose
from hub.schedule.models import Asked, Call, SickReport
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.schedule.test_covering import assigned, colleague
from tests.hub.sessions.conftest import World

FRIDAY = DAY + dt.timedelta(days=3, hours=23)
TUESDAY = dt.datetime(2026, 3, 24, 6, 0, tzinfo=dt.UTC)


async def ill(world: World) -> int:
    """The nurse is away until Friday; it is Tuesday morning, before her evening session."""
    clock.set_clock(lambda: TUESDAY)
    return await actions.report_sick(world.nurse, world.nurse.person_id or 0, DAY, FRIDAY)


async def letters(letter: str) -> list[int]:
    found = await jobs.Job.filter(kind="schedule_letter", done_at=None).order_by("id")
    return sorted(job.payload["person_id"] for job in found if job.payload["letter"] == letter)


async def test_what_nobody_has_taken_is_hers_again_and_those_asked_are_told(each_world: World) -> None:
    world = each_world
    demand = await assigned(world)
    report = await ill(world)
    call = await Call.get()
    no = await colleague(world, call)
    await actions.refuse_call(no, call.id)
    await actions.end_sickness(world.nurse, report)
    await demand.refresh_from_db()
    assert (demand.person_id, demand.state) == (world.nurse.person_id, "accepted")
    assert [row.person_id for row in await Commitment.all()] == [world.nurse.person_id]
    asked = {row.person_id for row in await Asked.all()} - {no.person_id}
    assert await letters("spared") == sorted(asked)
    assert await letters("call") == [no.person_id]
    with pytest.raises(Refused):
        await actions.take_call(await colleague(world, call, 2), call.id)


async def test_history_and_rota_say_how_long_she_was_away(each_world: World) -> None:
    world = each_world
    await assigned(world)
    report = await ill(world)
    clock.set_clock(lambda: TUESDAY + dt.timedelta(hours=4))
    await actions.end_sickness(world.coordinator, report)
    row = await SickReport.get(id=report)
    assert (row.ends_local, row.expected_local) == ("2026-03-24T11:00", "2026-03-27T23:00")
    assert (row.ended_at, row.ended_by_id) == (clock.now(), world.coordinator.person_id)
    assert [each.ends_local for each in await RotaException.filter(kind="sick")] == [row.ends_local]
    [view] = await queries.sick_reports(world.coordinator)
    assert (view.well_at, view.may_end, len(view.calls), view.calls[0].asked_count) == (
        clock.now(),
        False,
        1,
        4,
    )
    assert (await queries.my_assignments(world.nurse)).sick == ()


async def test_by_a_planners_press_she_is_asked(world: World) -> None:
    demand = await assigned(world)
    await actions.end_sickness(world.coordinator, await ill(world))
    await demand.refresh_from_db()
    assert (demand.person_id, demand.state) == (world.nurse.person_id, "asked")


async def test_what_a_colleague_took_stays_hers(world: World) -> None:
    demand = await assigned(world)
    report = await ill(world)
    who = await colleague(world, await Call.get())
    await actions.take_call(who, (await Call.get()).id)
    await actions.end_sickness(world.nurse, report)
    await demand.refresh_from_db()
    assert demand.person_id == who.person_id
    assert await letters("spared") == []


async def test_where_she_has_something_else_by_now_others_stay_asked(world: World) -> None:
    demand = await assigned(world)
    report = await ill(world)
    await RotaException.all().delete()
    other = await demanded(await planned(world), competence_id=world.nursing.id)
    await actions.assign(world.coordinator, other.id, world.nurse.person_id)
    await actions.end_sickness(world.nurse, report)
    await demand.refresh_from_db()
    assert (demand.person_id, (await Call.get()).state) == (None, "open")
    assert await letters("spared") == []


async def test_an_illness_ends_once_and_by_whom_it_concerns(world: World) -> None:
    await assigned(world)
    report = await ill(world)
    with pytest.raises(Missing):
        await actions.end_sickness(world.physio, report)
    with pytest.raises(Missing):
        await actions.end_sickness(world.coordinator, 2**40)
    await actions.end_sickness(world.nurse, report)
    with pytest.raises(Refused) as told:
        await actions.end_sickness(world.nurse, report)
    assert told.value.code == "already_well"


async def test_the_job_after_a_crash_frees_nothing_once_she_is_well(world: World) -> None:
    demand = await assigned(world)
    report = await ill(world)
    await actions.end_sickness(world.nurse, report)
    await _resume({"report_id": report})
    await demand.refresh_from_db()
    assert demand.person_id == world.nurse.person_id


async def test_a_second_report_of_the_same_days_keeps_her_away(world: World) -> None:
    await assigned(world)
    first, second = await ill(world), await ill(world)
    await actions.end_sickness(world.nurse, first)
    assert await RotaException.filter(kind="sick", ends_local="2026-03-27T23:00").count() == 1
    await actions.end_sickness(world.nurse, second)
    assert not await RotaException.filter(kind="sick", ends_local="2026-03-27T23:00").exists()


async def test_an_illness_that_ends_in_its_first_minute_leaves_no_time_away(world: World) -> None:
    clock.set_clock(lambda: TUESDAY)
    since = clock.local(TUESDAY)
    report = await actions.report_sick(world.nurse, world.nurse.person_id or 0, since, FRIDAY)
    await actions.end_sickness(world.nurse, report)
    assert not await RotaException.filter(kind="sick").exists()


async def test_the_letter_says_it_is_not_needed_and_is_no_entry_of_the_calendar(world: World) -> None:
    demand = await assigned(world)
    report = await ill(world)
    await actions.end_sickness(world.nurse, report)
    asked = await Asked.get(rank=1)
    order = Order(demand.session_id, asked.person_id, "spared", 0, asked.call_id)
    mail = await compose(order)
    assert mail is not None
    assert (mail.subject, mail.calendar) == ("Vi har ikke brug for dig alligevel", "")
    assert "Det er ikke nødvendigt længere" in mail.text
    clock.set_clock(lambda: TUESDAY + dt.timedelta(days=1))
    assert await compose(order) is None


WEDNESDAY, THURSDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)


async def test_well_from_a_later_day_only_what_comes_then_is_hers_again(each_world: World) -> None:
    world = each_world
    first, second = [
        await demanded(await planned(world, at=day.replace(hour=10)), competence_id=world.nursing.id)
        for day in (DAY, THURSDAY)
    ]
    for demand in (first, second):
        await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    report = await ill(world)
    await actions.end_sickness(world.nurse, report, WEDNESDAY.date())
    for demand in (first, second):
        await demand.refresh_from_db()
    assert (first.person_id, second.person_id) == (None, world.nurse.person_id)
    row = await SickReport.get(id=report)
    assert (row.ends_local, row.expected_local, row.ended_at) == (
        "2026-03-25T00:00",
        "2026-03-27T23:00",
        None,
    )
    assert [each.ends_local for each in await RotaException.filter(kind="sick")] == [row.ends_local]
    [view] = await queries.sick_reports(world.coordinator)
    assert (view.may_end, view.ends_local) == (True, WEDNESDAY)


async def test_who_is_well_from_a_day_may_be_well_sooner_still(world: World) -> None:
    report = await ill(world)
    await actions.end_sickness(world.nurse, report, THURSDAY.date())
    await actions.end_sickness(world.nurse, report)
    row = await SickReport.get(id=report)
    assert (row.ends_local, row.expected_local) == ("2026-03-24T07:00", "2026-03-27T23:00")
    assert row.ended_at == TUESDAY


@pytest.mark.parametrize("days", [-1, 4, 30])
async def test_a_day_that_is_past_or_not_sooner_is_refused(world: World, days: int) -> None:
    report = await ill(world)
    with pytest.raises(BadInput) as told:
        await actions.end_sickness(world.nurse, report, (DAY + dt.timedelta(days=days)).date())
    assert (told.value.code, told.value.field) == ("bad_day", "well_from")
    assert (await SickReport.get(id=report)).expected_local is None


async def test_well_from_today_is_well_now(world: World) -> None:
    report = await ill(world)
    await actions.end_sickness(world.nurse, report, DAY.date())
    assert (await SickReport.get(id=report)).ended_at == TUESDAY
