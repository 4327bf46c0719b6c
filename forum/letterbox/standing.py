"""Loading a letter through permission: how an actor stands to it. Missing and not-yours sound alike."""

from forum.letterbox.candidates import reach_of
from forum.letterbox.models import Function, Letter, LetterMessage, LetterPublication
from forum.letterbox.rules import Standing, demand, is_professional
from forum.letterbox.states import Published, Sending, State
from hub import db
from hub.actor import Actor
from hub.errors import Missing


async def find(public_id: str) -> Letter:
    """The letter, or Missing."""
    letter = await Letter.get_or_none(public_id=public_id) if 0 < len(public_id) <= 16 else None
    if letter is None:
        raise Missing
    return letter


async def load(actor: Actor, public_id: str, verb: str) -> Letter:
    """The letter if the table lets `actor` do `verb`; Missing if it is nothing to them, else Refused."""
    letter = await find(public_id)
    demand(actor, verb, await standing_in(actor, letter))
    return letter


async def locked(actor: Actor, public_id: str, verb: str) -> Letter:
    """As `load`, with the letter's row locked until the transaction ends: its changes queue up here."""
    letter = await db.lock_row(Letter, (await find(public_id)).id)
    if letter is None:
        raise Missing
    demand(actor, verb, await standing_in(actor, letter))
    return letter


async def standing_in(actor: Actor, letter: Letter) -> Standing:
    """How `actor` stands to a letter already loaded, theirs or not."""
    standing = Standing(
        state=State(letter.state),
        citizen_id=letter.citizen_id,
        municipality_id=letter.municipality_id,
        professional_id=letter.professional_id,
    )
    if not is_professional(actor):
        return standing
    reach = await reach_of(actor)
    function = await Function.get(id=letter.function_id)
    return Standing(
        state=standing.state,
        citizen_id=letter.citizen_id,
        municipality_id=letter.municipality_id,
        professional_id=letter.professional_id,
        qualified=letter.citizen_id != actor.person_id and reach.answers(function, letter.municipality_id),
        serves=reach.serves(letter.municipality_id),
        asked=await _asked(actor, letter),
    )


async def _asked(actor: Actor, letter: Letter) -> bool:
    mine = {"letter_id": letter.id, "second_reader_id": actor.person_id}
    return await LetterMessage.filter(**mine, state=Sending.waiting.value).exists()


async def publication_of(letter: Letter) -> LetterPublication | None:
    """The letter's anonymous copy, if one was ever proposed."""
    return await LetterPublication.get_or_none(letter_id=letter.id)


def is_public(copy: LetterPublication | None) -> bool:
    """Whether everybody may read the copy now."""
    return copy is not None and copy.state == Published.published
