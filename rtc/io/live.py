"""One open room with its connections: carries packets between sockets and the pure `rtc.core.room`.

What arrives and who is connected is here; how packets leave is in `leaving`, other workers in `feeding`.
"""

from __future__ import annotations

from collections.abc import Callable

from rtc import wire
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
from rtc.core.player import Types
from rtc.core.room import Room
from rtc.core.shedding import NOTHING, PICTURES
from rtc.io.connection import Connection
from rtc.io.feeding import Feeding
from rtc.io.leaving import Leaving
from rtc.io.relay import RelayPort
from rtc.io.tap import Tap
from rtc.io.tapes import Tapes


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
        self.tap = Tap(clock)
        self.on_age: Callable[[float], None] = _ignore
        self._emit = emit
        self.leaving = Leaving(self.core, self.views, self.tap, clock, self.carry_out)
        self._feeding = Feeding(self.core, clock)
        self._given_up: wire.GivenUp = "nothing"

    def add_view(self, peer: str, connection: Connection, types: Types | None = None) -> None:
        """A new viewing; an earlier one of the peer ends. `types` are a player's own (`core.player`)."""
        self.end_view(peer)
        self.views[peer] = connection
        if types is not None:
            self.leaving.players[peer] = types
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
        self._feeding.open(port, given)
        self.carry_out()

    def close_relay(self, number: int) -> None:
        self._feeding.close(number)

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
        self._feeding.close_all()
        self.tapes.stop(self.clock())
        for connection in [*self.views.values(), *self.publishings.values()]:
            connection.close()
        self.tap.end()

    def tick(self, now: float) -> None:
        self.leaving.tick(now)
        self.core.tick(now)
        self.core.look_for_speaker(now)
        self.tapes.tick(now)
        self.carry_out()

    def second(self, now: float) -> None:
        self._feeding.second(now)
        self.leaving.second()
        self.core.report(now)
        self.carry_out()
        self.tap.second(now)

    def carry_out(self) -> None:
        """Do what the core decided."""
        for output in self.core.take_outputs():
            self.carry(output)

    def carry(self, output: Output) -> None:
        """Do one thing the core decided."""
        if isinstance(output, ToPublisher):
            if output.peer in self.publishings:
                self.publishings[output.peer].send_rtcp(output.rtcp)
                self.tap.told(output.peer, output.rtcp)
        elif isinstance(output, ToViewer):
            self.leaving.send_again(output)
        elif isinstance(output, ToViewers):
            self.leaving.send_reports(output)
        elif isinstance(output, ToEdge):
            self._feeding.send(output.number, output.packet)
        elif isinstance(output, Bound):
            source: wire.Source | None = output.source  # type: ignore[assignment]
            self._emit(wire.SlotChanged(self.name, output.mid, output.peer, source))
        elif isinstance(output, Speaking):
            self._emit(wire.Speaker(self.name, output.peer))
        elif isinstance(output, Wanted):
            what: wire.Source = output.source  # type: ignore[assignment]
            self._emit(wire.LayersWanted(self.name, output.peer, what, list(output.rids)))
        elif isinstance(output, Pace):
            self.leaving.pace(output)
        elif isinstance(output, LinkIs):
            self._emit(wire.LinkChanged(self.name, output.peer, output.level))

    def stats(self, peer: str | None = None) -> dict[str, object]:
        """Figures of the room or of one participant, as PROTOCOL.md lists them."""
        if peer is not None:
            return self.core.stats(self.clock(), peer)
        tally = self.leaving.tally
        return {
            **self.core.stats(self.clock()),
            "views": len(self.views),
            "publishers": len(self.publishings),
            "sent": tally.sent,
            "failed": tally.failed + tally.refused,
            "malformed": self.malformed,
        }

    def _media(self, peer: str, data: bytearray, size: int, arrived: float) -> None:
        self.tap.heard(peer, data, size, arrived)
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
        """Send what was written to these branches."""
        self.leaving.forward(branches, arrived)

    def _publisher_rtcp(self, peer: str, data: bytearray, size: int) -> None:
        self.tap.heard(peer, data, size, rtcp=True)
        try:
            self.core.receive_rtcp(peer, data, size, self.clock())
        except Malformed:
            self.malformed += 1

    def _viewer_rtcp(self, peer: str, data: bytearray, size: int) -> None:
        self.tap.heard(peer, data, size, rtcp=True)
        try:
            self.core.receive_viewer_rtcp(peer, data, size, self.clock())
        except Malformed:
            self.malformed += 1
        if self.core.outputs:
            self.carry_out()

    def _view_opened(self, peer: str) -> None:
        self.leaving.all_that_waits()  # for those who are here; sent to a part of them it would be slow
        self.core.add_viewer(peer, self.clock(), self.views[peer].takes)
        self.leaving.came(peer)
        self._emit(wire.PeerConnected(self.name, peer, "view"))
        self.carry_out()

    def _view_moved(self, peer: str) -> None:
        self.leaving.moved(peer)
        self.core.viewer_moved(peer, self.clock())
        self.carry_out()

    def _viewer_gone(self, peer: str) -> None:
        self.leaving.gone(peer)
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


def _ignore(age: float) -> None: ...
