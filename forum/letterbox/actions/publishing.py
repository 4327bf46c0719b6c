"""A public answer: an edited copy, the citizen's consent, a second reader, and back again when she wants.

It becomes public when both have said yes, in either order, to the very text they read.
"""

import json

from forum import search
from forum.letterbox import anonymity, filing, names, telling
from forum.letterbox.actions.assigning import written
from forum.letterbox.actions.reading import noted
from forum.letterbox.candidates import ranking
from forum.letterbox.models import Letter, LetterPublication
from forum.letterbox.queries.parts import copy_view, people
from forum.letterbox.rules import is_professional, not_allowed
from forum.letterbox.sealing import opened, seal
from forum.letterbox.standing import locked, publication_of
from forum.letterbox.states import Published, State, check_publishing
from forum.letterbox.telling import Kind
from forum.letterbox.wire import SUBJECT_LONGEST, TEXT_LONGEST, CopyForm, CopyView, told
from hub import clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.sessions.wire import line, words


async def propose_publication(actor: Actor, public_id: str, form: CopyForm) -> None:
    """Suggest an anonymous copy. Proposing again, with other words, asks both again."""
    async with deed(actor, "propose_publication", "letter", public_id):
        letter = await locked(actor, public_id, "propose")
        if State(letter.state) not in (State.answered, State.closed):
            raise Refused("not_answered", "Svar først på brevet.", "Answer the letter first.")
        copy = await _clean(letter, form)
        row = await publication_of(letter)
        if row is None:
            row = LetterPublication(public_id=names.new(), letter_id=letter.id, language=letter.language)
        elif row.state != Published.proposed:
            check_publishing(Published(row.state), Published.proposed)
        row.state, row.proposed_at = Published.proposed.value, clock.now()
        row.proposed_by_id = actor.person_id or 0
        row.consent_at = row.approved_at = row.withdrawn_at = None
        second = await _second(actor, letter)
        row.second_reader_id = second
        row.sealed = await seal(letter, f"copy:{row.public_id}", json.dumps(told(copy)))
        await row.save()
        await written(actor, "propose_publication", letter)
        await telling.citizen(letter, Kind.letter_published)
        await telling.people([second], Kind.letter_to_read, review_path(row.public_id))


def review_path(public_id: str) -> str:
    """Where the second reader reads an anonymous copy."""
    return f"/admin/letters/copies/{public_id}"


async def consent(actor: Actor, public_id: str, yes: bool) -> None:
    """The citizen says yes or no to the copy she has read."""
    async with deed(actor, "consent", "letter", public_id):
        letter = await locked(actor, public_id, "see_own")
        row = await _copy(letter)
        if not yes:
            check_publishing(Published(row.state), Published.declined)
            row.state = Published.declined.value
        else:
            _check_proposed(row)
            row.consent_at = clock.now()
        await _settled(actor, letter, row)
        await written(actor, "consent" if yes else "decline", letter)


async def unpublish(actor: Actor, public_id: str) -> None:
    """The citizen takes the public answer back, also one not yet public; at once, without a reason."""
    async with deed(actor, "unpublish", "letter", public_id):
        letter = await locked(actor, public_id, "see_own")
        row = await _copy(letter)
        check_publishing(Published(row.state), Published.withdrawn)
        row.state, row.withdrawn_at, row.shown = Published.withdrawn.value, clock.now(), ""
        await row.save()
        await search.remove(filing.KIND, row.public_id)
        await written(actor, "unpublish", letter)


async def open_copy(actor: Actor, copy_id: str) -> CopyView:
    """The copy, read by the second reader who was asked; a read of the letter like any other."""
    async with deed(actor, "read_copy", "letter", copy_id):
        row, letter = await _asked(actor, copy_id)
        await noted(actor, letter, "second_reader")
        view = await copy_view(letter, row)
    if view is None:
        raise Missing
    return view


async def approve_publication(actor: Actor, copy_id: str, yes: bool = True) -> None:
    """The second reader says that nobody can be known from the copy, or that it must not be published."""
    async with deed(actor, "approve_publication", "letter", copy_id):
        row, letter = await _asked(actor, copy_id)
        if yes:
            row.approved_at = clock.now()
        else:
            check_publishing(Published(row.state), Published.declined)
            row.state = Published.declined.value
        await _settled(actor, letter, row)
        await written(actor, "approve_publication" if yes else "refuse_publication", letter)


async def _settled(actor: Actor, letter: Letter, row: LetterPublication) -> None:
    """Make the copy public once both have said yes."""
    if row.state == Published.proposed and row.consent_at and row.approved_at:
        check_publishing(Published.proposed, Published.published)
        row.state, row.published_at = Published.published.value, clock.now()
        row.shown = await opened(letter, f"copy:{row.public_id}", row.sealed)
        await search.index(filing.document(row), filing.EVERYBODY)
        await telling.citizen(letter, Kind.letter_published)
        await written(actor, "publish", letter)
    await row.save()


async def _clean(letter: Letter, form: CopyForm) -> CopyForm:
    copy = CopyForm(
        title=line(form.title, "title", SUBJECT_LONGEST),
        question=words(form.question, "question", TEXT_LONGEST, required=True),
        answer=words(form.answer, "answer", TEXT_LONGEST, required=True),
    )
    known = await people([letter.citizen_id], "da")
    fields = [("title", copy.title), ("question", copy.question), ("answer", copy.answer)]
    anonymity.check(fields, [known[letter.citizen_id].name])
    return copy


async def _second(actor: Actor, letter: Letter) -> int:
    ranked = await ranking(letter, [actor.person_id or 0])
    if not ranked:
        raise Refused(
            "no_second_reader",
            "Der er ingen kollega, der kan læse med lige nu. Prøv igen en anden dag.",
            "No colleague can read along just now. Try again another day.",
        )
    return ranked[0].person_id


async def _copy(letter: Letter) -> LetterPublication:
    row = await publication_of(letter)
    if row is None:
        raise Missing
    return row


async def _asked(actor: Actor, copy_id: str) -> tuple[LetterPublication, Letter]:
    """The copy and its letter, locked, if `actor` was asked to read it and has not answered."""
    found = await LetterPublication.get_or_none(public_id=copy_id[:16], second_reader_id=actor.person_id)
    if found is None or not is_professional(actor):
        raise Missing
    letter = await db.lock_row(Letter, found.letter_id)
    row = await LetterPublication.get_or_none(id=found.id, second_reader_id=actor.person_id)
    if row is None or letter is None or letter.citizen_id == actor.person_id:
        raise Missing
    _check_proposed(row)
    return row, letter


def _check_proposed(row: LetterPublication) -> None:
    if row.state != Published.proposed:
        raise not_allowed()
