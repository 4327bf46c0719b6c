"""What the hub uses to command media workers: one `MediaControl` per hub process.

It knows rooms, not processes (`rtc.node` starts those) and not people (a peer is a name the hub chose). The
workers themselves are in `fleet`, which of them has what in `spread` and `edges`, how one is emptied in
`draining`, what they tell in `news` (the events are in `wire`), what they count in `figures`. Links reconnect
by themselves; a broken one is told as `WorkerLost`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rtc import wire
from rtc.draining import Draining
from rtc.edges import Edges
from rtc.figures import Figures
from rtc.fleet import Fleet
from rtc.link import MediaRefused, WorkerLink
from rtc.news import News
from rtc.spread import Place, Spread
from rtc.wire import Event, Layout, Limit, Source, Way

__all__ = ["MediaControl", "MediaRefused"]


class MediaControl:
    """Commands to the workers behind a list of unix sockets, and their events.

    Every method may raise MediaRefused with code `worker_lost` (the worker died or did not answer in five
    seconds); the other codes are named where they can happen. All methods and callbacks belong to the event
    loop that called `connect`.
    """

    def __init__(self, sockets: Iterable[str], viewers_per_worker: int = 0) -> None:
        """`viewers_per_worker`: from how many on the other workers share a room's audience; 0 for never."""
        self._fleet = Fleet(sockets, self._heard)
        self._spread: Spread[WorkerLink] = Spread(viewers_per_worker)
        self._edges = Edges(self._spread)
        self._figures = Figures(self._fleet, self._spread)
        self._news = News(self._edges)
        self._draining = Draining(self._fleet, self._spread, self._news)

    async def connect(self, timeout: float = 10.0) -> None:
        """Connect to all workers and stay connected until `close`. Raises TimeoutError."""
        await self._fleet.connect(timeout)

    async def close(self) -> None:
        """Stop commanding; workers and rooms go on."""
        await self._fleet.close()

    @property
    def media_addresses(self) -> list[tuple[str, int]]:
        """(address, UDP port) of every connected worker, for firewall texts and TURN permissions."""
        return [address for hello in self.hellos() if hello for address in hello.addresses]

    def hellos(self) -> list[wire.Hello | None]:
        """What each worker said of itself, in the order of the sockets; None while it is not connected."""
        return [link.hello for link in self._fleet.links]

    async def probe(self, socket: str) -> wire.Probed:
        """Open a way for one packet through the worker behind a socket (`rtc.probe` sends it)."""
        return await self._fleet.probe(socket)

    @property
    def probes(self) -> dict[str, float | None]:
        """The seconds the last health probe of each worker took, None when it was lost."""
        return self._fleet.probes

    @property
    def healthy(self) -> bool | None:
        """Whether a packet lately went through every worker; None where no `rtc.node` probes them."""
        return self._fleet.healthy

    def on_event(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call back with every event, on the event loop; returns the unsubscribe function."""
        return self._news.subscribe(callback)

    async def open_room(self, room: str, layout: Layout) -> None:
        """Open a room on the least busy worker. Idempotent with the same layout; `busy` with another one."""
        rooms = self._spread.rooms
        place = rooms.get(room) or rooms.setdefault(room, Place(await self._least_busy(), layout))
        try:
            await place.home.ask(wire.OpenRoom(room, layout))
        except MediaRefused as refused:
            if refused.code == "worker_lost":
                rooms.pop(room, None)
            raise

    async def close_room(self, room: str) -> None:
        """Close a room; no error when it is not open."""
        place = self._spread.rooms.pop(room, None)
        if place is not None:
            self._edges.close(room, place)
            self._news.closed(room)
            self._draining.room_closed()
            await place.home.ask(wire.CloseRoom(room))

    async def drain(self, socket: str, patience: float = 0.0) -> None:
        """Take everything off the worker behind a socket, before it is ended.

        From now on it gets no rooms and no viewers. For `patience` seconds its rooms may come to their end;
        what is left then is told lost (`WorkerLost`, `ViewsLost`) and opens with another worker. Holds until
        the worker is started anew.
        """
        await self._draining.drain(self._fleet.behind(socket), patience)

    async def view(self, room: str, peer: str) -> str:
        """An SDP offer with all slots of the room; replaces an earlier viewing of this peer.

        The offer holds the worker's host candidates, so no candidates need to be sent later. Codes:
        `no_room`, `busy` (the room is full for this worker).
        """
        return await (await self._place(room, peer)).described(wire.View(room, peer))

    async def offer_again(self, room: str, peer: str) -> str:
        """An SDP offer for the RTCPeerConnection that views already, whose network changed; `answer` follows.

        Codes: `no_room`, `unknown_peer` (nothing to restart: `view` again).
        """
        return await self._spread.of_view(room, peer).described(wire.OfferAgain(room, peer))

    async def view_offered(self, room: str, peer: str, sdp: str) -> str:
        """As `view`, for a peer that offers to receive (WHEP); returns the SDP answer, then all is done.

        Codes: `no_room`, `busy`, `bad_sdp` (also when nothing it offers to receive fits the room).
        """
        return await (await self._place(room, peer)).described(wire.View(room, peer, sdp))

    async def answer(self, room: str, peer: str, sdp: str) -> None:
        """The browser's answer to `view`. Codes: `no_room`, `unknown_peer`, `bad_sdp`."""
        await self._spread.of_view(room, peer).ask(wire.Answer(room, peer, sdp))

    async def publish(self, room: str, peer: str, sdp: str, sources: dict[str, Source]) -> str:
        """Take a browser's SDP offer and return the SDP answer.

        `sources` names what each sending m-line carries: mid -> "microphone" | "camera" | "screen", each at
        most once. Replaces earlier publishing of this peer, which keeps the slots it still uses. Codes:
        `no_room`, `no_free_slot`, `bad_sdp`, `busy`.
        """
        return await self._spread.home(room).described(wire.Publish(room, peer, sdp, sources))

    async def unpublish(self, room: str, peer: str) -> None:
        """End publishing; slots become free (SlotChanged). No error when the peer publishes nothing."""
        await self._spread.home(room).ask(wire.Unpublish(room, peer))

    async def pause(self, room: str, peer: str, source: Source, paused: bool) -> None:
        """Drop or forward the packets of one source; holds for later publishing of the peer too.

        The slot stays bound and no SlotChanged is told, but for a screen: paused, it gives its slot to
        others. Codes: `no_room`, `no_free_slot` (a screen that comes again, while others are shown).
        """
        await self._spread.home(room).ask(wire.Pause(room, peer, source, paused))

    async def pin(self, room: str, peer: str, pinned: bool) -> None:
        """Let a peer (a host) keep its slots in a selective room and get one before others, until it leaves.

        Codes: `no_room`.
        """
        await self._spread.home(room).ask(wire.Pin(room, peer, pinned))

    async def watch(self, room: str, peer: str, tiles: dict[str, int], limit: Limit = "full") -> None:
        """What a viewer's page shows: mid -> height of its tile in device pixels, 0 when it is not shown.

        A mid that is missing may be sent in any size; `limit` is what the device can do. Holds until the next
        call. No error when the viewer is not there; a new viewing begins without tiles. Codes: `no_room`.
        """
        await self._spread.of_view(room, peer).ask(wire.Watch(room, peer, tiles, limit))

    async def restart_ice(self, room: str, peer: str, way: Way) -> str:
        """New ICE credentials for a connection that goes on; an SDP fragment with them and the candidates.

        Codes: `no_room`, `unknown_peer`.
        """
        where = self._spread.of_view(room, peer) if way == "view" else self._spread.home(room)
        return await where.described(wire.RestartIce(room, peer, way))

    async def leave(self, room: str, peer: str) -> None:
        """End viewing and publishing of a peer, without PeerLost; no error when it or the room is gone."""
        place = self._spread.rooms.get(room)
        if place is not None:
            where = place.views.pop(peer, place.home)
            for link in {where, place.home}:
                await link.ask(wire.Leave(room, peer))

    async def client_stats(
        self, room: str, peer: str, freezes: int, frozen_ms: int, concealed_ms: int
    ) -> None:
        """What a viewer's browser counted since its viewing began: pictures that stood, sound made up.

        No error when the room or the viewer is gone: the figures are late then, not wrong.
        """
        if room in self._spread.rooms:
            told = wire.ClientStats(room, peer, freezes, frozen_ms, concealed_ms)
            await self._spread.of_view(room, peer).ask(told)

    async def capture(self, room: str, seconds: int, path: str) -> None:
        """Write headers and RTCP of a room to a pcap file (PROTOCOL.md) while it runs; returns at once.

        Codes: `no_room`, `busy` (a capture of this room is under way), `bad_path`.
        """
        await self._spread.home(room).ask(wire.Capture(room, seconds, path))

    async def record(self, room: str, folder: str, peers: dict[str, str]) -> None:
        """Record exactly these peers, who have consented: peer -> file name (8 to 64 of A-Z a-z 0-9 _ -).

        Files are `folder/name.webm` (`.mkv` with H.264) with gaps in `name.jsonl`, readable by this user only
        and never written over; a change of codec begins `name-2`. Whoever is not named any more is not
        written from this moment on. Each ends with RecordingEnded. Codes: `no_room`.
        """
        await self._spread.home(room).ask(wire.Record(room, folder, peers))

    async def stop_record(self, room: str) -> None:
        """End all recordings of a room. Codes: `no_room`."""
        await self._spread.home(room).ask(wire.StopRecord(room))

    async def stats(self, room: str | None = None, peer: str | None = None) -> dict[str, object]:
        """Figures of one room, of one participant of it, or {socket path: figures} of every worker."""
        return await (self._figures.of_workers() if room is None else self._figures.of(room, peer))

    def _heard(self, link: WorkerLink, event: wire.FromWorker | None) -> None:
        """An event of a link; None means that it broke."""
        if event is None:
            self._fleet.draining.discard(link)
            self._news.lost(link)
        else:
            self._news.heard(link, event)

    async def _least_busy(self) -> WorkerLink:
        """The connected worker with the fewest rooms; waits for one when all are being restarted."""
        return self._spread.least_busy(await self._fleet.available())

    async def _place(self, room: str, peer: str) -> WorkerLink:
        """The worker for a viewer that comes."""
        self._spread.home(room)
        return await self._edges.place(room, peer, self._fleet.connected())
