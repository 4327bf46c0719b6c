"""Loading a session through permission: how an actor stands to it. Missing and not-yours sound alike."""

from hub.actor import Actor
from hub.errors import Missing
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost, SessionMunicipality, SignUp
from hub.sessions.rules import Standing, demand, may
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import Part, Visibility


async def load(actor: Actor, session_id: int, verb: str = "see", noun: str = "session") -> Session:
    """The session, if the table lets `actor` do `verb`; Missing if not even seen, else Refused."""
    session = await find(session_id)
    demand(actor, verb, noun, await standing_in(actor, session))
    return session


async def find(session_id: int) -> Session:
    """The row, or Missing; numbers no column can hold are missing too."""
    session = await Session.get_or_none(id=session_id) if 0 < session_id < 2**31 else None
    if session is None:
        raise Missing
    return session


async def standing_for(actor: Actor, session_id: int) -> Standing:
    """How `actor` stands to the session; Missing if they may not see it."""
    standing = await standing_in(actor, await find(session_id))
    if not may(actor, "see", "session", standing):
        raise Missing
    return standing


async def standing_in(actor: Actor, session: Session) -> Standing:
    """How `actor` stands to a session already loaded, seen or not. Three queries."""
    offered = await SessionMunicipality.filter(session_id=session.id).values_list(
        "municipality_id", flat=True
    )
    sign_up = await _sign_up(actor, session.id)
    return Standing(
        session_id=session.id,
        kind=Kind(session.kind),
        state=State(session.state),
        visibility=Visibility(session.visibility),
        municipality_id=session.municipality_id,
        municipality_ids=frozenset(int(str(m)) for m in offered),
        part=await _part(actor, session.id),
        created=actor.person_id is not None and session.created_by_id == actor.person_id,
        sign_up=sign_up,
        invited=sign_up is not None,
    )


async def _part(actor: Actor, session_id: int) -> Part | None:
    if actor.person_id is None:
        return None
    host = await SessionHost.get_or_none(session_id=session_id, person_id=actor.person_id)
    return Part(host.part) if host else None


async def _sign_up(actor: Actor, session_id: int) -> SignUpState | None:
    if actor.person_id is None:
        return None
    row = await SignUp.get_or_none(session_id=session_id, person_id=actor.person_id)
    return SignUpState(row.state) if row else None
