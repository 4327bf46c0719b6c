"""Making and withdrawing personal links. The token is shown once; afterwards only mails can make it again."""

import datetime as dt
import secrets
from collections.abc import Iterable

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused
from hub.sessions.links import tokens
from hub.sessions.models import JoinLink, Session
from hub.sessions.rules import not_allowed
from hub.sessions.standing import load
from hub.sessions.states import COMING
from hub.sessions.wire import NAME_LONGEST, LinkRole, line
from hub.site import facts

GRACE = dt.timedelta(hours=2)
"""How long after the planned end a link still lets somebody back in: meetings run late."""

AT_MOST = 50


async def create_join_link(actor: Actor, session_id: int, name: str, role: str) -> str:
    """A link for somebody without an account: its token. `role` is guest, interpreter or relative."""
    name, kind = line(name, "name", NAME_LONGEST), _role(role)
    async with deed(actor, "create", "join_link", session_id):
        session = await load(actor, session_id, "create", "join_link")
        await db.lock_row(Session, session.id)
        await _check_room(session)
        link = await _add(session, name=name, role=kind, created_by_id=actor.person_id)
        await audit.write(actor, "create", "join_link", link.id, municipality_id=session.municipality_id)
    return tokens.sign(facts().key, link.uid)


async def revoke_join_link(actor: Actor, session_id: int, link_id: int) -> None:
    """Withdraw a guest's link for good. Missing if the session has no such link."""
    async with deed(actor, "revoke", "join_link", link_id):
        session = await load(actor, session_id, "revoke", "join_link")
        sane = 0 < link_id < 2**31
        link = await JoinLink.get_or_none(id=link_id, session_id=session.id) if sane else None
        if link is None:
            raise Missing
        if link.role == LinkRole.reminder:
            raise not_allowed()
        await JoinLink.filter(id=link.id, revoked_at=None).update(revoked_at=clock.now())
        await audit.write(actor, "revoke", "join_link", link.id, municipality_id=session.municipality_id)
    announce_revoked([link_id])


async def give_reminder_link(session: Session, person_id: int, name: str) -> None:
    """A personal link for somebody who got a seat; in the transaction that gives it."""
    await _add(session, name=name[:NAME_LONGEST], role=LinkRole.reminder, person_id=person_id)


async def take_reminder_links(session_id: int, person_id: int) -> list[int]:
    """Withdraw a person's links with their seat, in the same transaction; ids to announce afterwards."""
    links = JoinLink.filter(session_id=session_id, person_id=person_id, revoked_at=None)
    taken = [link.id for link in await links]
    await JoinLink.filter(id__in=taken).update(revoked_at=clock.now())
    return taken


def announce_revoked(link_ids: Iterable[int]) -> None:
    """Say after commit which links open nothing any more, so that their holders leave."""
    for link_id in link_ids:
        bus.publish(f"sessions.join_link.{link_id}", {"link": link_id, "what": "revoked"})


async def follow(session: Session) -> None:
    """Let every link of a moved session end with it, in the same transaction."""
    await JoinLink.filter(session_id=session.id).update(expires_at=session.ends_at + GRACE)


async def _add(
    session: Session,
    *,
    name: str,
    role: LinkRole,
    person_id: int | None = None,
    created_by_id: int | None = None,
) -> JoinLink:
    return await JoinLink.create(
        uid=tokens.uid_text(secrets.token_bytes(16)),
        session_id=session.id,
        person_id=person_id,
        name=name,
        role=role.value,
        created_by_id=created_by_id,
        created_at=clock.now(),
        expires_at=session.ends_at + GRACE,
    )


async def _check_room(session: Session) -> None:
    if session.state not in COMING:
        raise Refused(
            "not_coming",
            "Du kan kun lave links til et møde, der er offentliggjort og ikke er slut.",
            "You can only make links to a session that is published and not over.",
        )
    made = JoinLink.filter(session_id=session.id, revoked_at=None).exclude(role=LinkRole.reminder.value)
    if await made.count() >= AT_MOST:
        raise Refused(
            "too_many_links", "Mødet har allerede mange links.", "The session has many links already."
        )


def _role(role: str) -> LinkRole:
    if role not in (LinkRole.guest, LinkRole.interpreter, LinkRole.relative):
        raise BadInput(
            "bad_role", "role", "Vælg gæst, tolk eller pårørende.", "Choose guest, interpreter or relative."
        )
    return LinkRole(role)
