"""The time of those who lead: taken when a session is shown, let go when it is not, never taken twice."""

import datetime as dt
import importlib
from collections.abc import Awaitable, Callable

import pytest
from tortoise.connection import get_connection

from hub.actor import Actor
from hub.errors import Refused
from hub.rota.models import Commitment
from hub.sessions import actions, queries
from hub.sessions.models import Session
from hub.sessions.states import State
from hub.sessions.wire import HostForm, Part
from tests.conftest import Clock
from tests.hub.sessions.conftest import World, form, published

SEVEN, EIGHT, NINE = (dt.datetime(2026, 3, 24, hour, tzinfo=dt.UTC) for hour in (18, 19, 20))
LATER = {"starts_local": dt.datetime(2026, 3, 24, 20), "ends_local": dt.datetime(2026, 3, 24, 21)}


def led_by(*actors: Actor) -> tuple[HostForm, ...]:
    """The first as host, the others beside them."""
    parts = [Part.host, *[Part.co_host] * len(actors)]
    return tuple(HostForm(actor.person_id or 0, part) for actor, part in zip(actors, parts, strict=False))


async def taken() -> list[tuple[int, dt.datetime, dt.datetime, int | None]]:
    """Every commitment: who, from, until, for which session."""
    rows = await Commitment.all().order_by("person_id", "starts_at")
    return [(row.person_id, row.starts_at, row.ends_at, row.session_id) for row in rows]


async def test_a_draft_takes_nobodys_time(world: World) -> None:
    draft = await actions.create(world.coordinator, form(world))
    await actions.edit(world.coordinator, draft, form(world, **LATER))
    await actions.move(world.coordinator, draft, dt.datetime(2026, 3, 24, 18), dt.datetime(2026, 3, 24, 19))
    assert await taken() == []


async def test_a_published_session_takes_the_time_of_all_who_lead(each_world: World) -> None:
    w = each_world
    session = await published(w, hosts=led_by(w.physio, w.nurse))
    assert await taken() == [
        (w.physio.person_id, SEVEN, EIGHT, session),
        (w.nurse.person_id, SEVEN, EIGHT, session),
    ]


async def test_hosts_and_time_are_followed(world: World) -> None:
    session = await published(world, hosts=led_by(world.physio))
    await actions.edit(world.coordinator, session, form(world, hosts=led_by(world.nurse)))
    assert await taken() == [(world.nurse.person_id, SEVEN, EIGHT, session)]
    await actions.move(world.coordinator, session, LATER["starts_local"], LATER["ends_local"])
    assert await taken() == [(world.nurse.person_id, EIGHT, NINE, session)]


async def test_a_cancelled_session_lets_go(world: World) -> None:
    session = await published(world)
    await actions.cancel(world.coordinator, session, "Syg")
    assert await taken() == []


async def test_a_session_that_ends_early_lets_the_rest_go(world: World, frozen_clock: Clock) -> None:
    session = await published(world)
    frozen_clock.moment = SEVEN + dt.timedelta(minutes=20)
    for state in (State.open, State.live, State.ended):
        await actions.set_state(world.physio, session, state)
    assert await taken() == [(world.physio.person_id, SEVEN, frozen_clock.moment, session)]


Deed = Callable[[World, int], Awaitable[None]]
DEEDS: dict[str, Deed] = {
    "publish": lambda w, other: actions.publish(w.coordinator, other),
    "edit": lambda w, other: actions.edit(w.coordinator, other, form(w, hosts=led_by(w.nurse, w.physio))),
    "move": lambda w, other: actions.move(
        w.coordinator, other, dt.datetime(2026, 3, 24, 19, 30), dt.datetime(2026, 3, 24, 20, 30)
    ),
}


@pytest.mark.parametrize("name", DEEDS)
async def test_whoever_would_be_booked_twice_is_named_and_nothing_changes(
    each_world: World, name: str
) -> None:
    w = each_world
    await published(w, starts_local=dt.datetime(2026, 3, 24, 19), ends_local=dt.datetime(2026, 3, 24, 20))
    if name == "publish":
        other = await actions.create(w.coordinator, form(w))
    elif name == "edit":
        other = await published(w, hosts=led_by(w.nurse), starts_local=dt.datetime(2026, 3, 24, 19))
    else:
        other = await published(w, **LATER)
    before = await taken(), await queries.session_for(w.coordinator, other)
    with pytest.raises(Refused) as caught:
        await DEEDS[name](w, other)
    assert caught.value.code == "double_booked"
    assert caught.value.say("en") == "Per Lindgaard is taken by something else at that time."
    assert (await taken(), await queries.session_for(w.coordinator, other)) == before


async def test_the_step_that_brings_commitments_takes_the_time_of_sessions_already_planned(
    each_world: World,
) -> None:
    w = each_world
    first, second, apart, over = [await published(w, hosts=led_by(w.physio, w.nurse)) for _ in range(4)]
    await actions.create(w.coordinator, form(w))
    await Commitment.all().delete()
    await Session.filter(id=second).update(starts_at=SEVEN, ends_at=NINE)
    await Session.filter(id=apart).update(starts_at=EIGHT, ends_at=NINE)
    await Session.filter(id=over).update(state=State.ended.value)
    step = importlib.import_module("hub.migrations.0006_commitments")
    await get_connection("default").execute_script(step.COMMITTED)
    people = (w.physio.person_id, w.nurse.person_id)
    assert await taken() == [(person, SEVEN, EIGHT, first) for person in people]
