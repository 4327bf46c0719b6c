"""Reads of the rota: when many can be asked, in a fixed number of queries, and one person's week."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Person, PersonCompetence, RoleGrant
from hub.accounts.queries import closing_days_of
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing
from hub.rota import elsewhere, times
from hub.rota.models import BusyFeed, BusySpan, Commitment, Employment, RotaException, RotaRule
from hub.rota.rules import Owner, can, demand
from hub.rota.wire import (
    Availability,
    DayView,
    EmploymentView,
    ExceptionView,
    FeedView,
    Kind,
    RotaView,
    RuleView,
    Span,
    Stretch,
    Weeks,
)

LONGEST = 400


async def availability(
    person_ids: Iterable[int] | None, from_day: dt.date, to_day: dt.date
) -> dict[int, Availability]:
    """When each of these people (None: every active professional) can be asked from day to day, by their ids.

    Some seven queries, however many they are. BadInput("bad_period") for a period that ends before it begins
    or is longer than 400 days.
    """
    if not 0 <= (to_day - from_day).days < LONGEST:
        raise BadInput("bad_period", "to_day", "Vælg en kortere periode.", "Choose a shorter period.")
    ids = list(await _professionals() if person_ids is None else dict.fromkeys(person_ids))
    people = await _people(ids, from_day, to_day)
    return {key: times.availability(person, from_day, to_day) for key, person in people.items()}


async def qualified(
    competence_id: int, first: dt.date, last: dt.date | None = None, level: int = 0
) -> dict[int, tuple[Span, ...]]:
    """Active professionals who have the competence at that level or above on some day from `first` to `last`
    (None: that one day), by their ids, each with the days on which it does not count yet or any more."""
    last = last or first
    meets = (Q(valid_from=None) | Q(valid_from__lte=last)) & (Q(valid_to=None) | Q(valid_to__gte=first))
    able = PersonCompetence.filter(meets, competence_id=competence_id, level__gte=level)
    active = able.filter(person__active=True, person__roles__role=Role.professional.value)
    rows = await active.order_by("person_id").values_list("person_id", "valid_from", "valid_to")
    return {int(key): times.outside(since, until, first, last) for key, since, until in rows}


async def week_of(actor: Actor, person_id: int, day: dt.date) -> RotaView:
    """The week of `day` in somebody's rota. Missing for who may not see it, and for who has none."""
    person = await Person.get_or_none(id=person_id) if 0 < person_id < 2**31 else None
    if person is None or not await RoleGrant.exists(person_id=person.id, role=Role.professional.value):
        raise Missing
    owner = Owner(person.id, person.municipality_id)
    demand(actor, "see", owner)
    monday = day - dt.timedelta(days=day.isoweekday() - 1)
    sunday = monday + dt.timedelta(days=6)
    may = can(actor, owner)
    return RotaView(
        person_id=person.id,
        name=person.name,
        mine=actor.person_id == person.id,
        can=may,
        days=await _days(person.id, monday, sunday),
        rules=tuple([_rule_view(row) for row in await _rules([person.id])]),
        exceptions=tuple(await _coming(person.id, min(monday, _today()))),
        employments=tuple([_job_view(row) for row in await _jobs([person.id])]),
        feeds=tuple(await _feeds(person.id)) if may["feeds"] else (),
    )


def rule_of(row: RotaRule) -> times.Rule:
    """A row as the pure part knows it."""
    starts, ends = dt.time.fromisoformat(row.starts), dt.time.fromisoformat(row.ends)
    return times.Rule(row.weekday, starts, ends, Weeks(row.weeks), row.valid_from, row.valid_to)


def job_of(row: Employment) -> times.Job:
    """A row as the pure part knows it."""
    return times.Job(
        row.weekly_minutes, row.share, row.daily_limit, row.weekly_limit, row.valid_from, row.valid_to
    )


def exception_of(row: RotaException) -> tuple[Kind, Span]:
    """A row as the pure part knows it."""
    starts, ends = (dt.datetime.fromisoformat(text) for text in (row.starts_local, row.ends_local))
    return Kind(row.kind), Span(starts, ends)


async def _professionals() -> list[int]:
    found = await Person.filter(active=True, roles__role=Role.professional.value).order_by("id")
    return [person.id for person in found]


