"""Seats: taken once, never one too many, given back to the first who waits; aliases; who sees whom."""

import asyncio
import contextlib
import random

import pytest

from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow, first_broken
from hub.errors import BadInput, Missing, Refused
from hub.jobs import Job
from hub.sessions import actions, queries
from hub.sessions.kinds import Kind
from hub.sessions.models import JoinLink, Session, SignUp
from hub.sessions.sign_ups import aliases
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import DeviceCheck, Visibility
from tests.hub.sessions.conftest import World, form, published

CHECK = DeviceCheck(camera="skipped", microphone="ok", speaker="ok", network="ok")


async def crowd(world: World, n: int) -> list[Actor]:
    return [await world.person(world.kolding, f"Borger {i}", Role.citizen) for i in range(n)]


async def states(session_id: int) -> list[tuple[int, str]]:
    rows = await SignUp.filter(session_id=session_id).order_by("order_key")
    return [(row.person_id, row.state) for row in rows]


async def test_200_at_once_for_20_seats_fill_20_and_queue_180_in_unbroken_order(each_world: World) -> None:
    session_id = await published(each_world, capacity=20)
    people = await crowd(each_world, 200)
    views = await asyncio.gather(*(actions.sign_up(actor, session_id) for actor in people))

    rows = await SignUp.filter(session_id=session_id).order_by("order_key")
    assert {row.person_id for row in rows} == {actor.person_id for actor in people}
    assert [row.order_key for row in rows] == list(range(1, 201))
    assert [row.state for row in rows] == ["signed_up"] * 20 + ["waiting"] * 180
    assert len({row.alias_key for row in rows}) == 200
    told = dict(zip((actor.person_id for actor in people), views, strict=True))
    assert [told[row.person_id].state.value for row in rows] == [row.state for row in rows]
    assert [told[row.person_id].position for row in rows] == [None] * 20 + list(range(1, 181))
    assert await AuditRow.filter(noun="sign_up", verb="take", outcome="done").count() == 200
    assert await first_broken() is None


async def test_seats_given_back_at_once_go_to_the_first_who_wait(each_world: World) -> None:
    session_id = await published(each_world, capacity=10)
    people = await crowd(each_world, 30)
    for actor in people:
        await actions.sign_up(actor, session_id)
    await asyncio.gather(*(actions.withdraw(actor, session_id) for actor in people[:8]))
    expected = ["withdrawn"] * 8 + ["signed_up"] * 10 + ["waiting"] * 12
    assert [state for _, state in await states(session_id)] == expected
    assert (await queries.session_for(people[18], session_id)).waiting_position == 1


async def test_signing_up_twice_changes_nothing(each_world: World) -> None:
    session_id = await published(each_world)
    first = await actions.sign_up(each_world.citizen, session_id, "Havblik")
    again = await asyncio.gather(*(actions.sign_up(each_world.citizen, session_id) for _ in range(5)))
    assert again == [first] * 5
    assert await AuditRow.filter(noun="sign_up").count() == 1


async def test_more_seats_go_to_those_who_wait(world: World) -> None:
    session_id = await published(world, capacity=1)
    people = await crowd(world, 4)
    for actor in people:
        await actions.sign_up(actor, session_id)
    await actions.edit(world.coordinator, session_id, form(world, capacity=3))
    assert [state for _, state in await states(session_id)] == ["signed_up"] * 3 + ["waiting"]
    filled = await AuditRow.filter(noun="sign_up", verb="fill").order_by("id")
    assert [row.subject_id for row in filled] == [people[1].person_id, people[2].person_id]


async def test_fewer_seats_than_are_taken_are_refused(world: World) -> None:
    session_id = await published(world, capacity=3)
    for actor in await crowd(world, 3):
        await actions.sign_up(actor, session_id)
    with pytest.raises(BadInput) as told:
        await actions.edit(world.coordinator, session_id, form(world, capacity=2))
    assert told.value.code == "capacity_below_seats"
    assert (await Session.get(id=session_id)).capacity == 3


async def test_who_comes_back_stands_last_and_keeps_the_alias(world: World) -> None:
    session_id = await published(world, capacity=1)
    first, second = await crowd(world, 2)
    await actions.sign_up(first, session_id, "Havblik")
    await actions.sign_up(second, session_id)
    await actions.withdraw(first, session_id)
    view = await actions.sign_up(first, session_id)
    assert (view.state, view.position, view.alias) == (SignUpState.waiting, 1, "Havblik")
    assert await states(session_id) == [(second.person_id, "signed_up"), (first.person_id, "waiting")]


