"""Invitations parsed back by the icalendar library: right over both clock changes, and nothing private."""

import datetime as dt

import msgspec
import pytest
from icalendar import Calendar

from hub.sessions.calendar import Meeting, Method, ics

MEETING = Meeting(
    uid="5f2c",
    sequence=3,
    starts_local=dt.datetime(2026, 3, 24, 19, 0),
    ends_local=dt.datetime(2026, 3, 24, 20, 0),
    stamp=dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC),
    site="Det Digitale Sundhedscenter",
    host="hub.invalid",
    url="https://hub.invalid/join/" + "x" * 43,
    organizer="ingen-svar@hub.invalid",
)


def at(starts: str, ends: str) -> Meeting:
    return msgspec.structs.replace(
        MEETING, starts_local=dt.datetime.fromisoformat(starts), ends_local=dt.datetime.fromisoformat(ends)
    )


def offset(text: bytes, moment: str) -> dt.timedelta:
    """Offset that the VTIMEZONE sent along gives a wall time, by our own reading of its rules."""
    [zone] = Calendar.from_ical(text).walk("VTIMEZONE")
    found = zone.to_tz(lookup_tzid=False).utcoffset(dt.datetime.fromisoformat(moment))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("starts", "ends", "starts_utc", "ends_utc"),
    [
        ("2026-03-28T19:00", "2026-03-28T20:00", "2026-03-28T18:00", "2026-03-28T19:00"),
        ("2026-03-29T19:00", "2026-03-29T20:00", "2026-03-29T17:00", "2026-03-29T18:00"),
        ("2026-03-29T01:00", "2026-03-29T04:00", "2026-03-29T00:00", "2026-03-29T02:00"),
        ("2026-10-24T19:00", "2026-10-24T20:00", "2026-10-24T17:00", "2026-10-24T18:00"),
        ("2026-10-25T19:00", "2026-10-25T20:00", "2026-10-25T18:00", "2026-10-25T19:00"),
        ("2026-10-25T02:30", "2026-10-25T03:30", "2026-10-25T00:30", "2026-10-25T02:30"),
    ],
)
def test_read_back_it_means_the_same_moments(starts: str, ends: str, starts_utc: str, ends_utc: str) -> None:
    [event] = Calendar.from_ical(ics(at(starts, ends), "REQUEST", "a@b.invalid")).walk("VEVENT")
    read = [event[name].dt.astimezone(dt.UTC).isoformat()[:16] for name in ("dtstart", "dtend")]
    assert read == [starts_utc, ends_utc]
    assert [event[name].params["TZID"] for name in ("dtstart", "dtend")] == ["Europe/Copenhagen"] * 2


@pytest.mark.parametrize(
    ("wall", "hours"),
    [
        ("2026-03-28T12:00", 1),
        ("2026-03-29T12:00", 2),
        ("2026-10-24T12:00", 2),
        ("2026-10-25T12:00", 1),
        ("2031-07-01T12:00", 2),
    ],
)
def test_the_zone_sent_along_knows_both_clock_changes(wall: str, hours: int) -> None:
    assert offset(ics(MEETING, "REQUEST"), wall) == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED"), ("PUBLISH", "CONFIRMED")]
)
def test_method_status_uid_and_sequence(method: Method, status: str) -> None:
    calendar = Calendar.from_ical(ics(MEETING, method, "a@b.invalid"))
    [event] = calendar.walk("VEVENT")
    told = (calendar["method"], event["status"], event["uid"], event["sequence"])
    assert told == (method, status, "5f2c@hub.invalid", 3)
    assert event["attendee"] == "mailto:a@b.invalid"
    assert event["organizer"] == "mailto:ingen-svar@hub.invalid"


def test_its_only_words_are_the_sites_name() -> None:
    [event] = Calendar.from_ical(ics(MEETING, "PUBLISH")).walk("VEVENT")
    assert event["summary"] == "Møde i Det Digitale Sundhedscenter"
    assert "description" not in event
    assert "attendee" not in event
    english = msgspec.structs.replace(MEETING, language="en")
    [event] = Calendar.from_ical(ics(english, "PUBLISH")).walk("VEVENT")
    assert event["summary"] == "Session at Det Digitale Sundhedscenter"


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    text = ics(MEETING, "REQUEST", "a@b.invalid")
    lines = text.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
