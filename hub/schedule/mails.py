"""Letters to professionals, as jobs: what they are to lead, no longer lead, or could take over.

A job holds ids only. The letter is written when it leaves, from what is true then, and not at all if it no
longer is. An assignment is an entry for the calendar, and taking it back takes the entry back.
"""

from typing import Literal

import msgspec

from hub import clock, jobs, notify
from hub.accounts.models import Person
from hub.schedule.letters import Letter, text_of
from hub.schedule.models import Asked, Call
from hub.schedule.states import CallState
from hub.sessions.calendar import ics
from hub.sessions.mails import meeting_of
from hub.sessions.models import Session, SessionHost
from hub.sessions.states import State
from hub.site import facts

_METHODS: dict[Letter, Literal["REQUEST", "CANCEL"] | None] = {
    "asked": "REQUEST",
    "planned": "REQUEST",
    "moved": "REQUEST",
    "freed": "CANCEL",
    "called_off": "CANCEL",
    "covered": "CANCEL",
    "call": None,
    "spared": None,
}
_BY_HAND = frozenset({"planned", "moved"})


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The payload: whom about which session; `call_id` for a call; `sequence` of the calendar's entry."""

    session_id: int
    person_id: int
    letter: Letter
    sequence: int
    call_id: int | None = None


async def write(session: Session, person_id: int, letter: Letter, call_id: int | None = None) -> None:
    """A letter, in the open transaction. One of another kind that has not left yet is taken back."""
    key = f"lead:{session.id}:{person_id}:"
    if call_id is None:
        await jobs.cancel(key + "s")
    order = Order(session.id, person_id, letter, session.ics_sequence, call_id)
    named = f"{key}call:{call_id}" if call_id is not None else f"{key}s:{session.ics_sequence}:{letter}"
    await jobs.add("schedule_letter", msgspec.to_builtins(order), clock.now(), named)


@jobs.handler("schedule_letter")
async def _send(payload: jobs.Payload) -> None:
    mail = await compose(msgspec.convert(payload, Order))
    if mail is not None:
        await notify.send(mail)


async def compose(order: Order) -> notify.Mail | None:
    """The letter as it is true now, or None if it is not any more or there is no address to send it to."""
    session = await Session.get_or_none(id=order.session_id)
    person = await Person.get_or_none(id=order.person_id, active=True)
    if session is None or person is None or not person.email or not await _still_true(order, session):
        return None
    meeting = meeting_of(session, _url(order), person.language, order.sequence)
    subject, text = text_of(order.letter, meeting, facts())
    method = _METHODS[order.letter]
    if method is None:
        return notify.Mail(to=person.email, subject=subject, text=text)
    calendar = ics(meeting, method, person.email).decode()
    return notify.Mail(to=person.email, subject=subject, text=text, calendar=calendar, method=method)


def _url(order: Order) -> str:
    if order.call_id is not None:
        return f"{facts().origin}/schedule/calls/{order.call_id}"
    if order.letter in _BY_HAND:
        return f"{facts().origin}/sessions/{order.session_id}"
    return f"{facts().origin}/my-work"


async def _still_true(order: Order, session: Session) -> bool:
    if order.letter == "call":
        call = await Call.get_or_none(id=order.call_id, state=CallState.open.value)
        asked = call is not None and await Asked.exists(
            call_id=call.id, person_id=order.person_id, refused_at=None
        )
        return asked and session.ends_at > clock.now()
    leads = await SessionHost.exists(session_id=session.id, person_id=order.person_id)
    if _METHODS[order.letter] == "REQUEST":
        return leads and session.state != State.cancelled and session.ends_at > clock.now()
    if order.letter == "spared":
        return not leads and session.ends_at > clock.now()
    return not leads or session.state == State.cancelled
