"""The last packets of one branch as viewers got them: for NACKs and for the first frame of those who join."""

from __future__ import annotations

from collections.abc import Iterable

CAPACITY = 512
MAX_OCTETS = 600_000
MAX_AGE = 3.0

Kept = tuple[int, bytes, float]


class Ring:
    """A store of plaintext packets by extended sequence number, bounded in number, bytes and age."""

    def __init__(self, capacity: int = CAPACITY, max_octets: int = MAX_OCTETS) -> None:
        self._capacity = capacity
        self._max_octets = max_octets
        self._packets: list[Kept | None] = [None] * capacity
        self._key_frame: tuple[int, float] | None = None
        self._oldest = 0
        self.octets = 0
        self.highest = -1

    def put(self, sequence: int, packet: bytes, now: float, *, starts_key_frame: bool = False) -> None:
        """Keep a packet; those that are too many, too large together or too old are forgotten."""
        place = sequence % self._capacity
        before = self._packets[place]
        if before is not None:
            self.octets -= len(before[1])
        self._packets[place] = (sequence, packet, now)
        self.octets += len(packet)
        if sequence > self.highest:
            if self.highest < 0:
                self._oldest = sequence
            self.highest = sequence
            self._oldest = max(self._oldest, sequence - self._capacity + 1)
        if self.octets > self._max_octets:
            self._shrink()
        if starts_key_frame and (self._key_frame is None or sequence > self._key_frame[0]):
            self._key_frame = (sequence, now)

    def find(self, sequence16: int, now: float = 0.0) -> tuple[int, bytes] | None:
        """(extended sequence number, packet) for a 16-bit number out of a NACK, or None."""
        sequence = self.highest - (self.highest - sequence16 & 0xFFFF)
        kept = self._packets[sequence % self._capacity] if sequence >= 0 else None
        if kept is None or kept[0] != sequence or now - kept[2] > MAX_AGE:
            return None
        return kept[0], kept[1]

    def since_key_frame(
        self, now: float, max_age: float, max_packets: int, max_octets: int
    ) -> list[tuple[int, bytes]]:
        """All packets from the last key frame on, oldest first; empty when it is too old, too long ago, or
        they are too much to be sent at once."""
        if self._key_frame is None or now - self._key_frame[1] > max_age:
            return []
        first = self._key_frame[0]
        if first < self._oldest or self.highest - first >= min(max_packets, self._capacity):
            return []
        found = [(kept[0], kept[1]) for kept in self._between(first, self.highest)]
        return found if sum(len(packet) for _, packet in found) <= max_octets else []

    def fresh(self, first: int, since: float, until: float) -> tuple[list[bytes], int]:
        """The packets from a number on that were put after `since`, oldest first, up to one put after
        `until`; and the number to go on from."""
        found: list[bytes] = []
        for sequence, packet, at in self._between(max(first, self._oldest), self.highest):
            if at > until:
                return found, sequence
            if at > since:
                found.append(packet)
        return found, self.highest + 1

    def newest(self, octets: int, since: int) -> list[bytes]:
        """The packets put last but not before `since`, newest first, until they make up so many bytes."""
        found: list[bytes] = []
        for sequence in range(self.highest, max(self._oldest, since, 0) - 1, -1):
            kept = self._packets[sequence % self._capacity]
            if octets <= 0:
                break
            if kept is not None and kept[0] == sequence:
                found.append(kept[1])
                octets -= len(kept[1])
        return found

    def forget_key_frame(self) -> None:
        """The source changed: nothing older may be shown to those who join."""
        self._key_frame = None

    def expire(self, now: float) -> None:
        """Let go of what is too old to be of use; to be called now and then."""
        while self._oldest <= self.highest:
            kept = self._packets[self._oldest % self._capacity]
            if kept is not None and kept[0] == self._oldest:
                if now - kept[2] <= MAX_AGE:
                    return
                self._drop(kept)
            self._oldest += 1

    def _shrink(self) -> None:
        while self.octets > self._max_octets and self._oldest < self.highest:
            kept = self._packets[self._oldest % self._capacity]
            if kept is not None and kept[0] == self._oldest:
                self._drop(kept)
            self._oldest += 1

    def _drop(self, kept: Kept) -> None:
        self.octets -= len(kept[1])
        self._packets[kept[0] % self._capacity] = None

    def _between(self, first: int, last: int) -> Iterable[Kept]:
        kept = (self._packets[sequence % self._capacity] for sequence in range(first, last + 1))
        return (packet for packet in kept if packet is not None and packet[0] >= first)
