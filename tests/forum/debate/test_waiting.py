"""What waits before others see it: review, a second professional, held words; slow mode; sanctions."""

import asyncio
import datetime as dt

import pytest

from config.settings import Limits
from forum.debate import actions, queries, steering
from forum.debate.models import Post
from forum.debate.states import State, WaitsFor
from forum.debate.wire import PostForm
from forum.safety import actions as safety
from forum.safety.models import Alert
from forum.safety.wire import SanctionKind
from hub import bus, clock, db, limits
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import Missing, Refused
from tests.conftest import Clock
from tests.forum.debate.conftest import Forum, answered, started

HELD = "Du er en idiot."
EMERGENCY = "Jeg har ondt i brystet lige nu."


async def test_first_posts_wait_until_one_has_been_approved(forum: Forum) -> None:
    await forum.change("open", approve="first")
    heard: list[str] = []
    stop = bus.subscribe("forum.", lambda topic, message: heard.append(topic))
    made = await started(forum.kirsten)
    assert (made.number, made.state, made.waits_for) == (None, State.waiting, WaitsFor.review)
    assert heard == []
    for actor in (ANONYMOUS, forum.ove, forum.anne):
        with pytest.raises(Missing):
            await queries.thread(actor, made.thread)
    [mine] = (await queries.thread(forum.kirsten, made.thread)).waiting
    assert (mine.key, mine.mine, mine.state) == (made.post, True, State.waiting)

    async with db.transaction():
        news = await steering.set_post_state(forum.mette, made.post, State.published)
    steering.announce(news)
    stop()
    assert heard == [f"forum.thread.{made.thread}", "forum.category.open"]
    assert (await queries.thread(ANONYMOUS, made.thread)).posts[0].number == 1
    assert (await answered(forum.kirsten, made.thread)).number == 2
    waits = await answered(forum.ove, made.thread)
    assert (waits.number, waits.waits_for) == (None, WaitsFor.review)
    assert (await answered(forum.anne, made.thread)).number == 3
    async with db.transaction():
        await steering.set_post_state(forum.mette, waits.post, State.published)
    assert [post.number for post in (await queries.thread(ANONYMOUS, made.thread)).posts] == [1, 2, 3, 4]


async def test_what_is_declined_is_never_seen(forum: Forum) -> None:
    await forum.change("open", approve="all")
    made = await started(forum.kirsten)
    async with db.transaction():
        await steering.set_post_state(forum.mette, made.post, State.removed)
    with pytest.raises(Missing):
        await queries.thread(forum.ove, made.thread)
    async with db.transaction():
        with pytest.raises(Refused, match="illegal_move"):
            await steering.set_post_state(forum.mette, made.post, State.published)


async def test_a_newcomers_answer_waits_for_a_second_professional(forum: Forum) -> None:
    made = await started(forum.kirsten)
    for _ in range(3):
        await answered(forum.ida, made.thread)
    await forum.change("open", second_professional=True)
    waits = await answered(forum.anne, made.thread, "Spis havregrød.")
    assert (waits.state, waits.waits_for) == (State.waiting, WaitsFor.second)
    assert (await queries.thread(forum.kirsten, made.thread)).waiting == ()
    assert (await queries.thread(ANONYMOUS, made.thread)).waiting == ()
    [seen] = (await queries.thread(forum.ida, made.thread)).waiting
    assert (seen.key, seen.can["second"]) == (waits.post, True)
    [own] = (await queries.thread(forum.anne, made.thread)).waiting
    assert own.can["second"] is False

    newer = await forum.person(forum.varde, "Nils Ny", Role.professional)
    with pytest.raises(Refused, match="newcomer"):
        await actions.second(newer, waits.post)
    with pytest.raises(Missing):
        await actions.second(forum.kirsten, waits.post)
    with pytest.raises(Refused, match="not_allowed"):
        await actions.second(forum.anne, waits.post)
    await actions.second(forum.ida, waits.post)
    view = (await queries.thread(ANONYMOUS, made.thread)).posts[-1]
    assert (view.number, view.html) == (5, "<p>Spis havregrød.</p>")
    assert view.seconded_by is not None
    assert (view.seconded_by.name, view.seconded_by.municipality) == ("Ida Bech", "Kolding")
    assert await AuditRow.filter(verb="second", outcome="done").count() == 1
    with pytest.raises(Refused):
        await actions.second(forum.ida, waits.post)


async def test_three_answers_that_stood_make_an_old_hand(forum: Forum) -> None:
    made = await started(forum.kirsten)
    posts = [await answered(forum.anne, made.thread) for _ in range(3)]
    await forum.change("open", second_professional=True)
    assert (await answered(forum.anne, made.thread)).number == 5
    async with db.transaction():
        for post in posts[:2]:
            await steering.set_post_state(forum.mette, post.post, State.removed)
    assert (await answered(forum.anne, made.thread)).waits_for is WaitsFor.second


