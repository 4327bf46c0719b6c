"""Who has a seat. Citizens see their own only; hosts see all, planners their own citizens. Reads only."""

import secrets
from typing import Any

from tortoise.functions import Max

from hub.actor import Actor
from hub.sessions.models import SessionHost, SignUp
from hub.sessions.rules import leads
from hub.sessions.sign_ups import aliases
from hub.sessions.standing import load, standing_for
from hub.sessions.states import SignUpState
from hub.sessions.wire import SignUpRow, SignUpView

_HELD = (SignUpState.signed_up.value, SignUpState.waiting.value)


async def my_sign_up(actor: Actor, session_id: int) -> SignUpView | None:
    """One's own seat or place in the queue, or None."""
    if actor.person_id is None:
        return None
    row = await SignUp.get_or_none(session_id=session_id, person_id=actor.person_id)
    return await view(row) if row and row.state in _HELD else None


async def view(row: SignUp) -> SignUpView:
    """A row as its owner sees it."""
    return SignUpView(
        session_id=row.session_id,
        state=SignUpState(row.state),
        position=await _position(row),
        alias=row.alias,
    )


async def sign_ups_for(actor: Actor, session_id: int) -> list[SignUpRow]:
    """Everyone with a seat and then everyone who waits, in order. Planners see their own citizens only."""
    session = await load(actor, session_id, "see_all", "sign_up")
    rows = SignUp.filter(session_id=session.id, state__in=_HELD)
    standing = await standing_for(actor, session_id)
    found = await rows.order_by("state", "order_key").values(*_COLUMNS)
    places = _places(found)
    if not leads(actor, standing):
        found = [row for row in found if row["person__municipality_id"] == actor.municipality_id]
    return [_row(row, places.get(row["id"])) for row in found]


async def alias_suggestions(actor: Actor, session_id: int, n: int = 5) -> list[str]:
    """Aliases nobody in the session has, to choose from."""
    await standing_for(actor, session_id)
    return await free_aliases(session_id, n)


async def free_aliases(session_id: int, n: int) -> list[str]:
    """`n` aliases that no other in the session is mistaken for."""
    taken = await SignUp.filter(session_id=session_id).count()
    found: list[str] = []
    while len(found) < n:
        drawn = aliases.suggestions(secrets.SystemRandom(), 2 * n + 6, taken)
        keys = {aliases.key(alias) for alias in drawn}
        rows = await SignUp.filter(session_id=session_id, alias_key__in=list(keys)).values("alias_key")
        used = {row["alias_key"] for row in rows} | {aliases.key(alias) for alias in found}
        found += [alias for alias in drawn if aliases.key(alias) not in used]
    return found[:n]


async def alias_taken(session_id: int, alias: str, person_id: int) -> bool:
    """Whether somebody else in the session goes by a name that looks like `alias`."""
    alike = SignUp.filter(session_id=session_id, alias_key=aliases.key(alias))
    return await alike.exclude(person_id=person_id).exists()


async def leaders(session_id: int) -> list[str]:
    """Names of those who lead or speak."""
    rows = await SessionHost.filter(session_id=session_id).values("person__name")
    return [row["person__name"] for row in rows]


async def seats_taken(session_id: int) -> int:
    """How many have a seat; exact only while the session is locked."""
    return await SignUp.filter(session_id=session_id, state=SignUpState.signed_up.value).count()


async def next_order(session_id: int) -> int:
    """The next place in the order people came; exact only while the session is locked."""
    [row] = await SignUp.filter(session_id=session_id).annotate(last=Max("order_key")).values("last")
    return int(row["last"] or 0) + 1


async def _position(row: SignUp) -> int | None:
    if row.state != SignUpState.waiting:
        return None
    ahead = SignUp.filter(session_id=row.session_id, state=row.state, order_key__lt=row.order_key)
    return await ahead.count() + 1


_COLUMNS = (
    "id",
    "person_id",
    "person__name",
    "person__municipality_id",
    "person__municipality__name",
    "alias",
    "state",
    "device_check_at",
    "created_at",
)


def _places(rows: list[dict[str, Any]]) -> dict[int, int]:
    waiting = [row["id"] for row in rows if row["state"] == SignUpState.waiting]
    return {row_id: place for place, row_id in enumerate(waiting, start=1)}


def _row(row: dict[str, Any], position: int | None) -> SignUpRow:
    return SignUpRow(
        person_id=row["person_id"],
        name=row["person__name"],
        alias=row["alias"],
        municipality=row["person__municipality__name"] or "",
        state=SignUpState(row["state"]),
        position=position,
        device_checked=row["device_check_at"] is not None,
        since=row["created_at"],
    )
