"""A demand goes to somebody, or to nobody: where leaders, their time and letters change together.

Everything here runs inside the caller's transaction, with the session's row and then the demand's locked.
"""

from hub import audit, clock, db
from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.rota import commitments
from hub.schedule import mails
from hub.schedule.actions import spending
from hub.schedule.letters import Letter
from hub.schedule.models import Call, Declined, Demand
from hub.schedule.states import CallState, DemandState, check_demand
from hub.schedule.wire import DemandRole
from hub.sessions import staffing
from hub.sessions.models import Session, SessionHost
from hub.sessions.states import State
from hub.sessions.wire import Part

PARTS = {
    DemandRole.host: Part.host,
    DemandRole.co_host: Part.co_host,
    DemandRole.moderator: Part.co_host,
}


async def locked(demand_id: int) -> Demand:
    """The demand with its session, both locked, the session first; Missing if it is not there."""
    found = await Demand.get_or_none(id=demand_id) if 0 < demand_id < 2**31 else None
    session = await db.lock_row(Session, found.session_id) if found is not None else None
    row = await db.lock_row(Demand, demand_id) if session is not None else None
    if row is None or session is None:
        raise Missing
    row.session = session
    return row


def over(session: Session) -> bool:
    """Whether it has begun, is over or cancelled."""
    return session.starts_at <= clock.now() or session.state in (State.ended, State.cancelled)


def check_coming(row: Demand) -> None:
    """Refused("session_over") unless its session still is to come."""
    if over(row.session):
        raise Refused(
            "session_over",
            "Mødet er begyndt, slut eller aflyst.",
            "The session has begun, is over or cancelled.",
        )


async def give(
    actor: Actor,
    row: Demand,
    person_id: int | None,
    state: DemandState,
    told: Letter = "freed",
    over_cap: bool = False,
) -> None:
    """`person_id` has it from now on; who had it before gets the letter `told`.

    `over_cap`: a planner decided it, whatever the agreement has left. Refused("agreement_cap") otherwise.
    """
    was, session = row.person_id, row.session
    check_demand(DemandState(row.state), state)
    new = person_id if person_id != was else None
    if new is not None:
        await spending.lock(session, new)
    await _hold_still(session.id, was, person_id)
    if was is not None and was != person_id:
        await _take_from(actor, session, was, told)
    if new is not None:
        await _give_to(actor, row, new)
    await write(row, person_id, state)
    if new is not None and not over_cap:
        await spending.check(session, new)
    await audit.write(
        actor,
        f"give_{state.value}",
        "demand",
        row.id,
        municipality_id=session.municipality_id,
        subject_id=person_id if person_id is not None else was,
    )


async def _give_to(actor: Actor, row: Demand, person_id: int) -> None:
    await _check_not_there(row, person_id)
    await staffing.lead(row.session, person_id, PARTS[DemandRole(row.role)], actor)
    await Declined.filter(demand_id=row.id, person_id=person_id).delete()
    await mails.write(row.session, person_id, "asked")
    await close_calls(row.id)


async def _hold_still(session_id: int, *people: int | None) -> None:
    """Lock everybody concerned at once, in order: two who change hands crosswise must not block."""
    hosts = await SessionHost.filter(session_id=session_id).values_list("person_id", flat=True)
    await commitments.lock({int(str(each)) for each in hosts} | {each for each in people if each is not None})


async def close_calls(demand_id: int) -> None:
    """It has somebody now: nobody else needs to take it."""
    calls = Call.filter(demand_id=demand_id, state=CallState.open.value)
    await calls.update(state=CallState.closed.value, over_at=clock.now())


async def _check_not_there(row: Demand, person_id: int) -> None:
    """Nobody fills two roles of one session."""
    if await Demand.filter(session_id=row.session_id, person_id=person_id).exclude(id=row.id).exists():
        raise Refused(
            "already_there",
            "Fagpersonen har allerede en anden rolle i mødet.",
            "The professional already has another role in the session.",
        )


async def _take_from(actor: Actor, session: Session, person_id: int, told: Letter) -> None:
    """A new number for the calendar's entry: who is asked again later must not find her no in the way."""
    session.ics_sequence += 1
    await session.save(update_fields=["ics_sequence"])
    await staffing.leave(session, person_id, actor)
    await mails.write(session, person_id, told)


async def write(row: Demand, person_id: int | None, state: DemandState) -> None:
    """Who has it, as the row says; a pin on somebody else is over."""
    now = clock.now()
    row.person_id, row.state = person_id, state.value
    row.asked_at = now if person_id is not None else None
    row.answered_at = now if state is DemandState.accepted else None
    if row.pinned_id is not None and row.pinned_id != person_id:
        row.pinned_id = None
    await row.save(update_fields=["person_id", "state", "asked_at", "answered_at", "pinned_id"])
