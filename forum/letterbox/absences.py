"""Who is away when. Pure.

Somebody is away from a letter when no working day is left between now and its deadline on which she is there.
"""

import datetime as dt
from collections.abc import Iterable

from hub import workdays

Days = tuple[dt.date, dt.date | None]
"""First and last day of an absence, both included; without a last day it goes on."""


def covers(days: Days, day: dt.date) -> bool:
    """Whether `day` is one of the absence."""
    starts, ends = days
    return starts <= day and (ends is None or day <= ends)


def is_away(absences: Iterable[Days], today: dt.date, due: dt.date) -> bool:
    """Whether nobody can count on her before `due`; for a letter that is late already, today decides."""
    found = list(absences)
    if not found:
        return False
    last = max(today, due)
    days = (today + dt.timedelta(days=n) for n in range((last - today).days + 1))
    wanted = [day for day in days if workdays.is_workday(day)] or [today]
    return all(any(covers(one, day) for one in found) for day in wanted)
