"""Booking: a time held for five minutes, confirmed, moved or given back; and those who wait for one.

The lock of a professional's time is `hub.rota.commitments`; a citizen's own deeds queue up behind their row.
"""

import datetime as dt

import msgspec

from hub import audit, clock, db, jobs
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.booking import lending, rules
from hub.booking.free import new_part, who_can
from hub.booking.models import Booking, BookingHold, Offer, WaitingFor
from hub.booking.queries import candidates, ends_of, offer_for, own_time, question_of, sayable
from hub.errors import Missing, Refused
from hub.ledger import usage
from hub.rota import commitments
from hub.sessions.appointments import arrange, rearrange
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost, SignUp
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import HostForm, SessionForm, Visibility

KEPT = dt.timedelta(minutes=5)
"""How long a time is held for somebody who is making up their mind."""

MOST = 3
"""Booked talks to come that one citizen may have: times are for all."""


class Wish(msgspec.Struct, frozen=True):
    """When, in which language ("": any), and which booked session it is to replace."""

    starts_at: dt.datetime
    moves: int | None = None
    language: str = ""


async def hold(
    actor: Actor, offer_id: int, starts_at: dt.datetime, moves: int | None = None, language: str = ""
) -> int:
    """Keep that time for five minutes with whoever fits best and speaks that; the professional's id.

    `moves`: the booked session it is to replace; its professional is asked first. The hold one had is given
    back. Refused: time_gone, too_many_bookings, busy_yourself; BadInput("unknown_language").
    """
    wish = Wish(starts_at, moves, rules.spoken(language))
    async with deed(actor, "hold", "booking", offer_id):
        offer = await offer_for(actor, offer_id)
        await _hold_still(wish.moves)
        await usage.lock([offer.municipality_id])
        held = await keep(actor, await locked(actor), offer, wish)
    return held.person_id


async def keep(actor: Actor, citizen: Person, offer: Offer, wish: Wish) -> BookingHold:
    """The held time of a citizen, in the open transaction: the agreements' hours and their row are locked."""
    before = await _moved(actor, offer, wish.moves)
    await _give_back(citizen.id)
    await _check_citizen(citizen.id, offer, wish.starts_at, wish.moves)
    person_id, commitment = await _kept(offer, wish, before)
    return await BookingHold.create(
        citizen_id=citizen.id,
        offer=offer,
        person_id=person_id,
        commitment=commitment,
        starts_at=wish.starts_at,
        expires_at=clock.now() + KEPT,
        moves=wish.moves,
        language=wish.language,
    )


async def confirm(actor: Actor) -> int:
    """Book the held time; the session's id. Refused("hold_expired") if it is not kept any more."""
    async with deed(actor, "confirm", "booking"):
        known = await BookingHold.get_or_none(citizen_id=actor.person_id or 0)
        await _hold_still(known.moves if known else None)
        run_out = await lending.lock_if_run_out(actor.person_id or 0)
        citizen = await locked(actor)
        held = await BookingHold.get_or_none(citizen_id=citizen.id).select_related("offer")
        if held is None or held.starts_at <= clock.now():
            raise rules.expired()
        if run_out:
            await lending.check(held)
        await _check_citizen(citizen.id, held.offer, held.starts_at, held.moves)
        return await book(actor, citizen, held)


async def book(actor: Actor, citizen: Person, held: BookingHold) -> int:
    """The held time becomes a talk, or the talk that it moves gets it; in the open transaction."""
    session_id = await (_book if held.moves is None else _move)(actor, citizen, held)
    await held.delete()
    await WaitingFor.filter(citizen_id=citizen.id, offer_id=held.offer_id).delete()
    if held.moves is not None:
        await ask_to_fill(session_id, clock.now())
    return session_id


async def let_go(actor: Actor) -> None:
    """Give the held time back; nothing happens if there is none."""
    async with deed(actor, "let_go", "booking"):
        await _give_back((await locked(actor)).id)


async def _kept(offer: Offer, wish: Wish, before: int | None) -> tuple[int, int]:
    """The best professional who is free and speaks that, and their held time.

    Of a talk that is moved onto a part of its own time, what it does not have yet is held of who leads it.
    Each is tried within a savepoint of its own: who turns out to be taken is not kept locked while the next
    is waited for, so that two who try the same people in another order cannot block one another.
    """
    question = question_of(offer)
    pool = await candidates(offer, question, wish.language, wish.moves)
    whole = wish.starts_at, ends_of(offer, wish.starts_at)
    new = new_part(await own_time(wish.moves), *whole)
    able = who_can(pool.people, question, pool.window, wish.starts_at, before)
    for person_id in able if new and sayable(offer, wish.starts_at) else []:
        stretch = new if new and person_id == before else whole
        try:
            async with db.transaction():
                kept = await commitments.hold(person_id, *stretch, clock.now() + KEPT)
        except Refused:
            continue
        return person_id, kept
    raise time_gone()


