"""When a session is edited, moved or cancelled, its demands follow in the same transaction.

Whoever was taken off it no longer has its demand; whoever still leads it at another time is asked again.
"""

from hub import audit
from hub.actor import Actor
from hub.schedule import mails
from hub.schedule.actions.giving import write
from hub.schedule.models import Call, Demand
from hub.schedule.states import CallState, DemandState
from hub.sessions import staffing
from hub.sessions.models import Session, SessionHost
from hub.sessions.states import State


@staffing.follower
async def follow(actor: Actor, session: Session, moved: bool) -> None:
    """Bring the demands of a changed session, whose row is locked, into line with it."""
    rows = await Demand.filter(session_id=session.id).exclude(person_id=None).order_by("id")
    if not rows:
        return
    hosts = SessionHost.filter(session_id=session.id)
    leading = {int(str(each)) for each in await hosts.values_list("person_id", flat=True)}
    if moved:
        session.ics_sequence += 1
        await session.save(update_fields=["ics_sequence"])
    for row in rows:
        row.session = session
        await _follow(actor, row, leading, moved)


async def _follow(actor: Actor, row: Demand, leading: set[int], moved: bool) -> None:
    person_id, session = row.person_id, row.session
    if person_id is None:
        return
    if session.state == State.cancelled:
        await mails.write(session, person_id, "freed")
        await _close_calls(row)
    elif person_id not in leading:
        await write(row, None, DemandState.open)
        await mails.write(session, person_id, "freed")
        await _written(actor, "give_open", row, person_id)
    elif moved:
        await write(row, person_id, DemandState.asked)
        await mails.write(session, person_id, "asked")
        await _written(actor, "give_asked", row, person_id)


async def _close_calls(row: Demand) -> None:
    calls = Call.filter(demand_id=row.id, state=CallState.open.value)
    await calls.update(state=CallState.closed.value)


async def _written(actor: Actor, verb: str, row: Demand, person_id: int) -> None:
    place = row.session.municipality_id
    await audit.write(actor, verb, "demand", row.id, municipality_id=place, subject_id=person_id)
