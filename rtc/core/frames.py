"""RTP packets of one encoding put together to whole frames again, in order and tolerant of loss.

Nothing is decoded. A frame is all there is of one instant: with spatial layers, all of them. What is late is
waited for a little while, because lost packets are asked for again; then the hole is given up and marked.
Pictures go on after a hole with the next key frame, because what lies between cannot be trusted.
"""

from __future__ import annotations

from typing import NamedTuple

from rtc.core.codecs.formats import Format
from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer, Header, newer

PATIENCE = 0.8
MAX_HELD = 512
MAX_FRAME = 4 * 1024 * 1024
JUMP = 1000


class Frame(NamedTuple):
    """One encoded frame. `timestamp` is the RTP timestamp, extended so that it never wraps; `gap` says that
    something is missing right before it; `size` is (width, height) of a key frame, zeros when unknown."""

    timestamp: int
    data: bytes
    key_frame: bool
    gap: bool
    size: tuple[int, int] = (0, 0)


class _Packet(NamedTuple):
    timestamp: int
    marker: bool
    payload: bytes
    arrived: float


class Frames:
    """Of one encoding in one format."""

    def __init__(self, payload_format: Format) -> None:
        self._parse, self._unpack = payload_format.parse, payload_format.unpack
        self._picture = self._parse is not None
        self._held: dict[int, _Packet] = {}
        self._next: int | None = None
        self._newest = 0
        self._timestamp: int | None = None
        self._open: list[_Packet] = []
        self._size = (0, 0)
        self._key = False
        self._gap = False
        self._waiting_for_key = self._picture

    def push(self, data: Buffer, header: Header, now: float) -> list[Frame]:
        """Take a packet; returns the frames that are whole now. What does not parse counts as lost."""
        sequence = self._extended(header.sequence)
        if self._next is None:
            self._next = sequence
        if sequence >= self._next:
            payload = bytes(data[header.start : header.end])
            self._held.setdefault(sequence, _Packet(header.timestamp, header.marker, payload, now))
            self._newest = max(self._newest, sequence)
        return self._in_order(now)

    def tick(self, now: float) -> list[Frame]:
        """The frames that are to be had because a hole was given up meanwhile."""
        return self._in_order(now)

    def flush(self, now: float) -> list[Frame]:
        """The frames that can be had when nothing more will come."""
        return self._in_order(now + PATIENCE)

    def _extended(self, sequence: int) -> int:
        if self._next is None:
            self._newest = sequence + 0x10000
            return self._newest
        distance = newer(sequence, self._newest & 0xFFFF)
        if abs(distance) > JUMP:
            self._begin_anew(self._newest + (distance & 0xFFFF))
            return self._newest
        return self._newest + distance

    def _begin_anew(self, sequence: int) -> None:
        self._held.clear()
        self._next = self._newest = sequence
        self._lost()

    def _in_order(self, now: float) -> list[Frame]:
        frames: list[Frame] = []
        while self._held and self._next is not None:
            packet = self._held.pop(self._next, None)
            if packet is None:
                if not self._given_up(now):
                    break
                self._lost()
                self._next = min(self._held)
                continue
            self._next += 1
            if packet.payload:
                self._take(packet, frames)
        return frames

    def _given_up(self, now: float) -> bool:
        oldest = self._held[min(self._held)].arrived
        return len(self._held) > MAX_HELD or now - oldest >= PATIENCE

    def _lost(self) -> None:
        self._open.clear()
        self._gap = True
        self._waiting_for_key = self._picture

    def _take(self, packet: _Packet, frames: list[Frame]) -> None:
        if self._open and self._open[0].timestamp != packet.timestamp:
            self._close(frames)
        key, size = not self._picture, (0, 0)
        if self._parse is not None:
            try:
                picture = self._parse(packet.payload, 0, len(packet.payload))
            except Malformed:
                self._lost()
                return
            key, size = picture.key_frame, (picture.width, picture.height)
        if self._waiting_for_key and not self._open and not key:
            return
        if not self._open:
            self._key, self._size = False, (0, 0)
        self._key, self._size = self._key or key, max(self._size, size)
        self._open.append(packet)
        if packet.marker or not self._picture:
            self._close(frames)

    def _close(self, frames: list[Frame]) -> None:
        try:
            if sum(len(packet.payload) for packet in self._open) > MAX_FRAME:
                raise Malformed("frame size")
            data = self._unpack([packet.payload for packet in self._open])
        except Malformed:
            self._lost()
            return
        timestamp = self._extended_timestamp(self._open[0].timestamp)
        frames.append(Frame(timestamp, data, self._key, self._gap, self._size))
        self._open.clear()
        self._gap = self._waiting_for_key = False

    def _extended_timestamp(self, timestamp: int) -> int:
        if self._timestamp is None:
            self._timestamp = timestamp + (1 << 32)
        distance = (timestamp - self._timestamp + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        self._timestamp += distance
        return self._timestamp
