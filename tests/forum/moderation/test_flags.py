"""Flags: once each, so many a day, three hide, and each reporter hears once what became of it."""

import pytest

from forum.debate.models import Post
from forum.moderation import actions, queries, rules
from forum.moderation.models import Action, Flag
from forum.moderation.wire import Deed
from hub.actor import ANONYMOUS
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.debate.conftest import answered, started
from tests.forum.moderation.conftest import Watch, act, told


async def state(post: str) -> str:
    return (await Post.get(public_id=post)).state


async def test_three_different_people_hide_a_citizens_post(watch: Watch) -> None:
    await watch.flagged(watch.post, 2)
    assert await state(watch.post) == "published"
    await actions.flag(watch.others[2], watch.post, "rude")
    assert await state(watch.post) == "hidden"
    action = await Action.get()
    assert (action.kind, action.moderator_id) == ("flags", None)
    assert await told(watch.forum.ove) == [("moderation_action", f"/forum/moderation/why/{action.public_id}")]


async def test_a_professionals_answer_stays_until_a_moderator_has_looked(watch: Watch) -> None:
    post = await watch.written(watch.forum.anne)
    await watch.flagged(post, 5)
    assert await state(post) == "published"


async def test_one_person_counts_once(watch: Watch) -> None:
    await watch.flagged(watch.post, 1)
    with pytest.raises(Refused, match="already_flagged"):
        await actions.flag(watch.others[0], watch.post, "dangerous")
    assert await Flag.all().count() == 1


async def test_nobody_flags_what_they_wrote_or_cannot_read(watch: Watch) -> None:
    with pytest.raises(Refused, match="own_post"):
        await actions.flag(watch.forum.ove, watch.post, "rude")
    secret = await started(watch.forum.kirsten, slug="members")
    with pytest.raises(Missing):
        await actions.flag(watch.forum.sara, secret.post, "rude")
    with pytest.raises(Missing):
        await actions.flag(ANONYMOUS, watch.post, "rude")
    with pytest.raises(BadInput):
        await actions.flag(watch.forum.sara, watch.post, "because")
    assert await Flag.all().count() == 0


async def test_ten_a_day_and_fewer_for_who_cries_wolf(watch: Watch, frozen_clock: Clock) -> None:
    sara = watch.forum.sara
    posts = []
    for _ in range(12):
        posts.append((await answered(watch.forum.kirsten, watch.thread)).post)
        frozen_clock.forward(minutes=1)
    for post in posts[:10]:
        await actions.flag(sara, post, "rude")
    with pytest.raises(Refused, match="too_many_flags"):
        await actions.flag(sara, posts[10], "rude")
    for post in posts[:2]:
        await act(watch, post, "keep", reason="", baseless=True)
    frozen_clock.forward(days=1)
    assert await queries.flags_left(sara) == rules.FLAGS_A_DAY - 2 * rules.COST_OF_BASELESS
    frozen_clock.forward(days=91)
    assert await queries.flags_left(sara) == rules.FLAGS_A_DAY


async def test_flags_of_who_cried_wolf_hide_nothing(watch: Watch, frozen_clock: Clock) -> None:
    wolf = watch.others[0]
    for _ in range(2):
        post = await watch.written(watch.forum.kirsten)
        await actions.flag(wolf, post, "rude")
        await act(watch, post, "keep", reason="", baseless=True)
        frozen_clock.forward(minutes=1)
    await watch.flagged(watch.post, 3)
    assert await state(watch.post) == "published"
    await actions.flag(watch.others[3], watch.post, "rude")
    assert await state(watch.post) == "hidden"


@pytest.mark.parametrize(("kind", "outcome"), [("hide", "upheld"), ("warn", "upheld"), ("keep", "kept")])
async def test_every_reporter_hears_once(watch: Watch, kind: str, outcome: str) -> None:
    await watch.flagged(watch.post, 2)
    await act(watch, watch.post, kind)
    await act(watch, watch.post, "warn")
    for reporter in watch.others[:2]:
        assert await told(reporter) == [("flag_outcome", "/forum/moderation/flags")]
        [flag] = await queries.my_flags(reporter)
        assert flag.outcome == outcome
    assert await told(watch.others[2]) == []


async def test_moderators_are_not_told_who_flagged(watch: Watch) -> None:
    await watch.flagged(watch.post, 1)
    await actions.flag(watch.forum.anne, watch.post, "wrong_advice", "Det er farligt.")
    [case] = (await queries.queue(watch.mette)).cases
    assert [(f.reason, f.professional, f.count, f.words) for f in case.flags] == [
        ("rude", False, 1, ()),
        ("wrong_advice", True, 1, ("Det er farligt.",)),
    ]
    assert "Bodil" not in str(case)
    assert "Anne" not in str(case)


async def test_a_flag_about_danger_is_told_to_who_is_on_duty(watch: Watch) -> None:
    await actions.flag(watch.others[0], watch.post, "rude")
    assert await told(watch.jonas) == []
    await actions.flag(watch.others[1], watch.post, "dangerous")
    assert await told(watch.jonas) == [("review_waiting", f"/forum/moderation/posts/{watch.post}")]


async def test_what_was_hidden_by_flags_can_be_shown_again(watch: Watch) -> None:
    await watch.flagged(watch.post, 3)
    await actions.act(watch.mette, watch.post, Deed(kind="show", baseless=True))
    assert await state(watch.post) == "published"
    assert {flag.outcome for flag in await Flag.all()} == {"baseless"}
