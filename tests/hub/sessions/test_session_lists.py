"""Lists and pages: who knows of which session, filters, and a number of queries that does not grow."""

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tortoise.connection import get_connection

from hub.actor import ANONYMOUS, Actor
from hub.errors import Refused
from hub.sessions import actions, queries
from hub.sessions.kinds import Kind
from hub.sessions.models import Session
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import HostForm, Part, Visibility, When
from tests.conftest import Clock
from tests.hub.sessions.conftest import World, form, published


@contextlib.asynccontextmanager
async def counted(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []
    connection: Any = get_connection("default")
    for name in ("execute_query", "execute_query_dict"):
        whole = getattr(connection, name)

        def listening(query: str, *rest: Any, whole: Any = whole, **named: Any) -> Any:
            sent.append(query)
            return whole(query, *rest, **named)

        monkeypatch.setattr(connection, name, listening)
    yield sent
    monkeypatch.undo()


async def with_sessions(world: World, n: int) -> list[int]:
    """Sessions with hosts of two municipalities, seats taken and people waiting."""
    hosts = (HostForm(world.physio.person_id or 0), HostForm(world.nurse.person_id or 0, Part.co_host))
    ids = [await published(world, hosts=hosts, capacity=2) for _ in range(n)]
    for session_id in ids:
        for actor in (world.citizen, world.other, world.far):
            await actions.sign_up(actor, session_id)
    return ids


Page = Callable[[World, int], Awaitable[object]]
PAGES: dict[str, Page] = {
    "coming": lambda world, _: queries.coming(world.citizen),
    "coming to anybody": lambda world, _: queries.coming(ANONYMOUS),
    "mine": lambda world, _: queries.my_sessions(world.citizen),
    "led": lambda world, _: queries.my_sessions(world.physio),
    "one": lambda world, first: queries.session_for(world.citizen, first),
    "admin": lambda world, _: queries.sessions_for_admin(world.coordinator),
    "courses": lambda world, _: queries.courses(world.citizen),
    "seats": lambda world, first: queries.sign_ups_for(world.physio, first),
    "links": lambda world, first: queries.join_links_for(world.physio, first),
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_asks_as_often_for_three_as_for_one(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGES[name]
    [first] = await with_sessions(world, 1)
    async with counted(monkeypatch) as for_one:
        await page(world, first)
    await with_sessions(world, 2)
    for n in range(3):
        await actions.create_join_link(world.physio, first, f"Gæst {n}", "guest")
    async with counted(monkeypatch) as for_three:
        await page(world, first)
    assert 0 < len(for_one) == len(for_three) <= 16


async def test_who_knows_of_which_session(each_world: World) -> None:
    w = each_world
    public = await published(w)
    members = await published(w, visibility=Visibility.members)
    invited = await published(w, visibility=Visibility.invited)
    await actions.create(w.coordinator, form(w))
    await actions.enrol(w.physio, invited, w.other.person_id or 0)
    expected: list[tuple[Actor, list[int]]] = [
        (ANONYMOUS, [public]),
        (w.far, [public]),
        (w.citizen, [public, members]),
        (w.other, [public, members, invited]),
        (w.physio, [public, members, invited]),
        (w.dietician, [public, members]),
    ]
    for actor, ids in expected:
        assert [card.id for card in (await queries.coming(actor)).cards] == ids
        seen = [s for s in (public, members, invited) if await _sees(actor, s)]
        assert seen == ids


async def _sees(actor: Actor, session_id: int) -> bool:
    from hub.errors import Missing

    try:
        await queries.session_for(actor, session_id)
    except Missing:
        return False
    return True


async def test_filters_narrow_and_pages_turn(world: World) -> None:
    evening = await published(world)
    day = await published(
        world,
        kind=Kind.group,
        capacity=8,
        course="KOL",
        starts_local=dt.datetime(2026, 3, 25, 10),
        ends_local=dt.datetime(2026, 3, 25, 11),
    )
    assert [c.id for c in (await queries.coming(world.citizen, course="KOL")).cards] == [day]
    assert [c.id for c in (await queries.coming(world.citizen, kind=Kind.webinar)).cards] == [evening]
    assert [c.id for c in (await queries.coming(world.citizen, when=When.day)).cards] == [day]
    assert [c.id for c in (await queries.coming(world.citizen, when=When.evening_weekend)).cards] == [evening]
    assert await queries.courses(world.citizen) == ["KOL", "Type 2-diabetes"]
    for n in range(20):
        await published(
            world, starts_local=dt.datetime(2026, 4, 1 + n, 9), ends_local=dt.datetime(2026, 4, 1 + n, 10)
        )
    first, last = await queries.coming(world.citizen), await queries.coming(world.citizen, page=2)
    assert (len(first.cards), len(last.cards), first.pages, first.total) == (20, 2, 2, 22)
    assert (await queries.coming(world.citizen, page=10**9)).page == 2
    assert (await queries.coming(world.citizen, page=-3)).page == 1


async def test_seats_and_queue_are_counted(each_world: World) -> None:
    [session_id] = await with_sessions(each_world, 1)
    card = (await queries.coming(ANONYMOUS)).cards[0]
    assert (card.capacity, card.free_seats, card.waiting, card.my_signup) == (2, 0, 1, None)
    view = await queries.session_for(each_world.far, session_id)
    assert (view.my_signup, view.waiting_position, view.can["withdraw"], view.can["sign_up"]) == (
        SignUpState.waiting,
        1,
        True,
        False,
    )
    assert view.alias


async def test_past_sessions_leave_the_lists_unless_they_still_run(world: World, frozen_clock: Clock) -> None:
    running = await published(world)
    at_six = {"starts_local": dt.datetime(2026, 3, 24, 18), "ends_local": dt.datetime(2026, 3, 24, 19)}
    over = await published(world, **at_six)
    await Session.filter(id=running).update(state=State.live.value)
    await actions.sign_up(world.citizen, running)
    await actions.sign_up(world.citizen, over)
    frozen_clock.moment = dt.datetime(2026, 3, 24, 19, 30, tzinfo=dt.UTC)
    assert [c.id for c in (await queries.coming(world.citizen)).cards] == [running]
    assert [c.id for c in await queries.my_sessions(world.citizen)] == [running]
    assert (await queries.session_for(world.far, over)).can["sign_up"] is False
    assert (await queries.session_for(world.citizen, over)).can["withdraw"] is False
    with pytest.raises(Refused):
        await actions.sign_up(world.far, over)


async def test_planners_see_their_own_and_what_is_offered_to_their_citizens(world: World) -> None:
    draft = await actions.create(world.coordinator, form(world, title="Ærø går"))
    invited = await published(world, visibility=Visibility.invited)
    foreign = await actions.create(world.neighbour, form(world, hosts=(), municipality_ids=()))
    assert {c.id for c in (await queries.sessions_for_admin(world.coordinator)).cards} == {draft, invited}
    assert {c.id for c in (await queries.sessions_for_admin(world.neighbour)).cards} == {foreign, invited}
    assert {c.id for c in (await queries.sessions_for_admin(world.physio)).cards} == {draft, invited}
    assert (await queries.session_for(world.neighbour, invited)).can["edit"] is False
    found = await queries.sessions_for_admin(world.coordinator, search="æRØ")
    assert [c.id for c in found.cards] == [draft]
    drafts = await queries.sessions_for_admin(world.coordinator, state=State.draft)
    assert [c.id for c in drafts.cards] == [draft]
    for actor in (world.citizen, ANONYMOUS):
        with pytest.raises(Refused):
            await queries.sessions_for_admin(actor)


async def test_courses_come_in_danish_order(world: World) -> None:
    for course in ("Åndenød", "Ærlig snak", "Øvelser", "zoneterapi", "Angst"):
        await published(world, course=course)
    assert await queries.courses(world.citizen) == ["Angst", "zoneterapi", "Ærlig snak", "Øvelser", "Åndenød"]


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "%", "_", "'; --", "a" * 10_000, "\u202e"])
async def test_odd_words_find_nothing_and_break_nothing(each_world: World, odd: str) -> None:
    await published(each_world)
    found = await queries.sessions_for_admin(each_world.coordinator, search=odd + "x")
    labelled = await queries.coming(each_world.citizen, course=odd + "x")
    assert (found.total, labelled.total) == (0, 0)


async def test_what_a_page_may_offer_follows_person_and_state(world: World) -> None:
    session_id = await published(world)
    can = {
        name: sorted(verb for verb, yes in (await queries.session_for(actor, session_id)).can.items() if yes)
        for name, actor in {"citizen": world.citizen, "host": world.physio, "none": ANONYMOUS}.items()
    }
    assert can == {
        "citizen": ["sign_up"],
        "host": ["cancel", "create_link", "edit", "enrol", "move", "see_sign_ups", "step"],
        "none": [],
    }
