"""Counter-entries only, never to one's own advantage; and a ledger that always adds up to zero."""

import asyncio
import datetime as dt
import random

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError

from hub.actor import Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from hub.ledger import actions
from hub.ledger.models import Entry
from hub.ledger.periods import read
from hub.ledger.queries import entry_for, statement, surplus
from hub.ledger.wire import CorrectionForm
from tests.hub.ledger.conftest import Held

LAST = dt.date(2199, 12, 31)


async def lent(world: Held, minutes: int = 60) -> int:
    """An entry: Varde lent Kolding its nurse for so many minutes."""
    made = await world.another(world.kolding, host=world.nurse)
    await world.was_there(world.nurse, (0, minutes), session=made)
    await world.over()
    return (await Entry.get(session_id=made)).id


async def test_the_giver_takes_minutes_away_by_a_counter_entry(each_world: Held) -> None:
    world = each_world
    entry = await lent(world)
    made = await actions.correct(world.neighbour, entry, CorrectionForm(45, "Hun gik tidligere"))

    row = await Entry.get(id=made)
    assert (row.giver_id, row.receiver_id, row.minutes) == (world.kolding.id, world.varde.id, 15)
    assert (row.kind, row.corrects_id, row.made_by_id) == ("correction", entry, world.neighbour.person_id)
    assert (await Entry.get(id=entry)).minutes == 60
    assert await surplus(LAST) == {world.varde.id: 45, world.kolding.id: -45}
    assert await AuditRow.filter(noun="ledger_entry", verb="correct", outcome="done").count() == 1


async def test_the_receiver_adds_minutes_and_a_second_correction_counts_from_the_first(world: Held) -> None:
    entry = await lent(world)
    await actions.correct(world.coordinator, entry, CorrectionForm(70, "Mødet blev længere"))
    await actions.correct(world.neighbour, entry, CorrectionForm(50, "Talt efter"))

    assert (await entry_for(world.coordinator, entry)).stands == 50
    assert (await surplus(LAST))[world.varde.id] == 50


async def test_nobody_corrects_to_their_own_advantage(world: Held) -> None:
    entry = await lent(world)
    for actor, minutes in ((world.coordinator, 30), (world.neighbour, 90)):
        with pytest.raises(Refused) as refused:
            await actions.correct(actor, entry, CorrectionForm(minutes, "Til os"))
        assert refused.value.code == "only_against_oneself"
    assert await Entry.all().count() == 1


async def test_a_third_municipality_and_a_professional_find_no_such_entry(world: Held) -> None:
    entry = await lent(world)
    for actor in (world.far, world.nurse):
        with pytest.raises(Missing):
            await actions.correct(actor, entry, CorrectionForm(30, "Nej"))
        with pytest.raises(Missing):
            await entry_for(actor, entry)


@pytest.mark.parametrize(
    ("minutes", "reason", "code"),
    [
        (60, "Det samme", "no_change"),
        (-1, "Under", "bad_minutes"),
        (1441, "Over", "bad_minutes"),
        (5, " ", "required"),
    ],
)
async def test_a_correction_that_says_nothing_is_refused(
    world: Held, minutes: int, reason: str, code: str
) -> None:
    entry = await lent(world)
    with pytest.raises(BadInput) as refused:
        await actions.correct(world.neighbour, entry, CorrectionForm(minutes, reason))
    assert refused.value.code == code


async def test_a_correction_is_not_corrected_but_its_entry(world: Held) -> None:
    entry = await lent(world)
    made = await actions.correct(world.neighbour, entry, CorrectionForm(45, "Hun gik"))
    with pytest.raises(Missing):
        await actions.correct(world.neighbour, made, CorrectionForm(5, "Igen"))


async def test_two_corrections_at_once_are_measured_one_after_the_other(each_world: Held) -> None:
    world = each_world
    entry = await lent(world)
    form = CorrectionForm(40, "Samme rettelse")
    done = await asyncio.gather(
        *(actions.correct(world.neighbour, entry, form) for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(one, int) for one in done) == 1
    assert (await surplus(LAST))[world.varde.id] == 40


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE ledger_entry SET minutes = 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET reason = 'x'",
    ],
)
async def test_the_database_itself_refuses_to_change_an_entry(each_world: Held, words: str) -> None:
    entry = await lent(each_world)
    with pytest.raises((IntegrityError, OperationalError)):
        await get_connection("default").execute_query(words)
    assert (await Entry.get(id=entry)).minutes == 60


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": -5}, {"same": True}])
async def test_the_database_itself_refuses_an_entry_without_minutes_or_two_sides(
    each_world: Held, wrong: dict[str, int]
) -> None:
    row = await Entry.get(id=await lent(each_world))
    values = {name: getattr(row, name) for name in ("giver_id", "receiver_id", "session_id", "person_id")}
    values |= {"minutes": wrong.get("minutes", 5)} | (
        {"giver_id": row.receiver_id} if "same" in wrong else {}
    )
    with pytest.raises((IntegrityError, OperationalError)):
        await Entry.create(held_on=row.held_on, made_at=row.made_at, kind="held", **values)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_held_and_corrected_the_ledger_adds_up_to_zero(each_world: Held, seed: int) -> None:
    world, chance = each_world, random.Random(seed)
    people = [world.host, world.nurse, await world.person("Sia Fjord", Role.professional, world.svendborg)]
    places = [world.kolding, world.varde, world.svendborg]
    desk = {
        world.kolding.id: world.coordinator,
        world.varde.id: world.neighbour,
        world.svendborg.id: world.far,
    }
    for _ in range(12):
        host = chance.choice(people)
        made = await world.another(*chance.sample(places, chance.randint(1, 3)), host=host)
        await world.was_there(host, (chance.randint(-30, 20), chance.randint(21, 100)), session=made)
    await world.over()
    for row in await Entry.filter(kind="held"):
        wanted = chance.randint(0, 120)
        actor = desk[row.giver_id if wanted < row.minutes else row.receiver_id]
        if wanted != row.minutes:
            await actions.correct(actor, row.id, CorrectionForm(wanted, "Talt efter"))
            assert (await entry_for(actor, row.id)).stands == wanted
        assert sum((await surplus(LAST)).values()) == 0
    closing = [(await statement(desk[p.id], read("2026-1"), p.id)).closing for p in places]
    assert sum(closing) == 0
    assert closing == [(await surplus(LAST)).get(place.id, 0) for place in places]
