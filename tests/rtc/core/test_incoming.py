"""What becomes of a publisher's packet: shown in its slot once, or dropped."""

import pytest

from rtc.core.malformed import Malformed
from tests.doubles.one_publisher import PLI, make, picture, receive, sound


def test_packets_find_their_slots() -> None:
    room = make()
    assert receive(room, picture(1, key=True)) == "c0"
    assert receive(room, sound(1)) == "m0"


def test_stranger_wrong_payload_type_and_oversized_packets_are_dropped() -> None:
    room = make()
    assert receive(room, picture(1, key=True), peer="bo") is None
    assert receive(room, b"\x80\x61" + picture(1, key=True)[2:]) is None
    assert receive(room, picture(1, key=True) + bytes(1500)) is None


def test_malformed_payload_is_told_and_changes_nothing() -> None:
    room = make()
    with pytest.raises(Malformed):
        receive(room, picture(1)[:12] + b"\x90")
    assert receive(room, picture(2, key=True)) == "c0"


def test_a_packet_that_comes_twice_is_sent_once_as_its_stamp_would_differ() -> None:
    room = make()
    assert receive(room, picture(1, key=True), 1.0) == "c0"
    assert receive(room, picture(2), 1.1) == "c0"
    assert receive(room, picture(1, key=True), 1.2) is None
    assert receive(room, picture(3), 1.3) == "c0"


def test_numbers_that_begin_anew_under_one_ssrc_are_shown_again_and_are_no_loss() -> None:
    """As of a program that starts its packetizer anew: first the numbers, then a key frame."""
    room = make()
    room.add_viewer("bo", 0.0)
    for sequence in range(30000, 30010):
        assert receive(room, picture(sequence, key=sequence == 30000), 0.0) == "c0"
    for sequence in range(5000, 5010):
        receive(room, picture(sequence), 0.1)
    assert PLI in room.take_outputs()
    for sequence in range(5010, 5020):
        assert receive(room, picture(sequence, key=sequence == 5010), 0.2) == "c0"
    assert room.stats(0.3)["lost"] == 0
    assert room.stats(0.3)["received"] == 30


def test_a_single_number_far_off_the_others_is_no_loss() -> None:
    room = make()
    for sequence in (100, 101, 20000, 102, 65000, 103):
        receive(room, picture(sequence, key=sequence == 100), 0.0)
    assert (room.stats(0.1)["received"], room.stats(0.1)["lost"]) == (6, 0)
