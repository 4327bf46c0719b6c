"""Sound in and out, packet by packet: each Opus frame once, holes filled from redundancy, redundancy made.

A publisher's RED is opened here and never handed on as it is: what viewers get is made anew from the same
frames, so that a frame recovered on the way up protects the way down too, and those who took no RED get plain
Opus under the same numbers. How much redundancy a viewer gets is decided in `hearing`.
"""

from __future__ import annotations

from collections import deque

from rtc.core import red
from rtc.core.malformed import Malformed
from rtc.core.rtp import HEADER_SIZE, Buffer, Header, newer

MOST_REDUNDANT = 2
SEEN, JUMP = 64, 1000
MAX_PAYLOAD = 1100
PRELUDE_FRAMES, PRELUDE_SECONDS = 6, 0.2
_ALL = (1 << SEEN) - 1


class Intake:
    """The packets of one microphone, each frame once and none from before the first or a restart."""

    def __init__(self, opus: int, redundant: int | None) -> None:
        self._opus, self._redundant = opus, redundant
        self._highest = self._timestamp = 0
        self._seen = 0

    def restart(self) -> None:
        """Nothing older than the next packet is let through, not even as redundancy (after a pause)."""
        self._seen = 0

    def take(self, data: Buffer, header: Header) -> list[Header]:
        """The frames a packet brings, oldest first, as headers of plain Opus packets that lie in `data`.

        Padding alone, with which Chromium probes its link, is a frame of no bytes: it has a number. Raises
        Malformed.
        """
        if header.payload_type != self._redundant or header.start == header.end:
            return [header._replace(payload_type=self._opus)] if self._is_new(header) else []
        blocks = red.parse(data, header.start, header.end)
        frames = self._recovered(header, blocks[:-1])
        primary = blocks[-1]
        if primary.payload_type != self._opus:
            raise Malformed("red of something else")
        if self._is_new(header):
            frames.append(header._replace(payload_type=self._opus, start=primary.start))
        return frames

    def _recovered(self, header: Header, older: list[red.Block]) -> list[Header]:
        """Frames of the hole just before this packet. The nth redundant block from the end is taken for the
        nth packet before, as Chromium writes it, when its timestamp lies in the hole too."""
        hole = newer(header.sequence, self._highest) - 1
        if not self._seen or not 0 < hole < JUMP:
            return []
        span = header.timestamp - self._timestamp & 0xFFFFFFFF
        frames = []
        for distance in range(min(hole, len(older)), 0, -1):
            block = older[-distance]
            if block.payload_type == self._opus and 0 < block.offset < span and block.start < block.end:
                one = header._replace(
                    marker=False,
                    payload_type=self._opus,
                    sequence=header.sequence - distance & 0xFFFF,
                    timestamp=header.timestamp - block.offset & 0xFFFFFFFF,
                    start=block.start,
                    end=block.end,
                    extensions=None,
                )
                if self._is_new(one):
                    frames.append(one)
        return frames

    def _is_new(self, header: Header) -> bool:
        """Note a frame by its number; False for one that came before, or is too old to tell."""
        distance = newer(header.sequence, self._highest)
        if not self._seen or abs(distance) > JUMP:
            self._seen = _ALL
            self._highest, self._timestamp = header.sequence, header.timestamp
            return True
        if distance > 0:
            self._seen = (self._seen << distance | 1) & _ALL
            self._highest, self._timestamp = header.sequence, header.timestamp
            return True
        bit = 1 << -distance
        if self._seen & bit or -distance >= SEEN:
            return False
        self._seen |= bit
        return True


class Prelude:
    """The last frames of a microphone without a slot: its first syllable is not lost when it gets one."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, bytes, Header]] = deque(maxlen=PRELUDE_FRAMES)

    def put(self, data: Buffer, header: Header, now: float) -> None:
        """Keep a frame that arrived at `now`."""
        frame = bytes(data[header.start : header.end])
        self._kept.append((now, frame, header._replace(start=0, end=len(frame))))

    def take(self, now: float) -> list[tuple[float, bytes, Header]]:
        """(arrival, frame, header that lies in the frame) of what is young enough, and forget it all."""
        kept = [one for one in self._kept if now - one[0] <= PRELUDE_SECONDS]
        self._kept.clear()
        return kept


class Redundancy:
    """The last frames of a slot as they went out; writes the RED packet that goes beside a plain one."""

    def __init__(self, opus: int, redundant: int) -> None:
        self._opus, self._redundant = opus, redundant
        self._frames: deque[tuple[int, int, bytes]] = deque(maxlen=2 * MOST_REDUNDANT)

    def clear(self) -> None:
        """The source changed: nothing older goes beside what comes."""
        self._frames.clear()

    def put(self, sequence: int, plain: Buffer, size: int) -> None:
        """Keep the frame of an outgoing plain packet; `sequence` is extended."""
        self._frames.append((sequence, int.from_bytes(plain[4:8]), bytes(plain[HEADER_SIZE:size])))

    def write(self, sequence: int, plain: Buffer, size: int, depth: int, out: bytearray) -> int:
        """The packet last put, with up to `depth` frames before it, into `out`; returns its size."""
        timestamp = int.from_bytes(plain[4:8])
        older = sorted(
            (timestamp - at & 0xFFFFFFFF, frame)
            for number, at, frame in self._frames
            if 0 < sequence - number <= depth
        )
        spare = MAX_PAYLOAD - size
        fitting: list[tuple[int, bytes]] = []
        for offset, frame in older:
            spare -= len(frame) + 4
            if spare >= 0:
                fitting.insert(0, (offset, frame))
        payload = red.build(self._opus, fitting, plain[HEADER_SIZE:size])
        written = HEADER_SIZE + len(payload)
        out[:HEADER_SIZE] = plain[:HEADER_SIZE]
        out[1] = plain[1] & 0x80 | self._redundant
        out[HEADER_SIZE:written] = payload
        return written
