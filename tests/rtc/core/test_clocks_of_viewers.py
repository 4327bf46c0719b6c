"""Who is told how long the way to them is, and how often: each viewer that asks, sooner where it loses."""

from itertools import pairwise

import pytest

from rtc.core import rtcp, xr
from rtc.core.link import TIMED, TIMED_LOSING
from rtc.core.outputs import ToViewers
from rtc.core.room import Room
from rtc.core.rtcp import ReportBlock

CLOCK = bytes.fromhex("80cf0004 00000009 04000002 11112222 33334444")
ANSWER = ToViewers(xr.last_heard(1, xr.ReferenceTime(9, 0x22223333)), "bo")
QUARTER = 0.25


@pytest.fixture
def room() -> Room:
    room = Room(1, 1, 0, {"camera": 10**6})
    room.add_viewer("bo", 0.0)
    room.add_viewer("carl", 0.0)
    room.take_outputs()
    return room


def answers(room: Room, seconds: float, lost: float = 0.0, packets: int = 40) -> list[float]:
    """When bo, who reports four times a second, is answered."""
    ssrc, told = room.slots["c0"].name.ssrc, list[float]()
    for nth in range(1, int(seconds / QUARTER) + 1):
        now, sent = nth * QUARTER, nth * packets
        data = rtcp.receiver_report(9, [ReportBlock(ssrc, 0, int(sent * lost), sent, 30, 0, 0)]) + CLOCK
        room.receive_viewer_rtcp("bo", data, len(data), now)
        if nth % 4 == 0:
            room.report(now)
        outputs = [one for one in room.take_outputs() if isinstance(one, ToViewers) and one.peer]
        assert outputs in ([], [ANSWER])
        told += [now] if outputs else []
    return told


def test_a_viewer_that_loses_nothing_is_answered_at_once_and_then_seldom(room: Room) -> None:
    assert answers(room, 2.5 * TIMED) == [QUARTER, QUARTER + TIMED, QUARTER + 2 * TIMED]


def test_a_viewer_that_loses_packets_is_answered_every_second(room: Room) -> None:
    told = answers(room, 10.0, lost=0.05)
    apart = [after - before for before, after in pairwise(told[2:])]
    assert len(apart) >= 5
    assert set(apart) == {TIMED_LOSING}


def test_what_one_viewer_loses_is_nothing_to_another(room: Room) -> None:
    answers(room, 5.0, lost=0.05)
    clock = CLOCK.replace((9).to_bytes(4), (8).to_bytes(4), 1)
    for now, answered in ((6.0, True), (7.0, False), (6.0 + TIMED, True)):
        room.receive_viewer_rtcp("carl", clock, len(clock), now)
        expected = ToViewers(xr.last_heard(1, xr.ReferenceTime(8, 0x22223333)), "carl")
        assert room.take_outputs() == ([expected] if answered else [])
