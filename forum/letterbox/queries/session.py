"""The letter that a consultation came from, for those two who may open it, and the way to another time."""

from forum.letterbox.models import Talk
from forum.letterbox.names import desk_path, own_path
from forum.letterbox.rules import may
from forum.letterbox.standing import standing_in
from hub.actor import Actor
from hub.booking.direct import movable


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


async def way_to_move(actor: Actor, session_id: int) -> str:
    """Where the citizen of a letter chooses another time for the talk that came of it, "" for everybody else
    and for a talk that cannot be moved."""
    mine = Talk.filter(session_id=session_id, letter__citizen_id=actor.person_id or 0)
    talk = await mine.first().select_related("letter") if actor.known else None
    if talk is None or session_id not in await movable(talk.letter.citizen_id, [session_id]):
        return ""
    return f"{own_path(talk.letter.public_id)}?move={session_id}#times"
