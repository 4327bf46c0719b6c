"""Somebody cannot come, or would rather not: several are asked at once, and the first who says yes has it.

An illness is written down first, then each assignment it touches is freed and asked out in a transaction of
its own; a job does what a crash has left undone. Nobody's yes is taken twice: the demand and the call are
locked, looked at again, and the rota refuses whoever is taken meanwhile.
"""

import datetime as dt

from hub import audit, bus, clock, db, jobs
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import SYSTEM, Actor
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import RotaException
from hub.rota.wire import Kind as AwayKind
from hub.schedule import mails
from hub.schedule.actions.choosing import check_professional
from hub.schedule.actions.giving import give, locked
from hub.schedule.models import Asked, Call, Demand, SickReport
from hub.schedule.outlook import able, demand_with_session, outlook
from hub.schedule.queries.substitutes import ranked
from hub.schedule.rules import Own
from hub.schedule.rules import demand as demanded
from hub.schedule.states import CallState, DemandState, check_call
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


async def offer_swap(actor: Actor, demand_id: int, to: int | None = None) -> int:
    """Ask who could take over an assignment, one colleague or (None) all who can; the call's id.

    It stays hers until somebody says yes.
    """
    row = await demand_with_session(demand_id)
    demanded(actor, "swap", "demand", Own(row.person_id))
    found = await _substitutes(row, row.person_id)
    if to is not None:
        found = [each for each in found if each[0] == to]
    if not found:
        raise Refused("nobody_can", "Ingen kan overtage mødet.", "Nobody can take the session over.")
    async with deed(actor, "swap", "demand", demand_id):
        row = await locked(demand_id)
        demanded(actor, "swap", "demand", Own(row.person_id))
        if row.person_id is None or await Call.exists(demand_id=row.id, state=CallState.open.value):
            raise Refused("already_asked", "Der bliver allerede spurgt.", "Others are being asked already.")
        call = await _open(row, row.person_id, "swap", None)
        await _ask(row.session, call, found)
        await _written(actor, "open_swap", call, row)
    _announce(row)
    return call.id


async def take_call(actor: Actor, call_id: int) -> None:
    """Yes, I will: it is hers if she is the first. Refused("call_over") if not, Refused("double_booked")."""
    async with deed(actor, "take", "call", call_id):
        asked = await _mine(actor, call_id)
        row = await locked((await Call.get(id=asked.call_id)).demand_id)
        call = await db.lock_row(Call, call_id)
        if call is None:
            raise Missing
        check_call(CallState(call.state), CallState.taken)
        if row.person_id not in (None, call.leaver_id) or row.session.starts_at <= clock.now():
            raise over()
        await _end(call, CallState.taken, asked.person_id)
        await give(actor, row, asked.person_id, DemandState.accepted, told="covered")
        await _written(actor, "take", call, row)
    _announce(row)


async def refuse_call(actor: Actor, call_id: int) -> None:
    """No, I cannot."""
    async with deed(actor, "refuse", "call", call_id):
        asked = await _mine(actor, call_id)
        asked.refused_at = clock.now()
        await asked.save(update_fields=["refused_at"])
        await audit.write(actor, "refuse", "call", call_id)
    bus.publish("schedule.board", {"call": call_id})


async def close_call(actor: Actor, call_id: int) -> None:
    """Ask nobody any more; the demand stays as it is."""
    async with deed(actor, "close", "call", call_id):
        demanded(actor, "close", "call")
        found = await _find(call_id)
        row = await locked(found.demand_id)
        call = await db.lock_row(Call, call_id)
        if call is None:
            raise Missing
        check_call(CallState(call.state), CallState.closed)
        await _end(call, CallState.closed, None)
        await _written(actor, "close", call, row)
    _announce(row)


def over() -> Refused:
    """Somebody else was first, or it is not there any more."""
    try:
        check_call(CallState.taken, CallState.taken)
    except Refused as refused:
        return refused
    raise AssertionError("a call can be taken twice")


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
        found = await _substitutes(row, report.person_id)
        await db.unit(lambda row=row, found=found: _free(actor, report, row.id, found))  # type: ignore[misc]


async def _free(actor: Actor, report: SickReport, demand_id: int, found: list[tuple[int, float]]) -> None:
    async with deed(actor, "free", "demand", demand_id):
        row = await locked(demand_id)
        if row.person_id != report.person_id:
            return
        await give(actor, row, None, DemandState.open)
        await Call.filter(demand_id=row.id, state=CallState.open.value).update(
            state=CallState.closed.value, over_at=clock.now()
        )
        call = await _open(row, report.person_id, "sick", report.id)
        await _ask(row.session, call, found)
        await _written(actor, "open_sick", call, row)
    _announce(row)


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
        if session is None or await Demand.exists(session_id=session.id, person_id=person.id):
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


async def _substitutes(row: Demand, leaver: int | None) -> list[tuple[int, float]]:
    """Who could take it, best first; whoever leads the session already is not among them."""
    around = await outlook([row], None, await able(row))
    return ranked(around, row, [] if leaver is None else [leaver])


async def _open(row: Demand, leaver: int, kind: str, report_id: int | None) -> Call:
    return await Call.create(
        demand_id=row.id, kind=kind, leaver_id=leaver, report_id=report_id, opened_at=clock.now()
    )


async def _ask(session: Session, call: Call, found: list[tuple[int, float]]) -> None:
    for rank, (person_id, points) in enumerate(found, start=1):
        await Asked.create(
            call_id=call.id, person_id=person_id, rank=rank, points=points, told_at=clock.now()
        )
        await mails.write(session, person_id, "call", call.id)


async def _mine(actor: Actor, call_id: int) -> Asked:
    """The line that says the actor was asked; Missing for everybody else."""
    row = await Asked.get_or_none(call_id=(await _find(call_id)).id, person_id=actor.person_id or 0)
    demanded(actor, "take", "call", Own(row.person_id if row is not None else None))
    if row is None:
        raise Missing
    return row


async def _find(call_id: int) -> Call:
    row = await Call.get_or_none(id=call_id) if 0 < call_id < 2**31 else None
    if row is None:
        raise Missing
    return row


async def _end(call: Call, state: CallState, taken_by: int | None) -> None:
    call.state, call.taken_by_id, call.over_at = state.value, taken_by, clock.now()
    await call.save(update_fields=["state", "taken_by_id", "over_at"])


def _check_times(first: dt.datetime, last: dt.datetime) -> None:
    if last <= first:
        raise BadInput(
            "end_before_start", "ends", "Sluttidspunktet skal ligge senere.", "The end must come later."
        )
    if last - first > SICK_LONGEST:
        days = SICK_LONGEST.days
        raise BadInput("too_long", "ends", f"Vælg højst {days} dage.", f"Choose at most {days} days.")


async def _written(actor: Actor, verb: str, call: Call, row: Demand) -> None:
    await audit.write(
        actor,
        verb,
        "call",
        call.id,
        municipality_id=row.session.municipality_id,
        subject_id=call.taken_by_id or call.leaver_id,
    )


def _announce(row: Demand) -> None:
    bus.publish(f"session.{row.session_id}", {"session": row.session_id, "what": "hosts"})
    bus.publish("schedule.board", {"session": row.session_id, "demand": row.id})
