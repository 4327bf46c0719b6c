"""What the bare loop sends is what a worker sends: pictures in runs, sound by itself."""

import struct

from load import dump, floor


def rtp(sequence: int, payload: bytes, *, kind: int = dump.AUDIO) -> bytes:
    return struct.pack("!BBHII", 0x80, kind, sequence, 0, 7) + payload


def test_floor_leaves_in_runs_of_one_picture_as_a_worker_sends_it() -> None:
    picture = [rtp(n, b"v" * (9 + n), kind=dump.VIDEO) for n in range(10)]
    packets = [dump.Packet(0.0, one) for one in picture] + [dump.Packet(0.02, rtp(n, b"a")) for n in range(2)]
    runs = floor.Runs(packets, 8)
    taken = [runs.next()[1] for _ in range(5)]
    assert [len(run) for run in taken] == [8, 2, 1, 1, 8]
    assert [len(one) for one in taken[0]] == [28] * 8
    assert [len(one) for one in taken[1]] == [30, 30]
