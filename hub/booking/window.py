"""The stretch in which free times are looked for, as quarters of an hour of real time. Pure.

A set of quarters is one whole number, a bit for each, so that a week is a few machine words. Wall times
become quarters here: on the two days when clocks change, a day has 92 or 100 of them.
"""

import datetime as dt

from hub.clock import COPENHAGEN, local

QUARTER = 15
DAY = 24 * 60 // QUARTER
GAP_ENDS = 3
"""The hour to which Danish clocks jump in spring (Directive 2000/84/EC): times from 2 to 3 do not exist."""


class Window:
    """Whole weeks from the Monday of `first` that hold at least `days` days from it; may be shared."""

    def __init__(self, first: dt.date, days: int) -> None:
        self.monday = first - dt.timedelta(days=first.weekday())
        self.weeks = -(-(days + first.weekday()) // 7)
        self.days = 7 * self.weeks
        self.starts_at = _moment(dt.datetime.combine(self.monday, dt.time()), fold=0)
        self._zero, self._ordinal = minute_of(self.starts_at), self.monday.toordinal()
        self.midnights = [self._midnight(day) for day in range(self.days + 1)]
        self.length = self.midnights[-1]
        self.whole = (1 << self.length) - 1
        self.day_of = [
            day for day in range(self.days) for _ in range(self.midnights[day], self.midnights[day + 1])
        ]
        self._combs = [self._comb(weekday) for weekday in range(7)]
        self._changes = {day for day in range(self.days) if self._lasts(day) != DAY}
        self._touched: dict[tuple[dt.datetime, dt.datetime], int] = {}

    def weekly(self, weekday: int, starts: dt.time, ends: dt.time) -> int:
        """These hours on that weekday (1 is Monday) in every week; midnight as the end is the day's end."""
        first = -(-(starts.hour * 60 + starts.minute) // QUARTER)
        last = (ends.hour * 60 + ends.minute) // QUARTER or DAY
        found = (self._combs[weekday - 1] << first) * ((1 << max(0, last - first)) - 1)
        for day in sorted(self._changes):
            if day % 7 == weekday - 1:
                found |= self._on_day(day, starts, ends)
        return found

    def inside(self, starts: dt.datetime, ends: dt.datetime) -> int:
        """Quarters that lie wholly within naive wall times; of a doubled hour only what is sure."""
        return self.bits(*self._cells(starts, ends, inwards=True))

    def touched(self, starts: dt.datetime, ends: dt.datetime) -> int:
        """Quarters that naive wall times touch; of a doubled hour both."""
        found = self._touched.get((starts, ends))
        if found is None:
            found = self._touched[starts, ends] = self.bits(*self._cells(starts, ends, inwards=False))
        return found

    def quarters(self, first: int, last: int) -> tuple[int, int]:
        """First quarter and the one after the last that two minutes (see `minute_of`) touch."""
        return (first - self._zero) // QUARTER, -((self._zero - last) // QUARTER)

    def bits(self, first: int, last: int) -> int:
        """The quarters from `first` up to `last`, cut to the window."""
        first, last = max(0, first), min(self.length, last)
        return ((1 << (last - first)) - 1) << first if last > first else 0

    def moment(self, quarter: int) -> dt.datetime:
        """When a quarter begins, aware."""
        return self.starts_at + dt.timedelta(minutes=QUARTER * quarter)

    def steps(self, minutes: int) -> int:
        """Quarters that begin on a multiple of `minutes` past the hour, by the wall's clock."""
        every = max(1, minutes // QUARTER)
        pattern = sum(1 << quarter for quarter in range(0, DAY // 24, every))
        return sum(pattern << hour for hour in range(0, self.length, DAY // 24))

    def _midnight(self, day: int) -> int:
        wall = dt.datetime.combine(self.monday + dt.timedelta(days=day), dt.time())
        return (_moment(wall, fold=0) - self.starts_at) // dt.timedelta(minutes=QUARTER)

    def _lasts(self, day: int) -> int:
        return self.midnights[day + 1] - self.midnights[day]

    def _comb(self, weekday: int) -> int:
        days = (day for day in range(weekday, self.days, 7) if self._lasts(day) == DAY)
        return sum(1 << self.midnights[day] for day in days)

    def _on_day(self, day: int, starts: dt.time, ends: dt.time) -> int:
        date = self.monday + dt.timedelta(days=day)
        end = date if ends > dt.time() else date + dt.timedelta(days=1)
        return self.inside(dt.datetime.combine(date, starts), dt.datetime.combine(end, ends))

    def _cells(self, starts: dt.datetime, ends: dt.datetime, inwards: bool) -> tuple[int, int]:
        first, last = self._minutes(starts, int(inwards)), self._minutes(ends, int(not inwards))
        return (-(-first // QUARTER), last // QUARTER) if inwards else (first // QUARTER, -(-last // QUARTER))

    def _minutes(self, wall: dt.datetime, fold: int) -> int:
        """Minutes of real time from the window's beginning to a wall time; cut to the window."""
        day = wall.toordinal() - self._ordinal
        if not 0 <= day < self.days:
            return 0 if day < 0 else self.length * QUARTER
        if day not in self._changes:
            return self.midnights[day] * QUARTER + wall.hour * 60 + wall.minute
        return minute_of(_moment(wall, fold)) - self._zero


def minute_of(moment: dt.datetime) -> int:
    """Whole minutes of an aware moment since 1970: what is committed is compared in these."""
    return int(moment.timestamp()) // 60


def _moment(wall: dt.datetime, fold: int) -> dt.datetime:
    """The moment of a wall time; one that spring skips is the moment of the change."""
    moment = wall.replace(tzinfo=COPENHAGEN, fold=fold).astimezone(dt.UTC)
    if local(moment) == wall.replace(fold=0):
        return moment
    return wall.replace(hour=GAP_ENDS, minute=0, second=0, tzinfo=COPENHAGEN, fold=0).astimezone(dt.UTC)
