"""Nobody is booked twice: what commitments allow and refuse, and what the database refuses by itself."""

import asyncio
import datetime as dt

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from hub import clock, db
from hub.actor import Actor
from hub.errors import Refused
from hub.rota import commitments
from hub.rota.models import Commitment
from tests.conftest import Clock
from tests.hub.rota.conftest import World, at

NINE, TEN, ELEVEN, NOON = (at(f"2026-03-24 {hour:02}:00") for hour in (9, 10, 11, 12))
HALF = dt.timedelta(minutes=30)
DAY = at("2026-03-24 00:00"), at("2026-03-25 00:00")


def key(actor: Actor) -> int:
    """The person behind an actor."""
    assert actor.person_id is not None
    return actor.person_id


async def follow(session: int, starts: dt.datetime, ends: dt.datetime, *actors: Actor) -> None:
    """Commit these people to a session, in a transaction of its own."""
    async with db.transaction():
        await commitments.follow(session, starts, ends, [key(actor) for actor in actors])


async def hold(actor: Actor, starts: dt.datetime, ends: dt.datetime) -> int:
    """A hold of five minutes from now, in a transaction of its own."""
    async with db.transaction():
        return await commitments.hold(key(actor), starts, ends, clock.now() + dt.timedelta(minutes=5))


async def taken(*actors: Actor) -> list[tuple[int, dt.datetime, dt.datetime, int | None]]:
    """Who is taken when by what on the day of these tests."""
    found = await commitments.clashes([key(actor) for actor in actors], *DAY)
    return [(clash.person_id, clash.starts_at, clash.ends_at, clash.session_id) for clash in found]


async def write(actor: Actor, starts: dt.datetime, ends: dt.datetime) -> Commitment:
    """A row written past all our code."""
    return await Commitment.create(person_id=key(actor), starts_at=starts, ends_at=ends, purpose="session")


async def test_a_session_takes_the_time_of_exactly_its_people(each_world: World) -> None:
    w = each_world
    await follow(1, NINE, TEN, w.physio, w.nurse)
    assert await taken(w.physio, w.nurse) == [
        (key(w.physio), NINE, TEN, 1),
        (key(w.nurse), NINE, TEN, 1),
    ]
    await follow(1, TEN, ELEVEN, w.nurse)
    assert await taken(w.physio, w.nurse) == [(key(w.nurse), TEN, ELEVEN, 1)]
    async with db.transaction():
        await commitments.release(1)
    assert await taken(w.physio, w.nurse) == []


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(NINE, TEN), (NINE - HALF, NINE + HALF), (TEN - HALF, TEN), (NINE - HALF, NOON)],
    ids=["the same", "into it", "its end", "around it"],
)
async def test_a_second_session_at_that_time_is_refused(
    each_world: World, starts: dt.datetime, ends: dt.datetime
) -> None:
    await follow(1, NINE, TEN, each_world.physio)
    with pytest.raises(Refused, match="double_booked"):
        await follow(2, starts, ends, each_world.nurse, each_world.physio)
    assert await taken(each_world.physio, each_world.nurse) == [(key(each_world.physio), NINE, TEN, 1)]


async def test_one_session_may_begin_when_another_ends(each_world: World) -> None:
    await follow(1, TEN, ELEVEN, each_world.physio)
    await follow(2, NINE, TEN, each_world.physio)
    await follow(3, ELEVEN, NOON, each_world.physio)
    assert [session for *_, session in await taken(each_world.physio)] == [2, 1, 3]


async def test_staff_are_told_who_is_taken_and_nobody_else(world: World) -> None:
    await follow(1, NINE, TEN, world.physio)
    for reader, da in (
        (world.coordinator, "Per Lindgaard er optaget af noget andet i det tidsrum."),
        (world.citizen, "Tiden er optaget. Vælg en anden."),
        (None, "Tiden er optaget. Vælg en anden."),
    ):
        with pytest.raises(Refused) as caught:
            async with db.transaction():
                await commitments.follow(2, NINE, TEN, [key(world.physio)], reader)
        assert caught.value.say("da") == da
        assert str(caught.value) == "double_booked"


async def test_what_is_left_of_a_session_that_is_over_is_free_again(each_world: World) -> None:
    await follow(1, NINE, ELEVEN, each_world.physio)
    await follow(2, NOON, NOON + HALF, each_world.physio)
    async with db.transaction():
        await commitments.cut(1, TEN)
        await commitments.cut(2, TEN)
    assert await taken(each_world.physio) == [(key(each_world.physio), NINE, TEN, 1)]


