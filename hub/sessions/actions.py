"""Planning and running sessions. Each action: load, may they, legal move, write with its audit row, announce.

Seats are taken in `sign_ups.actions` and links made in `links.actions`; both can be had from here.
"""

import datetime as dt
import uuid
from typing import Any

import msgspec

from hub import audit, bus, clock, jobs
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.rota import commitments
from hub.sessions import mails, staffing
from hub.sessions.links.actions import create_join_link, follow, revoke_join_link
from hub.sessions.models import Series, Session, SessionHost, SessionMunicipality
from hub.sessions.people import check_leaders, check_municipalities
from hub.sessions.planning import Times, columns_of, dates_of, on_day, plan_of, times_of
from hub.sessions.rules import not_allowed, plans_for
from hub.sessions.sign_ups.actions import (
    enrol,
    fill_seats,
    locked_for,
    record_device_check,
    sign_up,
    withdraw,
)
from hub.sessions.sign_ups.queries import seats_taken
from hub.sessions.staffing import Change
from hub.sessions.states import COMING, PLANNABLE, STEPPED, State, check_move
from hub.sessions.wire import REASON_LONGEST, TITLE_LONGEST, HostForm, Part, SessionForm, line, wall_time

__all__ = [
    "cancel",
    "create",
    "create_join_link",
    "create_series",
    "edit",
    "enrol",
    "move",
    "publish",
    "record_device_check",
    "revoke_join_link",
    "set_state",
    "sign_up",
    "withdraw",
]


async def create(actor: Actor, form: SessionForm) -> int:
    """Plan a session as a draft; its id. BadInput names the field that cannot be used."""
    [session_id] = await _create_all(actor, [form])
    return session_id


async def create_series(actor: Actor, form: SessionForm, dates: list[dt.date], title: str = "") -> list[int]:
    """The same session on each of `dates`, as drafts; their ids in order of time. All of them or none."""
    forms = [on_day(form, day) for day in dates_of(dates)]
    name = line(title or form.title, "title", TITLE_LONGEST)
    return await _create_all(actor, forms, name)


async def edit(actor: Actor, session_id: int, form: SessionForm) -> None:
    """Change what is planned. A new time is a move; more seats go to those who wait at once."""
    async with deed(actor, "edit", "session", session_id):
        session = await locked_for(actor, session_id, "edit", "session")
        _check_plannable(session)
        form = form if form.capacity is not None else msgspec.structs.replace(form, capacity=session.capacity)
        await _check_fixed(session, form)
        plan = plan_of(form, clock.now(), _times(session))
        await _check_named(form, session.municipality_id, form.starts_local.date())
        change = Change(plan.times != _times(session), await staffing.shown_leaders(session))
        await staffing.hold_still(session, [host.person_id for host in form.hosts])
        await _update(session, plan.columns())
        await _name(session.id, form, session.municipality_id)
        await _commit(actor, session)
        if change.moved:
            await _tell_moved(session)
        await staffing.changed(actor, session, change)
        await _written(actor, "edit", session)
        if session.state in COMING:
            await fill_seats(actor, session)
    _announce(session, "edited")


async def publish(actor: Actor, session_id: int) -> None:
    """Show a draft to those it is for. Refused("no_host") without somebody to lead it."""
    async with deed(actor, "publish", "session", session_id):
        session = await locked_for(actor, session_id, "publish", "session")
        check_move(State(session.state), State.published)
        if session.starts_at <= clock.now():
            raise Refused("in_the_past", "Tidspunktet er allerede gået.", "That time has already passed.")
        if not await SessionHost.filter(session_id=session.id, part=Part.host.value).exists():
            raise _no_host()
        await _check_still(session, _day(session))
        await _update(session, {"state": State.published.value})
        await _commit(actor, session)
        await staffing.changed(actor, session, Change())
        await _written(actor, "publish", session)
    _announce(session, "state")


async def move(actor: Actor, session_id: int, starts: dt.datetime, ends: dt.datetime) -> None:
    """Give the session another time (naive wall times). Seats stay; letters, calendars, reminders follow."""
    async with deed(actor, "move", "session", session_id):
        session = await locked_for(actor, session_id, "move", "session")
        _check_plannable(session)
        times = times_of(starts, ends, clock.now())
        if times == _times(session):
            return
        await _check_still(session, starts.date())
        await _update(session, columns_of(times))
        await _commit(actor, session)
        await _tell_moved(session)
        await staffing.changed(actor, session, Change(True, await staffing.shown_leaders(session)))
        await _written(actor, "move", session)
    _announce(session, "moved")


async def cancel(actor: Actor, session_id: int, reason: str) -> None:
    """Call the session off. The reason goes to the log only: it may say what letters must not."""
    told = line(reason, "reason", REASON_LONGEST)
    async with deed(actor, "cancel", "session", session_id):
        session = await locked_for(actor, session_id, "cancel", "session")
        was = State(session.state)
        check_move(was, State.cancelled)
        change = Change(led=await staffing.shown_leaders(session))
        columns = {"state": State.cancelled.value, "ics_sequence": session.ics_sequence + 1}
        await _update(session, columns)
        await commitments.release(session.id)
        await staffing.changed(actor, session, change)
        await _written(actor, "cancel", session, told)
        if was in COMING:
            await mails.everyone_told(session, "cancelled")
    _announce(session, "state")


