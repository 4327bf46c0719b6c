"""What moderators do: the reason reaches the writer, the queue empties, appeals, sanctions, threads."""

import datetime as dt

import pytest

from forum.debate import actions as debate
from forum.debate import queries as reading
from forum.debate.models import Post, Thread
from forum.moderation import actions, queries
from forum.moderation.models import Action, Appeal
from forum.moderation.wire import Deed, Kind, Tool, Why
from forum.safety.models import Alert
from hub import jobs
from hub.actor import Actor
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.debate.conftest import answered, started
from tests.forum.moderation.conftest import Watch, act, told


async def state(post: str) -> str:
    return (await Post.get(public_id=post)).state


async def test_the_reason_reaches_the_writer(watch: Watch) -> None:
    action = await act(watch, watch.post, "hide", reason="dangerous", words="Spørg din læge først.")
    why = await queries.why(watch.forum.ove, action)
    assert (why.kind, why.reason, why.words, why.municipality) == (
        Kind.hide,
        "dangerous",
        "Spørg din læge først.",
        "Svendborg",
    )
    assert "Glem" in why.html or "kender" in why.html
    for other in (watch.forum.kirsten, watch.mette, watch.jonas):
        with pytest.raises(Missing):
            await queries.why(other, action)


async def test_the_writer_alone_finds_the_last_reason_at_their_post(watch: Watch) -> None:
    await act(watch, watch.post, "warn", reason="rude", words="Skriv roligt.")
    assert await queries.whys(watch.forum.ove, []) == {}
    action = await act(watch, watch.post, "hide", reason="dangerous", words="Spørg din læge først.")
    assert await queries.whys(watch.forum.ove, [watch.post, "nothing"]) == {watch.post: action}
    for other in (watch.forum.kirsten, watch.mette, watch.jonas):
        assert await queries.whys(other, [watch.post]) == {}


async def test_no_deed_without_its_reason(watch: Watch) -> None:
    for kind in ("hide", "warn", "pause", "ban", "edit"):
        with pytest.raises(BadInput):
            await act(watch, watch.post, kind, reason="", days=3, text="Nyt")
    assert await Action.all().count() == 0
    assert await told(watch.forum.ove) == []


async def test_only_moderators_do_anything(watch: Watch) -> None:
    everybody = [watch.forum.kirsten, watch.forum.anne, watch.forum.ove]
    for actor in everybody:
        for deed in (Deed(kind="hide", reason="rude"), Deed(kind="keep")):
            with pytest.raises(Missing):
                await actions.act(actor, watch.post, deed)
        with pytest.raises(Missing):
            await actions.use_tool(actor, watch.thread, Tool(kind="lock", reason="rude"))
        with pytest.raises(Missing):
            await actions.note(actor, watch.thread, "En note")
        with pytest.raises(Missing):
            await queries.case_for(actor, watch.post)
    assert await state(watch.post) == "published"


async def test_nobody_moderates_their_own(watch: Watch) -> None:
    post = await watch.written(watch.mette)
    with pytest.raises(Refused, match="own_case"):
        await act(watch, post, "warn")
    assert (await queries.case_for(watch.mette, post)).offered == ()


async def test_a_hidden_post_is_seen_by_nobody_else(watch: Watch) -> None:
    await act(watch, watch.post, "hide")
    page = await reading.thread(watch.forum.kirsten, watch.thread)
    assert [post.html for post in page.posts] in ([""], [])
    assert (await reading.thread(watch.forum.ove, watch.thread)).posts[0].html != ""


async def test_a_post_waits_and_is_approved_or_declined(watch: Watch) -> None:
    await watch.forum.change("open", approve="all")
    first = await watch.written(watch.forum.kirsten, "Hej alle sammen")
    second = await watch.written(watch.forum.kirsten, "Hej igen")
    assert [case.whys for case in (await queries.queue(watch.mette)).cases] == [(Why.review,)] * 2
    await act(watch, first, "approve", reason="")
    await act(watch, second, "decline", reason="off_topic")
    assert (await state(first), await state(second)) == ("published", "hidden")
    assert [kind for kind, _ in await told(watch.forum.kirsten)] == ["post_approved", "post_declined"]
    assert (await queries.queue(watch.mette)).cases == ()


