"""Overload: when pictures are given up, that sound is not, and that they come back with a key frame."""

from rtc.core import rtcp
from rtc.core.outputs import ToPublisher
from rtc.core.shedding import PATIENCE, REST, TOO_OLD, YOUNG, Shedding
from tests.rtc.core.test_room import CAMERA_SSRC, make, picture, receive, sound

OLD = TOO_OLD + 0.01


def test_pictures_are_given_up_when_every_packet_of_a_while_was_too_old() -> None:
    shedding = Shedding()
    assert not shedding.changed(OLD, 10.0)
    assert not shedding.changed(OLD, 10.0 + PATIENCE * 0.9)
    assert shedding.changed(OLD, 10.0 + PATIENCE * 1.1)
    assert (shedding.on, shedding.age) == (True, OLD)
    assert not shedding.changed(OLD, 20.0)


def test_stall_that_is_over_when_it_is_noticed_costs_nothing() -> None:
    """A queue of old packets is read within milliseconds; one packet in time is enough."""
    shedding = Shedding()
    assert not any(shedding.changed(1.0 - n / 1000, 10.0 + n / 1000) for n in range(200))
    assert not shedding.changed(0.0, 10.2)
    assert not shedding.changed(OLD, 11.0)
    assert not shedding.on


def test_pictures_come_back_when_packets_have_been_young_for_a_while() -> None:
    shedding = Shedding()
    for now in (0.0, PATIENCE * 1.1):
        shedding.changed(OLD, now)
    assert not shedding.changed(0.0, 1.0)
    assert not shedding.changed(YOUNG * 2, 1.5)
    assert not shedding.changed(0.0, 2.0)
    assert not shedding.changed(0.0, 2.0 + REST * 0.9)
    assert shedding.changed(0.0, 2.0 + REST * 1.1)
    assert not shedding.on


def test_room_in_need_drops_pictures_and_never_sound() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    assert receive(room, picture(1, key=True)) == "c0"
    room.shed(True, 1.0)
    assert receive(room, picture(2), 1.0) is None
    assert receive(room, picture(3, key=True), 1.0) is None
    assert receive(room, sound(1), 1.0) == "m0"
    assert room.stats(1.0)["dropped"]["overload"] == 2


def test_nothing_is_asked_of_publishers_while_pictures_are_dropped() -> None:
    """Neither lost packets nor key frames: they would only add to the load."""
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True))
    room.shed(True, 1.0)
    room.take_outputs()
    for sequence in (2, 5, 9):
        receive(room, picture(sequence), 1.0)
    room.tick(1.5)
    asked = [one.rtcp for one in room.take_outputs() if isinstance(one, ToPublisher)]
    assert not any(fact for data in asked for fact in rtcp.parse(data, len(data)))


def test_pictures_come_again_from_a_key_frame_on_that_is_asked_for() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True))
    before = room.slots["c0"].trunk.rewriter.highest
    room.shed(True, 1.0)
    receive(room, picture(2), 1.0)
    room.take_outputs()
    room.shed(False, 5.0)
    assert ToPublisher("anna", rtcp.pli(1, CAMERA_SSRC)) in room.take_outputs()
    assert receive(room, picture(3), 5.0) is None
    assert receive(room, picture(4, key=True), 5.1) == "c0"
    assert room.slots["c0"].trunk.rewriter.highest == before + 1
