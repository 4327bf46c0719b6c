"""One room at two workers: the home feeds the edge, over a path that loses what the test wants."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rtc.core import burst, relay
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.core.edge import Edge
from rtc.core.outputs import Bound, ToEdge, ToHome, ToPublisher, ToViewer, ToViewers, Wanted
from rtc.core.room import Room
from rtc.core.rtp import is_rtcp

CEILINGS = {"camera": 1_000_000, "screen": 2_000_000}
NUMBER = 7
CAMERA, MICROPHONE = 2001, 1001

C0 = 0x20000


def accepted(source: str, ssrc: int) -> Accepted:
    audio = source == "microphone"
    media = Media("audio" if audio else "video", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid=source)
    media.ssrcs = [ssrc]
    return Accepted(source, media, Codec(120, "opus" if audio else "vp8", 90000, 1), 0, 0)


def picture(sequence: int, *, key: bool = False, ssrc: int = CAMERA, extension: bytes = b"") -> bytes:
    first = b"\x90" if extension else b"\x80"
    head = first + b"\xf8" + (sequence & 0xFFFF).to_bytes(2) + (sequence * 3000 & 0xFFFFFFFF).to_bytes(4)
    head += ssrc.to_bytes(4) + extension
    return head + b"\x10" + (b"\0" if key else b"\1") + b"frame%05d" % sequence


class Pair:
    """Home and edge; `loses_down` and `loses_up` name what the path between them drops."""

    def __init__(self) -> None:
        self.home, self.edge_room = Room(2, 2, 1, CEILINGS), Room(2, 2, 1, CEILINGS)
        self.home.feed_edge(NUMBER, 0.0)
        self.edge = Edge(self.edge_room, NUMBER, 0.0)
        self.shown: list[tuple[str, bytes]] = []
        self.again: list[bytes] = []
        self.reports: list[bytes] = []
        self.bound: list[Bound] = []
        self.wanted: list[Wanted] = []
        self.to_publisher: list[bytes] = []
        self.loses_down: Callable[[bytes], bool] = lambda packet: False
        self.loses_up: Callable[[bytes], bool] = lambda packet: False
        self.now = 0.0

    def publish(self, peer: str = "anna", ssrc: int = CAMERA) -> None:
        self.home.publish(peer, [accepted("camera", ssrc)], self.now)
        self.settle()

    def send(self, packet: bytes, peer: str = "anna") -> None:
        self.home.receive(peer, packet, len(packet), self.now)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Let both tick, twenty milliseconds at a time, and each second pass."""
        end = self.now + seconds
        while self.now < end:
            before, self.now = self.now, self.now + 0.02
            for room in (self.home, self.edge_room):
                room.tick(self.now)
                if int(before) != int(self.now):
                    room.report(self.now)
            if int(before) != int(self.now):
                self.edge.acknowledge()
            self.settle()

    def settle(self) -> None:
        """Carry packets to and fro until nobody has anything to say."""
        while True:
            here, there = self.home.take_outputs(), self.edge_room.take_outputs()
            self.wanted += [output for output in here if isinstance(output, Wanted)]
            for output in there:
                if isinstance(output, Wanted):
                    self.edge.wants(output)
            if not here and not there:
                return
            for output in (*here, *there):
                self.carry(output)

    def carry(self, output: Any) -> None:
        match output:
            case ToEdge(packet=packet):
                self.down(packet)
            case ToHome(rtcp=packet):
                self.up(packet)
            case ToPublisher(peer=peer, rtcp=packet) if peer in self.edge_room.publishers:
                if peer in self.home.publishers and self.is_of_home(packet):
                    self.to_publisher.append(packet)
                else:
                    self.up(packet)
            case ToPublisher(rtcp=packet):
                self.to_publisher.append(packet)
            case ToViewer(packets=packets):
                self.again += packets
            case ToViewers(rtcp=packet):
                self.reports.append(packet)
            case Bound():
                self.bound.append(output)

    def is_of_home(self, packet: bytes) -> bool:
        """Whether feedback names an SSRC of the publisher, not of the relay."""
        return relay.number_of(int.from_bytes(packet[8:12])) != NUMBER

    def down(self, packet: bytes) -> None:
        if self.loses_down(packet):
            return
        if is_rtcp(packet[1]):
            self.edge.receive_rtcp(packet, len(packet), self.now)
            return
        for branch in self.edge.receive(packet, len(packet), self.now):
            self.shown.append((branch.slot.mid, bytes(branch.out[: branch.size])))
            branch.leave(self.now + burst.WAIT)

    def up(self, packet: bytes) -> None:
        if not self.loses_up(packet):
            self.home.uplinks[NUMBER].heard(packet, len(packet), self.now)

    def frames(self, mid: str = "c0") -> list[bytes]:
        return [packet[-5:] for where, packet in self.shown if where == mid]

    def numbers(self) -> list[int]:
        return [int.from_bytes(packet[2:4]) for _, packet in self.shown]


def simulcast(pair: Pair) -> None:
    """A camera in three layers, the lowest of which has come."""
    one = accepted("camera", 3001)
    one.media.layers = [3001, 3002, 3003]
    pair.home.publish("anna", [replace(one, rids=("q", "h", "f"))], pair.now)
    for place, ssrc in enumerate(one.media.layers):
        pair.send(picture(100 * place, key=True, ssrc=ssrc))