async def test_a_declined_thread_can_be_appealed_and_shown(watch: Watch) -> None:
    await watch.forum.change("open", approve="all")
    posted = await started(watch.forum.kirsten, title="Hvad med frugt om aftenen")
    action = await act(watch, posted.post, "decline", reason="off_topic")
    appeal = await actions.appeal(watch.forum.kirsten, action, "Det handler da om diabetes.")
    await actions.decide_appeal(watch.jonas, appeal, True, "Det har du ret i.")
    page = await reading.thread(watch.forum.sara, posted.thread)
    assert [post.number for post in page.posts] == [1]


async def test_a_pause_stops_the_writer_under_name_and_alias_alike(watch: Watch, frozen_clock: Clock) -> None:
    await act(watch, watch.post, "pause", days=3, words="Tag en pause.")
    for alias in (True, False):
        with pytest.raises(Refused, match="paused"):
            await watch.written(watch.forum.ove, alias=alias)
    frozen_clock.forward(days=3)
    await watch.written(watch.forum.ove)


async def test_a_ban_can_be_lifted_by_who_does_not_know_the_name(watch: Watch) -> None:
    action = await act(watch, watch.post, "ban", everywhere=True)
    [row] = await queries.sanctions(watch.jonas)
    assert row.writer is not None
    assert (row.writer.name, row.writer.alias) == ("Gåsefod", True)
    with pytest.raises(Refused):
        await watch.written(watch.forum.ove)
    await actions.lift(watch.jonas, action)
    await watch.written(watch.forum.ove)
    with pytest.raises(Refused, match="too_late"):
        await actions.lift(watch.jonas, action)


async def test_another_moderator_decides_an_appeal(watch: Watch) -> None:
    action = await act(watch, watch.post, "hide")
    appeal = await actions.appeal(watch.forum.ove, action, "Jeg mente det ikke sådan.")
    with pytest.raises(Refused, match="own_case"):
        await actions.decide_appeal(watch.mette, appeal, True, "Nå ja da.")
    with pytest.raises(Missing):
        await actions.decide_appeal(watch.forum.ove, appeal, True, "Nå ja da.")
    await actions.decide_appeal(watch.jonas, appeal, True, "Det er vist igen nu.")
    assert await state(watch.post) == "published"
    assert (await queries.why(watch.forum.ove, action)).answer == "Det er vist igen nu."
    assert (await told(watch.forum.ove))[-1] == ("appeal_outcome", f"/forum/moderation/why/{action}")
    with pytest.raises(Refused, match="no_appeal"):
        await actions.appeal(watch.forum.ove, action, "En gang til.")


async def test_only_the_writer_appeals_and_in_time(watch: Watch, frozen_clock: Clock) -> None:
    action = await act(watch, watch.post, "hide")
    for other in (watch.forum.kirsten, watch.jonas):
        with pytest.raises(Missing):
            await actions.appeal(other, action, "Det er forkert.")
    frozen_clock.forward(days=31)
    with pytest.raises(Refused, match="no_appeal"):
        await actions.appeal(watch.forum.ove, action, "Det er forkert.")
    assert await Appeal.all().count() == 0


async def test_an_edit_is_undone_by_an_appeal(watch: Watch) -> None:
    before = (await Post.get(public_id=watch.post)).source
    action = await act(watch, watch.post, "edit", reason="private", text="Uden telefonnummer.")
    assert (await Post.get(public_id=watch.post)).source == "Uden telefonnummer."
    appeal = await actions.appeal(watch.forum.ove, action, "Nummeret er kommunens.")
    await actions.decide_appeal(watch.jonas, appeal, True, "Det har du ret i.")
    assert (await Post.get(public_id=watch.post)).source == before


