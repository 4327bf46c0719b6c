"""Writes an invented partnership down beside the people whom accounts make up.

Sessions by the same actions as real ones, as drafts that say what they need; people and agreements as rows.
"""

import datetime as dt
from typing import Any

from hub import clock, workdays
from hub.accounts import clean
from hub.accounts.demo import DOMAIN
from hub.accounts.models import Agreement, Person, PersonCompetence, PersonLanguage, RoleGrant
from hub.actor import Actor, Role
from hub.rota.models import Employment, RotaException, RotaRule
from hub.schedule.demo import invented
from hub.schedule.demo.data import Need
from hub.schedule.demo.deciding import decide
from hub.schedule.demo.invented import Colleague, Course, Hours, Size
from hub.schedule.models import Demand
from hub.sessions import actions
from hub.sessions.kinds import Kind
from hub.sessions.wire import SessionForm, Visibility, wall_text

People = dict[str, dict[str, int]]
WEEK, SHARE = 2220, 40
DAILY_LIMIT, WEEKLY_LIMIT = 360, 900


async def fill(people: People, now: dt.datetime, size: Size = invented.LITTLE) -> list[int]:
    """Make the partnership from the Monday after `now` (aware) on; `people` as hub.accounts.demo.fill gives
    them, the new colleagues are added to it. The ids of the sessions."""
    monday = first_monday(now)
    secret = (await Person.get(id=people["person"]["platform"])).password_hash
    for one in invented.colleagues(size):
        people["person"][one.key] = await _colleague(one, people, now, secret)
        await _rota(people["person"][one.key], one.hours, monday)
        await _spans(people["person"][one.key], one, monday)
    for key, hours in invented.old_hands(size):
        await _rota(people["person"][key], hours, monday)
    await _agreements(people, size, monday)
    planner = Actor(
        person_id=people["person"]["platform"], roles=frozenset({Role.platform_administrator}), name=""
    )
    made = [await _course(planner, course, people, monday) for course in invented.courses(size)]
    if size.planned:
        await decide(people, monday)
    return [session for some in made for session in some]


def first_monday(now: dt.datetime) -> dt.date:
    """The Monday the days are counted from: the next one, at least two days ahead."""
    soon = clock.local(now).date() + dt.timedelta(days=2)
    return soon + dt.timedelta(days=-soon.weekday() % 7)


async def _colleague(one: Colleague, people: People, now: dt.datetime, secret: str) -> int:
    row = await Person.create(
        name=one.name,
        name_key=clean.key(one.name),
        email=f"{one.key}@{DOMAIN}",
        municipality_id=people["municipality"][one.place],
        profession_id=people["competence"][one.work[0][0]],
        password_hash=secret,
        created_at=now,
    )
    await RoleGrant.create(person=row, role=Role.professional.value)
    for slug, level in one.work:
        competence = people["competence"][slug]
        await PersonCompetence.create(person=row, competence_id=competence, level=level)
    for code in one.speaks:
        await PersonLanguage.create(person=row, code=code)
    return row.id


async def _rota(person: int, hours: Hours, monday: dt.date) -> None:
    since = monday - dt.timedelta(days=200)
    await Employment.create(
        person_id=person,
        weekly_minutes=WEEK,
        share=SHARE,
        daily_limit=DAILY_LIMIT,
        weekly_limit=WEEKLY_LIMIT,
        valid_from=since,
    )
    for day, starts, ends in hours:
        await RotaRule.create(person_id=person, weekday=day, starts=starts, ends=ends, valid_from=since)


async def _spans(person: int, one: Colleague, monday: dt.date) -> None:
    for kind, spans in (("away", one.away), ("rather_not", one.rather_not)):
        for day, days in spans:
            first = dt.datetime.combine(monday + dt.timedelta(days=day), dt.time())
            await RotaException.create(
                person_id=person,
                starts_local=wall_text(first),
                ends_local=wall_text(first + dt.timedelta(days=days)),
                kind=kind,
            )


async def _agreements(people: People, size: Size, monday: dt.date) -> None:
    for each in invented.lent(size):
        await Agreement.create(
            giver_id=people["municipality"][each.giver],
            receiver_id=people["municipality"][each.receiver],
            competence_id=people["competence"][each.competence] if each.competence else None,
            valid_from=monday - dt.timedelta(days=200),
            cap_minutes=each.cap,
            weight=each.weight,
        )


async def _course(planner: Actor, course: Course, people: People, monday: dt.date) -> list[int]:
    days = _days(course, monday)
    form = _form(course, people, days[0])
    if len(days) == 1:
        sessions = [await actions.create(planner, form)]
    else:
        sessions = await actions.create_series(planner, form, days)
    for session in sessions:
        for need in course.template.needs:
            await _demand(session, need, people)
    return sessions


def _days(course: Course, monday: dt.date) -> list[dt.date]:
    """Every week or so from its first day; a holiday gives way to the next working day."""
    step = dt.timedelta(weeks=course.template.gap)
    first = monday + dt.timedelta(days=course.day)
    return [workdays.add_workdays(first + number * step, 0) for number in range(course.times)]


def _form(course: Course, people: People, day: dt.date) -> SessionForm:
    template = course.template
    starts = dt.datetime.combine(day, dt.time.fromisoformat(course.hour))
    talk = template.kind is Kind.consultation
    return SessionForm(
        kind=template.kind,
        title=template.title,
        course=template.course,
        language="en" if template.language == "en" else "da",
        starts_local=starts,
        ends_local=starts + dt.timedelta(minutes=template.minutes),
        visibility=Visibility.invited if talk else Visibility.public,
        municipality_id=people["municipality"][course.place],
        municipality_ids=() if talk else tuple(people["municipality"].values()),
    )


async def _demand(session: int, need: Need, people: People) -> None:
    columns: dict[str, Any] = {"role": need.role, "level": need.level, "language": need.language}
    await Demand.create(session_id=session, competence_id=people["competence"][need.competence], **columns)