def time_gone() -> Refused:
    """The refusal of a time that was free when it was shown."""
    return Refused(
        "time_gone",
        "En anden har lige taget tiden. Vælg en anden tid.",
        "Somebody else has just taken that time. Choose another.",
    )


async def _book(actor: Actor, citizen: Person, held: BookingHold) -> int:
    offer: Offer = held.offer
    starts = clock.local(held.starts_at)
    form = SessionForm(
        kind=Kind.consultation,
        title=offer.title_en if citizen.language == "en" else offer.title_da,
        language="en" if citizen.language == "en" else "da",
        starts_local=starts,
        ends_local=_ends(held),
        visibility=Visibility.invited,
        hosts=(HostForm(held.person_id),),
    )
    session = await arrange(actor, form, offer.municipality_id, citizen)
    await commitments.turn_hold(held.commitment, session.id)
    await Booking.create(
        session_id=session.id,
        offer_id=offer.id,
        citizen_id=citizen.id,
        language=held.language,
        created_at=clock.now(),
    )
    await audit.write(actor, "confirm", "booking", session.id, subject_id=citizen.id)
    return session.id


async def _move(actor: Actor, citizen: Person, held: BookingHold) -> int:
    session = await own_booking(actor, held.moves or 0)
    await commitments.turn_hold(held.commitment, session.id)
    whole = held.starts_at, ends_of(held.offer, held.starts_at)
    await commitments.follow(session.id, *whole, [held.person_id])
    await rearrange(actor, session, clock.local(held.starts_at), _ends(held), held.person_id)
    await Booking.filter(session_id=session.id).update(language=held.language)
    await audit.write(actor, "move", "booking", session.id, subject_id=citizen.id)
    return session.id


def _ends(held: BookingHold) -> dt.datetime:
    """By the clock on the wall, which may be changed on the way there."""
    return clock.local(ends_of(held.offer, held.starts_at))


async def own_booking(actor: Actor, session_id: int) -> Session:
    """The session of a talk that the actor booked and that has not begun, locked."""
    session = await db.lock_row(Session, session_id) if 0 < session_id < 2**31 else None
    if session is None or not await Booking.exists(session_id=session.id, citizen_id=actor.person_id):
        raise Missing
    if session.state != State.published or session.starts_at <= clock.now():
        raise rules.not_plannable()
    return session


async def _moved(actor: Actor, offer: Offer, moves: int | None) -> int | None:
    """Who leads the session that is to be moved; it must be one's own and of the same offer."""
    if moves is None:
        return None
    session = await own_booking(actor, moves)
    if not await Booking.exists(session_id=session.id, offer_id=offer.id):
        raise Missing
    host = await SessionHost.get_or_none(session_id=session.id)
    return host.person_id if host else None


async def _check_citizen(citizen_id: int, offer: Offer, starts_at: dt.datetime, moves: int | None) -> None:
    await check_not_busy(citizen_id, starts_at, ends_of(offer, starts_at), moves)
    booked = Booking.filter(citizen_id=citizen_id, session__state=State.published.value)
    if moves is None and await booked.filter(session__starts_at__gt=clock.now()).count() >= MOST:
        raise Refused(
            "too_many_bookings",
            f"Du har allerede {MOST} samtaler i vente. Ring til os, hvis du har brug for flere.",
            f"You already have {MOST} talks to come. Call us if you need more.",
        )


async def check_not_busy(
    citizen_id: int, starts_at: dt.datetime, ends_at: dt.datetime, moves: int | None
) -> None:
    """Refused("busy_yourself") for who has a seat elsewhere in that time; `moves` does not count."""
    mine = SignUp.filter(person_id=citizen_id, state=SignUpState.signed_up.value)
    coming = mine.filter(session__state=State.published.value).exclude(session_id=moves or 0)
    if await coming.filter(session__starts_at__lt=ends_at, session__ends_at__gt=starts_at).exists():
        raise Refused(
            "busy_yourself",
            "Du skal til et andet møde på det tidspunkt. Vælg en anden tid.",
            "You have another session at that time. Choose another.",
        )


async def locked(actor: Actor) -> Person:
    person = await db.lock_row(Person, actor.person_id or 0) if actor.known else None
    if person is None:
        raise Missing
    return person


async def _hold_still(moves: int | None) -> None:
    """A session is locked before the agreements' hours, and those before people: here as in the schedule."""
    if moves is not None and 0 < moves < 2**31:
        await db.lock_row(Session, moves)


async def _give_back(citizen_id: int) -> None:
    held = await BookingHold.get_or_none(citizen_id=citizen_id)
    if held is not None:
        await commitments.drop_hold(held.commitment)
        await held.delete()


async def ask_to_fill(session_id: int, run_at: dt.datetime) -> None:
    """As a job, so that nothing is forgotten if the hub stops in between."""
    await jobs.add("booking_freed", {"session_id": session_id}, run_at, f"booking:{session_id}:freed")
