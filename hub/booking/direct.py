"""A talk with one certain professional, who has asked for it: their free times, booking one of them, moving
the talk to another, and giving it back.

What may be booked with anybody who has a competence is an offer, in `actions`. Here the rules of free times
and of the agreements' hours, the lock of a professional's time and the making of the talk are the same;
nothing is held meanwhile.
"""

import datetime as dt
from collections.abc import Collection

from hub import clock, db
from hub.accounts import queries as accounts
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.booking.actions import KEPT, ask_to_fill, check_not_busy, locked, time_gone
from hub.booking.free import Hours, Question, free_times
from hub.booking.lending import hindrance
from hub.booking.queries import AHEAD, NOTICE, alone, says
from hub.booking.rules import not_plannable
from hub.booking.waiting import AGAIN, freed
from hub.errors import Refused
from hub.ledger import usage
from hub.rota import commitments
from hub.sessions import actions as sessions
from hub.sessions.appointments import arrange, rearrange
from hub.sessions.models import Session, SessionHost, SignUp
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import SessionForm
from hub.workdays import is_workday

OFFICE = tuple(Hours(weekday, dt.time(9), dt.time(15, 30)) for weekday in range(1, 6))
"""When somebody is there who has no hours in the rota."""


async def times_with(
    person_id: int, minutes: int, receiver_id: int, moves: int | None = None
) -> list[dt.datetime]:
    """When the professional can begin such a talk in the next sixty days, in order; aware moments.

    On no holiday or closing day of the municipality that employs them, and on no day on which the agreements
    do not lend them to `receiver_id`, or only for less. `moves`: the talk that is to be moved, which makes
    room for itself. A fixed number of queries.
    """
    person = await Person.get_or_none(id=person_id, active=True)
    if person is None:
        return []
    today = clock.local(clock.now()).date()
    between = today, today + AHEAD
    against = await hindrance(person, receiver_id, minutes, between, _these(moves))
    free = await _free(person, minutes, moves)
    return [at for at in free if against(clock.local(at).date()) is None]


async def book_with(
    actor: Actor, person_id: int, starts_at: dt.datetime, form: SessionForm, municipality_id: int
) -> int:
    """The actor's talk with the professional whom `form` names as host; the session's id. In the caller's
    transaction. Refused: time_gone, busy_yourself, month_full, not_lent."""
    ends_at = starts_at + (form.ends_local - form.starts_local)
    await usage.lock([municipality_id])
    citizen = await locked(actor)
    await check_not_busy(citizen.id, starts_at, ends_at, None)
    await _check(person_id, starts_at, ends_at, municipality_id)
    try:
        kept = await commitments.hold(person_id, starts_at, ends_at, clock.now() + KEPT)
    except Refused:
        raise time_gone() from None
    session = await arrange(actor, form, municipality_id, citizen)
    await commitments.turn_hold(kept, session.id)
    return session.id


async def move_with(actor: Actor, session_id: int, starts_at: dt.datetime) -> None:
    """Another of the free times of whoever leads the actor's talk. In the caller's transaction; the time it
    had is for those who wait. Refused as `book_with`, and not_plannable."""
    session = await db.lock_row(Session, session_id)
    host = (await movable(actor.person_id or 0, [session_id])).get(session_id)
    if session is None or host is None:
        raise not_plannable()
    ends_at = starts_at + (session.ends_at - session.starts_at)
    await usage.lock([session.municipality_id])
    citizen = await locked(actor)
    await check_not_busy(citizen.id, starts_at, ends_at, session.id)
    await _check(host, starts_at, ends_at, session.municipality_id, session.id)
    await commitments.follow(session.id, starts_at, ends_at, [host])
    await rearrange(actor, session, clock.local(starts_at), clock.local(ends_at), host)
    await ask_to_fill(session.id, clock.now())


async def give_back(actor: Actor, session_id: int) -> None:
    """The actor does not want their talk: it is called off, whoever was to lead it is told, and the time is
    for those who wait. Refused("not_plannable") for what is not `movable`."""
    async with deed(actor, "withdraw", "booking", session_id):
        if session_id not in await movable(actor.person_id or 0, [session_id]):
            raise not_plannable()
        await ask_to_fill(session_id, clock.now() + AGAIN)
    await sessions.withdraw(actor, session_id)
    await freed(session_id)


async def movable(citizen_id: int, session_ids: Collection[int]) -> dict[int, int]:
    """Of these talks those that the citizen has a seat in, that have not begun and that one professional
    alone leads, each with the professional. Three queries."""
    seats = SignUp.filter(session_id__in=list(session_ids), person_id=citizen_id)
    mine = await seats.filter(state=SignUpState.signed_up.value).values_list("session_id", flat=True)
    coming = Session.filter(id__in=mine, state=State.published.value, starts_at__gt=clock.now())
    found: dict[int, list[int]] = {int(str(each)): [] for each in await coming.values_list("id", flat=True)}
    for host in await SessionHost.filter(session_id__in=list(found)):
        found[host.session_id].append(host.person_id)
    return {session_id: hosts[0] for session_id, hosts in found.items() if len(hosts) == 1}


async def _free(person: Person, minutes: int, moves: int | None) -> list[dt.datetime]:
    """When they can begin, whoever asks; not when the talk that is moved begins already."""
    now = clock.now()
    question = Question(minutes, now + NOTICE, now + AHEAD)
    closed = await accounts.closed_in(person.municipality_id or 0)
    pool = await alone(person.id, question, OFFICE, moves)
    own = None if moves is None else (await Session.get(id=moves)).starts_at
    found = [at for at in free_times(pool.people, question, pool.window) if at != own]
    lasts = dt.timedelta(minutes=minutes)
    return [at for at in found if is_workday(clock.local(at).date(), closed) and says(at, at + lasts)]


async def _check(
    person_id: int, starts_at: dt.datetime, ends_at: dt.datetime, receiver_id: int, moves: int | None = None
) -> None:
    """Under their lock we look again: whether they are free then, and lent to the municipality."""
    await commitments.lock([person_id])
    person = await Person.get_or_none(id=person_id, active=True)
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    if person is None or starts_at not in await _free(person, minutes, moves):
        raise time_gone()
    day = clock.local(starts_at).date()
    refused = (await hindrance(person, receiver_id, minutes, (day, day), _these(moves)))(day)
    if refused is not None:
        raise refused


def _these(session_id: int | None) -> tuple[int, ...]:
    return () if session_id is None else (session_id,)
