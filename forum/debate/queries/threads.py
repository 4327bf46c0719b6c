"""A thread, page by page: by the numbers of its posts, never by an offset."""

from typing import Any

from tortoise.expressions import Q

from forum.debate import aliases
from forum.debate.models import Helpful, Note, Post, ReadPosition, Thread
from forum.debate.queries.own import draft_at
from forum.debate.queries.rows import following
from forum.debate.queries.views import post_view
from forum.debate.queries.writers import POST, fill_writers, padded
from forum.debate.rules import Piece, can, is_professional, may
from forum.debate.standing import load_thread, written_by
from forum.debate.states import Audience, State, WaitsFor
from forum.debate.wire import PAGE, AliasName, NoteView, PostView, ThreadPage, minute
from hub.actor import Actor
from hub.errors import BadInput

BEFORE = 3
"""So far before the post that was asked for its page begins, where the first page does not hold it."""
WAITING = 50
NUMBERS = range(2**31)

Rows = list[dict[str, Any]]


async def thread(
    actor: Actor,
    key: str,
    *,
    after: int | None = None,
    before: int | None = None,
    at: int | None = None,
    last: bool = False,
) -> ThreadPage:
    """A thread and one page of its posts: those after or before a number, around one, or the last; else the
    first. BadInput("bad_page") for a number that cannot be one."""
    row, piece = await load_thread(actor, key)
    for number in (after, before, at):
        _check(number)
    posts, more_before, more_after = await _page(row.id, after=after, before=before, at=at, last=last)
    held = await aliases.held(actor.person_id)
    own = [alias.id for alias in held.values()]
    waiting = await _waiting(actor, row, piece, own) if not more_after else []
    solved = await _solved(row, posts) if row.solved_by and not more_before else []
    await fill_writers([*posts, *waiting, *solved])
    helpful = await _helpful(actor, [post["id"] for post in (*posts, *waiting, *solved)])
    alias = held.get(row.category_id)

    def view(found: Rows) -> tuple[PostView, ...]:
        return tuple(post_view(actor, post, row, piece.place, own, helpful) for post in found)

    return ThreadPage(
        **_facts(actor, row, piece),
        posts=view(posts),
        waiting=view(waiting),
        solved=next((post for post in view(solved) if post.author), None),
        before=posts[0]["number"] if more_before else None,
        next=posts[-1]["number"] if more_after else None,
        read=await _read(actor, row.id),
        alias=AliasName(alias.key, alias.name) if alias else None,
        draft=await draft_at(actor, f"thread:{row.public_id}"),
        following=await following(actor, thread_id=row.id),
        notes=await _notes(actor, row.id, piece),
        can={**can(actor, piece), "take_alias": may(actor, "take_alias", piece.place)},
    )


def _facts(actor: Actor, row: Thread, piece: Piece) -> dict[str, Any]:
    category = row.category
    return {
        "key": row.public_id,
        "title": row.title,
        "slug": category.slug,
        "category": category.title_en if actor.language == "en" else category.title_da,
        "audience": Audience(category.audience),
        "state": State(row.state),
        "locked": row.locked,
        "pinned": row.pinned,
        "solved_by": row.solved_by,
        "merged_into": row.merged_into,
        "post_count": row.post_count,
        "last_number": row.last_number,
        "slow_seconds": max(row.slow_seconds, category.slow_seconds),
        "alias_allowed": category.alias_allowed,
        "mine": piece.mine,
    }


def _check(number: int | None) -> None:
    if number is not None and number not in NUMBERS:
        raise BadInput("bad_page", "after", "Siden findes ikke. Begynd forfra.", "No such page. Begin again.")


async def _page(
    thread_id: int, *, after: int | None, before: int | None, at: int | None, last: bool
) -> tuple[Rows, bool, bool]:
    """The posts of a page, and whether there are more before and after it. One query."""
    numbered = Post.filter(thread_id=thread_id)
    if last or before is not None:
        until = numbered.filter(number__lt=before) if before is not None else numbered.filter(number__gt=0)
        rows = await until.order_by("-number").limit(PAGE + 1).values(*POST)
        return rows[:PAGE][::-1], len(rows) > PAGE, before is not None and bool(rows)
    since = after if after is not None else 0
    if at is not None and at > PAGE:
        since = at - BEFORE
    rows = await numbered.filter(number__gt=since).order_by("number").limit(PAGE + 1).values(*POST)
    return rows[:PAGE], since > 0 and bool(rows), len(rows) > PAGE


async def _waiting(actor: Actor, row: Thread, piece: Piece, own: list[int]) -> Rows:
    """Posts without a number that the actor may see. One query, none for strangers."""
    if not actor.known:
        return []
    held = [State.waiting.value, State.hidden.value]
    found = Post.filter(thread_id=row.id, number=None, state__in=held)
    if not may(actor, "moderate", piece):
        mine = written_by(actor.person_id, own)
        found = found.filter(mine | Q(waits_for=WaitsFor.second.value) if is_professional(actor) else mine)
    return await found.order_by("id").limit(WAITING).values(*POST)


async def _solved(row: Thread, posts: Rows) -> Rows:
    """The answer that helped, where the first page does not hold it. One query at most."""
    if any(post["public_id"] == row.solved_by for post in posts):
        return []
    return await Post.filter(thread_id=row.id, public_id=row.solved_by).values(*POST)


async def _helpful(actor: Actor, post_ids: list[int]) -> set[int]:
    if not actor.known:
        return set()
    rows = Helpful.filter(person_id=actor.person_id, post_id__in=padded(post_ids))
    return {int(str(row)) for row in await rows.values_list("post_id", flat=True)}


async def _read(actor: Actor, thread_id: int) -> int:
    if not actor.known:
        return 0
    row = await ReadPosition.get_or_none(person_id=actor.person_id, thread_id=thread_id)
    return row.number if row else 0


async def _notes(actor: Actor, thread_id: int, piece: Piece) -> tuple[NoteView, ...]:
    if not may(actor, "notes", piece):
        return ()
    rows = await Note.filter(thread_id=thread_id).order_by("id").values("author__name", "text", "created_at")
    return tuple(NoteView(row["author__name"] or "", row["text"], minute(row["created_at"])) for row in rows)
