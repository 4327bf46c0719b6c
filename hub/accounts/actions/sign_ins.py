"""Rows of sign-ins: made, ended. Called inside a deed's transaction."""

import datetime as dt

from hub import bus, clock, site
from hub.accounts import clean, tokens
from hub.accounts.models import LoginSession, OneTimeLink
from hub.accounts.throttle import network_key

TOPIC = "accounts.person"
KEPT = dt.timedelta(days=90)


async def begin(person_id: int, device: str, address: str) -> tuple[str, int]:
    """A new sign-in of the person: the token for the cookie, and the row's id."""
    token, token_hash = tokens.new()
    now = clock.now()
    row = await LoginSession.create(
        person_id=person_id,
        token_hash=token_hash,
        device=clean.device(device),
        network_key=network_key(person_id, address),
        created_at=now,
        seen_at=now,
        expires_at=now + site.facts().login,
    )
    return token, row.id


async def forget_old(person_id: int) -> None:
    """Delete what is long over: devices and networks are kept no longer than they are of use."""
    limit = clock.now() - KEPT
    await LoginSession.filter(person_id=person_id, expires_at__lt=limit).delete()
    await OneTimeLink.filter(person_id=person_id, expires_at__lt=limit).delete()


async def end(person_id: int, *, only: int | None = None, keep: int | None = None) -> list[int]:
    """End the person's sign-ins (one of them, or all but one); ids of those that ended now."""
    found = LoginSession.filter(person_id=person_id, revoked_at=None)
    if only is not None:
        found = found.filter(id=only)
    if keep is not None:
        found = found.exclude(id=keep)
    ended = [row.id for row in await found]
    await LoginSession.filter(id__in=ended).update(revoked_at=clock.now())
    return ended


def announce(person_id: int, ended: list[int]) -> None:
    """Tell open sockets that these sign-ins are over. After commit."""
    if ended:
        bus.publish(f"{TOPIC}.{person_id}", {"what": "logins_ended", "logins": ended})


def announce_rights(person_id: int) -> None:
    """Tell open sockets to look up the person's rights again. After commit."""
    bus.publish(f"{TOPIC}.{person_id}", {"what": "rights_changed"})
