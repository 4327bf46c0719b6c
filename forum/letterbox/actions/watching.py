"""What the clock does: reminders, late letters, letters nobody took, absences that begin.

Each handler looks again, because much may have happened since its job was added; run twice it does no harm.
"""

import datetime as dt

from forum.letterbox import deadlines, telling
from forum.letterbox.absences import is_away
from forum.letterbox.actions.assigning import assign, owed, route, saved, written
from forum.letterbox.candidates import LOADED, away, days_away, ranking
from forum.letterbox.models import Letter
from forum.letterbox.reasons import Why
from forum.letterbox.telling import Kind
from hub import clock, db, jobs
from hub.accounts.queries import reach
from hub.actor import SYSTEM

ABSENCE = "letter_absence"


@jobs.handler(deadlines.REMIND)
async def _remind(payload: jobs.Payload) -> None:
    """Before the deadline: whoever has the letter is reminded, or somebody else gets it."""
    async with db.transaction():
        letter = await _due(payload)
        if letter is None:
            return
        if letter.professional_id is None:
            await route(SYSTEM, letter, Why.routing)
        elif await away(letter, letter.professional_id):
            await route(SYSTEM, letter, Why.absence)
        else:
            await telling.professional(letter, letter.professional_id, Kind.letter_due)


@jobs.handler(deadlines.OVERDUE)
async def _overdue(payload: jobs.Payload) -> None:
    """After the deadline: the home municipality's coordinators, and every working morning again."""
    async with db.transaction():
        letter = await _due(payload)
        if letter is None or letter.due_at is None or letter.due_at > clock.now():
            return
        if not letter.late:
            letter.late = True
            await saved(letter)
            await written(SYSTEM, "late", letter)
        if letter.professional_id is not None:
            await telling.professional(letter, letter.professional_id, Kind.letter_overdue)
        await telling.coordinators(letter)
        await deadlines.again_tomorrow(letter)


@jobs.handler(deadlines.TAKE)
async def _untaken(payload: jobs.Payload) -> None:
    """Nobody has taken the letter: it is assigned."""
    async with db.transaction():
        letter = await _due(payload)
        if letter is None or letter.professional_id is not None:
            return
        ranked = await ranking(letter)
        if ranked:
            await assign(SYSTEM, letter, ranked[0].person_id, Why.routing, ranked[0].given)
        else:
            await telling.coordinators(letter)


@jobs.handler(ABSENCE)
async def _absent(payload: jobs.Payload) -> None:
    """An absence begins."""
    await cover(int(payload["person"]))


async def watch_absence(public_id: str, person_id: int, starts: dt.date) -> None:
    """When an absence begins, letters are covered; at once if it has begun. In the open transaction."""
    begins = clock.utc(dt.datetime.combine(starts, dt.time(0, 5)))
    await jobs.add(ABSENCE, {"person": person_id}, max(begins, clock.now()), key=f"absence:{public_id}")


async def cover(person_id: int) -> int:
    """Give on the open letters that would not be answered in time; how many. Each in a transaction."""
    today = reach.today()
    absences = (await days_away([person_id], today)).get(person_id, [])
    held = Letter.filter(professional_id=person_id, state__in=LOADED).order_by("due_at", "id")
    covered = 0
    for row in await held:
        due = clock.local(row.due_at).date() if row.due_at else today
        if is_away(absences, today, due):
            covered += await _covered(row.id, person_id)
    return covered


async def _covered(letter_id: int, person_id: int) -> int:
    async with db.transaction():
        letter = await db.lock_row(Letter, letter_id)
        if letter is None or letter.professional_id != person_id or not owed(letter):
            return 0
        await route(SYSTEM, letter, Why.absence)
    return 1


async def _due(payload: jobs.Payload) -> Letter | None:
    """The letter of a job, locked, if we still owe an answer."""
    found = await Letter.get_or_none(public_id=payload["letter"])
    letter = await db.lock_row(Letter, found.id) if found else None
    return letter if letter is not None and owed(letter) else None