async def test_the_queue_is_in_the_order_things_are_due(watch: Watch, frozen_clock: Clock) -> None:
    old = await watch.written(watch.forum.kirsten, "En gammel en")
    await watch.flagged(old, 1)
    frozen_clock.forward(hours=1)
    await watch.flagged(watch.post, 3)
    alarm = await watch.written(watch.forum.kirsten, "Jeg har ondt i brystet")
    cases = (await queries.queue(watch.mette)).cases
    assert [case.post for case in cases] == [alarm, watch.post, old]
    assert [case.whys for case in cases] == [(Why.alert,), (Why.flags,), (Why.flags,)]
    assert ("ondt i brystet", True) in cases[0].marked
    assert cases[0].due_at - cases[0].since == dt.timedelta(minutes=15)


async def test_who_is_on_duty_is_told_of_an_emergency_then_everybody(
    watch: Watch, frozen_clock: Clock
) -> None:
    noon = dt.datetime(2026, 3, 2, 9, 0)
    await actions.take_turn(watch.mette, noon, noon + dt.timedelta(hours=8))
    frozen_clock.forward(minutes=1)
    post = await watch.written(watch.forum.kirsten, "Jeg kan ikke få luft")
    await jobs.run_due()
    path = f"/forum/moderation/posts/{post}"
    assert await told(watch.mette) == [("emergency_alert", path)]
    assert await told(watch.jonas) == []
    frozen_clock.forward(minutes=15)
    await jobs.run_due()
    assert await told(watch.jonas) == [("emergency_alert", path)]


async def test_an_answered_emergency_rings_no_more(watch: Watch, frozen_clock: Clock) -> None:
    post = await watch.written(watch.forum.kirsten, "Jeg kan ikke få luft")
    await act(watch, post, "keep", reason="")
    frozen_clock.forward(minutes=16)
    await jobs.run_due()
    assert await told(watch.jonas) == []
    assert (await Alert.get()).answered_by_id == watch.mette.person_id
    assert (await Action.get()).waited == 0


async def test_colleagues_see_who_has_a_case_open(watch: Watch, frozen_clock: Clock) -> None:
    await watch.flagged(watch.post, 1)
    await actions.look(watch.mette, watch.post)
    assert [case.looked_at_by for case in (await queries.queue(watch.jonas)).cases] == ["Mette Krogh"]
    assert [case.looked_at_by for case in (await queries.queue(watch.mette)).cases] == [""]
    frozen_clock.forward(minutes=10)
    assert [case.looked_at_by for case in (await queries.queue(watch.jonas)).cases] == [""]


async def test_the_same_deed_with_several(watch: Watch) -> None:
    posts = [await watch.written(watch.forum.kirsten, f"Reklame nummer {n}") for n in range(3)]
    result = await actions.bulk(watch.mette, [*posts, "nothing"], Deed(kind="hide", reason="advertising"))
    assert (result.done, result.left) == (3, 1)
    assert [await state(post) for post in posts] == ["hidden"] * 3
    with pytest.raises(BadInput):
        await actions.bulk(watch.mette, posts, Deed(kind="ban", reason="rude"))
    with pytest.raises(Missing):
        await actions.bulk(watch.forum.kirsten, posts, Deed(kind="hide", reason="rude"))


async def tool(watch: Watch, kind: str, **more: object) -> str:
    return await actions.use_tool(
        watch.mette, watch.thread, Tool(kind=kind, **{"reason": "off_topic", **more})
    )


async def test_threads_are_locked_pinned_slowed_moved_split_and_merged(watch: Watch) -> None:
    await watch.forum.category("other")
    await tool(watch, "lock", words="Vi tager en pause.")
    with pytest.raises(Refused, match="thread_locked"):
        await watch.written(watch.forum.kirsten)
    await tool(watch, "unlock")
    await tool(watch, "pin")
    await tool(watch, "slow", seconds=300)
    thread = await Thread.get(public_id=watch.thread)
    assert (thread.locked, thread.pinned, thread.slow_seconds) == (False, True, 300)
    await watch.written(watch.forum.kirsten, "To")
    made = await tool(watch, "split", posts=(2,), title="Noget helt andet her")
    assert (await Thread.get(public_id=made)).post_count == 1
    assert await tool(watch, "merge", to=made) == made
    await actions.use_tool(watch.mette, made, Tool(kind="move", reason="off_topic", to="other"))
    kinds = [kind for kind, _ in await told(watch.forum.ove)]
    assert kinds.count("moderation_action") == 3