async def test_giving_back_twice_is_refused(world: World) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    await actions.withdraw(world.citizen, session_id)
    with pytest.raises(Refused) as told:
        await actions.withdraw(world.citizen, session_id)
    assert told.value.code == "not_allowed"


@pytest.mark.parametrize("state", [State.ended, State.cancelled])
async def test_a_session_that_is_over_takes_nobody(world: World, state: State) -> None:
    session_id = await published(world)
    await Session.filter(id=session_id).update(state=state.value)
    with pytest.raises(Refused) as told:
        await actions.sign_up(world.citizen, session_id)
    assert told.value.code == "not_coming"


async def test_staff_and_strangers_take_no_seats(world: World) -> None:
    session_id = await published(world)
    for actor in (world.physio, world.nurse, world.coordinator, ANONYMOUS):
        with pytest.raises(Refused) as told:
            await actions.sign_up(actor, session_id)
        assert told.value.code == "not_allowed"
    assert await states(session_id) == []
    assert await AuditRow.filter(outcome="refused:not_allowed").count() == 4


async def test_drafts_and_foreign_ids_are_missing(world: World) -> None:
    draft = await actions.create(world.coordinator, form(world))
    for session_id in (draft, draft + 1000, 0, -1, 2**63, 2**200):
        with pytest.raises(Missing):
            await actions.sign_up(world.citizen, session_id)


async def test_members_sessions_are_for_the_offering_municipalities(world: World) -> None:
    session_id = await published(world, visibility=Visibility.members)
    assert (await actions.sign_up(world.other, session_id)).state is SignUpState.signed_up
    with pytest.raises(Missing):
        await actions.sign_up(world.far, session_id)


async def test_a_consultation_is_for_whom_it_was_made(world: World) -> None:
    session_id = await published(world, kind=Kind.consultation, capacity=1, visibility=Visibility.invited)
    with pytest.raises(Missing):
        await actions.sign_up(world.citizen, session_id)
    view = await actions.enrol(world.physio, session_id, world.citizen.person_id or 0)
    assert view.state is SignUpState.signed_up
    assert [card.id for card in await queries.my_sessions(world.citizen)] == [session_id]
    await actions.withdraw(world.citizen, session_id)
    assert (await actions.sign_up(world.citizen, session_id)).state is SignUpState.signed_up


async def test_only_citizens_of_offering_municipalities_can_be_given_a_seat(world: World) -> None:
    session_id = await published(world, kind=Kind.consultation, capacity=1)
    for actor in (world.far, world.physio, world.dietician):
        with pytest.raises(Missing):
            await actions.enrol(world.physio, session_id, actor.person_id or 0)
    with pytest.raises(Missing):
        await actions.enrol(world.physio, session_id, 2**40)
    for address in ("sara.fjern@demo.invalid", "per.lindgaard@demo.invalid", "nobody@demo.invalid", ""):
        with pytest.raises(Missing):
            await actions.enrol(world.physio, session_id, address)
    with pytest.raises(BadInput):
        await actions.enrol(world.physio, session_id, "x" * 10_000)
    with pytest.raises(Refused):
        await actions.enrol(world.citizen, session_id, world.other.person_id or 0)


async def test_a_host_gives_a_seat_to_an_address(world: World) -> None:
    session_id = await published(world, kind=Kind.consultation, capacity=1, visibility=Visibility.invited)
    await actions.enrol(world.physio, session_id, " Kirsten.Borg@demo.invalid ")
    assert await states(session_id) == [(world.citizen.person_id, "signed_up")]
    [log] = await AuditRow.filter(noun="sign_up")
    assert (log.verb, log.person_id, log.subject_id) == (
        "enrol",
        world.physio.person_id,
        world.citizen.person_id,
    )


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_people_do_seats_stay_full_and_queues_in_order(world: World, seed: int) -> None:
    """Random comings and goings; afterwards each rule of the queue holds, at every step."""
    chance = random.Random(seed)
    people = await crowd(world, 9)
    session_id, capacity = await published(world, capacity=3), 3
    for _ in range(40):
        act, actor = chance.choice(["come", "come", "go", "grow"]), chance.choice(people)
        with contextlib.suppress(Refused):
            if act == "come":
                await actions.sign_up(actor, session_id)
            elif act == "go":
                await actions.withdraw(actor, session_id)
            elif capacity < 6 and chance.random() < 0.2:
                capacity += 1
                await actions.edit(world.coordinator, session_id, form(world, capacity=capacity))
        rows = await SignUp.filter(session_id=session_id).exclude(state="withdrawn").order_by("order_key")
        seated = min(capacity, len(rows))
        assert [row.state for row in rows] == ["signed_up"] * seated + ["waiting"] * (len(rows) - seated)
        links = await JoinLink.filter(session_id=session_id, revoked_at=None).values_list(
            "person_id", flat=True
        )
        assert sorted(links) == sorted(row.person_id for row in rows[:seated])


