"""What moderators and those concerned read: a case, deeds and their reasons, appeals, names asked for.

The queue itself is in `queue`, figures in `statistics`. Reads only.
"""

import datetime as dt
from collections.abc import Collection

import msgspec

from forum.debate.models import Note, Post
from forum.moderation import rules, writers
from forum.moderation.models import Action, Appeal, Flag, Reveal
from forum.moderation.queue import case_of, queue, seconds
from forum.moderation.statistics import statistics
from forum.moderation.wire import (
    ActionView,
    AppealView,
    Case,
    Kind,
    MyFlag,
    NoteView,
    OneCase,
    Reason,
    RevealView,
    Why,
    WhyView,
)
from forum.safety.keys import known
from forum.safety.queries import turns as safety_turns
from forum.safety.wire import DutyView
from hub import clock
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.errors import Missing

__all__ = [
    "appeal_for",
    "case_for",
    "duty",
    "my_flags",
    "queue",
    "reveals",
    "sanctions",
    "statistics",
    "turns",
    "whom_to_plan",
    "why",
    "whys",
]

RELATED = ("post__author", "post__alias", "thread", "moderator", "municipality")
LISTED = 100


async def case_for(actor: Actor, post_id: str) -> OneCase:
    """A post on the moderator's table; Missing for whoever has no business with it."""
    case, post = await case_of(actor, post_id)
    own = await writers.is_own(actor, post)
    acted = Action.filter(post_id=post.id).order_by("-id").limit(LISTED).select_related(*RELATED)
    notes = Note.filter(thread_id=post.thread_id).order_by("id").limit(LISTED).select_related("author")
    return OneCase(
        case=case,
        html=post.html,
        source=post.source,
        locked=post.thread.locked,
        pinned=post.thread.pinned,
        history=tuple(_action(actor, row) for row in await acted),
        notes=tuple(NoteView(n.author.name if n.author else "", n.text, n.created_at) for n in await notes),
        offered=() if own else offered(actor, case, post),
        own=own,
        reveal=await _reveal_of(actor, post),
    )


def offered(actor: Actor, case: Case, post: Post) -> tuple[Kind, ...]:
    """The deeds that make sense with the post now, for this actor."""
    if post.state == "waiting" and post.waits_for == "second":
        second = (Kind.second,) if seconds(actor) else ()
        return second + ((Kind.decline,) if rules.moderates(actor) else ())
    kinds = rules.OFFERED.get(post.state, ()) if rules.moderates(actor) else ()
    asked = bool(set(case.whys) & {Why.flags, Why.alert})
    return tuple(kind for kind in kinds if asked or kind is not Kind.keep)


class OnDuty(msgspec.Struct, frozen=True):
    """Who is on duty now, and whose turn is next."""

    now: tuple[DutyView, ...]
    next: DutyView | None


async def duty(actor: Actor) -> OnDuty:
    """Who is on duty now and who is next."""
    now = clock.now()
    found = await turns(actor, now, now + rules.AHEAD)
    coming = [turn for turn in found if turn.starts_at > now]
    return OnDuty(tuple(turn for turn in found if turn.starts_at <= now), coming[0] if coming else None)


async def turns(actor: Actor, since: dt.datetime, until: dt.datetime) -> list[DutyView]:
    """The rota between two moments."""
    if not rules.reads_rota(actor) and not seconds(actor):
        raise Missing
    return await safety_turns(actor, since, until)


async def whom_to_plan(actor: Actor) -> list[tuple[int, str]]:
    """The moderators one can give a turn: id, name and municipality."""
    rules.demand_planner(actor)
    found = Person.filter(active=True, roles__role=Role.moderator.value).order_by("name_key", "id")
    rows = await found.values("id", "name", "municipality__name")
    return [(row["id"], ", ".join(filter(None, (row["name"], row["municipality__name"])))) for row in rows]


async def sanctions(actor: Actor) -> list[ActionView]:
    """Pauses and bans, newest first, by the name they were given under."""
    rules.demand_moderator(actor)
    rows = Action.filter(kind__in=[Kind.pause.value, Kind.ban.value]).order_by("-id").limit(LISTED)
    return [_action(actor, row) for row in await rows.select_related(*RELATED)]


def _action(actor: Actor, row: Action) -> ActionView:
    lasting = row.lifted_at is None and (row.until is None or row.until > clock.now())
    return ActionView(
        public_id=row.public_id,
        kind=Kind(row.kind),
        reason=row.reason,
        words=row.words,
        by=row.moderator.name if row.moderator else "",
        municipality=row.municipality.name if row.municipality else "",
        at=row.created_at,
        until=row.until,
        everywhere=row.everywhere,
        post=row.post.public_id if row.post else "",
        title=row.thread.title,
        writer=writers.shown(row.post) if row.post else None,
        lifted_at=row.lifted_at,
        may_lift=lasting and row.kind in (Kind.pause, Kind.ban) and rules.moderates(actor),
    )


