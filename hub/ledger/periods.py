"""Quarters and years as a statement is asked for: "2026-4", "2026". Pure."""

import datetime as dt

import msgspec

from hub.errors import BadInput


class Period(msgspec.Struct, frozen=True):
    """`first` to `last` day, both counted. `quarter` is 0 for a whole year."""

    year: int
    quarter: int

    @property
    def first(self) -> dt.date:
        """The first day."""
        return dt.date(self.year, 3 * max(self.quarter, 1) - 2, 1)

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.next.first - dt.timedelta(days=1)

    @property
    def key(self) -> str:
        """As it stands in addresses."""
        return f"{self.year}-{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def next(self) -> "Period":
        """The quarter or year after it."""
        if not self.quarter:
            return Period(self.year + 1, 0)
        return Period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    @property
    def before(self) -> "Period":
        """The quarter or year before it."""
        if not self.quarter:
            return Period(self.year - 1, 0)
        return Period(self.year - (self.quarter == 1), (self.quarter + 2) % 4 + 1)


def of_day(day: dt.date) -> Period:
    """The quarter of a day."""
    return Period(day.year, (day.month + 2) // 3)


def read(written: str) -> Period:
    """A period as it stands in addresses; BadInput("bad_period") for anything else."""
    year, _, quarter = written.partition("-")
    sane = len(written) in (4, 6) and year.isascii() and year.isdigit() and 2000 <= int(year) < 2200
    if sane and quarter in ("", "1", "2", "3", "4") and (quarter or "-" not in written):
        return Period(int(year), int(quarter or 0))
    raise BadInput(
        "bad_period",
        "period",
        "Skriv et kvartal som 2026-4 eller et år som 2026.",
        "Write a quarter as 2026-4 or a year as 2026.",
    )
