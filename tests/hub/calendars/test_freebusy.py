"""VFREEBUSY of a calendar elsewhere: periods by their end or their length; nonsense that hides nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, FreeBusy, vPeriod

from hub.calendars import spans
from hub.calendars.spans import Unreadable

FIRST, LAST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
NINE = "03-02 09:00"


def read(*lines: str, component: str = "VFREEBUSY") -> list[tuple[str, str]]:
    """Busy times in UTC of one component with these lines."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x", f"BEGIN:{component}", "UID:a"]
    whole = [*head, *lines, f"END:{component}", "END:VCALENDAR", ""]
    found = spans.spans("\r\n".join(whole).encode(), FIRST, LAST)
    return [(f"{starts:%m-%d %H:%M}", f"{ends:%m-%d %H:%M}") for starts, ends in found]


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("FREEBUSY:20260302T090000Z/20260302T100000Z", "03-02 10:00"),
        ("FREEBUSY:20260302T090000Z/PT1H30M", "03-02 10:30"),
        ("FREEBUSY:20260302T090000Z/+P1DT1H", "03-03 10:00"),
        ("FREEBUSY:20260302T090000Z/P1W", "03-09 09:00"),
        ("freebusy;fbtype=busy-tentative:20260302T090000Z/pt60s", "03-02 09:01"),
        ('FREEBUSY;X-NOTE="a:b;c";FBTYPE="BUSY-UNAVAILABLE":20260302T090000Z/PT1H', "03-02 10:00"),
        ("FREEBUSY;FBTYPE=X-PERHAPS:20260302T090000Z/PT1H", "03-02 10:00"),
        ("FREEBUSY:20260302T090000Z/\r\n PT1H", "03-02 10:00"),
        ("FREEBUSY:20260302T100000/PT1H", "03-02 10:00"),
    ],
)
def test_a_period_is_busy_by_its_end_or_by_how_long_it_lasts(line: str, ends: str) -> None:
    assert read(line) == [(NINE, ends)]


def test_several_periods_on_a_line_and_several_lines() -> None:
    two = "FREEBUSY:20260302T090000Z/PT1H,20260302T093000Z/PT1H"
    assert read(two, "FREEBUSY:20260303T090000Z/PT1H") == [
        (NINE, "03-02 10:30"),
        ("03-03 09:00", "03-03 10:00"),
    ]


@pytest.mark.parametrize("kind", ["FREE", "free", '"FREE"'])
def test_what_is_said_to_be_free_is_not_busy(kind: str) -> None:
    assert read(f"FREEBUSY;FBTYPE={kind}:20260302T090000Z/PT1H") == []


@pytest.mark.parametrize(
    "period",
    [
        "nonsense",
        "20260302T090000Z",
        "20260302T090000Z/",
        "20260302T090000Z/P",
        "20260302T090000Z/-PT1H",
        "20260302T090000Z/20260302T080000Z",
        "20260302T090000Z/20260302T090000Z",
        "20261302T090000Z/PT1H",
        "99991231T235959Z/P9999W",
        "00010101T000000/PT1H",
        "20260302T090000Z/P401D",
        "20250101T090000Z/PT1H",
    ],
)
def test_a_period_that_makes_no_sense_says_nothing_and_hides_no_other(period: str) -> None:
    assert read(f"FREEBUSY:{period},20260302T090000Z/PT1H") == [(NINE, "03-02 10:00")]


def test_the_property_means_something_in_its_component_only() -> None:
    assert read("FREEBUSY:20260302T090000Z/PT1H", component="VTODO") == []


def test_a_line_with_too_many_periods_is_refused_by_name() -> None:
    many = ",".join(["20260302T090000Z/PT1H"] * (spans.MOST_SPANS + 1))
    with pytest.raises(Unreadable, match="feed_too_many"):
        read(f"FREEBUSY:{many}")


def test_what_another_program_writes_is_read() -> None:
    calendar, told = Calendar(), FreeBusy()
    starts = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    told.add("uid", "a")
    told.add("freebusy", vPeriod((starts, dt.timedelta(hours=1))))
    calendar.add("prodid", "-//x")
    calendar.add("version", "2.0")
    calendar.add_component(told)
    assert spans.spans(calendar.to_ical(), FIRST, LAST) == [(starts, starts + dt.timedelta(hours=1))]


LINES = st.from_regex(rb'FREEBUSY(;[A-Z]+="?[A-Z:;,-]*"?)?:[0-9TZP/,+WDHMS]*', fullmatch=True)


@given(st.lists(LINES | st.binary(max_size=60), max_size=6))
def test_whatever_lines_say_the_answer_is_times_or_a_name(lines: list[bytes]) -> None:
    body = b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VFREEBUSY", *lines, b"END:VFREEBUSY", b"END:VCALENDAR"])
    try:
        found = spans.spans(body, FIRST, LAST)
    except Unreadable:
        return
    assert all(FIRST <= starts < ends <= LAST for starts, ends in found)
