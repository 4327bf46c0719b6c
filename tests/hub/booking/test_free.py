"""Free times: never over a commitment, right over both changes of the clock, the same as a plain count."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import clock
from hub.booking.free import MARGIN, REST, Candidate, Hours, Question, free_times, who_can
from hub.booking.window import Window, minute_of

MONDAY = dt.date(2026, 10, 5)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
OFFICE = tuple(Hours(day, dt.time(8), dt.time(16)) for day in range(1, 6))
ALWAYS = tuple(Hours(day, dt.time(0), dt.time(0)) for day in range(1, 8))
FREE = {"daily_minutes": 24 * 60, "weekly_minutes": 7 * 24 * 60}


def wall(day: dt.date, hour: float) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour)


def minutes_of(starts: dt.datetime, ends: dt.datetime) -> tuple[int, int]:
    return minute_of(starts), minute_of(ends)


def busy(day: dt.date, first: float, last: float) -> tuple[int, int]:
    return minutes_of(clock.utc(wall(day, first)), clock.utc(wall(day, last)))


def question(first: dt.date, days: int = 1, minutes: int = 60, step: int = 60) -> Question:
    until = wall(first + dt.timedelta(days=days), 0)
    return Question(minutes, clock.utc(wall(first, 0)), clock.utc(until) - dt.timedelta(minutes=1), step)


def on(day: dt.date, person: Candidate, **about: int) -> list[str]:
    """Wall times of that day at which the person can begin."""
    found = free_times([person], question(day, **about), Window(day, 1))
    return [f"{clock.local(moment):%H:%M}" for moment in found]


def test_a_day_at_the_office_has_its_hours() -> None:
    person = Candidate(id=1, hours=OFFICE)
    assert on(MONDAY, person) == ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
    assert on(MONDAY, person, minutes=90)[-1] == "14:00"
    assert on(MONDAY, person, step=30, minutes=45)[-2:] == ["14:30", "15:00"]
    assert on(MONDAY + dt.timedelta(days=5), person) == []


def test_extra_hours_add_and_absence_takes_from_both() -> None:
    saturday = MONDAY + dt.timedelta(days=5)
    extra = (wall(saturday, 10), wall(saturday, 14))
    person = Candidate(id=1, hours=OFFICE, extra=(extra,))
    assert on(saturday, person) == ["10:00", "11:00", "12:00", "13:00"]
    away = (wall(saturday, 11.5), wall(saturday, 12))
    assert on(saturday, Candidate(id=1, extra=(extra,), away=(away,))) == ["10:00", "12:00", "13:00"]


def test_a_commitment_keeps_its_margin_free() -> None:
    taken = busy(MONDAY, 10, 11)
    person = Candidate(id=1, hours=OFFICE, taken=(taken,))
    assert on(MONDAY, person, step=15, minutes=30)[:9] == [
        "08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "11:15", "11:30", "11:45",
    ]  # fmt: skip


def test_eleven_hours_of_rest_lie_between_two_days() -> None:
    late = busy(MONDAY, 20, 22)
    tuesday = MONDAY + dt.timedelta(days=1)
    person = Candidate(id=1, hours=OFFICE, taken=(late,))
    assert on(tuesday, person)[0] == "09:00"
    early = busy(tuesday, 7, 8)
    person = Candidate(id=1, hours=ALWAYS, taken=(early,))
    assert on(MONDAY, person)[-1] == "19:00"


def test_a_full_day_and_a_full_week_take_no_more() -> None:
    taken = tuple(busy(MONDAY, h, h + 1) for h in (8, 10))
    assert on(MONDAY, Candidate(id=1, hours=OFFICE, taken=taken, daily_minutes=180)) != []
    assert on(MONDAY, Candidate(id=1, hours=OFFICE, taken=taken, daily_minutes=179)) == []
    friday = MONDAY + dt.timedelta(days=4)
    assert on(friday, Candidate(id=1, hours=OFFICE, taken=taken, weekly_minutes=180)) != []
    assert on(friday, Candidate(id=1, hours=OFFICE, taken=taken, weekly_minutes=179)) == []
    after = MONDAY + dt.timedelta(days=7)
    assert on(after, Candidate(id=1, hours=OFFICE, taken=taken, weekly_minutes=179)) != []


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (MONDAY, 24)])
def test_a_day_has_as_many_hours_as_it_has(day: dt.date, hours: int) -> None:
    found = free_times([Candidate(id=1, hours=ALWAYS, **FREE)], question(day), Window(day, 2))
    assert len(found) == hours
    assert len(set(found)) == hours


def test_the_hours_of_the_office_stay_the_same_on_the_wall_over_both_changes() -> None:
    for change in (SPRING, AUTUMN):
        for days in (-2, 1):
            assert on(change + dt.timedelta(days=days), Candidate(id=1, hours=OFFICE))[0] == "08:00"


def test_nothing_begins_in_the_hour_that_spring_skips_and_nobody_works_longer_for_it() -> None:
    night = Hours(7, dt.time(1), dt.time(4))
    assert on(SPRING, Candidate(id=1, hours=(night,), **FREE)) == ["01:00", "03:00"]
    half = Hours(7, dt.time(1), dt.time(2, 30))
    assert on(SPRING, Candidate(id=1, hours=(half,), **FREE)) == ["01:00"]


def test_whoever_is_away_in_the_doubled_hour_is_away_twice() -> None:
    away = (wall(AUTUMN, 2), wall(AUTUMN, 3))
    found = on(AUTUMN, Candidate(id=1, hours=ALWAYS, away=(away,), **FREE))
    assert found[:3] == ["00:00", "01:00", "03:00"]


def test_nothing_before_the_earliest_and_after_the_latest() -> None:
    asked = Question(30, clock.utc(wall(MONDAY, 9.1)), clock.utc(wall(MONDAY, 10.5)))
    found = free_times([Candidate(id=1, hours=OFFICE)], asked, Window(MONDAY, 1))
    assert [f"{clock.local(moment):%H:%M}" for moment in found] == ["09:30", "10:00", "10:30"]


def test_the_same_person_comes_first_then_ones_own_municipality_then_wishes_then_load() -> None:
    at = clock.utc(wall(MONDAY, 9))
    tuesday = busy(MONDAY, 33, 34)
    people = [
        Candidate(id=1, hours=OFFICE),
        Candidate(id=2, hours=OFFICE, home=True, rather_not=((wall(MONDAY, 8), wall(MONDAY, 12)),)),
        Candidate(id=3, hours=OFFICE, home=True, taken=(tuesday,)),
        Candidate(id=4, hours=OFFICE, home=True),
        Candidate(id=5, home=True),
    ]
    window, asked = Window(MONDAY, 1), question(MONDAY)
    assert who_can(people, asked, window, at) == [4, 3, 2, 1]
    assert who_can(people, asked, window, at, first=1) == [1, 4, 3, 2]
    assert who_can(people, asked, window, at + dt.timedelta(minutes=7)) == []
    assert who_can(people, asked, window, at - dt.timedelta(days=70)) == []


DAYS = st.sampled_from([SPRING - dt.timedelta(days=3), AUTUMN - dt.timedelta(days=3), MONDAY])
STARTS = st.integers(-100, 7 * 96)
TAKEN = st.lists(st.tuples(STARTS, st.integers(1, 20)), max_size=12)


@given(DAYS, TAKEN, st.sampled_from([15, 30, 45, 60]), st.sampled_from([15, 30]))
def test_free_times_never_overlap_a_commitment_and_miss_none(
    first: dt.date, drawn: list[tuple[int, int]], minutes: int, step: int
) -> None:
    begin = clock.utc(wall(first, 0))
    moments = [begin + dt.timedelta(minutes=15 * start) for start, _ in drawn]
    taken = tuple(
        (a, a + dt.timedelta(minutes=15 * long)) for a, (_, long) in zip(moments, drawn, strict=True)
    )
    person = Candidate(
        id=1,
        hours=ALWAYS,
        taken=tuple(minutes_of(*span) for span in taken),
        daily_minutes=10**6,
        weekly_minutes=10**6,
    )
    asked = question(first, days=7, minutes=minutes, step=step)
    found = free_times([person], asked, Window(first, 9))

    assert found == [at for at in _every(asked) if _fits(at, minutes, taken)]


@given(st.lists(TAKEN, min_size=2, max_size=4))
def test_the_free_times_of_many_are_those_of_each_together(drawn: list[list[tuple[int, int]]]) -> None:
    begin = clock.utc(wall(MONDAY, 0))
    people = []
    for number, spans in enumerate(drawn):
        moments = [(begin + dt.timedelta(minutes=15 * start), long) for start, long in spans]
        taken = tuple(minutes_of(at, at + dt.timedelta(minutes=15 * long)) for at, long in moments)
        hours = OFFICE if number % 2 else OFFICE[:2]
        people.append(Candidate(id=number, hours=hours, taken=taken))
    asked, window = question(MONDAY, days=7), Window(MONDAY, 9)

    alone = {at for person in people for at in free_times([person], asked, window)}
    assert free_times(people, asked, window) == sorted(alone)


def _every(asked: Question) -> list[dt.datetime]:
    quarters = int((asked.latest - asked.earliest).total_seconds() // 900) + 1
    moments = [asked.earliest + dt.timedelta(minutes=15 * quarter) for quarter in range(quarters)]
    return [moment for moment in moments if clock.local(moment).minute % asked.step == 0]


def _fits(at: dt.datetime, minutes: int, taken: tuple[tuple[dt.datetime, dt.datetime], ...]) -> bool:
    """The rules in plain words, moment by moment."""
    end = at + dt.timedelta(minutes=-(-minutes // 15) * 15)
    margin, rest = dt.timedelta(minutes=MARGIN), dt.timedelta(minutes=REST)
    for starts, ends in taken:
        if at < ends + margin and starts - margin < end:
            return False
        first, last = clock.local(starts).date(), clock.local(ends - dt.timedelta(seconds=1)).date()
        mine, mine_last = clock.local(at).date(), clock.local(end - dt.timedelta(seconds=1)).date()
        if mine_last > last and end > _midnight(last, 1) and max(at, _midnight(last, 1)) < ends + rest:
            return False
        if mine < first and starts - rest < min(end, _midnight(first, 0)):
            return False
    return True


def _midnight(day: dt.date, more: int) -> dt.datetime:
    return clock.utc(dt.datetime.combine(day + dt.timedelta(days=more), dt.time()))
