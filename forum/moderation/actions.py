"""What moderators do with posts, each with its reason: load, may they, does it fit, do, write, tell.

Threads as a whole are in `threads`, flags in `flagging`, appeals in `appeals`, names in `reveals`, turns on
duty in `rota`; all can be had from here. The writer always hears why; each reporter hears once.
"""

import datetime as dt

from forum.debate import steering
from forum.debate.actions import second as second_post
from forum.debate.models import Post
from forum.debate.states import State
from forum.moderation import rules, telling, writers
from forum.moderation.alarms import ring
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.flagging import flag, locked_post
from forum.moderation.models import Action, Flag, Look
from forum.moderation.queries import offered
from forum.moderation.queue import case_of
from forum.moderation.reveals import ask_name, decide_name, open_name
from forum.moderation.rota import drop_turn, hand_over, plan_turns, take_turn
from forum.moderation.sanctioning import lift, sanction
from forum.moderation.threads import note, use_tool
from forum.moderation.wire import BULK_AT_MOST, WORDS_LONGEST, BulkResult, Case, Deed, Kind, Outcome, Reason
from forum.safety import actions as safety
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing, Told

__all__ = [
    "act",
    "appeal",
    "ask_name",
    "bulk",
    "decide_appeal",
    "decide_name",
    "drop_turn",
    "flag",
    "hand_over",
    "lift",
    "look",
    "note",
    "open_name",
    "plan_turns",
    "ring",
    "take_turn",
    "use_tool",
]


async def look(actor: Actor, key: str) -> None:
    """Leave word that the actor has this case open now, so that colleagues see it."""
    async with db.transaction():
        await Look.filter(key=key).delete()
        await Look.create(key=key, person_id=actor.person_id, at=clock.now())


async def act(actor: Actor, post_id: str, wanted: Deed) -> str:
    """Do something with a post; the deed's public id. BadInput names what is missing."""
    if wanted.kind == Kind.second:
        return await _second(actor, post_id)
    async with deed(actor, wanted.kind[:40], "moderation", post_id):
        case, _ = await case_of(actor, post_id)
        post = await locked_post(post_id)
        if await writers.is_own(actor, post):
            raise rules.own_case()
        kind = _kind(actor, wanted, case, post)
        reason, words = _reason(kind, wanted), checked_words(wanted.words)
        news = await _do(actor, post, kind, wanted, words)
        row = await _written(actor, case, post, kind, wanted, reason, words)
        await _settle(actor, post, kind, wanted.baseless)
        if kind is not Kind.keep:
            await telling.writer_is_told(post, row)
        await audit.write(actor, kind.value, "moderation", post.public_id, reason=reason)
    steering.announce(news)
    return row.public_id


async def _second(actor: Actor, post_id: str) -> str:
    """A second professional stands by an answer: the debate's own act, and a line for the figures."""
    case, _ = await case_of(actor, post_id)
    await second_post(actor, post_id)
    async with db.transaction():
        post = await locked_post(post_id)
        row = await _written(actor, case, post, Kind.second, Deed(kind=Kind.second), "", "")
        await telling.writer_is_told(post, row)
    return row.public_id


async def bulk(actor: Actor, post_ids: list[str], wanted: Deed) -> BulkResult:
    """The same deed with several posts, each by itself; what can no longer be done is left."""
    rules.demand_moderator(actor)
    if wanted.kind not in rules.IN_BULK:
        raise BadInput("required", "kind", "Vælg, hvad der skal ske.", "Choose what to do.")
    if not post_ids or len(post_ids) > BULK_AT_MOST:
        raise BadInput("required", "posts", "Vælg 1 til 50 indlæg.", "Choose 1 to 50 posts.")
    _reason(Kind(wanted.kind), wanted)
    done = 0
    for post_id in dict.fromkeys(post_ids):
        try:
            await act(actor, post_id, wanted)
        except Told:
            continue
        done += 1
    return BulkResult(done, len(set(post_ids)) - done)


