"""Who publishes what: slots are kept over a reload, given back, and taken again after a pause."""

import pytest

from rtc.core import rtcp
from rtc.core.outputs import Bound
from rtc.core.room import Room
from rtc.core.stage import NoFreeSlot
from tests.doubles.one_publisher import (
    CEILINGS,
    PLI,
    accepted,
    make,
    picture,
    publish,
    receive,
    sound,
    viewer_says,
)


def test_paused_source_is_dropped_and_remembered_for_a_reload() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True), 0.1)
    room.pause("anna", "camera", True, 0.2)
    publish(room, "anna")
    assert receive(room, picture(500, key=True), 0.3) is None
    assert receive(room, sound(1), 0.3) == "m0"
    assert viewer_says(room, "bo", rtcp.pli(2, 0x20000), 0.4) == []
    room.pause("anna", "camera", False, 5.0)
    assert PLI in room.take_outputs()
    assert receive(room, picture(501), 5.0) is None
    assert receive(room, picture(502, key=True), 5.0) == "c0"


def test_reload_keeps_the_slots_without_a_word_and_leaving_frees_them() -> None:
    room = Room(2, 2, 1, CEILINGS)
    bound = publish(room, "anna")
    assert bound == [Bound("m0", "anna", "microphone"), Bound("c0", "anna", "camera")]
    assert publish(room, "anna") == []
    room.publish("anna", [accepted("microphone", 7)], 0.0)
    assert room.take_outputs() == [Bound("c0", None, None)]
    room.forget("anna", 20.0)
    assert room.take_outputs() == [Bound("m0", None, None)]


def shared(room: Room, peer: str, ssrc: int, now: float) -> None:
    room.publish(peer, [accepted("screen", ssrc)], now)


def test_screen_that_is_put_away_leaves_its_slot_to_others_and_takes_it_again_when_they_are_done() -> None:
    room = make()
    room.add_viewer("carl", 0.0)
    shared(room, "anna", 3001, 0.0)
    room.take_outputs()
    assert receive(room, picture(1, key=True, ssrc=3001)) == "s0"
    with pytest.raises(NoFreeSlot):
        shared(room, "bo", 3002, 1.0)
    room.pause("anna", "screen", True, 2.0)
    assert Bound("s0", None, None) in room.take_outputs()
    shared(room, "bo", 3002, 3.0)
    assert Bound("s0", "bo", "screen") in room.take_outputs()
    assert receive(room, picture(7, key=True, ssrc=3002), 3.0, "bo") == "s0"
    assert receive(room, picture(2, key=True, ssrc=3001), 3.1) is None
    with pytest.raises(NoFreeSlot):
        room.pause("anna", "screen", False, 4.0)
    assert receive(room, picture(3, key=True, ssrc=3001), 4.1) is None
    shared(room, "anna", 3001, 4.5)  # an ICE restart names the screen too
    room.pause("bo", "screen", True, 5.0)
    room.pause("anna", "screen", False, 6.0)
    assert Bound("s0", "anna", "screen") in room.take_outputs()
    assert receive(room, picture(9, key=True, ssrc=3001), 6.1) == "s0"
    assert room.slots["s0"].trunk.rewriter.highest == 1002
