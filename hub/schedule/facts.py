"""Reads from the tables what the engine is to be told, in a number of queries that does not grow with it.

Two ways to ask: for every demand of a period (a search), or for a few demands, everything else standing as it
is (a substitute, a change by hand): that is small however large the partnership is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Agreement, Municipality, Person, PersonCompetence, PersonLanguage
from hub.accounts.queries.reach import is_professional
from hub.ledger.queries import surplus
from hub.matching import wire
from hub.rota.models import Commitment
from hub.rota.queries import availability
from hub.rota.wire import Availability, Span
from hub.schedule.models import Declined, Demand, WeightSet
from hub.schedule.problem import Facts, Fixed, Pact, Somebody, Wanted
from hub.sessions.models import Session
from hub.sessions.states import PLANNABLE, State
from hub.sessions.wire import wall_time

Days = tuple[dt.date, dt.date]


async def demands_in(first: dt.date, last: dt.date) -> list[Demand]:
    """Demands to be searched for: of sessions not begun that start on these days, by time."""
    return (
        await Demand.filter(
            session__state__in=[each.value for each in PLANNABLE],
            session__starts_at__gte=max(_moment(first), clock.now()),
            session__starts_at__lt=_moment(last + dt.timedelta(days=1)),
        )
        .order_by("session__starts_at", "id")
        .select_related("session")
    )


async def siblings(rows: Sequence[Demand]) -> list[Demand]:
    """Filled demands that want the same people as `rows`, with their sessions: what continuity looks at."""
    series = {row.session.series_id for row in rows if row.session.series_id is not None}
    teams = {row.team for row in rows if row.team}
    if not series and not teams:
        return []
    found = Demand.filter(Q(session__series_id__in=list(series)) | Q(team__in=list(teams)))
    found = found.exclude(id__in=[row.id for row in rows]).exclude(person_id=None)
    return await found.exclude(session__state=State.cancelled.value).select_related("session").order_by("id")


async def read(
    rows: Sequence[Demand], *, weights: wire.Weights | None = None, only: Collection[int] | None = None
) -> Facts:
    """What matters to the demands `rows`, whose sessions are loaded; `only`: nobody but these people.

    Everything else that people are committed to stands.
    """
    held = await siblings(rows)
    days = span(rows)
    if only is not None:
        only = {*only, *(row.person_id for row in held if row.person_id is not None)}
    people = await _people(days, only)
    ids = [each.id for each in people]
    fixed = await _fixed([*rows, *held], ids, days)
    return Facts(
        people=tuple(people),
        wanted=tuple(await _wanted(rows, held)),
        fixed=tuple(fixed),
        pacts=tuple(await _pacts(days)),
        surplus=await _surplus(days[0]),
        weights=weights if weights is not None else await weights_in_force(),
    )


async def weights_in_force() -> wire.Weights:
    """The partnership's weights."""
    row = await WeightSet.all().order_by("-id").first()
    return wire.Weights(**row.weights) if row is not None else wire.Weights()


def span(rows: Sequence[Demand]) -> Days:
    """First and last local day of the weeks the demands lie in."""
    days = [wall_time(row.session.starts_local).date() for row in rows] or [clock.local(clock.now()).date()]
    first, last = min(days), max(days)
    return first - dt.timedelta(days=first.weekday()), last + dt.timedelta(days=6 - last.weekday())


async def _wanted(rows: Sequence[Demand], held: Sequence[Demand]) -> list[Wanted]:
    declined: dict[int, set[int]] = defaultdict(set)
    for each in await Declined.filter(demand_id__in=[row.id for row in rows]):
        declined[each.demand_id].add(each.person_id)
    return [
        *(_want(row, row.pinned_id, declined[row.id]) for row in rows),
        *(_want(row, row.person_id, set()) for row in held),
    ]


def _want(row: Demand, pinned: int | None, declined: set[int]) -> Wanted:
    session = row.session
    return Wanted(
        id=row.id,
        session_id=session.id,
        municipality_id=session.municipality_id,
        role=row.role,
        competence_id=row.competence_id,
        level=row.level,
        language=row.language,
        weight=row.weight,
        team=_team(row),
        starts=wall_time(session.starts_local),
        ends=wall_time(session.ends_local),
        pinned=pinned,
        published=row.person_id,
        declined=frozenset(declined),
    )


def _team(row: Demand) -> str:
    """Whom a demand wants to share its person with: its own word, else the same role of its series."""
    if row.team:
        return f"t{row.session.municipality_id}:{row.team}"
    if row.session.series_id is not None:
        return f"s{row.session.series_id}:{row.role}:{row.competence_id}"
    return ""


async def _people(days: Days, only: Collection[int] | None) -> list[Somebody]:
    found = Person.filter(is_professional()).exclude(municipality_id=None).distinct()
    if only is not None:
        found = found.filter(id__in=list(only))
    people = await found.order_by("id")
    ids = [each.id for each in people]
    skills: dict[int, dict[int, int]] = defaultdict(dict)
    for each in people:
        if each.profession_id is not None:
            skills[each.id][each.profession_id] = 0
    for skill in await _competences(ids, days):
        skills[skill.person_id][skill.competence_id] = skill.level
    speaks: dict[int, list[str]] = defaultdict(list)
    for language in await PersonLanguage.filter(person_id__in=ids).order_by("code"):
        speaks[language.person_id].append(language.code)
    times = await availability(ids, *days)
    return [_somebody(each, skills[each.id], speaks[each.id], times[each.id]) for each in people]


