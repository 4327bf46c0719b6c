"""A media node of the test's own, with real worker processes on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from rtc.control import MediaControl
from rtc.node import Node
from rtc.peer import HeadlessPublisher, HeadlessViewer
from rtc.settings import MediaSettings
from rtc.wire import Event, Layout

LAYOUT = Layout(microphones=3, cameras=3, screens=1)


class Studio:
    """A running node with one open room `r`, and what was told about it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.control: MediaControl = node.control
        self.events: list[Event] = []
        self._peers: list[HeadlessViewer | HeadlessPublisher] = []
        self._news = asyncio.Event()
        self.control.on_event(self._hear)

    async def publisher(self, peer: str, *sources: str, room: str = "r") -> HeadlessPublisher:
        """A publisher whose answer is taken; it may still be connecting."""
        publisher = HeadlessPublisher(sources or ("microphone", "camera"))
        self._peers.append(publisher)
        sdp, named = await publisher.offer()
        await publisher.accept(await self.control.publish(room, peer, sdp, named))
        return publisher

    async def viewer(self, peer: str, room: str = "r") -> HeadlessViewer:
        """A viewer whose answer is given; it may still be connecting."""
        viewer = HeadlessViewer()
        self._peers.append(viewer)
        answer = await viewer.answer(await self.control.view(room, peer))
        await self.control.answer(room, peer, answer)
        return viewer

    async def told(self, event: Event, timeout: float = 10.0) -> None:
        """Until this event was told. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while event not in self.events:
                self._news.clear()
                await self._news.wait()

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def counters(self) -> dict[str, int]:
        [stats] = (await self.control.stats()).values()
        return stats["counters"]  # type: ignore[index, no-any-return]

    async def close(self) -> None:
        for peer in self._peers:
            await peer.close()
        await self.node.stop()


@pytest.fixture
async def make_studio(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Studio]]]:
    """Make a studio with settings of the test's choice."""
    made: list[Studio] = []

    async def make(layout: Layout = LAYOUT, **settings: object) -> Studio:
        chosen = {"workers": 1, "folder": str(tmp_path / "media"), **settings}
        studio = Studio(Node(MediaSettings(**chosen)))  # type: ignore[arg-type]
        made.append(studio)
        await studio.node.start()
        await studio.control.open_room("r", layout)
        return studio

    yield make
    for studio in made:
        await studio.close()


@pytest.fixture
async def studio(make_studio: Callable[..., Awaitable[Studio]]) -> Studio:
    return await make_studio()
