"""What a page that stays open asks: how far is it, and who may still see it."""

from collections.abc import Sequence

from forum.debate.models import Category, CategoryMunicipality, Thread
from forum.debate.rules import may
from forum.debate.standing import courses_of, load_category, load_thread, mine, place, thread_piece
from forum.debate.states import Audience, State
from hub.actor import Actor


async def last_number(actor: Actor, *, thread: str = "", category: str = "") -> int:
    """The highest number of a thread that the actor sees; for a category, its number of posts."""
    if thread:
        row, _ = await load_thread(actor, thread)
        return row.last_number
    topic, _ = await load_category(actor, category)
    return topic.post_count


async def who_sees(actors: Sequence[Actor], *, thread: str = "", category: str = "") -> list[bool]:
    """Of each actor, whether they see the thread or category now. Two queries, and for a course or a thread
    that is not published a few for each actor."""
    row = await Thread.get_or_none(public_id=thread).select_related("category") if thread else None
    topic = row.category if row else await Category.get_or_none(slug=category)
    if topic is None:
        return [False for _ in actors]
    links = await CategoryMunicipality.filter(category_id=topic.id).values("municipality_id")
    places = frozenset(int(link["municipality_id"]) for link in links)
    return [await _sees(actor, topic, places, row) for actor in actors]


async def _sees(actor: Actor, topic: Category, places: frozenset[int], row: Thread | None) -> bool:
    courses = await courses_of(actor) if topic.audience == Audience.course else frozenset[str]()
    where = place(topic, places, courses)
    if row is None:
        return may(actor, "see", where)
    wrote = row.state != State.published and await mine(actor, row)
    return may(actor, "see", thread_piece(actor, row, where, wrote))
