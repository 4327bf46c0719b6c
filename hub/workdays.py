"""Danish working days: which days an office is open, and when a promise of some working days runs out. Pure.

Public holidays are those of Danish law (lov om detailsalg fra butikker § 1; Easter by the Gregorian rule).
Store bededag is a working day since 2024 (lov nr. 214 af 06/03/2023). Constitution day, Christmas Eve and New
Year's Eve are no public holidays, but municipal offices are closed. Times of day are Copenhagen's.
"""

import datetime as dt
from functools import lru_cache

from hub import clock

Names = tuple[str, str]
"""What a day is called, in Danish and in English."""

_FIXED: dict[tuple[int, int], Names] = {
    (1, 1): ("nytårsdag", "New Year's Day"),
    (12, 25): ("juledag", "Christmas Day"),
    (12, 26): ("2. juledag", "Boxing Day"),
}
_FROM_EASTER: dict[int, Names] = {
    -3: ("skærtorsdag", "Maundy Thursday"),
    -2: ("langfredag", "Good Friday"),
    0: ("påskedag", "Easter Sunday"),
    1: ("2. påskedag", "Easter Monday"),
    39: ("Kristi himmelfartsdag", "Ascension Day"),
    49: ("pinsedag", "Whit Sunday"),
    50: ("2. pinsedag", "Whit Monday"),
}
_CLOSED: dict[tuple[int, int], Names] = {
    (6, 5): ("grundlovsdag", "Constitution Day"),
    (12, 24): ("juleaftensdag", "Christmas Eve"),
    (12, 31): ("nytårsaftensdag", "New Year's Eve"),
}
_PRAYER_DAY: Names = ("store bededag", "Great Prayer Day")
_LAST_PRAYER_DAY = 2023


def easter(year: int) -> dt.date:
    """Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return dt.date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[dt.date, Names]:
    moving = {easter(year) + dt.timedelta(days=days): names for days, names in _FROM_EASTER.items()}
    if year <= _LAST_PRAYER_DAY:
        moving[easter(year) + dt.timedelta(days=26)] = _PRAYER_DAY
    fixed = {dt.date(year, *day): names for day, names in _FIXED.items()}
    return dict(sorted({**fixed, **moving}.items()))


def holidays(year: int) -> dict[dt.date, Names]:
    """The public holidays of a year in order, each with its Danish and English name."""
    return dict(_holidays(year))


def closing_days(year: int) -> dict[dt.date, Names]:
    """Days on which municipal offices are closed though they are no public holidays."""
    return {dt.date(year, *day): names for day, names in _CLOSED.items()}


def is_workday(day: dt.date, closed: frozenset[dt.date] = frozenset()) -> bool:
    """Whether offices are open on `day`; `closed` are a municipality's further closing days."""
    if day.weekday() >= 5 or day in closed:
        return False
    return (day.month, day.day) not in _CLOSED and day not in _holidays(day.year)


def add_workdays(start: dt.date, n: int, closed: frozenset[dt.date] = frozenset()) -> dt.date:
    """The `n`th working day after `start`, before it if negative; 0 is `start` or the next working day."""
    step = dt.timedelta(days=-1 if n < 0 else 1)
    day, left = start, abs(n)
    while left or not is_workday(day, closed):
        day += step
        left -= bool(left) and is_workday(day, closed)
    return day


def workdays_between(start: dt.date, end: dt.date, closed: frozenset[dt.date] = frozenset()) -> int:
    """How many working days come after `start` up to and with `end`; negative if `end` is earlier."""
    if end < start:
        return -workdays_between(end, start, closed)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, closed) for day in days)


def deadline(
    sent: dt.datetime, workdays: int, closes: dt.time, closed: frozenset[dt.date] = frozenset()
) -> dt.datetime:
    """The moment (UTC) offices close on the `workdays`th working day after the day of `sent` (aware).

    The day itself never counts, as in Danish administrative practice. `closes` is wall time: the moment is an
    hour earlier in summer.
    """
    day = add_workdays(clock.local(sent).date(), max(1, workdays), closed)
    return clock.utc(dt.datetime.combine(day, closes))
