"""How many messages a crowd makes: few."""

import asyncio
import datetime as dt

from hub.rooms import changes as ch
from hub.rooms.feed import GATHER, PAUSES, Feed
from hub.rooms.room import Room
from hub.rooms.transitions import apply
from hub.rooms.wire import SeatFacts, SessionInfo
from tests.doubles.live_world import Ears, LiveWorld

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
INFO = SessionInfo(7, "webinar", "Frokost", "live", "2026-03-02T10:00", "da")


def joined(room: Room, n: int, now: dt.datetime) -> list[ch.Effect]:
    facts = SeatFacts(
        seat=f"seat{n}", order=n, part="audience", name=f"N{n}", alias=f"A{n}", came_at=now, admitted=True
    )
    return apply(room, ch.Connected(facts, f"c{n}"), now)


def test_a_thousand_arrivals_in_ten_seconds_are_a_few_messages_to_the_audience() -> None:
    room, feed, told = Room(INFO), Feed(), []
    for n in range(1000):
        now = START + n * dt.timedelta(milliseconds=10)
        feed.note(joined(room, n, now))
        if n % 10 == 9:
            told += feed.drain(room, now)

    groups = [(topic, m["section"]) for topic, m in told if not topic.startswith("seat:")]
    assert groups.count(("audience", "count")) <= 11
    assert groups.count(("hosts", "roster")) <= 11
    assert {section for topic, section in groups if topic == "audience"} == {"count"}
    assert len([topic for topic, _ in told if topic.startswith("seat:")]) == 1000


def test_one_change_is_told_soon_and_then_nothing_waits() -> None:
    room, feed = Room(INFO), Feed()
    feed.note(joined(room, 1, START))

    assert feed.wait(START) == GATHER.total_seconds()
    feed.drain(room, START + GATHER)
    assert feed.wait(START + GATHER) is None


def test_what_is_held_back_says_when_it_is_due() -> None:
    room, feed = Room(INFO), Feed()
    feed.note(joined(room, 1, START))
    feed.drain(room, START)
    feed.note(joined(room, 2, START))
    feed.drain(room, START)

    assert feed.wait(START) == min(PAUSES["waiting"], PAUSES["count"], PAUSES["roster"]).total_seconds()
    later = START + PAUSES["count"]
    assert [m["value"] for topic, m in feed.drain(room, later) if topic == "audience"] == [2]


async def test_changes_are_told_by_themselves_in_rising_numbers(world: LiveWorld, ears: Ears) -> None:
    told = asyncio.Event()
    from hub import bus

    stop = bus.subscribe(f"room.{world.session}.audience", lambda topic, message: told.set())
    await world.join(world.host)
    await asyncio.wait_for(told.wait(), 5)
    stop()

    numbers = [message["n"] for _, message in ears.heard]
    assert numbers == sorted(set(numbers))
