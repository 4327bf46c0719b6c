"""Live rooms on a real media node: pictures flow where the room allows it, and come back after a crash."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from hub import bus
from hub.actor import Actor
from hub.rooms import actions
from rtc.node import Node
from rtc.peer import HeadlessPublisher, HeadlessViewer
from rtc.settings import MediaSettings
from tests.doubles.live_world import LiveWorld, code_of

SECONDS = 20


class Studio:
    """A live webinar with real media; what a browser would do is a method."""

    def __init__(self, node: Node, world: LiveWorld) -> None:
        self.node = node
        self.world = world
        self.peers: list[HeadlessViewer | HeadlessPublisher] = []

    async def publish(self, actor: Actor, *sources: str) -> HeadlessPublisher:
        publisher = HeadlessPublisher(sources)
        self.peers.append(publisher)
        sdp, named = await publisher.offer()
        await publisher.accept(await actions.publish(actor, self.world.session, sdp, named))
        return publisher

    async def view(self, actor: Actor) -> HeadlessViewer:
        viewer = HeadlessViewer()
        self.peers.append(viewer)
        answer = await viewer.answer(await actions.view(actor, self.world.session))
        await actions.answer(actor, self.world.session, answer)
        return viewer

    async def until(self, actor: Actor, true: Callable[[dict[str, Any]], bool]) -> None:
        """Until what `actor` sees is so; looked at after each message of the room."""
        news = asyncio.Event()
        stop = bus.subscribe(f"room.{self.world.session}.", lambda topic, message: news.set())
        async with asyncio.timeout(SECONDS):
            while not true(await self.world.fresh(actor)):
                await news.wait()
                news.clear()
        stop()


@pytest.fixture
async def studio(sqlite_database: Settings, tmp_path: Path) -> AsyncIterator[Studio]:
    node = Node(MediaSettings(workers=1, folder=str(tmp_path / "media")))
    actions.start(sqlite_database, await node.start())
    world = LiveWorld()
    await world.fill(state="live")
    studio = Studio(node, world)
    yield studio
    for peer in studio.peers:
        await peer.close()
    await actions.stop()
    await node.stop()


async def test_a_citizen_sees_the_host_is_promoted_and_demoted_without_joining_again(studio: Studio) -> None:
    world = studio.world
    host = (await world.join(world.host)).seat
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await studio.publish(world.host, "microphone", "camera")
    watching, hosts_view = await studio.view(citizen), await studio.view(world.host)
    await watching.wait_frames("c0", 5, SECONDS)
    await studio.until(citizen, lambda seen: seen["slots"] == {"c0": host, "m0": host})

    await actions.promote(world.host, world.session, seat)
    await studio.publish(citizen, "microphone", "camera")
    await hosts_view.wait_frames("c1", 5, SECONDS)
    await studio.until(world.host, lambda seen: seen["slots"].get("c1") == seat)

    await actions.demote(world.host, world.session, seat)
    await studio.until(world.host, lambda seen: seat not in seen["slots"].values())
    seen = watching.frames["c0"]
    await watching.wait_frames("c0", seen + 5, SECONDS)


async def test_after_a_worker_is_killed_the_room_is_open_again_and_pictures_flow(studio: Studio) -> None:
    world = studio.world
    await world.join(world.host)
    await studio.publish(world.host, "camera")
    told: list[str] = []
    back = asyncio.Event()

    def hear(topic: str, message: dict[str, Any]) -> None:
        if "media" in message:
            told.append(message["media"])
            if message["media"] == "view":
                back.set()

    stop = bus.subscribe(f"room.{world.session}.hosts", hear)

    os.kill(pid_of(studio.node), signal.SIGKILL)
    await asyncio.wait_for(back.wait(), SECONDS)
    stop()
    await studio.publish(world.host, "camera")
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    again = await studio.view(citizen)

    await again.wait_frames("c0", 5, SECONDS)
    assert told == ["lost", "view"]


async def test_a_device_check_shows_one_oneself(studio: Studio) -> None:
    check = await actions.open_check("me")
    publisher, viewer = HeadlessPublisher(("microphone", "camera")), HeadlessViewer()
    studio.peers += [publisher, viewer]
    sdp, named = await publisher.offer()
    await publisher.accept(await actions.publish_check(check, sdp, named))
    await actions.answer_check(check, await viewer.answer(await actions.view_check(check)))

    await viewer.wait_frames("c0", 3, SECONDS)
    await viewer.wait_packets("m0", 10, SECONDS)
    await actions.close_check(check)
    assert await code_of(actions.view_check(check)) == "missing"


def pid_of(node: Node) -> int:
    """The process of the node's only worker, as it introduced itself."""
    [link] = node.control._fleet.links
    assert link.hello is not None
    return link.hello.pid
