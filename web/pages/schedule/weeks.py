"""Weeks in addresses: "2026-W48" and the days in it. Pure."""

import datetime as dt
import re

import msgspec

WRITTEN = re.compile(r"(\d{4})-W(\d{2})")
MONDAY_TO_FRIDAY = 5


class Week(msgspec.Struct, frozen=True):
    """An ISO week by its Monday."""

    monday: dt.date

    @property
    def number(self) -> int:
        """1 to 53."""
        return self.monday.isocalendar().week

    @property
    def key(self) -> str:
        """As it stands in addresses."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def days(self) -> list[dt.date]:
        """Monday to Sunday."""
        return [self.monday + dt.timedelta(days=number) for number in range(7)]

    def moved(self, weeks: int) -> "Week":
        """The week so many later, or earlier."""
        return Week(self.monday + dt.timedelta(weeks=weeks))


def week_of(day: dt.date) -> Week:
    """The week a day lies in."""
    return Week(day - dt.timedelta(days=day.weekday()))


def asked(written: str | None, today: dt.date) -> Week:
    """The week that stands in an address; this week for anything else."""
    found = WRITTEN.fullmatch(written or "")
    try:
        if found and 1990 <= int(found[1]) < 2200:
            return Week(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return week_of(today)
    return week_of(today)


def asked_day(written: str | None, week: Week, today: dt.date) -> dt.date:
    """The day a phone shows: one of the week's, else today if it is in the week, else the Monday."""
    for day in week.days:
        if day.isoformat() == written:
            return day
    return today if today in week.days else week.monday


def shown(week: Week, busy: set[dt.date]) -> list[dt.date]:
    """The days a board has columns for: Monday to Friday, the weekend as far as something is in it."""
    days = week.days
    last = max((number for number, day in enumerate(days) if day in busy), default=0)
    return days[: max(MONDAY_TO_FRIDAY, last + 1)]
