"""Writing an invented forum into the open database, batch by batch."""

import datetime as dt
from collections.abc import Callable

from tortoise.connection import get_connection
from tortoise.functions import Count, Max, Sum

from forum.debate import filing
from forum.debate.models import Post, Thread
from forum.scale import rows
from forum.scale.people import Cast, cast
from forum.scale.plan import Planned, Size, batch_of, batches, first_key
from forum.search import Document
from forum.search.index import file_many
from hub import db

Progress = Callable[[int, int], None]


async def fill(size: Size, now: dt.datetime, progress: Progress | None = None) -> None:
    """Write what is missing of a forum of that size; `progress(threads written, threads in all)`.

    People of the demonstration are there: some of them professionals. Interrupted, it goes on when called
    again with the same size. PostgreSQL then takes its statistics at once: of tables just filled its planner
    knows nothing, and by itself it looks at them when it comes to it.
    """
    who = await cast(size, now)
    for batch in range(batches(size)):
        if not await Thread.filter(public_id=first_key(size, batch)).exists():
            await _write(batch_of(size, batch, now), who)
        if progress is not None:
            progress(min((batch + 1) * size.batch, size.threads), size.threads)
    await rows.continue_numbers(Thread, Post)
    await _count(who)
    if db.on_postgres():
        await get_connection("default").execute_query("ANALYZE")


async def _write(planned: list[Planned], who: Cast) -> None:
    """One batch, whole or not at all."""
    async with db.transaction():
        thread_id, post_id = await rows.next_id(Thread), await rows.next_id(Post)
        threads: list[rows.Row] = []
        posts: list[rows.Row] = []
        for number, plan in enumerate(planned):
            threads.append(rows.thread_row(plan, who, thread_id + number))
            posts += rows.post_rows(plan, who, thread_id + number, post_id + len(posts))
        await rows.write(Thread, threads)
        await rows.write(Post, posts)
        await _file(planned, who)


async def _file(planned: list[Planned], who: Cast) -> None:
    """Let the batch be found."""
    scopes = [await filing.scope(category) for category in who.categories]
    await file_many(
        [
            (
                Document(
                    "post" if n else "thread",
                    plan.post_keys[n],
                    plan.words.title,
                    " ".join(post.paragraphs),
                    plan.moments[n],
                    post.part == "professional",
                ),
                scopes[plan.topic],
            )
            for plan in planned
            for n, post in enumerate(plan.words.posts)
        ]
    )


async def _count(who: Cast) -> None:
    """The counts that stand at the categories."""
    for category in who.categories:
        found = await (
            Thread.filter(category_id=category.id, state="published")
            .annotate(threads=Count("id"), posts=Sum("post_count"), last=Max("last_post_at"))
            .first()
            .values("threads", "posts", "last")
        )
        counted = found or {"threads": 0, "posts": 0, "last": None}
        category.thread_count, category.post_count = counted["threads"], counted["posts"] or 0
        category.last_post_at = counted["last"]
        await category.save(update_fields=["thread_count", "post_count", "last_post_at"])
