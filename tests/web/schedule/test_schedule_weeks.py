"""Weeks in addresses: read, written, and what is not a week is this week."""

import datetime as dt

import pytest

from web.pages.schedule.weeks import asked, asked_day, shown, week_of

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2027, 1, 3), dt.date(2020, 12, 31)])
def test_a_week_is_read_as_it_is_written(day: dt.date) -> None:
    assert asked(week_of(day).key, TODAY) == week_of(day)
    assert day in week_of(day).days


@pytest.mark.parametrize(
    "written", [None, "", "48", "2026-W54", "2026-W00", "0001-W01", "9999-W52", "2026-W4٨"]
)
def test_what_is_no_week_is_this_week(written: str | None) -> None:
    assert asked(written, TODAY) == week_of(TODAY)


def test_weeks_go_on_over_new_year() -> None:
    week = asked("2026-W53", TODAY)
    assert week.moved(1).key == "2027-W01"
    assert week.moved(-1).number == 52


def test_a_phone_shows_today_in_this_week_and_monday_in_others() -> None:
    week = week_of(TODAY)
    assert asked_day(None, week, TODAY) == TODAY
    assert asked_day("2026-11-27", week, TODAY) == dt.date(2026, 11, 27)
    assert asked_day("2026-11-27", week.moved(1), TODAY) == week.moved(1).monday


def test_the_weekend_has_columns_when_something_is_in_it() -> None:
    week = week_of(TODAY)
    assert len(shown(week, {week.days[2]})) == 5
    assert shown(week, {week.days[5]})[-1] == week.days[5]
    assert len(shown(week, {week.days[6]})) == 7
