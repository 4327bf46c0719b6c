"""The Atom feed of an open category: what stands in it, that it can be read, and what it never tells."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.debate import actions, atom, queries, steering
from forum.debate.states import State
from forum.debate.wire import Feed, FeedEntry
from hub import clock, db
from hub.errors import Missing
from tests.conftest import Clock
from tests.forum.debate.conftest import Forum, answered, started

read = ElementTree.fromstring
A = "{http://www.w3.org/2005/Atom}"
ORIGIN = "https://hub.example"


async def test_the_feed_has_the_threads_last_written_in(forum: Forum, frozen_clock: Clock) -> None:
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    old = await started(forum.kirsten, alias=True, text="Se [her](/forum/posts/x) & <b>der</b>")
    frozen_clock.forward(minutes=5)
    new = await started(forum.anne, title="En nyere tråd <b>om</b> andet")
    frozen_clock.forward(minutes=5)
    await answered(forum.ove, old.thread)
    hidden = await started(forum.ove)
    async with db.transaction():
        await steering.set_thread_state(forum.mette, hidden.thread, State.hidden)

    root = read(atom.document(await queries.feed("open"), ORIGIN))
    assert root.tag == f"{A}feed"
    one, two = root.findall(f"{A}entry")
    assert one.findtext(f"{A}id") == f"{ORIGIN}/forum/threads/{old.thread}"
    assert one.findtext(f"{A}author/{A}name") == "Solsikke"
    assert one.findtext(f"{A}updated") == "2026-03-02T08:10:00Z"
    assert one.findtext(f"{A}published") == "2026-03-02T08:00:00Z"
    content = one.findtext(f"{A}content") or ""
    assert f'<a href="{ORIGIN}/forum/posts/x"' in content
    assert "&lt;b&gt;der&lt;/b&gt;" in content
    assert two.findtext(f"{A}title") == "En nyere tråd <b>om</b> andet"
    assert two.findtext(f"{A}id") == f"{ORIGIN}/forum/threads/{new.thread}"
    for wanted in ("id", "title", "updated"):
        assert all(part.findtext(f"{A}{wanted}") for part in (root, one, two))
    [own] = [link.get("href") for link in root.findall(f"{A}link") if link.get("rel") == "self"]
    assert own == f"{ORIGIN}/forum/open/feed.atom"
    said = atom.document(await queries.feed("open"), ORIGIN).decode()
    assert "Kirsten" not in said
    assert hidden.thread not in said


async def test_only_open_categories_have_a_feed(forum: Forum) -> None:
    await started(forum.kirsten, "members")
    for slug in ("members", "course", "nothing", ""):
        with pytest.raises(Missing):
            await queries.feed(slug)


async def test_a_thread_whose_first_post_is_gone_is_left_out(forum: Forum) -> None:
    made = await started(forum.kirsten)
    await answered(forum.ove, made.thread)
    await actions.remove(forum.kirsten, made.post)
    assert (await queries.feed("open")).entries == ()


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_written_the_feed_can_be_read(title: str, html: str, author: str) -> None:
    now = clock.now()
    said = title + html + author
    kept = "".join(c for c in said if c not in "\ufffe\uffff" and not 0xD800 <= ord(c) < 0xE000)
    entry = FeedEntry("key", kept, kept, kept, now, now)
    document = atom.document(Feed("open", kept, kept, now, (entry,)), ORIGIN)
    assert read(document).find(f"{A}entry") is not None
