"""Rules, exceptions and busy times made into when somebody can be asked. Pure.

Everything is wall time. Public holidays, the days on which all municipal offices are closed and those of
one's own municipality are off, but for exceptions that say extra. Of the hour that autumn doubles a wall time
means the first (see hub.clock).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from hub import clock, workdays
from hub.rota.wire import Availability, Kind, Span, WeeklyHours, Weeks

DAY = dt.timedelta(days=1)
DAILY, WEEKLY = 480, 2220


class Rule(msgspec.Struct, frozen=True):
    """One rule of somebody's week."""

    weekday: int
    starts: dt.time
    ends: dt.time
    weeks: Weeks
    valid_from: dt.date
    valid_to: dt.date | None


class Job(msgspec.Struct, frozen=True):
    """One employment."""

    weekly_minutes: int
    share: int
    daily_limit: int
    weekly_limit: int
    valid_from: dt.date
    valid_to: dt.date | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one professional's time; `busy` as moments, `closed` the further closing days of her
    municipality with their names, `elsewhere` absence she told another part of the hub."""

    person_id: int
    jobs: tuple[Job, ...] = ()
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[tuple[Kind, Span], ...] = ()
    busy: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    closed: Mapping[dt.date, str] = msgspec.field(default_factory=dict)
    elsewhere: tuple[Span, ...] = ()


def availability(person: Person, first: dt.date, last: dt.date) -> Availability:
    """When the person can be asked from the day `first` to the day `last`."""
    named = {kind: _named(person, kind, first, last) for kind in Kind}
    always = [rule for rule in person.rules if rule.weeks is Weeks.every and _covers(rule, first, last)]
    sometimes = [rule for rule in person.rules if rule not in always]
    jobs = [job for job in person.jobs if _meets(job, first, last)]
    away = [
        *named[Kind.away],
        *named[Kind.sick],
        *minus(off_days(first, last), named[Kind.extra]),
        *minus((_whole(day) for day in person.closed if first <= day <= last), named[Kind.extra]),
        *_clip(person.elsewhere, first, last),
        *_unemployed(person.jobs, first, last),
        *_clip((wall(*moments) for moments in person.busy), first, last),
    ]
    return Availability(
        person_id=person.person_id,
        hours=tuple(WeeklyHours(rule.weekday, rule.starts, rule.ends) for rule in always),
        extra=merged([*named[Kind.extra], *_days_of(sometimes, first, last)]),
        away=merged(away),
        rather_not=merged(named[Kind.rather_not]),
        daily_minutes=min((job.daily_limit for job in jobs), default=0 if person.jobs else DAILY),
        weekly_minutes=min((job.weekly_limit for job in jobs), default=0 if person.jobs else WEEKLY),
        share_minutes=share(person.jobs, first, last),
    )


def share(jobs: tuple[Job, ...], first: dt.date, last: dt.date) -> int:
    """A full share of work in the period: the contracted minutes that are the partnership's, by days.

    Without any employment written down: a full week's.
    """
    if not jobs:
        return WEEKLY * _length(first, last) // 7
    parts = (
        job.weekly_minutes * job.share * _length(max(first, job.valid_from), min(last, job.valid_to or last))
        for job in jobs
        if _meets(job, first, last)
    )
    return sum(parts) // 700


def work_on(rules: Iterable[Rule], day: dt.date) -> list[Span]:
    """What the rules say of one day, in order."""
    found = [rule for rule in rules if _holds(rule, day)]
    return sorted((_on(rule, day) for rule in found), key=lambda span: span.starts)


def closed(day: dt.date) -> tuple[str, str] | None:
    """The name of a day off in Danish and English, or None."""
    return workdays.holidays(day.year).get(day) or workdays.closing_days(day.year).get(day)


def closed_for(person: Person, day: dt.date) -> tuple[str, str] | None:
    """The same, with the days on which only her municipality is closed."""
    own = person.closed.get(day)
    return closed(day) or (None if own is None else (own or "lukkedag", own or "closing day"))


@lru_cache(maxsize=64)
def off_days(first: dt.date, last: dt.date) -> tuple[Span, ...]:
    """Holidays and closing days, each from midnight to midnight; kept, for everybody has the same."""
    return tuple(_whole(day) for day in days(first, last) if closed(day))


def days(first: dt.date, last: dt.date, step: int = 1) -> Iterator[dt.date]:
    """Every day from `first` to `last`, or with 7 every day of the same weekday."""
    return (first + DAY * number for number in range(0, _length(first, last), step))


def wall(starts: dt.datetime, ends: dt.datetime) -> Span:
    """Moments as the wall times that cannot be used: an end in autumn's second hour is that hour's end."""
    until = clock.local(ends)
    if ends.astimezone(clock.COPENHAGEN).fold:
        until = until.replace(minute=0, second=0, microsecond=0, fold=0) + dt.timedelta(hours=1)
    return Span(clock.local(starts).replace(fold=0), until)


def outside(since: dt.date | None, until: dt.date | None, first: dt.date, last: dt.date) -> tuple[Span, ...]:
    """What of the days `first` to `last` lies before `since` or after `until`, both of which are inside."""
    inside = Span(_midnight(max(first, since or first)), _midnight(min(last, until or last) + DAY))
    return tuple(minus([Span(_midnight(first), _midnight(last + DAY))], [inside]))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as few spans in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.starts, span.ends)):
        if found and span.starts <= found[-1].ends:
            found[-1] = Span(found[-1].starts, max(found[-1].ends, span.ends))
        else:
            found.append(span)
    return tuple(found)


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans` without `taken`."""
    left = list(spans)
    for cut in taken:
        left = [part for span in left for part in _without(span, cut)]
    return left


