"""Taking, giving and giving back seats; the waiting list that fills itself; the device check bound to a seat.

The lock of every seat is the row of its session: all who count or change seats of one session queue up
behind it, and sessions do not wait for each other. Under it we look again, count, and write. On SQLite, where
there is one writer at a time, the transaction itself (BEGIN IMMEDIATE) is the lock.
"""

import msgspec

from hub import audit, clock, db
from hub.accounts import clean
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person, RoleGrant
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.sessions import mails
from hub.sessions.links.actions import announce_revoked, give_reminder_link, take_reminder_links
from hub.sessions.models import JoinLink, Session, SessionHost, SessionMunicipality, SignUp
from hub.sessions.rules import demand
from hub.sessions.sign_ups import aliases
from hub.sessions.sign_ups.queries import (
    alias_taken,
    free_aliases,
    leaders,
    next_order,
    seats_taken,
    view,
)
from hub.sessions.standing import load, standing_in
from hub.sessions.states import COMING, SignUpState
from hub.sessions.wire import DeviceCheck, SignUpView

_HELD = (SignUpState.signed_up.value, SignUpState.waiting.value)


async def sign_up(actor: Actor, session_id: int, alias: str | None = None) -> SignUpView:
    """Take a seat, or a place in the queue when all are taken. Doing it twice changes nothing.

    Refused("not_coming") when the session takes nobody; BadInput("bad_alias"), BadInput("alias_taken").
    """
    async with deed(actor, "take", "sign_up", session_id):
        session = await locked_for(actor, session_id, "take", "sign_up")
        person = await Person.get(id=actor.person_id)
        row = await _take(actor, session, person, alias)
        return await view(row)


async def enrol(actor: Actor, session_id: int, person: int | str) -> SignUpView:
    """Give a citizen of an offering municipality a seat, as one does for a consultation.

    `person` is an id or an e-mail address. Missing for anybody else's: people are not found by guessing.
    """
    async with deed(actor, "enrol", "sign_up", session_id):
        session = await locked_for(actor, session_id, "enrol", "sign_up")
        row = await _take(actor, session, await _citizen_of_session(session_id, person), None)
        return await view(row)


async def withdraw(actor: Actor, session_id: int) -> None:
    """Give the seat or the place in the queue back; the first who waits gets the seat at once."""
    async with deed(actor, "withdraw", "sign_up", session_id):
        session = await locked_for(actor, session_id, "withdraw", "sign_up")
        _check_coming(session)
        row = await SignUp.get(session_id=session.id, person_id=actor.person_id)
        had = SignUpState(row.state)
        row.state = SignUpState.withdrawn.value
        await row.save(update_fields=["state"])
        await _written(actor, "withdraw", session, row)
        taken = await take_reminder_links(session.id, row.person_id)
        await _count_up(session)
        await mails.withdrawn(session, row.person_id, had)
        await fill_seats(actor, session)
    announce_revoked(taken)


async def record_device_check(actor: Actor, session_id: int, result: DeviceCheck) -> bool:
    """Bind a device check to the seat, or to the guest's link. False if there is nothing to bind it to."""
    async with deed(actor, "check_device", "sign_up", session_id):
        session = await load(actor, session_id)
        seats = SignUp.filter(session_id=session.id, person_id=actor.person_id, state__in=_HELD)
        told = msgspec.to_builtins(result)
        bound = await seats.update(device_check_at=clock.now(), device_check=told) if actor.person_id else 0
        if not bound and actor.link_id is not None:
            links = JoinLink.filter(id=actor.link_id, session_id=session.id)
            bound = await links.update(device_check_at=clock.now())
        if bound:
            await audit.write(
                actor,
                "check_device",
                "sign_up",
                session.id,
                municipality_id=session.municipality_id,
                subject_id=actor.person_id,
            )
    return bool(bound)


async def fill_seats(actor: Actor, session: Session) -> int:
    """Give free seats to those who wait, in order; how many got one. The session must be locked."""
    free = session.capacity - await seats_taken(session.id)
    if free <= 0:
        return 0
    waiting = SignUp.filter(session_id=session.id, state=SignUpState.waiting.value).order_by("order_key")
    lucky = await waiting.limit(free).select_related("person")
    for row in lucky:
        row.state = SignUpState.signed_up.value
        await row.save(update_fields=["state"])
        await _seated(session, row, row.person.name, "seat")
        await _written(actor, "fill", session, row)
    return len(lucky)


