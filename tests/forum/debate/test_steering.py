"""What moderation does to threads and posts, and what everybody sees afterwards."""

import pytest

from forum import search
from forum.debate import queries, steering
from forum.debate.models import Category, Thread
from forum.debate.states import State
from hub import db
from hub.actor import ANONYMOUS
from hub.errors import Missing, Refused
from tests.forum.debate.conftest import Forum, answered, started


async def counts(slug: str = "open") -> tuple[int, int]:
    """Threads and posts of a category, as kept."""
    row = await Category.get(slug=slug)
    return row.thread_count, row.post_count


async def numbers(thread: str) -> list[int | None]:
    """The numbers on the thread's first page."""
    return [post.number for post in (await queries.thread(ANONYMOUS, thread)).posts]


async def found(words: str) -> list[str]:
    """Keys of what strangers find."""
    return [hit.key for hit in (await search.find(search.Reach(), words)).found]


async def test_hidden_posts_leave_a_place_without_text(forum: Forum) -> None:
    made = await started(forum.kirsten)
    reply = await answered(forum.ove, made.thread, "Noget om kiwi.")
    assert await found("kiwi") == [reply.post]

    async with db.transaction():
        await steering.set_post_state(forum.mette, reply.post, State.hidden)

    place = (await queries.thread(ANONYMOUS, made.thread)).posts[1]
    assert (place.author, place.html, place.state, place.can["read"]) == (None, "", State.hidden, False)
    mine = (await queries.thread(forum.ove, made.thread)).posts[1]
    assert (mine.html, mine.mine) == ("<p>Noget om kiwi.</p>", True)
    theirs = (await queries.thread(forum.mette, made.thread)).posts[1]
    assert theirs.html == "<p>Noget om kiwi.</p>"
    assert await counts() == (1, 1)
    assert await found("kiwi") == []

    async with db.transaction():
        await steering.set_post_state(forum.mette, reply.post, State.published)
    assert (await queries.thread(ANONYMOUS, made.thread)).posts[1].html == "<p>Noget om kiwi.</p>"
    assert await counts() == (1, 2)
    assert await found("kiwi") == [reply.post]


async def test_a_hidden_thread_is_gone_for_all_but_moderators_and_its_writer(forum: Forum) -> None:
    made = await started(forum.kirsten)
    await answered(forum.ove, made.thread)
    async with db.transaction():
        await steering.set_thread_state(forum.mette, made.thread, State.hidden)

    for actor in (ANONYMOUS, forum.ove, forum.anne):
        with pytest.raises(Missing):
            await queries.thread(actor, made.thread)
        with pytest.raises(Missing):
            await queries.post(actor, made.post)
    assert (await queries.category(ANONYMOUS, "open")).threads == ()
    assert [row.key for row in (await queries.category(forum.mette, "open")).held] == [made.thread]
    assert [row.key for row in (await queries.category(forum.kirsten, "open")).held] == [made.thread]
    assert (await queries.category(forum.ove, "open")).held == ()
    assert await counts() == (0, 0)
    assert await found("blodsukker") == []
    with pytest.raises(Refused, match="not_allowed"):
        await answered(forum.kirsten, made.thread)

    async with db.transaction():
        await steering.set_thread_state(forum.mette, made.thread, State.published)
    assert await counts() == (1, 2)
    assert await found("blodsukker") == [made.post]


async def test_posts_split_off_are_numbered_anew_and_the_rest_keep_their_numbers(forum: Forum) -> None:
    made = await started(forum.kirsten)
    posts = [await answered(forum.ove, made.thread, f"Svar {n} med ananas") for n in range(4)]
    async with db.transaction():
        key, news = await steering.split(
            forum.mette, made.thread, [posts[1].post, posts[2].post], "Om ananas og andet"
        )
    steering.announce(news)

    assert await numbers(made.thread) == [1, 2, 5]
    assert await numbers(key) == [1, 2]
    assert await counts() == (2, 5)
    assert (await queries.post(ANONYMOUS, posts[1].post)).thread == key
    assert sorted(await found("ananas")) == sorted(post.post for post in posts)
    again = await answered(forum.ove, made.thread)
    assert again.number == 6


