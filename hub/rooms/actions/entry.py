"""Coming and going. Coming passes the gate; going keeps the seat."""

import contextlib
import secrets
from typing import Any

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Refused
from hub.rooms import attendance, registry, seating
from hub.rooms import changes as ch
from hub.rooms.actions.doors import follow_session
from hub.rooms.admission import Admitted, Arrival, decide
from hub.rooms.live import LiveRoom, seat_key
from hub.rooms.models import Seat
from hub.rooms.seating import Newcomer
from hub.rooms.wire import HOSTING, STAFF, Snapshot


async def join(actor: Actor, session_id: int, connection: str) -> Snapshot:
    """Take one's seat on `connection`, inside or in the waiting room, and see what there is to see.

    An older connection of the same seat is put out. Before this returns, the seat's topic has been told
    `{group, connection}`: a relay that listens to the bus misses nothing. Missing, Refused with the gate's
    codes: removed, ended, cancelled, link_expired, link_revoked, not_signed_up, sign_in.
    """
    who = await seating.newcomer(actor, session_id)

    async def unit(live: LiveRoom) -> Snapshot:
        await follow_session(live)
        async with deed(actor, "join", "session", session_id):
            seat, begun = await _seated(actor, live, who)
        facts = seating.facts(seat)
        registry.remember(live, seat.public_id, seat.id, who.person_id, who.link_id)
        live.present.update(begun)
        live.apply(ch.Connected(facts, connection))
        live.tell(f"seat:{facts.seat}", group=live.room.group(facts.seat), connection=connection)
        return live.snapshot(facts.seat)

    return await registry.run(session_id, unit)


async def leave(actor: Actor, session_id: int, connection: str) -> None:
    """Go, on purpose: hand and borrowed place on the stage are given back; the seat stays."""

    async def unit(live: LiveRoom) -> None:
        seat = live.seat_of(actor)
        if live.room.seats[seat].connection != connection:
            return
        facts = live.room.seats[seat].facts
        borrowed = facts.part not in STAFF and not live.room.rules.everyone_on_stage
        stays = facts.on_stage and not borrowed
        async with db.transaction():
            await _gone(live, seat, hand_raised_at=None, on_stage=stays)
        live.present.pop(seat, None)
        live.apply(ch.HandSet(seat, None), ch.Disconnected(seat, connection))
        if facts.on_stage and borrowed:
            live.apply(ch.Staged(seat, False))
        if live.media is not None:
            live.media.follow(ch.LeaveMedia(seat))
        # The socket may stay open: whoever has left is shown as gone, so nothing may reach it any more.
        live.tell(f"seat:{seat}", group=None, connection=connection)

    await registry.run(session_id, unit)


async def disconnected(session_id: int, seat: str, connection: str) -> None:
    """A socket was lost. The seat, its hand and its place on the stage wait for its return."""

    async def unit(live: LiveRoom) -> None:
        if seat not in live.room.seats or live.room.seats[seat].connection != connection:
            return
        async with db.transaction():
            await _gone(live, seat)
        live.present.pop(seat, None)
        live.apply(ch.Disconnected(seat, connection))

    # Nothing to do in a room that has ended meanwhile: it was left in order, or will be when it is built.
    if registry.has(session_id):
        with contextlib.suppress(Refused):
            await registry.run(session_id, unit)


async def _seated(actor: Actor, live: LiveRoom, who: Newcomer) -> tuple[Seat, dict[str, int]]:
    """Ask the gate, and write down the seat and the attendance that begins. In the transaction."""
    known = live.seats.get(seat_key(actor))
    before = live.room.seats[known].facts if known else None
    arrival = Arrival(
        part=who.part,
        signed_up=who.signed_up,
        invited_by_link=who.invited_by_link,
        admitted=before is not None and before.admitted,
        removed=before is not None and before.removed,
        valid_until=who.valid_until,
    )
    verdict = decide(live.room.rules, live.room.state, arrival, clock.now())
    inside = isinstance(verdict, Admitted)
    seat = await _row(live, who, known, inside)
    begun = {}
    if inside and seat.public_id not in live.present:
        [begun[seat.public_id]] = await attendance.begin([seat.id])
    if who.part in HOSTING:
        await audit.write(actor, "enter", "session", live.id)
    return seat, begun


async def _row(live: LiveRoom, who: Newcomer, known: str | None, inside: bool) -> Seat:
    now = clock.now()
    values: dict[str, Any] = {
        "name_shown": who.name,
        "title": who.title,
        "municipality": who.municipality,
        "part": who.part,
        "role": who.role,
        "signed_up": who.signed_up,
        "device_checked": who.device_checked,
        "last_seen_at": now,
    }
    staged = who.part in STAFF or (inside and live.room.rules.everyone_on_stage)
    if known is None:
        return await _new_row(live, who, {**values, "on_stage": staged}, inside)
    seat = await Seat.get(id=live.rows[known])
    if inside != (seat.admitted_at is not None):
        values |= {"admitted_at": now if inside else None, "on_stage": staged}
    elif seat.part != who.part:
        values["on_stage"] = staged
    if who.alias and who.alias != seat.alias:
        values["alias"] = who.alias
    seat.update_from_dict(values)
    await seat.save(update_fields=list(values))
    return seat


async def _new_row(live: LiveRoom, who: Newcomer, values: dict[str, Any], inside: bool) -> Seat:
    now = clock.now()
    return await Seat.create(
        session_id=live.id,
        person_id=who.person_id,
        link_id=who.link_id,
        public_id=secrets.token_urlsafe(12),
        alias=who.alias or seating.an_alias(live.room),
        came_at=now,
        admitted_at=now if inside else None,
        **values,
    )


async def _gone(live: LiveRoom, seat: str, **values: Any) -> None:
    if seat in live.present:
        await attendance.end([live.present[seat]])
    await Seat.filter(id=live.rows[seat]).update(last_seen_at=clock.now(), **values)
