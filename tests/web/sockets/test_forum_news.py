"""Watching the forum over a real socket: what is told, what is never told, and when watching ends."""

from typing import Any

import pytest
from socketio.exceptions import ConnectionError as Refusal

from forum.debate import actions as debate
from forum.debate import steering
from forum.debate.models import Category, CategoryMunicipality, Thread
from forum.debate.states import Audience, State
from forum.debate.wire import PostForm
from hub import bus, db
from hub.accounts import actions as accounts
from hub.sessions.models import Session, SignUp
from tests.web.sockets.conftest import Client, Served
from web.sockets.forum_news import ForumNews


@pytest.fixture
async def watched(served: Served) -> Served:
    """The server, with two topics."""
    await served.world.topics()
    return served


async def watching(served: Served, who: str, **what: str) -> Client:
    """A page of `who` that watches."""
    client = served.client()
    await client.connect(who, "", namespace="/forum")
    client.reply = await client.ask("watch", what)
    return client


async def reply(served: Served, who: str, slug: str) -> None:
    """An answer in the topic's thread."""
    thread = served.world.threads[slug]
    await debate.reply(served.world.people[who], thread, PostForm(text="Hemmeligt svar om kiwi"))


def news_of(served: Served) -> ForumNews:
    """Who speaks in the namespace."""
    [speaker] = [one for one in served.sockets.speakers if isinstance(one, ForumNews)]
    return speaker


async def test_a_page_hears_that_there_is_a_new_post_and_nothing_of_it(watched: Served) -> None:
    key = watched.world.threads["open-topic"]
    page = await watching(watched, "other_citizen", thread=key)
    topic = await watching(watched, "citizen", category="open-topic")
    assert page.reply == {"ok": True, "last": 1}
    assert topic.reply == {"ok": True, "last": 1}
    await reply(watched, "citizen", "open-topic")
    assert await page.until(lambda event, data: event == "news") == {"kind": "post", "number": 2}
    assert await topic.until(lambda event, data: event == "news") == {"kind": "post", "number": 0}
    assert "kiwi" not in str(page.events + topic.events)


async def test_pages_hear_only_of_what_they_watch(watched: Served) -> None:
    key, other = watched.world.threads["open-topic"], watched.world.threads["members-topic"]
    page = await watching(watched, "citizen", thread=key)
    await reply(watched, "professional", "members-topic")
    await page.ask("watch", {"thread": other})
    await reply(watched, "citizen", "open-topic")
    await page.ask("unwatch", {})
    await reply(watched, "professional", "members-topic")
    assert await page.ask("watch", {"thread": other}) == {"ok": True, "last": 3}
    assert page.events == []


@pytest.mark.parametrize("who", ["other_citizen", "other_professional", "platform"])
async def test_what_one_may_not_see_one_may_not_watch(watched: Served, who: str) -> None:
    key = watched.world.threads["members-topic"]
    page = await watching(watched, who, thread=key)
    assert page.reply["error"]["code"] == "missing"
    assert (await page.ask("watch", {"category": "members-topic"}))["error"]["code"] == "missing"
    assert (await page.ask("watch", {"thread": "AAAAAAAAAAAAAAAA"}))["error"]["code"] == "missing"
    await reply(watched, "professional", "members-topic")
    assert page.events == []


@pytest.mark.parametrize(
    "what",
    [{}, {"thread": "a", "category": "b"}, {"thread": "a.b"}, {"thread": "*"}, {"category": "A"}, {"x": 1}],
)
async def test_odd_wishes_are_refused(watched: Served, what: dict[str, Any]) -> None:
    page = await watching(watched, "citizen")
    assert (await page.ask("watch", what))["error"]["code"] == "bad_message"


async def test_without_a_ticket_nobody_is_let_in(watched: Served) -> None:
    page = watched.client()
    with pytest.raises(Refusal):
        await page.connect("citizen", "", ticket="", namespace="/forum")


async def end_membership(served: Served) -> None:
    await CategoryMunicipality.all().delete()
    category = await Category.get(slug="members-topic")
    await CategoryMunicipality.create(category=category, municipality_id=served.world.places["varde"])


async def hide(served: Served) -> None:
    """As another process would, with no word on this one's bus."""
    await Thread.filter(public_id=served.world.threads["members-topic"]).update(state=State.hidden.value)


async def make_course(served: Served) -> None:
    await Category.filter(slug="members-topic").update(audience=Audience.course.value, course="Lev livet")


@pytest.mark.parametrize("ends", [end_membership, hide, make_course])
async def test_a_right_that_ends_without_a_word_ends_the_watching(watched: Served, ends: Any) -> None:
    page = await watching(watched, "professional", thread=watched.world.threads["members-topic"])
    news = news_of(watched)
    await news.look()
    await ends(watched)
    await news.look()
    assert await page.until(lambda event, data: True) == {}
    bus.publish(f"forum.thread.{watched.world.threads['members-topic']}", {"kind": "post", "number": 9})
    await page.ask("unwatch", {})
    assert [event for event, _ in page.events] == ["closed"]


async def test_a_thread_that_is_hidden_closes_before_it_is_told(watched: Served) -> None:
    key = watched.world.threads["open-topic"]
    page = await watching(watched, "other_citizen", thread=key)
    own = await watching(watched, "citizen", thread=key)
    async with db.transaction():
        news = await steering.set_thread_state(watched.world.people["moderator"], key, State.hidden)
    steering.announce(news)
    assert await own.until(lambda event, data: event == "news") == {"kind": "state", "number": 0}
    await page.until(lambda event, data: event == "closed")
    await page.ask("unwatch", {})
    assert [event for event, _ in page.events] == ["closed"]


async def test_whoever_signs_out_hears_no_more(watched: Served) -> None:
    page = await watching(watched, "citizen", thread=watched.world.threads["members-topic"])
    await accounts.sign_out(watched.world.people["citizen"])
    await page.until(lambda event, data: event == "removed")
    await page.gone.wait()


async def test_a_course_is_watched_while_one_takes_it(watched: Served) -> None:
    await make_course(watched)
    session = watched.world.sessions["public"]
    await Session.filter(id=session).update(course="Lev livet")
    citizen = watched.world.people["other_citizen"]
    await SignUp.create(
        session_id=session,
        person_id=citizen.person_id,
        state="signed_up",
        order_key=99,
        alias="Bregne",
        alias_key="bregne",
        created_at=(await Session.get(id=session)).created_at,
    )
    page = await watching(watched, "other_citizen", thread=watched.world.threads["members-topic"])
    assert page.reply["ok"]
    await SignUp.filter(person_id=citizen.person_id).update(state="withdrawn")
    await news_of(watched).look()
    await page.until(lambda event, data: event == "closed")


@pytest.mark.parametrize("value", ["x" * 300, "9" * 40, "æ🙂", "", "\x00", 10**30, None, ["a"]], ids=str)
@pytest.mark.parametrize("name", ["thread", "category"])
async def test_an_id_that_cannot_be_is_refused(watched: Served, name: str, value: Any) -> None:
    page = watched.client()
    await page.connect("citizen", "", namespace="/forum")
    assert (await page.ask("watch", {name: value}))["error"]["code"] in ("bad_message", "missing")
