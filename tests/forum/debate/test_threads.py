"""Starting threads, answering, and the pages that show them."""

from forum.debate import queries
from forum.debate.states import State
from hub import bus
from hub.actor import ANONYMOUS
from tests.forum.debate.conftest import Forum, answered, started


async def test_a_thread_with_an_answer_is_seen_by_a_stranger(forum: Forum) -> None:
    heard: list[tuple[str, dict[str, object]]] = []
    stop = bus.subscribe("forum.", lambda topic, message: heard.append((topic, message)))
    made = await started(forum.kirsten)
    reply = await answered(forum.anne, made.thread, reply_to=made.post)
    stop()

    page = await queries.thread(ANONYMOUS, made.thread)
    first, second = page.posts
    assert (page.title, page.slug, page.post_count, page.last_number) == (
        "Højt blodsukker om morgenen",
        "open",
        2,
        2,
    )
    assert (first.number, first.html, first.part, first.mine) == (
        1,
        "<p>Er der nogen, der kender det?</p>",
        "citizen",
        False,
    )
    assert first.author is not None
    assert (first.author.name, first.author.role, first.author.municipality) == ("Kirsten", "", "")
    assert second.author is not None
    assert (second.author.name, second.author.role, second.author.municipality) == (
        "Anne Holm",
        "Diætist",
        "Varde",
    )
    assert second.reply_to is not None
    assert (second.reply_to.key, second.reply_to.number) == (made.post, 1)
    assert (page.before, page.next, page.waiting) == (None, None, ())
    assert (made.number, reply.number, reply.state) == (1, 2, State.published)
    assert [topic for topic, _ in heard] == [
        f"forum.thread.{made.thread}",
        "forum.category.open",
    ] * 2
    assert [message for _, message in heard][::2] == [
        {"kind": "post", "number": 1},
        {"kind": "post", "number": 2},
    ]

    [row] = (await queries.category(ANONYMOUS, "open")).threads
    assert (row.key, row.post_count, row.answered_by, row.unread) == (made.thread, 2, "Diætist", None)
    [front] = await queries.latest(ANONYMOUS)
    assert front == row
    topics = {topic.slug: topic for topic in await queries.categories(ANONYMOUS)}
    assert set(topics) == {"open"}
    assert (topics["open"].thread_count, topics["open"].post_count) == (1, 2)
