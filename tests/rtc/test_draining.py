"""A worker that is emptied is waited for while it has rooms, and what is left then is told lost."""

import asyncio

import pytest

from rtc.draining import Draining
from rtc.edges import Edges
from rtc.fleet import Fleet
from rtc.link import WorkerLink
from rtc.news import News
from rtc.spread import Place, Spread
from rtc.wire import Event, Layout, ViewsLost, WorkerLost

PATIENCE = 60.0


@pytest.fixture
async def fleet() -> Fleet:
    return Fleet(["a", "b"], lambda *_: None)


@pytest.fixture
def spread(fleet: Fleet) -> Spread[WorkerLink]:
    """A room at home with each worker; that of `b` has an edge at `a` with a viewer."""
    a, b = fleet.links
    spread: Spread[WorkerLink] = Spread(200)
    spread.rooms["of a"] = Place(a, Layout(1, 1, 0))
    spread.rooms["of b"] = Place(b, Layout(1, 1, 0), {a: 1}, {"eva": a})
    return spread


@pytest.fixture
def news(spread: Spread[WorkerLink]) -> News:
    return News(Edges(spread))


@pytest.fixture
def told(news: News) -> list[Event]:
    told: list[Event] = []
    news.subscribe(told.append)
    return told


@pytest.fixture
def draining(fleet: Fleet, spread: Spread[WorkerLink], news: News) -> Draining:
    return Draining(fleet, spread, news)


async def test_without_patience_all_it_has_is_told_lost_at_once(
    draining: Draining, fleet: Fleet, spread: Spread[WorkerLink], told: list[Event]
) -> None:
    await draining.drain(fleet.links[0], 0.0)
    assert told == [WorkerLost(["of a"]), ViewsLost("of b", ["eva"])]
    assert fleet.draining == {fleet.links[0]}
    assert list(spread.rooms) == ["of b"]
    assert spread.rooms["of b"].edges == {}


async def test_it_gets_nothing_to_do_while_its_rooms_may_come_to_their_end(
    draining: Draining, fleet: Fleet, spread: Spread[WorkerLink], told: list[Event]
) -> None:
    a = fleet.links[0]
    emptied = asyncio.create_task(draining.drain(a, PATIENCE))
    for room in ("of a", "of b"):
        await asyncio.sleep(0)
        assert a in fleet.draining
        assert (emptied.done(), told) == (False, [])
        del spread.rooms[room]
        draining.room_closed()
    async with asyncio.timeout(5):
        await emptied
    assert told == [WorkerLost([])]


async def test_room_of_another_that_closes_ends_no_waiting(
    draining: Draining, fleet: Fleet, spread: Spread[WorkerLink]
) -> None:
    b = fleet.links[1]
    emptied = asyncio.create_task(draining.drain(b, PATIENCE))
    await asyncio.sleep(0)
    del spread.rooms["of a"]
    draining.room_closed()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not emptied.done()
    del spread.rooms["of b"]
    draining.room_closed()
    async with asyncio.timeout(5):
        await emptied
