"""Pages of threads and posts: whole, in order, by key, and as many queries for one row as for three."""

from collections.abc import Awaitable, Callable

import pytest

from forum.debate import actions, queries, steering
from forum.debate.models import Post, Thread
from forum.debate.queries.writers import padded
from forum.debate.wire import PAGE, THREADS
from hub import db, limits
from hub.actor import ANONYMOUS, Actor
from hub.errors import BadInput
from tests.conftest import Clock
from tests.forum.debate.conftest import Forum, answered, started
from tests.forum.debate.counted import asked


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many posts by few people."""
    monkeypatch.setattr(limits, "hit", lambda name, key: None)


async def test_a_category_is_walked_by_key_without_gap_or_double(forum: Forum, frozen_clock: Clock) -> None:
    made = []
    for n in range(2 * THREADS + 3):
        if n % 3 == 0:
            frozen_clock.forward(seconds=40)
        made.append((await started(forum.kirsten, title=f"Spørgsmål nummer {n}")).thread)
    async with db.transaction():
        await steering.pin(forum.mette, made[0], True)
    seen: list[str] = []
    after: str | None = None
    sizes = []
    for _ in range(4):
        page = await queries.category(ANONYMOUS, "open", after)
        assert bool(page.pinned) is (after is None)
        seen += [row.key for row in page.threads]
        sizes.append(len(page.threads))
        after = page.next
        if after is None:
            break
    assert sizes == [THREADS, THREADS, 2]
    assert sorted(seen) == sorted(made[1:])
    rows = [await Thread.get(public_id=key) for key in seen]
    order = [(row.last_post_at, row.public_id) for row in rows]
    assert order == sorted(order, reverse=True)


async def test_a_thread_is_walked_both_ways(forum: Forum) -> None:
    made = await started(forum.kirsten)
    posts = [await answered(forum.ove, made.thread) for _ in range(2 * PAGE + 4)]
    await actions.remove(forum.ove, posts[3].post)

    async def numbers(**at: int | bool) -> tuple[list[int | None], int | None, int | None]:
        page = await queries.thread(ANONYMOUS, made.thread, **at)
        return [post.number for post in page.posts], page.before, page.next

    assert await numbers() == (list(range(1, 21)), None, 20)
    assert await numbers(after=20) == (list(range(21, 41)), 21, 40)
    assert await numbers(after=40) == (list(range(41, 46)), 41, None)
    assert await numbers(last=True) == (list(range(26, 46)), 26, None)
    assert await numbers(before=26) == (list(range(6, 26)), 6, 25)
    assert await numbers(before=6) == (list(range(1, 6)), None, 5)
    assert await numbers(at=30) == (list(range(28, 46)), 28, None)
    for near in (1, 2, 20):
        assert await numbers(at=near) == (list(range(1, 21)), None, 20)
    assert await numbers(at=21) == (list(range(19, 39)), 19, 38)
    assert await numbers(after=45) == ([], None, None)
    for at in ({"after": -1}, {"before": 2**31}, {"at": -5}):
        with pytest.raises(BadInput, match="bad_page"):
            await numbers(**at)


@pytest.mark.parametrize(
    "after", ["", "x", "202601010000", "209913010000.a", "2026010100xx.a", "²026010100.a", "1" * 99]
)
async def test_an_odd_place_in_the_list_is_told_or_leads_somewhere(forum: Forum, after: str) -> None:
    await started(forum.kirsten)
    try:
        assert len((await queries.category(ANONYMOUS, "open", after)).threads) <= 1
    except BadInput as error:
        told = error.code
    else:
        told = "bad_page"
    assert told == "bad_page"


QUERIES: dict[str, Callable[[Actor, str, str], Awaitable[object]]] = {
    "categories": lambda actor, thread, post: queries.categories(actor),
    "latest": lambda actor, thread, post: queries.latest(actor),
    "category": lambda actor, thread, post: queries.category(actor, "open"),
    "thread": lambda actor, thread, post: queries.thread(actor, thread),
    "thread_last": lambda actor, thread, post: queries.thread(actor, thread, last=True),
    "post": lambda actor, thread, post: queries.post(actor, post),
    "drafts": lambda actor, thread, post: queries.drafts(actor),
    "my_posts": lambda actor, thread, post: queries.my_posts(actor),
    "unread": lambda actor, thread, post: queries.unread(actor),
    "feed": lambda actor, thread, post: queries.feed("open"),
    "last_number": lambda actor, thread, post: queries.last_number(actor, thread=thread),
}


async def grow(forum: Forum, thread: str, n: int) -> None:
    """One more of everything."""
    made = await started(forum.ove, title=f"Tråd nummer {n} om noget")
    for actor in (forum.kirsten, forum.anne):
        reply = await answered(actor, thread, reply_to=made.post)
        await actions.helpful(forum.sara, reply.post)
        await actions.follow(actor, thread=made.thread)
    await actions.edit(forum.kirsten, (await answered(forum.kirsten, thread)).post, "Rettet")
    await forum.category(f"topic-{n}")
    await actions.save_draft(forum.kirsten, f"category:topic-{n}", "En kladde")
    async with db.transaction():
        await steering.add_note(forum.mette, thread, "Hold øje")


@pytest.mark.parametrize("name", QUERIES)
async def test_one_row_and_three_rows_ask_the_database_as_often(
    forum: Forum, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    made = await started(forum.kirsten, alias=True)
    counts: dict[str, list[int]] = {}
    for n in range(3):
        await grow(forum, made.thread, n)
        if n == 1:
            continue
        for who, actor in (("kirsten", forum.kirsten), ("anne", forum.anne), ("mette", forum.mette)):
            with asked(monkeypatch) as seen:
                await QUERIES[name](actor, made.thread, made.post)
            counts.setdefault(who, []).append(len(seen.statements))
    assert all(one == three for one, three in counts.values()), counts
    assert all(0 < one <= 16 for one, _ in counts.values()), counts


async def test_read_positions_never_go_back_nor_beyond(forum: Forum) -> None:
    made = await started(forum.kirsten)
    for _ in range(3):
        await answered(forum.ove, made.thread)

    async def unread() -> tuple[int, int | None]:
        [row] = (await queries.category(forum.sara, "open")).threads
        return (await queries.thread(forum.sara, made.thread)).read, row.unread

    assert await unread() == (0, None)
    await actions.mark_read(forum.sara, made.thread, 3)
    assert await unread() == (3, 1)
    await actions.mark_read(forum.sara, made.thread, 2)
    await actions.mark_read(forum.sara, made.thread, -1)
    assert await unread() == (3, 1)
    await actions.mark_read(forum.sara, made.thread, 99)
    assert await unread() == (4, 0)
    assert await queries.unread(forum.sara) == 0
    await actions.follow(forum.sara, thread=made.thread)
    await answered(forum.ove, made.thread)
    assert await queries.unread(forum.sara) == 1
    [topic] = [row for row in await queries.categories(forum.sara) if row.slug == "open"]
    assert topic.unread == 1


async def test_opening_a_page_remembers_it_in_one_statement_and_nothing_twice(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await started(forum.kirsten)
    for _ in range(PAGE + 3):
        await answered(forum.ove, made.thread)

    async def opened(actor: Actor, **at: int | bool) -> int:
        page = await queries.thread(actor, made.thread, **at)
        with asked(monkeypatch) as seen:
            await actions.mark_page_read(actor, page)
        return len(seen.statements)

    assert [await opened(forum.sara), await opened(forum.sara)] == [1, 0]
    assert (await queries.thread(forum.sara, made.thread)).read == PAGE
    assert [await opened(forum.sara, last=True), await opened(forum.sara)] == [1, 0]
    assert (await queries.thread(forum.sara, made.thread)).read == PAGE + 4
    assert await opened(ANONYMOUS) == 0


async def test_the_answer_that_helped_comes_along_on_the_first_page(forum: Forum) -> None:
    made = await started(forum.kirsten)
    posts = [await answered(forum.ove, made.thread) for _ in range(PAGE + 3)]
    await actions.mark_solved(forum.kirsten, made.thread, posts[-1].post)
    first = await queries.thread(forum.sara, made.thread)
    assert first.solved is not None
    assert (first.solved.key, first.solved.author) == (posts[-1].post, first.posts[1].author)
    last = await queries.thread(forum.sara, made.thread, last=True)
    assert (last.solved, last.posts[-1].solves) == (None, True)
    await actions.remove(forum.ove, posts[-1].post)
    assert (await queries.thread(forum.sara, made.thread)).solved is None


async def test_two_windows_never_move_the_position_back(forum: Forum) -> None:
    made = await started(forum.kirsten)
    early = await queries.thread(forum.sara, made.thread)
    await answered(forum.ove, made.thread)
    await actions.mark_page_read(forum.sara, await queries.thread(forum.sara, made.thread))
    await actions.mark_page_read(forum.sara, early)
    assert (await queries.thread(forum.sara, made.thread)).read == 2


@pytest.mark.parametrize(("ids", "asked_for"), [(0, 1), (1, 1), (2, 2), (3, 4), (20, 32), (32, 32)])
def test_lists_of_all_lengths_are_a_few_statements(ids: int, asked_for: int) -> None:
    wanted = list(range(5, 5 + ids))
    found = padded(wanted)
    assert len(found) == asked_for
    assert set(found) == (set(wanted) or {0})


async def test_drafts_are_kept_and_go_when_they_are_posted(forum: Forum) -> None:
    made = await started(forum.ove)
    await actions.save_draft(forum.kirsten, f"thread:{made.thread}", "Jeg tror <b>at</b>")
    await actions.save_draft(forum.kirsten, f"thread:{made.thread}", "Jeg tror, at det")
    await actions.save_draft(forum.kirsten, "category:open", "Tekst", "Overskrift")
    draft = (await queries.thread(forum.kirsten, made.thread)).draft
    assert draft is not None
    assert (draft.text, draft.path) == ("Jeg tror, at det", f"/forum/threads/{made.thread}")
    assert (await queries.thread(forum.sara, made.thread)).draft is None
    assert len(await queries.drafts(forum.kirsten)) == 2
    await answered(forum.kirsten, made.thread)
    assert [one.place for one in await queries.drafts(forum.kirsten)] == ["category:open"]
    await actions.save_draft(forum.kirsten, "category:open", " ", "")
    assert await queries.drafts(forum.kirsten) == ()
    assert await Post.all().count() == 2


def test_no_index_begins_with_what_nearly_all_posts_have_in_common() -> None:
    """SQLite without statistics took such an index for a thread's posts, and read all there are."""
    assert {first for first, *_ in Post._meta.indexes} & {"state", "part"} == set()
