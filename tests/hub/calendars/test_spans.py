"""A calendar's bytes made into busy times, and every kind of nonsense refused by name."""

import datetime as dt

import pytest

from hub.calendars import spans
from hub.calendars.spans import Unreadable

FIRST, LAST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def calendar(*lines: str) -> bytes:
    """A calendar with one event of these lines."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x", "BEGIN:VEVENT", "UID:a", "SUMMARY:Hemmeligt"]
    return "\r\n".join([*whole, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def read(*lines: str) -> list[tuple[str, str]]:
    """Busy times in UTC as short texts."""
    found = spans.spans(calendar(*lines), FIRST, LAST)
    return [(f"{starts:%m-%d %H:%M}", f"{ends:%m-%d %H:%M}") for starts, ends in found]


def test_an_event_is_busy_from_its_start_to_its_end() -> None:
    assert read("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z") == [("03-02 09:00", "03-02 10:00")]
    zoned = ("DTSTART;TZID=Europe/Copenhagen:20260702T090000", "DURATION:PT90M")
    assert read(*zoned) == [("07-02 07:00", "07-02 08:30")]
    assert read("DTSTART:20260302T090000", "DTEND:20260302T100000") == [("03-02 08:00", "03-02 09:00")]


def test_a_day_without_a_time_is_a_danish_day() -> None:
    assert read("DTSTART;VALUE=DATE:20260702") == [("07-01 22:00", "07-02 22:00")]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
def test_what_is_free_or_cancelled_is_not_busy(line: str) -> None:
    assert read("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", line) == []


def test_what_repeats_keeps_its_wall_time_over_the_clock_change() -> None:
    found = read(
        "DTSTART;TZID=Europe/Copenhagen:20260323T090000",
        "DTEND;TZID=Europe/Copenhagen:20260323T100000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260406T070000Z",
        "EXDATE;TZID=Europe/Copenhagen:20260406T090000",
    )
    assert found == [("03-23 08:00", "03-23 09:00"), ("03-30 07:00", "03-30 08:00")]


def test_a_changed_occurrence_takes_the_place_of_the_one_it_changes() -> None:
    weekly = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = ("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")
    found = read(*weekly, "END:VEVENT", "BEGIN:VEVENT", "UID:a", *moved)
    assert found == [("03-02 09:00", "03-02 10:00"), ("03-10 09:00", "03-10 10:00")]


def test_overlapping_times_become_one_and_the_window_cuts() -> None:
    long = "DTSTART:20260220T000000Z", "DTEND:20260302T100000Z"
    short = "DTSTART:20260302T093000Z", "DTEND:20260302T110000Z"
    found = read(*long, "END:VEVENT", "BEGIN:VEVENT", "UID:b", *short)
    assert found == [("03-01 00:00", "03-02 11:00")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_calendar"),
        (b"<html>Log ind</html>", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not_a_calendar"),
        (b"BEGIN:VCALENDAR" + b" " * spans.LARGEST, "feed_too_big"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 30_001, "feed_too_many"),
    ],
    ids=["nothing", "a page", "half a calendar", "huge", "too many events"],
)
def test_what_is_no_calendar_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        spans.spans(data, FIRST, LAST)
    assert str(caught.value) == code


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3",
    ],
)
def test_rules_one_could_count_over_for_ever_are_refused(rule: str) -> None:
    with pytest.raises(Unreadable, match="feed_too_many"):
        read("DTSTART:19000101T090000Z", "DTEND:19000101T090001Z", f"RRULE:{rule}")


def test_a_broken_event_says_nothing_and_hides_no_other() -> None:
    broken = ("DTSTART:20260302T090000Z", "DTEND:20260302T080000Z")
    whole = ("DTSTART:20260303T090000Z", "DTEND:20260303T100000Z")
    assert read(*broken, "END:VEVENT", "BEGIN:VEVENT", "UID:b", *whole) == [("03-03 09:00", "03-03 10:00")]


def outcome(line: str) -> str:
    """The code of the refusal, or how many busy times there are."""
    try:
        return str(len(read("DTSTART:20260302T090000Z", line)))
    except Unreadable as refused:
        return str(refused)


def test_a_value_that_makes_no_sense_ends_in_a_name_or_in_nothing() -> None:
    lines = ("RECURRENCE-ID:2026    P  000Z", "EXDATE:nonsense", "DTEND:nonsense", "RRULE:FREQ=NEVER")
    assert {outcome(line) for line in lines} <= {"0", "not_a_calendar", "feed_too_many"}


def test_a_zone_that_is_a_folder_is_no_zone() -> None:
    with pytest.raises(Unreadable, match="not_a_calendar"):
        read("DTSTART;TZID=Europe:20260302T090000", "DTEND;TZID=Europe:20260302T100000")
