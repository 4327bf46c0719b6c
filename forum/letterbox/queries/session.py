"""The letter that a consultation came from, for those two who may open it."""

from forum.letterbox.models import Talk
from forum.letterbox.names import desk_path, own_path
from forum.letterbox.rules import may
from forum.letterbox.standing import standing_in
from hub.actor import Actor


async def letter_of_session(actor: Actor, session_id: int) -> str:
    """Address of the letter that led to this session, or "" for whoever may not open it."""
    talk = await Talk.get_or_none(session_id=session_id).select_related("letter")
    if talk is None or not actor.known:
        return ""
    letter = talk.letter
    standing = await standing_in(actor, letter)
    if may(actor, "see_own", standing):
        return own_path(letter.public_id)
    return desk_path(letter.public_id) if may(actor, "read", standing) else ""
