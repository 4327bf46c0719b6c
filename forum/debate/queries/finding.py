"""Searching the forum: what the actor may see, in the words of the search."""

import datetime as dt

from forum import search
from forum.debate.filing import course_audience
from forum.debate.rules import is_moderator, knows
from forum.debate.standing import courses_of
from forum.debate.states import Audience
from hub.actor import Actor


async def reach(actor: Actor) -> search.Reach:
    """What the actor may find; the same as `rules.sees`, for all categories at once."""
    if not knows(actor):
        return search.Reach(frozenset({Audience.open.value}))
    if is_moderator(actor):
        return search.Reach(everywhere=True)
    audiences = {Audience.open.value, *map(course_audience, await courses_of(actor))}
    if actor.municipality_id is not None:
        audiences.add(Audience.members.value)
    return search.Reach(frozenset(audiences), actor.municipality_id)


async def find(
    actor: Actor,
    words: str,
    *,
    category: str | None = None,
    professional_only: bool = False,
    since: dt.datetime | None = None,
    after: str | None = None,
) -> search.Hits:
    """Posts and published letters with all of `words` in them, that the actor may see."""
    return await search.find(
        await reach(actor),
        words,
        category=category,
        professional_only=professional_only,
        since=since,
        after=after,
    )


async def similar(actor: Actor, title: str) -> list[search.Hit]:
    """Threads about the same as `title`."""
    return await search.similar(await reach(actor), title)
