"""What a professional does with a letter besides answering it: take, hand over, give back, note, draft.

Each: load it locked, may they, legal move, write with its audit row. Reasons are told to the citizen.
"""

from forum.letterbox import names
from forum.letterbox.actions.announcing import announce
from forum.letterbox.actions.assigning import assign, owed, route, written
from forum.letterbox.actions.reading import noted
from forum.letterbox.candidates import ranking
from forum.letterbox.models import InternalNote, Letter, LetterMessage, LetterTemplate
from forum.letterbox.queries.templates import filled_for
from forum.letterbox.reasons import Why
from forum.letterbox.rules import may
from forum.letterbox.sealing import opened, seal
from forum.letterbox.standing import find, locked, standing_in
from forum.letterbox.states import Sending, State, check_move
from forum.letterbox.wire import NOTE_LONGEST, REASON_LONGEST, TEXT_LONGEST
from hub import clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused
from hub.sessions.wire import line
from hub.sessions.wire import words as several_lines


async def take(actor: Actor, public_id: str) -> None:
    """Take a letter that nobody has. Refused("taken") if somebody was faster."""
    async with deed(actor, "take", "letter", public_id):
        letter = await db.lock_row(Letter, (await find(public_id)).id)
        if letter is None:
            raise Missing
        await _check_free(actor, letter)
        await assign(actor, letter, actor.person_id or 0, Why.took)
    announce(public_id)


async def _check_free(actor: Actor, letter: Letter) -> None:
    standing = await standing_in(actor, letter)
    if standing.qualified and standing.professional_id not in (None, actor.person_id):
        other = await Person.get(id=standing.professional_id)
        raise Refused(
            "taken",
            f"{other.name} har allerede taget brevet.",
            f"{other.name} has already taken the letter.",
        )
    if not may(actor, "take", standing):
        raise Missing


async def hand_over(actor: Actor, public_id: str, to: str | None, reason: str) -> None:
    """Give the letter to a colleague (a key of `colleagues`), or (None) to the next by routing."""
    said = line(reason, "reason", REASON_LONGEST)
    async with deed(actor, "hand_over", "letter", public_id):
        letter = await locked(actor, public_id, "hand_over")
        _check_owed(letter)
        own = letter.professional_id == actor.person_id
        why = Why.handed_over if own else Why.coordinator
        if to is None:
            await route(actor, letter, why, words=said)
        else:
            await _hand_to(actor, letter, to, why, said)
    announce(public_id)


async def _hand_to(actor: Actor, letter: Letter, to: str, why: Why, said: str) -> None:
    found = [one for one in await ranking(letter, _not(letter)) if _key(letter, one.person_id) == to]
    if not found:
        raise BadInput("unknown_colleague", "to", "Vælg en fra listen.", "Choose somebody from the list.")
    await assign(actor, letter, found[0].person_id, why, found[0].given, said)


async def give_back(actor: Actor, public_id: str, reason: str) -> None:
    """Say that one cannot answer: the letter goes to the next by routing and never comes back."""
    said = line(reason, "reason", REASON_LONGEST)
    async with deed(actor, "give_back", "letter", public_id):
        letter = await locked(actor, public_id, "give_back")
        _check_owed(letter)
        await route(actor, letter, Why.given_back, words=said)
    announce(public_id)


async def note(actor: Actor, public_id: str, text: str) -> None:
    """Write something for colleagues at the letter."""
    kept = several_lines(text, "note", NOTE_LONGEST, required=True)
    async with deed(actor, "note", "letter", public_id):
        letter = await locked(actor, public_id, "note")
        await add_note(actor, letter, kept)


async def add_note(actor: Actor, letter: Letter, text: str) -> None:
    """The note itself, in the open transaction."""
    name = names.new()
    await InternalNote.create(
        public_id=name,
        letter_id=letter.id,
        author_id=actor.person_id,
        sealed=await seal(letter, f"note:{name}", text),
        written_at=clock.now(),
    )
    await written(actor, "note", letter)


async def save_answer(actor: Actor, public_id: str, text: str) -> None:
    """Keep an answer begun; colleagues who open the letter see that somebody writes."""
    kept = several_lines(text, "text", TEXT_LONGEST)
    async with deed(actor, "save_answer", "letter", public_id):
        letter = await locked(actor, public_id, "answer")
        await write_answer(actor, letter, kept)
    announce(public_id)


async def write_answer(actor: Actor, letter: Letter, text: str) -> LetterMessage:
    """The answer's one draft, whoever began it, with `actor` as its author."""
    if await LetterMessage.filter(letter_id=letter.id, state=Sending.waiting.value).exists():
        raise Refused(
            "being_read",
            "Svaret bliver læst af en kollega. Vent, til det er godkendt eller sendt retur.",
            "A colleague is reading the answer. Wait until it has been approved or returned.",
        )
    if not owed(letter):
        check_move(State(letter.state), State.answered)
    drafts = LetterMessage.filter(letter_id=letter.id, kind="answer", state=Sending.draft.value)
    draft = await drafts.first() or LetterMessage(
        public_id=names.new(), letter_id=letter.id, kind="answer", state=Sending.draft.value
    )
    draft.author_id, draft.changed_at = actor.person_id or 0, clock.now()
    draft.sealed = await seal(letter, f"message:{draft.public_id}", text)
    await draft.save()
    return draft


async def insert_template(actor: Actor, public_id: str, template_id: str) -> None:
    """Put a fixed answer, its merge words filled in, at the end of the draft."""
    async with deed(actor, "insert_template", "letter", public_id):
        letter = await locked(actor, public_id, "answer")
        template = await LetterTemplate.get_or_none(
            public_id=template_id[:40], owner_id=actor.municipality_id
        )
        if template is None:
            raise Missing
        await noted(actor, letter, "assignment")
        drafts = LetterMessage.filter(letter_id=letter.id, kind="answer", state=Sending.draft.value)
        draft = await drafts.first()
        begun = await opened(letter, f"message:{draft.public_id}", draft.sealed) if draft else ""
        added = await filled_for(actor, letter, template)
        text = f"{begun.rstrip()}\n\n{added}" if begun.strip() else added
        await write_answer(actor, letter, several_lines(text, "text", TEXT_LONGEST))


def _check_owed(letter: Letter) -> None:
    if not owed(letter):
        raise Refused(
            "answered_already",
            "Brevet er besvaret. Det skal ikke gives videre.",
            "The letter has been answered. There is nothing to hand over.",
        )


def _not(letter: Letter) -> list[int]:
    return [letter.professional_id] if letter.professional_id else []


def _key(letter: Letter, person_id: int) -> str:
    return names.key_of(letter.public_id, person_id)
