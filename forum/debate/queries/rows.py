"""Rows of threads as lists show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from forum.debate import shown
from forum.debate.models import Following, ReadPosition
from forum.debate.queries.writers import THREAD, fill_starters, padded
from forum.debate.states import State, Way
from forum.debate.wire import ThreadRow, minute
from hub.actor import Actor

COLUMNS = (*THREAD, "category__slug", "category__title_da", "category__title_en")


async def thread_rows(
    actor: Actor, rows: Iterable[dict[str, Any]], alias_ids: Iterable[int]
) -> tuple[ThreadRow, ...]:
    """The rows as the actor sees them, with who started them. Two queries, or one for strangers."""
    found, own = list(rows), set(alias_ids)
    await fill_starters(found)
    read = await _read(actor, [row["id"] for row in found])
    return tuple(_row(actor, row, read.get(row["id"]), own) for row in found)


async def _read(actor: Actor, thread_ids: list[int]) -> dict[int, int]:
    if not actor.known:
        return {}
    mine = ReadPosition.filter(person_id=actor.person_id, thread_id__in=padded(thread_ids))
    return {int(row["thread_id"]): int(row["number"]) for row in await mine.values("thread_id", "number")}


def _row(actor: Actor, row: Mapping[str, Any], read: int | None, own: set[int]) -> ThreadRow:
    by_me = actor.known and row["alias_id"] is None and row["author_id"] == actor.person_id
    return ThreadRow(
        key=row["public_id"],
        title=row["title"],
        slug=row["category__slug"],
        category=row[f"category__title_{actor.language}"],
        author=shown.thread_author(actor, row),
        state=State(row["state"]),
        post_count=row["post_count"],
        last_post_at=minute(row["last_post_at"]),
        answered_by=row[f"answered_by__title_{actor.language}"] or "",
        solved=bool(row["solved_by"]),
        pinned=bool(row["pinned"]),
        locked=bool(row["locked"]),
        unread=None if read is None else max(row["last_number"] - read, 0),
        mine=by_me or row["alias_id"] in own,
    )


async def following(
    actor: Actor, *, thread_id: int | None = None, category_id: int | None = None
) -> Way | None:
    """How the actor keeps up with the thread, or with the category. One query, or none for strangers."""
    if not actor.known:
        return None
    mine = Following.filter(person_id=actor.person_id)
    row = await (
        mine.filter(thread_id=thread_id) if thread_id else mine.filter(category_id=category_id)
    ).first()
    return Way(row.way) if row else None
