"""Who is sent what, and what is asked of publishers; times are given, nothing waits."""

from typing import Any

import pytest

from rtc.core import burst, rtcp
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.core.malformed import Malformed
from rtc.core.outputs import Bound, Output, Speaking, ToPublisher, ToViewer, ToViewers
from rtc.core.room import Room
from rtc.core.stage import NoFreeSlot

CEILINGS = {"camera": 1_000_000, "screen": 2_000_000}
CAMERA_SSRC, MICROPHONE_SSRC = 2001, 1001


def accepted(source: str, ssrc: int) -> Accepted:
    audio = source == "microphone"
    media = Media("audio" if audio else "video", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid=source)
    media.ssrcs = [ssrc] if ssrc else []
    return Accepted(source, media, Codec(120, "opus" if audio else "vp8", 90000, 1), 1 if audio else 0, 4)


def make(*, echo: bool = False) -> Room:
    room = Room(2, 2, 1, CEILINGS, echo=echo)
    publish(room, "anna")
    return room


def publish(room: Room, peer: str, now: float = 0.0) -> list[Output]:
    room.publish(peer, [accepted("microphone", MICROPHONE_SSRC), accepted("camera", CAMERA_SSRC)], now)
    return room.take_outputs()


def picture(sequence: int, *, key: bool = False, ssrc: int = CAMERA_SSRC) -> bytes:
    head = b"\x80\xf8" + (sequence & 0xFFFF).to_bytes(2) + (sequence * 3000 & 0xFFFFFFFF).to_bytes(4)
    return head + ssrc.to_bytes(4) + b"\x10" + (b"\0" if key else b"\1") + b"frame"


def sound(sequence: int, level: int = 20) -> bytes:
    head = b"\x90\x78" + sequence.to_bytes(2) + (sequence * 960).to_bytes(4) + MICROPHONE_SSRC.to_bytes(4)
    return head + b"\xbe\xde\x00\x01\x10" + bytes([level]) + b"\0\0opus"


def receive(room: Room, data: bytes, now: float = 0.0, peer: str = "anna") -> str | None:
    """The mid it was forwarded on; pictures leave at once here."""
    sent = room.receive(peer, data, len(data), now)
    for branch in sent:
        branch.leave(now + burst.WAIT)
    return sent[0].slot.mid if sent else None


def viewer_says(room: Room, peer: str, data: bytes, now: float) -> list[Output]:
    room.receive_viewer_rtcp(peer, data, len(data), now)
    return room.take_outputs()


PLI = ToPublisher("anna", rtcp.pli(1, CAMERA_SSRC))


def test_packets_find_their_slots() -> None:
    room = make()
    assert receive(room, picture(1, key=True)) == "c0"
    assert receive(room, sound(1)) == "m0"


def test_source_without_announced_ssrc_is_found_by_its_mid_extension() -> None:
    room = Room(1, 2, 1, CEILINGS)
    room.publish("anna", [accepted("camera", 0), accepted("screen", 0)], 0.0)
    data = bytearray(b"\x90" + picture(1, key=True)[1:12])
    data += b"\xbe\xde\x00\x02\x45screen\0" + picture(1, key=True)[12:]
    assert receive(room, bytes(data)) == "s0"


def test_invented_ssrcs_are_dropped_and_never_shut_out_the_right_one() -> None:
    room = make()
    for i in range(1000):
        assert receive(room, picture(i, key=True, ssrc=50_000 + i)) is None
    assert receive(room, picture(1, key=True)) == "c0"


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


def test_key_frame_requests_are_throttled_for_all_and_limited_for_each() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    sent = sum(PLI in viewer_says(room, "bo", rtcp.pli(2, 0x20000) * 50, 0.6 + i) for i in range(10))
    assert sent <= 10
    room.tick(0.7)
    assert PLI not in room.take_outputs()


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


def test_speaker_is_told_when_the_levels_say_so() -> None:
    room = make()
    for i in range(50):
        receive(room, sound(i + 1), i / 50)
    room.look_for_speaker(1.0)
    assert room.take_outputs() == [Speaking("anna")]


def sender_report(ssrc: int, clock: float, timestamp: int) -> bytes:
    return rtcp.sender_report(ssrc, rtcp.ntp_time(clock), timestamp, 1, 1)


def read_reports(outputs: list[Output]) -> dict[int, Any]:
    [data] = [output.rtcp for output in outputs if isinstance(output, ToViewers)]
    return {fact.ssrc: fact for fact in rtcp.parse(data, len(data)) if isinstance(fact, rtcp.SenderReport)}


def test_sender_reports_put_sound_and_picture_of_one_instant_at_one_time() -> None:
    """At 500 s of the publisher the camera says 3000, the microphone 960: both belong to one instant."""
    room = make()
    [branch] = room.receive("anna", picture(1, key=True), len(picture(1)), 100.0)
    shown_picture = int.from_bytes(branch.out[4:8])
    [branch] = room.receive("anna", sound(1), len(sound(1)), 100.3)
    shown_sound = int.from_bytes(branch.out[4:8])
    for data, now in (
        (sender_report(CAMERA_SSRC, 500.0, 3000), 100.25),
        (sender_report(MICROPHONE_SSRC, 500.0, 960), 100.4),
    ):
        room.receive_rtcp("anna", data, len(data), now)
    room.take_outputs()
    room.report(101.0)
    reports = read_reports(room.take_outputs())
    camera, microphone = reports[0x20000], reports[0x10000]
    assert camera.ntp == microphone.ntp == rtcp.ntp_time(101.0)
    assert (camera.timestamp - shown_picture) / 90000 == pytest.approx(0.75, abs=0.001)
    assert (microphone.timestamp - shown_sound) / 48000 == pytest.approx(0.75, abs=0.001)


