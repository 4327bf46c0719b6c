"""Reads around signing in: whose cookie this is, which sign-ins there are, what a link by mail is for."""

import datetime as dt
from collections.abc import Iterable

from tortoise.queryset import QuerySet

from hub import clock, site
from hub.accounts import rules, tokens, wire
from hub.accounts.models import LoginSession, Municipality, OneTimeLink, Person, RoleGrant
from hub.accounts.queries import views
from hub.actor import Actor, Role
from hub.errors import Missing

MARK_EVERY = dt.timedelta(hours=1)


async def actor_for_login(token: str) -> Actor | None:
    """Whoever signed in with this cookie, or None if it is unknown, over, or its person may not come in.

    Marks the use at most once an hour, since a sign-in ends after so long without use. It is the one write
    among the reads: nobody is told and nothing is decided by it.
    """
    if not tokens.plausible(token):
        return None
    found = open_logins().filter(token_hash=tokens.hashed(token)).select_related("person__municipality")
    login = await found.first()
    if login is None or not _welcome(login.person, login.person.municipality):
        return None
    await _mark(login)
    return as_actor(login.person, await RoleGrant.filter(person_id=login.person_id), login.id)


async def person_of_login(token: str) -> int | None:
    """Whose cookie this was, though the sign-in may be over: nobody is let in by it. None if unknown."""
    if not tokens.plausible(token):
        return None
    row = await LoginSession.get_or_none(token_hash=tokens.hashed(token))
    return row.person_id if row else None


async def my_logins(actor: Actor) -> list[wire.LoginView]:
    """The actor's own sign-ins that still hold, the latest used first."""
    rules.demand(actor, "list", "login")
    rows = await open_logins().filter(person_id=actor.person_id).order_by("-seen_at", "-id")
    return [views.login(row, actor) for row in rows]


async def one_time_link(token: str) -> wire.LinkView:
    """What a link by mail is for, before it is used. Raises Missing if it is used, over or unknown."""
    link = await load_link(token)
    return wire.LinkView(purpose=link.purpose, name=link.person.name, language=link.person.language)


async def load_link(token: str) -> OneTimeLink:
    """The open link of `token` with its person, who may come in. Raises Missing."""
    link = None
    if tokens.plausible(token):
        open_links = OneTimeLink.filter(used_at=None, expires_at__gt=clock.now())
        link = await open_links.get_or_none(token_hash=tokens.hashed(token)).prefetch_related("person")
    if link is None or not await may_come_in(link.person):
        raise Missing(
            "link_over",
            "Linket virker ikke længere. Bed om et nyt.",
            "The link no longer works. Ask for a new one.",
        )
    return link


def open_logins() -> QuerySet[LoginSession]:
    """Sign-ins that hold now."""
    return LoginSession.filter(revoked_at=None, expires_at__gt=clock.now())


async def may_come_in(person: Person) -> bool:
    """Active, and of a municipality that is still a partner (or of none: a platform administrator)."""
    place = person.municipality_id
    return _welcome(person, await Municipality.get(id=place) if place is not None else None)


def _welcome(person: Person, municipality: Municipality | None) -> bool:
    return person.active and (municipality is None or municipality.active)


async def _mark(login: LoginSession) -> None:
    now = clock.now()
    if now - login.seen_at >= MARK_EVERY:
        lasts = now + site.facts().login
        await LoginSession.filter(id=login.id, revoked_at=None).update(seen_at=now, expires_at=lasts)


def as_actor(person: Person, grants: Iterable[RoleGrant], login_id: int | None = None) -> Actor:
    """Who a person is to the hub, with these roles; without a sign-in for what is done on their behalf."""
    return Actor(
        person_id=person.id,
        municipality_id=person.municipality_id,
        roles=frozenset(Role(grant.role) for grant in grants),
        name=person.name,
        language="en" if person.language == "en" else "da",
        login_id=login_id,
    )
