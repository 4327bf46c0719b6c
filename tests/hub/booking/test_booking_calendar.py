"""What a booked talk does to calendars, as another program reads it, through both nights clocks change."""

import datetime as dt
import email
import email.policy

import pytest
from icalendar import Calendar

import hub.schedule.actions  # noqa: F401 - its follower writes to who leads
from config.settings import Settings
from hub import clock, jobs, notify
from hub.booking import actions, waiting
from hub.sessions.models import Session
from tests.hub.booking.conftest import Desk

Entry = tuple[str, str, int, dt.datetime]


class Letters:
    """Entries of the calendars in the letters sent since last asked, by whom they went to."""

    def __init__(self, settings: Settings) -> None:
        notify.configure(settings)
        self.folder, self.seen = settings.data.path / "outbox", set[str]()

    async def take(self) -> dict[str, list[Entry]]:
        """Method, uid, sequence and the moment it begins."""
        await jobs.run_due()
        found: dict[str, list[Entry]] = {}
        for path in sorted(self.folder.glob("*.eml")):
            if path.name not in self.seen:
                self.seen.add(path.name)
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for part in message.walk():
                    if part.get_content_type() == "text/calendar":
                        found.setdefault(message["To"].split("@")[0], []).append(
                            _entry(part.get_payload(decode=True))
                        )
        return found


def _entry(data: bytes) -> Entry:
    calendar = Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    zones = [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")]
    assert event["dtstart"].params["TZID"] in zones
    return (
        str(calendar["method"]),
        str(event["uid"]),
        int(event["sequence"]),
        event["dtstart"].dt.astimezone(dt.UTC),
    )


CHANGES = {
    "spring": (dt.date(2026, 3, 24), dt.date(2026, 3, 31), (8, 7)),
    "autumn": (dt.date(2026, 10, 20), dt.date(2026, 10, 27), (7, 8)),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
async def test_every_calendar_and_reminder_follows_a_booked_talk(
    desk: Desk, sqlite_database: Settings, change: str
) -> None:
    first, second, hours = CHANGES[change]
    letters = Letters(sqlite_database)
    desk.clock.moment = clock.utc(dt.datetime.combine(first - dt.timedelta(days=7), dt.time(9)))
    before, after = (clock.utc(dt.datetime.combine(day, dt.time(9))) for day in (first, second))
    assert (before.hour, after.hour) == hours

    await actions.hold(desk.citizen, desk.offer, before)
    session_id = await actions.confirm(desk.citizen)
    uid = (await Session.get(id=session_id)).uid
    booked = await letters.take()
    assert set(booked) == {"kirsten.borg", "nina.kolding"}
    assert {entry[:1] + entry[3:] for [entry] in booked.values()} == {("REQUEST", before)}
    assert all(uid in entry[1] for [entry] in booked.values())

    await actions.hold(desk.citizen, desk.offer, after, session_id)
    await actions.confirm(desk.citizen)
    moved = await letters.take()
    assert set(moved) == set(booked)
    for who, [entry] in moved.items():
        assert (entry[0], entry[1], entry[3]) == ("REQUEST", booked[who][0][1], after)
        assert entry[2] > booked[who][0][2]
    assert await reminders(session_id) == [after - dt.timedelta(days=1), after - dt.timedelta(hours=1)]

    await waiting.withdraw(desk.citizen, session_id)
    gone = await letters.take()
    assert {who: entries[-1][0] for who, entries in gone.items()} == dict.fromkeys(booked, "CANCEL")
    assert all(entries[-1][2] >= moved[who][0][2] for who, entries in gone.items())
    assert await reminders(session_id) == []


async def test_whoever_waits_gets_an_entry_of_their_own(desk: Desk, sqlite_database: Settings) -> None:
    letters = Letters(sqlite_database)
    at = desk.at(9, day=10)
    await actions.hold(desk.citizen, desk.offer, at)
    session_id = await actions.confirm(desk.citizen)
    await letters.take()
    await waiting.withdraw(desk.citizen, session_id)
    await waiting.wait(desk.other, desk.offer, at.date())
    found = await letters.take()
    assert [entry[0] for entry in found["kirsten.borg"]][-1] == "CANCEL"
    [given] = found["ove.vang"]
    assert given[0] == "REQUEST"
    assert given[1] != str((await Session.get(id=session_id)).uid)


async def reminders(session_id: int) -> list[dt.datetime]:
    rows = jobs.Job.filter(key__startswith=f"reminder:{session_id}:", done_at=None)
    return sorted(row.run_at for row in await rows)
