"""Posts as the search knows them. What is published in a published thread can be found; all else cannot.

Called wherever a post or thread changes its state, text or place, inside the same transaction.
"""

from tortoise.queryset import QuerySet

from forum import search, text
from forum.debate.models import Category, CategoryMunicipality, Post, Thread
from forum.debate.states import Audience, State
from forum.debate.wire import minute
from forum.search.index import file_many
from hub import db

BATCH = 200


async def refile(post: Post, thread: Thread) -> None:
    """Let the post be found as it is now, or no more. The thread's category is loaded."""
    seen = State.published.value
    if post.state == seen and thread.state == seen:
        await search.index(document(post, thread), await scope(thread.category))
    else:
        await forget(post)


async def forget(post: Post) -> None:
    """Let the post be found no more."""
    await search.remove(_kind(post), post.public_id)


async def refile_thread(thread: Thread) -> None:
    """The same for every post of a thread that was hidden, shown, renamed or moved; category loaded."""
    for post in await Post.filter(thread_id=thread.id).exclude(number=None):
        await search.remove("thread" if _kind(post) == "post" else "post", post.public_id)
        await refile(post, thread)


async def scope(category: Category) -> search.Scope:
    """Who may find what is in the category, as `rules.sees` has it: places count for members only."""
    audience = Audience(category.audience)
    if audience is Audience.course:
        return search.Scope(category.slug, course_audience(category.course))
    if audience is Audience.open:
        return search.Scope(category.slug, audience.value)
    rows = await CategoryMunicipality.filter(category_id=category.id).values("municipality_id")
    return search.Scope(category.slug, audience.value, frozenset(row["municipality_id"] for row in rows))


def course_audience(course: str) -> str:
    """The audience of those who take or lead a course."""
    return f"course:{course}"


def document(post: Post, thread: Thread) -> search.Document:
    """The post as it is filed."""
    plain = text.excerpt(post.source, text.LONGEST)
    return search.Document(
        _kind(post), post.public_id, thread.title, plain, minute(post.created_at), post.part == "professional"
    )


async def file_anew(after: int) -> tuple[int, int]:
    """File the next posts behind the id `after`: the last id looked at (0: no more), and how many were filed.

    For building the index anew while people write. Whoever changes a post locks its category first, and so
    do we: what is hidden meanwhile is either not read here or taken out again behind us.
    """
    async with db.transaction():
        near = published().filter(id__gt=after).order_by("id").limit(BATCH)
        ids: dict[int, int] = dict(await near.values_list("id", "thread__category_id"))
        if not ids:
            return 0, 0
        locked = Category.filter(id__in=set(ids.values())).order_by("id").select_for_update()
        scopes = {row.id: await scope(row) for row in await locked}
        rows = await published().filter(id__in=list(ids)).order_by("id").select_related("thread")
        held = [row for row in rows if row.thread.category_id in scopes]
        filed = await file_many([(document(row, row.thread), scopes[row.thread.category_id]) for row in held])
        return max(ids), filed


def published() -> QuerySet[Post]:
    """The posts that can be found."""
    return Post.filter(state=State.published.value, thread__state=State.published.value)


def _kind(post: Post) -> str:
    return "thread" if post.number == 1 else "post"
