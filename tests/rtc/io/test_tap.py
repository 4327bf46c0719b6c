"""When a debug capture ends, what is written into it at which time, and nothing when there is none."""

from pathlib import Path

import pytest

from rtc.core import pcap
from rtc.core.room import Room
from rtc.io import capture
from rtc.io.capture import Capture
from rtc.io.tap import Tap
from tests.doubles.checking import Clock

RTP = b"\x80\x60\0\1" + bytes(8) + b"payload"
RTCP = bytes.fromhex("80c9000100000001")
UNTIL = 105.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room.pcap"


@pytest.fixture
def tap(clock: Clock, path: Path) -> Tap:
    """With a capture under way."""
    tap = Tap(clock)
    tap.capture = Capture(str(path), UNTIL)
    return tap


def records(tap: Tap, path: Path) -> list[tuple[float, int, int, int]]:
    """(seconds, source, target, port) of all that is in the file once it is closed."""
    tap.end()
    left, found = path.read_bytes()[len(pcap.file_header()) :], []
    while left:
        seconds, part, kept, _ = (int.from_bytes(left[at : at + 4], "little") for at in (0, 4, 8, 12))
        source, target, port = (
            int.from_bytes(left[at : at + size]) for at, size in ((28, 4), (32, 4), (36, 2))
        )
        found.append((seconds + part / 1e6, source, target, port))
        left = left[16 + kept :]
    return found


def test_capture_ends_when_its_time_is_over_and_not_before(tap: Tap) -> None:
    one = tap.capture
    assert one is not None
    tap.second(UNTIL - 0.1)
    assert (tap.capture, one.over) == (one, False)
    tap.second(UNTIL)
    assert (tap.capture, one.over) == (None, True)


def test_capture_ends_when_its_space_is_used(
    clock: Clock, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "MAX_OCTETS", 200)
    tap = Tap(clock)
    tap.capture = Capture(str(path), UNTIL)
    for place in (24, 80, 136, 192):  # where each record of 56 octets would stand
        tap.second(clock.now)
        assert tap.capture is not None
        tap.heard("anna", RTP, len(RTP))
        assert tap.capture.over is (place + 56 > 200)
    tap.second(clock.now)
    assert tap.capture is None


def test_end_without_a_capture_and_another_after_it_are_harmless(tap: Tap, path: Path) -> None:
    for _ in range(2):
        tap.end()
    tap.second(UNTIL)
    assert tap.capture is None
    assert path.read_bytes() == pcap.file_header()


def test_packet_stands_at_its_arrival_even_when_that_is_zero_else_at_the_present(
    tap: Tap, clock: Clock, path: Path
) -> None:
    tap.heard("anna", RTP, len(RTP), 0.0)
    tap.heard("anna", RTP, len(RTP), 99.5)
    tap.heard("anna", RTCP, len(RTCP), rtcp=True)
    assert records(tap, path) == [
        (at, pcap.FIRST_PEER, pcap.SERVER, port)
        for at, port in ((0.0, pcap.RTP_PORT), (99.5, pcap.RTP_PORT), (clock.now, pcap.RTCP_PORT))
    ]


def test_what_is_sent_stands_under_the_one_or_the_branch_it_is_for(
    tap: Tap, clock: Clock, path: Path
) -> None:
    branch = Room(1, 1, 0, {}).slots["c0"].trunk
    tap.told("anna", RTCP)
    tap.resent("anna", [RTP])
    tap.forwarded(branch, [RTP, RTP])
    anna, viewers = pcap.FIRST_PEER, pcap.FIRST_BRANCH + 1  # the second name in the file
    assert records(tap, path) == [
        (clock.now, pcap.SERVER, anna, pcap.RTCP_PORT),
        (clock.now, pcap.SERVER, anna, pcap.RTP_PORT),
        (clock.now, pcap.SERVER, viewers, pcap.RTP_PORT),
        (clock.now, pcap.SERVER, viewers, pcap.RTP_PORT),
    ]


def test_nothing_is_written_while_no_capture_is_under_way(tap: Tap, path: Path) -> None:
    branch = Room(1, 1, 0, {}).slots["c0"].trunk
    tap.end()
    tap.heard("anna", RTP, len(RTP))
    tap.told("anna", RTCP)
    tap.resent("anna", [RTP])
    tap.forwarded(branch, [RTP])
    assert path.read_bytes() == pcap.file_header()
