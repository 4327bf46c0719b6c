"""How a live room's packets leave: to all viewers of a branch, to one alone, evenly to one on a narrow link.

Sound leaves at once; pictures wait for the rest of a run (`core.burst`). Who is reached how is in
`audiences`, the sending itself in `forward`.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence

from rtc.core import burst
from rtc.core.branch import Branch
from rtc.core.outputs import Pace, ToViewer, ToViewers
from rtc.core.pacing import Pacer
from rtc.core.player import Types, relabelled
from rtc.core.room import Room
from rtc.io.audiences import Audiences
from rtc.io.connection import Connection
from rtc.io.forward import Audience
from rtc.io.parcel import Tally
from rtc.io.tap import Tap


class Leaving:
    """`players` are the payload types of viewers that have their own; `carry_out` does what the core has
    decided."""

    def __init__(
        self,
        core: Room,
        views: dict[str, Connection],
        tap: Tap,
        clock: Callable[[], float],
        carry_out: Callable[[], None],
    ) -> None:
        self.players: dict[str, Types] = {}
        self._core = core
        self._views = views
        self._tap = tap
        self._clock = clock
        self._carry_out = carry_out
        self._pacers: dict[str, Pacer] = {}
        self._audiences = Audiences(views, self.players, self._pacers)
        self._again = Tally()
        self._waiting: dict[int, Branch] = {}

    @property
    def tally(self) -> Tally:
        """What was sent to audiences."""
        return self._audiences.tally

    def came(self, peer: str) -> None:
        """A viewer's connection is open."""
        self._audiences.came(peer)

    def moved(self, peer: str) -> None:
        """A viewer is at another address."""
        self._audiences.moved(peer)

    def gone(self, peer: str) -> None:
        """Nothing is sent to this viewer from here on."""
        self.players.pop(peer, None)
        self._pacers.pop(peer, None)
        self._audiences.gone(peer)

    def tick(self, now: float) -> None:
        """To be called some fifty times a second."""
        self._flush()
        for peer in self._pacers:
            self._let_out(peer, now)

    def second(self) -> None:
        """To be called once a second."""
        self._audiences.forget_all_but(
            {branch.key for slot in self._core.slots.values() for branch in slot.branches}
        )

    def all_that_waits(self) -> None:
        """Let it go now."""
        for branch in list(self._waiting.values()):
            self._leave(branch, math.inf)

    def forward(self, branches: list[Branch], arrived: float) -> None:
        """Send what was written to these branches: sound at once, pictures when a run of packets is whole."""
        for branch in branches:
            if branch.slot.video:
                self._leave(branch, arrived)
            else:
                self._send(branch, [bytes(branch.out[: branch.size])], (arrived,))

    def _leave(self, branch: Branch, now: float) -> None:
        for run in self._core.leave(branch, now):
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
            self._leave(branch, self._clock())
        if self._waiting:
            asyncio.get_running_loop().call_later(burst.WAIT, self._flush)
        if self._core.outputs:
            self._carry_out()

    def _send(self, branch: Branch, run: list[bytes], arrivals: Sequence[float]) -> None:
        self._tap.forwarded(branch, run)
        group = self._audiences.of(branch)
        for audience in group:
            audience.send_rtp(run, arrivals)
        for peer, number in group.aside.items():
            for packet in run:
                self._pacers[peer].put(packet[:1] + bytes((packet[1] & 0x80 | number,)) + packet[2:])
            self._let_out(peer, self._clock())

    def pace(self, output: Pace) -> None:
        """A viewer's pictures are sent by themselves from now on, at another rate, or with all others'."""
        now, pacer = self._clock(), self._pacers.get(output.peer)
        if output.peer not in self._views:
            return
        if output.rate is None:
            self._pacers.pop(output.peer, None)
            self._to_view(output.peer, pacer.rest(now) if pacer else [])
        elif pacer is None:
            pacer = self._pacers[output.peer] = Pacer(output.rate)
        if pacer is not None and output.rate is not None:
            pacer.rate = output.rate
            if output.hold:
                pacer.hold(now + output.hold, {self._core.slots[mid].name.ssrc for mid in output.mids})
        self._audiences.moved(output.peer)

    def _let_out(self, peer: str, now: float) -> None:
        self._to_view(peer, self._pacers[peer].due(now))

    def _to_view(self, peer: str, packets: list[bytes]) -> None:
        view = self._views.get(peer)
        if view is not None:
            for packet in packets:
                view.send_rtp(packet)

    def send_again(self, output: ToViewer) -> None:
        """Packets for one viewer alone: a picture for who joins is half a hundred, so they go in runs too."""
        view, types = self._views.get(output.peer), self.players.get(output.peer)
        if view is None or not view.open or view.path.where is None or view.outgoing is None:
            return
        packets = output.packets if types is None else relabelled(output.packets, types)
        alone = Audience(view.path.where.outlet, self._again)
        alone.add(output.peer, view.outgoing, view.path.sockaddr)
        for run in burst.in_runs(packets):
            alone.send_rtp(run)
        self._tap.resent(output.peer, packets)

    def send_reports(self, output: ToViewers) -> None:
        """Sender reports, for one viewer or for all."""
        self._tap.told(output.peer or "viewers", output.rtcp)
        if output.peer is None:
            for audience in self._audiences.everybody:
                audience.send_rtcp(output.rtcp)
        elif output.peer in self._views:
            self._views[output.peer].send_rtcp(output.rtcp)