async def test_an_alias_is_unique_in_its_session_by_its_looks(world: World) -> None:
    session_id, another = await published(world), await published(world)
    await actions.sign_up(world.citizen, session_id, "Havblik")
    for alike in ("havblik", "Hav-blik", "HAVBLlK", "Hávblik", " Havb1ik "):
        with pytest.raises(BadInput) as told:
            await actions.sign_up(world.other, session_id, alike)
        assert (told.value.code, told.value.field) == ("alias_taken", "alias")
    assert (await actions.sign_up(world.other, another, "Havblik")).alias == "Havblik"


async def test_nobody_takes_the_name_of_who_leads(world: World) -> None:
    session_id = await published(world)
    for alias in ("Per Lindgaard", "per lindgaard 2", "PerLindgaard"):
        with pytest.raises(BadInput) as told:
            await actions.sign_up(world.citizen, session_id, alias)
        assert told.value.code == "bad_alias"


async def test_suggested_aliases_are_free_and_can_be_taken(world: World) -> None:
    session_id = await published(world, capacity=200)
    for actor in await crowd(world, 70):
        await actions.sign_up(actor, session_id)
    taken = {row.alias_key for row in await SignUp.filter(session_id=session_id)}
    offered = await queries.alias_suggestions(world.citizen, session_id)
    assert len({aliases.key(alias) for alias in offered} - taken) == 5
    assert (await actions.sign_up(world.citizen, session_id, offered[0])).alias == offered[0]


async def test_hosts_see_all_planners_their_own_citizens_nobody_else_any(world: World) -> None:
    session_id = await published(world, capacity=2)
    for actor in (world.other, world.citizen, world.far):
        await actions.sign_up(actor, session_id)
    rows = await queries.sign_ups_for(world.physio, session_id)
    assert [(r.name, r.municipality, r.state.value, r.position) for r in rows] == [
        ("Ove Vang", "Varde", "signed_up", None),
        ("Kirsten Borg", "Kolding", "signed_up", None),
        ("Sara Fjern", "Svendborg", "waiting", 1),
    ]
    assert [r.name for r in await queries.sign_ups_for(world.coordinator, session_id)] == ["Kirsten Borg"]
    assert [r.name for r in await queries.sign_ups_for(world.neighbour, session_id)] == ["Ove Vang"]
    platform = Actor(person_id=99, roles=frozenset({Role.platform_administrator}))
    for actor in (world.citizen, world.nurse, platform, ANONYMOUS):
        with pytest.raises(Refused):
            await queries.sign_ups_for(actor, session_id)


async def test_a_citizen_learns_of_no_other_citizen(world: World) -> None:
    session_id = await published(world, kind=Kind.group, capacity=8)
    await actions.sign_up(world.other, session_id, "Solsort")
    await actions.sign_up(world.citizen, session_id, "Havblik")
    told = repr(await queries.session_for(world.citizen, session_id))
    told += repr(await queries.coming(world.citizen)) + repr(await queries.my_sessions(world.citizen))
    assert "Ove" not in told
    assert "Solsort" not in told


async def test_a_device_check_is_bound_to_the_seat(world: World) -> None:
    session_id = await published(world)
    assert await actions.record_device_check(world.citizen, session_id, CHECK) is False
    await actions.sign_up(world.citizen, session_id)
    assert await actions.record_device_check(world.citizen, session_id, CHECK) is True
    [row] = await queries.sign_ups_for(world.physio, session_id)
    assert row.device_checked is True
    stored = await SignUp.get(session_id=session_id)
    assert stored.device_check == {"camera": "skipped", "microphone": "ok", "speaker": "ok", "network": "ok"}
    [card] = await queries.my_sessions(world.citizen)
    assert card.my_device_checked is True


async def test_a_refused_sign_up_leaves_nothing_behind(world: World) -> None:
    session_id = await published(world)
    with pytest.raises(BadInput):
        await actions.sign_up(world.citizen, session_id, "<b>")
    assert await SignUp.all().count() == 0
    assert await Job.exclude(kind="schedule_letter").count() == 0  # who leads is told when it is shown
    assert await JoinLink.all().count() == 0
