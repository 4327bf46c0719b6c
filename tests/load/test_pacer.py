"""The benchmark's publisher lets packets go as Chromium was captured doing it."""

import itertools

from load import dump
from load.pacer import Pacer


def packet(at: float, kind: int, number: int) -> dump.Packet:
    return dump.Packet(at, bytes((0x80, kind)) + number.to_bytes(2) + bytes(1146))


def left(packets: list[dump.Packet], count: int) -> list[tuple[int, int, int]]:
    """(payload type, number, milliseconds) of those that leave first; nothing comes after them for long."""
    end = (packet(1000.0 + n, dump.AUDIO, 0) for n in itertools.count())
    pacer = Pacer(itertools.chain(packets, end).__next__)
    gone = [pacer.next() for _ in range(count)]
    return [(one.payload_type, int.from_bytes(one.data[2:4]), round(one.at * 1000)) for one in gone]


def test_a_picture_of_seven_packets_leaves_at_once() -> None:
    assert left([packet(0.0, dump.VIDEO, n) for n in range(7)], 7) == [(dump.VIDEO, n, 0) for n in range(7)]


def test_a_large_picture_leaves_in_bursts_and_sound_passes_it() -> None:
    picture = [packet(0.0, dump.VIDEO, n) for n in range(24)]
    gone = left([*picture, packet(0.02, dump.AUDIO, 99)], 25)
    assert [at for kind, _, at in gone if kind == dump.VIDEO] == [0] * 7 + [42] * 7 + [83] * 7 + [125] * 3
    assert [number for kind, number, _ in gone if kind == dump.VIDEO] == list(range(24))
    assert gone[7] == (dump.AUDIO, 99, 20)
