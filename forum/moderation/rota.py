"""Turns on duty: who takes them, gives them back, and what the next one is told."""

import datetime as dt

from tortoise.expressions import Q

from forum.moderation import rules
from forum.safety.actions import public_id
from forum.safety.models import Duty
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing

LONGEST = dt.timedelta(hours=24)
NOTE_LONGEST = 1000


async def take_turn(actor: Actor, starts: dt.datetime, ends: dt.datetime) -> str:
    """Take a turn on duty from `starts` to `ends` (naive wall times in Copenhagen); its public id."""
    async with deed(actor, "take", "duty"):
        rules.demand_moderator(actor)
        begins, stops = _times(starts, ends)
        await db.lock_row(Person, actor.person_id or 0)  # so that two at once cannot overlap
        overlapping = Q(starts_at__lt=stops) & Q(ends_at__gt=begins)
        if await Duty.filter(overlapping, person_id=actor.person_id).exists():
            raise BadInput(
                "double", "starts", "Du har allerede en vagt der.", "You already have a turn then."
            )
        row = await Duty.create(
            public_id=public_id(), person_id=actor.person_id, starts_at=begins, ends_at=stops
        )
        await audit.write(actor, "take", "duty", row.public_id)
    return row.public_id


async def drop_turn(actor: Actor, duty_id: str) -> None:
    """Give back a turn that has not begun."""
    async with deed(actor, "drop", "duty", duty_id):
        row = await _own(actor, duty_id)
        if row.starts_at <= clock.now():
            raise rules.too_late()
        await row.delete()
        await audit.write(actor, "drop", "duty", duty_id)


async def hand_over(actor: Actor, duty_id: str, note: str) -> None:
    """Tell the next one what to look out for. No names of citizens belong in it, and the page says so."""
    async with deed(actor, "hand_over", "duty", duty_id):
        row = await _own(actor, duty_id)
        told = note.strip()
        if not told or len(told) > NOTE_LONGEST:
            raise BadInput("required", "note", "Skriv 1 til 1.000 tegn.", "Write 1 to 1,000 characters.")
        row.note, row.note_at = told, clock.now()
        await row.save(update_fields=["note", "note_at"])
        await audit.write(actor, "hand_over", "duty", duty_id)


async def _own(actor: Actor, duty_id: str) -> Duty:
    rules.demand_moderator(actor)
    found = await Duty.get_or_none(public_id=duty_id, person_id=actor.person_id)
    row = await db.lock_row(Duty, found.id) if found else None
    if row is None:
        raise Missing
    return row


def _times(starts: dt.datetime, ends: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    begins, stops = clock.utc(starts), clock.utc(ends)
    now = clock.now()
    if stops <= begins or stops - begins > LONGEST:
        raise BadInput("bad_span", "ends", "En vagt varer højst 24 timer.", "A turn lasts at most 24 hours.")
    if stops <= now or begins - now > rules.AHEAD:
        raise BadInput("bad_time", "starts", "Vælg et tidspunkt, der kommer.", "Choose a time to come.")
    return begins, stops
