"""What every new post passes: its words judged, the writer's standing, slow mode, what it waits for."""

import datetime as dt
import math

import msgspec

from forum import text
from forum.debate import aliases, paths
from forum.debate.models import Category, Post, Thread
from forum.debate.rules import NEWCOMER_ANSWERS, Place, Writer, is_professional, moderates, newcomer, waits
from forum.debate.states import State, WaitsFor
from forum.debate.wire import Part, source
from forum.safety import actions as safety_actions
from forum.safety import queries as safety_queries
from forum.safety.wire import Verdict
from hub import clock
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.errors import Refused


class Words(msgspec.Struct, frozen=True):
    """A text ready to be stored, and what the word lists say of it."""

    source: str
    html: str
    verdict: Verdict


async def words(actor: Actor, wanted: str, title: str = "") -> Words:
    """Clean, render and judge a text; outside the transaction, since it takes its time."""
    kept = source(wanted)
    verdict = await safety_queries.judge(f"{title}\n\n{kept}" if title else kept, actor.municipality_id)
    return Words(kept, text.render(kept), verdict)


class Voice(msgspec.Struct, frozen=True):
    """Under what a post is written: exactly one of `author_id` and `alias_id`."""

    author_id: int | None
    alias_id: int | None
    part: Part
    profession_id: int | None
    municipality_id: int | None


async def voice(actor: Actor, place: Place, under_alias: bool) -> Voice:
    """The writer as the post will show them. Refused("alias_not_allowed"), Refused("no_alias")."""
    if under_alias:
        alias = await aliases.own(actor.person_id, place.category_id)
        if not place.alias_allowed or is_professional(actor):
            raise _alias_not_allowed()
        if alias is None:
            raise _no_alias()
        return Voice(None, alias.id, _citizen(actor), None, None)
    if is_professional(actor):
        person = await Person.get(id=actor.person_id)
        return Voice(person.id, None, "professional", person.profession_id, person.municipality_id)
    if moderates(actor, place) and not actor.has(Role.citizen, Role.relative):
        return Voice(actor.person_id, None, "moderator", None, actor.municipality_id)
    return Voice(actor.person_id, None, _citizen(actor), None, None)


def _citizen(actor: Actor) -> Part:
    return "relative" if actor.has(Role.relative) and not actor.has(Role.citizen) else "citizen"


async def check_standing(actor: Actor, category_id: int) -> None:
    """Refused("paused") for whoever a moderator has stopped from writing here, with end and reason."""
    standing = await safety_queries.standing(actor.person_id or 0, category_id)
    if standing.may_write:
        return
    until = f"{clock.local(standing.until):%d.%m.%Y %H.%M}" if standing.until else ""
    raise Refused(
        "paused",
        f"Du kan ikke skrive her {f'før {until}' if until else 'nu'}. {standing.reason}".strip(),
        f"You cannot write here {f'until {until}' if until else 'now'}. {standing.reason}".strip(),
    )


async def check_pace(actor: Actor, place: Place, category: Category, thread: Thread | None) -> None:
    """Under the category's lock: Refused("slow_mode") for whoever wrote too recently. Staff answer freely."""
    if is_professional(actor) or moderates(actor, place):
        return
    alias = await aliases.own(actor.person_id, category.id)
    alias_id = alias.id if alias else None
    if thread is not None and thread.slow_seconds:
        _check_wait(await _last(actor, alias_id, thread_id=thread.id), thread.slow_seconds)
    if category.slow_seconds:
        last = await _last(actor, alias_id, thread__category_id=category.id)
        _check_wait(last, category.slow_seconds)


async def _last(actor: Actor, alias_id: int | None, **where: int) -> dt.datetime | None:
    """When the actor last wrote there, under name or alias."""
    found = [Post.filter(author_id=actor.person_id, **where)]
    if alias_id is not None:
        found.append(Post.filter(alias_id=alias_id, **where))
    rows = [await query.order_by("-id").first() for query in found]
    return max((row.created_at for row in rows if row), default=None)


def _check_wait(last: dt.datetime | None, seconds: int) -> None:
    left = (last + dt.timedelta(seconds=seconds) - clock.now()).total_seconds() if last else 0
    if left <= 0:
        return
    minutes = math.ceil(left / 60)
    raise Refused(
        "slow_mode",
        f"Her skriver vi i ro og mag. Du kan skrive igen om {minutes} min. Din kladde er gemt.",
        f"We take our time here. You can write again in {minutes} min. Your draft is kept.",
    )


async def waiting_for(actor: Actor, place: Place, wrote_as: Voice, hold: bool) -> WaitsFor:
    """What the post waits for before others see it, as the rules say."""
    professional = wrote_as.part == "professional"
    writer = Writer(
        professional=professional,
        moderator=moderates(actor, place) and not professional,
        newcomer=professional and await is_newcomer(actor.person_id),
        has_written=not professional and await _has_written(wrote_as, place.category_id),
    )
    return waits(place, writer, hold)


async def is_newcomer(person_id: int | None) -> bool:
    """Whether the professional is a newcomer, as the rules say."""
    stood = Post.filter(author_id=person_id, part="professional", state=State.published.value)
    return newcomer(len(await stood.limit(NEWCOMER_ANSWERS).values_list("id", flat=True)))


async def _has_written(wrote_as: Voice, category_id: int) -> bool:
    mine = {"alias_id": wrote_as.alias_id} if wrote_as.alias_id else {"author_id": wrote_as.author_id}
    stood = Post.filter(**mine, thread__category_id=category_id, state=State.published.value)
    return await stood.exists()


async def store(thread: Thread, kept: Words, wrote_as: Voice, wait: WaitsFor, reply_to: int | None) -> Post:
    """The post as a row that waits; `counting.publish` makes it seen."""
    return await Post.create(
        public_id=aliases.new_key(),
        thread_id=thread.id,
        author_id=wrote_as.author_id,
        alias_id=wrote_as.alias_id,
        part=wrote_as.part,
        profession_id=wrote_as.profession_id,
        municipality_id=wrote_as.municipality_id,
        source=kept.source,
        html=kept.html,
        state=State.waiting.value,
        waits_for=wait.value,
        reply_to_id=reply_to,
        created_at=clock.now(),
    )


async def ring(actor: Actor, post: Post, kept: Words) -> None:
    """In the transaction: an emergency word alerts who is on duty; it never stops the post."""
    if kept.verdict.emergency is not None:
        await safety_actions.alert(actor, kept.verdict, paths.post(post.public_id), post.public_id)


def _alias_not_allowed() -> Refused:
    return Refused(
        "alias_not_allowed",
        "Her skriver alle under eget navn. Fagfolk skriver altid under navn og titel.",
        "Here everybody writes under their own name. Professionals always write under name and title.",
    )


def _no_alias() -> Refused:
    return Refused("no_alias", "Vælg et dæknavn først.", "Choose an alias first.")
