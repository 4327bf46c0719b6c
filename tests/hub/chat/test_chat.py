"""Chat: numbers without gaps, each message once, aliases for citizens, a tombstone for what was removed."""

import asyncio
from typing import Any

import pytest

from hub import db
from hub.audit import AuditRow
from hub.chat import actions as chat
from hub.chat import queries
from hub.chat.models import ChatMessage
from hub.rooms import actions as rooms
from hub.rooms import registry
from hub.sessions import actions as sessions
from hub.sessions.states import State
from tests.conftest import Clock
from tests.doubles.live_world import Ears, LiveWorld, code_of


async def test_fifty_writers_at_once_make_no_gap_and_no_double(each_world: LiveWorld) -> None:
    world = each_world
    ears = Ears(f"chat.{world.session}")
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(50)]
    await asyncio.gather(*(world.join(citizen) for citizen in citizens))

    sent = await asyncio.gather(
        *(
            chat.send(c, world.session, f"Hej {n}", f"id-{k}")
            for k in range(2)
            for n, c in enumerate(citizens)
        )
    )

    assert sorted(message.seq for message in sent) == list(range(1, 101))
    assert [m["message"]["seq"] for _, m in ears.heard] == list(range(1, 101))
    assert await ChatMessage.all().count() == 100


async def test_writers_of_several_processes_make_no_gap_either(each_world: LiveWorld) -> None:
    """Past the room's queue, straight at the database, as a second hub would."""
    world = each_world
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(25)]
    seats = [(await world.join(citizen)).seat for citizen in citizens]
    rows = [(await registry.here().room(world.session)).rows[seat] for seat in seats]

    async def write(row: int, key: str) -> int:
        async with db.transaction():
            message, _ = await chat.write(world.session, row, "Hej", key)
        return message.seq

    numbers = await asyncio.gather(*(write(row, key) for row in rows for key in ("a", "b", "b")))

    assert set(numbers) == set(range(1, 51))
    assert await ChatMessage.all().count() == 50


async def test_sent_again_it_is_the_same_message(world: LiveWorld) -> None:
    ears = Ears(f"chat.{world.session}")
    citizen, other = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang", "Odder")
    await world.join(citizen)
    await world.join(other)

    first = await chat.send(citizen, world.session, "Hej", "one")
    again = await chat.send(citizen, world.session, "Hej igen", "one")
    others = await chat.send(other, world.session, "Hej", "one")

    assert (again, others.seq) == (first, 2)
    assert [m["message"]["seq"] for _, m in ears.heard] == [1, 2]


async def test_citizens_write_under_their_alias_and_professionals_under_their_name(world: LiveWorld) -> None:
    await world.join(world.nurse)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await chat.send(citizen, world.session, "Må jeg spise grød?", "a")
    await chat.send(world.nurse, world.session, "Ja, gerne.", "b")

    one, two = await queries.since(citizen, world.session, 0)

    assert (one.seat, one.name, one.title, one.municipality, one.mine) == (seat, "Bregne", "", "", True)
    assert (two.name, two.title, two.municipality, two.mine) == (
        "Anne Medvært",
        "Sygeplejerske",
        "Varde",
        False,
    )


async def test_a_newcomer_reads_the_newest_and_a_returner_what_was_missed(world: LiveWorld) -> None:
    await world.join(world.host)
    for n in range(1, 8):
        await chat.send(world.host, world.session, f"Nr. {n}", f"id-{n}")

    async def numbers(seq: int, limit: int) -> list[int]:
        return [m.seq for m in await queries.since(world.host, world.session, seq, limit)]

    assert await numbers(0, 3) == [5, 6, 7]
    assert await numbers(2, 3) == [3, 4, 5]
    assert await numbers(5, 200) == [6, 7]
    assert await numbers(7, 200) == []


async def test_a_removed_message_leaves_its_number_and_no_text(world: LiveWorld) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    await chat.send(citizen, world.session, "Noget grimt", "a")
    ears = Ears(f"chat.{world.session}")

    await chat.remove(world.host, world.session, 1)
    await chat.remove(world.host, world.session, 1)

    [told] = [m["message"] for _, m in ears.heard]
    assert (told["seq"], told["removed"], told["text"]) == (1, True, "")
    [left] = await queries.since(citizen, world.session, 0)
    assert (left.removed, left.text) == (True, "")
    row = await AuditRow.filter(noun="chat_message").get()
    assert (row.verb, row.object_id, row.subject_id) == ("remove", f"{world.session}/1", citizen.person_id)
    assert "grimt" not in str(list(row))


