"""One open room with its connections: carries packets between sockets and the pure `rtc.core.room`."""

from __future__ import annotations

from collections.abc import Callable

from rtc import wire
from rtc.core.branch import Branch
from rtc.core.malformed import Malformed
from rtc.core.outputs import Bound, LinkIs, Output, Speaking, ToEdge, ToPublisher, ToViewer, ToViewers, Wanted
from rtc.core.player import Types, relabelled
from rtc.core.room import Room
from rtc.io.capture import Capture
from rtc.io.connection import Connection
from rtc.io.forward import Audience
from rtc.io.relay import RelayEnd, RelayPort
from rtc.io.tapes import Tapes

EVERYBODY = 0
EDGE_SILENT_SECONDS = 15.0


class LiveRoom:
    """Everything belongs to the worker's event loop; `emit` tells the hub."""

    def __init__(
        self,
        name: str,
        layout: wire.Layout,
        ceilings: dict[str, int],
        clock: Callable[[], float],
        emit: Callable[[wire.Message], None],
    ) -> None:
        self.name = name
        self.layout = layout
        counts = (layout.microphones, layout.cameras, layout.screens)
        self.core = Room(*counts, ceilings, echo=layout.echo, selective=layout.selective)
        self.views: dict[str, Connection] = {}
        self.publishings: dict[str, Connection] = {}
        self.tapes = Tapes(self.core, self._recording_ended)
        self.malformed = 0
        self.clock = clock
        self.capture: Capture | None = None
        self._emit = emit
        self._players: dict[str, Types] = {}
        self._audiences: dict[int, tuple[int, list[Audience]]] = {}
        self._relays: dict[int, RelayEnd] = {}
        self._moves = 0
        self._sent = self._failed = 0

    def add_view(self, peer: str, connection: Connection, types: Types | None = None) -> None:
        """A new viewing; an earlier one of the peer ends. `types` are a player's own (`core.player`)."""
        self.end_view(peer)
        self.views[peer] = connection
        if types is not None:
            self._players[peer] = types
        connection.on_rtcp = lambda _, data, size: self._viewer_rtcp(peer, data, size)
        connection.on_open = lambda: self._view_opened(peer)
        connection.on_lost = lambda: self._view_lost(peer, connection)
        connection.on_moved = self._moved

    def add_publishing(self, peer: str, connection: Connection) -> None:
        """A publishing, already bound in the core; an earlier one of the peer ends when it is another."""
        earlier = self.publishings.pop(peer, None)
        if earlier is not None and earlier is not connection:
            earlier.close()
        self.publishings[peer] = connection
        connection.on_rtp = lambda _, data, size: self._media(peer, data, size)
        connection.on_rtcp = lambda _, data, size: self._publisher_rtcp(peer, data, size)
        connection.on_open = lambda: self._emit(wire.PeerConnected(self.name, peer, "publish"))
        connection.on_lost = lambda: self._publishing_lost(peer, connection)

    def end_view(self, peer: str) -> None:
        connection = self.views.pop(peer, None)
        if connection is not None:
            connection.close()
            self._viewer_gone(peer)

    def end_publishing(self, peer: str) -> None:
        connection = self.publishings.pop(peer, None)
        if connection is not None:
            connection.close()
        self.core.unpublish(peer, self.clock())
        self.carry_out()

    def open_relay(self, port: RelayPort, given: wire.Relay) -> None:
        """Feed an edge of this room from now on."""
        self.close_relay(given.number)
        self.core.feed_edge(given.number, self.clock())
        heard = self.core.uplinks[given.number].heard

        def on_packet(data: bytearray, size: int) -> None:
            heard(data, size, self.clock())

        self._relays[given.number] = RelayEnd(port, given, on_packet, home=True)
        self.carry_out()

    def close_relay(self, number: int) -> None:
        end = self._relays.pop(number, None)
        if end is not None:
            end.close()
        self.core.uplinks.pop(number, None)

    def close(self) -> None:
        for number in list(self._relays):
            self.close_relay(number)
        self.tapes.stop(self.clock())
        for connection in [*self.views.values(), *self.publishings.values()]:
            connection.close()
        self._end_capture()

    def tick(self, now: float) -> None:
        self.core.tick(now)
        self.core.look_for_speaker(now)
        self.tapes.tick(now)
        self.carry_out()

    def second(self, now: float) -> None:
        for number, uplink in list(self.core.uplinks.items()):
            if uplink.exhausted or now - uplink.heard_at > EDGE_SILENT_SECONDS:
                self.close_relay(number)  # the edge notices, and the hub opens another for its viewers
        self.core.report(now)
        self.carry_out()
        self._forget_audiences()
        if self.capture is not None and (self.capture.over or now >= self.capture.until):
            self._end_capture()

    def carry_out(self) -> None:
        """Do what the core decided."""
        for output in self.core.take_outputs():
            self.carry(output)

    def carry(self, output: Output) -> None:
        """Do one thing the core decided."""
        if isinstance(output, ToPublisher):
            if output.peer in self.publishings:
                self.publishings[output.peer].send_rtcp(output.rtcp)
                self._note_told(output.peer, output.rtcp)
        elif isinstance(output, ToViewer):
            self._send_again(output)
        elif isinstance(output, ToViewers):
            self._send_reports(output)
        elif isinstance(output, ToEdge):
            if output.number in self._relays:
                self._relays[output.number].send(output.packet)
        elif isinstance(output, Bound):
            source: wire.Source | None = output.source  # type: ignore[assignment]
            self._emit(wire.SlotChanged(self.name, output.mid, output.peer, source))
        elif isinstance(output, Speaking):
            self._emit(wire.Speaker(self.name, output.peer))
        elif isinstance(output, Wanted):
            what: wire.Source = output.source  # type: ignore[assignment]
            self._emit(wire.LayersWanted(self.name, output.peer, what, list(output.rids)))
        elif isinstance(output, LinkIs):
            self._emit(wire.LinkChanged(self.name, output.peer, output.level))

    def stats(self, peer: str | None = None) -> dict[str, object]:
        """Figures of the room or of one participant, as PROTOCOL.md lists them."""
        if peer is not None:
            return self.core.stats(self.clock(), peer)
        audiences = [audience for _, cached in self._audiences.values() for audience in cached]
        return {
            **self.core.stats(self.clock()),
            "views": len(self.views),
            "publishers": len(self.publishings),
            "sent": self._sent + sum(audience.sent for audience in audiences),
            "failed": self._failed + sum(audience.failed for audience in audiences),
            "malformed": self.malformed,
        }

    def _media(self, peer: str, data: bytearray, size: int) -> None:
        now = self.clock()
        if self.capture is not None:
            self.capture.received(peer, data, size, now)
        try:
            branches = self.core.receive(peer, data, size, now)
        except Malformed:
            self.malformed += 1
            return
        self.forward(branches)
        if self.core.outputs:
            self.carry_out()

    def forward(self, branches: list[Branch]) -> None:
        """Send what stands in these branches to their viewers."""
        for branch in branches:
            if self.capture is not None:
                self.capture.forwarded(branch.slot.mid, branch.key, branch.out, branch.size, self.clock())
            for audience in self._audience(branch):
                branch.out[1] = branch.out[1] & 0x80 | audience.payload_type
                audience.send_rtp(branch.out, branch.size)

    def _publisher_rtcp(self, peer: str, data: bytearray, size: int) -> None:
        self._note_heard(peer, data, size)
        try:
            self.core.receive_rtcp(peer, data, size, self.clock())
        except Malformed:
            self.malformed += 1

    def _viewer_rtcp(self, peer: str, data: bytearray, size: int) -> None:
        self._note_heard(peer, data, size)
        try:
            self.core.receive_viewer_rtcp(peer, data, size, self.clock())
        except Malformed:
            self.malformed += 1
        if self.core.outputs:
            self.carry_out()

    def _view_opened(self, peer: str) -> None:
        self.core.add_viewer(peer, self.clock(), self.views[peer].takes)
        self._emit(wire.PeerConnected(self.name, peer, "view"))
        self.carry_out()

    def _viewer_gone(self, peer: str) -> None:
        self._players.pop(peer, None)
        self.core.remove_viewer(peer)

    def _view_lost(self, peer: str, connection: Connection) -> None:
        if self.views.get(peer) is connection:
            del self.views[peer]
            self._viewer_gone(peer)
            self._emit(wire.PeerLost(self.name, peer, "view"))

    def _publishing_lost(self, peer: str, connection: Connection) -> None:
        if self.publishings.get(peer) is connection:
            self.end_publishing(peer)
            self._emit(wire.PeerLost(self.name, peer, "publish"))

    def _recording_ended(self, peer: str, name: str, reason: wire.RecordingEnd) -> None:
        self._emit(wire.RecordingEnded(self.name, peer, name, reason))

    def _moved(self) -> None:
        """A viewer's address changed: prepared message headers are stale."""
        self._moves += 1

    def _send_again(self, output: ToViewer) -> None:
        """Packets for one viewer alone."""
        view, types = self.views.get(output.peer), self._players.get(output.peer)
        if view is not None:
            for packet in output.packets if types is None else relabelled(output.packets, types):
                view.send_rtp(packet)
                if self.capture is not None:
                    self.capture.resent(output.peer, packet, self.clock())

    def _note_heard(self, peer: str, data: bytearray, size: int) -> None:
        if self.capture is not None:
            self.capture.received(peer, data, size, self.clock(), rtcp=True)

    def _note_told(self, peer: str, data: bytes) -> None:
        if self.capture is not None:
            self.capture.told(peer, data, self.clock())

    def _end_capture(self) -> None:
        if self.capture is not None:
            self.capture.end()
            self.capture = None

    def _send_reports(self, output: ToViewers) -> None:
        self._note_told(output.peer or "viewers", output.rtcp)
        if output.peer is None:
            version = self.core.audience_version + self._moves
            for audience in self._cached(EVERYBODY, version, dict.fromkeys(self.core.viewers, 0)):
                audience.send_rtcp(output.rtcp)
        elif output.peer in self.views:
            self.views[output.peer].send_rtcp(output.rtcp)

    def _forget_audiences(self) -> None:
        """Of branches that are gone; what they sent still counts."""
        keys = {branch.key for slot in self.core.slots.values() for branch in slot.branches}
        for key in [key for key in self._audiences if key not in keys and key != EVERYBODY]:
            self._count_sent(self._audiences.pop(key)[1])

    def _audience(self, branch: Branch) -> list[Audience]:
        wanted = branch.viewers.version + self._moves + (branch.payload_type << 32)
        version, audiences = self._audiences.get(branch.key, (-1, []))
        if version == wanted:
            return audiences
        name, peers = branch.slot.name, {}
        for peer in branch.viewers:
            types, number = self._players.get(peer), branch.payload_type
            if types is None or number in types.get(name.ssrc, {}):
                peers[peer] = number if types is None else types[name.ssrc][number]
        return self._cached(branch.key, wanted, peers)

    def _count_sent(self, audiences: list[Audience]) -> None:
        self._sent += sum(audience.sent for audience in audiences)
        self._failed += sum(audience.failed for audience in audiences)

    def _cached(self, key: int, wanted: int, peers: dict[str, int]) -> list[Audience]:
        """Audiences of peers, each with the payload type it wants."""
        version, audiences = self._audiences.get(key, (-1, []))
        if version != wanted:
            self._count_sent(audiences)
            views = [(self.views[peer], number) for peer, number in peers.items() if peer in self.views]
            audiences = _audiences(views)
            self._audiences[key] = (wanted, audiences)
        return audiences


def _audiences(views: list[tuple[Connection, int]]) -> list[Audience]:
    """One audience per socket and payload type."""
    grouped: dict[tuple[int, int], list[Connection]] = {}
    for view, number in views:
        if view.open and view.where is not None:
            grouped.setdefault((view.where.fd, number), []).append(view)
    return [Audience(fd, connections, number) for (fd, number), connections in grouped.items()]
