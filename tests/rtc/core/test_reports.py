"""Reports both ways: publishers hear what arrived, viewers which clock their streams run on."""

from typing import Any

import pytest

from rtc.core import rtcp
from rtc.core.outputs import Output, ToPublisher, ToViewers
from tests.doubles.one_publisher import CAMERA_SSRC, MICROPHONE_SSRC, make, picture, receive, sound


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
