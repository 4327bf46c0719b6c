"""Danish working days against calendars written by hand, and Easter against Clavius' own computation."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import clock, workdays

AFTERNOON = dt.time(15, 0)

# nytår, skærtorsdag, langfredag, påske (2), bededag or none, himmelfart, pinse (2), jul (2)
CALENDAR = {
    2023: "1/1 6/4 7/4 9/4 10/4 5/5 18/5 28/5 29/5 25/12 26/12",
    2024: "1/1 28/3 29/3 31/3 1/4 - 9/5 19/5 20/5 25/12 26/12",
    2025: "1/1 17/4 18/4 20/4 21/4 - 29/5 8/6 9/6 25/12 26/12",
    2026: "1/1 2/4 3/4 5/4 6/4 - 14/5 24/5 25/5 25/12 26/12",
    2027: "1/1 25/3 26/3 28/3 29/3 - 6/5 16/5 17/5 25/12 26/12",
    2028: "1/1 13/4 14/4 16/4 17/4 - 25/5 4/6 5/6 25/12 26/12",
}


def _days(year: int, text: str) -> list[dt.date]:
    parts = [part.split("/") for part in text.split() if part != "-"]
    return [dt.date(year, int(month), int(day)) for day, month in parts]


@pytest.mark.parametrize("year", CALENDAR)
def test_holidays_are_those_of_the_printed_calendar(year: int) -> None:
    assert list(workdays.holidays(year)) == _days(year, CALENDAR[year])


def test_holidays_have_their_names() -> None:
    assert workdays.holidays(2026)[dt.date(2026, 4, 2)] == ("skærtorsdag", "Maundy Thursday")
    assert workdays.closing_days(2026)[dt.date(2026, 6, 5)] == ("grundlovsdag", "Constitution Day")


def test_who_is_given_the_holidays_cannot_change_them() -> None:
    workdays.holidays(2026).clear()
    assert len(workdays.holidays(2026)) == 10


def _clavius(year: int) -> dt.date:
    """Easter by Clavius' rules of 1582, as Knuth gives them (TAOCP 1, 1.3.2, exercise 14)."""
    golden, century = year % 19 + 1, year // 100 + 1
    dropped, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - dropped - 10
    epact = (11 * golden + 20 + moon - dropped) % 30
    epact += (epact == 25 and golden > 11) or epact == 24
    full = 44 - epact
    full += 30 if full < 21 else 0
    full += 7 - (sunday + full) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=full - 1)


def test_easter_is_clavius_for_centuries() -> None:
    assert [workdays.easter(y) for y in range(1900, 2400)] == [_clavius(y) for y in range(1900, 2400)]


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2023-05-05", False),  # store bededag for the last time
        ("2024-04-26", True),
        ("2026-06-05", False),
        ("2026-12-24", False),
        ("2026-12-31", False),
        ("2026-12-30", True),
        ("2026-05-15", True),  # the day after Ascension
        ("2026-03-28", False),  # a Saturday
    ],
)
def test_offices_are_open_or_not(day: str, open_: bool) -> None:
    assert workdays.is_workday(dt.date.fromisoformat(day)) is open_


def test_a_municipality_may_close_on_a_further_day() -> None:
    bridge = dt.date(2026, 5, 15)
    assert not workdays.is_workday(bridge, frozenset({bridge}))
    assert workdays.add_workdays(dt.date(2026, 5, 13), 1, frozenset({bridge})) == dt.date(2026, 5, 18)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-04-01", 1, "2026-04-07"),  # over Easter
        ("2026-04-01", 3, "2026-04-09"),
        ("2026-12-23", 2, "2026-12-29"),  # over Christmas, 24 to 27 closed
        ("2026-12-30", 1, "2027-01-04"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-09", 0, "2026-03-09"),
        ("2026-04-07", -1, "2026-04-01"),
    ],
)
def test_add_workdays(start: str, n: int, end: str) -> None:
    assert workdays.add_workdays(dt.date.fromisoformat(start), n) == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        ("2026-03-27T12:00+00:00", 1, "2026-03-30T13:00+00:00"),  # the clocks go forward between
        ("2026-03-26T12:00+00:00", 1, "2026-03-27T14:00+00:00"),
        ("2026-10-23T12:00+00:00", 1, "2026-10-26T14:00+00:00"),  # and back
        ("2026-10-22T12:00+00:00", 1, "2026-10-23T13:00+00:00"),
        ("2026-03-30T23:30+00:00", 5, "2026-04-10T13:00+00:00"),  # Tuesday already in Copenhagen; Easter
        ("2026-03-29T00:30+00:00", 1, "2026-03-30T13:00+00:00"),  # in the night of the change
    ],
)
def test_deadline_is_at_the_end_of_office_hours_in_local_time(sent: str, days: int, due: str) -> None:
    found = workdays.deadline(dt.datetime.fromisoformat(sent), days, AFTERNOON)
    assert found == dt.datetime.fromisoformat(due)


DATES = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))


@given(start=DATES, n=st.integers(0, 60))
def test_counting_and_adding_agree(start: dt.date, n: int) -> None:
    end = workdays.add_workdays(start, n)
    assert workdays.is_workday(end)
    assert workdays.workdays_between(start, end) == (n or int(end != start))
    assert workdays.workdays_between(end, start) == -workdays.workdays_between(start, end)


@given(
    sent=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)),
    days=st.integers(1, 20),
)
def test_a_deadline_leaves_the_promised_working_days_and_no_more(sent: dt.datetime, days: int) -> None:
    due: Any = clock.local(workdays.deadline(sent, days, AFTERNOON))
    assert due.time() == AFTERNOON
    assert workdays.workdays_between(clock.local(sent).date(), due.date()) == days
