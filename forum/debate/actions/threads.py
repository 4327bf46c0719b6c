"""Starting threads and answering in them."""

from forum.debate import aliases, announcing, counting, telling, writing
from forum.debate.models import Category, Draft, Following, Post, ReadPosition, Thread
from forum.debate.rules import Piece, demand
from forum.debate.standing import load_category, load_thread, mine, place_of, thread_piece
from forum.debate.states import State, WaitsFor, Way
from forum.debate.wire import Posted, PostForm, ThreadForm, minute, title
from hub import clock, db, limits
from hub.actor import Actor
from hub.errors import Missing


async def start_thread(actor: Actor, slug: str, form: ThreadForm) -> Posted:
    """Start a thread in a category. What waits for review is seen by its writer and moderators only."""
    category, place = await load_category(actor, slug, "start")
    limits.hit("post", limits.who(actor))
    heading = title(form.title)
    kept = await writing.words(actor, form.text, heading)
    async with db.transaction():
        locked = await db.lock_row(Category, category.id)
        if locked is None:
            raise Missing
        place = await place_of(actor, locked)
        demand(actor, "start", place)
        await writing.check_standing(actor, locked.id)
        await writing.check_pace(actor, place, locked, None)
        voice = await writing.voice(actor, place, form.alias)
        wait = await writing.waiting_for(actor, place, voice, kept.verdict.hold)
        thread = await _new_thread(locked, heading, voice)
        post = await writing.store(thread, kept, voice, wait, None)
        if wait is WaitsFor.nothing:
            await counting.publish(post, thread)
            await telling.published(post, thread)
        await writing.ring(actor, post, kept)
        await _after(actor, thread, post, f"category:{locked.slug}")
    announcing.announce(announcing.posted(thread, post.number))
    return _posted(thread, post, kept)


async def reply(actor: Actor, key: str, form: PostForm) -> Posted:
    """Answer in a thread. A newcomer's professional answer may wait for a second professional."""
    thread, _ = await load_thread(actor, key, "reply")
    limits.hit("post", limits.who(actor))
    kept = await writing.words(actor, form.text)
    async with db.transaction():
        thread = await counting.lock(thread)
        piece = await _piece(actor, thread)
        demand(actor, "reply", piece)
        place = piece.place
        await writing.check_standing(actor, thread.category_id)
        await writing.check_pace(actor, place, thread.category, thread)
        voice = await writing.voice(actor, place, form.alias)
        wait = await writing.waiting_for(actor, place, voice, kept.verdict.hold)
        post = await writing.store(thread, kept, voice, wait, await _answered(thread, form.reply_to))
        if wait is WaitsFor.nothing:
            await counting.publish(post, thread)
            await telling.published(post, thread)
        await writing.ring(actor, post, kept)
        await _after(actor, thread, post, f"thread:{thread.public_id}")
    announcing.announce(announcing.posted(thread, post.number))
    return _posted(thread, post, kept)


async def _piece(actor: Actor, thread: Thread) -> Piece:
    place = await place_of(actor, thread.category)
    return thread_piece(actor, thread, place, await mine(actor, thread))


async def _new_thread(category: Category, heading: str, voice: writing.Voice) -> Thread:
    now = clock.now()
    thread = await Thread.create(
        public_id=aliases.new_key(),
        category_id=category.id,
        title=heading,
        author_id=voice.author_id,
        alias_id=voice.alias_id,
        part=voice.part,
        state=State.waiting.value,
        created_at=now,
        last_post_at=minute(now),
    )
    thread.category = category
    return thread


async def _answered(thread: Thread, key: str) -> int | None:
    """The row of the post that is answered; None for none, or one that is not to be seen in this thread."""
    if not key:
        return None
    row = await Post.get_or_none(public_id=key[:16], thread_id=thread.id, state=State.published.value)
    return row.id if row else None


async def _after(actor: Actor, thread: Thread, post: Post, draft: str) -> None:
    """The draft has served; the writer has read so far, and hears what is answered unless they muted it."""
    await Draft.filter(person_id=actor.person_id, place=draft).delete()
    number = post.number or thread.last_number
    row, new = await ReadPosition.get_or_create(
        {"number": number}, person_id=actor.person_id, thread_id=thread.id
    )
    if not new and row.number < number:
        row.number = number
        await row.save(update_fields=["number"])
    way = {"way": Way.follow.value}
    await Following.get_or_create(way, person_id=actor.person_id, thread_id=thread.id)


def _posted(thread: Thread, post: Post, kept: writing.Words) -> Posted:
    return Posted(
        thread=thread.public_id,
        post=post.public_id,
        number=post.number,
        state=State(post.state),
        waits_for=WaitsFor(post.waits_for),
        emergency=kept.verdict.emergency,
    )
