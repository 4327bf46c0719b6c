"""The only place that asks for the time, so that tests can set it; and Danish local time."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from hub.errors import BadInput

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def _system() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the one place


_read: Callable[[], dt.datetime] = _system


def now() -> dt.datetime:
    """The present moment, aware, UTC."""
    return _read()


def set_clock(read: Callable[[], dt.datetime] | None) -> None:
    """Replace the clock (None: the system's again)."""
    global _read
    _read = read or _system


def local(moment: dt.datetime) -> dt.datetime:
    """Wall time in Copenhagen, naive."""
    return moment.astimezone(COPENHAGEN).replace(tzinfo=None)


def utc(wall: dt.datetime) -> dt.datetime:
    """Moment of a naive Copenhagen wall time; of the doubled autumn hour the first.

    Raises BadInput("no_such_time") in the hour that spring skips.
    """
    moment = wall.replace(tzinfo=COPENHAGEN, fold=0).astimezone(dt.UTC)
    if local(moment) != wall.replace(fold=0):
        raise BadInput(
            "no_such_time",
            "start",
            "Det klokkeslæt findes ikke den dag. Uret stilles frem om natten.",
            "That time does not exist on this day. The clocks go forward that night.",
        )
    return moment
