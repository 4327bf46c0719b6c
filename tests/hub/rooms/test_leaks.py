"""Citizens learn nothing of citizens: every value in every section of every kind of viewer is looked at."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from hub.actor import Actor
from hub.chat import actions as chat
from hub.chat import queries as lines
from hub.rooms import actions, registry
from hub.rooms import changes as ch
from tests.doubles.live_world import Ears, LiveWorld

SECRETS = ("Kirsten Hemmelig", "Ove Skjult", "Pia Pårørende", "Venter Udenfor")


def values(thing: Any) -> Iterator[Any]:
    """Everything inside, keys too."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield key
            yield from values(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from values(value)
    else:
        yield thing


def names_in(thing: Any) -> set[str]:
    text = msgspec.json.encode(thing).decode()
    return {secret for secret in SECRETS if secret in text}


async def crowd(world: LiveWorld) -> dict[str, Actor]:
    """One of each, with everything switched on that could tell of them."""
    who = {
        "host": world.host,
        "panellist": world.speaker,
        "staged": await world.citizen("Kirsten Hemmelig", "Bregne"),
        "audience": await world.citizen("Ove Skjult", "Lærke"),
        "relative": await world.by_link("Pia Pårørende", "relative"),
        "guest": await world.by_link("Tolk Jensen", "interpreter"),
    }
    seats = {name: (await world.join(actor)).seat for name, actor in who.items()}
    await actions.admit_all(world.host, world.session)
    for name in ("staged", "relative", "guest"):
        await actions.promote(world.host, world.session, seats[name])
    for name in ("staged", "audience", "relative", "guest"):
        await chat.send(who[name], world.session, "Hej", f"c-{name}")
    return who


@pytest.mark.parametrize("kind", ["webinar", "group"])
async def test_no_viewer_but_hosts_is_told_a_citizens_name(world: LiveWorld, kind: str) -> None:
    world.session = await world.new_session(kind, "live")
    who = await crowd(world)
    if kind == "webinar":
        await actions.raise_hand(who["audience"], world.session)
    ears = Ears(f"room.{world.session}.")
    waiting = await world.citizen("Venter Udenfor", "Odder")

    seen = {name: await world.fresh(actor) for name, actor in who.items()}

    assert names_in(seen["host"]) >= {"Kirsten Hemmelig", "Ove Skjult", "Pia Pårørende"}
    for name, own in {
        "panellist": set(),
        "guest": set(),
        "staged": {"Kirsten Hemmelig"},
        "audience": {"Ove Skjult"},
        "relative": {"Pia Pårørende"},
    }.items():
        assert names_in(seen[name]) == own, name
        told = await lines.since(who[name], world.session, 0)
        assert names_in(msgspec.to_builtins(told)) == set(), name
    assert waiting.person_id is not None
    assert names_in(ears.on("audience")) == set()


async def test_somebody_waiting_sees_only_the_session_and_themselves(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "live")
    await crowd(world)
    told = await world.join(await world.citizen("Venter Udenfor", "Odder"))

    assert set(told.sections) == {"session", "me"}
    assert names_in(told.sections) == {"Venter Udenfor"}
    assert told.sections["me"]["waiting"] == "host"


async def test_no_database_id_of_a_person_or_seat_is_told(world: LiveWorld) -> None:
    who = await crowd(world)
    live = await registry.here().room(world.session)
    for actor in who.values():
        for name, section in (await world.fresh(actor)).items():
            for key in values(section):
                assert key not in ("person_id", "person", "email", "id", "order") or name in (
                    "session",
                    "poll",
                )
    assert all(len(seat) == 16 and not seat.isdigit() for seat in live.room.seats)


async def test_a_webinars_audience_has_no_list_of_people(world: LiveWorld) -> None:
    who = await crowd(world)
    sections = await world.fresh(who["audience"])

    assert not {"roster", "waiting", "polls"} & set(sections)
    assert sections["count"] == 4
    assert sections["hands"] == 0
    alone = [entry["seat"] for entry in sections["stage"]]
    assert (await world.fresh(who["audience"]))["me"]["seat"] not in alone


async def test_what_is_broadcast_while_people_come_and_go_holds_no_name(world: LiveWorld, ears: Ears) -> None:
    await crowd(world)
    (await registry.here().room(world.session)).flush()

    assert ears.on("hosts")
    assert names_in(ears.on("audience")) == set()
    assert names_in(ears.on("waiting")) == set()


async def test_nothing_private_is_logged(world: LiveWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="hub")
    who = await crowd(world)
    live = await registry.here().room(world.session)

    async def bug() -> None:
        live.apply(ch.Staged("nobody", True))

    await asyncio.gather(live.run(bug), return_exceptions=True)
    await world.join(who["audience"])
    await chat.send(who["audience"], world.session, "Mit blodsukker er 14", "private")

    assert "ended by a bug" in caplog.text
    assert not any(secret in caplog.text for secret in (*SECRETS, "blodsukker", "Lærke"))
