"""Transport-wide congestion control feedback to a publisher.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01.

The publisher numbers all its packets in one header extension; told when each arrived, it estimates the path
itself. Here is only the remembering and the writing; the estimate is the browser's.
"""

from __future__ import annotations

from struct import pack

from rtc.core.rtp import newer

URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
FEEDBACK = "transport-cc"
EVERY = 0.06
MAX_SPAN = 2000
MAX_STATUSES = 400
TICKS = 4000
REFERENCE_TICKS = 256

LOST, SMALL, LARGE = 0, 1, 2


class Arrivals:
    """When each transport-wide sequence number arrived, until it has been told. Bounded by MAX_SPAN."""

    def __init__(self) -> None:
        self._ticks: dict[int, int] = {}
        self._highest: int | None = None
        self._next = 0
        self._count = 0

    def arrived(self, sequence: int, now: float) -> None:
        """Note a packet; `sequence` is its 16-bit number, `now` when it arrived. A repeat is not counted."""
        if self._highest is None:
            self._next = self._highest = sequence + 0x10000
        extended = self._highest + newer(sequence, self._highest & 0xFFFF)
        if extended - self._next >= MAX_SPAN or self._next - extended >= MAX_SPAN:
            self._ticks.clear()
            self._next = self._highest = extended
        elif extended < self._next:
            self._next = extended  # told as lost before: the late one and those after it are told again
        self._highest = max(self._highest, extended)
        self._ticks.setdefault(extended, round(now * TICKS))

    def feedback(self, sender: int, ssrc: int) -> list[bytes]:
        """The RTCP packets that tell what arrived since the last call; none when nothing did."""
        packets = []
        while self._highest is not None and self._next <= self._highest:
            statuses, deltas, first = self._gather(self._highest)
            packets.append(self._packet(sender, ssrc, statuses, deltas, first))
            self._next += len(statuses)
        keep = self._next - MAX_SPAN // 4
        if self._ticks and next(iter(self._ticks)) < keep:
            self._ticks = {number: at for number, at in self._ticks.items() if number >= keep}
        return packets

    def _gather(self, highest: int) -> tuple[list[int], list[int], int]:
        """Statuses from `_next` on, the deltas (in ticks) of those received, and the reference time.

        Ends early where a delta no longer fits in 16 bits: the next packet starts with its own reference.
        """
        statuses: list[int] = []
        deltas: list[int] = []
        reference = before = -1
        for number in range(self._next, min(highest + 1, self._next + MAX_STATUSES)):
            at = self._ticks.get(number)
            if at is None:
                statuses.append(LOST)
                continue
            if not deltas:
                reference = at // REFERENCE_TICKS
                before = reference * REFERENCE_TICKS
            delta, before = at - before, at
            if not -0x8000 <= delta <= 0x7FFF:
                break
            statuses.append(SMALL if 0 <= delta <= 0xFF else LARGE)
            deltas.append(delta)
        return statuses, deltas, max(reference, 0)

    def _packet(self, sender: int, ssrc: int, told: list[int], deltas: list[int], reference: int) -> bytes:
        body = pack("!HH", self._next & 0xFFFF, len(told))
        body += (reference & 0xFFFFFF).to_bytes(3) + bytes((self._count,))
        self._count = self._count + 1 & 0xFF
        body += b"".join(chunk.to_bytes(2) for chunk in chunks(told))
        body += b"".join(pack("!B" if 0 <= delta <= 0xFF else "!h", delta) for delta in deltas)
        padding = -len(body) % 4
        if padding:
            body += bytes(padding - 1) + bytes((padding,))
        first = 0xAF if padding else 0x8F
        return pack("!BBHII", first, 205, 2 + len(body) // 4, sender, ssrc) + body


def chunks(statuses: list[int]) -> list[int]:
    """Packet status chunks (sections 3.1.3 and 3.1.4): runs where they are long, else vectors."""
    written: list[int] = []
    at = 0
    while at < len(statuses):
        run = _run(statuses, at)
        small = LARGE not in statuses[at : at + 14]
        if run >= (14 if small else 7) or at + run == len(statuses):
            written.append(statuses[at] << 13 | run)
            at += run
        else:
            size, bits = (14, 1) if small else (7, 2)
            vector = 0x8000 if small else 0xC000
            for place, status in enumerate(statuses[at : at + size]):
                vector |= status << (size - 1 - place) * bits
            written.append(vector)
            at += size
    return written


def _run(statuses: list[int], at: int) -> int:
    end = at + 1
    while end < len(statuses) and statuses[end] == statuses[at] and end - at < 0x1FFF:
        end += 1
    return end - at
