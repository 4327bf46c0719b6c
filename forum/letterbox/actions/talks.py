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
from hub.sessions import actions as sessions
from hub.sessions import queries as session_queries
from hub.sessions.kinds import Kind
from hub.sessions.wire import HostForm, Part, SessionCard, SessionForm, Visibility

LASTS = dt.timedelta(minutes=30)
FIRST, LAST = dt.time(9), dt.time(15)


async def offer_talk(actor: Actor, public_id: str, starts: dt.datetime | None = None) -> int:
    """A consultation with the citizen, published, and she in her seat; the session's id.

    `starts` is naive wall time; None: the first half hour in office hours that is free in the professional's
    own sessions, from the next working day. She is told by the sessions' own letter, with calendar and link.
    """
    letter = await load(actor, public_id, "offer_talk")
    begins = starts or await suggested(actor)
    session_id = await sessions.create(actor, _form(actor, letter, begins))
    try:
        await sessions.publish(actor, session_id)
        await sessions.enrol(actor, session_id, letter.citizen_id)
        await _link(actor, public_id, session_id)
    except Told:
        await sessions.cancel(actor, session_id, "offer_talk")
        raise
    return session_id


async def suggested(actor: Actor) -> dt.datetime:
    """The first free half hour in `actor`'s office hours, naive wall time."""
    taken = await session_queries.my_sessions(actor)
    closed = await accounts.closed_in(actor.municipality_id or 0)
    day = clock.local(clock.now()).date()
    while True:
        day = workdays.add_workdays(day, 1, closed)
        begins = dt.datetime.combine(day, FIRST)
        while begins.time() <= LAST:
            if not any(_meet(begins, one) for one in taken):
                return begins
            begins += LASTS


def _meet(begins: dt.datetime, one: SessionCard) -> bool:
    return one.starts_local < begins + LASTS and begins < one.ends_local


def _form(actor: Actor, letter: Letter, begins: dt.datetime) -> SessionForm:
    english = letter.language == "en"
    return SessionForm(
        kind=Kind.consultation,
        title="Consultation" if english else "Samtale",
        starts_local=begins,
        ends_local=begins + LASTS,
        language="en" if english else "da",
        visibility=Visibility.invited,
        municipality_ids=(letter.municipality_id,),
        hosts=(HostForm(actor.person_id or 0, Part.host),),
    )


async def _link(actor: Actor, public_id: str, session_id: int) -> None:
    async with deed(actor, "offer_talk", "letter", public_id):
        letter = await locked(actor, public_id, "offer_talk")
        await Talk.create(
            letter_id=letter.id, session_id=session_id, offered_by_id=actor.person_id, offered_at=clock.now()
        )
        await saved(letter)
        await written(actor, "offer_talk", letter)
