"""Pausing and banning writers without learning who they are, and letting them write again."""

import datetime as dt

from forum.debate.models import Post
from forum.moderation import rules, telling, writers
from forum.moderation.models import Action
from forum.moderation.wire import Kind
from forum.notices.kinds import Kind as Notice
from forum.safety import actions as safety
from forum.safety.keys import known
from forum.safety.wire import SanctionKind
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing


async def sanction(
    actor: Actor, post: Post, kind: Kind, until: dt.datetime | None, everywhere: bool, reason: str, words: str
) -> None:
    """Stop the writer of a post from writing, in its category or everywhere. In the caller's transaction."""
    person = await writers.person_of(post)
    if person is None:
        raise rules.too_late()
    where = None if everywhere else post.thread.category_id
    await safety.sanction(actor, person, where, SanctionKind(kind.value), until, words or reason)


async def lift(actor: Actor, action_id: str) -> None:
    """Let the writer write again whom this deed stopped."""
    async with deed(actor, "lift", "moderation", action_id):
        rules.demand_moderator(actor)
        found = await Action.get_or_none(public_id=known(action_id))
        action = await db.lock_row(Action, found.id) if found else None
        if action is None or action.post_id is None or action.kind not in (Kind.pause, Kind.ban):
            raise Missing
        if action.lifted_at is not None:
            raise rules.too_late()
        await undo(action)
        await audit.write(actor, "lift", "moderation", action_id)


async def undo(action: Action) -> None:
    """Take a pause or ban back, and tell the writer. In the caller's transaction."""
    post = await Post.get(id=action.post_id).select_related("thread")
    person = await writers.person_of(post)
    if person is not None:
        await safety.lift(person, None if action.everywhere else post.thread.category_id)
    action.lifted_at = clock.now()
    await action.save(update_fields=["lifted_at"])
    path = f"/forum/moderation/why/{action.public_id}"
    await telling.person_is_told(person, Notice.moderation_action, path)
