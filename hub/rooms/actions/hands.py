"""Hands and reactions."""

from hub import clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput
from hub.rooms import changes as ch
from hub.rooms import registry
from hub.rooms.live import LiveRoom
from hub.rooms.models import Seat
from hub.rooms.wire import REACTIONS


async def raise_hand(actor: Actor, session_id: int) -> None:
    """Raise one's hand; one that is up keeps its place."""

    async def unit(live: LiveRoom) -> None:
        seat = live.demand(actor, "raise_hand")
        if seat in live.room.raised:
            return
        now = clock.now()
        async with db.transaction():
            await Seat.filter(id=live.rows[seat]).update(hand_raised_at=now)
        live.apply(ch.HandSet(seat, now))

    await registry.run(session_id, unit)


async def lower_hand(actor: Actor, session_id: int, seat: str | None = None) -> None:
    """Lower one's own hand, or as a host somebody else's."""

    async def unit(live: LiveRoom) -> None:
        mine = live.seat_of(actor)
        if seat is not None and seat != mine:
            await _lower_other(actor, live, seat)
            return
        await _lower(live, mine)

    await registry.run(session_id, unit)


async def react(actor: Actor, session_id: int, kind: str) -> None:
    """Show a reaction; only how many of each kind is told."""
    if kind not in REACTIONS:
        raise BadInput("bad_reaction", "kind", "Den reaktion findes ikke.", "There is no such reaction.")

    async def unit(live: LiveRoom) -> None:
        live.demand(actor, "react")
        live.apply(ch.Reacted(kind))

    await registry.run(session_id, unit)


async def _lower(live: LiveRoom, seat: str) -> None:
    if seat not in live.room.raised:
        return
    async with db.transaction():
        await Seat.filter(id=live.rows[seat]).update(hand_raised_at=None)
    live.apply(ch.HandSet(seat, None))


async def _lower_other(actor: Actor, live: LiveRoom, seat: str) -> None:
    async with deed(actor, "lower_hand", "seat", seat):
        live.demand(actor, "lower_hands")
        live.target(seat)
        await Seat.filter(id=live.rows[seat]).update(hand_raised_at=None)
    live.apply(ch.HandSet(seat, None))
