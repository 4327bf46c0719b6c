"""Packets of one picture that leave together, so that the kernel can segment them (UDP_SEGMENT).

All but the last must then be of one size, so the shorter ones get RTP padding (RFC 3550 section 5.1): a byte
or two, as browsers split pictures about equally. What is padded here is what the ring keeps: under one
sequence number there is one plaintext for ever. Sound never comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

WAIT = 0.001
LONGEST = 8
"""Packets to one viewer in a row: longer bursts cost packets in some access points."""
MAX_PADDING = 16
PADDED = 0x20


class Kept(NamedTuple):
    """A packet on its way out: extended sequence number, bytes, arrival, whether it starts a key frame."""

    sequence: int
    packet: bytes
    arrived: float
    key_frame: bool


class Burst:
    """What of one branch waits. It is due when the picture is complete, full, or `WAIT` seconds old."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self.complete = False

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, one: Kept, *, marker: bool) -> None:
        """Let a packet wait."""
        self._kept.append(one)
        self.complete |= marker or len(self._kept) >= LONGEST

    def has(self, sequence: int) -> bool:
        return any(one.sequence == sequence for one in self._kept)

    def follows(self, sequence: int, timestamp: bytes) -> bool:
        """Whether a packet belongs behind those that wait: next number, same picture."""
        if not self._kept:
            return True
        last = self._kept[-1]
        return sequence == last.sequence + 1 and last.packet[4:8] == timestamp

    def due(self, now: float) -> bool:
        return self.complete or (bool(self._kept) and now - self._kept[0].arrived >= WAIT)

    def take(self) -> list[list[Kept]]:
        """All that waits, padded, in runs the kernel can segment; nothing waits afterwards."""
        kept, self._kept, self.complete = self._kept, [], False
        runs: list[list[Kept]] = []
        widest = 0
        for one in kept:
            size = len(one.packet)
            if not widest or size > widest + MAX_PADDING:
                runs.append([])
                widest = 0
            runs[-1].append(one)
            widest = max(widest, size) if size >= widest - MAX_PADDING else 0
        return [_even(run) for run in runs]


def in_runs(packets: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Packets as they are, in runs the kernel can segment: all but the last of a run are of one size."""
    first = 0
    for i in range(1, len(packets) + 1):
        size = len(packets[first])
        goes_on = i < len(packets) and i - first < LONGEST and len(packets[i - 1]) == size
        if not goes_on or len(packets[i]) > size:
            yield packets[first:i]
            first = i


def _even(run: list[Kept]) -> list[Kept]:
    """All but the last as long as the longest."""
    widest = max(len(one.packet) for one in run)
    body = [one._replace(packet=padded(one.packet, widest - len(one.packet))) for one in run[:-1]]
    return [*body, run[-1]]


def padded(packet: bytes, count: int) -> bytes:
    """The packet with `count` bytes of padding; it must have none yet."""
    if not count:
        return packet
    return bytes((packet[0] | PADDED,)) + packet[1:] + bytes(count - 1) + bytes((count,))