def _kind(actor: Actor, wanted: Deed, case: Case, post: Post) -> Kind:
    """The deed, if it makes sense with the post as it is now."""
    if wanted.kind not in {kind.value for kind in Kind}:
        raise BadInput("required", "kind", "Vælg, hvad der skal ske.", "Choose what to do.")
    kind = Kind(wanted.kind)
    if kind not in offered(actor, case, post):
        if not rules.moderates(actor):
            raise Missing
        raise rules.too_late()
    return kind


def _reason(kind: Kind, wanted: Deed) -> str:
    if wanted.reason in {reason.value for reason in Reason}:
        return wanted.reason
    if kind in rules.WITH_REASON or wanted.reason:
        raise BadInput(
            "required",
            "reason",
            "Vælg en grund. Den, der skrev, får den at vide.",
            "Choose a reason. The writer is told it.",
        )
    return ""


def checked_words(words: str, field: str = "words", longest: int = WORDS_LONGEST) -> str:
    """Words to somebody, trimmed; BadInput when there are too many."""
    if len(words) > longest:
        raise BadInput(
            "too_long", field, f"Skriv højst {longest} tegn.", f"Write at most {longest} characters."
        )
    return words.strip()


async def _do(actor: Actor, post: Post, kind: Kind, wanted: Deed, words: str) -> list[steering.News]:
    to = _STATES.get((kind, post.state))
    if to is not None:
        return await steering.set_post_state(actor, post.public_id, to)
    if kind is Kind.edit:
        return await steering.edit_text(actor, post.public_id, wanted.text)
    if kind in (Kind.pause, Kind.ban):
        await sanction(actor, post, kind, _until(kind, wanted), wanted.everywhere, wanted.reason, words)
    return []


_STATES = {
    (Kind.hide, "published"): State.hidden,
    (Kind.show, "hidden"): State.published,
    (Kind.approve, "waiting"): State.published,
    (Kind.decline, "waiting"): State.hidden,
}
"""Which deed brings a post from which state into which; a hidden post that is hidden stays so."""


def _until(kind: Kind, wanted: Deed) -> dt.datetime | None:
    if kind is Kind.ban:
        return None
    if wanted.days is None or not 1 <= wanted.days <= 90:
        raise BadInput("bad_days", "days", "Vælg 1 til 90 dage.", "Choose 1 to 90 days.")
    return clock.now() + dt.timedelta(days=wanted.days)


async def _written(
    actor: Actor, case: Case, post: Post, kind: Kind, wanted: Deed, reason: str, words: str
) -> Action:
    now = clock.now()
    return await Action.create(
        public_id=safety.public_id(),
        kind=kind.value,
        post_id=post.id,
        thread_id=post.thread_id,
        moderator_id=actor.person_id,
        municipality_id=actor.municipality_id,
        reason=reason,
        words=words,
        until=_until(kind, wanted) if kind in (Kind.pause, Kind.ban) else None,
        everywhere=wanted.everywhere and kind in (Kind.pause, Kind.ban),
        waited=round((now - case.since).total_seconds()) if case.whys else None,
        created_at=now,
    )


async def _settle(actor: Actor, post: Post, kind: Kind, baseless: bool) -> None:
    """Flags get their outcome and reporters hear it; alerts are answered; nobody has the case open."""
    flags = await Flag.filter(post_id=post.id, outcome="").select_for_update()
    outcome = Outcome.upheld
    if kind in (Kind.keep, Kind.show):
        outcome = Outcome.baseless if baseless else Outcome.kept
    for row in flags:
        row.outcome, row.decided_at = outcome.value, clock.now()
        await row.save(update_fields=["outcome", "decided_at"])
    await telling.reporters_are_told(flags)
    await safety.answered(actor, post.public_id)
    await Look.filter(key=post.public_id).delete()
