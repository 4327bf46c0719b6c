"""The times that VFREEBUSY components say (RFC 5545 sections 3.6.4, 3.8.2.6 and 3.3.9). Pure.

Read by themselves: the calendar's parser would give up a whole calendar for one period that makes no sense.
"""

import datetime as dt
import re
from collections.abc import Iterator

from hub.clock import COPENHAGEN

Moments = tuple[dt.datetime, dt.datetime]

FREE = b"FREE"
"""The one FBTYPE that is not busy; those nobody knows count as busy (section 3.2.9)."""

_LINE = re.compile(rb'FREEBUSY((?:;[^:;="]+=(?:"[^"]*"|[^":;]*))*):(.*)', re.IGNORECASE)
_TYPE = re.compile(rb';FBTYPE="?([^":;]*)', re.IGNORECASE)
_MOMENT = re.compile(rb"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.IGNORECASE)
_LASTS = re.compile(
    rb"\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)", re.IGNORECASE
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")


def periods(lines: list[bytes]) -> Iterator[Moments]:
    """Busy moments (UTC) of unfolded lines, as they come. A period that makes no sense says nothing."""
    inside = False
    for line in lines:
        edge = line.strip().upper()
        if edge in (b"BEGIN:VFREEBUSY", b"END:VFREEBUSY"):
            inside = edge.startswith(b"BEGIN")
        elif inside and (found := _LINE.fullmatch(line)) and _busy(found[1]):
            yield from filter(None, map(_period, found[2].split(b",")))


def _busy(parameters: bytes) -> bool:
    kind = _TYPE.search(parameters)
    return kind is None or kind[1].strip().upper() != FREE


def _period(written: bytes) -> Moments | None:
    """A beginning with an end or with how long it lasts; None unless it goes forwards."""
    first, _, last = written.strip().partition(b"/")
    try:
        starts = _moment(first)
        ends = starts + _lasts(last) if last.lstrip(b"+")[:1].upper() == b"P" else _moment(last)
    except (ValueError, OverflowError):
        return None
    return (starts, ends) if starts < ends else None


def _moment(written: bytes) -> dt.datetime:
    """UTC, as it has to be; a time without a zone is Danish, as in the rest of a calendar."""
    found = _MOMENT.fullmatch(written)
    if found is None:
        raise ValueError("no moment")
    zone = dt.UTC if found[7] else COPENHAGEN
    return dt.datetime(*map(int, found.groups()[:6]), tzinfo=zone).astimezone(dt.UTC)  # type: ignore[misc, arg-type]


def _lasts(written: bytes) -> dt.timedelta:
    found = _LASTS.fullmatch(written)
    if found is None:
        raise ValueError("no duration")
    told = {unit: int(number) for unit, number in zip(_UNITS, found.groups(), strict=True) if number}
    return dt.timedelta(**told)
