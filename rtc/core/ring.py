"""The last packets of one slot as viewers got them: for NACKs and for the first frame of those who join."""

CAPACITY = 512


class Ring:
    """A bounded store of plaintext packets by extended sequence number."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._packets: list[tuple[int, bytes] | None] = [None] * capacity
        self._key_frame: tuple[int, float] | None = None
        self.highest = -1

    def put(self, sequence: int, packet: bytes, now: float, *, starts_key_frame: bool = False) -> None:
        """Keep a packet; the one `capacity` before it is forgotten."""
        self._packets[sequence % self._capacity] = (sequence, packet)
        self.highest = max(self.highest, sequence)
        if starts_key_frame and (self._key_frame is None or sequence > self._key_frame[0]):
            self._key_frame = (sequence, now)

    def has(self, sequence: int) -> bool:
        """Whether a packet was kept under this extended number."""
        kept = self._packets[sequence % self._capacity]
        return kept is not None and kept[0] == sequence

    def find(self, sequence16: int) -> tuple[int, bytes] | None:
        """(extended sequence number, packet) for a 16-bit number out of a NACK, or None."""
        sequence = self.highest - (self.highest - sequence16 & 0xFFFF)
        kept = self._packets[sequence % self._capacity] if sequence >= 0 else None
        return kept if kept is not None and kept[0] == sequence else None

    def since_key_frame(self, now: float, max_age: float, max_packets: int) -> list[tuple[int, bytes]]:
        """All packets from the last key frame on, oldest first; empty when it is too old or too long ago."""
        if self._key_frame is None or now - self._key_frame[1] > max_age:
            return []
        first = self._key_frame[0]
        if self.highest - first >= min(max_packets, self._capacity):
            return []
        kept = (self._packets[sequence % self._capacity] for sequence in range(first, self.highest + 1))
        return [packet for packet in kept if packet is not None and packet[0] >= first]

    def forget_key_frame(self) -> None:
        """The source changed: nothing older may be shown to those who join."""
        self._key_frame = None
