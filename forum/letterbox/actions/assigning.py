"""Giving a letter to somebody, and taking it from somebody. Inside the open transaction, the letter locked.

Whoever had it is written down with the reason, so that the citizen never sees a change of hands without one.
"""

from collections.abc import Iterable

from forum.letterbox import deadlines, names, telling
from forum.letterbox.candidates import ranking
from forum.letterbox.models import Assignment, Letter, LetterMessage
from forum.letterbox.reasons import Given, Why
from forum.letterbox.sealing import seal
from forum.letterbox.states import OURS, Sending, State, check_move
from forum.letterbox.telling import Kind
from hub import audit, clock
from hub.actor import Actor

DONE = "done"


async def assign(
    actor: Actor, letter: Letter, person_id: int, why: Why, given: Iterable[Given] = (), words: str = ""
) -> None:
    """Give the letter to `person_id`; `words` are a person's own reason, told to the citizen."""
    had = letter.professional_id
    await _ended(letter, why)
    name = names.new()
    await Assignment.create(
        public_id=name,
        letter_id=letter.id,
        professional_id=person_id,
        from_at=clock.now(),
        why=why.value,
        given=" ".join(given),
        words=await seal(letter, f"assignment:{name}", words) if words else None,
    )
    letter.professional_id = person_id
    if letter.state == State.sent:
        check_move(State.sent, State.assigned)
        letter.state = State.assigned.value
    await saved(letter)
    await deadlines.watch(letter)
    await written(actor, why.value, letter)
    if actor.person_id != person_id:
        await telling.professional(letter, person_id, Kind.letter_assigned)
    if had is not None and had != person_id:
        await telling.citizen(letter, Kind.letter_handed_over)


async def route(actor: Actor, letter: Letter, why: Why, *, words: str = "") -> bool:
    """Give the letter to the first whom routing ranks, never back to who had it; False if there is nobody."""
    tried = await _tried(letter)
    ranked = await ranking(letter, tried)
    if ranked:
        await assign(actor, letter, ranked[0].person_id, why, ranked[0].given, words)
        return True
    await release(actor, letter, why, words=words)
    return False


async def release(actor: Actor, letter: Letter, why: Why, *, words: str = "") -> None:
    """Nobody has the letter now: it lies in the common tray, and the coordinators are told."""
    if letter.professional_id is not None:
        await _ended(letter, why, words, left=True)
        letter.professional_id = None
        if letter.state == State.assigned:
            check_move(State.assigned, State.sent)
            letter.state = State.sent.value
        await saved(letter)
        await written(actor, f"left_{why.value}"[:40], letter)
        await telling.citizen(letter, Kind.letter_handed_over)
    await deadlines.watch(letter)
    await telling.coordinators(letter)


async def _tried(letter: Letter) -> set[int]:
    """Who has it, and who gave it back."""
    back = Assignment.filter(letter_id=letter.id, ended=Why.given_back.value)
    tried = {row["professional_id"] for row in await back.values("professional_id")}
    return tried | ({letter.professional_id} if letter.professional_id else set())


async def _ended(letter: Letter, why: str, words: str = "", *, left: bool = False) -> None:
    """Close the open assignment; an answer that waits for a second reader is a draft again."""
    row = await Assignment.filter(letter_id=letter.id, to_at=None).first()
    if row is None:
        return
    row.to_at, row.ended, row.left = clock.now(), str(why), left
    if words:
        row.ended_words = await seal(letter, f"assignment-end:{row.public_id}", words)
    await row.save(update_fields=["to_at", "ended", "left", "ended_words"])
    waiting = LetterMessage.filter(letter_id=letter.id, state=Sending.waiting.value)
    await waiting.update(state=Sending.draft.value, second_reader_id=None)


async def over(letter: Letter) -> None:
    """The letter needs nobody any more: close its assignment and its jobs."""
    await _ended(letter, DONE)
    await deadlines.unwatch(letter)


async def saved(letter: Letter) -> None:
    """Write the letter's row as it is."""
    letter.changed_at = clock.now()
    await letter.save()


async def written(actor: Actor, verb: str, letter: Letter, reason: str = "") -> None:
    """The line in the log: who did what to whose letter, never what it says."""
    await audit.write(
        actor,
        verb,
        "letter",
        letter.public_id,
        municipality_id=letter.municipality_id,
        subject_id=letter.citizen_id,
        reason=reason,
    )


def owed(letter: Letter) -> bool:
    """Whether we owe an answer now."""
    return State(letter.state) in OURS
