"""Free times of many professionals at once. Pure: people and a question in, moments out.

What blocks somebody: hours they do not work, absence, what they are committed to with a margin around it, the
hours of a day and a week, and 11 hours of rest between two days' work - the same rules as the scheduler's.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from hub.booking.window import QUARTER, Window, minute_of

MARGIN = 15
"""Minutes kept free before and after what somebody is committed to."""

REST = 11 * 60
"""Minutes between the last work of one day and the first of the next (Arbejdsmiljøloven § 50)."""

Wall = tuple[dt.datetime, dt.datetime]
Stretch = tuple[dt.datetime, dt.datetime]
"""From one moment to another, both aware."""


class Hours(msgspec.Struct, frozen=True):
    """Worked every week; 1 is Monday, and midnight as the end is the day's end."""

    weekday: int
    starts: dt.time
    ends: dt.time


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be booked. `home`: of one's own municipality. Wall times are naive; `taken` are first
    and last minutes since 1970 (see `minute_of`)."""

    id: int
    home: bool = False
    hours: tuple[Hours, ...] = ()
    extra: tuple[Wall, ...] = ()
    away: tuple[Wall, ...] = ()
    rather_not: tuple[Wall, ...] = ()
    taken: tuple[tuple[int, int], ...] = ()
    daily_minutes: int = 480
    weekly_minutes: int = 2220


class Question(msgspec.Struct, frozen=True):
    """How long, from when on, up to when; `step`: begin on multiples of so many minutes past the hour."""

    minutes: int
    earliest: dt.datetime
    latest: dt.datetime
    step: int = 30


def free_times(people: Iterable[Candidate], question: Question, window: Window) -> list[dt.datetime]:
    """Moments at which at least one of them can begin, in order.

    What somebody is committed to is looked at only if she could add a time that nobody before her has: of
    many professionals that is soon hardly anybody.
    """
    found = 0
    starts = _Starts(question, window)
    for person in people:
        if starts.at_most(person) & ~found:
            found |= starts.of(person)
    return [window.moment(quarter) for quarter in _ones(found)]


def who_can(
    people: Iterable[Candidate], question: Question, window: Window, at: dt.datetime, first: int | None = None
) -> list[int]:
    """Ids of those who can begin `at`, best first: `first` (the one before), one's own municipality, whoever
    has no wish against it, whoever has least to do that week; ids decide last."""
    starts = _Starts(question, window)
    quarter, _ = window.quarters(minute_of(at), minute_of(at))
    if not 0 <= quarter < window.length or window.moment(quarter) != at:
        return []
    able = [person for person in people if starts.of(person) >> quarter & 1]
    cells = -(-question.minutes // QUARTER)

    def rank(person: Candidate) -> tuple[bool, bool, bool, int, int]:
        unwanted = any(
            window.touched(*span) & window.bits(quarter, quarter + cells) for span in person.rather_not
        )
        return person.id != first, not person.home, unwanted, starts.week_of(person, quarter), person.id

    return [person.id for person in sorted(able, key=rank)]


def new_part(own: Stretch | None, starts: dt.datetime, ends: dt.datetime) -> Stretch | None:
    """What a talk that takes place at `own` needs besides, to be moved to this time; all of it without `own`.

    None where it needs nothing, as at the time it has, or something both before and after.
    """
    if own is None or ends <= own[0] or own[1] <= starts:
        return starts, ends
    if (starts < own[0]) == (own[1] < ends):
        return None
    return (starts, own[0]) if starts < own[0] else (own[1], ends)


class _Starts:
    """Quarters at which one person can begin; hours that many share are worked out once."""

    def __init__(self, question: Question, window: Window) -> None:
        self.window = window
        self.cells = -(-question.minutes // QUARTER)
        last, first = window.quarters(minute_of(question.latest), minute_of(question.earliest))
        self.asked = window.bits(first, last + 1) & window.steps(question.step)
        self._hours: dict[tuple[Hours, ...], int] = {}

    def of(self, person: Candidate) -> int:
        """The quarters, as bits."""
        free = self._there(person)
        if person.taken:
            free &= ~self._taken(person)
        return self._begin(free)

    def at_most(self, person: Candidate) -> int:
        """The quarters if she were committed to nothing."""
        return self._begin(self._there(person))

    def _there(self, person: Candidate) -> int:
        """Quarters of work, without absence."""
        window = self.window
        works = self._weekly(person.hours)
        for starts, ends in person.extra:
            works |= window.inside(starts, ends)
        blocked = 0
        for starts, ends in person.away:
            blocked |= window.touched(starts, ends)
        return works & ~blocked & window.whole

    def _begin(self, free: int) -> int:
        return _in_a_row(free, self.cells) & self.asked

    def week_of(self, person: Candidate, quarter: int) -> int:
        """Quarters taken in the week of `quarter`."""
        week = self.window.day_of[quarter] // 7
        return sum(work.load for work in self._works(person) if work.day // 7 == week)

    def _weekly(self, hours: tuple[Hours, ...]) -> int:
        found = self._hours.get(hours)
        if found is None:
            found = 0
            for one in hours:
                found |= self.window.weekly(one.weekday, one.starts, one.ends)
            self._hours[hours] = found
        return found

    def _taken(self, person: Candidate) -> int:
        """Commitments with their margin, the rest that they ask for, and days and weeks that are full."""
        blocked, margin = 0, MARGIN // QUARTER
        for span in person.taken:
            first, last = self.window.quarters(*span)
            blocked |= self.window.bits(first - margin, last + margin)
        days: dict[int, int] = defaultdict(int)
        weeks: dict[int, int] = defaultdict(int)
        for work in self._works(person):
            days[work.day] += work.load
            weeks[work.day // 7] += work.load
            blocked |= self._rest(work)
        for day, load in days.items():
            if (load + self.cells) * QUARTER > person.daily_minutes:
                blocked |= self._all_of(day, day + 1)
        for week, load in weeks.items():
            if (load + self.cells) * QUARTER > person.weekly_minutes:
                blocked |= self._all_of(7 * week, 7 * week + 7)
        return blocked

    def _rest(self, work: "_Work") -> int:
        """What of the day before may not be used any more, and of the day after not yet."""
        window, rest, found = self.window, REST // QUARTER, 0
        begins, over = self._edge(work.day), self._edge(work.until + 1)
        if work.first - rest < begins:
            found |= window.bits(work.first - rest, begins)
        if work.last + rest > over:
            found |= window.bits(over, work.last + rest)
        return found

    def _all_of(self, first: int, last: int) -> int:
        return self.window.bits(self._edge(first), self._edge(last))

    def _edge(self, day: int) -> int:
        """The quarter at which a day of the window begins; those around it are its edges."""
        return self.window.midnights[max(0, min(day, self.window.days))]

    def _works(self, person: Candidate) -> Iterable["_Work"]:
        """What is taken, by the days on which it begins and ends; -1 and the number of days lie outside."""
        found: dict[tuple[int, int], _Work] = {}
        for span in person.taken:
            first, last = self.window.quarters(*span)
            key = self._day(first), self._day(last - 1)
            if key not in found:
                found[key] = _Work(*key, first, last)
            found[key].add(first, last)
        return found.values()

    def _day(self, quarter: int) -> int:
        if quarter < 0:
            return -1
        return self.window.day_of[quarter] if quarter < self.window.length else self.window.days


class _Work:
    """Commitments from one `day` that end on `until`: first quarter, the one after the last, how many."""

    __slots__ = ("day", "first", "last", "load", "until")

    def __init__(self, day: int, until: int, first: int, last: int) -> None:
        self.day, self.until, self.first, self.last, self.load = day, until, first, last, 0

    def add(self, first: int, last: int) -> None:
        self.load += last - first
        self.first, self.last = min(self.first, first), max(self.last, last)


def _in_a_row(free: int, cells: int) -> int:
    """Quarters from which `cells` are free in a row."""
    have = 1
    while have < cells:
        more = min(have, cells - have)
        free &= free >> more
        have += more
    return free


def _ones(bits: int) -> Iterator[int]:
    """Places of the bits that are set, in order."""
    text: Sequence[str] = bin(bits)[:1:-1]
    return (place for place, one in enumerate(text) if one == "1")
