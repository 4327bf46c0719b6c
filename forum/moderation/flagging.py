"""Flagging a post: once each, so many a day, and what three flags do."""

from forum.debate import counting, steering
from forum.debate.models import Post
from forum.debate.queries import post as visible_post
from forum.debate.states import State
from forum.moderation import rules, telling, writers
from forum.moderation.models import Action, Flag
from forum.moderation.queries import baseless, flags_left
from forum.moderation.queue import seconds
from forum.moderation.wire import FLAG_WORDS_LONGEST, Kind, Reason
from forum.safety.actions import public_id
from forum.safety.keys import known
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused


async def flag(actor: Actor, post_id: str, reason: str, words: str = "") -> None:
    """Ask a moderator to look at a post. The third flag on a citizen's post hides it until one has."""
    async with deed(actor, "create", "flag", post_id):
        if not rules.flags(actor):
            raise Missing
        await visible_post(actor, post_id)
        post = await locked_post(post_id)
        await db.lock_row(Person, actor.person_id or 0)  # so that two at once cannot pass the day's limit
        await _check(actor, post)
        row = await _written(actor, post, _reason(reason), _words(words))
        await audit.write(actor, "create", "flag", row.public_id)
        news = await _hide_if_many(actor, post)
        if news or row.reason in rules.URGENT:
            await telling.duty_is_told(f"/forum/moderation/posts/{post.public_id}")
    steering.announce(news)


async def locked_post(post_id: str) -> Post:
    """The post and its thread, locked as the debate locks them; Missing if it is gone."""
    found = await Post.get_or_none(public_id=known(post_id)).select_related("thread")
    if found is None:
        raise Missing
    thread = await counting.lock(found.thread)
    post = await Post.get(id=found.id)
    if post.thread_id != thread.id:
        raise Missing
    post.thread = thread
    return post


async def _check(actor: Actor, post: Post) -> None:
    if await writers.is_own(actor, post):
        raise Refused(
            "own_post",
            "Det er dit eget indlæg. Du kan selv rette eller fjerne det.",
            "This is your own post. You can edit or remove it yourself.",
        )
    if await Flag.filter(post_id=post.id, person_id=actor.person_id).exists():
        raise Refused(
            "already_flagged",
            "Du har allerede anmeldt indlægget. En moderator ser på det.",
            "You have already reported the post. A moderator looks at it.",
        )
    if await flags_left(actor) == 0:
        raise Refused(
            "too_many_flags",
            "Du har anmeldt så mange, som man kan på en dag. Ring til os, hvis det haster.",
            "You have reported as many as one can in a day. Call us if it is urgent.",
        )


def _reason(reason: str) -> Reason:
    if reason not in {one.value for one in Reason}:
        raise BadInput("required", "reason", "Vælg, hvad der er galt.", "Choose what is wrong.")
    return Reason(reason)


def _words(words: str) -> str:
    if len(words) > FLAG_WORDS_LONGEST:
        raise BadInput("too_long", "words", "Skriv højst 300 tegn.", "Write at most 300 characters.")
    return words.strip()


async def _written(actor: Actor, post: Post, reason: Reason, words: str) -> Flag:
    return await Flag.create(
        public_id=public_id(),
        post_id=post.id,
        person_id=actor.person_id,
        reason=reason.value,
        words=words,
        professional=seconds(actor),
        counts=rules.counts_towards_hiding(await baseless(actor.person_id or 0)),
        created_at=clock.now(),
    )


async def _hide_if_many(actor: Actor, post: Post) -> list[steering.News]:
    """The rule of flags; the writer is told, with the rule as the reason."""
    counted = await Flag.filter(post_id=post.id, outcome="", counts=True).count()
    if not rules.hides(post.part, post.state, counted):
        return []
    news = await steering.set_post_state(actor, post.public_id, State.hidden)
    row = await Action.create(
        public_id=public_id(),
        kind=Kind.flags.value,
        post_id=post.id,
        thread_id=post.thread_id,
        created_at=clock.now(),
    )
    await telling.writer_is_told(post, row)
    return news
