"""What becomes of a post: edited, taken back, seconded, found helpful, marked as the answer."""

from tortoise.expressions import F

from forum.debate import announcing, counting, filing, telling, writing
from forum.debate.models import Helpful, Post, Thread
from forum.debate.replacing import replace
from forum.debate.rules import demand
from forum.debate.standing import load_post, load_thread
from forum.debate.states import By, State, WaitsFor
from forum.debate.wire import Posted
from hub import audit, db, limits
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing, Refused


async def edit(actor: Actor, key: str, wanted: str) -> Posted:
    """Change one's own text; the one before is kept. A held word makes it wait for review again.

    An unchanged text changes nothing.
    """
    await load_post(actor, key, "edit")
    limits.hit("post", limits.who(actor))
    kept = await writing.words(actor, wanted)
    async with db.transaction():
        post, thread = await _locked(actor, key, "edit")
        await writing.check_standing(actor, thread.category_id)
        if post.source != kept.source:
            await replace(post, kept.source, kept.html, By.writer)
            if kept.verdict.hold and post.state == State.published:
                await counting.hold(post, thread)
            await filing.refile(post, thread)
            await writing.ring(actor, post, kept)
    announcing.announce(announcing.changed(thread, post.number))
    return Posted(
        thread=thread.public_id,
        post=post.public_id,
        number=post.number,
        state=State(post.state),
        waits_for=WaitsFor(post.waits_for),
        emergency=kept.verdict.emergency,
    )


async def remove(actor: Actor, key: str) -> None:
    """Take one's own post back: its place stays, its text is gone; a thread nobody else wrote in goes too."""
    async with db.transaction():
        post, thread = await _locked(actor, key, "remove")
        await counting.take_away(post, thread, State.removed, By.writer)
        if post.number == 1 and thread.post_count == 0:
            await counting.set_thread_state(thread, State.removed)
    announcing.announce(announcing.changed(thread, post.number))


async def second(actor: Actor, key: str) -> None:
    """Stand by a newcomer's answer as another professional, so that it is published.

    Refused("newcomer") for those who are newcomers themselves.
    """
    async with deed(actor, "second", "forum_post", key):
        post, thread = await _locked(actor, key, "second")
        if await writing.is_newcomer(actor.person_id):
            raise Refused(
                "newcomer",
                "Du er selv ny her. Når tre af dine svar har stået her, kan du stå inde for andres.",
                "You are new here yourself. You can second others after three answers of your own.",
            )
        post.seconded_by_id = actor.person_id
        await post.save(update_fields=["seconded_by_id"])
        await counting.publish(post, thread)
        await telling.published(post, thread)
        await audit.write(actor, "second", "forum_post", post.public_id)
    announcing.announce(announcing.posted(thread, post.number))


async def helpful(actor: Actor, key: str, on: bool = True) -> None:
    """Say, or take back, that a post was helpful. Only its writer is told how many did."""
    await load_post(actor, key, "helpful")
    async with db.transaction():
        post, _ = await _locked(actor, key, "helpful")
        if on:
            _, changed = await Helpful.get_or_create(person_id=actor.person_id, post_id=post.id)
        else:
            changed = bool(await Helpful.filter(person_id=actor.person_id, post_id=post.id).delete())
        if changed:
            await Post.filter(id=post.id).update(helpful_count=F("helpful_count") + (1 if on else -1))


async def mark_solved(actor: Actor, key: str, post: str | None) -> None:
    """Mark the post that answers the thread `key`, or take the mark away (None)."""
    thread, _ = await load_thread(actor, key, "solve")
    async with db.transaction():
        thread = await counting.lock(thread)
        if post is not None and not await _answers(thread, post):
            raise Missing
        thread.solved_by = post or ""
        await thread.save(update_fields=["solved_by"])
    announcing.announce(announcing.changed(thread, 0))


async def _answers(thread: Thread, key: str) -> bool:
    found = Post.filter(thread_id=thread.id, public_id=key[:16], state=State.published.value)
    return await found.filter(number__gt=1).exists()


async def _locked(actor: Actor, key: str, verb: str) -> tuple[Post, Thread]:
    """The post as it is under its locks, if `actor` may still do `verb`."""
    post, _ = await load_post(actor, key)
    thread = await counting.lock(post.thread)
    again, piece = await load_post(actor, key)
    if again.thread_id != thread.id:
        raise Missing
    demand(actor, verb, piece)
    return again, thread
