"""What one keeps for oneself: drafts, how far one has read, what one follows, the alias one goes by."""

from typing import Any

from tortoise.connection import get_connection

from forum.debate import aliases, paths
from forum.debate.models import Category, Draft, Following
from forum.debate.rules import demand
from forum.debate.standing import load_category, load_thread, place_of
from forum.debate.states import Way
from forum.debate.wire import AliasView, ThreadPage
from hub import clock, db
from hub.actor import Actor
from hub.errors import BadInput, Missing

DRAFTS = 100
DRAFT_LONGEST = 20_000
TITLE_LONGEST = 140


async def save_draft(actor: Actor, place: str, text: str, title: str = "") -> None:
    """Keep a text begun at "category:SLUG" or "thread:KEY"; an empty one is let go.

    Drafts are kept as written: they are read by their writer alone, in a field, never as HTML.
    """
    await _check_place(actor, place)
    if len(text) > DRAFT_LONGEST or len(title) > 10 * TITLE_LONGEST:
        raise BadInput("too_long", "text", "Teksten er for lang.", "The text is too long.")
    if not text.strip() and not title.strip():
        await discard_draft(actor, place)
        return
    kept = {"text": text.replace("\x00", ""), "title": title.replace("\x00", "")[:TITLE_LONGEST]}
    async with db.transaction():
        await Draft.update_or_create(
            {**kept, "updated_at": clock.now()}, person_id=actor.person_id, place=place
        )
        mine = Draft.filter(person_id=actor.person_id).order_by("-updated_at", "-id")
        old = await mine.offset(DRAFTS).limit(DRAFTS).values_list("id", flat=True)
        await Draft.filter(id__in=list(old) or [0]).delete()


async def discard_draft(actor: Actor, place: str) -> None:
    """Let a draft go."""
    _known(actor)
    await Draft.filter(person_id=actor.person_id, place=place).delete()


async def mark_read(actor: Actor, key: str, number: int) -> None:
    """Remember that one has read a thread up to a number; never backwards, never beyond its last."""
    thread, _ = await load_thread(actor, key)
    _known(actor)
    await _remember(actor, thread.public_id, min(number, thread.last_number))


async def mark_page_read(actor: Actor, page: ThreadPage) -> None:
    """Remember that one has read a page that was just loaded for this actor. One statement at most."""
    last = max((post.number for post in page.posts if post.number), default=0)
    if actor.known and last > page.read:
        await _remember(actor, page.key, last)


async def _remember(actor: Actor, key: str, number: int) -> None:
    """Begin or move the position forwards, in one statement: opening a page waits for it."""
    if number <= 0:
        return
    sql = _FORWARDS.replace("?", "$") if db.on_postgres() else _FORWARDS
    await get_connection("default").execute_query(sql, [actor.person_id, number, key])


_FORWARDS = """
INSERT INTO forum_read_position (person_id, thread_id, number)
SELECT CAST(?1 AS INT), id, CAST(?2 AS INT) FROM forum_thread WHERE public_id = ?3
ON CONFLICT (person_id, thread_id) DO UPDATE SET number = excluded.number
WHERE forum_read_position.number < excluded.number
"""


async def follow(actor: Actor, *, thread: str = "", category: str = "") -> None:
    """Hear of what is new in a thread or category."""
    await _keep_up(actor, Way.follow, thread, category)


async def mute(actor: Actor, *, thread: str = "", category: str = "") -> None:
    """Hear nothing of a thread or category, also where one is called by name."""
    await _keep_up(actor, Way.mute, thread, category)


async def unfollow(actor: Actor, *, thread: str = "", category: str = "") -> None:
    """Neither follow nor mute a thread or category any more."""
    await _keep_up(actor, None, thread, category)


async def take_alias(actor: Actor, slug: str, name: str) -> AliasView:
    """Go by an alias in a category, or by another while nothing stands under the one before.

    BadInput("bad_alias"), BadInput("alias_taken"), Refused("alias_in_use").
    """
    category, _ = await load_category(actor, slug, "take_alias")
    async with db.transaction():
        locked = await db.lock_row(Category, category.id)
        if locked is None:
            raise Missing
        demand(actor, "take_alias", await place_of(actor, locked))
        alias = await aliases.take(actor.person_id or 0, locked.id, name)
        return AliasView(alias.public_id, alias.name, await aliases.written_under(alias.id))


async def _keep_up(actor: Actor, way: Way | None, thread: str, category: str) -> None:
    if thread:
        row, _ = await load_thread(actor, thread, "follow")
        where: dict[str, Any] = {"thread_id": row.id}
    else:
        topic, _ = await load_category(actor, category, "follow")
        where = {"category_id": topic.id}
    async with db.transaction():
        if way is None:
            await Following.filter(person_id=actor.person_id, **where).delete()
        else:
            await Following.update_or_create({"way": way.value}, person_id=actor.person_id, **where)


async def _check_place(actor: Actor, place: str) -> None:
    kind, _, key = place.partition(":")
    if kind == "thread":
        await load_thread(actor, key, "follow")
    elif kind == "category" and key not in paths.RESERVED:
        await load_category(actor, key, "follow")
    else:
        raise Missing


def _known(actor: Actor) -> None:
    if not actor.known:
        raise Missing
