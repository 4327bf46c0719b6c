"""Numbers and counts, kept under two locks: the category's row, then the thread's. Only for actions.

Whoever writes in a category waits for its lock, so numbers have neither gap nor double, slow mode cannot be
outrun by writing twice at once, and counts are right. A lock is held for a few milliseconds.
"""

import datetime as dt

from forum.debate import filing
from forum.debate.models import Category, Post, Thread
from forum.debate.states import By, State, WaitsFor, check_move
from forum.debate.wire import minute
from hub import clock, db
from hub.errors import Missing


async def lock(thread: Thread) -> Thread:
    """The thread as it is now, locked with its category; Missing if it moved or went meanwhile."""
    category = await db.lock_row(Category, thread.category_id)
    locked = await db.lock_row(Thread, thread.id)
    if category is None or locked is None or locked.category_id != category.id:
        raise Missing
    locked.category = category
    return locked


async def publish(post: Post, thread: Thread) -> None:
    """Give the post its number and count it; its thread, if it waited for it, is published with it.

    One that waits again after an edit has a number already and keeps it.
    """
    check_move(State(post.state), State.published)
    now = minute(clock.now()) if post.number is None else None
    never_seen = thread.last_number == 0
    if post.number is None:
        thread.last_number += 1
        post.number = thread.last_number
    post.state, post.waits_for, post.taken_by = State.published.value, WaitsFor.nothing.value, By.nobody.value
    await post.save(update_fields=["number", "state", "waits_for", "taken_by"])
    if thread.state == State.waiting or (thread.state == State.hidden and never_seen):
        thread.state = State.published.value
        thread.category.thread_count += 1
    if post.part == "professional" and post.number > 1:
        thread.answered_by_id = post.profession_id
    await _count(thread, 1, now)
    await filing.refile(post, thread)


async def take_away(post: Post, thread: Thread, state: State, by: By) -> None:
    """Hide or remove a post, whatever state it has; its number stays."""
    old = State(post.state)
    check_move(old, state)
    post.state, post.taken_by, post.waits_for = state.value, by.value, WaitsFor.nothing.value
    post.taken_at = clock.now()
    await post.save(update_fields=["state", "taken_by", "taken_at", "waits_for"])
    if thread.solved_by == post.public_id:
        thread.solved_by = ""
    if old is State.waiting and thread.state == State.waiting:
        thread.state = state.value
    if post.part == "professional":
        thread.answered_by_id = await _answered_by(thread)
    await _count(thread, -1 if old is State.published else 0, None)
    if old is State.published:
        await filing.forget(post)


async def hold(post: Post, thread: Thread) -> None:
    """What was published and now holds a word of the lists waits, in its place, until a moderator saw it."""
    check_move(State(post.state), State.waiting)
    post.state, post.waits_for = State.waiting.value, WaitsFor.review.value
    await post.save(update_fields=["state", "waits_for"])
    await _count(thread, -1, None)


async def set_thread_state(thread: Thread, state: State) -> None:
    """Hide, show again or remove a whole thread; its posts keep their own states."""
    old = State(thread.state)
    check_move(old, state)
    thread.state = state.value
    await thread.save(update_fields=["state"])
    if State.published in (old, state):
        sign = 1 if state is State.published else -1
        category = thread.category
        category.thread_count += sign
        category.post_count += sign * thread.post_count
        await category.save(update_fields=["thread_count", "post_count"])
        await filing.refile_thread(thread)


async def _answered_by(thread: Thread) -> int | None:
    """The profession of the latest professional's answer that is published."""
    answers = Post.filter(thread_id=thread.id, part="professional", state=State.published.value, number__gt=1)
    last = await answers.order_by("-number").first()
    return last.profession_id if last else None


async def _count(thread: Thread, sign: int, now: dt.datetime | None) -> None:
    thread.post_count += sign
    category = thread.category
    if thread.state == State.published:
        category.post_count += sign
    if now is not None:
        thread.last_post_at = category.last_post_at = now
    columns = ["post_count", "last_number", "last_post_at", "state", "answered_by_id", "solved_by"]
    await thread.save(update_fields=columns)
    await category.save(update_fields=["post_count", "thread_count", "last_post_at"])


async def recount(thread: Thread) -> None:
    """Count a thread's posts anew after some came or went, and correct its category by the difference."""
    stood = Post.filter(thread_id=thread.id, state=State.published.value)
    before, thread.post_count = thread.post_count, await stood.count()
    thread.answered_by_id = await _answered_by(thread)
    if thread.state == State.published:
        thread.category.post_count += thread.post_count - before
        await thread.category.save(update_fields=["post_count"])
    await thread.save(update_fields=["post_count", "answered_by_id", "last_number", "solved_by"])
