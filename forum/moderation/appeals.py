"""A writer asks for a second look; another moderator decides, and what is found wrong is undone."""

from forum.debate import steering
from forum.debate.models import Post, PostVersion
from forum.debate.states import By, State
from forum.moderation import rules, telling, writers
from forum.moderation.flagging import locked_post
from forum.moderation.models import Action, Appeal, Look
from forum.moderation.queries import can_be_appealed
from forum.moderation.sanctioning import undo
from forum.moderation.wire import APPEAL_LONGEST, WORDS_LONGEST, Kind
from forum.notices.kinds import Kind as Notice
from forum.safety.actions import public_id
from forum.safety.keys import known
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused


async def appeal(actor: Actor, action_id: str, words: str) -> str:
    """Ask for a second look at what was done with one's post; the appeal's public id."""
    async with deed(actor, "create", "appeal", action_id):
        action = await _own_action(actor, action_id)
        if await Appeal.filter(action_id=action.id).exists() or not can_be_appealed(action):
            raise _too_late()
        told = _words(words, "words", APPEAL_LONGEST)
        row = await Appeal.create(
            public_id=public_id(), action_id=action.id, words=told, created_at=clock.now()
        )
        await audit.write(actor, "create", "appeal", row.public_id)
        path = f"/forum/moderation/appeals/{row.public_id}"
        await telling.duty_is_told(path, but=action.moderator_id)
    return row.public_id


async def decide_appeal(actor: Actor, appeal_id: str, undone: bool, answer: str) -> None:
    """Decide an appeal about what somebody else did; `undone`: it was wrong and is taken back."""
    async with deed(actor, "decide", "moderation", appeal_id):
        rules.demand_moderator(actor)
        row = await _locked(appeal_id)
        action = await Action.get(id=row.action_id).select_related("post")
        if row.state != "open":
            raise rules.too_late()
        own = action.post is not None and await writers.is_own(actor, action.post)
        if own or not rules.may_decide_appeal(actor, action.moderator_id):
            raise rules.own_case()
        row.answer = _words(answer, "answer", WORDS_LONGEST)
        row.state, row.decided_by_id = "undone" if undone else "upheld", actor.person_id
        row.decided_at = clock.now()
        await row.save()
        news = await _take_back(actor, action) if undone else []
        await _tell(action)
        await Look.filter(key=appeal_id).delete()
        await audit.write(actor, "decide", "moderation", appeal_id, reason=row.state)
    steering.announce(news)


async def _own_action(actor: Actor, action_id: str) -> Action:
    found = await Action.get_or_none(public_id=known(action_id))
    action = await db.lock_row(Action, found.id) if found and actor.known else None
    if action is None or action.post_id is None:
        raise Missing
    await action.fetch_related("post")
    if action.post is None or not await writers.is_own(actor, action.post):
        raise Missing
    return action


async def _locked(appeal_id: str) -> Appeal:
    found = await Appeal.get_or_none(public_id=known(appeal_id))
    row = await db.lock_row(Appeal, found.id) if found else None
    if row is None:
        raise Missing
    return row


async def _take_back(actor: Actor, action: Action) -> list[steering.News]:
    """Undo the deed as far as it still stands."""
    if action.post is None:
        return []
    post, kind = await locked_post(action.post.public_id), Kind(action.kind)
    if kind in (Kind.hide, Kind.decline) and post.state == State.hidden:
        return await _show(actor, post)
    if kind is Kind.edit:
        return await _restore_text(actor, post, action)
    if kind in (Kind.pause, Kind.ban) and action.lifted_at is None:
        await undo(action)
    return []


async def _show(actor: Actor, post: Post) -> list[steering.News]:
    """Publish the post, and the thread that was declined with it."""
    thread, news = post.thread, list[steering.News]()
    if post.number is None and thread.state == State.hidden:
        news = await steering.set_thread_state(actor, thread.public_id, State.published)
    return news + await steering.set_post_state(actor, post.public_id, State.published)


async def _restore_text(actor: Actor, post: Post, action: Action) -> list[steering.News]:
    """The text as it was before the moderator's edit, unless the writer has written anew since."""
    last = await PostVersion.filter(post_id=post.id).order_by("-number").first()
    if last is None or last.edited_by != By.moderator or last.replaced_at > action.created_at:
        return []
    return await steering.edit_text(actor, post.public_id, last.source)


async def _tell(action: Action) -> None:
    if action.post is not None:
        person = await writers.person_of(action.post)
        path = f"/forum/moderation/why/{action.public_id}"
        await telling.person_is_told(person, Notice.appeal_outcome, path)


def _words(words: str, field: str, longest: int) -> str:
    told = words.strip()
    if len(told) < 5:
        raise BadInput("required", field, "Skriv lidt mere.", "Write a little more.")
    if len(told) > longest:
        raise BadInput(
            "too_long", field, f"Skriv højst {longest} tegn.", f"Write at most {longest} characters."
        )
    return told


def _too_late() -> Refused:
    return Refused(
        "no_appeal",
        "Du kan ikke klage over det her, eller du har allerede gjort det.",
        "You cannot appeal this, or you already have.",
    )
