"""Rules, exceptions and busy times made into when somebody can be asked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import clock
from hub.rota import times
from hub.rota.times import Job, Person, Rule
from hub.rota.wire import Kind, Span, WeeklyHours, Weeks

MONDAY, SUNDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
LONG_AGO = dt.date(2020, 1, 1)
EIGHT, NOON, FOUR = dt.time(8), dt.time(12), dt.time(16)


def rule(weekday: int, weeks: Weeks = Weeks.every, **days: dt.date | None) -> Rule:
    """From eight to four on a weekday."""
    told = {"valid_from": LONG_AGO, "valid_to": None} | days
    return Rule(weekday, EIGHT, FOUR, weeks, told["valid_from"] or LONG_AGO, told["valid_to"])


def span(starts: str, ends: str) -> Span:
    """From ISO texts."""
    return Span(dt.datetime.fromisoformat(starts), dt.datetime.fromisoformat(ends))


def test_a_rule_that_always_holds_is_weekly_hours() -> None:
    found = times.availability(Person(person_id=1, rules=(rule(1), rule(3))), MONDAY, SUNDAY)
    assert found.hours == (WeeklyHours(1, EIGHT, FOUR), WeeklyHours(3, EIGHT, FOUR))
    assert (found.extra, found.away) == ((), ())


def test_a_rule_of_even_weeks_is_the_days_it_holds_on() -> None:
    found = times.availability(
        Person(person_id=1, rules=(rule(1, Weeks.even),)), MONDAY, MONDAY + dt.timedelta(days=27)
    )
    assert found.hours == ()
    assert found.extra == (
        span("2026-03-02T08:00", "2026-03-02T16:00"),
        span("2026-03-16T08:00", "2026-03-16T16:00"),
    )


def test_a_rule_that_ends_in_the_period_holds_until_then() -> None:
    ends = rule(1, valid_to=dt.date(2026, 3, 9))
    found = times.availability(Person(person_id=1, rules=(ends,)), MONDAY, MONDAY + dt.timedelta(days=20))
    assert [s.starts.date() for s in found.extra] == [dt.date(2026, 3, 2), dt.date(2026, 3, 9)]


def test_a_holiday_is_off_unless_an_exception_says_extra() -> None:
    easter = dt.date(2026, 4, 6)
    worked = span("2026-04-06T10:00", "2026-04-06T12:00")
    plain = times.availability(Person(person_id=1, rules=(rule(1),)), easter, easter)
    assert plain.away == (span("2026-04-06T00:00", "2026-04-07T00:00"),)
    extra = times.availability(Person(person_id=1, exceptions=((Kind.extra, worked),)), easter, easter)
    assert extra.away == (
        span("2026-04-06T00:00", "2026-04-06T10:00"),
        span("2026-04-06T12:00", "2026-04-07T00:00"),
    )


def test_days_off_are_found_once_for_everybody() -> None:
    """A partnership of thousands asks for the same quarter: the same days, not found anew."""
    assert times.off_days(MONDAY, SUNDAY) is times.off_days(MONDAY, SUNDAY)


@given(st.integers(1, 7), st.sampled_from(Weeks), st.integers(0, 20), st.integers(0, 40))
def test_a_rule_now_and_then_holds_on_the_days_it_says(
    weekday: int, weeks: Weeks, start: int, length: int
) -> None:
    first = MONDAY + dt.timedelta(days=start)
    last = first + dt.timedelta(days=length)
    now_and_then = rule(
        weekday, weeks, valid_from=MONDAY + dt.timedelta(days=9), valid_to=SUNDAY + dt.timedelta(days=21)
    )
    found = times.availability(Person(person_id=1, rules=(now_and_then,)), first, last)
    every = [each for day in times.days(first, last) for each in times.work_on([now_and_then], day)]
    assert list(found.extra) == ([] if found.hours else every)


def test_sickness_and_absence_are_away_within_the_period() -> None:
    absences = (
        (Kind.away, span("2026-02-20T00:00", "2026-03-03T12:00")),
        (Kind.sick, span("2026-03-03T10:00", "2026-03-04T00:00")),
        (Kind.rather_not, span("2026-03-05T08:00", "2026-03-05T10:00")),
    )
    found = times.availability(Person(person_id=1, exceptions=absences), MONDAY, SUNDAY)
    assert found.away == (span("2026-03-02T00:00", "2026-03-04T00:00"),)
    assert found.rather_not == (span("2026-03-05T08:00", "2026-03-05T10:00"),)


def test_shares_and_limits_come_from_the_employments() -> None:
    nothing = times.availability(Person(person_id=1), MONDAY, SUNDAY)
    assert (nothing.share_minutes, nothing.daily_minutes, nothing.weekly_minutes) == (2220, 480, 2220)
    jobs = (
        Job(2220, 50, 300, 1000, LONG_AGO, dt.date(2026, 3, 8)),
        Job(1110, 100, 400, 900, dt.date(2026, 3, 11), None),
    )
    found = times.availability(Person(person_id=1, jobs=jobs), MONDAY, MONDAY + dt.timedelta(days=13))
    assert found.share_minutes == 1110 + 1110 * 5 // 7
    assert (found.daily_minutes, found.weekly_minutes) == (300, 900)
    assert found.away == (span("2026-03-09T00:00", "2026-03-11T00:00"),)
    before = times.availability(Person(person_id=1, jobs=jobs[1:]), MONDAY, SUNDAY)
    assert (before.share_minutes, before.daily_minutes, before.away) == (
        0,
        0,
        (span("2026-03-02T00:00", "2026-03-09T00:00"),),
    )


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2026-03-03T09:00", "2026-03-03T10:00", ("2026-03-03T10:00", "2026-03-03T11:00")),
        ("2026-03-29T00:30", "2026-03-29T01:30", ("2026-03-29T01:30", "2026-03-29T03:30")),
        ("2026-10-25T00:45", "2026-10-25T01:15", ("2026-10-25T02:45", "2026-10-25T03:00")),
        ("2026-10-25T01:15", "2026-10-25T02:15", ("2026-10-25T02:15", "2026-10-25T03:15")),
    ],
    ids=["an ordinary day", "over spring's gap", "into autumn's second hour", "out of it"],
)
def test_moments_are_the_wall_times_that_cannot_be_used(
    starts: str, ends: str, expected: tuple[str, str]
) -> None:
    assert times.wall(moment(starts), moment(ends)) == span(*expected)


@given(st.integers(0, 24 * 60), st.integers(1, 300), st.integers(0, 24 * 60), st.integers(15, 300))
def test_no_meeting_outside_the_wall_times_meets_the_moments(
    begin: int, length: int, meeting: int, lasts: int
) -> None:
    night = moment("2026-10-24T16:00")
    busy = night + dt.timedelta(minutes=begin), night + dt.timedelta(minutes=begin + length)
    starts = dt.datetime(2026, 10, 24, 18) + dt.timedelta(minutes=meeting)
    ends = starts + dt.timedelta(minutes=lasts)
    taken = times.wall(*busy)
    if ends <= taken.starts or starts >= taken.ends:
        assert clock.utc(ends) <= busy[0] or clock.utc(starts) >= busy[1]


def test_spans_are_merged_and_cut() -> None:
    morning, noon, day = (
        span("2026-03-02T08:00", "2026-03-02T12:00"),
        span("2026-03-02T12:00", "2026-03-02T13:00"),
        span("2026-03-02T08:00", "2026-03-02T16:00"),
    )
    assert times.merged([noon, morning]) == (span("2026-03-02T08:00", "2026-03-02T13:00"),)
    assert times.minus([day], [noon]) == [morning, span("2026-03-02T13:00", "2026-03-02T16:00")]
    assert times.minus([noon], [day]) == []


def test_the_closing_days_of_ones_municipality_are_off_unless_an_exception_says_extra() -> None:
    closed = {MONDAY: "Personaledag", dt.date(2026, 4, 1): ""}
    shut = times.availability(Person(person_id=1, rules=(rule(1),), closed=closed), MONDAY, SUNDAY)
    assert shut.away == (span("2026-03-02T00:00", "2026-03-03T00:00"),)
    worked = (Kind.extra, span("2026-03-02T10:00", "2026-03-02T23:00"))
    extra = times.availability(Person(person_id=1, closed=closed, exceptions=(worked,)), MONDAY, SUNDAY)
    assert extra.away == (
        span("2026-03-02T00:00", "2026-03-02T10:00"),
        span("2026-03-02T23:00", "2026-03-03T00:00"),
    )
    person = Person(person_id=1, closed=closed)
    assert times.closed_for(person, MONDAY) == ("Personaledag", "Personaledag")
    assert times.closed_for(person, dt.date(2026, 4, 1)) == ("lukkedag", "closing day")
    assert times.closed_for(person, SUNDAY) is None


def test_absence_told_elsewhere_is_cut_to_the_period() -> None:
    told = (span("2026-02-20T00:00", "2026-03-03T00:00"),)
    found = times.availability(Person(person_id=1, elsewhere=told), MONDAY, SUNDAY)
    assert found.away == (span("2026-03-02T00:00", "2026-03-03T00:00"),)
