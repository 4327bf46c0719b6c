"""One's own copy, and what a municipality has decided about keeping. Reads only."""

import datetime as dt

import msgspec

from forum.keeping.models import Hold, PersonalCopy
from forum.keeping.nightly import days_of
from forum.keeping.retention import Kept
from forum.keeping.rules import administered, own
from hub import clock
from hub.actor import Actor


class CopyView(msgspec.Struct, frozen=True, kw_only=True):
    """One's own copy: being made (`done` of `total`) or ready until `expires_at`; `size` in bytes."""

    public_id: str
    done: int
    total: int
    ready: bool
    size: int
    expires_at: dt.datetime | None


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """Whose letters are kept for a case, and why."""

    id: int
    name: str
    reason: str
    since: dt.datetime


async def my_copy(actor: Actor) -> CopyView | None:
    """The copy last asked for, if it has not expired."""
    row = await PersonalCopy.filter(person_id=own(actor)).order_by("-id").first()
    if row is None or (row.expires_at is not None and row.expires_at <= clock.now()):
        return None
    return CopyView(
        public_id=row.public_id,
        done=row.done,
        total=row.total,
        ready=row.ready_at is not None,
        size=row.size,
        expires_at=row.expires_at,
    )


async def days(actor: Actor) -> dict[Kept, int]:
    """For how long the actor's municipality keeps each kind."""
    municipality_id = administered(actor)
    return {kind: await days_of(municipality_id, kind) for kind in Kept}


async def holds(actor: Actor) -> list[HoldView]:
    """The holds of the actor's municipality that stand."""
    rows = Hold.filter(person__municipality_id=administered(actor), lifted_at=None).order_by("id")
    return [
        HoldView(id=row["id"], name=row["person__name"], reason=row["reason"], since=row["placed_at"])
        for row in await rows.values("id", "person__name", "reason", "placed_at")
    ]
