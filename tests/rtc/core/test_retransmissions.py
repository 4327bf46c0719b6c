"""What is sent again, asked for or not, goes out as retransmissions under numbers of their own (RFC 4588)."""

from rtc.core import rtcp, rtp
from rtc.core.allocate import Choice
from rtc.core.viewer import Allowance
from tests.doubles.simulcast import decodes
from tests.doubles.theatre import ALL, REPAIRS, check, choose, make, nack, shown_last


def test_lost_packets_come_again_as_retransmissions_of_their_own_numbers() -> None:
    theatre = make("bo", "carl")
    theatre.run(10)
    [first, second] = nack(theatre, "bo", 1010, 1011)
    headers = [rtp.parse(packet, len(packet)) for packet in (first, second)]
    assert [(one.ssrc, one.sequence, one.payload_type) for one in headers] == [
        (REPAIRS, 1, 97),
        (REPAIRS, 2, 97),
    ]
    original = theatre.eyes["bo"].packets[1010]
    assert first[20:22] == original[2:4]
    assert first[22:] == original[20:]
    theatre.pause(1.0)
    [again] = nack(theatre, "bo", 1010)
    assert rtp.parse(again, len(again)).sequence == 3


def test_where_repairs_are_lost_too_they_go_out_twice_under_numbers_of_their_own() -> None:
    theatre = make("bo")
    theatre.run(10)
    theatre.room.viewers["bo"].allow(Allowance(twice=True), theatre.now)
    headers = [rtp.parse(packet, len(packet)) for packet in nack(theatre, "bo", 1010, 1011)]
    assert [(one.ssrc, one.sequence) for one in headers] == [(REPAIRS, n) for n in (1, 2, 3, 4)]


def test_where_asks_are_lost_too_each_picture_is_repeated_once_unasked_under_numbers_of_its_own() -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    bo, carl = theatre.eyes["bo"], theatre.eyes["carl"]
    before = max(bo.packets)
    theatre.room.viewers["bo"].allow(Allowance(unasked=1), theatre.now)
    theatre.run(20)
    repeated = [int.from_bytes(packet[20:22]) for packet in bo.repairs.values()]
    new = [index & 0xFFFF for index in sorted(bo.packets) if index > before]
    assert repeated[-len(new) :] == new
    assert len(set(repeated)) == len(repeated) < len(new) + 20  # and what was on its way when it began
    assert carl.repairs == {}
    theatre.room.viewers["bo"].allow(Allowance(), theatre.now)
    theatre.run(20)
    assert len(bo.repairs) == len(repeated)


def test_where_very_much_is_lost_pictures_are_repeated_a_second_time_a_moment_after_the_first() -> None:
    theatre = make("bo")
    theatre.room.viewers["bo"].allow(Allowance(unasked=2), theatre.now)
    theatre.run(10)
    last = max(theatre.eyes["bo"].packets) & 0xFFFF
    repeated = [int.from_bytes(packet[20:22]) for packet in theatre.eyes["bo"].repairs.values()]
    assert repeated.count(last) == 1
    theatre.pause(0.1)
    repeated = [int.from_bytes(packet[20:22]) for packet in theatre.eyes["bo"].repairs.values()]
    assert last in repeated
    assert {repeated.count(number) for number in repeated} == {2}


def test_who_takes_no_retransmissions_is_repeated_nothing_unasked() -> None:
    theatre = make("bo", takes=())
    theatre.room.viewers["bo"].allow(Allowance(unasked=1), theatre.now)
    theatre.room.take_outputs()
    theatre.run(5)
    assert theatre.eyes["bo"].repairs == {}


def test_what_a_key_frame_has_replaced_is_not_sent_again_on_a_full_link() -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    eye = theatre.eyes["carl"]
    old = shown_last(eye).index
    choose(theatre, "carl", Choice("q", ALL))
    theatre.run(20)
    new = shown_last(eye).index
    theatre.room.viewers["carl"].allow(Allowance(narrow=True), theatre.now)
    assert len(nack(theatre, "carl", old, new)) == 1
    theatre.room.viewers["carl"].allow(Allowance(), theatre.now)
    assert len(nack(theatre, "carl", old)) == 1


def test_who_takes_no_retransmissions_gets_the_very_same_packet_again() -> None:
    theatre = make("bo", takes=())
    theatre.run(10)
    assert nack(theatre, "bo", 1010) == [theatre.eyes["bo"].packets[1010]]
    assert theatre.room.padding("bo", "c0", 5000, theatre.now) == []


def test_probe_repeats_what_was_sent_last_to_this_viewer() -> None:
    theatre = make("bo")
    theatre.run(10)
    padding = theatre.room.padding("bo", "c0", 300, theatre.now)
    newest = [theatre.eyes["bo"].packets[index] for index in sorted(theatre.eyes["bo"].packets, reverse=True)]
    assert [packet[22:] for packet in padding] == [packet[20:] for packet in newest[: len(padding)]]
    assert 300 <= sum(map(len, padding)) < 600


def test_packet_lost_on_the_way_up_comes_as_retransmission_and_takes_its_place() -> None:
    theatre = make("bo")
    theatre.run(10)
    theatre.run(20, lost=[3, 19, 20, 50])
    eye = theatre.eyes["bo"]
    assert decodes(eye.frames()) == []
    check(eye)


def test_repeat_that_nobody_waits_for_is_dropped() -> None:
    theatre = make("bo")
    theatre.run(10)
    layer = theatre.camera.layers["f"]
    count = len(theatre.eyes["bo"].shown)
    theatre.camera.hears(rtcp.nack(1, layer.ssrc, [layer.sequence - 3 & 0xFFFF]), theatre.now)
    theatre.pause(0.1)
    assert len(theatre.eyes["bo"].shown) == count