def test_publishers_report_is_answered_by_its_own_time_even_when_its_clock_was_set() -> None:
    room = make()
    receive(room, picture(1, key=True), 0.0)
    for clock in (500.0, 9000.0):
        data = sender_report(CAMERA_SSRC, clock, 3000)
        room.receive_rtcp("anna", data, len(data), 0.5)
    room.take_outputs()
    room.report(1.0)
    [told] = [output.rtcp for output in room.take_outputs() if isinstance(output, ToPublisher)]
    [block] = [fact for fact in rtcp.parse(told, len(told)) if isinstance(fact, rtcp.ReportBlock)]
    assert (block.last_report, block.delay) == (9000 << 16, 1 << 15)


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


def test_each_new_description_may_bring_streams_that_are_found_by_their_packets() -> None:
    """A page that changes its camera again and again in one RTCPeerConnection, without naming SSRCs."""
    room = make()
    for turn in range(40):
        mid = f"camera{turn}"
        one = accepted("camera", 0)
        one.media.mid = mid
        room.publish("anna", [one], 0.0, again=True)
        packet = named(mid, 5000 + turn, turn)
        assert receive(room, packet, float(turn)) == "c0"


@pytest.mark.parametrize("number", [90, 101, 9000, 40000])
def test_stream_that_goes_on_under_another_ssrc_is_shown_from_its_first_key_frame(number: int) -> None:
    """Whatever its numbers and times are, viewers see theirs go on."""
    room = make()
    room.publish("anna", [accepted("camera", 0)], 0.0)
    room.add_viewer("bo", 0.0)
    sent = [first_of(room, named("camera", 5000, 100), 0.0)]
    sent += [first_of(room, picture(n, ssrc=5000), 0.1) for n in range(101, 110)]
    assert receive(room, named("camera", 6000, number, key=False), 0.2) is None
    sent += [first_of(room, named("camera", 6000, number + 1), 0.3)]
    sent += [first_of(room, picture(n, ssrc=6000), 0.4) for n in range(number + 2, number + 5)]
    numbers = [int.from_bytes(packet[2:4]) for packet in sent]
    assert numbers == list(range(numbers[0], numbers[0] + 14))
    times = [int.from_bytes(packet[4:8]) for packet in sent]
    assert times == sorted(times)
    assert times[-1] - times[0] < 90000


def test_program_that_names_no_mid_may_go_on_under_another_ssrc_when_the_former_has_ended() -> None:
    """It has been seen by its payload type alone, which two at once would share."""
    room = make()
    room.publish("anna", [accepted("camera", 0)], 0.0)
    assert receive(room, picture(1, key=True, ssrc=5000), 0.0) == "c0"
    for n in range(200):
        assert receive(room, picture(2 + n, ssrc=5000), n / 30) == "c0"
        assert receive(room, picture(n, key=True, ssrc=6000), n / 30) is None
    assert receive(room, picture(300, key=True, ssrc=6000), 10.0) == "c0"
    assert receive(room, picture(203, key=True, ssrc=5000), 10.1) is None
    assert receive(room, picture(301, ssrc=6000), 10.2) == "c0"


def test_stream_whose_ssrc_was_announced_but_has_not_come_is_no_other() -> None:
    room = make()
    room.publish("anna", [accepted("camera", CAMERA_SSRC)], 0.0)
    assert receive(room, picture(1, key=True, ssrc=6000), 60.0) is None
    assert receive(room, picture(1, key=True), 61.0) == "c0"


def first_of(room: Room, data: bytes, now: float) -> bytes:
    """What viewers get of a packet."""
    [branch] = room.receive("anna", data, len(data), now)
    branch.leave(now + burst.WAIT)
    return bytes(branch.out[: branch.size])


def named(mid: str, ssrc: int, number: int, *, key: bool = True) -> bytes:
    """A picture with its MID extension."""
    value = bytes((4 << 4 | len(mid) - 1,)) + mid.encode()
    value += bytes(-len(value) % 4)
    head = b"\x90\xf8" + number.to_bytes(2) + (number * 3000).to_bytes(4) + ssrc.to_bytes(4)
    return (
        head
        + b"\xbe\xde"
        + (len(value) // 4).to_bytes(2)
        + value
        + (b"\x10\0frame" if key else b"\x10\1frame")
    )


def test_publisher_is_told_loss_and_a_ceiling_every_second() -> None:
    room = make()
    for sequence in (10, 11, 14, 15):
        receive(room, picture(sequence, key=sequence == 10), 0.0)
    room.take_outputs()
    room.report(1.0)
    [output] = room.take_outputs()
    assert isinstance(output, ToPublisher)
    block = rtcp.ReportBlock(CAMERA_SSRC, (2 << 8) // 6, 2, 15, 0, 0, 0)
    jitter = int.from_bytes(output.rtcp[20:24])
    expected = rtcp.receiver_report(1, [rtcp.ReportBlock(*list(block_fields(block))[:4], jitter, 0, 0)])
    assert output.rtcp == expected + rtcp.remb(1, 1_000_000, [CAMERA_SSRC])


def block_fields(block: rtcp.ReportBlock) -> tuple[int, ...]:
    return (block.ssrc, block.fraction_lost, block.lost, block.highest)


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