def _without(span: Span, cut: Span) -> Iterator[Span]:
    if cut.ends <= span.starts or cut.starts >= span.ends:
        yield span
        return
    if span.starts < cut.starts:
        yield Span(span.starts, cut.starts)
    if cut.ends < span.ends:
        yield Span(cut.ends, span.ends)


def _named(person: Person, kind: Kind, first: dt.date, last: dt.date) -> list[Span]:
    return _clip((span for named, span in person.exceptions if named is kind), first, last)


def _clip(spans: Iterable[Span], first: dt.date, last: dt.date) -> list[Span]:
    begin, end = _midnight(first), _midnight(last + DAY)
    cut = (Span(max(span.starts, begin), min(span.ends, end)) for span in spans)
    return [span for span in cut if span.starts < span.ends]


def _days_of(rules: list[Rule], first: dt.date, last: dt.date) -> list[Span]:
    """What the rules say of each day, looking at the days of a rule's weekday only."""
    return [
        _on(rule, day)
        for rule in rules
        for day in days(_next(rule.weekday, first), last, step=7)
        if _holds(rule, day)
    ]


def _next(weekday: int, day: dt.date) -> dt.date:
    """`day`, or the next of that weekday."""
    return day + DAY * ((weekday - day.isoweekday()) % 7)


def _unemployed(jobs: tuple[Job, ...], first: dt.date, last: dt.date) -> list[Span]:
    """Days outside every employment, for who has one written down."""
    if not jobs:
        return []
    at_work = [
        Span(_midnight(max(first, job.valid_from)), _midnight(min(last, job.valid_to or last) + DAY))
        for job in jobs
        if _meets(job, first, last)
    ]
    return minus([Span(_midnight(first), _midnight(last + DAY))], at_work)


def _holds(rule: Rule, day: dt.date) -> bool:
    week = day.isocalendar().week
    wanted = rule.weeks is Weeks.every or (week % 2 == 0) is (rule.weeks is Weeks.even)
    return wanted and day.isoweekday() == rule.weekday and _meets(rule, day, day)


def _covers(rule: Rule, first: dt.date, last: dt.date) -> bool:
    return rule.valid_from <= first and (rule.valid_to is None or rule.valid_to >= last)


def _meets(what: Rule | Job, first: dt.date, last: dt.date) -> bool:
    return what.valid_from <= last and (what.valid_to is None or what.valid_to >= first)


def _on(rule: Rule, day: dt.date) -> Span:
    return Span(dt.datetime.combine(day, rule.starts), dt.datetime.combine(day, rule.ends))


def _whole(day: dt.date) -> Span:
    return Span(_midnight(day), _midnight(day + DAY))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _length(first: dt.date, last: dt.date) -> int:
    return max(0, (last - first).days + 1)
