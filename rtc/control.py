"""What the hub uses to command media workers: one `MediaControl` per hub process.

It knows sockets and rooms, not processes (`rtc.node` starts those) and not people (a peer is a name the hub
chose). Links to workers reconnect by themselves; a broken link is told as `WorkerLost`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from rtc import wire
from rtc.link import COMMAND_TIMEOUT, MediaRefused, WorkerLink
from rtc.wire import (
    Event,
    Layout,
    PeerConnected,
    PeerLost,
    Result,
    SlotChanged,
    Source,
    Speaker,
    WorkerLost,
)

__all__ = [
    "Event",
    "Layout",
    "MediaControl",
    "MediaRefused",
    "PeerConnected",
    "PeerLost",
    "SlotChanged",
    "Source",
    "Speaker",
    "WorkerLost",
]

log = logging.getLogger(__name__)


class MediaControl:
    """Commands to the workers behind a list of unix sockets, and their events.

    Every method may raise MediaRefused with code `worker_lost` (the worker died or did not answer in five
    seconds); the other codes are named where they can happen. All methods and callbacks belong to the event
    loop that called `connect`.
    """

    def __init__(self, sockets: Iterable[str]) -> None:
        self._links = [WorkerLink(path, self._emit) for path in sockets]
        self._rooms: dict[str, WorkerLink] = {}
        self._callbacks: list[Callable[[Event], None]] = []

    async def connect(self, timeout: float = 10.0) -> None:
        """Connect to all workers and stay connected until `close`. Raises TimeoutError."""
        for link in self._links:
            link.start()
        async with asyncio.timeout(timeout):
            for link in self._links:
                await link.ready.wait()

    async def close(self) -> None:
        """Stop commanding; workers and rooms go on."""
        for link in self._links:
            await link.stop()

    @property
    def media_addresses(self) -> list[tuple[str, int]]:
        """(address, UDP port) of every connected worker, for firewall texts and TURN permissions."""
        return [address for link in self._links if link.hello for address in link.hello.addresses]

    def hellos(self) -> list[wire.Hello | None]:
        """What each worker said of itself, in the order of the sockets; None while it is not connected."""
        return [link.hello for link in self._links]

    def on_event(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call back with every event, on the event loop; returns the unsubscribe function."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    async def open_room(self, room: str, layout: Layout) -> None:
        """Open a room on the least busy worker. Idempotent with the same layout; `busy` with another one."""
        link = self._rooms.get(room) or self._rooms.setdefault(room, await self._choose())
        try:
            await link.ask(wire.OpenRoom(room, layout))
        except MediaRefused as refused:
            if refused.code == "worker_lost":
                self._rooms.pop(room, None)
            raise

    async def close_room(self, room: str) -> None:
        """Close a room; no error when it is not open."""
        link = self._rooms.pop(room, None)
        if link is not None:
            await link.ask(wire.CloseRoom(room))

    async def view(self, room: str, peer: str) -> str:
        """An SDP offer with all slots of the room; replaces an earlier viewing of this peer.

        The offer holds the worker's host candidates, so no candidates need to be sent later. Codes:
        `no_room`, `busy` (the room is full for this worker).
        """
        return await self._described(wire.View(room, peer))

    async def view_offered(self, room: str, peer: str, sdp: str) -> str:
        """As `view`, for a peer that offers to receive (WHEP); returns the SDP answer, then all is done.

        Codes: `no_room`, `busy`, `bad_sdp` (also when nothing it offers to receive fits the room).
        """
        return await self._described(wire.View(room, peer, sdp))

    async def answer(self, room: str, peer: str, sdp: str) -> None:
        """The browser's answer to `view`. Codes: `no_room`, `unknown_peer`, `bad_sdp`."""
        await self._ask(wire.Answer(room, peer, sdp))

    async def publish(self, room: str, peer: str, sdp: str, sources: dict[str, Source]) -> str:
        """Take a browser's SDP offer and return the SDP answer.

        `sources` names what each sending m-line carries: mid -> "microphone" | "camera" | "screen", each at
        most once. Replaces earlier publishing of this peer, which keeps the slots it still uses. Codes:
        `no_room`, `no_free_slot`, `bad_sdp`, `busy`.
        """
        return await self._described(wire.Publish(room, peer, sdp, sources))

    async def unpublish(self, room: str, peer: str) -> None:
        """End publishing; slots become free (SlotChanged). No error when the peer publishes nothing."""
        await self._ask(wire.Unpublish(room, peer))

    async def pause(self, room: str, peer: str, source: Source, paused: bool) -> None:
        """Drop or forward the packets of one source; holds for later publishing of the peer too.

        The slot stays bound and no SlotChanged is told. Codes: `no_room`.
        """
        await self._ask(wire.Pause(room, peer, source, paused))

    async def leave(self, room: str, peer: str) -> None:
        """End viewing and publishing of a peer, without PeerLost; no error when it or the room is gone."""
        if room in self._rooms:
            await self._ask(wire.Leave(room, peer))

    async def client_stats(
        self, room: str, peer: str, freezes: int, frozen_ms: int, concealed_ms: int
    ) -> None:
        """What a viewer's browser counted since its viewing began: pictures that stood, sound made up.

        No error when the room or the viewer is gone: the figures are late then, not wrong.
        """
        if room in self._rooms:
            await self._ask(wire.ClientStats(room, peer, freezes, frozen_ms, concealed_ms))

    async def stats(self, room: str | None = None, peer: str | None = None) -> dict[str, object]:
        """Figures of one room, of one participant of it, or {socket path: figures} of every worker."""
        if room is not None:
            return await self._counted(self._link_of(room), room, peer)
        connected = [link for link in self._links if link.ready.is_set()]
        return {link.path: await self._counted(link, None) for link in connected}

    async def _counted(
        self, link: WorkerLink, room: str | None, peer: str | None = None
    ) -> dict[str, object]:
        result = await link.ask(wire.GetStats(room, peer))
        return result.stats if isinstance(result, wire.Counted) else {}

    async def _described(self, command: wire.View | wire.Publish) -> str:
        result = await self._ask(command)
        if not isinstance(result, wire.Described):
            raise MediaRefused("worker_lost", "unexpected reply")
        return result.sdp

    async def _ask(
        self,
        command: wire.View
        | wire.Answer
        | wire.Publish
        | wire.Unpublish
        | wire.Pause
        | wire.Leave
        | wire.ClientStats,
    ) -> Result:
        return await self._link_of(command.room).ask(command)

    def _link_of(self, room: str) -> WorkerLink:
        if room not in self._rooms:
            raise MediaRefused("no_room", "this room is not open")
        return self._rooms[room]

    async def _choose(self) -> WorkerLink:
        """The connected worker with the fewest rooms; waits for one when all are being restarted."""
        waits = [asyncio.ensure_future(link.ready.wait()) for link in self._links]
        try:
            await asyncio.wait(waits, timeout=COMMAND_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        connected = [link for link in self._links if link.ready.is_set()]
        if not connected:
            raise MediaRefused("worker_lost", "no media worker is running")
        placed = list(self._rooms.values())
        return min(connected, key=placed.count)

    def _emit(self, link: WorkerLink, event: wire.FromWorker | None) -> None:
        """An event of a link; None means that the link broke."""
        if event is None:
            rooms = [room for room, where in self._rooms.items() if where is link]
            for room in rooms:
                del self._rooms[room]
            self._tell(WorkerLost(rooms))
        elif isinstance(event, wire.RoomLost):
            self._rooms.pop(event.room, None)
            self._tell(WorkerLost([event.room]))
        elif isinstance(event, SlotChanged | PeerConnected | PeerLost | Speaker):
            self._tell(event)

    def _tell(self, event: Event) -> None:
        for callback in list(self._callbacks):
            try:
                callback(event)
            except Exception:
                log.exception("a media event callback failed")
