"""A search whose process is killed, whose hub goes away, or whose machine can write nothing more."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from hub import bus
from hub.schedule import actions, queries
from hub.schedule.actions import searching
from hub.schedule.models import Demand, Proposal, Suggestion
from hub.schedule.queries.cards import INTERRUPTED
from hub.schedule.states import ProposalState
from hub.sessions import actions as sessions
from tests.conftest import Clock
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.schedule.test_searching import LAST, searched
from tests.hub.sessions.conftest import World


def workers() -> list[int]:
    """Processes of searches that this one has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue  # it was over before it was read
        if parent == os.getpid() and b"hub.schedule.worker" in words:
            found.append(int(folder.name))
    return found


async def begun(world: World) -> int:
    """A search that has a process."""
    proposal_id = await actions.propose(world.coordinator, DAY.date(), LAST.date(), 60)
    async with asyncio.timeout(30):
        while not workers():
            await Proposal.get(id=proposal_id)
    return proposal_id


async def test_a_search_that_is_killed_has_failed_and_the_next_one_searches(each_world: World) -> None:
    await demanded(await planned(each_world))
    heard: list[object] = []
    stop = bus.subscribe("schedule.proposal.", lambda _, message: heard.append(message["state"]))
    proposal_id = await begun(each_world)
    [pid] = workers()
    os.killpg(pid, signal.SIGKILL)
    await actions.finished(proposal_id)
    stop()
    row = await Proposal.get(id=proposal_id)
    assert (row.state, row.error, heard[-1]) == ("failed", "crashed", "failed")
    assert not await Suggestion.exists()
    assert (await searched(each_world)).state == "ready"


async def test_a_hub_that_goes_away_takes_its_search_with_it_and_what_it_left_is_said(
    world: World, frozen_clock: Clock
) -> None:
    await demanded(await planned(world))
    proposal_id = await begun(world)
    searching._running[proposal_id].cancel()
    await actions.finished(proposal_id)
    assert workers() == []
    assert (await Proposal.get(id=proposal_id)).state == "searching"
    frozen_clock.forward(minutes=5)
    [card] = await queries.proposals(world.coordinator)
    assert (card.state, card.error) == (ProposalState.failed, INTERRUPTED)
    assert (await searched(world)).state == "ready"


async def test_what_was_removed_or_cancelled_while_it_was_searched_for_is_not_proposed(world: World) -> None:
    kept, removed, cancelled = [
        await demanded(await planned(world, at=DAY.replace(hour=at))) for at in (9, 14, 19)
    ]
    proposal_id = await actions.propose(world.coordinator, DAY.date(), LAST.date(), 1)
    await actions.remove_demand(world.coordinator, removed.id)
    await sessions.cancel(world.coordinator, cancelled.session_id, "Aflyst")
    await actions.finished(proposal_id)
    told = [row.demand_id for row in await Suggestion.filter(proposal_id=proposal_id).order_by("id")]
    assert told == [kept.id, cancelled.id]
    published = await actions.publish(world.coordinator, proposal_id)
    assert (published.count, [each.demand_id for each in published.left]) == (1, [cancelled.id])
    assert (await Demand.get(id=cancelled.id)).person_id is None


async def test_a_search_that_cannot_be_written_down_reads_as_failed(
    world: World, frozen_clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full: what it found is lost, the hub goes on, and one can search again."""

    async def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    await demanded(await planned(world))
    with monkeypatch.context() as patched:
        patched.setattr(searching, "_suggest", full)
        proposal_id = await actions.propose(world.coordinator, DAY.date(), LAST.date(), 1)
        await actions.finished(proposal_id)
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == [
        "What a search found could not be written down"
    ]
    row = await Proposal.get(id=proposal_id)
    assert (row.state, row.error) == ("failed", "crashed")
    assert (await searched(world)).state == "ready"
