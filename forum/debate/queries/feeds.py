"""What an Atom feed of an open category tells everybody."""

import datetime as dt
from typing import Any

from forum.debate import shown
from forum.debate.models import Post, Thread
from forum.debate.standing import load_category
from forum.debate.states import Audience, State
from forum.debate.wire import Feed, FeedEntry, minute
from hub.actor import ANONYMOUS
from hub.errors import Missing

ENTRIES = 30


async def feed(slug: str) -> Feed:
    """The threads last written in, each with its first post, for strangers. Missing unless it is open."""
    row, _ = await load_category(ANONYMOUS, slug)
    if row.audience != Audience.open:
        raise Missing
    threads = [*await _newest(row.id, True), *await _newest(row.id, False)]
    threads = sorted(threads, key=lambda thread: thread["last_post_at"], reverse=True)[:ENTRIES]
    firsts = await _firsts([thread["id"] for thread in threads])
    entries = tuple(
        FeedEntry(
            key=thread["public_id"],
            title=thread["title"],
            author=shown.thread_author(ANONYMOUS, thread).name,
            html=firsts[thread["id"]][0],
            published=firsts[thread["id"]][1],
            updated=minute(thread["last_post_at"]),
        )
        for thread in threads
        if thread["id"] in firsts
    )
    updated = max((entry.updated for entry in entries), default=minute(row.created_at))
    return Feed(slug=row.slug, title=row.title_da, about=row.about_da, updated=updated, entries=entries)


async def _newest(category_id: int, pinned: bool) -> list[dict[str, Any]]:
    """Along index 1 of the table."""
    found = Thread.filter(category_id=category_id, state=State.published.value, pinned=pinned)
    return await found.order_by("-last_post_at", "-public_id").limit(ENTRIES).values(*shown.THREAD)


async def _firsts(thread_ids: list[int]) -> dict[int, tuple[str, dt.datetime]]:
    rows = Post.filter(thread_id__in=thread_ids or [0], number=1, state=State.published.value)
    found = await rows.values("thread_id", "html", "created_at")
    return {row["thread_id"]: (row["html"], minute(row["created_at"])) for row in found}
