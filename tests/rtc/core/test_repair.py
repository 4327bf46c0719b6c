"""What was lost is asked for upstream and sent to viewers again; both ways, and key frames, within limits."""

from rtc.core import rtcp
from rtc.core.outputs import ToPublisher, ToViewer
from tests.doubles.one_publisher import CAMERA_SSRC, PLI, make, picture, receive, viewer_says


def test_key_frame_requests_are_throttled_for_all_and_limited_for_each() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    sent = sum(PLI in viewer_says(room, "bo", rtcp.pli(2, 0x20000) * 50, 0.6 + i) for i in range(10))
    assert sent <= 10
    room.tick(0.7)
    assert PLI not in room.take_outputs()


def test_viewers_request_for_a_free_slot_or_for_sound_asks_nobody() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    for ssrc in (0x20001, 0x10000, 99):
        assert viewer_says(room, "bo", rtcp.pli(2, ssrc), 5.0) == []


def test_hole_upstream_is_asked_for_at_once_and_again_later() -> None:
    room = make()
    receive(room, picture(1, key=True), 1.0)
    receive(room, picture(4), 1.0)
    assert room.take_outputs() == [ToPublisher("anna", rtcp.nack(1, CAMERA_SSRC, [2, 3]))]
    receive(room, picture(2), 1.01)
    room.tick(1.1)
    assert room.take_outputs() == [ToPublisher("anna", rtcp.nack(1, CAMERA_SSRC, [3]))]


def test_hole_that_stays_ends_in_a_key_frame_request() -> None:
    room = make()
    receive(room, picture(1, key=True), 1.0)
    receive(room, picture(4), 1.0)
    for tick in range(50):
        room.tick(1.0 + tick / 50)
    assert room.take_outputs()[-1] == PLI


def test_thousand_jumps_cost_no_nack_and_few_key_frame_requests() -> None:
    room = make()
    receive(room, picture(1, key=True), 0.0)
    for i in range(1000):
        receive(room, picture(i * 32767), i / 1000)
        room.tick(i / 1000)
    outputs = room.take_outputs()
    assert set(map(type, outputs)) == {ToPublisher}
    assert len(outputs) <= 4


def test_lost_packet_is_resent_once_per_round_and_never_to_the_owner_or_from_before_joining() -> None:
    room = make()
    for i in range(10):
        receive(room, picture(i, key=i == 0), 1.0)
    room.add_viewer("bo", 3.0)
    room.add_viewer("anna", 3.0)
    receive(room, picture(10), 3.1)
    room.take_outputs()
    nack = rtcp.nack(2, 0x20000, list(range(1000, 1011)))
    [resent] = viewer_says(room, "bo", nack, 3.2)
    assert isinstance(resent, ToViewer)
    assert [packet[2:4] for packet in resent.packets] == [(1010).to_bytes(2)]
    assert viewer_says(room, "bo", nack, 3.21) == []
    assert len(viewer_says(room, "bo", nack, 3.3)) == 1
    assert viewer_says(room, "anna", nack, 3.4) == []


def test_resending_is_limited_however_many_ask() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    for i in range(500):
        receive(room, picture(i, key=i == 0), 0.0)
    room.take_outputs()
    resent = 0
    for start in range(1000, 1500, 100):
        nack = rtcp.nack(2, 0x20000, list(range(start, start + 100)))
        resent += sum(
            len(output.packets)
            for output in viewer_says(room, "bo", nack, 0.5)
            if isinstance(output, ToViewer)
        )
    assert resent == 256


def test_owner_who_views_never_gets_its_own_payload_again() -> None:
    room = make()
    room.add_viewer("anna", 0.0)
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    for i in range(50):
        receive(room, picture(i, key=i == 0), i / 1000)
    room.unpublish("anna", 1.0)
    room.take_outputs()
    assert viewer_says(room, "anna", rtcp.nack(2, 0x20000, [1049]), 2.0) == []
    [again] = viewer_says(room, "bo", rtcp.nack(2, 0x20000, [1049]), 2.0)
    assert isinstance(again, ToViewer)
