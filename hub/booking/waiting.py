"""Giving a booked talk back, and those who wait: the first free time is theirs, in the order they came."""

import datetime as dt

from hub import audit, clock, db, jobs
from hub.accounts.actions.deed import deed
from hub.accounts.queries import as_actor
from hub.actor import SYSTEM, Actor
from hub.booking import rules
from hub.booking.actions import Wish, ask_to_fill, book, keep, locked, own_booking
from hub.booking.free import free_times
from hub.booking.models import BookingHold, WaitingFor
from hub.booking.queries import candidates, offer_for, question_of
from hub.errors import BadInput, Told
from hub.ledger import usage
from hub.sessions import actions as sessions
from hub.sessions.models import Session, SignUp
from hub.sessions.states import PLANNABLE, SignUpState

FILLED = dt.timedelta(hours=24)
"""A free time is given to who waits for it this long before its start; nobody is booked overnight unasked."""

AGAIN = dt.timedelta(minutes=1)
HOURLY = dt.timedelta(hours=1)
FILLING = "booking:fill"


async def withdraw(actor: Actor, session_id: int) -> None:
    """Give a booked talk back: it is called off, and whoever waits gets the time at once."""
    async with deed(actor, "withdraw", "booking", session_id):
        await own_booking(actor, session_id)
        await ask_to_fill(session_id, clock.now() + AGAIN)
    await sessions.withdraw(actor, session_id)
    await freed(session_id)


async def wait(actor: Actor, offer_id: int, until: dt.date, language: str = "") -> None:
    """Wait for the first time that becomes free with somebody who speaks that, up to and with `until`.

    BadInput: bad_day, unknown_language.
    """
    language = rules.spoken(language)
    async with deed(actor, "wait", "booking_offer", offer_id):
        offer, citizen = await offer_for(actor, offer_id), await locked(actor)
        today = clock.local(clock.now()).date()
        if not today <= until <= today + dt.timedelta(days=180):
            raise BadInput(
                "bad_day", "until", "Vælg en dag inden for et halvt år.", "Choose a day within half a year."
            )
        await WaitingFor.filter(citizen_id=citizen.id, offer_id=offer.id).delete()
        await WaitingFor.create(
            citizen_id=citizen.id,
            offer_id=offer.id,
            until=until,
            language=language,
            created_at=clock.now(),
        )
        await audit.write(actor, "wait", "booking_offer", offer.id, subject_id=citizen.id)
        await jobs.add("booking_fill", {}, clock.now(), FILLING)


async def stop_waiting(actor: Actor, offer_id: int) -> None:
    """Wait no longer."""
    async with deed(actor, "stop_waiting", "booking_offer", offer_id):
        citizen = await locked(actor)
        await WaitingFor.filter(citizen_id=citizen.id, offer_id=offer_id).delete()


@jobs.handler("booking_freed")
async def _freed_job(payload: jobs.Payload) -> None:
    await freed(int(payload["session_id"]))


@jobs.handler("booking_fill")
async def _fill_job(_: jobs.Payload) -> None:
    """Once an hour while anybody waits: new hours in a rota free times as well."""
    await fill()
    if await WaitingFor.all().exists():
        async with db.transaction():
            await jobs.add("booking_fill", {}, clock.now() + HOURLY, FILLING)


async def freed(session_id: int) -> None:
    """A booked talk was given back or moved: call it off if nobody comes; its time is for those who wait."""
    session = await Session.get(id=session_id)
    comes = await SignUp.exists(session_id=session_id, state=SignUpState.signed_up.value)
    if not comes and session.state in PLANNABLE:
        await sessions.cancel(SYSTEM, session_id, "withdrawn")
    await fill()


async def fill() -> int:
    """Book the first free time for everybody who waits, in the order they came; how many got one."""
    today = clock.local(clock.now()).date()
    await WaitingFor.filter(until__lt=today).delete()
    got = 0
    for row in (
        await WaitingFor.all().order_by("created_at", "id").prefetch_related("offer", "citizen__roles")
    ):
        got += await db.unit(lambda row=row: _filled(row))  # type: ignore[misc]
    return got


async def _filled(row: WaitingFor) -> bool:
    actor = as_actor(row.citizen, row.citizen.roles)
    if not row.citizen.active or not rules.may(actor, "book", row.offer.municipality_id):
        return False
    question = question_of(row.offer, notice=FILLED)
    pool = await candidates(row.offer, question, row.language)
    found = free_times(pool.people, question, pool.window)
    free = [at for at in found if clock.local(at).date() <= row.until]
    if not free:
        return False
    async with deed(actor, "fill", "booking_offer", row.offer_id):
        return await _book_first(actor, row, free)


async def _book_first(actor: Actor, row: WaitingFor, free: list[dt.datetime]) -> bool:
    """The first of these times that still can be had. Under the citizen's lock we look again whether they
    wait: another hub may have filled it meanwhile. Who is choosing for themselves is left alone."""
    await usage.lock([row.offer.municipality_id])
    citizen = await locked(actor)
    if not await WaitingFor.exists(id=row.id):
        return False
    if await BookingHold.exists(citizen_id=citizen.id, expires_at__gt=clock.now()):
        return False
    for at in free:
        try:
            async with db.transaction():
                await book(
                    actor, citizen, await keep(actor, citizen, row.offer, Wish(at, language=row.language))
                )
        except Told:
            continue
        return True
    return False
