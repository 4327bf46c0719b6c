"""Reads the people a search may choose from: what they can do, when they work, what they are committed to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import msgspec
from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Person, PersonCompetence, PersonLanguage
from hub.accounts.queries.reach import is_professional
from hub.ledger.asking import Asked, Key, asked, of_session
from hub.ledger.usage import NAMED, skills_of
from hub.matching import wire
from hub.rota.models import Commitment
from hub.rota.queries import availability
from hub.rota.wire import Availability, Span
from hub.schedule.models import Demand
from hub.schedule.problem import Fixed, Somebody
from hub.schedule.weeks import Days, midnight
from hub.sessions.models import Session


async def workforce(days: Days, only: Collection[int] | None) -> list[Somebody]:
    """Professionals of the partnership, or of these people, with what they can do and when they work."""
    found = Person.filter(is_professional()).exclude(municipality_id=None).distinct()
    if only is not None:
        found = found.filter(id__in=list(only))
    people = await found.order_by("id")
    ids = [each.id for each in people]
    skills: dict[int, dict[int, int]] = defaultdict(dict)
    for each in people:
        if each.profession_id is not None:
            skills[each.id][each.profession_id] = 0
    limits: dict[int, dict[int, Days]] = defaultdict(dict)
    for skill in await _competences(ids, days):
        skills[skill.person_id][skill.competence_id] = skill.level
        counts = skill.valid_from or dt.date.min, skill.valid_to or dt.date.max
        if days[0] < counts[0] or counts[1] < days[1]:
            limits[skill.person_id][skill.competence_id] = counts
    speaks: dict[int, list[str]] = defaultdict(list)
    for language in await PersonLanguage.filter(person_id__in=ids).order_by("code"):
        speaks[language.person_id].append(language.code)
    times = await availability(ids, *days)
    made = (_somebody(each, skills[each.id], speaks[each.id], times[each.id]) for each in people)
    return [msgspec.structs.replace(each, limited=limits[each.id]) for each in made]


async def committed(rows: Sequence[Demand], people: list[int], days: Days) -> list[Fixed]:
    """What these people are committed to in the weeks around, but for the demands themselves."""
    around = (midnight(days[0] - dt.timedelta(days=1)), midnight(days[1] + dt.timedelta(days=2)))
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found = Commitment.filter(stands, starts_at__lt=around[1], ends_at__gt=around[0], person_id__in=people)
    own = {(row.session_id, row.person_id) for row in rows}
    taken = [each for each in await found.order_by("id") if (each.session_id, each.person_id) not in own]
    sessions = {
        each.id: each
        for each in await Session.filter(id__in=list({each.session_id for each in taken if each.session_id}))
    }
    few = sessions if len(sessions) < NAMED else None
    told, skills = await asked(*around, few), await skills_of({each.person_id for each in taken})
    return [
        Fixed(
            id=each.id,
            person_id=each.person_id,
            municipality_id=_place(sessions.get(each.session_id or 0)),
            competence_id=_in_what(each, told, skills[each.person_id]),
            starts=clock.local(each.starts_at),
            ends=clock.local(each.ends_at),
        )
        for each in taken
    ]


def _in_what(taken: Commitment, told: dict[Key, Asked], skills: list[int]) -> int | None:
    """What was asked for there; of somebody planned by hand her profession, which is what is lent."""
    session_id = taken.session_id or 0
    what = told.get(of_session(session_id, taken.person_id)) or told.get(of_session(session_id))
    return what.competence_id if what is not None else next(iter(skills), None)


async def _competences(ids: list[int], days: Days) -> list[PersonCompetence]:
    """What they can do on some day of these weeks."""
    since = Q(valid_from=None) | Q(valid_from__lte=days[1])
    until = Q(valid_to=None) | Q(valid_to__gte=days[0])
    return await PersonCompetence.filter(since & until, person_id__in=ids)


def _somebody(person: Person, skills: dict[int, int], speaks: list[str], times: Availability) -> Somebody:
    return Somebody(
        id=person.id,
        municipality_id=person.municipality_id or 0,
        competences=skills,
        profession_id=person.profession_id,
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


def _place(session: Session | None) -> int | None:
    return None if session is None else session.municipality_id
