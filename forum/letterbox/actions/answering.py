"""Answers: sent at once, or after a second professional has read them."""

from forum.letterbox import telling
from forum.letterbox.actions.announcing import announce
from forum.letterbox.actions.assigning import saved, written
from forum.letterbox.actions.desk import add_note, write_answer
from forum.letterbox.actions.writing import next_number
from forum.letterbox.candidates import ranking
from forum.letterbox.deadlines import unwatch
from forum.letterbox.models import Letter, LetterMessage
from forum.letterbox.standing import locked
from forum.letterbox.states import Sending, State, check_move
from forum.letterbox.telling import Kind
from forum.letterbox.wire import NOTE_LONGEST, TEXT_LONGEST
from hub import clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Refused
from hub.sessions.wire import words


async def answer(
    actor: Actor, public_id: str, text: str, second_reader: bool = False, last: int | None = None
) -> None:
    """Send an answer, or have a colleague read it first.

    `last` is the number of the last message the writer has seen: Refused("newer_message") when the citizen
    has written more since, so that nobody answers half a letter; the text is kept as a draft.
    """
    kept = words(text, "text", TEXT_LONGEST, required=True)
    newer = False
    async with deed(actor, "answer", "letter", public_id):
        letter = await locked(actor, public_id, "answer")
        draft = await write_answer(actor, letter, kept)
        newer = last is not None and await next_number(letter) - 1 > last
        if not newer and second_reader:
            await _ask_second(actor, letter, draft)
        elif not newer:
            await _send(actor, letter, draft)
    announce(public_id)
    if newer:
        raise Refused(
            "newer_message",
            "Borgeren har skrevet mere, mens du skrev. Dit svar er gemt. Læs det nye, og send så.",
            "The citizen has written more while you wrote. Your answer is kept. Read it and send then.",
        )


async def approve_answer(actor: Actor, public_id: str) -> None:
    """The second reader lets the answer go to the citizen."""
    async with deed(actor, "approve_answer", "letter", public_id):
        letter = await locked(actor, public_id, "second_read")
        await _send(actor, letter, await _waiting(actor, letter))
        await written(actor, "approve_answer", letter)


async def return_answer(actor: Actor, public_id: str, remark: str) -> None:
    """The second reader sends it back to its writer with a remark, which becomes a note."""
    said = words(remark, "remark", NOTE_LONGEST, required=True)
    async with deed(actor, "return_answer", "letter", public_id):
        letter = await locked(actor, public_id, "second_read")
        waiting = await _waiting(actor, letter)
        await add_note(actor, letter, said)
        await _draft_again(waiting)
        await written(actor, "return_answer", letter)
        await telling.professional(letter, waiting.author_id, Kind.letter_assigned)


async def take_answer_back(actor: Actor, public_id: str) -> None:
    """The writer stops waiting for the second reader and writes on."""
    async with deed(actor, "take_answer_back", "letter", public_id):
        letter = await locked(actor, public_id, "answer")
        row = await LetterMessage.filter(letter_id=letter.id, state=Sending.waiting.value).first()
        if row is not None:
            await _draft_again(row)
            await written(actor, "take_answer_back", letter)


async def _draft_again(row: LetterMessage) -> None:
    row.state, row.second_reader_id, row.changed_at = Sending.draft.value, None, clock.now()
    await row.save(update_fields=["state", "second_reader_id", "changed_at"])


async def _ask_second(actor: Actor, letter: Letter, draft: LetterMessage) -> None:
    check_move(State(letter.state), State.answered)
    ranked = await ranking(letter, [actor.person_id or 0])
    if not ranked:
        raise Refused(
            "no_second_reader",
            "Der er ingen kollega, der kan læse med lige nu. Send svaret, eller vent.",
            "No colleague can read along just now. Send the answer, or wait.",
        )
    draft.state, draft.second_reader_id = Sending.waiting.value, ranked[0].person_id
    await draft.save(update_fields=["state", "second_reader_id"])
    await written(actor, "ask_second_reader", letter)
    await telling.professional(letter, ranked[0].person_id, Kind.letter_to_read)


async def _send(actor: Actor, letter: Letter, message: LetterMessage) -> None:
    check_move(State(letter.state), State.answered)
    now = clock.now()
    message.number, message.state = await next_number(letter), Sending.sent.value
    message.sent_at = message.changed_at = now
    await message.save(update_fields=["number", "state", "sent_at", "changed_at"])
    late = letter.due_at is not None and now > letter.due_at
    letter.state, letter.answered_at, letter.late = State.answered.value, now, late
    await saved(letter)
    await unwatch(letter)
    await written(actor, "answer", letter)
    await telling.citizen(letter, Kind.letter_answered)


async def _waiting(actor: Actor, letter: Letter) -> LetterMessage:
    waiting = LetterMessage.filter(letter_id=letter.id, state=Sending.waiting.value)
    return await waiting.get(second_reader_id=actor.person_id)
