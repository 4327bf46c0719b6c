"""What moderation refuses: people it is not for, deeds that do not fit, values out of range, own cases."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from forum.debate import actions as debate
from forum.debate.models import Thread
from forum.moderation import actions, queries
from forum.moderation.models import Action, Appeal, Flag, Reveal
from forum.moderation.wire import Deed, Tool
from hub import clock
from hub.actor import ANONYMOUS, Role
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.debate.conftest import answered, started
from tests.forum.moderation.conftest import Watch, act

WHY = "Der er fare for liv, og vi skal kunne ringe."
SOON = dt.datetime(2026, 3, 2, 20, 0)

LISTS: dict[Callable[..., Awaitable[Any]], str] = {
    queries.sanctions: "moderator",
    queries.reveals: "moderator",
    queries.duty: "moderator administrator platform professional coordinator",
    queries.queue: "moderator professional",
}


async def test_lists_are_shown_to_those_they_are_for_and_nobody_else(watch: Watch) -> None:
    forum = watch.forum
    people = {
        "moderator": watch.mette,
        "professional": forum.anne,
        "citizen": forum.kirsten,
        "administrator": await forum.person(forum.varde, "Karen Leth", Role.municipal_administrator),
        "platform": await forum.person(forum.varde, "Pia Toft", Role.platform_administrator),
        "coordinator": await forum.person(forum.varde, "Ole Bach", Role.coordinator),
        "stranger": ANONYMOUS,
    }
    for shown, who in LISTS.items():
        for name, actor in people.items():
            if name in who.split():
                await shown(actor)
            else:
                with pytest.raises(Missing):
                    await shown(actor)
    with pytest.raises(Missing):
        await queries.my_flags(ANONYMOUS)
    with pytest.raises(Missing):
        await actions.flag(ANONYMOUS, watch.post, "rude")


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        (Deed(kind="explode", reason="rude"), BadInput),
        (Deed(kind="show", reason="rude"), Refused),
        (Deed(kind="approve", reason="rude"), Refused),
        (Deed(kind="hide"), BadInput),
        (Deed(kind="hide", reason="because"), BadInput),
        (Deed(kind="warn", reason="rude", words="x" * 2001), BadInput),
        (Deed(kind="pause", reason="rude"), BadInput),
        (Deed(kind="pause", reason="rude", days=0), BadInput),
        (Deed(kind="pause", reason="rude", days=91), BadInput),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
async def test_a_deed_that_does_not_fit_is_refused(
    watch: Watch, deed: Deed, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await actions.act(watch.mette, watch.post, deed)
    for actor in (watch.forum.kirsten, watch.forum.anne):
        with pytest.raises(Missing):
            await actions.act(actor, watch.post, Deed(kind="hide", reason="rude"))
    assert not await Action.exists()


async def test_a_professional_may_second_and_nothing_more(watch: Watch) -> None:
    await watch.forum.change("open", second_professional=True)
    new = await watch.forum.person(watch.forum.varde, "Nina Ny", Role.professional)
    post = (await answered(new, watch.thread, "Spis havregryn.")).post
    with pytest.raises(Missing):
        await actions.act(watch.forum.ida, post, Deed(kind="approve", reason="rude"))


async def test_many_at_once_are_1_to_50_and_need_a_reason(watch: Watch) -> None:
    hide = Deed(kind="hide", reason="rude")
    for posts, deed in (
        ([], hide),
        ([watch.post] * 51, hide),
        ([watch.post], Deed(kind="ban", reason="rude")),
        ([watch.post], Deed(kind="hide")),
    ):
        with pytest.raises(BadInput):
            await actions.bulk(watch.mette, posts, deed)
    with pytest.raises(Missing):
        await actions.bulk(watch.forum.anne, [watch.post], hide)


@pytest.mark.parametrize(
    "tool",
    [
        Tool(kind="explode", reason="rude"),
        Tool(kind="hide", reason="rude"),
        Tool(kind="lock"),
        Tool(kind="move", reason="off_topic"),
        Tool(kind="merge", reason="off_topic"),
        Tool(kind="split", reason="off_topic", title="Ny"),
        Tool(kind="split", reason="off_topic", title="Ny", posts=(1, 99)),
        Tool(kind="slow", reason="off_topic"),
        Tool(kind="slow", reason="off_topic", seconds=-1),
        Tool(kind="slow", reason="off_topic", seconds=3601),
        Tool(kind="pin", reason="because"),
    ],
    ids=lambda tool: tool.kind,
)
async def test_a_tool_that_does_not_fit_is_refused(watch: Watch, tool: Tool) -> None:
    before = await Thread.all().values()
    with pytest.raises(BadInput):
        await actions.use_tool(watch.mette, watch.thread, tool)
    assert await Thread.all().values() == before
    fits = Tool(kind="lock", reason="off_topic")
    for actor, thread in (
        (watch.forum.anne, watch.thread),
        (watch.mette, "AAAAAAAAAAAAAAAA"),
        (watch.mette, "x" * 200),
    ):
        with pytest.raises(Missing):
            await actions.use_tool(actor, thread, fits)
    for thread in ("x" * 200, "AAAAAAAAAAAAAAAA"):
        with pytest.raises(Missing):
            await actions.use_tool(watch.mette, thread, Tool(kind="pin"))


async def test_notes_flags_and_appeals_are_short(watch: Watch) -> None:
    with pytest.raises(BadInput):
        await actions.flag(watch.others[0], watch.post, "rude", "x" * 301)
    with pytest.raises(BadInput):
        await actions.flag(watch.others[0], watch.post, "because")
    deed = await act(watch, watch.post, "warn")
    for words in ("", "nej", "x" * 2001):
        with pytest.raises(BadInput):
            await actions.appeal(watch.forum.ove, deed, words)
    turn = await actions.take_turn(watch.mette, SOON, SOON + dt.timedelta(hours=4))
    for words in ("", "  ", "x" * 1001):
        with pytest.raises(BadInput):
            await actions.hand_over(watch.mette, turn, words)
    no_more = msgspec.structs.replace(watch.mette, roles=frozenset({Role.citizen}))
    for actor in (watch.jonas, watch.forum.anne, no_more):
        with pytest.raises(Missing):
            await actions.hand_over(actor, turn, "Hold øje med tråden.")
    assert not await Flag.exists()
    assert not await Appeal.exists()


async def test_an_appeal_is_decided_once_and_never_by_who_did_it(watch: Watch) -> None:
    deed = await act(watch, watch.post, "warn")
    appeal = await actions.appeal(watch.forum.ove, deed, "Det var ikke sådan ment.")
    for actor, key, refusal in (
        (watch.mette, appeal, Refused),
        (watch.forum.anne, appeal, Missing),
        (watch.jonas, "AAAAAAAAAAAAAAAA", Missing),
    ):
        with pytest.raises(refusal):
            await actions.decide_appeal(actor, key, True, "Det er lavet om.")
    for actor, key in ((watch.forum.anne, appeal), (watch.jonas, "AAAAAAAAAAAAAAAA")):
        with pytest.raises(Missing):
            await queries.appeal_for(actor, key)
    await actions.decide_appeal(watch.jonas, appeal, True, "Det er lavet om.")
    with pytest.raises(Refused):
        await actions.decide_appeal(watch.jonas, appeal, False, "Det bliver ved det.")


async def test_a_moderator_keeps_out_of_the_own_case(watch: Watch) -> None:
    jonas = msgspec.structs.replace(watch.jonas, roles=frozenset({Role.moderator, Role.citizen}))
    await debate.take_alias(jonas, "open", "Lyngfugl")
    own = await started(jonas, alias=True)
    with pytest.raises(Refused):
        await actions.act(jonas, own.post, Deed(kind="hide", reason="rude"))
    with pytest.raises(Refused):
        await actions.ask_name(jonas, own.post, WHY)
    wish = await actions.ask_name(watch.mette, own.post, WHY)
    with pytest.raises(Refused):
        await actions.decide_name(jonas, wish, True)


async def test_a_wish_for_a_name_has_its_steps_and_its_time(watch: Watch, frozen_clock: Clock) -> None:
    reply = await watch.written(watch.forum.kirsten)
    for actor, post, reason, refusal in (
        (watch.mette, "AAAAAAAAAAAAAAAA", WHY, Missing),
        (watch.mette, reply, WHY, Refused),
        (watch.mette, watch.post, "Nysgerrig", BadInput),
        (watch.mette, watch.post, "x" * 501, BadInput),
        (watch.forum.anne, watch.post, WHY, Missing),
    ):
        with pytest.raises(refusal):
            await actions.ask_name(actor, post, reason)
    wish = await actions.ask_name(watch.mette, watch.post, WHY)
    with pytest.raises(Refused):
        await actions.ask_name(watch.jonas, watch.post, WHY)
    for actor in (watch.mette, msgspec.structs.replace(watch.jonas, login_id=watch.mette.login_id)):
        with pytest.raises(Refused):
            await actions.decide_name(actor, wish, True)
    with pytest.raises(Refused):
        await actions.open_name(watch.mette, wish)
    for actor, key in ((watch.jonas, "AAAAAAAAAAAAAAAA"), (watch.forum.anne, wish)):
        with pytest.raises(Missing):
            await actions.decide_name(actor, key, True)
    await actions.decide_name(watch.jonas, wish, True)
    with pytest.raises(Refused):
        await actions.decide_name(watch.jonas, wish, False)
    for actor in (watch.jonas, watch.forum.anne):
        with pytest.raises(Missing):
            await actions.open_name(actor, wish)
    frozen_clock.forward(days=30)
    with pytest.raises(Refused):
        await actions.open_name(watch.mette, wish)
    assert (await Reveal.get()).shown_at is None


async def test_only_pauses_and_bans_are_lifted_by_moderators_and_once(watch: Watch) -> None:
    warned = await act(watch, watch.post, "warn")
    paused = await act(watch, watch.post, "pause", days=3)
    for actor, key in ((watch.mette, warned), (watch.mette, "AAAAAAAAAAAAAAAA"), (watch.forum.anne, paused)):
        with pytest.raises(Missing):
            await actions.lift(actor, key)
    await actions.lift(watch.jonas, paused)
    with pytest.raises(Refused):
        await actions.lift(watch.jonas, paused)


async def test_turns_lie_ahead_and_do_not_overlap(watch: Watch) -> None:
    now = clock.local(clock.now()).replace(tzinfo=None)
    hour = dt.timedelta(hours=1)
    for starts, ends in (
        (SOON, SOON),
        (SOON, SOON - hour),
        (SOON, SOON + 25 * hour),
        (now - 3 * hour, now - hour),
        (now + dt.timedelta(days=4000), now + dt.timedelta(days=4000) + hour),
    ):
        with pytest.raises(BadInput):
            await actions.take_turn(watch.mette, starts, ends)
    with pytest.raises(Missing):
        await actions.take_turn(watch.forum.anne, SOON, SOON + hour)
    turn = await actions.take_turn(watch.mette, SOON, SOON + 4 * hour)
    with pytest.raises(BadInput):
        await actions.take_turn(watch.mette, SOON + hour, SOON + 5 * hour)
    with pytest.raises(Missing):
        await actions.drop_turn(watch.jonas, turn)
    running = await actions.take_turn(watch.mette, now - hour, now + hour)
    with pytest.raises(Refused):
        await actions.drop_turn(watch.mette, running)
