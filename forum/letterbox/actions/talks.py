"""From a letter to a consultation in one press; the letter goes with it."""

import datetime as dt

from forum.letterbox.actions.assigning import saved, written
from forum.letterbox.models import Letter, Talk
from forum.letterbox.standing import load, locked
from hub import clock, workdays
from hub.accounts import queries as accounts
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Told
from hub.rota import commitments
from hub.rota.queries import availability
from hub.rota.wire import Availability
from hub.sessions import actions as sessions
from hub.sessions.kinds import Kind
from hub.sessions.wire import HostForm, Part, SessionForm, Visibility

LASTS = dt.timedelta(minutes=30)
FIRST, LAST = dt.time(9), dt.time(15)
AHEAD = dt.timedelta(days=60)
Wall = tuple[dt.datetime, dt.datetime]


async def offer_talk(actor: Actor, public_id: str, starts: dt.datetime | None = None) -> int:
    """A consultation with the citizen, published, and she in her seat; the session's id.

    `starts` is naive wall time; None: the one that is `suggested`. She is told by the sessions' own letter,
    with calendar and link.
    """
    letter = await load(actor, public_id, "offer_talk")
    begins = starts or await suggested(actor)
    session_id = await sessions.create(actor, form_of(actor.person_id or 0, letter, begins))
    try:
        await sessions.publish(actor, session_id)
        await sessions.enrol(actor, session_id, letter.citizen_id)
        await _link(actor, public_id, session_id)
    except Told:
        await sessions.cancel(actor, session_id, "offer_talk")
        raise
    return session_id


async def suggested(actor: Actor) -> dt.datetime:
    """The first half hour from the next working day on that is free in `actor`'s own hours, naive wall time.

    Their hours and absence are the rota's, what they are committed to (a time held by somebody who books just
    now as well) its commitments'; who has no hours there has office hours. If no time is free in sixty days,
    the first of all: the sessions' own guard refuses it then.
    """
    me, today = actor.person_id or 0, clock.local(clock.now()).date()
    last = today + AHEAD
    rota = (await availability([me], today, last)).get(me)
    taken = await _taken(me, last)
    days = _workdays(today, last, await accounts.closed_in(actor.municipality_id or 0))
    for day in days:
        for begins in _half_hours(day):
            if _works(rota, begins) and not any(_meet(begins, *span) for span in taken):
                return begins
    return dt.datetime.combine(days[0], FIRST)


async def _taken(person_id: int, last: dt.date) -> list[Wall]:
    """What somebody is committed to from now until a day, as wall times."""
    now = clock.now()
    until = clock.utc(dt.datetime.combine(last, dt.time()))
    rows = await commitments.clashes([person_id], now, until)
    return [(clock.local(row.starts_at), clock.local(row.ends_at)) for row in rows]


def _workdays(today: dt.date, last: dt.date, closed: frozenset[dt.date]) -> list[dt.date]:
    found = [workdays.add_workdays(today, 1, closed)]
    while found[-1] < last:
        found.append(workdays.add_workdays(found[-1], 1, closed))
    return found


def _half_hours(day: dt.date) -> list[dt.datetime]:
    first, last = dt.datetime.combine(day, FIRST), dt.datetime.combine(day, LAST)
    return [first + number * LASTS for number in range((last - first) // LASTS + 1)]


def _works(rota: Availability | None, begins: dt.datetime) -> bool:
    """Whether somebody is at work for the whole half hour."""
    if rota is None:
        return True
    if any(_meet(begins, span.starts, span.ends) for span in rota.away):
        return False
    ends = begins + LASTS
    if any(span.starts <= begins and ends <= span.ends for span in rota.extra):
        return True
    hours = [one for one in rota.hours if one.weekday == begins.isoweekday()]
    inside = [one for one in hours if one.starts <= begins.time() and ends.time() <= _end(one.ends)]
    return bool(inside) or not (rota.hours or rota.extra)


def _end(ends: dt.time) -> dt.time:
    """Midnight as the end is the day's end."""
    return dt.time.max if ends == dt.time() else ends


def _meet(begins: dt.datetime, starts: dt.datetime, ends: dt.datetime) -> bool:
    return starts < begins + LASTS and begins < ends


def form_of(host_id: int, letter: Letter, begins: dt.datetime) -> SessionForm:
    """The talk as a session."""
    english = letter.language == "en"
    return SessionForm(
        kind=Kind.consultation,
        title="Consultation" if english else "Samtale",
        starts_local=begins,
        ends_local=begins + LASTS,
        language="en" if english else "da",
        visibility=Visibility.invited,
        municipality_ids=(letter.municipality_id,),
        hosts=(HostForm(host_id, Part.host),),
    )


async def _link(actor: Actor, public_id: str, session_id: int) -> None:
    async with deed(actor, "offer_talk", "letter", public_id):
        letter = await locked(actor, public_id, "offer_talk")
        await Talk.create(
            letter_id=letter.id, session_id=session_id, offered_by_id=actor.person_id, offered_at=clock.now()
        )
        await saved(letter)
        await written(actor, "offer_talk", letter)
