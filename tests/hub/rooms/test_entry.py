"""Coming, going and coming back: the seat outlasts sockets and servers."""

import asyncio

import pytest
from tortoise.connection import get_connection

from config.settings import Settings
from hub import clock
from hub.actor import ANONYMOUS
from hub.audit import AuditRow
from hub.chat import queries as chat_lines
from hub.rooms import actions, registry
from hub.rooms import changes as ch
from hub.rooms.models import Attendance, Seat
from hub.rooms.queries import attendance_for
from hub.sessions.models import JoinLink
from tests.conftest import Clock
from tests.doubles.live_world import Ears, FakeMedia, LiveWorld, code_of


async def test_a_signed_up_citizen_is_inside_once_the_doors_are_open(each_world: LiveWorld) -> None:
    world = each_world
    citizen = await world.citizen("Kirsten Borg", "Bregne")

    told = await world.join(citizen)

    me = told.sections["me"]
    assert (told.group, told.admitted) == ("audience", True)
    assert (me["name"], me["alias"], me["part"], me["on_stage"]) == (
        "Kirsten Borg",
        "Bregne",
        "audience",
        False,
    )
    assert told.sections["count"] == 1


async def test_joining_tells_the_seat_its_group_before_the_snapshot_is_handed_over(
    world: LiveWorld, ears: Ears
) -> None:
    told = await world.join(world.host, "socket-1")

    assert ears.heard[0] == (
        f"room.{world.session}.seat:{told.seat}",
        {"n": told.n, "group": "hosts", "connection": "socket-1"},
    )


async def test_who_is_not_signed_up_is_refused_and_it_is_written_down(world: LiveWorld) -> None:
    stranger = await world.citizen("Ove Vang")

    assert await code_of(world.join(stranger)) == "not_signed_up"
    row = await AuditRow.filter(person_id=stranger.person_id).get()
    assert (row.verb, row.outcome) == ("join", "refused:not_signed_up")


async def test_a_host_by_reminder_link_is_asked_to_sign_in(world: LiveWorld) -> None:
    assert await code_of(world.join(await world.by_link("Per Vært", "reminder", world.host))) == "sign_in"


async def test_nobody_known_is_asked_to_sign_in(world: LiveWorld) -> None:
    assert await code_of(world.join(ANONYMOUS)) == "sign_in"


async def test_a_session_that_is_not_there_is_missing(world: LiveWorld) -> None:
    for session in (0, -1, 999, 2**40):
        assert await code_of(actions.join(world.host, session, "s")) == "missing"


async def test_a_link_opens_only_its_own_session(world: LiveWorld) -> None:
    guest = await world.by_link("Tolk Jensen", "interpreter")
    other = await world.new_session("webinar", "open")

    assert await code_of(actions.join(guest, other, "s")) == "missing"


async def test_a_revoked_link_is_refused(world: LiveWorld) -> None:
    guest = await world.by_link("Tolk Jensen", "interpreter")
    await JoinLink.filter(id=guest.link_id).update(revoked_at=clock.now())

    assert await code_of(world.join(guest)) == "link_revoked"


async def test_losing_the_socket_keeps_seat_hand_and_stage(world: LiveWorld) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    first = await world.join(citizen, "old")
    await actions.promote(world.host, world.session, first.seat)
    await actions.raise_hand(citizen, world.session)

    await actions.disconnected(world.session, first.seat, "old")
    again = await world.join(citizen, "new")

    assert again.seat == first.seat
    assert (again.sections["me"]["on_stage"], again.sections["me"]["hand"]) == (
        True,
        {"raised": True, "place": 1},
    )


async def test_a_restart_keeps_seat_stage_hand_mute_poll_and_slide(
    world: LiveWorld, sqlite_database: Settings, media: FakeMedia
) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(world.host)
    before = await world.join(citizen)
    await actions.promote(world.host, world.session, before.seat)
    await actions.mute(world.host, world.session, before.seat, "microphone")
    await actions.raise_hand(citizen, world.session)
    poll = await actions.create_poll(world.host, world.session, "Hvad spiste du?", ["Grød", "Brød"])
    await actions.open_poll(world.host, world.session, poll)
    await actions.vote(citizen, world.session, poll, 1)
    held = await world.fresh(citizen)

    await registry.stop()
    registry.start(sqlite_database, media)
    await world.join(world.host)
    after = await world.join(citizen)

    assert after.seat == before.seat
    for section in ("me", "poll"):
        assert after.sections[section] == held[section]
    assert after.sections["poll"]["total"] == 1


async def test_the_newer_device_takes_the_seat_over(world: LiveWorld, ears: Ears) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "tablet")).seat

    await world.join(citizen, "phone")
    await actions.disconnected(world.session, seat, "tablet")

    live = await registry.here().room(world.session)
    assert [m["taken_over"] for m in ears.on(f"seat:{seat}") if "taken_over" in m] == ["tablet"]
    assert live.room.seats[seat].connection == "phone"
    assert await Seat.all().count() == 1


