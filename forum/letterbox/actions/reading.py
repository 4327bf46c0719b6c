"""A professional opens a letter: the read and its row in one transaction, or neither.

Reasons: assignment (it is hers to answer, or she answered it last), second_reader (she was asked to read an
answer), break_glass (in words, told to the citizen and to her municipality's administrator at once).
"""

from forum.letterbox import names, telling
from forum.letterbox.actions.announcing import announce
from forum.letterbox.actions.assigning import written
from forum.letterbox.models import Letter, Reading
from forum.letterbox.queries.desk_letter import desk_view
from forum.letterbox.queries.own import open_attachment
from forum.letterbox.rules import demand, may
from forum.letterbox.sealing import seal
from forum.letterbox.standing import find, standing_in
from forum.letterbox.wire import REASON_LONGEST, WORDS_SHORTEST, DeskView, Opened
from hub import clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput
from hub.sessions.wire import line


async def open_letter(actor: Actor, public_id: str, words: str | None = None) -> DeskView:
    """The letter, read. `words` say why somebody opens it to whom it was not assigned."""
    async with deed(actor, "read", "letter", public_id):
        letter = await find(public_id)
        reason = await _read(actor, letter, words)
        view = await desk_view(actor, letter, await standing_in(actor, letter), reason)
    announce(public_id)
    return view


async def open_file(actor: Actor, public_id: str, file_id: str) -> Opened:
    """One of its files, which is a read too."""
    async with deed(actor, "read_file", "letter", public_id):
        letter = await find(public_id)
        await _read(actor, letter, None)
        return await open_attachment(letter, file_id, sent_only=True)


async def _read(actor: Actor, letter: Letter, words: str | None) -> str:
    standing = await standing_in(actor, letter)
    for verb, reason in (("read", "assignment"), ("second_read", "second_reader")):
        if may(actor, verb, standing):
            await noted(actor, letter, reason)
            return reason
    demand(actor, "read" if words is None else "break_glass", standing)
    told = line(words or "", "words", REASON_LONGEST)
    if len(told) < WORDS_SHORTEST:
        raise BadInput(
            "say_why",
            "words",
            "Skriv kort, hvorfor du må læse brevet. Borgeren får det at se.",
            "Say briefly why you may read the letter. The citizen will see it.",
        )
    await noted(actor, letter, "break_glass", told)
    await telling.glass_broken(letter)
    return "break_glass"


async def noted(actor: Actor, letter: Letter, reason: str, words: str = "") -> None:
    """The row that says who read, why and when, and its line in the log."""
    name = names.new()
    await Reading.create(
        public_id=name,
        letter_id=letter.id,
        reader_id=actor.person_id,
        reason=reason,
        words=await seal(letter, f"reading:{name}", words) if words else None,
        read_at=clock.now(),
    )
    await written(actor, "read", letter, reason)