async def set_state(actor: Actor, session_id: int, new: State) -> None:
    """Step to practice, published (practice closes), open, live or ended, as those who lead do."""
    async with deed(actor, "step", "session", session_id):
        session = await locked_for(actor, session_id, "step", "session")
        if session.state == State.draft or new not in STEPPED:
            raise not_allowed()
        check_move(State(session.state), new)
        await _update(session, {"state": new.value})
        await _written(actor, f"step_{new.value}", session)
        if new is State.ended:
            await commitments.cut(session.id, clock.now())
            await jobs.cancel(f"reminder:{session.id}:")
    _announce(session, "state")


async def _create_all(actor: Actor, forms: list[SessionForm], series: str = "") -> list[int]:
    async with deed(actor, "create", "session"):
        owner = _owner(actor, forms[0])
        plans = [plan_of(form, clock.now()) for form in forms]
        for form in forms:
            await _check_named(form, owner, form.starts_local.date())
        row = await _series(series, owner, forms) if series else None
        sessions = [await _insert(actor, owner, plan.columns(), row) for plan in plans]
        for session, form in zip(sessions, forms, strict=True):
            await _name(session.id, form, owner)
            await _written(actor, "create", session)
    return [session.id for session in sessions]


async def _insert(actor: Actor, owner: int, columns: dict[str, Any], series: Series | None) -> Session:
    return await Session.create(
        **columns,
        uid=uuid.uuid4().hex,
        state=State.draft.value,
        municipality_id=owner,
        series=series,
        created_by_id=actor.person_id,
        created_at=clock.now(),
    )


async def _series(title: str, owner: int, forms: list[SessionForm]) -> Series:
    rule = ",".join(form.starts_local.date().isoformat() for form in forms)
    return await Series.create(title=title, rule=rule, municipality_id=owner, created_at=clock.now())


def _owner(actor: Actor, form: SessionForm) -> int:
    owner = actor.municipality_id if form.municipality_id is None else form.municipality_id
    if owner is None:
        raise BadInput("required", "municipality_id", "Vælg en kommune.", "Choose a municipality.")
    if not plans_for(actor, owner):
        raise not_allowed()
    return owner


async def _check_named(form: SessionForm, owner: int, day: dt.date) -> None:
    await check_municipalities({owner, *form.municipality_ids})
    await check_leaders(form.hosts, owner, day)


async def _check_fixed(session: Session, form: SessionForm) -> None:
    if form.municipality_id not in (None, session.municipality_id):
        raise not_allowed()
    if session.state != State.draft and form.kind != session.kind:
        raise BadInput(
            "kind_fixed",
            "kind",
            "Et offentliggjort møde kan ikke skifte slags.",
            "A published session keeps its kind.",
        )
    if session.state != State.draft and all(host.part is not Part.host for host in form.hosts):
        raise _no_host()
    if form.capacity is not None and form.capacity < await seats_taken(session.id):
        raise BadInput(
            "capacity_below_seats",
            "capacity",
            "Så mange har allerede fået en plads. Vælg et højere tal.",
            "That many already have a seat. Choose a higher number.",
        )


def _no_host() -> Refused:
    return Refused("no_host", "Vælg først en vært til mødet.", "First choose a host for the session.")


def _check_plannable(session: Session) -> None:
    if session.state not in PLANNABLE:
        raise Refused(
            "not_plannable",
            "Mødet er i gang, slut eller aflyst og kan ikke ændres.",
            "The session has begun, is over or cancelled and cannot be changed.",
        )


async def _update(session: Session, columns: dict[str, Any]) -> None:
    session.update_from_dict(columns)
    await session.save(update_fields=list(columns))


async def _name(session_id: int, form: SessionForm, owner: int) -> None:
    """Write down who leads and who offers, replacing what was there."""
    await SessionHost.filter(session_id=session_id).delete()
    await SessionMunicipality.filter(session_id=session_id).delete()
    for host in form.hosts:
        await SessionHost.create(session_id=session_id, person_id=host.person_id, part=host.part.value)
    for municipality_id in sorted({owner, *form.municipality_ids}):
        await SessionMunicipality.create(session_id=session_id, municipality_id=municipality_id)


async def _check_still(session: Session, day: dt.date) -> None:
    """Whoever leads may on that day, and what is counted of them stands still."""
    rows = await SessionHost.filter(session_id=session.id)
    leaders = [HostForm(row.person_id, Part(row.part)) for row in rows]
    await check_leaders(leaders, session.municipality_id, day)
    await staffing.hold_still(session, [row.person_id for row in rows])


async def _commit(actor: Actor, session: Session) -> None:
    """Take the time of everybody who leads or speaks; a draft takes nobody's but of who was promised."""
    await staffing.take(session, actor)


async def _tell_moved(session: Session) -> None:
    await follow(session)
    if session.state in COMING:
        await _update(session, {"ics_sequence": session.ics_sequence + 1})
        await mails.everyone_told(session, "moved")


def _times(session: Session) -> Times:
    return Times(
        session.starts_local, session.ends_local, session.starts_at, session.ends_at, session.off_hours
    )


def _day(session: Session) -> dt.date:
    return wall_time(session.starts_local).date()


async def _written(actor: Actor, verb: str, session: Session, reason: str = "") -> None:
    await audit.write(
        actor, verb, "session", session.id, municipality_id=session.municipality_id, reason=reason
    )


def _announce(session: Session, what: str) -> None:
    bus.publish(f"session.{session.id}", {"session": session.id, "what": what, "state": session.state})
