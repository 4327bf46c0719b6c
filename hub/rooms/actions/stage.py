"""What hosts do to a seat: call to the stage and back, mute, remove, take a removal back."""

from typing import Any

from hub import audit, clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.rooms import attendance, registry
from hub.rooms import changes as ch
from hub.rooms.live import LiveRoom
from hub.rooms.models import Seat
from hub.rooms.rules import demand_target
from hub.rooms.wire import SOURCES, SeatFacts, Source


async def promote(actor: Actor, session_id: int, seat: str) -> None:
    """Call to the stage: from now on the seat may send. The hand goes down. Idempotent."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "promote", "seat", seat):
            live.demand(actor, "promote")
            facts = _inside(live, seat)
            _check_space(live, facts)
            await _write(actor, live, "promote", facts, on_stage=True, hand_raised_at=None)
        live.apply(ch.HandSet(seat, None), ch.Staged(seat, True))

    await registry.run(session_id, unit)


async def demote(actor: Actor, session_id: int, seat: str) -> None:
    """Back to the audience, without joining again. What the seat sends is ended by the server."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "demote", "seat", seat):
            me = live.demand(actor, "demote")
            facts = _inside(live, seat)
            demand_target(live.room.seats[me].facts.part, facts.part)
            await _write(actor, live, "demote", facts, on_stage=False)
        live.apply(ch.Staged(seat, False))

    await registry.run(session_id, unit)


async def mute(actor: Actor, session_id: int, seat: str, source: Source) -> None:
    """Silence one source of a seat; its owner may turn it on again."""
    check_source(source)

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "mute", "seat", seat):
            live.demand(actor, "mute")
            facts = _inside(live, seat)
            columns = {} if source == "screen" else {f"muted_{source}": True}
            await _write(actor, live, "mute", facts, **columns)
        live.apply(ch.Muted(seat, source, True))

    await registry.run(session_id, unit)


async def remove(actor: Actor, session_id: int, seat: str, reason: str = "host") -> None:
    """Put somebody out; they cannot come back until it is taken back."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "remove", "seat", seat):
            me = live.demand(actor, "remove")
            facts = live.room.seats[live.target(seat)].facts
            _check_other(me, seat)
            demand_target(live.room.seats[me].facts.part, facts.part)
            gone = {"admitted_at": None, "on_stage": False, "hand_raised_at": None}
            await _write(actor, live, "remove", facts, removed_at=clock.now(), **gone)
            if seat in live.present:
                await attendance.end([live.present[seat]])
        live.present.pop(seat, None)
        live.apply(ch.Removed(seat, reason))

    await registry.run(session_id, unit)


async def restore(actor: Actor, session_id: int, seat: str) -> None:
    """Take a removal back: the seat may come to the door again."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "restore", "seat", seat):
            live.demand(actor, "restore")
            facts = live.room.seats[live.target(seat)].facts
            if not facts.removed:
                return
            await _write(actor, live, "restore", facts, removed_at=None)
        live.apply(ch.Restored(seat))

    await registry.run(session_id, unit)


def check_source(source: object) -> None:
    """BadInput("bad_source") for what is none."""
    if source not in SOURCES:
        raise BadInput("bad_source", "source", "Vælg mikrofon eller kamera.", "Choose microphone or camera.")


def _inside(live: LiveRoom, seat: str) -> SeatFacts:
    facts = live.room.seats[live.target(seat)].facts
    if not facts.admitted or facts.removed:
        raise Refused("not_inside", "Personen er ikke lukket ind.", "That person has not been let in.")
    return facts


def _check_space(live: LiveRoom, facts: SeatFacts) -> None:
    on_stage = sum(s.on_stage for s in live.room.seats.values())
    if not facts.on_stage and on_stage >= live.room.rules.stage:
        raise Refused(
            "stage_full",
            "Der er ikke plads til flere på scenen. Sæt først en tilbage.",
            "There is no room for more on the stage. Put somebody back first.",
        )


def _check_other(me: str, seat: str) -> None:
    if me == seat:
        raise Refused("not_yourself", "Brug Forlad for at gå selv.", "Use Leave to go yourself.")


async def _write(actor: Actor, live: LiveRoom, verb: str, facts: SeatFacts, **columns: Any) -> None:
    row = live.rows[facts.seat]
    if columns:
        await Seat.filter(id=row).update(**columns)
    await audit.write(actor, verb, "seat", row, subject_id=live.persons[facts.seat])