async def test_a_hold_keeps_everybody_else_out_until_it_runs_out(
    each_world: World, frozen_clock: Clock
) -> None:
    await hold(each_world.physio, NINE, TEN)
    with pytest.raises(Refused, match="double_booked"):
        await hold(each_world.physio, NINE, TEN)
    with pytest.raises(Refused, match="double_booked"):
        await follow(1, NINE, TEN, each_world.physio)
    frozen_clock.forward(minutes=5)
    assert await taken(each_world.physio) == []
    await follow(1, NINE, TEN, each_world.physio)
    assert await taken(each_world.physio) == [(key(each_world.physio), NINE, TEN, 1)]


async def test_a_hold_becomes_a_session_of_its_own_time(each_world: World) -> None:
    held = await hold(each_world.physio, NINE, TEN)
    async with db.transaction():
        await commitments.turn_hold(held, 7)
        await commitments.follow(7, NINE, TEN, [key(each_world.physio)])
    assert await taken(each_world.physio) == [(key(each_world.physio), NINE, TEN, 7)]
    async with db.transaction():
        await commitments.drop_hold(held)
    assert [session for *_, session in await taken(each_world.physio)] == [7]


async def test_a_hold_that_ran_out_is_honoured_while_nobody_took_the_time(
    each_world: World, frozen_clock: Clock
) -> None:
    held = await hold(each_world.physio, NINE, TEN)
    frozen_clock.forward(minutes=6)
    async with db.transaction():
        await commitments.turn_hold(held, 7)
    assert [session for *_, session in await taken(each_world.physio)] == [7]


async def test_a_hold_that_went_to_somebody_else_is_refused(each_world: World, frozen_clock: Clock) -> None:
    held = await hold(each_world.physio, NINE, TEN)
    frozen_clock.forward(minutes=6)
    await hold(each_world.physio, NINE, TEN)
    with pytest.raises(Refused, match="hold_expired"):
        async with db.transaction():
            await commitments.turn_hold(held, 7)


async def test_a_dropped_hold_is_free_at_once(each_world: World) -> None:
    held = await hold(each_world.physio, NINE, TEN)
    async with db.transaction():
        await commitments.drop_hold(held)
    await follow(1, NINE, TEN, each_world.physio)
    assert [session for *_, session in await taken(each_world.physio)] == [1]


async def test_a_session_does_not_clash_with_itself(world: World) -> None:
    await follow(1, NINE, TEN, world.physio)
    assert await commitments.clashes([key(world.physio)], NINE, NOON, but_session=1) == []


async def test_nothing_is_taken_outside_a_transaction(world: World) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        await commitments.follow(1, NINE, TEN, [key(world.physio)])


async def test_the_database_itself_refuses_a_second_booking(each_world: World) -> None:
    await write(each_world.physio, NINE, TEN)
    with pytest.raises(IntegrityError):
        await write(each_world.physio, TEN - HALF, ELEVEN)
    await write(each_world.nurse, TEN - HALF, ELEVEN)
    later = await write(each_world.physio, TEN, ELEVEN)
    with pytest.raises(IntegrityError):
        await Commitment.filter(id=later.id).update(starts_at=TEN - HALF)
    with pytest.raises(IntegrityError):
        await Commitment.filter(person_id=key(each_world.nurse)).update(person_id=key(each_world.physio))
    await Commitment.filter(id=later.id).update(starts_at=TEN + HALF)


async def test_the_database_itself_refuses_time_that_runs_backwards(each_world: World) -> None:
    for ends in (NINE, NINE - HALF):
        with pytest.raises((IntegrityError, OperationalError)):
            await write(each_world.physio, NINE, ends)


async def test_of_many_at_once_one_gets_the_time(each_world: World) -> None:
    people = (each_world.physio, each_world.nurse)
    orders = [follow(session, NINE, TEN, *people[:: 1 if session % 2 else -1]) for session in range(1, 9)]
    ends = await asyncio.gather(*orders, return_exceptions=True)
    refused = [end for end in ends if end is not None]
    assert [str(error) for error in refused] == ["double_booked"] * 7
    [first, second] = await taken(*people)
    assert first[3] == second[3]