async def test_who_may_write_read_and_remove(world: LiveWorld) -> None:
    await world.join(world.host)
    world.session = await world.new_session("group", "live")
    await world.join(world.host)
    citizen, stranger = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang")
    seat = (await world.join(citizen)).seat

    assert await code_of(chat.send(citizen, world.session, "Hej", "a")) == "waiting"
    assert await code_of(queries.since(citizen, world.session, 0)) == "waiting"
    assert await code_of(chat.send(stranger, world.session, "Hej", "a")) == "missing"
    assert await code_of(queries.since(stranger, world.session, 0)) == "missing"
    await rooms.admit(world.host, world.session, seat)
    await chat.send(citizen, world.session, "Hej", "a")
    assert await code_of(chat.remove(citizen, world.session, 1)) == "not_allowed"
    await rooms.remove(world.host, world.session, seat)
    assert await code_of(chat.send(citizen, world.session, "Hej", "b")) == "removed"
    assert await code_of(queries.since(citizen, world.session, 0)) == "removed"


async def test_an_ended_session_is_read_and_not_written(world: LiveWorld) -> None:
    world.session = await world.new_session("webinar", "live")
    await world.join(world.host)
    await chat.send(world.host, world.session, "Tak for i dag", "a")
    await rooms.set_state(world.host, world.session, "ended")

    assert await code_of(chat.send(world.host, world.session, "Hej", "b")) == "not_allowed"
    assert len(await queries.since(world.host, world.session, 0)) == 1


@pytest.mark.parametrize(
    ("text", "client_id", "code"),
    [
        ("", "a", "required"),
        (" \n\t ", "a", "required"),
        ("x" * 2001, "a", "too_long"),
        ("x" * 10_000, "a", "too_long"),
        (None, "a", "bad_text"),
        (7, "a", "bad_text"),
        ("Hej", "", "bad_client_id"),
        ("Hej", "x" * 41, "bad_client_id"),
        ("Hej", "a b", "bad_client_id"),
        ("Hej", "a\n", "bad_client_id"),
        ("Hej", None, "bad_client_id"),
    ],
)
async def test_messages_that_cannot_be_sent(world: LiveWorld, text: Any, client_id: Any, code: str) -> None:
    await world.join(world.host)
    assert await code_of(chat.send(world.host, world.session, text, client_id)) == code
    assert await ChatMessage.all().count() == 0


@pytest.mark.parametrize(
    "text", ["x" * 2000, "<script>alert(1)</script>", "👩🏽‍⚕️🍎", "שלום", "æøå\nto linjer", "'; DROP"]
)
async def test_text_is_kept_as_it_was_written(world: LiveWorld, text: str) -> None:
    await world.join(world.host)
    await chat.send(world.host, world.session, text, "a")
    [message] = await queries.since(world.host, world.session, 0)
    assert message.text == text


async def test_direction_overrides_do_not_turn_the_page_around(world: LiveWorld) -> None:
    await world.join(world.host)
    assert (await chat.send(world.host, world.session, "\u202egrim\u0000", "a")).text == "grim"


@pytest.mark.parametrize("seq", [-1, None, "1", 2**31, 1.5, True])
async def test_numbers_that_are_none(world: LiveWorld, seq: Any) -> None:
    await world.join(world.host)
    assert await code_of(queries.since(world.host, world.session, seq)) == "bad_seq"
    assert await code_of(chat.remove(world.host, world.session, seq)) == "missing"


async def test_a_message_of_another_session_is_missing(world: LiveWorld) -> None:
    await world.join(world.host)
    await chat.send(world.host, world.session, "Hej", "a")
    world.session = await world.new_session("webinar", "open")
    await world.join(world.host)

    assert await code_of(chat.remove(world.host, world.session, 1)) == "missing"
    assert await queries.since(world.host, world.session, 0) == []


@pytest.mark.parametrize("room_is_live", [True, False])
async def test_what_staff_wrote_in_practice_stays_with_them(
    world: LiveWorld, frozen_clock: Clock, room_is_live: bool
) -> None:
    world.session = await world.new_session("webinar", "practice")
    citizen = await world.citizen("Kirsten Borg", "Bregne", world.session)
    await world.join(world.host)
    await chat.send(world.host, world.session, "Pas på hende, der altid spørger", "a")
    frozen_clock.forward(minutes=20)
    if not room_is_live:
        await (await registry.here().room(world.session)).close()
        registry.here().rooms.clear()
    await sessions.set_state(world.host, world.session, State.open)
    await rooms.refresh(world.session)
    await world.join(citizen)
    await world.join(world.speaker)
    frozen_clock.forward(minutes=1)
    await chat.send(citizen, world.session, "Godaften", "b")

    read = {actor.name: await queries.since(actor, world.session, 0) for actor in (citizen, world.speaker)}
    assert [line.text for line in read["Kirsten Borg"]] == ["Godaften"]
    assert [line.seq for line in read["Ida Oplæg"]] == [1, 2]
