"""When a session is edited, shown, moved or cancelled, its demands and its leaders' calendars follow at once.

Whoever was taken off it no longer has its demand; whoever still leads it at another time is asked again. Who
was planned by hand answers nothing, but has an invitation all the same: one letter for each change, and none
beside the demand's own. Everything here runs inside the caller's transaction.
"""

from collections.abc import Collection, Sequence

from hub import audit
from hub.actor import Actor
from hub.schedule import mails
from hub.schedule.actions.giving import PARTS, close_calls, write
from hub.schedule.letters import Letter
from hub.schedule.models import Demand
from hub.schedule.states import DemandState
from hub.schedule.wire import DemandRole
from hub.sessions import staffing
from hub.sessions.models import Session, SessionHost
from hub.sessions.staffing import Change
from hub.sessions.states import COMING, State


@staffing.follower
async def follow(actor: Actor, session: Session, change: Change) -> None:
    """Bring the demands of a changed session, whose row is locked, into line with it, and tell who leads."""
    rows = await Demand.filter(session_id=session.id).order_by("id")
    parts = {each.person_id: each.part for each in await SessionHost.filter(session_id=session.id)}
    leading = set(parts)
    asked = {row.person_id for row in rows if row.person_id is not None}
    if not _counted(session, change) and (change.moved or (asked | change.led) - leading):
        session.ics_sequence += 1
        await session.save(update_fields=["ics_sequence"])
    for row in rows:
        row.session = session
        await _follow(actor, row, leading, change.moved)
    taken = await _taken_over(actor, rows, parts) if session.state in COMING else set()
    await _by_hand(session, change, leading, asked | taken)


def _counted(session: Session, change: Change) -> bool:
    """Whether the calendar's entry has a new number already: those with a seat are told of the same thing."""
    return session.state == State.cancelled or (change.moved and session.state in COMING)


async def _follow(actor: Actor, row: Demand, leading: set[int], moved: bool) -> None:
    person_id, session = row.person_id, row.session
    if session.state == State.cancelled:
        await close_calls(row.id)
        await _tell(session, () if person_id is None else (person_id,), "called_off")
    elif person_id is None:
        return
    elif person_id not in leading:
        await write(row, None, DemandState.open)
        await mails.write(session, person_id, "freed")
        await _written(actor, "give_open", row, person_id)
    elif moved:
        await write(row, person_id, DemandState.asked)
        await mails.write(session, person_id, "asked")
        await _written(actor, "give_asked", row, person_id)


async def _taken_over(actor: Actor, rows: Sequence[Demand], parts: dict[int, str]) -> set[int]:
    """Who was chosen to lead by hand, or by who booked, has what nobody had: nobody else is looked for."""
    spare = {who: part for who, part in parts.items() if who not in {row.person_id for row in rows}}
    taken = set()
    for row in rows:
        fits = [who for who, part in spare.items() if part == PARTS[DemandRole(row.role)].value]
        if row.person_id is None and fits:
            taken.add(fits[0])
            del spare[fits[0]]
            await write(row, fits[0], DemandState.asked)
            await close_calls(row.id)
            await mails.write(row.session, fits[0], "asked")
            await _written(actor, "give_asked", row, fits[0])
    return taken


async def _by_hand(session: Session, change: Change, leading: set[int], asked: Collection[int]) -> None:
    """Tell those for whom there is no demand; of a draft nobody is told."""
    if session.state == State.cancelled:
        await _tell(session, change.led - {*asked}, "called_off")
        return
    await _tell(session, change.led - leading - {*asked}, "freed")
    if session.state in COMING:
        theirs = leading - {*asked}
        await _tell(session, theirs - change.led, "planned")
        await _tell(session, theirs & change.led if change.moved else (), "moved")


async def _tell(session: Session, people: Collection[int], letter: Letter) -> None:
    for person_id in sorted(people):
        await mails.write(session, person_id, letter)


async def _written(actor: Actor, verb: str, row: Demand, person_id: int) -> None:
    place = row.session.municipality_id
    await audit.write(actor, verb, "demand", row.id, municipality_id=place, subject_id=person_id)
