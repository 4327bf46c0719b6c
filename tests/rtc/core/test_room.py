"""Who a room's packets are for, and that it tells who speaks; times are given, nothing waits."""

from rtc.core.outputs import Speaking
from tests.doubles.one_publisher import make, publish, receive, sound


def test_audience_is_everybody_but_the_owner_unless_the_room_echoes() -> None:
    for echo, expected in ((False, ["bo"]), (True, ["anna", "bo"])):
        room = make(echo=echo)
        room.add_viewer("anna", 0.0)
        room.add_viewer("bo", 0.0)
        assert list(room.slots["c0"].trunk.viewers) == expected
        assert list(room.slots["c1"].trunk.viewers) == ["anna", "bo"]


def test_audience_follows_the_owner_of_a_slot() -> None:
    room = make()
    room.add_viewer("anna", 0.0)
    room.add_viewer("bo", 0.0)
    room.unpublish("anna", 20.0)
    assert list(room.slots["c0"].trunk.viewers) == ["bo", "anna"]
    publish(room, "bo")
    assert list(room.slots["c0"].trunk.viewers) == ["anna"]
    room.remove_viewer("anna")
    assert list(room.slots["c0"].trunk.viewers) == []


def test_speaker_is_told_when_the_levels_say_so() -> None:
    room = make()
    for i in range(50):
        receive(room, sound(i + 1), i / 50)
    room.look_for_speaker(1.0)
    assert room.take_outputs() == [Speaking("anna")]
