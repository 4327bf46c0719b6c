"""Polls: one vote a seat, only sums, results when the host says so."""

import asyncio
from typing import Any

import msgspec
import pytest

from hub.audit import AuditRow
from hub.rooms import actions, registry
from hub.rooms.models import PollVote
from hub.rooms.states import POLL_MOVES
from tests.doubles.live_world import Ears, LiveWorld, code_of


@pytest.fixture
async def poll(world: LiveWorld) -> int:
    """A draft, and `one` and `two` to answer it."""
    await world.join(world.host)
    world.one, world.two = (
        await world.citizen("Kirsten Borg", "Bregne"),
        await world.citizen("Ove Vang", "Odder"),
    )
    await world.join(world.one)
    await world.join(world.two)
    return await actions.create_poll(world.host, world.session, "Hvad spiste du?", ["Grød", "Brød", "Intet"])


async def seen(world: LiveWorld, actor: Any) -> Any:
    return (await world.fresh(actor))["poll"]


async def test_a_draft_is_for_hosts(world: LiveWorld, poll: int) -> None:
    assert await seen(world, world.one) is None
    assert [p["state"] for p in (await world.fresh(world.host))["polls"]] == ["draft"]
    assert await code_of(actions.vote(world.one, world.session, poll, 0)) == "poll_closed"


async def test_votes_are_secret_until_shown_and_then_only_sums(
    world: LiveWorld, poll: int, ears: Ears
) -> None:
    await actions.open_poll(world.host, world.session, poll)
    await actions.vote(world.one, world.session, poll, 0)
    await actions.vote(world.two, world.session, poll, 2)

    assert (await seen(world, world.one))["votes"] is None
    assert (await seen(world, world.one))["total"] == 2
    assert (await seen(world, world.host))["votes"] == [1, 0, 1]
    assert (await world.fresh(world.one))["me"]["vote"] == {"poll": poll, "option": 0}

    await actions.close_poll(world.host, world.session, poll)
    assert (await seen(world, world.two))["votes"] is None
    await actions.show_poll(world.host, world.session, poll)
    assert (await seen(world, world.two))["votes"] == [1, 0, 1]
    (await registry.here().room(world.session)).flush()
    assert b"seat" not in msgspec.json.encode([m for m in ears.on("audience") if m.get("section") == "poll"])


async def test_a_vote_may_be_changed_and_counts_once(world: LiveWorld, poll: int) -> None:
    await actions.open_poll(world.host, world.session, poll)
    for option in (0, 1, 1, 2):
        await actions.vote(world.one, world.session, poll, option)

    assert (await seen(world, world.host))["votes"] == [0, 0, 1]
    assert await PollVote.all().values_list("option", flat=True) == [2]


async def test_many_votes_at_once_lose_none(each_world: LiveWorld) -> None:
    world = each_world
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(20)]
    await asyncio.gather(*(world.join(citizen) for citizen in citizens))
    poll = await actions.create_poll(world.host, world.session, "Hvad?", ["A", "B"])
    await actions.open_poll(world.host, world.session, poll)

    await asyncio.gather(*(actions.vote(c, world.session, poll, n % 2) for n, c in enumerate(citizens * 2)))

    assert (await world.fresh(world.host))["poll"]["votes"] == [10, 10]
    assert await PollVote.all().count() == 20


async def test_a_closed_poll_takes_no_votes(world: LiveWorld, poll: int) -> None:
    await actions.open_poll(world.host, world.session, poll)
    await actions.close_poll(world.host, world.session, poll)
    assert await code_of(actions.vote(world.one, world.session, poll, 0)) == "poll_closed"


async def test_one_poll_is_open_at_a_time_and_a_new_one_forgets_the_old_votes(
    world: LiveWorld, poll: int
) -> None:
    await actions.open_poll(world.host, world.session, poll)
    await actions.vote(world.one, world.session, poll, 0)
    other = await actions.create_poll(world.host, world.session, "Og i går?", ["Ja", "Nej"])
    assert await code_of(actions.open_poll(world.host, world.session, other)) == "poll_open"

    await actions.close_poll(world.host, world.session, poll)
    await actions.open_poll(world.host, world.session, other)

    assert (await world.fresh(world.one))["me"]["vote"] is None
    assert (await seen(world, world.one))["total"] == 0
    assert await code_of(actions.show_poll(world.host, world.session, poll)) == "not_on_show"
    await actions.vote(world.one, world.session, other, 1)
    await actions.close_poll(world.host, world.session, other)
    await actions.finish_poll(world.host, world.session, other)
    assert await seen(world, world.one) is None
    assert (await world.fresh(world.one))["me"]["vote"] is None


async def test_moves_that_are_not_in_the_table_are_refused(world: LiveWorld, poll: int) -> None:
    for to in set(POLL_MOVES) - POLL_MOVES["draft"]:
        assert await code_of(actions.set_poll_state(world.host, world.session, poll, to)) == "illegal_move"


async def test_citizens_ask_no_polls_and_hosts_answer_none(world: LiveWorld, poll: int) -> None:
    one, session = world.one, world.session
    assert await code_of(actions.create_poll(one, session, "Hvad?", ["A", "B"])) == "not_allowed"
    assert await code_of(actions.open_poll(one, session, poll)) == "not_allowed"
    await actions.open_poll(world.host, session, poll)
    assert await code_of(actions.vote(world.host, session, poll, 0)) == "not_allowed"
    assert await AuditRow.filter(verb="open", noun="poll").count() == 2


@pytest.mark.parametrize(
    ("question", "options", "code"),
    [
        ("", ["A", "B"], "required"),
        ("Hvad?" * 2000, ["A", "B"], "too_long"),
        ("Hvad?", ["A"], "bad_options"),
        ("Hvad?", [str(n) for n in range(11)], "bad_options"),
        ("Hvad?", "AB", "bad_options"),
        ("Hvad?", ["A", "a"], "same_option"),
        ("Hvad?", ["A", "B" * 10_000], "too_long"),
        ("Hvad?", ["A", 3], "bad_options"),
    ],
)
async def test_polls_that_cannot_be_asked(world: LiveWorld, question: str, options: Any, code: str) -> None:
    await world.join(world.host)
    assert await code_of(actions.create_poll(world.host, world.session, question, options)) == code


async def test_votes_that_mean_nothing(world: LiveWorld, poll: int) -> None:
    await actions.open_poll(world.host, world.session, poll)
    for wrong in (-1, 3, "0", None, True):
        assert await code_of(actions.vote(world.one, world.session, poll, wrong)) == "bad_option"  # type: ignore[arg-type]
    for unknown in (poll + 1, "1", None):
        assert await code_of(actions.vote(world.one, world.session, unknown, 0)) == "missing"  # type: ignore[arg-type]
