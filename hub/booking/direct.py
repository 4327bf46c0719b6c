"""A talk with one certain professional, who has asked for it: their free times, and booking one of them.

What may be booked with anybody who has a competence is an offer, in `actions`. Here the rules of free times,
the lock of a professional's time and the making of the talk are the same; nothing is held meanwhile.
"""

import datetime as dt

from hub import clock
from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.actor import Actor
from hub.booking.actions import KEPT, check_not_busy, locked, time_gone
from hub.booking.free import Hours, Question, free_times
from hub.booking.queries import AHEAD, NOTICE, alone, says
from hub.errors import Refused
from hub.ledger import usage
from hub.rota import commitments
from hub.sessions.appointments import arrange
from hub.sessions.wire import SessionForm
from hub.workdays import is_workday

OFFICE = tuple(Hours(weekday, dt.time(9), dt.time(15, 30)) for weekday in range(1, 6))
"""When somebody is there who has no hours in the rota."""


async def times_with(person_id: int, minutes: int) -> list[dt.datetime]:
    """When the professional can begin such a talk in the next sixty days, in order; aware moments.

    On no holiday or closing day of the municipality that employs them. A fixed number of queries.
    """
    now = clock.now()
    question = Question(minutes, now + NOTICE, now + AHEAD)
    person = await Person.get_or_none(id=person_id, active=True)
    if person is None:
        return []
    closed = await accounts.closed_in(person.municipality_id or 0)
    pool = await alone(person_id, question, OFFICE)
    found = free_times(pool.people, question, pool.window)
    lasts = dt.timedelta(minutes=minutes)
    return [at for at in found if is_workday(clock.local(at).date(), closed) and says(at, at + lasts)]


async def book_with(
    actor: Actor, person_id: int, starts_at: dt.datetime, form: SessionForm, municipality_id: int
) -> int:
    """The actor's talk with the professional whom `form` names as host; the session's id. In the caller's
    transaction. Refused: time_gone, busy_yourself; BadInput("no_agreement") where none covers that day."""
    ends_at = starts_at + (form.ends_local - form.starts_local)
    await usage.lock([municipality_id])
    citizen = await locked(actor)
    await check_not_busy(citizen.id, starts_at, ends_at, None)
    await commitments.lock([person_id])
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    if starts_at not in await times_with(person_id, minutes):
        raise time_gone()
    try:
        kept = await commitments.hold(person_id, starts_at, ends_at, clock.now() + KEPT)
    except Refused:
        raise time_gone() from None
    session = await arrange(actor, form, municipality_id, citizen)
    await commitments.turn_hold(kept, session.id)
    return session.id
