"""Who comes by a personal link, and which links a session has. Reads only."""

from hub import clock
from hub.accounts.models import Person, RoleGrant
from hub.accounts.queries.login import may_come_in
from hub.actor import Actor, Role
from hub.errors import Missing, Refused
from hub.sessions.links import tokens
from hub.sessions.models import JoinLink, Session
from hub.sessions.standing import load
from hub.sessions.wire import JoinLinkView, LinkRole
from hub.site import facts

_CARRIED = frozenset({Role.citizen, Role.relative})
"""Roles a reminder's link gives back to its person: never those of staff, for a mail may be forwarded."""


async def join_actor(token: str) -> tuple[Actor, int]:
    """The actor a link stands for, bound to its one session, and that session's id.

    Missing for a token this site did not sign; Refused("link_revoked"), Refused("link_expired").
    """
    uid = tokens.read(facts().key, token)
    link = await JoinLink.get_or_none(uid=uid).select_related("session", "person") if uid else None
    if link is None:
        raise Missing
    if link.revoked_at is not None:
        raise _revoked()
    if link.expires_at <= clock.now():
        raise _expired()
    actor = await _for_person(link, link.person) if link.person else _for_guest(link, link.session)
    return actor, link.session_id


async def join_links_for(actor: Actor, session_id: int) -> list[JoinLinkView]:
    """Guests' links of a session, newest first, for those who may make them. Reminders' are not listed."""
    session = await load(actor, session_id, "see_all", "join_link")
    rows = JoinLink.filter(session_id=session.id).exclude(role=LinkRole.reminder.value)
    return [
        JoinLinkView(
            id=link.id,
            name=link.name,
            role=LinkRole(link.role),
            expires_at=link.expires_at,
            revoked=link.revoked_at is not None,
            device_checked=link.device_check_at is not None,
            created_by=link.created_by.name if link.created_by else "",
        )
        for link in await rows.select_related("created_by").order_by("-id")
    ]


async def join_url(session_id: int, person_id: int) -> str | None:
    """The personal address of somebody with a seat, or None if no link of theirs is good."""
    links = JoinLink.filter(
        session_id=session_id, person_id=person_id, role=LinkRole.reminder.value, revoked_at=None
    )
    link = await links.order_by("-id").first()
    return f"{facts().origin}/join/{tokens.sign(facts().key, link.uid)}" if link else None


async def _for_person(link: JoinLink, person: Person) -> Actor:
    if not await may_come_in(person):
        raise _revoked()
    held = await RoleGrant.filter(person_id=person.id).values_list("role", flat=True)
    roles = frozenset(Role(str(role)) for role in held) & _CARRIED
    return Actor(
        person_id=person.id,
        municipality_id=person.municipality_id,
        roles=roles or frozenset({Role.guest}),
        name=person.name,
        language="en" if person.language == "en" else "da",
        link_id=link.id,
        scope_session_id=link.session_id,
    )


def _for_guest(link: JoinLink, session: Session) -> Actor:
    return Actor(
        roles=frozenset({Role.guest}),
        name=link.name,
        language="en" if session.language == "en" else "da",
        link_id=link.id,
        scope_session_id=link.session_id,
    )


def _revoked() -> Refused:
    return Refused(
        "link_revoked",
        "Linket er trukket tilbage. Ring til os, hvis du skal med.",
        "The link has been withdrawn. Call us if you are meant to take part.",
    )


def _expired() -> Refused:
    return Refused(
        "link_expired",
        "Mødet er slut, og linket virker ikke mere.",
        "The session is over, and the link no longer works.",
    )
