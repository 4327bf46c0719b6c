"""Dates as people say them."""

import datetime as dt

from web import dates

TODAY = dt.date(2026, 11, 23)
EVENING = dt.datetime(2026, 11, 24, 19, 0)


def test_a_day_has_its_weekday_and_its_year_only_when_it_is_another() -> None:
    assert dates.day(dt.date(2026, 11, 24), TODAY, "da") == "tirsdag d.\u00a024. november"
    assert dates.day(dt.date(2026, 11, 24), TODAY, "en") == "Tuesday 24 November"
    assert dates.day(dt.date(2027, 1, 5), TODAY, "da") == "tirsdag d.\u00a05. januar 2027"


def test_tomorrow_is_said_beside_the_date() -> None:
    assert dates.at(EVENING, TODAY, "da") == "i morgen, tirsdag d.\u00a024. november kl.\u00a019.00"
    assert dates.at(EVENING, TODAY, "en") == "tomorrow, Tuesday 24 November at 19:00"
    assert dates.at(EVENING, dt.date(2026, 11, 20), "da") == "tirsdag d.\u00a024. november kl.\u00a019.00"


def test_times_run_from_to_and_name_the_day_of_an_end_after_midnight() -> None:
    assert dates.span(EVENING, EVENING + dt.timedelta(hours=1), "da") == "kl.\u00a019.00 til 20.00"
    assert dates.span(EVENING, EVENING + dt.timedelta(hours=6), "da") == (
        "kl.\u00a019.00 til kl.\u00a01.00 (onsdag d.\u00a025. november)"
    )
    assert (
        dates.span(EVENING, EVENING + dt.timedelta(hours=6), "en") == "19:00 to 01:00 (Wednesday 25 November)"
    )
    assert dates.span(EVENING, EVENING + dt.timedelta(hours=1), "en") == "19:00 to 20:00"


def test_a_moment_near_by_is_said_shortly() -> None:
    assert dates.short(dt.datetime(2026, 11, 23, 9, 5), TODAY, "da") == "i dag kl.\u00a09.05"
    assert (
        dates.short(dt.datetime(2026, 11, 3, 9, 5), TODAY, "da")
        == "tirsdag d.\u00a03. november kl.\u00a09.05"
    )