async def seat(actor: Actor, session: Session, person: Person) -> SignUp:
    """Give somebody their seat in a session that the caller has locked or just made."""
    return await _take(actor, session, person, None)


async def locked_for(actor: Actor, session_id: int, verb: str, noun: str) -> Session:
    """The session's row, locked and as it is now, if `actor` may do `verb`; else Missing or Refused."""
    session = await db.lock_row(Session, session_id) if 0 < session_id < 2**31 else None
    if session is None:
        raise Missing
    demand(actor, verb, noun, await standing_in(actor, session))
    return session


async def _take(actor: Actor, session: Session, person: Person, alias: str | None) -> SignUp:
    """Under the lock: look again, count, write."""
    _check_coming(session)
    row = await SignUp.get_or_none(session_id=session.id, person_id=person.id)
    if row is not None and row.state in _HELD:
        return row
    free = session.capacity > await seats_taken(session.id)
    state = SignUpState.signed_up if free else SignUpState.waiting
    if row is None:
        row = SignUp(session_id=session.id, person_id=person.id, alias="")
    else:
        await _count_up(session)
    row.alias = await _alias(session, person, alias, row.alias)
    row.alias_key = aliases.key(row.alias)
    row.state, row.order_key, row.created_at = state.value, await next_order(session.id), clock.now()
    await row.save()
    await _written(actor, "take" if actor.person_id == person.id else "enrol", session, row)
    if free:
        await _seated(session, row, person.name, "confirmation")
    else:
        await mails.queued(session, person.id)
    return row


async def _seated(session: Session, row: SignUp, name: str, letter: mails.Letter) -> None:
    await give_reminder_link(session, row.person_id, name)
    await mails.seated(session, row.person_id, letter)


async def _alias(session: Session, person: Person, wanted: str | None, had: str) -> str:
    if not wanted or not wanted.strip():
        return had or (await free_aliases(session.id, 1))[0]
    alias = aliases.checked(wanted, await leaders(session.id))
    if await alias_taken(session.id, alias, person.id):
        raise BadInput(
            "alias_taken",
            "alias",
            "Det dæknavn ligner et, som en anden har valgt. Vælg et andet.",
            "That alias is too much like one somebody else has. Choose another.",
        )
    return alias


async def _citizen_of_session(session_id: int, wanted: int | str) -> Person:
    person = await _found(wanted)
    if person is None:
        raise Missing
    offers = SessionMunicipality.filter(session_id=session_id, municipality_id=person.municipality_id)
    roles = [Role.citizen.value, Role.relative.value]
    leads = await SessionHost.filter(session_id=session_id, person_id=person.id).exists()
    citizen = await RoleGrant.filter(person_id=person.id, role__in=roles).exists()
    if leads or not citizen or not await offers.exists():
        raise Missing
    return person


async def _found(wanted: int | str) -> Person | None:
    if isinstance(wanted, str):
        address = clean.email(wanted)
        return await Person.get_or_none(email=address, active=True) if address else None
    return await Person.get_or_none(id=wanted, active=True) if 0 < wanted < 2**31 else None


def _check_coming(session: Session) -> None:
    if session.state not in COMING or session.ends_at <= clock.now():
        raise Refused(
            "not_coming",
            "Mødet er slut, aflyst eller ikke åbent for tilmelding.",
            "The session is over, cancelled or not open for sign-up.",
        )


async def _count_up(session: Session) -> None:
    """A later invitation must carry a higher SEQUENCE than what it replaces (RFC 5546, 2.1.4)."""
    session.ics_sequence += 1
    await session.save(update_fields=["ics_sequence"])


async def _written(actor: Actor, verb: str, session: Session, row: SignUp) -> None:
    await audit.write(
        actor,
        verb,
        "sign_up",
        row.id,
        municipality_id=session.municipality_id,
        subject_id=row.person_id,
        reason=row.state,
    )