async def _people(ids: list[int], first: dt.date, last: dt.date) -> dict[int, times.Person]:
    jobs: dict[int, list[times.Job]] = defaultdict(list)
    rules: dict[int, list[times.Rule]] = defaultdict(list)
    exceptions: dict[int, list[tuple[Kind, Span]]] = defaultdict(list)
    for job in await _jobs(ids):
        jobs[job.person_id].append(job_of(job))
    for rule in await _rules(ids):
        rules[rule.person_id].append(rule_of(rule))
    for row in await _exceptions(ids, first, last):
        exceptions[row.person_id].append(exception_of(row))
    busy = await _busy(ids, first, last)
    closed, told = await closing_days_of(ids, first, last), await elsewhere.told(ids, first, last)
    return {
        key: times.Person(
            person_id=key,
            jobs=tuple(jobs[key]),
            rules=tuple(rules[key]),
            exceptions=tuple(exceptions[key]),
            busy=tuple(busy[key]),
            closed=closed.get(key, {}),
            elsewhere=tuple(told[key]),
        )
        for key in ids
    }


async def _jobs(ids: list[int]) -> list[Employment]:
    return await Employment.filter(person_id__in=ids).order_by("valid_from", "id")


async def _rules(ids: list[int]) -> list[RotaRule]:
    return await RotaRule.filter(person_id__in=ids).order_by("weekday", "starts", "id")


async def _exceptions(ids: list[int], first: dt.date, last: dt.date) -> list[RotaException]:
    begin, end = first.isoformat(), (last + times.DAY).isoformat()
    rows = RotaException.filter(person_id__in=ids, ends_local__gt=begin, starts_local__lt=end)
    return await rows.order_by("starts_local", "id")


async def _busy(
    ids: list[int], first: dt.date, last: dt.date
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    begin, end = _moments(first, last)
    rows = BusySpan.filter(feed__person_id__in=ids, ends_at__gt=begin, starts_at__lt=end)
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for row in await rows.order_by("starts_at").values("feed__person_id", "starts_at", "ends_at"):
        found[row["feed__person_id"]].append((row["starts_at"], row["ends_at"]))
    return found


async def _days(person_id: int, first: dt.date, last: dt.date) -> tuple[DayView, ...]:
    person = (await _people([person_id], first, last))[person_id]
    taken = await _taken(person_id, first, last)
    return tuple(
        DayView(
            day=day, closed=times.closed_for(person, day), stretches=tuple(_stretches(person, day, taken))
        )
        for day in times.days(first, last)
    )


def _stretches(person: times.Person, day: dt.date, taken: list[Stretch]) -> list[Stretch]:
    work = [] if times.closed_for(person, day) else times.work_on(person.rules, day)
    found = [Stretch(starts=span.starts, ends=span.ends, what="work") for span in work]
    found += [Stretch(starts=s.starts, ends=s.ends, what=kind.value) for kind, s in person.exceptions]
    found += [Stretch(starts=span.starts, ends=span.ends, what="elsewhere") for span in person.elsewhere]
    spans = (times.wall(*moments) for moments in person.busy)
    found += [Stretch(starts=span.starts, ends=span.ends, what="busy") for span in spans] + taken
    begin = dt.datetime.combine(day, dt.time())
    today = [s for s in found if s.starts < begin + times.DAY and s.ends > begin]
    return sorted(today, key=lambda stretch: (stretch.starts, stretch.ends))


async def _taken(person_id: int, first: dt.date, last: dt.date) -> list[Stretch]:
    begin, end = _moments(first, last)
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    rows = await Commitment.filter(stands, person_id=person_id, starts_at__lt=end, ends_at__gt=begin)
    return [
        Stretch(
            starts=clock.local(row.starts_at),
            ends=clock.local(row.ends_at),
            what=row.purpose,
            session_id=row.session_id,
        )
        for row in rows
    ]


async def _coming(person_id: int, since: dt.date) -> list[ExceptionView]:
    rows = RotaException.filter(person_id=person_id, ends_local__gt=since.isoformat())
    found = [(row.id, *exception_of(row)) for row in await rows.order_by("starts_local", "id")]
    return [ExceptionView(id=key, kind=kind, starts=s.starts, ends=s.ends) for key, kind, s in found]


async def _feeds(person_id: int) -> list[FeedView]:
    rows = await BusyFeed.filter(person_id=person_id).order_by("id")
    return [
        FeedView(id=row.id, host=row.host, fetched_at=row.fetched_at, last_error=row.last_error)
        for row in rows
    ]


def _rule_view(row: RotaRule) -> RuleView:
    rule = rule_of(row)
    told = {name: getattr(rule, name) for name in rule.__struct_fields__}
    return RuleView(id=row.id, **told)


def _job_view(row: Employment) -> EmploymentView:
    job = job_of(row)
    told = {name: getattr(job, name) for name in job.__struct_fields__}
    return EmploymentView(id=row.id, **told)


def _moments(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    begin, end = (dt.datetime.combine(day, dt.time()) for day in (first, last + times.DAY))
    return clock.utc(begin), clock.utc(end)


def _today() -> dt.date:
    return clock.local(clock.now()).date()
