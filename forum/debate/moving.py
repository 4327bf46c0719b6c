"""Threads moved, split and merged, with their counts. In a transaction, under the locks of `counting`."""

from forum.debate.aliases import new_key
from forum.debate.counting import recount
from forum.debate.models import Alias, Category, Following, Post, Thread
from forum.debate.states import State
from hub import clock
from hub.errors import BadInput, Refused


async def move(thread: Thread, category: Category) -> None:
    """Into another category. Aliases stay what they are: a new one there would connect two of one person."""
    if category.id == thread.category_id:
        return
    await _check_aliases(thread, category)
    old = thread.category
    thread.category_id = category.id
    thread.category = category
    await thread.save(update_fields=["category_id"])
    if thread.state == State.published:
        old.thread_count -= 1
        old.post_count -= thread.post_count
        category.thread_count += 1
        category.post_count += thread.post_count
        category.last_post_at = max(thread.last_post_at, category.last_post_at or thread.last_post_at)
    for row in (old, category):
        await row.save(update_fields=["thread_count", "post_count", "last_post_at"])


async def split(thread: Thread, keys: list[str], title: str) -> Thread:
    """Posts of the thread into a new one, whose first writer is the writer of the first of them."""
    posts = await _chosen(thread, keys)
    first = posts[0]
    made = await Thread.create(
        public_id=new_key(),
        category_id=thread.category_id,
        title=title,
        author_id=first.author_id,
        alias_id=first.alias_id,
        part=first.part,
        state=thread.state,
        created_at=clock.now(),
        last_post_at=thread.last_post_at,
    )
    made.category = thread.category
    if made.state == State.published:
        made.category.thread_count += 1
        await made.category.save(update_fields=["thread_count"])
    await _append(posts, made)
    if thread.solved_by in {post.public_id for post in posts}:
        thread.solved_by = ""
    await recount(thread)
    await recount(made)
    return made


async def merge(gone: Thread, kept: Thread) -> None:
    """All posts of one thread after those of another; who followed the one follows the other."""
    if gone.id == kept.id or gone.category_id != kept.category_id:
        raise _cannot_merge()
    if (gone.state, kept.state) != (State.published, State.published):
        raise _cannot_merge()
    await _append(await Post.filter(thread_id=gone.id).order_by("number", "id"), kept)
    await _take_followers(gone, kept)
    count = gone.post_count
    gone.state, gone.merged_into, gone.post_count = State.removed.value, kept.public_id, 0
    await gone.save(update_fields=["state", "merged_into", "post_count"])
    await Thread.filter(merged_into=gone.public_id).update(merged_into=kept.public_id)
    kept.category.thread_count -= 1
    kept.category.post_count -= count
    await kept.category.save(update_fields=["thread_count", "post_count"])
    await recount(kept)


async def _append(posts: list[Post], thread: Thread) -> None:
    """Under the thread's next numbers, in order; what waits for its number goes on waiting."""
    for post in posts:
        if post.number is not None:
            thread.last_number += 1
            post.number = thread.last_number
        post.thread_id = thread.id
        await post.save(update_fields=["thread_id", "number"])


async def _chosen(thread: Thread, keys: list[str]) -> list[Post]:
    wanted = set(keys)
    numbered = Post.filter(thread_id=thread.id, number__not_isnull=True)
    posts = await numbered.filter(public_id__in=list(wanted) or [""]).order_by("number")
    published = [post for post in posts if post.state == State.published]
    left = await numbered.exclude(public_id__in=list(wanted) or [""]).exists()
    if len(posts) != len(wanted) or not published or not left:
        raise BadInput(
            "bad_split",
            "posts",
            "Vælg nogle af trådens indlæg, men ikke dem alle.",
            "Choose some of the thread's posts, but not all of them.",
        )
    return posts


async def _take_followers(gone: Thread, kept: Thread) -> None:
    there = Following.filter(thread_id=kept.id)
    known = {int(str(row)) for row in await there.values_list("person_id", flat=True)}
    for row in await Following.filter(thread_id=gone.id):
        if row.person_id not in known:
            row.thread_id = kept.id
            await row.save(update_fields=["thread_id"])


async def _check_aliases(thread: Thread, category: Category) -> None:
    under = Post.filter(thread_id=thread.id, alias_id__not_isnull=True).distinct()
    rows = await under.values("alias_id", "alias__skeleton")
    looks, own = [row["alias__skeleton"] for row in rows], [row["alias_id"] for row in rows]
    clash = Alias.filter(category_id=category.id, skeleton__in=looks or [""]).exclude(id__in=own or [0])
    if await clash.exists():
        raise Refused(
            "alias_clash",
            "Et dæknavn i tråden ligner et, som en anden har i det emne. Giv det et andet navn først.",
            "An alias in the thread is too much like one somebody has in that topic. Rename it first.",
        )


def _cannot_merge() -> Refused:
    return Refused(
        "cannot_merge",
        "De to tråde skal stå i samme emne, og begge skal kunne ses.",
        "Both threads must be in the same topic, and both must be shown.",
    )
