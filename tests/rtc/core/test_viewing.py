"""Viewers come, go, move and report; what that changes is theirs alone."""

from rtc.core.outputs import ToViewer
from tests.doubles.one_publisher import PLI, make, picture, receive


def test_joining_viewer_makes_a_key_frame_be_asked_for_at_once() -> None:
    room = make()
    room.add_viewer("bo", 1.0)
    assert room.take_outputs() == [PLI]


def test_viewer_who_joins_just_after_a_key_frame_is_shown_it() -> None:
    room = make()
    receive(room, picture(1, key=True), 1.0)
    receive(room, picture(2), 1.1)
    room.take_outputs()
    room.add_viewer("bo", 1.3)
    [shown] = room.take_outputs()
    assert isinstance(shown, ToViewer)
    assert [packet[20:] for packet in shown.packets] == [picture(1, key=True)[12:], picture(2)[12:]]
    room.add_viewer("carl", 1.8)
    assert room.take_outputs() == [PLI]


def test_viewer_who_comes_to_another_network_is_shown_key_frames_without_asking() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    receive(room, picture(1, key=True), 0.1)
    room.viewer_moved("bo", 1.0)
    assert room.take_outputs() == [PLI]
    receive(room, picture(2, key=True), 1.1)
    room.pause("anna", "camera", True, 1.2)
    room.viewer_moved("bo", 2.0)
    assert PLI not in room.take_outputs()


def test_viewer_who_moves_all_the_time_costs_a_key_frame_a_second_and_a_stranger_none() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    asked = 0
    for i in range(1, 500):
        receive(room, picture(i, key=True), i / 10)
        room.viewer_moved("bo", i / 10)
        room.viewer_moved("nobody", i / 10)
        asked += room.take_outputs().count(PLI)
    assert 45 <= asked <= 56
