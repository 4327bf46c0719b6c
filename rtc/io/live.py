"""One open room with its connections: carries packets between sockets and the pure `rtc.core.room`."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence

from rtc import wire
from rtc.core import burst
from rtc.core.branch import Branch
from rtc.core.malformed import Malformed
from rtc.core.outputs import (
    Bound,
    LinkIs,
    Output,
    Pace,
    Speaking,
    ToEdge,
    ToPublisher,
    ToViewer,
    ToViewers,
    Wanted,
)
from rtc.core.pacing import Pacer
from rtc.core.player import Types, relabelled
from rtc.core.room import Room
from rtc.core.shedding import NOTHING, PICTURES
from rtc.io.audiences import Audiences
from rtc.io.capture import Capture
from rtc.io.connection import Connection
from rtc.io.forward import Audience
from rtc.io.parcel import Tally
from rtc.io.relay import RelayEnd, RelayPort
from rtc.io.tapes import Tapes

EDGE_SILENT_SECONDS = 15.0


class LiveRoom:
    """Everything belongs to the worker's event loop; `emit` tells the hub, `on_age` is told how old each
    packet was when it was read, in seconds."""

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
        self.on_age: Callable[[float], None] = _ignore
        self._emit = emit
        self._players: dict[str, Types] = {}
        self._pacers: dict[str, Pacer] = {}
        self._audiences = Audiences(self.views, self._players, self._pacers)
        self._again = Tally()
        self._waiting: dict[int, Branch] = {}
        self._given_up: wire.GivenUp = "nothing"
        self._relays: dict[int, RelayEnd] = {}

    def add_view(self, peer: str, connection: Connection, types: Types | None = None) -> None:
        """A new viewing; an earlier one of the peer ends. `types` are a player's own (`core.player`)."""
        self.end_view(peer)
        self.views[peer] = connection
        if types is not None:
            self._players[peer] = types
        connection.on_rtcp = lambda _, data, size, arrived: self._viewer_rtcp(peer, data, size)
        connection.on_open = lambda: self._view_opened(peer)
        connection.on_lost = lambda: self._view_lost(peer, connection)
        connection.on_moved = lambda: self._view_moved(peer)

    def add_publishing(self, peer: str, connection: Connection) -> None:
        """A publishing, already bound in the core; an earlier one of the peer ends when it is another."""
        earlier = self.publishings.pop(peer, None)
        if earlier is not None and earlier is not connection:
            earlier.close()
        self.publishings[peer] = connection
        connection.on_rtp = lambda _, data, size, arrived: self._media(peer, data, size, arrived)
        connection.on_rtcp = lambda _, data, size, arrived: self._publisher_rtcp(peer, data, size)
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

        def on_packet(data: bytearray, size: int, arrived: float) -> None:
            heard(data, size, self.clock())

        self._relays[given.number] = RelayEnd(port, given, on_packet, home=True)
        self.carry_out()

    def close_relay(self, number: int) -> None:
        end = self._relays.pop(number, None)
        if end is not None:
            end.close()
        self.core.uplinks.pop(number, None)

    def shed(self, level: int, age: float) -> None:
        """Give up so much of the pictures (`core.shedding`) because packets are so many seconds old."""
        self.core.shed(level, self.clock())
        given_up: wire.GivenUp = (
            "nothing" if level == NOTHING else "pictures" if level == PICTURES else "layers"
        )
        if given_up != self._given_up:
            self._given_up = given_up
            self._emit(wire.Overloaded(self.name, given_up, round(age * 1000)))
        self.carry_out()

    def close(self) -> None:
        for number in list(self._relays):
            self.close_relay(number)
        self.tapes.stop(self.clock())
        for connection in [*self.views.values(), *self.publishings.values()]:
            connection.close()
        self._end_capture()

    def tick(self, now: float) -> None:
        self._flush()
        for peer in self._pacers:
            self._let_out(peer, now)
        self.core.tick(now)
        self.core.look_for_speaker(now)
        self.tapes.tick(now)
        self.carry_out()

    def second(self, now: float) -> None:
        for number, uplink in list(self.core.uplinks.items()):
            if uplink.exhausted or now - uplink.heard_at > EDGE_SILENT_SECONDS:
                self.close_relay(number)  # the edge notices, and the hub opens another for its viewers
        self._audiences.forget_all_but(
            {branch.key for slot in self.core.slots.values() for branch in slot.branches}
        )
        self.core.report(now)
        self.carry_out()
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
        elif isinstance(output, Pace):
            self._pace(output)
        elif isinstance(output, LinkIs):
            self._emit(wire.LinkChanged(self.name, output.peer, output.level))

    def stats(self, peer: str | None = None) -> dict[str, object]:
        """Figures of the room or of one participant, as PROTOCOL.md lists them."""
        if peer is not None:
            return self.core.stats(self.clock(), peer)
        tally = self._audiences.tally
        return {
            **self.core.stats(self.clock()),
            "views": len(self.views),
            "publishers": len(self.publishings),
            "sent": tally.sent,
            "failed": tally.failed + tally.refused,
            "malformed": self.malformed,
        }

    def _media(self, peer: str, data: bytearray, size: int, arrived: float) -> None:
        if self.capture is not None:
            self.capture.received(peer, data, size, arrived)
        self.on_age(self.clock() - arrived)
        try:
            branches = self.core.receive(peer, data, size, arrived)
        except Malformed:
            self.malformed += 1
            return
        if self.core.outputs:
            self.carry_out()  # first: other workers and lost packets do not wait for all viewers here
        self.forward(branches, arrived)

    def forward(self, branches: list[Branch], arrived: float) -> None:
        """Send what was written to these branches: sound at once, pictures when a run of packets is whole."""
        for branch in branches:
            if branch.slot.video:
                self._leave(branch, arrived)
            else:
                self._send(branch, [bytes(branch.out[: branch.size])], (arrived,))

    def _leave(self, branch: Branch, now: float) -> None:
        for run in self.core.leave(branch, now):
            self._send(branch, [one.packet for one in run], [one.arrived for one in run])
        if not branch.burst:
            self._waiting.pop(branch.key, None)
        elif branch.key not in self._waiting:
            if not self._waiting:
                asyncio.get_running_loop().call_later(burst.WAIT, self._flush)
            self._waiting[branch.key] = branch

    def _flush(self) -> None:
        """Send what has waited for the end of its picture long enough."""
        for branch in list(self._waiting.values()):
            self._leave(branch, self.clock())
        if self._waiting:
            asyncio.get_running_loop().call_later(burst.WAIT, self._flush)
        if self.core.outputs:
            self.carry_out()

    def _send(self, branch: Branch, run: list[bytes], arrivals: Sequence[float]) -> None:
        if self.capture is not None:
            for packet in run:
                self.capture.forwarded(branch.slot.mid, branch.key, packet, len(packet), self.clock())
        group = self._audiences.of(branch)
        for audience in group:
            audience.send_rtp(run, arrivals)
        for peer, number in group.aside.items():
            for packet in run:
                self._pacers[peer].put(packet[:1] + bytes((packet[1] & 0x80 | number,)) + packet[2:])
            self._let_out(peer, self.clock())

    def _pace(self, output: Pace) -> None:
        """A viewer's pictures are sent by themselves from now on, at another rate, or with all others'."""
        now, pacer = self.clock(), self._pacers.get(output.peer)
        if output.peer not in self.views:
            return
        if output.rate is None:
            self._pacers.pop(output.peer, None)
            self._to_view(output.peer, pacer.rest(now) if pacer else [])
        elif pacer is None:
            pacer = self._pacers[output.peer] = Pacer(output.rate)
        if pacer is not None and output.rate is not None:
            pacer.rate = output.rate
            if output.hold:
                pacer.hold(now + output.hold, {self.core.slots[mid].name.ssrc for mid in output.mids})
        self._audiences.moved(output.peer)

    def _let_out(self, peer: str, now: float) -> None:
        self._to_view(peer, self._pacers[peer].due(now))

    def _to_view(self, peer: str, packets: list[bytes]) -> None:
        view = self.views.get(peer)
        if view is not None:
            for packet in packets:
                view.send_rtp(packet)

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
        for branch in list(self._waiting.values()):
            self._leave(branch, math.inf)  # for those who are here; sent to a part of them it would be slow
        self.core.add_viewer(peer, self.clock(), self.views[peer].takes)
        self._audiences.came(peer)
        self._emit(wire.PeerConnected(self.name, peer, "view"))
        self.carry_out()

    def _view_moved(self, peer: str) -> None:
        self._audiences.moved(peer)
        self.core.viewer_moved(peer, self.clock())
        self.carry_out()

    def _viewer_gone(self, peer: str) -> None:
        self._players.pop(peer, None)
        self._pacers.pop(peer, None)
        self._audiences.gone(peer)
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

    def _recording_ended(
        self, peer: str, name: str, reason: wire.RecordingEnd, files: dict[str, str]
    ) -> None:
        self._emit(wire.RecordingEnded(self.name, peer, name, reason, files))

    def _send_again(self, output: ToViewer) -> None:
        """Packets for one viewer alone: a picture for who joins is half a hundred, so they go in runs too."""
        view, types = self.views.get(output.peer), self._players.get(output.peer)
        if view is None or not view.open or view.path.where is None or view.outgoing is None:
            return
        packets = output.packets if types is None else relabelled(output.packets, types)
        alone = Audience(view.path.where.outlet, self._again)
        alone.add(output.peer, view.outgoing, view.path.sockaddr)
        for run in burst.in_runs(packets):
            alone.send_rtp(run)
        if self.capture is not None:
            for packet in packets:
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
            for audience in self._audiences.everybody:
                audience.send_rtcp(output.rtcp)
        elif output.peer in self.views:
            self.views[output.peer].send_rtcp(output.rtcp)


def _ignore(age: float) -> None: ...
