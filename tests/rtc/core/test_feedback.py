"""What is taken from a viewer's reports: everything that is new, and nothing twice."""

import pytest

from rtc.core import feedback, rtcp, xr
from rtc.core.malformed import Malformed
from rtc.core.room import Room
from rtc.core.rtcp import ReportBlock

QUIET = ReportBlock(1, 0, 3, 100, 30, 0, 0)
LOSSY = QUIET._replace(lost=4)
NOTED = {1: (QUIET, 10.0)}


def read(*packets: bytes, now: float = 10.5, calm: float = feedback.CALM) -> tuple[int, list[rtcp.Fact]]:
    data = b"".join(packets)
    rate, facts = feedback.read(data, len(data), NOTED, now, calm)
    return rate, list(facts)


def report(*blocks: ReportBlock) -> bytes:
    return rtcp.receiver_report(9, list(blocks))


def test_a_report_that_repeats_the_losses_waits_for_the_next_second() -> None:
    later = QUIET._replace(highest=200)
    assert read(report(later), rtcp.remb(9, 800_000, [1])) == (800_000, [])
    assert read(report(later), now=10.9) == (-1, [later])


def test_a_loss_is_news_at_once() -> None:
    assert read(report(LOSSY), now=10.1) == (-1, [LOSSY])


def test_each_stream_has_reports_of_its_own() -> None:
    sound = QUIET._replace(ssrc=2)
    assert read(report(QUIET, sound)) == (-1, [sound])


def test_a_viewers_clock_is_news_only_when_it_is_asked_for() -> None:
    clock = bytes.fromhex("80cf0004 00000009 04000002 11112222 33334444")
    data = clock + rtcp.remb(9, 800_000, [1])
    told = xr.ReferenceTime(9, 0x22223333)
    assert feedback.read(data, len(data), NOTED, 10.5) == (800_000, [told])
    assert feedback.read(data, len(data), NOTED, 10.5, timed=False) == (800_000, feedback.NOTHING)


def test_whoever_waits_for_a_report_gets_the_next_one() -> None:
    assert read(report(QUIET), calm=0.0) == (-1, [QUIET])


def test_what_a_viewer_asks_for_is_always_news() -> None:
    facts = [rtcp.Nack(1, (5, 6)), rtcp.KeyFrameRequest(1)]
    assert read(report(QUIET), rtcp.nack(9, 1, [5, 6]), rtcp.pli(9, 1)) == (-1, facts)


@pytest.mark.parametrize("cut", [1, 3, 5, 31])
def test_broken_framing_is_malformed_and_cut_blocks_are_left_out(cut: int) -> None:
    with pytest.raises(Malformed):
        feedback.read(report(LOSSY), cut, {}, 0.0)
    claims_two = bytes([0x82]) + report(LOSSY)[1:]
    assert read(claims_two) == (-1, [LOSSY])


def test_losses_below_zero_are_the_same_as_none() -> None:
    none = ReportBlock(7, 0, 0, 1, 0, 0, 0)
    below = report(none)[:13] + b"\xff\xff\xff" + report(none)[16:]
    assert feedback.read(below, len(below), {7: (none, 1.0)}, 1.1) == (-1, feedback.NOTHING)


def test_a_room_takes_a_repeated_report_once_and_a_new_loss_at_once() -> None:
    room = Room(1, 1, 0, {"camera": 10**6})
    room.add_viewer("a", 0.0)
    ssrc = room.slots["c0"].name.ssrc
    for now, block in ((10.0, QUIET), (10.2, QUIET._replace(highest=150)), (10.4, LOSSY)):
        data = report(block._replace(ssrc=ssrc))
        room.receive_viewer_rtcp("a", data, len(data), now)
        assert room.viewers["a"].reports[ssrc][1] == (10.4 if block is LOSSY else 10.0)


def test_a_padded_remb_is_one_too() -> None:
    remb = rtcp.remb(9, 800_000, [1])
    assert read(bytes([remb[0] | 0x20]) + remb[1:]) == (800_000, [])


def test_an_estimate_is_kept_when_what_follows_it_is_too_short_for_one() -> None:
    assert read(rtcp.remb(9, 800_000, [1]), rtcp.pli(9, 1).replace(b"\x81", b"\x8f", 1)) == (800_000, [])