async def why(actor: Actor, action_id: str) -> WhyView:
    """Why something was done with what the actor wrote; Missing for everybody but the writer."""
    action = await Action.get_or_none(public_id=known(action_id)).select_related(*RELATED)
    if action is None or action.post is None or not await writers.is_own(actor, action.post):
        raise Missing
    appeal = await Appeal.get_or_none(action_id=action.id)
    return WhyView(
        public_id=action.public_id,
        kind=Kind(action.kind),
        reason=action.reason,
        words=action.words,
        municipality=action.municipality.name if action.municipality else "",
        at=action.created_at,
        until=action.until,
        title=action.thread.title,
        thread=action.thread.public_id,
        html=action.post.html,
        may_appeal=appeal is None and can_be_appealed(action),
        appeal=appeal.state if appeal else "",
        appeal_words=appeal.words if appeal else "",
        answer=appeal.answer if appeal else "",
    )


async def whys(actor: Actor, post_ids: Collection[str]) -> dict[str, str]:
    """Of these posts the actor's own with which a moderator has done something that can weigh on them, each
    with the last such deed, for `why`. Nothing is asked about none."""
    if not post_ids:
        return {}
    weighs = [kind.value for kind in rules.APPEALABLE]
    deeds = Action.filter(post__public_id__in=list(post_ids), kind__in=weighs).order_by("id")
    last = {row.post_id: (row.post, row.public_id) for row in await deeds.select_related("post")}
    return {
        post.public_id: deed for post, deed in last.values() if post and await writers.is_own(actor, post)
    }


def can_be_appealed(action: Action) -> bool:
    """A person did it, it weighs on the writer, and it is not too long ago."""
    recent = clock.now() - action.created_at <= rules.APPEAL_WITHIN
    return action.moderator_id is not None and Kind(action.kind) in rules.APPEALABLE and recent


async def my_deeds(actor: Actor) -> list[WhyView]:
    """What was done with the actor's own posts under their own name, newest first."""
    rows = Action.filter(post__author_id=actor.person_id, post__alias_id=None).order_by("-id").limit(20)
    ids = await rows.values_list("public_id", flat=True)
    return [await why(actor, str(public_id)) for public_id in ids]


async def appeal_for(actor: Actor, appeal_id: str) -> AppealView:
    """One appeal, with the deed it is about."""
    rules.demand_moderator(actor)
    related = tuple(f"action__{name}" for name in RELATED)
    appeal = await Appeal.get_or_none(public_id=known(appeal_id)).select_related(*related)
    if appeal is None or appeal.action.post is None:
        raise Missing
    own = await writers.is_own(actor, appeal.action.post)
    may = appeal.state == "open" and rules.may_decide_appeal(actor, appeal.action.moderator_id)
    return AppealView(
        public_id=appeal.public_id,
        words=appeal.words,
        state=appeal.state,
        at=appeal.created_at,
        answer=appeal.answer,
        action=_action(actor, appeal.action),
        may_decide=may and not own,
        html=appeal.action.post.html,
    )


async def my_flags(actor: Actor) -> list[MyFlag]:
    """The actor's own flags and what became of them, newest first."""
    if not rules.flags(actor):
        raise Missing
    rows = Flag.filter(person_id=actor.person_id).order_by("-id").limit(LISTED)
    return [_my_flag(row) for row in await rows.select_related("post__thread")]


def _my_flag(row: Flag) -> MyFlag:
    return MyFlag(
        title=row.post.thread.title,
        thread=row.post.thread.public_id,
        number=row.post.number,
        reason=Reason(row.reason),
        at=row.created_at,
        outcome=row.outcome,
        decided_at=row.decided_at,
    )


async def flags_left(actor: Actor) -> int:
    """How many flags the actor may still send today."""
    since = clock.now() - dt.timedelta(days=1)
    sent = await Flag.filter(person_id=actor.person_id, created_at__gt=since).count()
    return max(0, rules.allowance(await baseless(actor.person_id or 0)) - sent)


async def baseless(person_id: int) -> int:
    """How many of the person's flags had nothing in them lately."""
    since = clock.now() - rules.BASELESS_FOR
    return await Flag.filter(person_id=person_id, outcome="baseless", decided_at__gt=since).count()


async def reveals(actor: Actor) -> list[RevealView]:
    """Names asked for, newest first."""
    rules.demand_moderator(actor)
    rows = (
        Reveal.all().order_by("-id").limit(LISTED).select_related("post__thread", "post__alias", "asked_by")
    )
    return [reveal_view(actor, row) for row in await rows]


async def _reveal_of(actor: Actor, post: Post) -> RevealView | None:
    if post.alias_id is None or not rules.moderates(actor):
        return None
    rows = Reveal.filter(post_id=post.id).order_by("-id")
    row = await rows.select_related("post__thread", "post__alias", "asked_by").first()
    return reveal_view(actor, row) if row else None


def reveal_view(actor: Actor, row: Reveal) -> RevealView:
    """A wish, its post and asker loaded, as `actor` sees it."""
    state = row.state
    if state in ("asked", "confirmed") and clock.now() - row.asked_at > rules.REVEAL_WITHIN:
        state = "expired"
    return RevealView(
        public_id=row.public_id,
        alias=row.post.alias.name if row.post.alias else "",
        post=row.post.public_id,
        title=row.post.thread.title,
        reason=row.reason,
        by=row.asked_by.name,
        at=row.asked_at,
        state=state,
        may_decide=state == "asked" and rules.may_confirm(actor, row.asked_by_id, row.asked_login),
        may_open=state == "confirmed" and row.asked_by_id == actor.person_id,
    )
