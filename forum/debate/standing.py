"""Loading categories, threads and posts through permission. Missing and not-yours sound alike.

Each function makes the same number of queries however much there is.
"""

from tortoise.expressions import Q

from forum.debate import aliases
from forum.debate.models import Category, CategoryMunicipality, Post, Thread
from forum.debate.rules import Piece, Place, demand
from forum.debate.states import Approve, Audience, By, State, WaitsFor
from forum.safety.keys import is_id
from hub.actor import Actor
from hub.errors import Missing
from hub.sessions.models import SessionHost, SignUp
from hub.sessions.states import SignUpState


async def courses_of(actor: Actor) -> frozenset[str]:
    """Names of the courses the actor has a seat in or leads. Two queries."""
    if not actor.known:
        return frozenset()
    seats = SignUp.filter(person_id=actor.person_id, state=SignUpState.signed_up.value)
    taken = await seats.exclude(session__course="").distinct().values_list("session__course", flat=True)
    led = SessionHost.filter(person_id=actor.person_id).exclude(session__course="")
    leads = await led.distinct().values_list("session__course", flat=True)
    return frozenset(map(str, [*taken, *leads]))


async def place_of(actor: Actor, category: Category) -> Place:
    """The category as far as permission goes, seen from the actor. One query, for a course three."""
    rows = await CategoryMunicipality.filter(category_id=category.id).values_list(
        "municipality_id", flat=True
    )
    ours = frozenset(int(str(row)) for row in rows)
    is_course = category.audience == Audience.course
    return place(category, ours, await courses_of(actor) if is_course else frozenset())


def place(category: Category, municipality_ids: frozenset[int], courses: frozenset[str]) -> Place:
    """The same from what is loaded already."""
    return Place(
        category_id=category.id,
        slug=category.slug,
        audience=Audience(category.audience),
        municipality_ids=municipality_ids,
        takes_part=bool(category.course) and category.course in courses,
        closed=category.closed,
        alias_allowed=category.alias_allowed,
        approve=Approve(category.approve),
        second_professional=category.second_professional,
        professional_only=category.professional_only,
    )


async def load_category(actor: Actor, slug: str, verb: str = "see") -> tuple[Category, Place]:
    """The category, if the table lets `actor` do `verb`; Missing or Refused otherwise."""
    category = await Category.get_or_none(slug=slug) if 0 < len(slug) <= 40 else None
    if category is None:
        raise Missing
    found = await place_of(actor, category)
    demand(actor, verb, found)
    return category, found


async def load_thread(actor: Actor, key: str, verb: str = "see") -> tuple[Thread, Piece]:
    """The thread with its category loaded, if the table lets `actor` do `verb`; for one that was merged, the
    thread that took its posts."""
    thread = await _thread(key)
    if thread is not None and thread.merged_into:
        thread = await _thread(thread.merged_into)
    if thread is None:
        raise Missing
    piece = thread_piece(actor, thread, await place_of(actor, thread.category), await mine(actor, thread))
    demand(actor, verb, piece)
    return thread, piece


async def _thread(key: str) -> Thread | None:
    found = Thread.get_or_none(public_id=key).select_related("category")
    return await found if is_id(key) else None


async def load_post(actor: Actor, key: str, verb: str = "see") -> tuple[Post, Piece]:
    """The post with its thread and category loaded, if the table lets `actor` do `verb`."""
    found = Post.get_or_none(public_id=key).select_related("thread__category")
    post = await found if is_id(key) else None
    if post is None:
        raise Missing
    category = post.thread.category
    piece = post_piece(post, post.thread, await place_of(actor, category), await mine(actor, post))
    demand(actor, verb, piece)
    return post, piece


async def mine(actor: Actor, row: Thread | Post) -> bool:
    """Whether the actor wrote it, under name or alias."""
    if not actor.known:
        return False
    if row.alias_id is None:
        return row.author_id == actor.person_id
    return row.alias_id in await aliases.own_ids(actor.person_id)


def thread_piece(actor: Actor, thread: Thread, where: Place, wrote: bool) -> Piece:
    """A thread as far as permission goes."""
    state = State(thread.state)
    return Piece(place=where, thread_state=state, state=state, mine=wrote, locked=thread.locked)


def post_piece(post: Post, thread: Thread, where: Place, wrote: bool) -> Piece:
    """A post as far as permission goes."""
    return Piece(
        place=where,
        thread_state=State(thread.state),
        state=State(post.state),
        mine=wrote,
        locked=thread.locked,
        professional=post.part == "professional",
        waits_for=WaitsFor(post.waits_for),
        by_moderator=post.taken_by == By.moderator,
    )


def written_by(person_id: int | None, alias_ids: list[int]) -> Q:
    """Condition on Thread or Post: written by the person, under name or any of the aliases."""
    return Q(author_id=person_id) | Q(alias_id__in=alias_ids) if alias_ids else Q(author_id=person_id)
