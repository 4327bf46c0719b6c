"""What of the forum is kept no longer: the text of posts that were removed, and drafts left alone.

A removed post's place stays, so that the thread can still be read; its text, its earlier texts and, of a
thread's first post, the title are gone, in the search too, whoever answered. The writer's home municipality
says when, under an alias too.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from forum.debate import aliases, filing
from forum.debate.models import Draft, Post, PostVersion, Thread
from forum.debate.states import State
from forum.keeping.models import Hold
from forum.keeping.retention import DAYS, Kept, over_before
from hub import audit, clock, db
from hub.accounts.models import Person
from hub.actor import SYSTEM

BATCH = 200
NO_TITLE = "–"

Days = Mapping[int, int]
"""For how many days each municipality keeps things of one kind; the default for all others."""


async def empty_removed(days: Days) -> int:
    """Empty what was removed so long ago; how many posts."""
    now, last, emptied = clock.now(), 0, 0
    soonest = over_before(now, min([DAYS[Kept.posts], *days.values()]))
    held = {row["person_id"] for row in await Hold.filter(lifted_at=None).values("person_id")}
    while True:
        found = Post.filter(id__gt=last, taken_at__lte=soonest, state=State.removed.value)
        rows = await found.exclude(source="").order_by("id").limit(BATCH)
        if not rows:
            return emptied
        last = rows[-1].id
        homes = await _writers(rows)
        over = [row for row in rows if _is_over(row, homes.get(row.id, (0, 0)), days, now, held)]
        await _empty([row.id for row in over], {row.thread_id for row in over})
        emptied += len(over)


async def drop_drafts(days: Days) -> int:
    """Delete the forum's drafts nobody has touched for so long; how many."""
    now = clock.now()
    soonest = over_before(now, min([DAYS[Kept.forum_drafts], *days.values()]))
    rows = await Draft.filter(updated_at__lte=soonest).values("id", "updated_at", "person__municipality_id")
    default = DAYS[Kept.forum_drafts]
    over = [
        row["id"]
        for row in rows
        if row["updated_at"] <= over_before(now, days.get(row["person__municipality_id"], default))
    ]
    for begin in range(0, len(over), BATCH):
        await Draft.filter(id__in=over[begin : begin + BATCH]).delete()
    return len(over)


async def _writers(rows: list[Post]) -> dict[int, tuple[int, int]]:
    """Who wrote each post and where they live; nothing for those whose account is gone."""
    behind = await aliases.people_behind(row.alias_id for row in rows if row.alias_id)
    wrote = {row.id: row.author_id or behind.get(row.alias_id or 0) for row in rows}
    people = Person.filter(id__in=[one for one in wrote.values() if one] or [0])
    homes = {row["id"]: row["municipality_id"] or 0 for row in await people.values("id", "municipality_id")}
    return {post: (person, homes.get(person, 0)) for post, person in wrote.items() if person}


def _is_over(post: Post, writer: tuple[int, int], days: Days, now: dt.datetime, held: set[int]) -> bool:
    person_id, home = writer
    kept = days.get(home, DAYS[Kept.posts])
    return person_id not in held and post.taken_at is not None and post.taken_at <= over_before(now, kept)


async def _empty(posts: list[int], threads: Iterable[int]) -> None:
    if not posts:
        return
    async with db.transaction():
        await PostVersion.filter(post_id__in=posts).delete()
        await Post.filter(id__in=posts).update(source="", html="")
        gone = Thread.filter(id__in=list(threads), state=State.removed.value, post_count=0)
        await gone.update(title=NO_TITLE)
        await _empty_titles(posts)
        await audit.write(SYSTEM, "expire", "forum_text", "many", reason=f"posts: {len(posts)}")


async def _empty_titles(posts: list[int]) -> None:
    """The title is the words of whoever wrote the first post; the answers of others stay, and are found by
    their own."""
    begun = [row["thread_id"] for row in await Post.filter(id__in=posts, number=1).values("thread_id")]
    for thread in await Thread.filter(id__in=begun).exclude(title=NO_TITLE).select_related("category"):
        thread.title = NO_TITLE
        await thread.save(update_fields=["title"])
        await filing.refile_thread(thread)
