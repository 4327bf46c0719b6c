"""Letters about seats, as jobs in the database: confirmation, queue, moved, cancelled, withdrawn, reminders.

A job holds ids only; the letter is written when it leaves, from what is true then, and not at all if it no
longer is. Letters say when and where to click. What the session is about is never in them.
"""

import datetime as dt
from typing import Literal

import msgspec

from hub import clock, db, jobs, notify
from hub.accounts.models import Person
from hub.sessions.calendar import Meeting, ics
from hub.sessions.letters import text_of
from hub.sessions.links.queries import join_url
from hub.sessions.models import Session, SignUp
from hub.sessions.states import COMING, SignUpState, State
from hub.sessions.wire import wall_time
from hub.site import facts

Letter = Literal["confirmation", "seat", "queued", "moved", "cancelled", "withdrawn", "reminder"]

REMINDERS: dict[str, dt.timedelta] = {"day": dt.timedelta(days=1), "hour": dt.timedelta(hours=1)}

_WANTS: dict[str, SignUpState] = {
    "confirmation": SignUpState.signed_up,
    "seat": SignUpState.signed_up,
    "reminder": SignUpState.signed_up,
    "moved": SignUpState.signed_up,
    "queued": SignUpState.waiting,
}
CHUNK = 50


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The payload of a letter: whom about which session; `sequence` is set where the session has gone on.

    `seated` is false for someone who only waited, and so has nothing in a calendar to take back.
    """

    session_id: int
    person_id: int
    letter: Letter
    sequence: int | None = None
    seated: bool = True


async def seated(session: Session, person_id: int, letter: Letter) -> None:
    """Confirm a seat and set its reminders, in the transaction that gives it."""
    await _write(Order(session_id=session.id, person_id=person_id, letter=letter))
    await _remind(session, person_id)


async def queued(session: Session, person_id: int) -> None:
    """Confirm a place in the queue."""
    await _write(Order(session_id=session.id, person_id=person_id, letter="queued"))


async def withdrawn(session: Session, person_id: int, had: SignUpState) -> None:
    """Take back what was still to be sent, and the entry in the calendar."""
    await jobs.cancel(f"reminder:{session.id}:{person_id}:")
    await jobs.cancel(f"letter:{session.id}:{person_id}:")
    seated = had is SignUpState.signed_up
    await _write(Order(session.id, person_id, "withdrawn", session.ics_sequence, seated))


async def everyone_told(session: Session, letter: Literal["moved", "cancelled"]) -> None:
    """Take every reminder back and have everyone with a seat told, by a job: they may be thousands."""
    await jobs.cancel(f"reminder:{session.id}:")
    payload = {"session_id": session.id, "letter": letter, "sequence": session.ics_sequence}
    await jobs.add("session_letters", payload, clock.now(), f"letters:{session.id}:{letter}")


@jobs.handler("session_letters")
async def _tell_everyone(payload: jobs.Payload) -> None:
    """A letter, and after a move new reminders, for each who holds a seat or waits; some at a time."""
    session = await Session.get_or_none(id=payload["session_id"])
    if session is None:
        return
    held = SignUp.filter(session_id=session.id).exclude(state=SignUpState.withdrawn.value)
    people = await held.order_by("id").values_list("person_id", flat=True)
    for first in range(0, len(people), CHUNK):
        chunk = [int(str(p)) for p in people[first : first + CHUNK]]
        await db.unit(lambda chunk=chunk: _tell(session.id, chunk, payload))  # type: ignore[misc]


async def _tell(session_id: int, people: list[int], payload: jobs.Payload) -> None:
    async with db.transaction():
        session = await db.lock_row(Session, session_id)
        rows = SignUp.filter(session_id=session_id, person_id__in=people)
        for row in await rows.exclude(state=SignUpState.withdrawn.value):
            seated = row.state == SignUpState.signed_up
            await _write(Order(session_id, row.person_id, payload["letter"], payload["sequence"], seated))
            if session and seated and session.state in COMING:
                await _remind(session, row.person_id)


async def _remind(session: Session, person_id: int) -> None:
    for which, before in REMINDERS.items():
        run_at = session.starts_at - before
        if run_at > clock.now():
            order = Order(session_id=session.id, person_id=person_id, letter="reminder")
            key = f"reminder:{session.id}:{person_id}:{which}"
            await jobs.add("session_letter", msgspec.to_builtins(order), run_at, key)


async def _write(order: Order) -> None:
    key = f"letter:{order.session_id}:{order.person_id}:{order.letter}"
    await jobs.add("session_letter", msgspec.to_builtins(order), clock.now(), key)


@jobs.handler("session_letter")
async def _send(payload: jobs.Payload) -> None:
    mail = await compose(msgspec.convert(payload, Order))
    if mail is not None:
        await notify.send(mail)


async def compose(order: Order) -> notify.Mail | None:
    """The letter as it is true now, or None if it is not any more or there is no address to send it to."""
    session = await Session.get_or_none(id=order.session_id)
    person = await Person.get_or_none(id=order.person_id, active=True)
    row = await SignUp.get_or_none(session_id=order.session_id, person_id=order.person_id)
    if session is None or person is None or row is None or not person.email:
        return None
    if not _still_true(order, session, row):
        return None
    url = await join_url(session.id, person.id) if row.state == SignUpState.signed_up else None
    meeting = meeting_of(session, url or page_url(session.id), person.language, order.sequence)
    subject, text = text_of(order.letter, meeting, facts())
    method = _method(order)
    calendar = ics(meeting, method, person.email).decode() if method else ""
    return notify.Mail(to=person.email, subject=subject, text=text, calendar=calendar, method=method)


def meeting_of(session: Session, url: str, language: str, sequence: int | None = None) -> Meeting:
    """What a calendar may know of a session."""
    site = facts()
    return Meeting(
        uid=session.uid,
        sequence=session.ics_sequence if sequence is None else sequence,
        starts_local=wall_time(session.starts_local),
        ends_local=wall_time(session.ends_local),
        stamp=clock.now(),
        site=site.name,
        host=site.host,
        url=url,
        organizer=site.sender,
        language=language,
    )


def page_url(session_id: int) -> str:
    """The session's own page."""
    return f"{facts().origin}/sessions/{session_id}"


def _still_true(order: Order, session: Session, row: SignUp) -> bool:
    if order.letter == "cancelled":
        return session.state == State.cancelled
    if order.letter == "withdrawn":
        return row.state == SignUpState.withdrawn
    if session.state not in COMING or session.ends_at <= clock.now():
        return False
    if order.letter == "moved" and not order.seated:
        return row.state == SignUpState.waiting
    return row.state == _WANTS[order.letter]


def _method(order: Order) -> Literal["", "REQUEST", "CANCEL"]:
    if order.letter == "queued" or not order.seated:
        return ""
    return "CANCEL" if order.letter in ("cancelled", "withdrawn") else "REQUEST"