async def _competences(ids: list[int], days: Days) -> list[PersonCompetence]:
    """What they can do all through these weeks."""
    since = Q(valid_from=None) | Q(valid_from__lte=days[0])
    until = Q(valid_to=None) | Q(valid_to__gte=days[1])
    return await PersonCompetence.filter(since & until, person_id__in=ids)


def _somebody(person: Person, skills: dict[int, int], speaks: list[str], times: Availability) -> Somebody:
    return Somebody(
        id=person.id,
        municipality_id=person.municipality_id or 0,
        competences=skills,
        languages=tuple(speaks),
        hours=tuple(wire.Hours(weekday=h.weekday, starts=h.starts, ends=h.ends) for h in times.hours),
        extra=_spans(times.extra),
        away=_spans(times.away),
        rather_not=_spans(times.rather_not),
        daily_minutes=times.daily_minutes,
        weekly_minutes=times.weekly_minutes,
        share_minutes=times.share_minutes,
    )


def _spans(spans: Iterable[Span]) -> tuple[wire.Span, ...]:
    return tuple(wire.Span(starts=each.starts, ends=each.ends) for each in spans)


async def _fixed(rows: Sequence[Demand], people: list[int], days: Days) -> list[Fixed]:
    """What these people are committed to in the weeks around, but for the demands themselves."""
    around = (_moment(days[0] - dt.timedelta(days=1)), _moment(days[1] + dt.timedelta(days=2)))
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found = Commitment.filter(stands, starts_at__lt=around[1], ends_at__gt=around[0], person_id__in=people)
    own = {(row.session_id, row.person_id) for row in rows}
    taken = [each for each in await found.order_by("id") if (each.session_id, each.person_id) not in own]
    sessions = {
        each.id: each
        for each in await Session.filter(id__in=list({each.session_id for each in taken if each.session_id}))
    }
    skills = {
        (each.session_id, each.person_id): each.competence_id
        for each in await Demand.filter(session_id__in=list(sessions)).exclude(person_id=None)
    }
    return [
        Fixed(
            id=each.id,
            person_id=each.person_id,
            municipality_id=_place(sessions.get(each.session_id or 0)),
            competence_id=skills.get((each.session_id or 0, each.person_id)),
            starts=clock.local(each.starts_at),
            ends=clock.local(each.ends_at),
        )
        for each in taken
    ]


def _place(session: Session | None) -> int | None:
    return None if session is None else session.municipality_id


async def _pacts(days: Days) -> list[Pact]:
    in_force = Q(valid_from__lte=days[1]) & (Q(valid_to=None) | Q(valid_to__gte=days[0]))
    rows = await Agreement.filter(in_force, giver__active=True, receiver__active=True).order_by("id")
    used = {row.id: await _used(row, days) for row in rows if row.cap_minutes is not None}
    return [
        Pact(
            giver_id=row.giver_id,
            receiver_id=row.receiver_id,
            competence_id=row.competence_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            cap_minutes=None if row.cap_minutes is None else row.cap_minutes * len(_months(days)),
            weight=row.weight,
            used_minutes=used.get(row.id, 0),
        )
        for row in rows
        if row.giver_id != row.receiver_id
    ]


async def _used(pact: Agreement, days: Days) -> int:
    """Minutes of these months' caps that are lent or promised outside these weeks."""
    first, last = _months(days)[0], _months(days)[-1]
    lent = Demand.filter(person__municipality_id=pact.giver_id, session__municipality_id=pact.receiver_id)
    if pact.competence_id is not None:
        lent = lent.filter(competence_id=pact.competence_id)
    lent = lent.exclude(session__state=State.cancelled.value)
    lent = lent.filter(session__starts_at__gte=_moment(first))
    lent = lent.filter(session__starts_at__lt=_moment((last + dt.timedelta(days=31)).replace(day=1)))
    outside = Q(session__starts_at__lt=_moment(days[0]))
    outside |= Q(session__starts_at__gte=_moment(days[1] + dt.timedelta(days=1)))
    rows = await lent.filter(outside).select_related("session")
    return sum(int((row.session.ends_at - row.session.starts_at).total_seconds()) // 60 for row in rows)


def _months(days: Days) -> list[dt.date]:
    """The first of each month that the weeks touch."""
    found = [days[0].replace(day=1)]
    while (after := (found[-1] + dt.timedelta(days=31)).replace(day=1)) <= days[1]:
        found.append(after)
    return found


async def _surplus(day: dt.date) -> dict[int, int]:
    """Minutes given more than received before `day`, of every municipality there is."""
    known = await surplus(day - dt.timedelta(days=1))
    ids = await Municipality.all().values_list("id", flat=True)
    return {int(str(each)): known.get(int(str(each)), 0) for each in ids}


def _moment(day: dt.date) -> dt.datetime:
    return clock.utc(dt.datetime.combine(day, dt.time()))
