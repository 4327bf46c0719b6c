"""The forum's front page and the page of a category: threads by the time of their last post.

A page begins after a thread's last minute and key, both of which the page has shown; never at an offset. So
a page costs the same however long the list is.
"""

import datetime as dt
from typing import Any

from tortoise.expressions import Q

from forum.debate import aliases
from forum.debate.models import Category, CategoryMunicipality, Following, Thread
from forum.debate.queries.own import draft_at, unread_threads
from forum.debate.queries.rows import COLUMNS, following, thread_rows
from forum.debate.rules import Place, can, may
from forum.debate.standing import courses_of, load_category, place, written_by
from forum.debate.states import Approve, Audience, State, Way
from forum.debate.wire import THREADS, CategoryPage, CategoryRow, ThreadRow, minute
from hub.actor import Actor
from hub.errors import BadInput

HELD = 50


async def categories(actor: Actor) -> tuple[CategoryRow, ...]:
    """Every category the actor sees, in their order."""
    seen = await _seen(actor)
    ways = await _ways(actor)
    new = await _unread(actor)
    return tuple(_category_row(actor, row, ways.get(row.id), new.get(row.id, 0)) for row, _ in seen)


async def latest(actor: Actor, limit: int = 5) -> tuple[ThreadRow, ...]:
    """The threads last written in, of all categories the actor sees."""
    seen = [row.id for row, _ in await _seen(actor)]
    threads = Thread.filter(state=State.published.value, category_id__in=seen or [0])
    rows = await threads.order_by("-last_post_at", "-id").limit(limit).values(*COLUMNS)
    return await thread_rows(actor, rows, await aliases.own_ids(actor.person_id))


async def category(actor: Actor, slug: str, after: str | None = None) -> CategoryPage:
    """A category and the page of its threads that begins after `after` (a page's `next`; None: the first)."""
    row, where = await load_category(actor, slug)
    aliased = await aliases.held(actor.person_id)
    own = [alias.id for alias in aliased.values()]
    threads = await _page(row.id, after)
    first = after is None
    pinned = await _pinned(row.id) if first else []
    held = await _held(actor, where, own) if first else []
    shown = await thread_rows(actor, [*pinned, *threads[:THREADS], *held], own)
    parts = _cut(shown, len(pinned), len(threads[:THREADS]))
    return CategoryPage(
        **_facts(actor, row),
        approve=Approve(row.approve),
        alias_allowed=row.alias_allowed,
        professional_only=row.professional_only,
        slow_seconds=row.slow_seconds,
        thread_count=row.thread_count,
        pinned=parts[0],
        threads=parts[1],
        held=parts[2],
        next=_cursor(threads[THREADS - 1]) if len(threads) > THREADS else None,
        alias=await aliases.view(aliased.get(row.id)),
        draft=await draft_at(actor, f"category:{row.slug}"),
        following=await following(actor, category_id=row.id),
        can=can(actor, where),
    )


def _facts(actor: Actor, row: Category) -> dict[str, Any]:
    english = actor.language == "en"
    return {
        "slug": row.slug,
        "title": row.title_en if english else row.title_da,
        "about": row.about_en if english else row.about_da,
        "audience": Audience(row.audience),
        "closed": row.closed,
    }


def _cut(rows: tuple[ThreadRow, ...], pinned: int, threads: int) -> tuple[tuple[ThreadRow, ...], ...]:
    return rows[:pinned], rows[pinned : pinned + threads], rows[pinned + threads :]


async def _page(category_id: int, after: str | None) -> list[dict[str, Any]]:
    """One more than a page, so that one knows whether there are more. Walks index 1 of the table."""
    found = Thread.filter(category_id=category_id, state=State.published.value, pinned=False)
    if after is not None:
        moment, key = _place_in_list(after)
        found = found.filter(
            Q(last_post_at__lte=moment) & (Q(last_post_at__lt=moment) | Q(public_id__lt=key))
        )
    return await found.order_by("-last_post_at", "-public_id").limit(THREADS + 1).values(*COLUMNS)


async def _pinned(category_id: int) -> list[dict[str, Any]]:
    found = Thread.filter(category_id=category_id, state=State.published.value, pinned=True)
    return await found.order_by("-last_post_at", "-public_id").limit(THREADS).values(*COLUMNS)


async def _held(actor: Actor, where: Place, own: list[int]) -> list[dict[str, Any]]:
    """What waits or is hidden: the actor's own threads, all of them for moderators."""
    held = [State.waiting.value, State.hidden.value]
    found = Thread.filter(category_id=where.category_id, state__in=held)
    if not may(actor, "moderate", where):
        if not actor.known:
            return []
        found = found.filter(written_by(actor.person_id, own))
    return await found.order_by("-last_post_at", "-public_id").limit(HELD).values(*COLUMNS)


def _cursor(row: dict[str, Any]) -> str:
    """The row's place in the list, made of what the page shows: its minute and its key."""
    return f"{minute(row['last_post_at']).astimezone(dt.UTC):%Y%m%d%H%M}.{row['public_id']}"


def _place_in_list(after: str) -> tuple[dt.datetime, str]:
    stamp, _, key = after.partition(".")
    try:
        if len(after) > 40 or len(stamp) != 12 or not stamp.isascii() or not stamp.isdigit():
            raise ValueError
        return dt.datetime.strptime(stamp, "%Y%m%d%H%M").replace(tzinfo=dt.UTC), key
    except ValueError as error:
        raise BadInput(
            "bad_page", "after", "Siden findes ikke. Begynd forfra.", "No such page. Begin again."
        ) from error


async def _seen(actor: Actor) -> list[tuple[Category, Place]]:
    """Every category with its place, that the actor sees. Four queries."""
    rows = await Category.all().order_by("position", "title_da")
    links = await CategoryMunicipality.all().values("category_id", "municipality_id")
    courses = await courses_of(actor)
    places = [
        place(
            row,
            frozenset(link["municipality_id"] for link in links if link["category_id"] == row.id),
            courses,
        )
        for row in rows
    ]
    return [(row, where) for row, where in zip(rows, places, strict=True) if may(actor, "see", where)]


async def _ways(actor: Actor) -> dict[int, Way]:
    if not actor.known:
        return {}
    rows = await Following.filter(person_id=actor.person_id, thread_id=None).values("category_id", "way")
    return {row["category_id"]: Way(row["way"]) for row in rows}


async def _unread(actor: Actor) -> dict[int, int]:
    counts: dict[int, int] = {}
    for category_id in await unread_threads(actor):
        counts[category_id] = counts.get(category_id, 0) + 1
    return counts


def _category_row(actor: Actor, row: Category, way: Way | None, unread: int) -> CategoryRow:
    return CategoryRow(
        **_facts(actor, row),
        thread_count=row.thread_count,
        post_count=row.post_count,
        last_post_at=minute(row.last_post_at) if row.last_post_at else None,
        unread=unread,
        following=way,
    )