async def test_twenty_devices_at_once_make_one_seat_and_one_attendance(each_world: LiveWorld) -> None:
    citizen = await each_world.citizen("Kirsten Borg", "Bregne")

    told = await asyncio.gather(*(each_world.join(citizen, f"device {n}") for n in range(20)))

    assert len({snapshot.seat for snapshot in told}) == 1
    assert (await Seat.all().count(), await Attendance.all().count()) == (1, 1)
    assert told[-1].sections["count"] == 1


async def test_a_person_by_link_and_by_login_has_one_seat(world: LiveWorld) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    by_login = await world.join(citizen)
    by_link = await world.join(await world.by_link("Kirsten Borg", "reminder", citizen), "phone")

    assert by_link.seat == by_login.seat


async def test_leaving_gives_back_the_stage_and_the_hand_but_not_the_seat(
    world: LiveWorld, media: FakeMedia
) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "a")).seat
    await actions.promote(world.host, world.session, seat)
    await actions.raise_hand(citizen, world.session)

    await actions.leave(citizen, world.session, "a")
    again = await world.join(citizen, "b")

    assert (again.seat, again.sections["me"]["on_stage"], again.sections["me"]["hand"]) == (seat, False, None)


async def test_whoever_has_left_hears_and_sees_nothing_more(world: LiveWorld, ears: Ears) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "a")).seat

    await actions.leave(citizen, world.session, "a")

    assert [m["group"] for m in ears.on(f"seat:{seat}") if "group" in m] == ["audience", None]
    assert await code_of(actions.view(citizen, world.session)) == "not_joined"
    assert await code_of(chat_lines.since(citizen, world.session, 0)) == "not_joined"
    assert await code_of(actions.raise_hand(citizen, world.session)) == "not_joined"


async def test_a_forwarded_link_does_not_reach_its_persons_seat_as_host(world: LiveWorld) -> None:
    await world.join(world.host)
    waiting = (await world.join(await world.by_link("Tolk Jensen", "interpreter"))).seat
    by_link = await world.by_link("Per Vært", "reminder", world.host)

    assert await code_of(actions.remove(by_link, world.session, waiting)) == "missing"
    assert await code_of(actions.view(by_link, world.session)) == "missing"


async def test_attendance_is_counted_once_over_devices_and_returns(
    world: LiveWorld, frozen_clock: Clock
) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "tablet")).seat
    frozen_clock.forward(minutes=10)
    await world.join(citizen, "phone")
    frozen_clock.forward(minutes=5)
    await actions.disconnected(world.session, seat, "phone")
    frozen_clock.forward(minutes=30)
    await world.join(citizen, "phone2")
    frozen_clock.forward(minutes=5)
    await actions.leave(citizen, world.session, "phone2")

    lines = {line.name: line for line in await attendance_for(world.host, world.session)}
    assert lines["Kirsten Borg"].minutes == 20
    assert await Attendance.filter(seat__public_id=seat).count() == 2


async def test_a_crash_ends_attendance_when_the_seat_was_last_seen(
    world: LiveWorld, frozen_clock: Clock, sqlite_database: Settings
) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    frozen_clock.forward(minutes=7)
    await registry.here().keep()
    live = await registry.here().room(world.session)
    await live.close()  # as a crash: nothing is written
    registry.here().rooms.clear()
    frozen_clock.forward(minutes=60)

    await registry.here().room(world.session)

    row = await Attendance.all().get()
    assert row.left_at is not None
    assert (row.left_at - row.joined_at).total_seconds() == 7 * 60


async def test_a_fault_of_the_database_keeps_nobody_out_and_is_told(
    world: LiveWorld, sqlite_database: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    await get_connection("default").execute_script("ALTER TABLE seat RENAME TO seat_away")

    await registry.here().keep()

    assert "Attendance was not noted: OperationalError" in caplog.text
    assert world.session in registry.here().rooms
    await get_connection("default").execute_script("ALTER TABLE seat_away RENAME TO seat")


async def test_an_empty_room_is_let_go_after_a_while(world: LiveWorld, frozen_clock: Clock) -> None:
    seat = (await world.join(world.host, "a")).seat
    await actions.disconnected(world.session, seat, "a")
    await registry.here().keep()
    assert world.session in registry.here().rooms

    frozen_clock.forward(minutes=11)
    await registry.here().keep()

    assert registry.here().rooms == {}
    assert (await world.join(world.host, "b")).seat == seat


async def test_a_caller_who_goes_away_leaves_the_room_whole(world: LiveWorld) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    joining = asyncio.create_task(world.join(citizen))
    await asyncio.sleep(0)
    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)

    assert (await world.join(world.host)).sections["count"] in (0, 1)


async def test_a_bug_in_a_room_ends_that_room_and_not_the_next(world: LiveWorld, ears: Ears) -> None:
    await world.join(world.host, "a")
    live = await registry.here().room(world.session)

    async def bug() -> None:
        live.apply(ch.Staged("nobody", True))

    [outcome] = await asyncio.gather(live.run(bug), return_exceptions=True)
    assert isinstance(outcome, KeyError)
    again = await world.join(world.host, "b")

    assert ears.on("hosts")[-1]["moving"] is True
    assert again.sections["me"]["part"] == "host"
    assert await registry.here().room(world.session) is not live
