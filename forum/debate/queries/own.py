"""What is one's own: drafts, posts under name and aliases, what is new in followed threads."""

import secrets

from forum import text
from forum.debate import aliases, paths
from forum.debate.models import Draft, Following, Post, ReadPosition
from forum.debate.standing import load_category, written_by
from forum.debate.states import State, WaitsFor, Way
from forum.debate.wire import DraftView, MyPost, MyPosts
from hub.actor import Actor
from hub.errors import Missing
from hub.sessions.sign_ups import aliases as names

PAGE = 25
EXCERPT = 140


async def drafts(actor: Actor) -> tuple[DraftView, ...]:
    """The texts one has begun, the latest first."""
    if not actor.known:
        return ()
    rows = await Draft.filter(person_id=actor.person_id).order_by("-updated_at", "-id").limit(100)
    return tuple(map(_draft, rows))


async def draft_at(actor: Actor, place: str) -> DraftView | None:
    """The text one has begun at a place. One query, or none for strangers."""
    if not actor.known:
        return None
    row = await Draft.get_or_none(person_id=actor.person_id, place=place)
    return _draft(row) if row else None


def _draft(row: Draft) -> DraftView:
    kind, _, key = row.place.partition(":")
    path = paths.thread(key) if kind == "thread" else paths.category(key)
    return DraftView(row.place, path, row.title, row.text, row.updated_at)


async def my_posts(actor: Actor, after: str | None = None) -> MyPosts:
    """One's own posts, the newest first; `after` is the key of the last on the page before."""
    if not actor.known:
        raise Missing
    found = Post.filter(written_by(actor.person_id, await aliases.own_ids(actor.person_id)))
    if after is not None:
        last = await Post.get_or_none(public_id=after[:16])
        if last is None:
            raise Missing
        found = found.filter(id__lt=last.id)
    rows = await found.order_by("-id").limit(PAGE + 1).values(*_MINE)
    posts = tuple(
        MyPost(
            key=row["public_id"],
            thread=row["thread__public_id"],
            title=row["thread__title"],
            slug=row["thread__category__slug"],
            number=row["number"],
            excerpt=text.excerpt(row["source"], EXCERPT),
            alias=row["alias__name"] or "",
            state=State(row["state"]),
            waits_for=WaitsFor(row["waits_for"]),
            at=row["created_at"],
        )
        for row in rows[:PAGE]
    )
    return MyPosts(posts, posts[-1].key if len(rows) > PAGE else None)


_MINE = (
    "public_id",
    "number",
    "source",
    "state",
    "waits_for",
    "created_at",
    "alias__name",
    "thread__public_id",
    "thread__title",
    "thread__category__slug",
)


async def unread(actor: Actor) -> int:
    """How many followed threads have something new."""
    return len(await unread_threads(actor))


async def unread_threads(actor: Actor) -> list[int]:
    """The category of each followed thread with something new. Two queries, or none for strangers."""
    if not actor.known:
        return []
    mine = Following.filter(
        person_id=actor.person_id, way=Way.follow.value, thread__state=State.published.value
    )
    rows = await mine.values("thread_id", "thread__last_number", "thread__category_id")
    read = ReadPosition.filter(
        person_id=actor.person_id, thread_id__in=[row["thread_id"] for row in rows] or [0]
    )
    seen = {row["thread_id"]: row["number"] for row in await read.values("thread_id", "number")}
    return [
        int(row["thread__category_id"])
        for row in rows
        if row["thread__last_number"] > seen.get(row["thread_id"], 0)
    ]


async def alias_suggestions(actor: Actor, slug: str, n: int = 5) -> list[str]:
    """Names nobody in the category has, to choose from."""
    category, _ = await load_category(actor, slug, "take_alias")
    taken = await aliases.count(category.id)
    found: dict[str, str] = {}
    while len(found) < n:
        drawn = names.suggestions(secrets.SystemRandom(), 2 * n + 6, taken)
        used = await aliases.taken(category.id, [text.skeleton(name) for name in drawn])
        found |= {text.skeleton(name): name for name in drawn if text.skeleton(name) not in used}
    return list(found.values())[:n]
