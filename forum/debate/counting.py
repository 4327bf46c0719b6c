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
    """Give the post its number and count it; its thread, if it waited for it, is published with it."""
    now = minute(clock.now())
    thread.last_number += 1
    post.number, post.state, post.waits_for = (
        thread.last_number,
        State.published.value,
        WaitsFor.nothing.value,
    )
    await post.save(update_fields=["number", "state", "waits_for"])
    if thread.state == State.waiting:
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
    await post.save(update_fields=["state", "taken_by", "waits_for"])
    if old is State.published:
        await _count(thread, -1, None)
        await filing.forget(post)
    elif old is State.waiting and thread.state == State.waiting:
        thread.state = state.value
        await thread.save(update_fields=["state"])


async def show_again(post: Post, thread: Thread) -> None:
    """Publish what was hidden, under the number it has."""
    check_move(State(post.state), State.published)
    post.state, post.taken_by = State.published.value, By.nobody.value
    await post.save(update_fields=["state", "taken_by"])
    await _count(thread, 1, None)
    await filing.refile(post, thread)


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


async def _count(thread: Thread, sign: int, now: dt.datetime | None) -> None:
    thread.post_count += sign
    category = thread.category
    if thread.state == State.published:
        category.post_count += sign
    if now is not None:
        thread.last_post_at = category.last_post_at = now
    await thread.save(update_fields=["post_count", "last_number", "last_post_at", "state", "answered_by_id"])
    await category.save(update_fields=["post_count", "thread_count", "last_post_at"])