async def test_a_second_professional_stands_by_a_newcomers_answer(watch: Watch) -> None:
    await watch.forum.change("open", second_professional=True)
    post = await watch.written(watch.forum.anne, "Mål, før du spiser.")
    assert [case.post for case in (await queries.queue(watch.forum.ida)).cases] == [post]
    for n in range(3):
        stood = await answered(watch.forum.ida, watch.thread, f"Svar {n}")
        await Post.filter(public_id=stood.post).update(state="published", waits_for="", number=50 + n)
    await actions.act(watch.forum.ida, post, Deed(kind="second"))
    assert await state(post) == "published"
    assert ("post_approved") in [kind for kind, _ in await told(watch.forum.anne)]
    await watch.flagged(watch.post, 1)
    assert (await queries.queue(watch.forum.ida)).cases == ()


async def test_figures_name_moderators_and_no_citizens(watch: Watch, frozen_clock: Clock) -> None:
    await watch.flagged(watch.post, 1)
    frozen_clock.forward(minutes=30)
    await act(watch, watch.post, "hide")
    figures = await queries.statistics(watch.mette)
    [line] = figures.moderators
    assert (line.name, line.municipality, line.count, line.median) == ("Mette Krogh", "Svendborg", 1, 1800)
    assert (await queries.statistics(watch.jonas)).moderators == ()
    assert [row.municipality for row in (await queries.statistics(watch.jonas)).municipalities] == [
        "Svendborg"
    ]
    for name in ("Ove", "Gåsefod", "Bodil"):
        assert name not in str(figures)
    with pytest.raises(Missing):
        await queries.statistics(watch.forum.kirsten)


async def test_the_log_of_deeds_names_no_writer(watch: Watch) -> None:
    await watch.flagged(watch.post, 3)
    await act(watch, watch.post, "ban", everywhere=True)
    rows = await AuditRow.filter(noun="moderation")
    assert [(row.verb, row.subject_id) for row in rows] == [("ban", None)]


async def turn(actor: Actor, hours: float, length: float = 4) -> str:
    begins = dt.datetime(2026, 3, 2, 9, 0) + dt.timedelta(hours=hours)
    return await actions.take_turn(actor, begins, begins + dt.timedelta(hours=length))


async def test_turns_are_taken_given_back_and_handed_over(watch: Watch, frozen_clock: Clock) -> None:
    first, second = await turn(watch.mette, 0), await turn(watch.jonas, 4)
    with pytest.raises(BadInput):
        await turn(watch.mette, 3)
    for bad in (-10, 24 * 300):
        with pytest.raises(BadInput):
            await turn(watch.mette, bad)
    with pytest.raises(BadInput):
        await turn(watch.mette, 30, length=25)
    with pytest.raises(Missing):
        await actions.hand_over(watch.jonas, first, "Hold øje.")
    await actions.hand_over(watch.mette, first, "Hold øje med tråden om medicin.")
    duty = await queries.duty(watch.jonas)
    assert [view.name for view in duty.now] == ["Mette Krogh"]
    assert duty.next is not None
    assert duty.next.public_id == second
    with pytest.raises(Missing):
        await actions.drop_turn(watch.mette, second)
    await actions.drop_turn(watch.jonas, second)
    with pytest.raises(Refused):
        await actions.drop_turn(watch.mette, first)
    with pytest.raises(Missing):
        await turn(watch.forum.kirsten, 50)


async def test_a_mute_is_none_of_moderations_business(watch: Watch) -> None:
    await debate.mute(watch.forum.ove, thread=watch.thread)
    action = await act(watch, watch.post, "warn")
    assert ("moderation_action", f"/forum/moderation/why/{action}") in await told(watch.forum.ove)