async def test_held_words_wait_for_review_and_so_does_an_edit_that_adds_them(forum: Forum) -> None:
    made = await started(forum.kirsten)
    assert (await answered(forum.ove, made.thread, HELD)).waits_for is WaitsFor.review
    reply = await answered(forum.ove, made.thread, "Pænt.")
    edited = await actions.edit(forum.ove, reply.post, HELD)
    assert (edited.state, edited.number) == (State.waiting, 2)
    place = (await queries.thread(ANONYMOUS, made.thread)).posts[1]
    assert (place.html, place.author, place.versions) == ("", None, 0)
    assert (await queries.thread(ANONYMOUS, made.thread)).post_count == 1
    async with db.transaction():
        await steering.set_post_state(forum.mette, reply.post, State.published)
    place = (await queries.thread(ANONYMOUS, made.thread)).posts[1]
    assert (place.number, place.html) == (2, f"<p>{HELD}</p>")
    assert (await answered(forum.mette, made.thread, HELD)).number == 3


async def test_emergency_words_never_stop_a_post_and_ring_the_bell(forum: Forum) -> None:
    made = await started(forum.kirsten, text=EMERGENCY)
    assert (made.emergency, made.number) == ("call_112", 1)
    reply = await answered(forum.kirsten, made.thread, EMERGENCY)
    edited = await actions.edit(forum.kirsten, reply.post, EMERGENCY + " Og i armen.")
    assert (reply.emergency, edited.emergency) == ("call_112", "call_112")
    assert await Alert.filter(about=made.post, path=f"/forum/posts/{made.post}").count() == 1
    assert await Alert.filter(about=reply.post).count() == 2
    calm = await answered(forum.ove, made.thread)
    assert calm.emergency is None


async def test_slow_mode_under_parallel_posts_lets_one_through(forum: Forum) -> None:
    await forum.change("open", slow_seconds=60)
    await actions.take_alias(forum.ove, "open", "Solsort")
    one, two = await started(forum.kirsten), await started(forum.sara)

    async def write(n: int) -> str:
        try:
            thread = (one, two)[n % 2].thread
            return str((await answered(forum.ove, thread, alias=n % 3 == 0)).state)
        except Refused as error:
            return error.code

    went = await asyncio.gather(*(write(n) for n in range(6)))
    assert sorted(went) == ["published"] + ["slow_mode"] * 5
    assert (await answered(forum.anne, one.thread)).number is not None
    assert (await answered(forum.anne, one.thread)).number is not None


async def test_slow_mode_ends(forum: Forum, frozen_clock: Clock) -> None:
    made = await started(forum.kirsten)
    async with db.transaction():
        await steering.set_slow(forum.mette, made.thread, 90)
    other = await started(forum.kirsten)
    await answered(forum.kirsten, other.thread)
    frozen_clock.forward(seconds=89)
    with pytest.raises(Refused, match="slow_mode") as refused:
        await answered(forum.kirsten, made.thread)
    assert "1 min" in refused.value.say("da")
    frozen_clock.forward(seconds=1)
    assert (await answered(forum.kirsten, made.thread)).number == 2


async def test_two_replies_at_once_get_two_numbers(forum: Forum) -> None:
    made = await started(forum.kirsten)
    writers: list[Actor] = [forum.kirsten, forum.ove, forum.sara, forum.anne, forum.ida] * 3
    replies = await asyncio.gather(*(answered(actor, made.thread) for actor in writers))
    assert sorted(reply.number or 0 for reply in replies) == list(range(2, 17))
    assert await Post.all().count() == 16
    [row] = (await queries.category(ANONYMOUS, "open")).threads
    assert row.post_count == 16


@pytest.mark.parametrize("by", ["category", "everywhere"])
async def test_whoever_is_paused_cannot_write_until_it_is_over(
    forum: Forum, frozen_clock: Clock, by: str
) -> None:
    made = await started(forum.ove)
    category = (await Post.get(public_id=made.post).select_related("thread")).thread.category_id
    own = await answered(forum.kirsten, made.thread)
    async with db.transaction():
        await safety.sanction(
            forum.mette,
            forum.kirsten.person_id or 0,
            category if by == "category" else None,
            SanctionKind.pause,
            clock.now() + dt.timedelta(days=1),
            "Hold en god tone.",
        )
    for writing in (
        lambda: answered(forum.kirsten, made.thread),
        lambda: started(forum.kirsten),
        lambda: actions.edit(forum.kirsten, own.post, "Andet"),
    ):
        with pytest.raises(Refused, match="paused") as refused:
            await writing()
        assert "Hold en god tone." in refused.value.say("da")
    await actions.remove(forum.kirsten, own.post)
    frozen_clock.forward(days=1)
    assert (await answered(forum.kirsten, made.thread)).number == 3


async def test_so_many_posts_a_minute_and_no_more_whatever_name_they_stand_under(forum: Forum) -> None:
    rates = dict.fromkeys(Limits.__struct_fields__, "99/minute")
    limits.configure(Limits(**(rates | {"post": "3/minute"})))
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    made = await started(forum.kirsten)
    await answered(forum.kirsten, made.thread)
    await actions.edit(forum.kirsten, made.post, "Et andet spørgsmål")
    again = PostForm(text="Og mere", alias=True)
    for flood in (
        actions.reply(forum.kirsten, made.thread, again),
        actions.edit(forum.kirsten, made.post, "Et tredje"),
        started(forum.kirsten),
    ):
        with pytest.raises(Refused, match="too_fast"):
            await flood
    assert await Post.all().count() == 2
    assert (await answered(forum.ove, made.thread)).number == 3
