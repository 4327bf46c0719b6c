"""Packets of one picture that wait for each other: when they leave, and how they are padded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc.core import rtp
from rtc.core.burst import LONGEST, MAX_PADDING, WAIT, Burst, Kept, in_runs, padded
from rtc.core.outputs import ToViewer
from tests.doubles.one_publisher import make, picture, sound


def kept(sequence: int, size: int, arrived: float = 0.0) -> Kept:
    return Kept(sequence, rtp_packet(sequence, bytes(size - 12)), arrived, False)


def rtp_packet(sequence: int, payload: bytes, timestamp: int = 0, *, marker: bool = False) -> bytes:
    second = 96 | (0x80 if marker else 0)
    return bytes((0x80, second)) + sequence.to_bytes(2) + timestamp.to_bytes(4) + bytes(4) + payload


def sizes(runs: list[list[Kept]]) -> list[list[int]]:
    return [[len(one.packet) for one in run] for run in runs]


def taken(*wanted: int) -> list[list[int]]:
    burst = Burst()
    for sequence, size in enumerate(wanted):
        burst.add(kept(sequence, size), marker=False)
    return sizes(burst.take())


def test_packets_that_differ_by_a_byte_become_alike() -> None:
    assert taken(1099, 1099, 1100) == [[1100, 1100, 1100]]


def test_last_may_be_shorter_and_stays_so() -> None:
    assert taken(1100, 1100, 300) == [[1100, 1100, 300]]


def test_what_follows_a_shorter_one_is_another_run() -> None:
    assert taken(1100, 300, 1100) == [[1100, 300], [1100]]


def test_much_longer_one_is_not_worth_the_padding() -> None:
    assert taken(300, 1100, 1100) == [[300], [1100, 1100]]


@pytest.mark.parametrize("count", [1, 2, 255])
def test_padding_is_what_the_standard_says(count: int) -> None:
    plain = rtp_packet(7, b"picture", marker=True)
    packet = padded(plain, count)
    header = rtp.parse(packet, len(packet))
    assert packet[header.start : header.end] == b"picture"
    assert (len(packet) - len(plain), packet[-1], header.marker) == (count, count, True)


@given(st.lists(st.integers(12, 1400), min_size=1, max_size=LONGEST))
def test_runs_can_be_segmented_and_nothing_but_padding_changes(wanted: list[int]) -> None:
    burst = Burst()
    for sequence, size in enumerate(wanted):
        burst.add(kept(sequence, size), marker=False)
    runs = burst.take()
    assert [one.sequence for run in runs for one in run] == list(range(len(wanted)))
    for run in runs:
        *body, last = (len(one.packet) for one in run)
        assert len(set(body)) <= 1
        assert last <= max(body, default=last)
        for one in run:
            header = rtp.parse(one.packet, len(one.packet))
            assert header.end == wanted[one.sequence]
            assert len(one.packet) - header.end <= MAX_PADDING * len(run)


def test_burst_is_due_when_complete_full_or_old() -> None:
    burst = Burst()
    assert not burst.due(9.0)
    burst.add(kept(0, 100, 1.0), marker=False)
    assert not burst.due(1.0 + WAIT / 2)
    assert burst.due(1.0 + WAIT * 1.001)
    burst.add(kept(1, 100, 1.0), marker=True)
    assert burst.due(1.0)
    burst.take()
    for sequence in range(LONGEST):
        assert not burst.due(1.0)
        burst.add(kept(sequence, 100, 1.0), marker=False)
    assert burst.due(1.0)


class Source:
    """A camera's packets through a room with one viewer, from its key frame on, which has number 1000."""

    def __init__(self) -> None:
        self.room = make()
        self.room.add_viewer("bo", 0.0)
        self.branch = self.room.slots["c0"].trunk
        self.send(1, key=True, marker=True)
        self.left()

    def send(self, sequence: int, *, marker: bool = False, key: bool = False, size: int = 500) -> bool:
        data = bytearray(picture(sequence, key=key) + bytes(size))
        data[1] = 0x78 | (0x80 if marker else 0)
        data[4:8] = (0 if key else 3000 + sequence // 10 * 3000).to_bytes(4)
        return bool(self.room.receive("anna", data, len(data), 0.0))

    def left(self, now: float = 0.0) -> list[list[int]]:
        return [[one.sequence - 999 for one in run] for run in self.room.leave(self.branch, now)]


def test_picture_leaves_whole_with_its_marker() -> None:
    source = Source()
    for sequence in (2, 3, 4):
        assert source.left() == []
        source.send(sequence, marker=sequence == 4)
    assert source.left() == [[2, 3, 4]]
    assert source.left() == []


def test_next_picture_sends_off_the_one_whose_end_was_lost() -> None:
    source = Source()
    source.send(2)
    source.send(3)
    source.send(11)
    assert source.left() == [[2, 3]]
    assert source.left(1.0) == [[11]]


def test_late_packet_does_not_join_a_picture_it_does_not_follow() -> None:
    source = Source()
    source.send(2)
    source.send(4)
    source.send(3)
    assert source.left(1.0) == [[2], [4], [3]]


def test_under_one_number_there_is_one_plaintext_for_ever() -> None:
    """What answers a NACK is what was sent, padding and all; what comes twice is dropped, waiting or not."""
    source = Source()
    assert source.send(2, size=500)
    assert not source.send(2, size=500)
    assert source.branch.ring.find(1001) is None
    source.send(3, size=501, marker=True)
    sent = [one.packet for run in source.branch.leave(0.0) for one in run]
    assert [source.branch.ring.find(1001 + n) for n in range(2)] == [(1001 + n, sent[n]) for n in range(2)]
    assert sent[0][0] & 0x20
    assert not source.send(2, size=500)


def test_who_comes_to_a_branch_while_packets_wait_is_not_sent_them() -> None:
    """On another branch it may have been sent their numbers, with another plaintext."""
    source = Source()
    source.send(2)
    source.room.add_viewer("cleo", 9.0)
    source.room.take_outputs()
    source.send(3, marker=True)
    assert source.left() == [[3]]
    [late] = source.room.take_outputs()
    assert isinstance(late, ToViewer)
    assert (late.peer, int.from_bytes(late.packets[0][2:4])) == ("bo", 1001)


def test_sound_never_waits() -> None:
    source = Source()
    [branch] = source.room.receive("anna", sound(1), len(sound(1)), 0.0)
    assert (len(branch.burst), source.room.leave(branch, 0.0)) == (0, [])
    assert branch.out[: branch.size].endswith(b"opus")


@given(st.lists(st.integers(1, 3), max_size=30))
def test_packets_as_they_are_go_in_runs_the_kernel_can_segment(sizes: list[int]) -> None:
    packets = [bytes(size) for size in sizes]
    runs = list(in_runs(packets))
    assert [packet for run in runs for packet in run] == packets
    for run in runs:
        assert len(run) <= LONGEST
        assert {len(packet) for packet in run[:-1]} <= {len(run[0])}
        assert len(run[-1]) <= len(run[0])


def test_pictures_that_were_evened_go_in_whole_runs() -> None:
    sizes = [9] * 8 + [9, 9, 7] + [9, 9] + [5]
    assert [len(run) for run in in_runs([bytes(size) for size in sizes])] == [8, 3, 3]
