"""Forms checked: text, seats, hosts, and times on the weekends when the clocks change."""

import datetime as dt

import pytest

from hub.errors import BadInput
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.planning import dates_of, on_day, plan_of, times_of
from hub.sessions.wire import HostForm, SessionForm, clean

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def plan(**changes: object) -> SessionForm:
    told: dict[str, object] = {
        "kind": Kind.webinar,
        "title": "Gå med",
        "starts_local": wall("2026-03-24T19:00"),
        "ends_local": wall("2026-03-24T20:00"),
    }
    return SessionForm(**(told | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts", "ends", "starts_at", "ends_at"),
    [
        # the evening before spring's change, and the one after
        ("2026-03-28T19:00", "2026-03-28T20:00", "2026-03-28T18:00", "2026-03-28T19:00"),
        ("2026-03-29T19:00", "2026-03-29T20:00", "2026-03-29T17:00", "2026-03-29T18:00"),
        # across the night: three hours on the wall last two
        ("2026-03-29T01:00", "2026-03-29T04:00", "2026-03-29T00:00", "2026-03-29T02:00"),
        # autumn: the doubled hour means the first; four hours on the wall last five
        ("2026-10-25T02:30", "2026-10-25T03:30", "2026-10-25T00:30", "2026-10-25T02:30"),
        ("2026-10-25T01:00", "2026-10-25T05:00", "2026-10-24T23:00", "2026-10-25T04:00"),
        ("2026-10-24T19:00", "2026-10-24T20:00", "2026-10-24T17:00", "2026-10-24T18:00"),
        ("2026-10-25T19:00", "2026-10-25T20:00", "2026-10-25T18:00", "2026-10-25T19:00"),
    ],
)
def test_wall_time_stands_for_the_right_moment_on_both_clock_change_weekends(
    starts: str, ends: str, starts_at: str, ends_at: str
) -> None:
    times = times_of(wall(starts), wall(ends), NOW)
    assert (times.starts_local, times.ends_local) == (starts, ends)
    assert (times.starts_at, times.ends_at) == (moment(starts_at), moment(ends_at))


@pytest.mark.parametrize(
    ("starts", "ends", "code", "field"),
    [
        ("2026-03-29T02:30", "2026-03-29T04:00", "no_such_time", "starts_local"),
        ("2026-03-29T01:00", "2026-03-29T02:00", "no_such_time", "ends_local"),
        ("2026-03-24T20:00", "2026-03-24T19:00", "end_before_start", "ends_local"),
        ("2026-03-24T20:00", "2026-03-24T20:00", "end_before_start", "ends_local"),
        ("2026-03-24T08:00", "2026-03-24T16:01", "too_long", "ends_local"),
        ("2026-03-02T09:00", "2026-03-02T10:00", "in_the_past", "starts_local"),
        ("2026-03-01T19:00", "2026-03-01T20:00", "in_the_past", "starts_local"),
        ("2028-03-24T19:00", "2028-03-24T20:00", "too_far_ahead", "starts_local"),
        ("9999-12-31T23:00", "9999-12-31T23:59", "too_far_ahead", "starts_local"),
        ("2026-03-24T19:00+01:00", "2026-03-24T20:00", "bad_time", "starts_local"),
        ("0001-01-01T00:00", "0001-01-01T01:00", "bad_time", "starts_local"),
    ],
)
def test_a_time_that_cannot_be_kept_is_refused(starts: str, ends: str, code: str, field: str) -> None:
    with pytest.raises(BadInput) as told:
        times_of(wall(starts), wall(ends), NOW)
    assert (told.value.code, told.value.field) == (code, field)


def test_a_time_once_promised_may_lie_in_the_past_when_nothing_else_changes_it() -> None:
    kept = times_of(wall("2026-03-24T19:00"), wall("2026-03-24T20:00"), NOW)
    later = NOW + dt.timedelta(days=60)
    assert plan_of(plan(), later, kept).times == kept


@pytest.mark.parametrize(
    ("starts", "off_hours"),
    [
        ("2026-03-24T16:59", False),
        ("2026-03-24T17:00", True),
        ("2026-03-28T10:00", True),
        ("2026-03-27T10:00", False),
    ],
)
def test_evenings_and_weekends_are_told_from_days(starts: str, off_hours: bool) -> None:
    begins = wall(starts)
    assert times_of(begins, begins + dt.timedelta(minutes=30), NOW).off_hours is off_hours


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": "a" * 10_000}, "too_long", "title"),
        ({"title": "x " * 40_000}, "too_long", "title"),
        ({"title": "   "}, "required", "title"),
        ({"title": "\x00\u202e"}, "required", "title"),
        ({"description": "a" * 10_000}, "too_long", "description"),
        ({"course": "a" * 81}, "too_long", "course"),
        ({"capacity": 0}, "bad_capacity", "capacity"),
        ({"capacity": -1}, "bad_capacity", "capacity"),
        ({"capacity": 2**70}, "bad_capacity", "capacity"),
        ({"hosts": (HostForm(1), HostForm(1))}, "host_twice", "hosts"),
        ({"hosts": tuple(HostForm(n) for n in range(1, 8))}, "too_many_hosts", "hosts"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field(
    changes: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(BadInput) as told:
        plan_of(plan(**changes), NOW)
    assert (told.value.code, told.value.field) == (code, field)


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "Gå 🚶 med", "مرحبا بكم", "'; DROP TABLE x; --"]
)
def test_markup_emoji_and_right_to_left_text_stay_as_text(title: str) -> None:
    assert plan_of(plan(title=title), NOW).title == title


def test_control_characters_and_direction_overrides_are_dropped() -> None:
    assert clean("a\x00b\u202ec\u2066d\n\te\x1b") == "abcd\n\te"


@pytest.mark.parametrize("kind", list(Kind))
def test_capacity_follows_the_kinds_rules(kind: Kind) -> None:
    rules = KINDS[kind]
    assert plan_of(plan(kind=kind), NOW).capacity == rules.default_capacity
    for inside in (rules.min_capacity, rules.max_capacity):
        assert plan_of(plan(kind=kind, capacity=inside), NOW).capacity == inside
    for outside in (rules.min_capacity - 1, rules.max_capacity + 1):
        with pytest.raises(BadInput):
            plan_of(plan(kind=kind, capacity=outside), NOW)


def test_on_another_day_a_session_past_midnight_still_ends_the_day_after() -> None:
    night = plan(starts_local=wall("2026-03-24T23:00"), ends_local=wall("2026-03-25T00:30"))
    moved = on_day(night, dt.date(2026, 4, 1))
    assert (moved.starts_local, moved.ends_local) == (wall("2026-04-01T23:00"), wall("2026-04-02T00:30"))


def test_days_of_a_series_are_sorted_and_bounded() -> None:
    first, second = dt.date(2026, 4, 1), dt.date(2026, 4, 8)
    assert dates_of([second, first]) == [first, second]
    many = [dt.date(2026, 4, 1) + dt.timedelta(days=n) for n in range(61)]
    for bad in ([], [first, first], many):
        with pytest.raises(BadInput) as told:
            dates_of(bad)
        assert told.value.code == "bad_dates"
