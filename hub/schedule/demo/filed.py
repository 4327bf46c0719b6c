"""Writes a partnership of the matching format, and a plan of it, into the tables: as large as one likes.

For measuring what pages cost beside thousands of professionals and sessions. Rows go in by the hundred and
past the actions, so nobody is told anything; the plan must keep the limits, for the table of commitments
refuses a double booking. All days are moved by whole weeks, so that all of it lies ahead.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from tortoise.models import Model

from hub import clock, db
from hub.accounts import clean
from hub.accounts.models import (
    Agreement,
    Competence,
    Municipality,
    Person,
    PersonCompetence,
    PersonLanguage,
    RoleGrant,
)
from hub.actor import Role
from hub.matching import wire
from hub.rota.models import Commitment, Employment, RotaException, RotaRule
from hub.schedule.models import Demand
from hub.schedule.states import DemandState
from hub.sessions.models import Session, SessionHost
from hub.sessions.wire import wall_text

AT_ONCE = 400
PERCENT = 50
"""Of the contracted hours; the share itself is what the file says."""


async def fill(problem: wire.Problem, plan: wire.Proposal, now: dt.datetime) -> int:
    """Write it down in one transaction; how many demands the plan has filled."""
    first = min((each.starts for each in problem.demands), default=clock.local(now))
    late = clock.local(now) + dt.timedelta(days=7) - first
    made = _Filed(problem, plan, now, dt.timedelta(weeks=-(-late // dt.timedelta(weeks=1))))
    async with db.transaction():
        await made.partners()
        await made.people()
        await made.agreements()
        await made.sessions()
    return len(plan.assignments)


class _Filed:
    """One writing under way: by the file's names the numbers of what has been written."""

    def __init__(
        self, problem: wire.Problem, plan: wire.Proposal, now: dt.datetime, later: dt.timedelta
    ) -> None:
        self._problem, self._plan, self._now, self._later = problem, plan, now, later
        self._since = clock.local(now).date() - dt.timedelta(days=100)
        self._places: dict[str, int] = {}
        self._skills: dict[str, int] = {}
        self._people: dict[str, int] = {}

    async def partners(self) -> None:
        """Municipalities and competences."""
        places = [
            Municipality(slug=f"filed-{each.id}", name=each.id, created_at=self._now)
            for each in self._problem.municipalities
        ]
        slugs = {slug for each in self._problem.professionals for slug in each.competences}
        skills = [
            Competence(slug=f"filed-{each}", name_da=each, name_en=each, title_da=each, title_en=each)
            for each in sorted(slugs)
        ]
        self._places = await _numbered(places, "name")
        self._skills = await _numbered(skills, "name_da")

    async def people(self) -> None:
        """Professionals with what they can do and when they work."""
        those = self._problem.professionals
        rows = [
            Person(
                name=each.id,
                name_key=clean.key(each.id),
                municipality_id=self._places[each.municipality],
                profession_id=next((self._skills[slug] for slug in each.competences), None),
                created_at=self._now,
            )
            for each in those
        ]
        self._people = await _numbered(rows, "name")
        await _write(row for each in those for row in self._about(each, self._people[each.id]))

    def _about(self, each: wire.Professional, person: int) -> Iterable[Model]:
        yield RoleGrant(person_id=person, role=Role.professional.value)
        for slug, level in each.competences.items():
            yield PersonCompetence(person_id=person, competence_id=self._skills[slug], level=level)
        for code in each.languages:
            yield PersonLanguage(person_id=person, code=code)
        yield Employment(
            person_id=person,
            weekly_minutes=each.share_minutes * 100 // PERCENT,
            share=PERCENT,
            daily_limit=each.daily_minutes,
            weekly_limit=each.weekly_minutes,
            valid_from=self._since,
        )
        for shift in each.hours:
            times = {"starts": f"{shift.starts:%H:%M}", "ends": f"{shift.ends:%H:%M}"}
            yield RotaRule(person_id=person, weekday=shift.weekday, valid_from=self._since, **times)
        for kind, spans in (("away", each.away), ("rather_not", each.rather_not), ("extra", each.extra)):
            for span in spans:
                times = {"starts_local": self._wall(span.starts), "ends_local": self._wall(span.ends)}
                yield RotaException(person_id=person, kind=kind, **times)

    async def agreements(self) -> None:
        """Who lends to whom; without an end, as their days in the file are of another quarter."""
        await _write(
            Agreement(
                giver_id=self._places[each.giver],
                receiver_id=self._places[each.receiver],
                competence_id=self._skills.get(each.competence or ""),
                valid_from=self._since,
                cap_minutes=each.cap_minutes,
                weight=each.weight,
            )
            for each in self._problem.agreements
            if each.competence is None or each.competence in self._skills
        )

    async def sessions(self) -> None:
        """Sessions as drafts with what they need, and whose time the plan takes."""
        each_once = {each.session: each for each in self._problem.demands}
        numbers = await _numbered([self._session(each) for each in each_once.values()], "title")
        await _write(
            row for each in self._problem.demands for row in self._needed(each, numbers[each.session])
        )

    def _session(self, each: wire.Demand) -> Session:
        return Session(
            uid=uuid.uuid4().hex,
            kind="group",
            language="da",
            title=each.session,
            title_key=clean.key(each.session),
            starts_local=self._wall(each.starts),
            ends_local=self._wall(each.ends),
            starts_at=self._moment(each.starts),
            ends_at=self._moment(each.ends),
            capacity=10,
            visibility="invited",
            municipality_id=self._places[each.municipality],
            created_at=self._now,
        )

    def _needed(self, each: wire.Demand, session: int) -> Iterable[Model]:
        name = self._plan.assignments.get(each.id)
        who = self._people[name] if name is not None else None
        told: dict[str, Any] = {} if who is None else {"asked_at": self._now, "answered_at": self._now}
        yield Demand(
            session_id=session,
            role=each.role,
            competence_id=self._skills.get(each.competence),
            level=each.level,
            language=each.language,
            weight=each.weight,
            team=each.series or "",
            state=(DemandState.open if who is None else DemandState.accepted).value,
            person_id=who,
            **told,
        )
        if who is not None:
            times = {"starts_at": self._moment(each.starts), "ends_at": self._moment(each.ends)}
            yield SessionHost(session_id=session, person_id=who, part=each.role)
            yield Commitment(person_id=who, purpose="session", session_id=session, **times)

    def _wall(self, wall: dt.datetime) -> str:
        return wall_text(wall + self._later)

    def _moment(self, wall: dt.datetime) -> dt.datetime:
        return clock.utc(wall + self._later)


async def _write(rows: Iterable[Model]) -> None:
    """Rows of several tables, table by table."""
    tables: dict[type[Model], list[Any]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for table, those in tables.items():
        await table.bulk_create(those, batch_size=AT_ONCE)


async def _numbered(rows: list[Any], name: str) -> dict[str, int]:
    """Write these rows of one table; their numbers by that column, in which they differ."""
    if not rows:
        return {}
    table = type(rows[0])
    last = await table.all().order_by("-id").first()
    await table.bulk_create(rows, batch_size=AT_ONCE)
    found = table.filter(id__gt=last.id if last is not None else 0)
    return {str(row[name]): int(row["id"]) for row in await found.values("id", name)}
