"""Somebody is ill: what she was to do is freed, and whoever could do it is asked.

The illness is written down first, then each assignment it touches is freed and asked out in a transaction
of its own; a job does what a crash has left undone.
"""

import datetime as dt

from hub import audit, bus, clock, db, jobs
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import SYSTEM, Actor
from hub.errors import BadInput
from hub.rota.models import RotaException
from hub.rota.wire import Kind as AwayKind
from hub.schedule.actions.choosing import check_professional
from hub.schedule.actions.covering import announce, ask, open_call, substitutes_for, written
from hub.schedule.actions.giving import close_calls, give, locked, over
from hub.schedule.models import Demand, SickReport
from hub.schedule.queries.substitutes import Standin
from hub.schedule.rules import Own
from hub.schedule.rules import demand as demanded
from hub.schedule.states import DemandState
from hub.schedule.wire import SICK_LONGEST, DemandRole
from hub.sessions.models import Session, SessionHost
from hub.sessions.states import COMING, State
from hub.sessions.wire import Part, minute, wall_text, wall_time

ROLES = {Part.host.value: DemandRole.host, Part.co_host.value: DemandRole.co_host}
LATER = dt.timedelta(minutes=1)


async def report_sick(actor: Actor, person_id: int, starts: dt.datetime, ends: dt.datetime) -> int:
    """She cannot come from `starts` to `ends` (naive wall times): substitutes are asked; the report's id."""
    first, last = minute(starts, "starts"), minute(ends, "ends")
    _check_times(first, last)
    async with deed(actor, "report", "sickness"):
        demanded(actor, "report", "sickness", Own(person_id))
        await check_professional(person_id)
        report = await SickReport.create(
            person_id=person_id,
            starts_local=wall_text(first),
            ends_local=wall_text(last),
            made_by_id=actor.person_id,
            made_at=clock.now(),
        )
        await _off(report)
        await audit.write(actor, "report", "sickness", report.id, subject_id=person_id)
        payload = {"report_id": report.id}
        await jobs.add("schedule_sick", payload, clock.now() + LATER, f"sick:{report.id}")
    await _cover(actor, report)
    bus.publish("schedule.board", {"sick": report.id})
    return report.id


async def _off(report: SickReport) -> None:
    """The rota says so too: nobody offers her time meanwhile."""
    times = {"starts_local": report.starts_local, "ends_local": report.ends_local}
    there = RotaException.filter(person_id=report.person_id, kind=AwayKind.sick.value, **times)
    if not await there.exists():
        await RotaException.create(
            person_id=report.person_id,
            kind=AwayKind.sick.value,
            starts_local=report.starts_local,
            ends_local=report.ends_local,
        )


@jobs.handler("schedule_sick")
async def _resume(payload: jobs.Payload) -> None:
    report = await SickReport.get_or_none(id=payload["report_id"])
    if report is not None:
        await _cover(SYSTEM, report)


async def _cover(actor: Actor, report: SickReport) -> None:
    """Free each assignment the illness touches, soonest first, and ask everybody who could take it."""
    await _state_needs(actor, report)
    for row in await _touched(report):
        found = await substitutes_for(row, report.person_id)
        await db.unit(lambda row=row, found=found: _free(actor, report, row.id, found))  # type: ignore[misc]


async def _free(actor: Actor, report: SickReport, demand_id: int, found: list[Standin]) -> None:
    async with deed(actor, "free", "demand", demand_id):
        row = await locked(demand_id)
        if row.person_id != report.person_id or over(row.session):
            return
        await give(actor, row, None, DemandState.open)
        await close_calls(row.id)
        call = await open_call(row, report.person_id, "sick", report.id)
        await ask(row.session, call, found)
        await written(actor, "open_sick", call, row)
    announce(row)


async def _touched(report: SickReport) -> list[Demand]:
    """Her assignments in that time that have not begun, with their sessions."""
    found = Demand.filter(person_id=report.person_id).exclude(session__state=State.cancelled.value)
    starts, ends = _moments(report)
    found = found.filter(session__starts_at__lt=ends, session__ends_at__gt=starts)
    rows = found.filter(session__starts_at__gt=clock.now()).select_related("session")
    return await rows.order_by("session__starts_at", "id")


async def _state_needs(actor: Actor, report: SickReport) -> None:
    """A session that she leads though nobody said what it needs needs what she is."""
    starts, ends = _moments(report)
    hers = SessionHost.filter(person_id=report.person_id, part__in=list(ROLES)).select_related("session")
    hers = hers.filter(session__starts_at__lt=ends, session__ends_at__gt=starts)
    rows = await hers.filter(session__state__in=[each.value for each in COMING])
    said = {each.session_id for each in await Demand.filter(person_id=report.person_id)}
    person = await Person.get(id=report.person_id)
    for row in rows:
        if row.session_id not in said and row.session.starts_at > clock.now():
            await db.unit(lambda row=row: _state_need(actor, row, person))  # type: ignore[misc]


async def _state_need(actor: Actor, host: SessionHost, person: Person) -> None:
    async with db.transaction():
        session = await db.lock_row(Session, host.session_id)
        leads = await SessionHost.exists(id=host.id)
        if session is None or not leads or over(session):
            return
        if await Demand.exists(session_id=session.id, person_id=person.id):
            return
        row = await Demand.create(
            session_id=session.id,
            role=ROLES[host.part].value,
            competence_id=person.profession_id,
            language=session.language,
            person_id=person.id,
            state=DemandState.accepted.value,
        )
        await audit.write(actor, "make", "demand", row.id, municipality_id=session.municipality_id)


def _moments(report: SickReport) -> tuple[dt.datetime, dt.datetime]:
    """From when to when she is away; a time that the clocks skip is the one before it."""
    return _moment(wall_time(report.starts_local)), _moment(wall_time(report.ends_local))


def _moment(wall: dt.datetime) -> dt.datetime:
    return wall.replace(tzinfo=clock.COPENHAGEN).astimezone(dt.UTC)


def _check_times(first: dt.datetime, last: dt.datetime) -> None:
    if last <= first:
        raise BadInput(
            "end_before_start", "ends", "Sluttidspunktet skal ligge senere.", "The end must come later."
        )
    if last - first > SICK_LONGEST:
        days = SICK_LONGEST.days
        raise BadInput("too_long", "ends", f"Vælg højst {days} dage.", f"Choose at most {days} days.")
