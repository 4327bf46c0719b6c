"""Who hears of a published post: those called by name in it, and those who follow its thread or category.

In the transaction that publishes. A notice says that there is something and where; the writer never learns
whom it reached, so calling an alias by name tells nothing about who is behind it.
"""

from collections.abc import Iterable

from tortoise.expressions import Q

from forum import text
from forum.debate import aliases, paths
from forum.debate.models import CategoryMunicipality, Following, Post, Thread
from forum.debate.shown import given_name
from forum.debate.states import Audience, State, Way
from forum.notices import actions as notices
from forum.notices.kinds import Kind
from hub.accounts.models import Person


async def published(post: Post, thread: Thread) -> None:
    """Tell of a post that has just been published; its thread's category is loaded."""
    writer = await writer_of(post)
    muted = await _keeping_up(thread, Way.mute)
    called = await _called(post, thread) - muted - {writer}
    following = await _keeping_up(thread, Way.follow) - called - {writer}
    await notices.tell(await _welcome(called, thread), Kind.mention, paths.post(post.public_id))
    if post.number != 1:
        await notices.tell(
            await _welcome(following, thread), Kind.thread_reply, paths.thread(thread.public_id)
        )


async def writer_of(row: Post | Thread) -> int:
    """The person who wrote, under whatever name; 0 when their account is gone."""
    if row.alias_id is not None:
        return await aliases.person_behind(row.alias_id) or 0
    return row.author_id or 0


async def _keeping_up(thread: Thread, way: Way) -> set[int]:
    """Who follows the thread; or who mutes it, or its whole category without following the thread."""
    rows = await Following.filter(
        Q(thread_id=thread.id) | Q(category_id=thread.category_id), way=way.value
    ).values("person_id", "thread_id")
    here = {int(row["person_id"]) for row in rows if row["thread_id"] is not None}
    if way is Way.follow:
        return here
    around = {int(row["person_id"]) for row in rows if row["thread_id"] is None}
    follows = await Following.filter(thread_id=thread.id, way=Way.follow.value).values("person_id")
    return here | (around - {int(row["person_id"]) for row in follows})


async def _called(post: Post, thread: Thread) -> set[int]:
    """The people called by name, among those who have written in the thread."""
    names = {text.skeleton(name) for name in text.mentions(post.source)}
    if not names:
        return set()
    wrote = Post.filter(thread_id=thread.id, state=State.published.value).distinct()
    rows = await wrote.values("author_id", "author__name", "alias_id", "alias__skeleton")
    behind = [int(row["alias_id"]) for row in rows if row["alias_id"] and row["alias__skeleton"] in names]
    named = {
        int(row["author_id"]) for row in rows if row["author_id"] and _goes_by(row["author__name"], names)
    }
    return named | set((await aliases.people_behind(behind)).values())


def _goes_by(name: str, names: set[str]) -> bool:
    return not names.isdisjoint({text.skeleton(name), text.skeleton(given_name(name))})


async def _welcome(person_ids: Iterable[int], thread: Thread) -> list[int]:
    """Those who still belong to a category that is for some municipalities only."""
    wanted = sorted(person_ids)
    if thread.category.audience != Audience.members or not wanted:
        return wanted
    rows = CategoryMunicipality.filter(category_id=thread.category_id)
    places = [int(str(row)) for row in await rows.values_list("municipality_id", flat=True)]
    if not places:
        return wanted
    found = Person.filter(
        Q(municipality_id__in=places) | Q(roles__role="moderator"), id__in=wanted
    ).distinct()
    return [int(str(row)) for row in await found.values_list("id", flat=True)]
