"""Workers whose clock says that every packet was read late: each gives up pictures for its own viewers."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rtc import wire
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.peer import HeadlessPublisher, HeadlessViewer
from rtc.settings import MediaSettings

LAYOUT = wire.Layout(1, 1, 0)
KEY = bytes(range(56))


class LateWorker:
    """The rooms of a worker within the test; `late` seconds is every packet when it is read."""

    def __init__(self) -> None:
        settings = MediaSettings()
        self.late = self._now = 0.0
        self.told: list[wire.Message] = []
        self._news = asyncio.Event()
        self.port, self.relays = MediaPort(settings.bindings(), 0), RelayPort("127.0.0.1")
        self.rooms = Rooms(self.port, self.relays, settings, self._clock, self._hear)

    def execute(self, command: wire.Command) -> Any:
        result = self.rooms.execute(command)
        assert not isinstance(result, wire.Refusal), result
        return result

    async def viewer(self, peer: str) -> HeadlessViewer:
        viewer = HeadlessViewer()
        self.execute(wire.Answer("r", peer, await viewer.answer(self.execute(wire.View("r", peer)).sdp)))
        return viewer

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        self.port.start(loop)
        self.relays.start(loop)
        second = 0.0
        try:
            while True:
                self.rooms.tick(self._clock())
                if time.monotonic() - second >= 1.0:
                    second = time.monotonic()
                    self.rooms.second(self._clock())
                await asyncio.sleep(0.02)
        finally:
            self.rooms.close()
            self.port.close(loop)
            self.relays.close(loop)

    def gave_up(self) -> list[str]:
        return [one.given_up for one in self.told if isinstance(one, wire.Overloaded)]

    async def until(self, gave_up: list[str]) -> None:
        async with asyncio.timeout(20):
            while self.gave_up() != gave_up:
                self._news.clear()
                await self._news.wait()

    def _hear(self, message: wire.Message) -> None:
        self.told.append(message)
        self._news.set()

    def _clock(self) -> float:
        """It stands for a moment when packets get younger: time never goes back."""
        self._now = max(self._now, time.monotonic() + self.late)
        return self._now


@pytest.fixture
async def two() -> AsyncIterator[list[LateWorker]]:
    workers = [LateWorker(), LateWorker()]
    running = [asyncio.create_task(worker.run()) for worker in workers]
    yield workers
    for task in running:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def publish(worker: LateWorker) -> HeadlessPublisher:
    publisher = HeadlessPublisher(("microphone", "camera"))
    sdp, sources = await publisher.offer()
    await publisher.accept(worker.execute(wire.Publish("r", "anna", sdp, sources)).sdp)
    return publisher


async def test_edge_that_is_late_sheds_for_its_viewers_alone_and_never_sound(two: list[LateWorker]) -> None:
    home, edge = two
    home.execute(wire.OpenRoom("r", LAYOUT))
    edge.execute(wire.OpenEdge("r", LAYOUT, wire.Relay(7, *home.relays.address, KEY)))
    home.execute(wire.OpenRelay("r", wire.Relay(7, *edge.relays.address, KEY)))
    at_home, bo = await home.viewer("hanne"), await edge.viewer("bo")
    publisher = await publish(home)
    for viewer in (at_home, bo):
        await viewer.wait_frames("c0", 5)
    edge.late = 0.3
    await edge.until(["layers", "pictures"])
    frames, sounds = bo.frames["c0"], bo.packets["m0"]
    await at_home.wait_frames("c0", at_home.frames["c0"] + 10)
    await bo.wait_packets("m0", sounds + 20)
    assert bo.frames["c0"] <= frames + 1
    edge.late = 0.0
    await bo.wait_frames("c0", frames + 10)
    await edge.until(["layers", "pictures", "layers", "nothing"])
    assert home.gave_up() == []
    for peer in (publisher, at_home, bo):
        await peer.close()


async def test_room_with_viewers_sheds_before_one_without_and_all_is_well_when_nothing_comes(
    two: list[LateWorker],
) -> None:
    worker = two[0]
    for room in ("r", "empty"):
        worker.execute(wire.OpenRoom(room, LAYOUT))
    bo, publisher = await worker.viewer("bo"), await publish(worker)
    await bo.wait_frames("c0", 5)
    worker.late = 0.3
    await worker.until(["layers", "pictures"])
    assert {one.room for one in worker.told if isinstance(one, wire.Overloaded)} == {"r"}
    await publisher.close()
    await worker.until(["layers", "pictures", "layers", "nothing"])
    await bo.close()
