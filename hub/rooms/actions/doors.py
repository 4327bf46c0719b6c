"""The doors: who waits is let in, by a host or because the doors opened. The gate (`admission`) decides."""

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import SYSTEM, Actor
from hub.errors import BadInput, Refused
from hub.rooms import attendance, registry, seating
from hub.rooms import changes as ch
from hub.rooms.actions.gate import arrival, passes
from hub.rooms.actions.leaders import follow_leaders
from hub.rooms.admission import Admitted, decide
from hub.rooms.live import LiveRoom
from hub.rooms.models import RoomState, Seat
from hub.rooms.wire import SeatFacts, SessionInfo
from hub.sessions import actions as sessions
from hub.sessions.standing import find
from hub.sessions.states import State

OVER = frozenset({State.ended, State.cancelled})


async def admit(actor: Actor, session_id: int, seat: str) -> None:
    """Let one in from the waiting room. Refused("room_full") when nobody more fits on the stage."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "admit", "seat", seat):
            live.demand(actor, "admit")
            facts = live.room.seats[live.target(seat)].facts
            _check_may_be_let_in(live, facts)
            if facts.admitted:
                return
            _check_space(live, 1)
            begun = await _write(actor, live, [facts])
        live.present.update(begun)
        live.apply(ch.Admitted((facts.seat,), live.room.rules.everyone_on_stage))

    await registry.run(session_id, unit)


async def admit_all(actor: Actor, session_id: int) -> None:
    """Let in everybody who is online and waits."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "admit", "seat", "all"):
            live.demand(actor, "admit")
            waiting = [s.facts for s in live.room.online() if not s.facts.admitted and not s.facts.removed]
            for facts in waiting:
                _check_may_be_let_in(live, facts)
            _check_space(live, len(waiting))
            begun = await _write(actor, live, waiting)
        live.present.update(begun)
        if waiting:
            live.apply(ch.Admitted(_names(waiting), live.room.rules.everyone_on_stage))

    await registry.run(session_id, unit)


async def set_state(actor: Actor, session_id: int, to: str) -> None:
    """Step the session on; the doors follow before this returns."""
    if to not in {state.value for state in State}:
        raise BadInput("bad_state", "to", "Den tilstand findes ikke.", "There is no such state.")
    await sessions.set_state(actor, session_id, State(to))
    await refresh(session_id)


async def refresh(session_id: int) -> None:
    """Take over what became of the session: its state, title, time and leaders; let in whom that lets in."""

    async def unit(live: LiveRoom) -> None:
        await follow_session(live)
        await follow_leaders(live)

    await registry.run(session_id, unit)


async def follow_session(live: LiveRoom) -> None:
    """State, title and time, inside a unit of the room."""
    info = seating.info(await find(live.id))
    old = live.room.info
    if info == old:
        return
    live.apply(ch.SessionChanged(info))
    if info.state != old.state:
        await _follow_state(live, info)


async def _follow_state(live: LiveRoom, info: SessionInfo) -> None:
    if State(info.state) in OVER:
        await _end(live)
        return
    if info.state == State.open:
        await RoomState.update_or_create(defaults={"opened_at": clock.now()}, session_id=live.id)
    let_in = [s.facts for s in live.room.seats.values() if not s.facts.admitted and passes(live, s.facts)]
    if not let_in:
        return
    async with deed(SYSTEM, "admit", "seat", "all"):
        begun = await _write(SYSTEM, live, let_in)
    live.present.update(begun)
    live.apply(ch.Admitted(_names(let_in), live.room.rules.everyone_on_stage))


async def _end(live: LiveRoom) -> None:
    async with db.transaction():
        await attendance.end(live.present.values())
        await Seat.filter(session_id=live.id).update(hand_raised_at=None)
    live.present.clear()
    live.apply(*[ch.HandSet(seat, None) for seat in live.room.hands()])
    live.flush()
    if live.media is not None:
        registry.here().later(live.media.close())


def _check_may_be_let_in(live: LiveRoom, facts: SeatFacts) -> None:
    """A host stands in for the host the gate waits for, and for nothing else."""
    verdict = decide(live.room.rules, live.room.state, arrival(facts), clock.now())
    if not isinstance(verdict, Admitted) and verdict.until != "host":
        raise Refused(
            "doors_closed",
            "Åbn dørene først. Så kan du lukke folk ind.",
            "Open the doors first. Then you can let people in.",
        )


def _check_space(live: LiveRoom, more: int) -> None:
    if not live.room.rules.everyone_on_stage:
        return
    inside = sum(s.on_stage for s in live.room.seats.values())
    if inside + more > live.room.rules.stage:
        raise Refused("room_full", "Der er ikke plads til flere.", "There is no room for more.")


async def _write(actor: Actor, live: LiveRoom, let_in: list[SeatFacts]) -> dict[str, int]:
    """Admission, the attendance that begins, and one audit row for each, or one for a crowd."""
    rows = [live.rows[f.seat] for f in let_in]
    await Seat.filter(id__in=rows).update(admitted_at=clock.now())
    if live.room.rules.everyone_on_stage:
        await Seat.filter(id__in=rows).update(on_stage=True)
    online = [f.seat for f in let_in if live.room.seats[f.seat].connection is not None]
    begun = await attendance.begin([live.rows[seat] for seat in online])
    if actor is SYSTEM:
        await audit.write(actor, "doors", "session", live.id, reason=f"{len(let_in)} let in")
    for facts in let_in if actor is not SYSTEM else ():
        await audit.write(actor, "admit", "seat", live.rows[facts.seat], subject_id=live.persons[facts.seat])
    return dict(zip(online, begun, strict=True))


def _names(let_in: list[SeatFacts]) -> tuple[str, ...]:
    return tuple(f.seat for f in let_in)
