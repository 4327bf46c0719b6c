"""A post as one actor may see it. No queries here."""

from collections.abc import Iterable, Mapping
from typing import Any

from forum.debate import shown
from forum.debate.models import Thread
from forum.debate.rules import Piece, Place, can, may
from forum.debate.states import By, State, WaitsFor
from forum.debate.wire import PostView, ReplyRef, minute
from hub.actor import Actor


def post_view(
    actor: Actor, row: Mapping[str, Any], thread: Thread, where: Place, own: Iterable[int], helpful: set[int]
) -> PostView:
    """`row` has the columns of `shown.POST`; `own` are the actor's aliases, `helpful` the posts found so."""
    piece = piece_of(actor, row, thread, where, own)
    open_to_me = may(actor, "read", piece)
    here = row["reply_to__thread_id"] == row["thread_id"]
    answered = row["reply_to__public_id"] if open_to_me and here else None
    return PostView(
        key=row["public_id"],
        number=row["number"],
        author=shown.author(actor, row, where.category_id) if open_to_me else None,
        html=row["html"] if open_to_me else "",
        state=piece.state,
        waits_for=piece.waits_for,
        taken_by=By(row["taken_by"]),
        part=row["part"] if open_to_me else "citizen",
        mine=piece.mine,
        at=minute(row["created_at"]),
        edited_at=minute(row["edited_at"]) if row["edited_at"] and open_to_me else None,
        versions=row["version_count"] if may(actor, "versions", piece) else 0,
        reply_to=ReplyRef(answered, row["reply_to__number"]) if answered else None,
        seconded_by=shown.seconder(actor, row, where.category_id) if open_to_me else None,
        helpful=row["id"] in helpful,
        helpful_count=row["helpful_count"] if piece.mine else None,
        solves=open_to_me and thread.solved_by == row["public_id"],
        can=can(actor, piece),
    )


def piece_of(actor: Actor, row: Mapping[str, Any], thread: Thread, where: Place, own: Iterable[int]) -> Piece:
    """The post as far as permission goes."""
    named = row["alias_id"] is None
    mine = actor.known and (row["author_id"] == actor.person_id if named else row["alias_id"] in own)
    return Piece(
        place=where,
        thread_state=State(thread.state),
        state=State(row["state"]),
        mine=mine,
        locked=thread.locked,
        professional=row["part"] == "professional",
        waits_for=WaitsFor(row["waits_for"]),
        by_moderator=row["taken_by"] == By.moderator,
    )
