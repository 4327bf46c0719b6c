"""Calendars in and out: busy times elsewhere, and one's own meetings at a secret address."""

import datetime as dt

import icalendar
import pytest

from hub import jobs, vault
from hub.actor import Actor
from hub.calendars import busy, personal
from hub.errors import BadInput, Missing, Refused
from hub.rota import queries
from hub.rota.models import BusyFeed, BusySpan, about_feed
from tests.conftest import Clock
from tests.hub.calendars.test_fetching import HERE, reply, serving
from tests.hub.sessions.conftest import World, each_world, published, world

__all__ = ["each_world", "world"]

BUSY = b"\r\n".join(
    [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        b"PRODID:-//x",
        b"BEGIN:VEVENT",
        b"UID:a",
        b"SUMMARY:Min hemmelighed",
        b"DTSTART:20260303T090000Z",
        b"DTEND:20260303T100000Z",
        b"END:VEVENT",
        b"END:VCALENDAR",
        b"",
    ]
)


def key(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


async def test_busy_times_elsewhere_count_as_away(each_world: World) -> None:
    w = each_world
    with serving(reply(200, BUSY, ETag='"1"')) as address:
        feed = await busy.add_feed(w.physio, f"{address}/per.ics", HERE)
        assert await busy.refresh(feed, HERE) == ""
    day = dt.date(2026, 3, 3)
    [away] = (await queries.availability([key(w.physio)], day, day))[key(w.physio)].away
    assert (away.starts.hour, away.ends.hour) == (10, 11)
    row = await BusyFeed.get(id=feed)
    assert (row.etag, row.last_error) == ('"1"', "")
    plain = await vault.unseal(row.municipality_id, about_feed(row.person_id), row.url)
    assert plain.decode().endswith("/per.ics")
    assert b"per.ics" not in row.url


async def test_a_calendar_that_cannot_be_read_leaves_what_was_known(world: World) -> None:
    with serving(reply(200, BUSY)) as address:
        feed = await busy.add_feed(world.physio, address, HERE)
        await busy.refresh(feed, HERE)
    assert await busy.refresh(feed, HERE) == "feed_unreachable"
    assert (await BusyFeed.get(id=feed)).last_error == "feed_unreachable"
    assert await BusySpan.filter(feed_id=feed).count() == 1
    await busy.remove_feed(world.physio, feed)
    assert await BusySpan.all().count() == 0
    assert await jobs.Job.filter(key=f"busy-feed:{feed}").count() == 0


async def test_a_private_address_is_never_asked(world: World) -> None:
    asked: list[str] = []
    with serving(lambda handler: asked.append(handler.path)) as address:
        feed = await busy.add_feed(world.physio, address.replace("http:", "https:"))
        assert await busy.refresh(feed) == "private_address"
    assert asked == []


async def test_only_professionals_name_calendars_and_only_their_own(world: World) -> None:
    for stranger in (world.citizen, world.coordinator):
        with pytest.raises((Missing, Refused)):
            await busy.add_feed(stranger, "https://example.org/a.ics")
    with pytest.raises(BadInput, match="bad_address"):
        await busy.add_feed(world.physio, "http://example.org/a.ics")
    feeds = [await busy.add_feed(world.physio, "https://example.org/a.ics") for _ in range(busy.MOST)]
    with pytest.raises(Refused, match="too_many"):
        await busy.add_feed(world.physio, "https://example.org/a.ics")
    with pytest.raises(Missing):
        await busy.remove_feed(world.nurse, feeds[0])


async def test_every_hour_asks_for_the_next(world: World, frozen_clock: Clock) -> None:
    await busy.schedule()
    await busy.schedule()
    [row] = await jobs.Job.filter(kind="busy_feeds")
    assert row.run_at == frozen_clock.moment + dt.timedelta(hours=1)


async def test_ones_own_meetings_lie_at_the_secret_address_until_it_is_revoked(world: World) -> None:
    led = await published(world)
    await published(world)
    secret = await personal.make(world.physio)
    data = await personal.calendar_at(secret)
    read = icalendar.Calendar.from_ical(data)
    starts = [event["DTSTART"].dt for event in read.walk("VEVENT")]
    assert [f"{start:%Y-%m-%d %H:%M %z}" for start in starts] == [
        "2026-03-24 19:00 +0100",
        "2026-03-25 19:00 +0100",
    ]
    assert b"Frokost" not in data
    assert f"/sessions/{led}".encode() in data
    later = await personal.make(world.physio)
    with pytest.raises(Missing):
        await personal.calendar_at(secret)
    await personal.revoke(world.physio)
    for gone in (later, "", "x" * 43, "æ" * 43):
        with pytest.raises(Missing):
            await personal.calendar_at(gone)
    assert await personal.state(world.physio) is None


async def test_both_clock_changes_come_out_right(world: World) -> None:
    for day in (dt.datetime(2026, 3, 28, 9), dt.datetime(2026, 3, 29, 9)):
        await published(world, starts_local=day, ends_local=day + dt.timedelta(hours=1))
    for day in (dt.datetime(2026, 10, 24, 9), dt.datetime(2026, 10, 25, 9)):
        await published(world, starts_local=day, ends_local=day + dt.timedelta(hours=1))
    read = icalendar.Calendar.from_ical(await personal.calendar_at(await personal.make(world.physio)))
    found = [event["DTSTART"].dt.astimezone(dt.UTC).hour for event in read.walk("VEVENT")]
    assert found == [8, 7, 7, 8]


async def test_who_came_by_a_link_has_no_calendar(world: World) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        await personal.make(Actor(person_id=key(world.citizen), scope_session_id=1, link_id=1))
