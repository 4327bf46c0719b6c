"""One room at two workers: the home feeds the edge, over a path that loses what the test wants."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rtc.core import burst, relay, rtcp, rtp
from rtc.core.accepting import Accepted
from rtc.core.allocate import Choice
from rtc.core.codecs import dependency, vp8
from rtc.core.description import Codec, Media, Transport
from rtc.core.edge import Edge
from rtc.core.malformed import Malformed
from rtc.core.outputs import Bound, ToEdge, ToHome, ToPublisher, ToViewer, ToViewers, Wanted
from rtc.core.room import Room
from rtc.core.rtp import is_rtcp
from rtc.core.rtp import parse as parse_rtp
from rtc.core.stamps import DESCRIPTOR_EXTENSION
from tests.doubles import captures

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


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_viewers_at_the_edge_get_what_the_publisher_sends_in_the_same_slot(pair: Pair) -> None:
    pair.publish()
    pair.edge_room.add_viewer("bo", 0.0)
    for sequence in range(10):
        pair.send(picture(sequence, key=not sequence))
    assert pair.frames() == [b"%05d" % sequence for sequence in range(10)]
    assert pair.bound == [Bound("c0", "anna", "camera")] * 2  # once at home, once at the edge
    assert {int.from_bytes(packet[8:12]) for _, packet in pair.shown} == {C0}


def test_a_packet_of_the_publisher_goes_once_and_without_what_differs_between_copies(pair: Pair) -> None:
    sent: list[bytes] = []
    pair.loses_down = lambda packet: bool(sent.append(packet))
    pair.publish()
    pair.send(picture(1, key=True, extension=bytes.fromhex("bede000110aa0000")))
    pair.send(picture(1, key=True, extension=bytes.fromhex("bede000110bb0000")))
    [media] = [packet for packet in sent if not is_rtcp(packet[1])]
    assert media[0] == 0x80
    assert media[12:] == b"\x10\0frame00001"


def test_hole_between_the_workers_is_filled_by_the_home_alone(pair: Pair) -> None:
    pair.publish()
    pair.send(picture(0, key=True))
    pair.loses_down = lambda packet: True
    pair.send(picture(1))
    pair.loses_down = lambda packet: False
    pair.send(picture(2))
    assert pair.frames() == [b"00000", b"00002", b"00001"]
    assert pair.to_publisher == []


def test_hole_upstream_is_asked_of_the_publisher_and_filled_for_both(pair: Pair) -> None:
    pair.publish()
    pair.send(picture(0, key=True))
    pair.send(picture(2))
    assert rtcp.nack(1, CAMERA, [1]) in pair.to_publisher
    pair.send(picture(1))
    assert pair.frames() == [b"00000", b"00002", b"00001"]


def test_viewer_at_the_edge_is_answered_from_the_edges_own_ring(pair: Pair) -> None:
    pair.publish()
    pair.edge_room.add_viewer("bo", 0.0)
    pair.send(picture(0, key=True))
    pair.send(picture(1))
    asked = len(pair.to_publisher)
    nack = rtcp.nack(2, C0, [pair.numbers()[-1]])
    pair.edge_room.receive_viewer_rtcp("bo", nack, len(nack), 1.0)
    pair.settle()
    assert [packet[-5:] for packet in pair.again] == [b"00001"]
    assert len(pair.to_publisher) == asked


def test_key_frame_wanted_at_the_edge_is_asked_of_the_publisher(pair: Pair) -> None:
    pair.publish()
    pair.send(picture(0, key=True))
    assert pair.to_publisher == []
    pair.now = 2.0
    pair.edge_room.add_viewer("bo", pair.now)
    pair.settle()
    assert pair.to_publisher == [rtcp.pli(1, CAMERA)]


def test_what_a_slot_shows_arrives_though_it_was_lost_at_first(pair: Pair) -> None:
    pair.loses_down = lambda packet: is_rtcp(packet[1])
    pair.publish()
    pair.send(picture(0, key=True))
    assert pair.frames() == []
    pair.loses_down = lambda packet: False
    pair.wait(0.2)
    pair.send(picture(1, key=True))
    assert pair.frames() == [b"00001"]


def test_state_is_repeated_until_it_was_heard_and_no_longer(pair: Pair) -> None:
    told: list[bytes] = []
    pair.loses_down = lambda packet: packet[1] == relay.APP and bool(told.append(packet))
    pair.loses_up = lambda packet: True
    pair.publish()
    pair.send(picture(0, key=True))
    pair.wait(0.5)
    unheard = len(told)
    assert unheard >= 4
    pair.loses_up = lambda packet: False
    pair.wait(0.15)
    heard = len(told)
    pair.wait(0.3)
    assert len(told) == heard


def test_slot_that_changes_hands_goes_on_without_a_gap_in_numbers(pair: Pair) -> None:
    pair.publish()
    pair.send(picture(500, key=True))
    pair.home.unpublish("anna", 20.0)
    pair.wait(0.02)
    pair.publish("carl", 3001)
    pair.send(picture(60000, key=True, ssrc=3001), "carl")
    pair.send(picture(60001, ssrc=3001), "carl")
    first = pair.numbers()[0]
    assert pair.numbers() == [first, first + 1, first + 2]
    assert [bound.peer for bound in pair.bound] == ["anna", "anna", None, None, "carl", "carl"]
    assert list(pair.edge_room.publishers) == ["carl"]


def test_reload_of_a_publisher_under_the_same_ssrc_is_another_feed(pair: Pair) -> None:
    """The same numbers come again with other bytes: under one SSRC they would give the key stream away."""
    sent: list[bytes] = []
    pair.loses_down = lambda packet: not is_rtcp(packet[1]) and bool(sent.append(packet))
    pair.publish()
    pair.send(picture(5, key=True))
    pair.publish()
    pair.send(picture(5, key=True) + b"other")
    assert len({packet[8:12] for packet in sent}) == 2
    assert len(pair.shown) == 2


def test_paused_source_is_paused_at_the_edge_and_comes_back_with_a_key_frame(pair: Pair) -> None:
    pair.publish()
    pair.edge_room.add_viewer("bo", 0.0)
    pair.send(picture(0, key=True))
    pair.home.pause("anna", "camera", True, 0.0)
    pair.wait(0.1)
    pair.send(picture(1))
    assert pair.frames() == [b"00000"]
    pair.home.pause("anna", "camera", False, 1.0)
    pair.wait(1.0)
    assert rtcp.pli(1, CAMERA) in pair.to_publisher
    pair.send(picture(400))
    pair.send(picture(401, key=True))
    assert pair.frames() == [b"00000", b"00401"]


def test_publisher_that_views_at_the_edge_is_not_sent_its_own_slot(pair: Pair) -> None:
    pair.edge_room.add_viewer("anna", 0.0)
    pair.edge_room.add_viewer("bo", 0.0)
    pair.publish()
    pair.send(picture(0, key=True))
    assert list(pair.edge_room.slots["c0"].trunk.viewers) == ["bo"]


def test_sender_reports_reach_viewers_at_the_edge(pair: Pair) -> None:
    pair.publish()
    pair.send(picture(30, key=True))
    report = rtcp.sender_report(CAMERA, rtcp.ntp_time(500.0), 90000, 1, 1)
    pair.home.receive_rtcp("anna", report, len(report), pair.now)
    pair.edge_room.add_viewer("bo", pair.now)
    pair.wait(1.1)
    facts = [fact for packet in pair.reports for fact in rtcp.parse(packet, len(packet))]
    assert {fact.ssrc for fact in facts if isinstance(fact, rtcp.SenderReport)} == {C0}


def simulcast(pair: Pair) -> None:
    """A camera in three layers, the lowest of which has come."""
    one = accepted("camera", 3001)
    one.media.layers = [3001, 3002, 3003]
    pair.home.publish("anna", [replace(one, rids=("q", "h", "f"))], pair.now)
    for place, ssrc in enumerate(one.media.layers):
        pair.send(picture(100 * place, key=True, ssrc=ssrc))


def test_layers_are_relayed_apart_and_each_viewer_at_the_edge_gets_the_one_it_chose(pair: Pair) -> None:
    pair.edge_room.add_viewer("bo", 0.0)
    simulcast(pair)
    pair.edge_room.choose("bo", "c0", Choice("h", 2), pair.now)
    pair.shown.clear()
    for place, ssrc in enumerate((3001, 3002, 3003)):
        pair.send(picture(100 * place + 1, key=True, ssrc=ssrc))
    view = pair.edge_room.slots["c0"].branch_of("bo")
    assert view is not None
    assert view.encoding is not None
    assert view.encoding.rid == "h"
    assert b"00101" in pair.frames()


def test_layers_nobody_watches_are_paused_only_when_neither_worker_has_a_viewer_for_them(pair: Pair) -> None:
    pair.edge_room.add_viewer("bo", 0.0)
    simulcast(pair)
    pair.edge_room.remove_viewer("bo")
    for sequence in range(600):  # each worker waits five seconds before it lets go
        pair.wait(0.02)
        for place, ssrc in enumerate((3001, 3002, 3003)):
            pair.send(picture(1000 * place + 200 + sequence, key=sequence % 50 == 0, ssrc=ssrc))
    assert pair.wanted[-1] == Wanted("anna", "camera", ("q",))
    pair.edge_room.add_viewer("bo", pair.now)
    pair.wait(0.6)
    assert pair.wanted[-1].rids != ("q",)


def test_relay_that_has_used_all_its_numbers_says_so(pair: Pair) -> None:
    pair.publish()
    pair.home.uplinks[NUMBER]._index = (1 << relay.INDEX_BITS) - 1
    pair.send(picture(0, key=True))
    assert pair.home.uplinks[NUMBER].exhausted
    assert pair.frames() == []


@pytest.mark.parametrize(
    "told",
    [
        relay.SlotState(9, "c9", "anna", 1, 96, "vp8", False, [relay.Lane("", 1)]),
        relay.SlotState(9, "c0", None, 0, 96, "", False, []),
    ],
)
def test_states_of_no_slot_or_of_nothing_change_nothing(pair: Pair, told: relay.SlotState) -> None:
    packet = relay.packet(NUMBER, told)
    pair.edge.receive_rtcp(packet, len(packet), 0.0)
    assert all(slot.owner is None for slot in pair.edge_room.slots.values())


@pytest.mark.parametrize(
    "broken",
    [
        b"\x80\xcc\0\x03room",
        b"\x80\xcc\0\x03\0\0\0\1room\xff\xff\0\0",
        b"\x80\xcc\0\x03\0\0\0\1room\0\1\xc1\0",
        relay.packet(1, relay.SlotState(1, "c0", "a", 1, 96, "unheard", False, [relay.Lane("", 1)])),
        relay.packet(1, relay.SlotState(1, "c0", "a", 1, 96, "vp8", False, [])),
    ],
)
def test_what_no_worker_says_is_malformed(pair: Pair, broken: bytes) -> None:
    with pytest.raises(Malformed):
        pair.edge.receive_rtcp(broken, len(broken), 0.0)


def test_frame_of_the_edge_is_what_a_viewer_at_home_gets() -> None:
    pair = Pair()
    pair.home.add_viewer("hanne", 0.0)
    pair.edge_room.add_viewer("bo", 0.0)
    pair.publish()
    packet = picture(77, key=True)
    [branch] = pair.home.receive("anna", packet, len(packet), 0.0)
    at_home = bytes(branch.out[: branch.size])
    pair.settle()
    [(_, at_edge)] = pair.shown
    assert at_edge == at_home
    assert vp8.parse(at_edge, parse_rtp(at_edge, len(at_edge)).start, len(at_edge)).key_frame


def test_layers_of_av1_are_known_at_the_edge_too() -> None:
    pair, packets = Pair(), captures.packets("av1-l2t2-key")
    one = accepted("camera", packets[0].header.ssrc)
    codec = Codec(packets[0].header.payload_type, "av1", 90000, 1)
    pair.home.publish("anna", [replace(one, codec=codec, descriptor_extension=13)], 0.0)
    pair.edge_room.add_viewer("carl", 0.0)
    pair.edge_room.choose("carl", "c0", Choice("s0", 7), 0.0)
    for packet in packets:
        pair.now = packet.at
        pair.send(packet.data)
    structure, frames = None, []
    for _, packet in pair.shown:
        value = rtp.extension(packet, parse_rtp(packet, len(packet)), DESCRIPTOR_EXTENSION)
        found = dependency.parse(value or b"", structure)
        structure = found.structure or structure
        frames.append(found)
    assert {frame.template.spatial for frame in frames} == {0}
    assert len(frames) == len({packet.header.timestamp for packet in packets})
