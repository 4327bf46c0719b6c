"""Sessions that are over are counted from their attendance, once, on both databases."""

import asyncio
import datetime as dt

from tortoise.connection import get_connection

from hub import jobs
from hub.ledger import held
from hub.ledger.models import Counted, Entry
from hub.ledger.queries import surplus
from hub.sessions.models import Session
from tests.hub.ledger.conftest import Held

DAY = dt.date(2026, 3, 2)


async def rows() -> list[tuple[int, int, int]]:
    """Giver, receiver and minutes of every entry, in order."""
    return [(row.giver_id, row.receiver_id, row.minutes) for row in await Entry.all().order_by("id")]


async def test_the_share_of_the_others_is_lent_and_ones_own_is_not(each_world: Held) -> None:
    world = each_world
    await world.was_there(world.host, (0, 60))
    await world.was_there(world.nurse, (0, 30), (31, 61))

    assert await world.over() == 1
    assert await rows() == [
        (world.kolding.id, world.varde.id, 30),
        (world.varde.id, world.kolding.id, 30),
    ]


async def test_an_odd_minute_goes_to_whose_turn_it_is(world: Held) -> None:
    two = [await world.another(world.kolding, world.varde, host=world.host) for _ in range(2)]
    for session in two:
        await world.was_there(world.host, (0, 61), session=session)

    await world.over()
    assert sorted(minutes for _, _, minutes in await rows()) == [30, 31]


async def test_nothing_is_counted_twice_even_by_two_at_once(each_world: Held) -> None:
    world = each_world
    await world.was_there(world.nurse, (0, 60))
    world.clock.forward(hours=3)

    await asyncio.gather(*(held.count(world.session) for _ in range(4)))
    assert await held.count_held() == 0
    assert len(await rows()) == 1


async def test_a_session_still_under_way_or_never_opened_is_left_alone(world: Held) -> None:
    await world.was_there(world.nurse, (0, 60))
    assert await held.count_held() == 0

    await Session.filter(id=world.session).update(state="published")
    assert await world.over() == 0
    assert await Counted.all().count() == 0


async def test_a_crash_ends_a_stretch_where_it_was_last_seen(world: Held) -> None:
    await world.was_there(world.nurse, (0, None))

    await world.over()
    assert [minutes for _, _, minutes in await rows()] == [10]


async def test_citizens_are_not_counted(world: Held) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.was_there(citizen, (0, 60))

    assert await world.over() == 1
    assert await rows() == []


async def test_the_agreement_of_the_day_is_named_the_profession_before_all(world: Held) -> None:
    everything = await world.lend(world.varde, world.kolding)
    nursing = await world.lend(world.varde, world.kolding, competence=world.nursing)
    await world.lend(world.varde, world.svendborg, valid_to=dt.date(2026, 2, 28))
    made = await world.another(world.kolding, world.svendborg, host=world.nurse)
    await world.was_there(world.nurse, (0, 60), session=made)
    await world.over()

    found = {row.receiver_id: row.agreement_id for row in await Entry.filter(session_id=made)}
    assert found == {world.kolding.id: nursing.id, world.svendborg.id: None}
    assert everything.id != nursing.id


async def test_one_session_that_fails_does_not_stop_the_others(world: Held) -> None:
    second = await world.another(world.kolding, host=world.nurse)
    for session in (world.session, second):
        await world.was_there(world.nurse, (0, 60), session=session)
    await get_connection("default").execute_script(
        f"CREATE TRIGGER broken BEFORE INSERT ON ledger_entry WHEN NEW.session_id = {world.session} "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )

    assert await world.over() == 1
    assert [row.session_id for row in await Counted.all()] == [second]


async def test_the_next_hour_is_waiting_and_counts(world: Held) -> None:
    await held.schedule()
    await held.schedule()
    assert await jobs.Job.filter(kind="ledger_count").count() == 1

    await world.was_there(world.nurse, (0, 60))
    world.clock.forward(hours=3)
    await jobs.run_due()
    assert len(await rows()) == 1
    assert await jobs.Job.filter(kind="ledger_count", done_at=None).count() == 1


async def test_surpluses_add_up_to_zero(world: Held) -> None:
    for lender in (world.host, world.nurse, world.speaker):
        made = await world.another(world.kolding, world.varde, world.svendborg, host=lender)
        await world.was_there(lender, (0, 47), session=made)

    await world.over()
    found = await surplus(DAY)
    assert sum(found.values()) == 0
    assert found[world.svendborg.id] < 0
    assert await surplus(DAY - dt.timedelta(days=1)) == {}
