"""What moderation does to threads and posts. Only `forum.moderation` calls this, and asks first who may.

Every function wants an open transaction (the caller's, with its audit row) and returns the news to give to
`announce` after commit. Keys are public ids; Missing for those nobody has. Nothing here asks for permission.
An audit row about a post must not name the person behind an alias: pass no `subject_id` for those.
"""

from forum import text
from forum.debate import aliases, counting, filing, moving, telling
from forum.debate.announcing import News, announce, changed, posted
from forum.debate.models import Alias, Category, Note, Post, Thread
from forum.debate.replacing import replace
from forum.debate.states import By, State
from forum.debate.wire import NOTE_LONGEST, source, title
from hub import clock, db
from hub.actor import Actor
from hub.errors import BadInput, Missing

__all__ = [
    "News",
    "add_note",
    "announce",
    "edit_text",
    "edit_title",
    "lock",
    "merge",
    "move",
    "pin",
    "rename_alias",
    "set_post_state",
    "set_slow",
    "set_thread_state",
    "split",
]

SLOWEST = 24 * 60 * 60


async def set_post_state(actor: Actor, post: str, state: State) -> list[News]:
    """Publish what waits (it gets its number now), hide, show again or remove a post.

    Refused("illegal_move") if its state has no such move, as when somebody else was faster.
    """
    row, thread = await _post(post)
    if state is State.published:
        new = row.number is None
        await counting.publish(row, thread)
        if new:
            await telling.published(row, thread)
    else:
        new = False
        await counting.take_away(row, thread, state, By.moderator)
    return posted(thread, row.number) if new else changed(thread, row.number)


async def set_thread_state(actor: Actor, thread: str, state: State) -> list[News]:
    """Hide, show again or remove a whole thread; its posts keep their own states and come back with it."""
    row = await _thread(thread)
    await counting.set_thread_state(row, state)
    return changed(row, 0)


async def lock(actor: Actor, thread: str, locked: bool) -> list[News]:
    """Let nobody but moderators answer, or let all again."""
    return await _set(thread, locked=locked)


async def pin(actor: Actor, thread: str, pinned: bool) -> list[News]:
    """Keep a thread above the others of its category, or no longer."""
    return await _set(thread, pinned=pinned)


async def set_slow(actor: Actor, thread: str, seconds: int) -> list[News]:
    """Let each citizen write only every so many seconds in the thread; 0 ends it, a day is the most."""
    if not 0 <= seconds <= SLOWEST:
        raise BadInput("bad_number", "seconds", "Højst et døgn.", "At most a day.")
    return await _set(thread, slow_seconds=seconds)


async def move(actor: Actor, thread: str, slug: str) -> list[News]:
    """Put a thread into another category. Refused("alias_clash") if an alias in it is another's there."""
    row = await _thread(thread)
    category = await _category(slug)
    news = changed(row, 0)
    await moving.move(row, category)
    await filing.refile_thread(row)
    return news + changed(row, 0)


async def split(actor: Actor, thread: str, posts: list[str], new_title: str) -> tuple[str, list[News]]:
    """Take posts of a thread into a new one in the same category; its key. They are numbered from 1 there.

    The numbers they had are not given again. BadInput if they are none, all, or not of this thread.
    """
    heading = title(new_title)
    row = await _thread(thread)
    made = await moving.split(row, posts, heading)
    await filing.refile_thread(row)
    await filing.refile_thread(made)
    return made.public_id, changed(row, 0) + posted(made, 1)


async def merge(actor: Actor, thread: str, into: str) -> list[News]:
    """Add a thread's posts to another's, under its next numbers; links to the old one lead to the new.

    Both must be of one category (move first) and published.
    """
    first, second = sorted([await _found(thread), await _found(into)], key=lambda row: row.id)
    locked = {row.public_id: await counting.lock(row) for row in (first, second)}
    gone, kept = locked[thread], locked[into]
    kept.category = gone.category
    await moving.merge(gone, kept)
    await filing.refile_thread(kept)
    return changed(gone, 0) + posted(kept, kept.last_number)


async def edit_text(actor: Actor, post: str, wanted: str) -> list[News]:
    """Give a post another text, to take a telephone number out of it; the one before is kept as a version."""
    row, thread = await _post(post)
    kept = source(wanted)
    await replace(row, kept, text.render(kept), By.moderator)
    await filing.refile(row, thread)
    return changed(thread, row.number)


async def edit_title(actor: Actor, thread: str, wanted: str) -> list[News]:
    """Give a thread another title."""
    heading = title(wanted)
    row = await _thread(thread)
    row.title = heading
    await row.save(update_fields=["title"])
    await filing.refile_thread(row)
    return changed(row, 0)


async def add_note(actor: Actor, thread: str, told: str) -> list[News]:
    """Tell the other moderators and professionals something at a thread."""
    kept = text.neutral(told[: 2 * NOTE_LONGEST]).strip()
    if not kept or len(kept) > NOTE_LONGEST:
        raise BadInput(
            "bad_note", "text", f"Skriv 1 til {NOTE_LONGEST} tegn.", f"Write 1 to {NOTE_LONGEST} characters."
        )
    row = await _thread(thread)
    await Note.create(thread_id=row.id, author_id=actor.person_id, text=kept, created_at=clock.now())
    return []


async def rename_alias(actor: Actor, alias: str, wanted: str) -> list[News]:
    """Give an alias (its public id) another name, everywhere it stands. BadInput as when taking one."""
    row = await Alias.get_or_none(public_id=alias[:16])
    if row is None:
        raise Missing
    await db.lock_row(Category, row.category_id)
    await aliases.rename(row, wanted)
    return []


async def _set(key: str, **columns: bool | int) -> list[News]:
    row = await _thread(key)
    await row.update_from_dict(columns).save(update_fields=list(columns))
    return changed(row, 0)


async def _found(key: str) -> Thread:
    row = await Thread.get_or_none(public_id=key) if 0 < len(key) <= 16 else None
    if row is None:
        raise Missing
    return row


async def _thread(key: str) -> Thread:
    return await counting.lock(await _found(key))


async def _post(key: str) -> tuple[Post, Thread]:
    row = await Post.get_or_none(public_id=key) if 0 < len(key) <= 16 else None
    if row is None:
        raise Missing
    thread = await counting.lock(await Thread.get(id=row.thread_id))
    return await Post.get(id=row.id), thread


async def _category(slug: str) -> Category:
    found = await Category.get_or_none(slug=slug) if 0 < len(slug) <= 40 else None
    row = await db.lock_row(Category, found.id) if found else None
    if row is None:
        raise Missing
    return row
