"""A room with a camera in three layers, and eyes that watch it over ways that lose and swap packets."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.branch import Branch
from rtc.core.outputs import ToPublisher, ToViewer
from rtc.core.room import Room
from tests.doubles.simulcast import FRAME, Camera, Eye, Shown, offered

SLOT, REPAIRS = 0x20000, 0x120000
ALL = 2


class Theatre:
    """A room with one camera and any number of eyes; `lose` and `swap` harm packets on their way to it."""

    def __init__(self, seed: int = 0, takes: tuple[str, ...] = ("vp8", "rtx")) -> None:
        self.room = Room(0, 2, 0, {"camera": 3_000_000, "screen": 1})
        self.camera = Camera(seed=seed)
        self.eyes: dict[str, Eye] = {}
        self.takes = takes
        self.now = 100.0
        self.room.publish("anna", [offered()], self.now)
        self.by_branch: dict[tuple[int, int], bytes] = {}
        self.carry_out()

    def view(self, peer: str) -> Eye:
        self.eyes[peer] = eye = Eye(0x20000)
        self.room.add_viewer(peer, self.now, self.takes)
        self.carry_out()
        return eye

    def run(self, frames: int, lost: Iterable[int] = (), swapped: Iterable[int] = ()) -> None:
        """So many frames; `lost` and `swapped` are places in the order of all packets of this run."""
        place, lost, swapped = 0, set(lost), set(swapped)
        for _ in range(frames):
            packets = self.camera.frame()
            for at in range(len(packets) - 1):
                if place + at in swapped:
                    packets[at], packets[at + 1] = packets[at + 1], packets[at]
            for packet in packets:
                if place not in lost:
                    self.arrive(packet)
                place += 1
            if self.camera.number % 30 == 5:
                for report in self.camera.reports(self.now):
                    self.room.receive_rtcp("anna", report, len(report), self.now)
            self.pause(FRAME)

    def pause(self, seconds: float) -> None:
        """Time goes by; what was asked of the camera meanwhile arrives."""
        ticks = max(1, round(seconds / 0.02))
        for _ in range(ticks):
            self.now += seconds / ticks
            self.room.tick(self.now)
            for branch in self.room.slots["c0"].branches:
                self._forward(branch)
            self.carry_out()
            repairs, self.camera.repairs = self.camera.repairs, []
            for packet in repairs:
                self.arrive(packet)

    def arrive(self, packet: bytes) -> None:
        for branch in self.room.receive("anna", packet, len(packet), self.now):
            self._forward(branch)
        self.carry_out()

    def carry_out(self) -> None:
        for output in self.room.take_outputs():
            if isinstance(output, ToViewer):
                for packet in output.packets:
                    self.eyes[output.peer].get(packet)
            elif isinstance(output, ToPublisher):
                self.camera.hears(output.rtcp, self.now)

    def _forward(self, branch: Branch) -> None:
        for one in itertools.chain.from_iterable(self.room.leave(branch, self.now)):
            number = (branch.key, one.sequence)
            assert self.by_branch.setdefault(number, one.packet) == one.packet, "two under one number"
            for peer in branch.viewers:
                self.eyes[peer].get(one.packet)


def make(*peers: str, seed: int = 0, takes: tuple[str, ...] = ("vp8", "rtx")) -> Theatre:
    theatre = Theatre(seed, takes)
    for peer in peers:
        theatre.view(peer)
    return theatre


def choose(theatre: Theatre, peer: str, choice: Choice | None) -> None:
    theatre.room.choose(peer, "c0", choice, theatre.now)
    theatre.carry_out()


def shown_last(eye: Eye) -> Shown:
    return eye.frames()[-1][0]


def nack(theatre: Theatre, peer: str, *indexes: int) -> list[bytes]:
    data = rtcp.nack(2, SLOT, [index & 0xFFFF for index in indexes])
    theatre.room.receive_viewer_rtcp(peer, data, len(data), theatre.now)
    outputs = theatre.room.take_outputs()
    return [packet for output in outputs if isinstance(output, ToViewer) for packet in output.packets]


def check(eye: Eye) -> None:
    """What holds for every viewer whatever happens: numbers, times and pictures only go forward, and there is
    a gap only before a key frame."""
    frames = eye.frames()
    for before, after in itertools.pairwise(frames):
        first, last = after[0], before[-1]
        assert 0 < first.timestamp - last.timestamp & 0xFFFFFFFF < 0x80000000
        step = first.picture - last.picture & 0x7FFF
        assert 0 < step < 0x4000 if first.key else step == 1
        assert first.tl0 - last.tl0 & 0xFF < 0x80
        if not first.key:
            assert first.index - last.index == 1
    for packets in frames:
        assert {one.timestamp for one in packets} == {packets[0].timestamp}
        assert [one.index - packets[0].index for one in packets] == [one.place for one in packets]