async def test_merged_threads_are_one_and_old_links_lead_there(forum: Forum) -> None:
    one, two = await started(forum.kirsten), await started(forum.ove, title="Det samme spørgsmål igen")
    reply = await answered(forum.anne, two.thread, "Et svar om havregrød")
    async with db.transaction():
        await steering.merge(forum.mette, two.thread, one.thread)

    assert await numbers(one.thread) == [1, 2, 3]
    assert (await queries.thread(ANONYMOUS, two.thread)).key == one.thread
    assert (await queries.post(ANONYMOUS, reply.post)).thread == one.thread
    assert await counts() == (1, 3)
    assert await found("havregrød") == [reply.post]
    assert await found("spørgsmål") == []
    assert (await Thread.get(public_id=one.thread)).answered_by_id == forum.diet.id


async def test_a_moved_thread_is_counted_and_seen_where_it_is(forum: Forum) -> None:
    made = await started(forum.kirsten)
    async with db.transaction():
        await steering.move(forum.mette, made.thread, "members")
    with pytest.raises(Missing):
        await queries.thread(ANONYMOUS, made.thread)
    assert (await queries.thread(forum.ida, made.thread)).slug == "members"
    assert (await counts(), await counts("members")) == ((0, 0), (1, 1))
    assert await found("blodsukker") == []


async def test_a_locked_thread_takes_answers_of_moderators_only(forum: Forum) -> None:
    made = await started(forum.kirsten)
    async with db.transaction():
        await steering.lock(forum.mette, made.thread, True)
    for actor in (forum.kirsten, forum.anne):
        with pytest.raises(Refused, match="thread_locked"):
            await answered(actor, made.thread)
    reply = await answered(forum.mette, made.thread, "Her er en opsummering.")
    assert reply.number == 2
    shown = (await queries.thread(ANONYMOUS, made.thread)).posts[1].author
    assert shown is not None
    assert (shown.name, shown.role, shown.municipality, shown.kind) == (
        "Mette Krogh",
        "Moderator",
        "Svendborg",
        "moderator",
    )


async def test_pinned_threads_come_first(forum: Forum) -> None:
    old, new = await started(forum.kirsten), await started(forum.ove, title="En nyere tråd om andet")
    async with db.transaction():
        await steering.pin(forum.mette, old.thread, True)
    page = await queries.category(ANONYMOUS, "open")
    assert [row.key for row in page.pinned] == [old.thread]
    assert [row.key for row in page.threads] == [new.thread]


async def test_an_edit_by_a_moderator_keeps_what_stood_there(forum: Forum) -> None:
    made = await started(forum.kirsten, text="Ring til mig på 12345678")
    async with db.transaction():
        await steering.edit_text(forum.mette, made.post, "Ring til mig")
    view = (await queries.post(ANONYMOUS, made.post)).post
    assert (view.html, view.versions, view.edited_at) == ("<p>Ring til mig</p>", 0, view.at)
    with pytest.raises(Refused):
        await queries.versions(forum.ove, made.post)
    [version] = await queries.versions(forum.mette, made.post)
    assert (version.html, version.edited_by) == ("<p>Ring til mig på 12345678</p>", "moderator")
    assert await found("12345678") == []


async def test_notes_are_for_moderators_and_professionals(forum: Forum) -> None:
    made = await started(forum.kirsten)
    async with db.transaction():
        await steering.add_note(forum.mette, made.thread, "Hold øje")
    for actor, seen in ((forum.mette, 1), (forum.anne, 1), (forum.kirsten, 0), (ANONYMOUS, 0)):
        assert len((await queries.thread(actor, made.thread)).notes) == seen
