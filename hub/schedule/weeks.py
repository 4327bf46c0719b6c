"""The days a question to the schedule is about: whole weeks, and the moments they begin. No tables."""

import datetime as dt
from collections.abc import Collection

from hub import clock

Days = tuple[dt.date, dt.date]
"""First and last local day."""


def whole_weeks(days: Collection[dt.date]) -> Days:
    """From the Monday before the first of `days` to the Sunday after the last."""
    first, last = min(days), max(days)
    return first - dt.timedelta(days=first.weekday()), last + dt.timedelta(days=6 - last.weekday())


def midnight(day: dt.date) -> dt.datetime:
    """The moment a local day begins."""
    return clock.utc(dt.datetime.combine(day, dt.time()))


def months(days: Days) -> list[dt.date]:
    """The first of each month that the weeks touch."""
    found = [days[0].replace(day=1)]
    while (after := (found[-1] + dt.timedelta(days=31)).replace(day=1)) <= days[1]:
        found.append(after)
    return found
