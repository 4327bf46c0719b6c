"""What goes in and out of the rota: forms as sent, views as shown. No tables, no permissions.

Naive datetimes and times are wall time in Denmark; aware ones are moments. Days are inclusive.
"""

import datetime as dt
from enum import StrEnum

import msgspec


class Weeks(StrEnum):
    """Which weeks a rule holds in, by their number in ISO 8601."""

    every = "every"
    even = "even"
    odd = "odd"


class Kind(StrEnum):
    """What differs from the rules. `rather_not` is a wish; the others are facts."""

    extra = "extra"
    away = "away"
    sick = "sick"
    rather_not = "rather_not"


class WeeklyHours(msgspec.Struct, frozen=True):
    """At work every week on `weekday` (1 Monday to 7 Sunday)."""

    weekday: int
    starts: dt.time
    ends: dt.time


class Span(msgspec.Struct, frozen=True):
    """From `starts` until `ends`, wall time."""

    starts: dt.datetime
    ends: dt.datetime


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody can be asked in a period, as the engine of the schedule wants it told.

    `hours` hold in every week of the period, `extra` adds to them (also the days of rules that hold in some
    weeks only), `away` takes from both; in `rather_not` one would rather be spared. `share_minutes` is a full
    share of work in the whole period, the other minutes are limits. Commitments are not in here.
    """

    person_id: int
    hours: tuple[WeeklyHours, ...] = ()
    extra: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()
    rather_not: tuple[Span, ...] = ()
    daily_minutes: int
    weekly_minutes: int
    share_minutes: int


class RuleForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At work on `weekday` from `starts` to `ends` ("HH:MM") in these weeks, from day to day."""

    weekday: int
    starts: str
    ends: str
    weeks: str = "every"
    valid_from: dt.date
    valid_to: dt.date | None = None


class ExceptionForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch that differs from the rules; naive wall times."""

    starts_local: dt.datetime
    ends_local: dt.datetime
    kind: str


class EmploymentForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contracted minutes a week, the percentage that is the partnership's, limits of a day and a week."""

    weekly_minutes: int
    share: int = 100
    daily_limit: int = 480
    weekly_limit: int = 2220
    valid_from: dt.date
    valid_to: dt.date | None = None


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    weekday: int
    starts: dt.time
    ends: dt.time
    weeks: Weeks
    valid_from: dt.date
    valid_to: dt.date | None


class ExceptionView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    starts: dt.datetime
    ends: dt.datetime
    kind: Kind

    @property
    def whole_days(self) -> bool:
        """Whether it begins and ends at midnight."""
        return self.starts.time() == self.ends.time() == dt.time()

    @property
    def last_day(self) -> dt.date:
        """The last day it touches."""
        return (self.ends - dt.timedelta(minutes=1)).date()


class EmploymentView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    weekly_minutes: int
    share: int
    daily_limit: int
    weekly_limit: int
    valid_from: dt.date
    valid_to: dt.date | None


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar elsewhere: the host of its address is all that is shown of it."""

    id: int
    host: str
    fetched_at: dt.datetime | None
    last_error: str


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a day: `what` is work, extra, away, sick, rather_not, elsewhere, busy, session or hold."""

    starts: dt.datetime
    ends: dt.datetime
    what: str
    session_id: int | None = None


class DayView(msgspec.Struct, frozen=True, kw_only=True):
    """A day; `closed` is the holiday's name in both languages, or None."""

    day: dt.date
    closed: tuple[str, str] | None
    stretches: tuple[Stretch, ...]


class RotaView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's rota in one week, with everything it is made of. `feeds` are shown to themselves only."""

    person_id: int
    name: str
    mine: bool
    can: dict[str, bool]
    days: tuple[DayView, ...]
    rules: tuple[RuleView, ...]
    exceptions: tuple[ExceptionView, ...]
    employments: tuple[EmploymentView, ...]
    feeds: tuple[FeedView, ...]
