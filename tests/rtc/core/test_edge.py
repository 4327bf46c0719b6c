"""What viewers at an edge are shown: what they would be at home, in the same slots."""

from dataclasses import replace

import pytest

from rtc.core import relay, rtcp, rtp
from rtc.core.allocate import Choice
from rtc.core.codecs import dependency, vp8
from rtc.core.description import Codec
from rtc.core.outputs import Bound
from rtc.core.rtp import parse as parse_rtp
from rtc.core.stamps import DESCRIPTOR_EXTENSION
from tests.doubles import captures
from tests.doubles.two_workers import C0, CAMERA, NUMBER, Pair, accepted, picture, simulcast


def test_viewers_at_the_edge_get_what_the_publisher_sends_in_the_same_slot(pair: Pair) -> None:
    pair.publish()
    pair.edge_room.add_viewer("bo", 0.0)
    for sequence in range(10):
        pair.send(picture(sequence, key=not sequence))
    assert pair.frames() == [b"%05d" % sequence for sequence in range(10)]
    assert pair.bound == [Bound("c0", "anna", "camera")] * 2  # once at home, once at the edge
    assert {int.from_bytes(packet[8:12]) for _, packet in pair.shown} == {C0}


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
