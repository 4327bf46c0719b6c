"""Opus frames in and out of packets, and how many of them survive a link that loses some."""

import random
from collections.abc import Callable

import pytest

from rtc.core import rtp
from rtc.core.malformed import Malformed
from rtc.core.nack import SOUND_RETRY_AFTER, Gaps
from rtc.core.sounds import MAX_PAYLOAD, MOST_REDUNDANT, SEEN, Intake, Redundancy

OPUS, RED = 111, 63
STEP, FRAME = 0.02, 960
PLAYOUT, ONE_WAY = 0.2, 0.03


def plain(sequence: int, *, frame: bytes | None = None, timestamp: int | None = None) -> bytes:
    at = (sequence if timestamp is None else timestamp) * FRAME
    head = bytes((0x80, OPUS)) + (sequence & 0xFFFF).to_bytes(2) + (at & 0xFFFFFFFF).to_bytes(4) + bytes(4)
    return head + (b"frame %d" % sequence if frame is None else frame)


def redundant(redundancy: Redundancy, packet: bytes, sequence: int, depth: int) -> bytes:
    """The RED packet beside a plain one, which is noted."""
    out = bytearray(2048)
    redundancy.put(sequence, packet, len(packet))
    return bytes(out[: redundancy.write(sequence, packet, len(packet), depth, out)])


def taken(intake: Intake, packet: bytes) -> list[tuple[int, int, bytes]]:
    """(sequence, timestamp, frame) for each frame a packet brings."""
    header = rtp.parse(packet, len(packet))
    return [(one.sequence, one.timestamp, packet[one.start : one.end]) for one in intake.take(packet, header)]


def stream(count: int, depth: int, first: int = 0) -> list[bytes]:
    redundancy = Redundancy(OPUS, RED)
    return [redundant(redundancy, plain(first + i), first + i, depth) for i in range(count)]


def test_red_packet_stands_under_the_number_and_time_of_the_plain_one() -> None:
    packet, out = plain(3), bytearray(2048)
    redundancy = Redundancy(OPUS, RED)
    redundancy.put(3, packet, len(packet))
    size = redundancy.write(3, packet, len(packet), 2, out)
    assert bytes(out[2:12]) == packet[2:12]
    assert out[1] == RED
    assert bytes(out[12:size]) == bytes((OPUS,)) + packet[12:]


def test_every_frame_comes_out_once_in_order() -> None:
    intake = Intake(OPUS, RED)
    out = [one for packet in stream(5, 2) for one in taken(intake, packet)]
    assert out == [(i, i * FRAME, b"frame %d" % i) for i in range(5)]


@pytest.mark.parametrize("first", [0, 65533])
def test_hole_as_deep_as_the_redundancy_is_filled_before_the_packet_that_fills_it(first: int) -> None:
    packets, intake = stream(6, 2, first), Intake(OPUS, RED)
    assert len(taken(intake, packets[0])) == 1
    assert [number for number, _, _ in taken(intake, packets[3])] == [first + i & 0xFFFF for i in range(1, 4)]
    assert taken(intake, packets[2]) == []


def test_deeper_hole_is_filled_as_far_as_it_goes_and_the_rest_may_still_come() -> None:
    packets, intake = stream(6, 1), Intake(OPUS, RED)
    taken(intake, packets[0])
    assert [number for number, _, _ in taken(intake, packets[4])] == [3, 4]
    assert [number for number, _, _ in taken(intake, packets[2])] == [2]
    assert taken(intake, packets[2]) == []


def test_nothing_from_before_the_first_packet_or_a_restart_comes_out() -> None:
    packets, intake = stream(10, 2), Intake(OPUS, RED)
    assert [number for number, _, _ in taken(intake, packets[4])] == [4]
    intake.restart()
    assert [number for number, _, _ in taken(intake, packets[8])] == [8]
    assert taken(intake, packets[6]) == []


def test_redundancy_that_cannot_lie_in_the_hole_is_not_taken_for_what_is_missing() -> None:
    """Another sender's RED may repeat a frame from before the hole."""
    intake, old = Intake(OPUS, RED), Redundancy(OPUS, RED)
    taken(intake, plain(1))
    old.put(2, plain(1), len(plain(1)))
    packet = redundant(old, plain(3), 3, 1)
    assert [number for number, _, _ in taken(intake, packet)] == [3]


def test_redundancy_of_another_codec_is_left_out_and_a_packet_of_one_is_malformed() -> None:
    intake = Intake(OPUS, RED)
    taken(intake, plain(1))
    other = stream(3, 1, first=1)[2].replace(bytes((0x80 | OPUS,)), bytes((0x80 | 8,)))
    assert [number for number, _, _ in taken(intake, other)] == [3]
    with pytest.raises(Malformed):
        taken(intake, plain(4)[:1] + bytes((RED,)) + plain(4)[2:12] + b"\x08other")


