"""A calendar's bytes made into the times in which it says busy. What for is read over and never kept. Pure.

RFC 5545: events that are not cancelled and not transparent, repeated ones within the window, single changed
occurrences instead of the ones they replace. Dates without a time of day and times without a zone are Danish.
Beside events, what VFREEBUSY says is read (see `freebusy`). Rules over whose gaps one could count for ever
are refused by name; what is slow all the same is stopped with the process it runs in (see `child`).
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from hub.calendars import freebusy
from hub.clock import COPENHAGEN

LARGEST = 5 * 1024 * 1024
MOST_EVENTS = 30_000
MOST_SPANS = 10_000
MOST_OF_ONE = 1_000
LONGEST = dt.timedelta(days=400)
Moments = tuple[dt.datetime, dt.datetime]

_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError)
"""What parser, zones and the arithmetic of days raise for values that make no sense."""
_RARE = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER"}
_KEPT = re.compile(
    rb"(BEGIN|END|VERSION|PRODID|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|TRANSP"
    rb"|TZID|TZOFFSETFROM|TZOFFSETTO|TZNAME)[;:]",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """The text is a code: not_a_calendar, feed_too_big or feed_too_many."""


def spans(data: bytes, first: dt.datetime, last: dt.datetime) -> list[Moments]:
    """Busy moments (UTC, merged, in order) between two moments. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable("feed_too_big")
    events = _events(data)
    changed = _changed(events)
    found = _told_busy(data, first, last)
    for event in events:
        if not _busy(event):
            continue
        for starts, ends in _times(event, first, last):
            original = "RECURRENCE-ID" not in event and (str(event.get("UID")), starts) in changed
            if not original and starts < last and ends > first:
                found.append((max(starts, first), min(ends, last)))
        if len(found) > MOST_SPANS:
            raise Unreadable("feed_too_many")
    return merged(found)


def _told_busy(data: bytes, first: dt.datetime, last: dt.datetime) -> list[Moments]:
    found: list[Moments] = []
    for starts, ends in freebusy.periods(_lines(data)):
        if starts < last and ends > first and ends - starts <= LONGEST:
            found.append((max(starts, first), min(ends, last)))
        if len(found) > MOST_SPANS:
            raise Unreadable("feed_too_many")
    return found


def merged(found: list[Moments]) -> list[Moments]:
    """The same time as few spans in order."""
    whole: list[Moments] = []
    for starts, ends in sorted(found):
        if whole and starts <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(ends, whole[-1][1]))
        else:
            whole.append((starts, ends))
    return whole


def _changed(events: list[Any]) -> set[tuple[str, dt.datetime]]:
    """The single occurrences that other events take the place of."""
    found = set()
    for event in events:
        with contextlib.suppress(*_BROKEN):
            found.add((str(event.get("UID")), _moment(event["RECURRENCE-ID"].dt)))
    return found


def _events(data: bytes) -> list[Any]:
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR"):
        raise Unreadable("not_a_calendar")
    if data.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Unreadable("feed_too_many")
    try:
        calendar = Calendar.from_ical(_plain(data))
        return [event for event in calendar.walk("VEVENT") if "DTSTART" in event]
    except (*_BROKEN, RecursionError):
        raise Unreadable("not_a_calendar") from None


def _plain(data: bytes) -> str:
    """The lines that say when, unfolded; titles, guests and attachments never reach the parser."""
    kept = [line for line in _lines(data) if _KEPT.match(line)]
    return b"\r\n".join(kept).decode("utf-8", "replace")


def _lines(data: bytes) -> list[bytes]:
    return re.sub(rb"\r?\n[ \t]", b"", data.removeprefix(b"\xef\xbb\xbf").lstrip()).splitlines()


def _busy(event: Any) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return not free and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _times(event: Any, first: dt.datetime, last: dt.datetime) -> Iterator[Moments]:
    """Every time the event happens in the window. An event that cannot be read is busy for nobody."""
    try:
        begins = event["DTSTART"].dt
        lasts = _length(event, begins)
        if not dt.timedelta() < lasts <= LONGEST:
            return
        zone = getattr(begins, "tzinfo", None) or COPENHAGEN
        out = {_moment(day.dt, zone) for day in _dates(event, "EXDATE")}
        for wall in _walls(event, begins, first - lasts, last):
            starts = wall.replace(tzinfo=zone).astimezone(dt.UTC)
            if starts not in out:
                yield starts, starts + lasts
    except _BROKEN:
        return


def _walls(event: Any, begins: Any, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    """Wall times at which it begins, those outside the window not all left out."""
    if "RRULE" not in event:
        yield _wall(begins)
    else:
        day = dt.timedelta(days=1)
        low, high = (moment.astimezone(dt.UTC).replace(tzinfo=None) for moment in (first, last))
        zone = getattr(begins, "tzinfo", None) or COPENHAGEN
        rule = rrulestr(_rule(event, zone), dtstart=_wall(begins))
        for number, wall in enumerate(rule.xafter(low - day, inc=True)):
            if wall > high + day:
                break
            if number >= MOST_OF_ONE:
                raise Unreadable("feed_too_many")
            yield wall
    for further in _dates(event, "RDATE"):
        yield _wall(further.dt if not isinstance(further.dt, tuple) else further.dt[0])


def _rule(event: Any, zone: dt.tzinfo) -> str:
    """The rule with its UNTIL as wall time, as its beginning is."""
    rule = event["RRULE"]
    rule = rule[0] if isinstance(rule, list) else rule
    _check_rule({name.upper(): values for name, values in rule.items()})
    if "UNTIL" in rule:
        until = rule["UNTIL"][0]
        if isinstance(until, dt.datetime):
            local = until.astimezone(zone) if until.tzinfo else until
        else:
            local = dt.datetime.combine(until, dt.time.max)
        rule["UNTIL"] = [local.replace(tzinfo=None, microsecond=0)]
    return str(rule.to_ical().decode())


def _check_rule(rule: dict[str, Any]) -> None:
    """Refuse what repeats too often, not at all, or on days that a daily count might never meet."""
    often = {str(each).upper() for each in rule.get("FREQ", [])}
    within = max((len(rule.get(name, [])) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")), default=0)
    odd = often == {"DAILY"} and bool(_RARE & set(rule))
    if often - _FREQUENCIES or within > 1 or odd or any(each < 1 for each in rule.get("INTERVAL", [])):
        raise Unreadable("feed_too_many")


def _length(event: Any, begins: dt.date) -> Any:
    if "DTEND" in event:
        ends = event["DTEND"].dt
        whole_days = not isinstance(begins, dt.datetime)
        return ends - begins if whole_days else _moment(ends) - _moment(begins)
    if "DURATION" in event:
        return event["DURATION"].dt
    return dt.timedelta() if isinstance(begins, dt.datetime) else dt.timedelta(days=1)


def _dates(event: Any, name: str) -> Iterator[Any]:
    found = event.get(name, [])
    for several in found if isinstance(found, list) else [found]:
        yield from several.dts


def _wall(when: dt.date) -> dt.datetime:
    return (
        when.replace(tzinfo=None) if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time())
    )


def _moment(when: dt.date, zone: dt.tzinfo = COPENHAGEN) -> dt.datetime:
    if isinstance(when, dt.datetime) and when.tzinfo is not None:
        return when.astimezone(dt.UTC)
    return _wall(when).replace(tzinfo=zone).astimezone(dt.UTC)
