"""Workers share one room's audience: the publisher's worker feeds the others once, and nobody notices."""

import asyncio
import os
import signal
from typing import Any

from rtc.wire import CloseRelay, Layout, PeerConnected, SlotChanged, ViewsLost, WorkerLost

LAYOUT = Layout(2, 2, 1)


async def shared(make_studio: Any, **settings: object) -> Any:
    """A room of two workers: the first viewer is at home, all further ones at the edge."""
    return await make_studio(LAYOUT, workers=2, viewers_per_worker=1, **settings)


def place(studio: Any) -> Any:
    return studio.control._spread.rooms["r"]


async def audience(studio: Any, *peers: str) -> list[Any]:
    """Viewers, the first of them at home and the others at the edge."""
    place(studio).views.update(dict.fromkeys([f"seat{i}" for i in range(25)], place(studio).home))
    viewers = [await studio.viewer(peer) for peer in peers]
    where = [place(studio).views[peer] is place(studio).home for peer in peers]
    assert where == [False for _ in peers]
    return viewers


async def test_viewers_of_two_workers_see_and_hear_the_same_publisher(make_studio: Any) -> None:
    studio = await shared(make_studio)
    at_home = await studio.viewer("hanne")
    bo, eva = await audience(studio, "bo", "eva")
    await studio.publisher("anna")
    for viewer in (at_home, bo, eva):
        await viewer.wait_frames("c0", 10)
        await viewer.wait_packets("m0", 20)
        await viewer.wait_until(lambda viewer=viewer: viewer.reports["c0"] > 0)
    assert len(studio.control._spread.rooms["r"].edges) == 1


async def test_everything_is_told_once(make_studio: Any) -> None:
    studio = await shared(make_studio)
    [bo] = await audience(studio, "bo")
    await studio.publisher("anna", "camera")
    await bo.wait_frames("c0", 3)
    await studio.control.leave("r", "anna")
    await studio.told(SlotChanged("r", "c0", None, None))
    counted = [event for event in studio.events if isinstance(event, SlotChanged | PeerConnected)]
    assert sorted(map(str, counted)) == sorted(
        map(
            str,
            [
                SlotChanged("r", "c0", "anna", "camera"),
                SlotChanged("r", "c0", None, None),
                PeerConnected("r", "bo", "view"),
                PeerConnected("r", "anna", "publish"),
            ],
        )
    )


async def test_viewer_at_the_edge_is_sent_again_what_it_lost(make_studio: Any) -> None:
    studio = await shared(make_studio)
    [bo] = await audience(studio, "bo")
    await studio.publisher("anna", "camera")
    await bo.wait_frames("c0", 3)
    lost: list[int] = []
    got: set[int] = set()
    bo.on_packet = lambda mid, header, data: got.add(header.sequence)
    bo.loses = lambda mid, sequence: len(lost) < 3 and not lost.append(sequence)
    await bo.wait_until(lambda: len(lost) == 3 and len(got) > 3)
    await bo.ask_again("c0", lost)
    await bo.wait_until(lambda: got.issuperset(lost))


async def test_killed_edge_costs_only_its_own_viewers_a_second_viewing(make_studio: Any) -> None:
    studio = await shared(make_studio)
    at_home = await studio.viewer("hanne")
    [bo] = await audience(studio, "bo")
    await studio.publisher("anna", "camera")
    await bo.wait_frames("c0", 3)
    os.kill(place(studio).views["bo"].hello.pid, signal.SIGKILL)
    await studio.told(ViewsLost("r", ["bo"]))
    assert WorkerLost(["r"]) not in studio.events
    again = await studio.viewer("bo")
    await again.wait_frames("c0", 3)
    await at_home.wait_frames("c0", at_home.frames["c0"] + 3)


async def test_killed_home_opens_anew_and_its_edges_are_closed(make_studio: Any) -> None:
    studio = await shared(make_studio)
    [_] = await audience(studio, "bo")
    home, edge = place(studio).home, place(studio).views["bo"]
    os.kill(home.hello.pid, signal.SIGKILL)
    await studio.told(WorkerLost(["r"]))
    await studio.control.open_room("r", LAYOUT)
    assert place(studio).home is edge
    await studio.publisher("anna", "camera")
    again = await studio.viewer("bo")
    await again.wait_frames("c0", 3)


async def test_edge_that_hears_nothing_of_its_home_gives_up_and_another_is_opened(make_studio: Any) -> None:
    studio = await shared(make_studio)
    [_] = await audience(studio, "bo")
    here, number = place(studio), place(studio).edges[place(studio).views["bo"]]
    await here.home.ask(CloseRelay("r", number))
    await studio.told(ViewsLost("r", ["bo"]), timeout=15)
    await studio.publisher("anna", "camera")
    again = await studio.viewer("bo")
    await again.wait_frames("c0", 3)
    assert here.edges[here.views["bo"]] != number


async def test_viewer_that_moves_between_workers_is_counted_once(make_studio: Any) -> None:
    studio = await shared(make_studio)
    await studio.viewer("bo")
    await studio.told(PeerConnected("r", "bo", "view"))
    [bo] = await audience(studio, "bo")
    await studio.publisher("anna", "camera")
    await bo.wait_frames("c0", 3)
    async with asyncio.timeout(5):
        while True:
            stats = await studio.control.stats("r")
            edges = stats["edges"].values()
            if (stats["views"], [edge["views"] for edge in edges]) == (0, [1]):
                break


async def test_room_that_closes_leaves_nothing_with_either_worker(make_studio: Any) -> None:
    studio = await shared(make_studio)
    await audience(studio, "bo")
    await studio.control.close_room("r")
    async with asyncio.timeout(5):
        while any(worker["rooms"] for worker in (await studio.control.stats()).values()):
            pass
