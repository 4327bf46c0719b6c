"""A talk offered with free times to choose among: offered, taken back, a time chosen by the citizen, another
chosen for it later, and given back."""

import datetime as dt

from forum.letterbox.actions.assigning import saved, written
from forum.letterbox.actions.talks import form_of
from forum.letterbox.models import Assignment, Letter, Talk
from forum.letterbox.queries.times import offering, to_move
from forum.letterbox.standing import locked
from forum.letterbox.telling import Kind, citizen, leader
from hub import clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.booking.actions import time_gone
from hub.booking.direct import book_with, give_back, movable, move_with
from hub.booking.rules import not_plannable
from hub.errors import Refused


async def offer_times(actor: Actor, public_id: str) -> None:
    """Let the citizen choose among the actor's free times until one is chosen, the letter changes hands or
    is over, or the offer is taken back. She is told once, however often it is pressed."""
    async with deed(actor, "offer_times", "letter", public_id):
        letter = await locked(actor, public_id, "offer_talk")
        if await offering(letter) is not None:
            return
        await _mark(letter, clock.now())
        await saved(letter)
        await written(actor, "offer_times", letter)
        await citizen(letter, Kind.talk_offered)


async def take_times_back(actor: Actor, public_id: str) -> None:
    """Offer no talk any more; one that was chosen stands."""
    async with deed(actor, "take_times_back", "letter", public_id):
        letter = await locked(actor, public_id, "offer_talk")
        if await offering(letter) is None:
            return
        await _mark(letter, None)
        await saved(letter)
        await written(actor, "take_times_back", letter)


async def choose_time(actor: Actor, public_id: str, starts_at: dt.datetime | None) -> int:
    """The citizen takes one of the times; the session's id, with the letter carried along. None is no time.

    Refused: not_offered, time_gone, busy_yourself, month_full, not_lent. The letter's row is held: of two
    presses one books.
    """
    async with deed(actor, "choose_time", "letter", public_id):
        letter = await locked(actor, public_id, "see_own")
        professional = await offering(letter)
        if professional is None:
            raise _not_offered()
        if starts_at is None:
            raise time_gone()
        form = form_of(professional, letter, clock.local(starts_at))
        session_id = await book_with(actor, professional, starts_at, form, letter.municipality_id)
        await Talk.create(
            letter_id=letter.id, session_id=session_id, offered_by_id=professional, offered_at=clock.now()
        )
        await _mark(letter, None)
        await saved(letter)
        await written(actor, "choose_time", letter)
        await leader(professional, session_id, Kind.talk_chosen)
    return session_id


async def move_time(actor: Actor, public_id: str, session_id: int, starts_at: dt.datetime | None) -> None:
    """The citizen takes another time for a talk of the letter, with whoever leads it; also of a letter that
    is over. Refused as `choose_time`, and not_plannable."""
    async with deed(actor, "move_time", "letter", public_id):
        letter = await locked(actor, public_id, "see_own")
        moved = await to_move(letter, session_id)
        if moved is None:
            raise not_plannable()
        if starts_at is None:
            raise time_gone()
        await move_with(actor, session_id, starts_at)
        await written(actor, "move_time", letter)
        await leader(moved[1], session_id, Kind.talk_changed)


async def give_talk_back(actor: Actor, session_id: int) -> None:
    """The citizen does not want a talk that came of a letter: it is called off and who leads it is told.
    Refused("not_plannable") for what is not theirs or cannot be moved either."""
    host = (await movable(actor.person_id or 0, [session_id])).get(session_id)
    await give_back(actor, session_id)
    if host is not None:
        async with db.transaction():
            await leader(host, session_id, Kind.talk_changed)


async def _mark(letter: Letter, moment: dt.datetime | None) -> None:
    await Assignment.filter(letter_id=letter.id, to_at=None).update(talk_offered_at=moment)


def _not_offered() -> Refused:
    return Refused(
        "not_offered",
        "Der er ikke længere tilbudt en samtale i brevet. Se brevet igen.",
        "A talk is no longer offered in the letter. Look at the letter again.",
    )
