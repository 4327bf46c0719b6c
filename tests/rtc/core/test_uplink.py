"""What the home of a room sends to an edge: each packet once, each state until it was heard."""

from rtc.core import relay, rtcp
from rtc.core.outputs import Wanted
from rtc.core.rtp import is_rtcp
from tests.doubles.two_workers import CAMERA, NUMBER, Pair, picture, simulcast


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
