"""Leaders who were changed on a page: whoever no longer leads loses it in the room at once."""

from typing import get_args

import msgspec

from hub import audit, clock, db
from hub.actor import SYSTEM
from hub.rooms import attendance
from hub.rooms import changes as ch
from hub.rooms.actions.gate import passes
from hub.rooms.live import LiveRoom
from hub.rooms.models import Seat
from hub.rooms.wire import STAFF, Part, SeatFacts
from hub.sessions.models import SessionHost


async def follow_leaders(live: LiveRoom) -> None:
    """Give each seat the part its person has now. Inside a unit of the room."""
    parts = {row.person_id: row.part for row in await SessionHost.filter(session_id=live.id)}
    for seat, person in live.persons.items():
        facts = live.room.seats[seat].facts
        part = _part(parts.get(person or 0), facts)
        if part != facts.part:
            await _reseat(live, msgspec.structs.replace(facts, part=part))


def _part(now: str | None, facts: SeatFacts) -> Part:
    if now is not None:
        return next(part for part in get_args(Part) if part == now)
    return "audience" if facts.part in STAFF else facts.part


async def _reseat(live: LiveRoom, facts: SeatFacts) -> None:
    inside = passes(live, facts)
    on_stage = facts.part in STAFF or (inside and live.room.rules.everyone_on_stage)
    row, begun = live.rows[facts.seat], {}
    admitted_at = clock.now() if inside else None
    async with db.transaction():
        await Seat.filter(id=row).update(part=facts.part, admitted_at=admitted_at, on_stage=on_stage)
        await audit.write(SYSTEM, f"part_{facts.part}", "seat", row, subject_id=live.persons[facts.seat])
        if not inside and facts.seat in live.present:
            await attendance.end([live.present[facts.seat]])
        if inside and facts.seat not in live.present and live.room.seats[facts.seat].connection:
            [begun[facts.seat]] = await attendance.begin([row])
    if not inside:
        live.present.pop(facts.seat, None)
    live.present.update(begun)
    live.apply(ch.PartSet(facts.seat, facts.part, inside, on_stage))
