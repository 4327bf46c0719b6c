"""Turns on duty: who takes or is given them, who gives them back, and what the next one is told."""

import datetime as dt
from typing import Any

from tortoise.expressions import Q

from forum.moderation import rules
from forum.moderation.telling import moderators, person_is_told
from forum.notices.kinds import Kind as Notice
from forum.safety.actions import public_id
from forum.safety.models import Duty
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing

LONGEST = dt.timedelta(hours=24)
NOTE_LONGEST = 1000
WEEKS = 26
PAGE = "/forum/moderation/rota"
PUBLIC = 24
"""How long a turn's public id may be."""


async def take_turn(actor: Actor, starts: dt.datetime, ends: dt.datetime) -> str:
    """Take a turn on duty from `starts` to `ends` (naive wall times in Copenhagen); its public id."""
    async with deed(actor, "take", "duty"):
        rules.demand_moderator(actor)
        row = await _turn(actor.person_id or 0, starts, ends, None)
        await audit.write(actor, "take", "duty", row.public_id)
    return row.public_id


async def plan_turns(
    actor: Actor, person_id: int, starts: dt.datetime, ends: dt.datetime, weeks: int = 1
) -> list[str]:
    """Give a moderator of any municipality the turn, and the same one in each of `weeks` weeks; public ids.

    All or none of them; the moderator is told once. Wall times stay when the clocks change.
    """
    async with deed(actor, "plan", "duty"):
        rules.demand_planner(actor)
        if not 1 <= weeks <= WEEKS:
            raise BadInput("bad_number", "weeks", f"Højst {WEEKS} uger.", f"At most {WEEKS} weeks.")
        if person_id not in await moderators():
            raise BadInput("unknown_person", "person", "Vælg en moderator.", "Choose a moderator.")
        made = []
        for week in (dt.timedelta(weeks=number) for number in range(weeks)):
            row = await _turn(person_id, starts + week, ends + week, actor.person_id)
            await audit.write(actor, "plan", "duty", row.public_id, subject_id=person_id)
            made.append(row.public_id)
        if person_id != actor.person_id:
            await person_is_told(person_id, Notice.duty_planned, PAGE)
    return made


async def _turn(person_id: int, starts: dt.datetime, ends: dt.datetime, planner: int | None) -> Duty:
    begins, stops = _times(starts, ends)
    await db.lock_row(Person, person_id)  # so that two at once cannot overlap
    overlapping = Q(starts_at__lt=stops) & Q(ends_at__gt=begins)
    if await Duty.filter(overlapping, person_id=person_id).exists():
        raise BadInput("double", "starts", "Der er allerede en vagt der.", "There is a turn then already.")
    return await Duty.create(
        public_id=public_id(), person_id=person_id, starts_at=begins, ends_at=stops, planned_by_id=planner
    )


async def drop_turn(actor: Actor, duty_id: str) -> None:
    """Give back one's own turn, or take one off somebody; it has not begun. Who must know is told."""
    async with deed(actor, "drop", "duty", duty_id[:40]):
        row = await _droppable(actor, duty_id)
        if row.starts_at <= clock.now():
            raise rules.too_late()
        await row.delete()
        await audit.write(actor, "drop", "duty", duty_id, subject_id=row.person_id)
        concerned = row.planned_by_id if row.person_id == actor.person_id else row.person_id
        if concerned != actor.person_id:
            await person_is_told(concerned, Notice.duty_changed, PAGE)


async def hand_over(actor: Actor, duty_id: str, note: str) -> None:
    """Tell the next one what to look out for. No names of citizens belong in it, and the page says so."""
    async with deed(actor, "hand_over", "duty", duty_id[:40]):
        row = await _own(actor, duty_id)
        told = note.strip()
        if not told or len(told) > NOTE_LONGEST:
            raise BadInput("required", "note", "Skriv 1 til 1.000 tegn.", "Write 1 to 1,000 characters.")
        row.note, row.note_at = told, clock.now()
        await row.save(update_fields=["note", "note_at"])
        await audit.write(actor, "hand_over", "duty", duty_id)


async def _own(actor: Actor, duty_id: str) -> Duty:
    rules.demand_moderator(actor)
    return await _locked(duty_id, person_id=actor.person_id)


async def _droppable(actor: Actor, duty_id: str) -> Duty:
    return await _locked(duty_id) if rules.plans_turns(actor) else await _own(actor, duty_id)


async def _locked(duty_id: str, **whose: Any) -> Duty:
    found = await Duty.get_or_none(public_id=duty_id, **whose) if 0 < len(duty_id) <= PUBLIC else None
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