def test_padding_of_a_probe_is_a_frame_of_no_bytes() -> None:
    padding = plain(2)[:12] + bytes(49) + b"\x32"
    padding = bytes((0xA0, RED)) + padding[2:]
    assert taken(Intake(OPUS, RED), padding) == [(2, 2 * FRAME, b"")]


def test_packet_too_old_to_know_whether_it_came_is_dropped() -> None:
    intake = Intake(OPUS, RED)
    for number in (100, 102):
        taken(intake, plain(number))
    assert taken(intake, plain(102 - SEEN)) == []
    assert len(taken(intake, plain(101))) == 1


def test_far_jump_starts_anew() -> None:
    intake = Intake(OPUS, RED)
    taken(intake, plain(1))
    assert [number for number, _, _ in taken(intake, stream(1, 1, 30_000)[0])] == [30_000]
    assert [number for number, _, _ in taken(intake, plain(5))] == [5]


def test_redundancy_after_silence_is_too_old_for_its_header_and_left_out() -> None:
    redundancy = Redundancy(OPUS, RED)
    redundancy.put(1, plain(1), len(plain(1)))
    after = plain(2, timestamp=21)
    assert redundant(redundancy, after, 2, 2)[12:] == bytes((OPUS,)) + after[12:]


def test_long_frames_leave_no_room_for_redundancy() -> None:
    redundancy, out = Redundancy(OPUS, RED), bytearray(2048)
    packets = [plain(i, frame=bytes(600)) for i in range(3)]
    for i, packet in enumerate(packets):
        redundancy.put(i, packet, len(packet))
    assert redundancy.write(2, packets[2], len(packets[2]), 2, out) <= MAX_PAYLOAD


def test_another_source_is_never_beside_the_one_before() -> None:
    redundancy = Redundancy(OPUS, RED)
    redundancy.put(1, plain(1), len(plain(1)))
    redundancy.clear()
    assert redundant(redundancy, plain(2), 2, 2)[12:] == bytes((OPUS,)) + plain(2)[12:]


class Link:
    """Frames over a link that loses packets both ways, to an ear that plays each PLAYOUT after it was due."""

    def __init__(self, loss: float, depth: int, *, nack: bool, seed: int = 7) -> None:
        self._lost = _losing(loss, seed)
        self._depth = depth
        self._nack = nack
        self._intake, self._gaps = Intake(OPUS, RED), Gaps(SOUND_RETRY_AFTER)
        self._on_the_way: list[tuple[float, int]] = []
        self._sent: list[bytes] = []
        self.in_time: set[int] = set()

    def run(self, count: int) -> float:
        """Send so many frames; the share that cannot be played."""
        self._sent = stream(count, self._depth)
        for tick in range(count * 4 + 100):
            now = tick * STEP / 4
            if tick % 4 == 0 and tick // 4 < count:
                self._send(tick // 4, now)
            for at, number in [one for one in self._on_the_way if one[0] <= now]:
                self._on_the_way.remove((at, number))
                self._arrive(self._sent[number], now)
            self._ask(self._gaps.due(now), now)
        return 1 - len(self.in_time) / count

    def _send(self, number: int, now: float) -> None:
        if not self._lost():
            self._on_the_way.append((now + ONE_WAY, number))

    def _arrive(self, packet: bytes, now: float) -> None:
        for number, timestamp, _ in taken(self._intake, packet):
            if now <= timestamp / 48000 + ONE_WAY + PLAYOUT:
                self.in_time.add(number)
            self._ask(self._gaps.arrived(number, now), now)

    def _ask(self, numbers: list[int], now: float) -> None:
        for number in numbers if self._nack and not self._lost() else []:
            self._send(number, now + ONE_WAY)


def _losing(share: float, seed: int) -> Callable[[], bool]:
    chance = random.Random(seed)
    return lambda: chance.random() < share


@pytest.mark.parametrize(
    ("loss", "depth", "nack", "most"),
    [
        (0.1, 0, False, 0.12),
        (0.1, 1, False, 0.015),
        (0.1, MOST_REDUNDANT, False, 0.003),
        (0.1, 0, True, 0.015),
        (0.1, 1, True, 0.003),
        (0.2, 0, False, 0.22),
        (0.2, 1, False, 0.05),
        (0.2, MOST_REDUNDANT, False, 0.012),
        (0.2, 0, True, 0.06),
        (0.2, MOST_REDUNDANT, True, 0.003),
    ],
)
def test_share_of_frames_lost_for_good(loss: float, depth: int, nack: bool, most: float) -> None:
    assert Link(loss, depth, nack=nack).run(5000) <= most
