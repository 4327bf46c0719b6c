"""Who could take a session over is asked, several at once, and the first who says yes has it.

Nobody's yes is taken twice: the demand and the call are locked and looked at again, and the rota refuses
whoever is taken meanwhile.
"""

import msgspec

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.matching.explain import BY_NAME
from hub.schedule import mails
from hub.schedule.actions.giving import check_coming, give, locked
from hub.schedule.models import Asked, Call, Demand
from hub.schedule.outlook import demand_with_session, outlook
from hub.schedule.queries.marks import against
from hub.schedule.queries.substitutes import Standin, ranked
from hub.schedule.reach import reach
from hub.schedule.rules import Own
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import ends_late
from hub.schedule.states import CallState, DemandState, check_call
from hub.sessions.models import Session


async def offer_swap(actor: Actor, demand_id: int, to: int | None = None) -> int:
    """Ask who could take over an assignment, one colleague or (None) all who can; the call's id.

    It stays hers until somebody says yes.
    """
    row = await demand_with_session(demand_id)
    demanded(actor, "swap", "demand", Own(row.person_id))
    check_coming(row)
    found = await substitutes_for(row, row.person_id)
    if to is not None:
        found = [each for each in found if each.person_id == to]
    if not found:
        raise Refused("nobody_can", "Ingen kan overtage mødet.", "Nobody can take the session over.")
    async with deed(actor, "swap", "demand", demand_id):
        row = await locked(demand_id)
        demanded(actor, "swap", "demand", Own(row.person_id))
        check_coming(row)
        if row.person_id is None or await Call.exists(demand_id=row.id, state=CallState.open.value):
            raise Refused("already_asked", "Der bliver allerede spurgt.", "Others are being asked already.")
        call = await open_call(row, row.person_id, "swap", None)
        await ask(row.session, call, found)
        await written(actor, "open_swap", call, row)
    announce(row)
    return call.id


async def take_call(actor: Actor, call_id: int) -> None:
    """Yes, I will: it is hers if she is the first. Refused("call_over") if not, Refused("double_booked"), or
    the first hard constraint she would break now: much can have changed since she was asked."""
    async with deed(actor, "take", "call", call_id):
        asked = await _mine(actor, call_id)
        row = await locked((await Call.get(id=asked.call_id)).demand_id)
        call = await db.lock_row(Call, call_id)
        if call is None:
            raise Missing
        check_call(CallState(call.state), CallState.taken)
        if row.person_id not in (None, call.leaver_id) or row.session.starts_at <= clock.now():
            raise over()
        await _check_able(row, asked.person_id)
        await _end(call, CallState.taken, asked.person_id)
        await give(actor, row, asked.person_id, DemandState.accepted, told="covered")
        await written(actor, "take", call, row)
    announce(row)


async def _check_able(row: Demand, person_id: int) -> None:
    """That her time is taken, the rota says, by name."""
    around = await outlook([row], None, {person_id})
    broken = against(around, f"d{row.id}", f"p{person_id}")[0]
    if broken and "overlap" not in broken:
        raise Refused(broken[0], BY_NAME[broken[0]].da, BY_NAME[broken[0]].en)


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
        await written(actor, "close", call, row)
    announce(row)


def over() -> Refused:
    """Somebody else was first, or it is not there any more."""
    try:
        check_call(CallState.taken, CallState.taken)
    except Refused as refused:
        return refused
    raise AssertionError("a call can be taken twice")


async def substitutes_for(row: Demand, leaver: int | None) -> list[Standin]:
    """Who could take it, best first; whoever leads the session already is not among them.

    Nobody for a session over midnight, which the engine does not plan: that is left to hands.
    """
    if ends_late(row.session):
        return []
    around = await outlook([row], None, await reach([row]))
    return ranked(around, row, [] if leaver is None else [leaver])


async def open_call(row: Demand, leaver: int, kind: str, report_id: int | None) -> Call:
    """A new call for the demand, locked, whose session is loaded."""
    return await Call.create(
        demand_id=row.id, kind=kind, leaver_id=leaver, report_id=report_id, opened_at=clock.now()
    )


async def ask(session: Session, call: Call, found: list[Standin]) -> None:
    """Write down who is asked, best first, and write to each."""
    for rank, each in enumerate(found, start=1):
        await Asked.create(
            call_id=call.id,
            person_id=each.person_id,
            rank=rank,
            points=each.points,
            why=msgspec.to_builtins(each.why),
            told_at=clock.now(),
        )
        await mails.write(session, each.person_id, "call", call.id)


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


async def written(actor: Actor, verb: str, call: Call, row: Demand) -> None:
    """A line of the log."""
    await audit.write(
        actor,
        verb,
        "call",
        call.id,
        municipality_id=row.session.municipality_id,
        subject_id=call.taken_by_id or call.leaver_id,
    )


def announce(row: Demand) -> None:
    """The board and the session have changed."""
    bus.publish(f"session.{row.session_id}", {"session": row.session_id, "what": "hosts"})
    bus.publish("schedule.board", {"session": row.session_id, "demand": row.id})
