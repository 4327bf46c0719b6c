"""A letter as a professional reads it. Whoever calls has written the Reading row in the same transaction."""

from typing import Any

from forum.letterbox.deadlines import Closed, workdays_left
from forum.letterbox.models import Assignment, Function, InternalNote, Letter, LetterMessage
from forum.letterbox.queries.functions import shown
from forum.letterbox.queries.nearby import at_letter, company
from forum.letterbox.queries.parts import NOBODY, authors, copy_view, message, messages, people, talks
from forum.letterbox.reasons import Given, Who, Why, why_chosen
from forum.letterbox.rules import Standing, can
from forum.letterbox.sealing import opened, subject_of
from forum.letterbox.standing import publication_of
from forum.letterbox.states import OPEN, OURS, Sending, State
from forum.letterbox.wire import DeskView, MessageView, NoteView
from hub.accounts import queries as accounts
from hub.accounts.models import Municipality
from hub.actor import Actor


async def desk_view(actor: Actor, letter: Letter, standing: Standing, reason: str) -> DeskView:
    """Everything a professional needs to answer. Drafts and notes are not shown behind broken glass."""
    colleague = reason != "break_glass"
    notes = await InternalNote.filter(letter_id=letter.id).order_by("id") if colleague else []
    assigned = await Assignment.filter(letter_id=letter.id).order_by("-id").first()
    near = await at_letter(actor, letter)
    ids = {letter.citizen_id, letter.professional_id, *near, *(note.author_id for note in notes)}
    known = await people(ids | await authors(letter), actor.language)
    begun, waiting = await _begun(actor, letter, known) if colleague else (None, None)
    copy = await publication_of(letter)
    return DeskView(
        **_facts(letter, await accounts.closed_in(letter.municipality_id)),
        **_assigned(letter, assigned, known, actor.language),
        subject=await subject_of(letter),
        citizen=known[letter.citizen_id].name,
        municipality=(await Municipality.get(id=letter.municipality_id)).name,
        function=shown(await Function.get(id=letter.function_id), actor.language),
        passed_on=await _passed_on(letter, assigned),
        messages=tuple(sent := await messages(letter, actor.person_id, known)),
        last=sent[-1].number or 0 if sent else 0,
        draft=begun,
        waiting=waiting,
        notes=tuple([await _note(letter, note, known) for note in notes]),
        company=tuple(await company(letter, near, known)),
        talks=await talks(letter),
        times_offered=bool(assigned and assigned.to_at is None and assigned.talk_offered_at),
        copy=await copy_view(letter, copy) if colleague else None,
        can=_can(actor, standing, waiting),
    )


def _facts(letter: Letter, closed: Closed) -> dict[str, Any]:
    state = State(letter.state)
    owed = state in OURS and letter.due_at is not None
    return {
        "public_id": letter.public_id,
        "language": letter.language,
        "state": state,
        "origin": letter.origin,
        "sent_at": letter.sent_at,
        "due_at": letter.due_at if owed else None,
        "answered_at": letter.answered_at,
        "workdays": workdays_left(letter.due_at, closed) if owed and letter.due_at else 0,
        "late": letter.late,
    }


def _assigned(letter: Letter, row: Assignment | None, known: dict[int, Who], language: str) -> dict[str, Any]:
    who = known.get(letter.professional_id or 0)
    given = tuple(Given(word) for word in row.given.split()) if row else ()
    chosen = why_chosen(who.name, given, language) if who and given else ""
    return {"professional": who, "assigned_at": row.from_at if row and who else None, "chosen": chosen}


async def _passed_on(letter: Letter, row: Assignment | None) -> str:
    """What the one who had it before said, if somebody did."""
    if row is None or row.why not in (Why.handed_over, Why.given_back, Why.coordinator):
        return ""
    return await opened(letter, f"assignment:{row.public_id}", row.words)


def _can(actor: Actor, standing: Standing, waiting: MessageView | None) -> dict[str, bool]:
    offered = can(actor, standing)
    owed = standing.state in OURS
    offered["answer"] = offered["answer"] and owed and waiting is None
    offered["give_back"] = offered["give_back"] and owed
    offered["hand_over"] = offered["hand_over"] and standing.professional_id == actor.person_id
    offered["propose"] = offered["propose"] and standing.state in (State.answered, State.closed)
    offered["note"] = offered["note"] and standing.state in OPEN
    offered["take_back"] = waiting is not None and standing.professional_id == actor.person_id
    return offered


async def _begun(
    actor: Actor, letter: Letter, known: dict[int, Who]
) -> tuple[MessageView | None, MessageView | None]:
    """The answer begun, and one that waits for a second reader."""
    found: dict[str, MessageView] = {}
    for row in await LetterMessage.filter(letter_id=letter.id, kind="answer", number=None):
        found[row.state] = await message(letter, row, actor.person_id, known)
    return found.get(Sending.draft), found.get(Sending.waiting)


async def _note(letter: Letter, row: InternalNote, known: dict[int, Who]) -> NoteView:
    text = await opened(letter, f"note:{row.public_id}", row.sealed)
    return NoteView(author=known.get(row.author_id, NOBODY), text=text, at=row.written_at)
