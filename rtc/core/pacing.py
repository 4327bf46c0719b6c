"""Pictures for one viewer on a narrow link, let out no faster than it carries. Pure.

A key frame sent at once would fill the queue before that link and fall out at its end, with the sound in
between. Sound and repairs do not come here. What others are sent is not touched: a viewer is taken out of the
shared audience while its pictures are paced. They are stamped when they leave, else its browser would take
the waiting for a queue of the network's; so a packet may leave only once, and what is asked for again must go
out under numbers of its own (RTX).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container

from rtc.core.stamps import restamped

LONGEST = 1.0
"""Seconds a packet waits at most: when the rate is too low for that, it is exceeded."""
AT_ONCE = 0.02


class Pacer:
    """Packets go out in the order they came in; `rate` is bits per second."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._waiting: deque[bytes] = deque()
        self._octets = 0
        self._owed = 0.0
        self._at: float | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def hold(self, until: float, ssrcs: Container[int] = ()) -> None:
        """Let nothing out before this moment, so that the queue on the way empties first; of these streams
        forget what waits, as they go on with a key frame."""
        kept = [one for one in self._waiting if int.from_bytes(one[8:12]) not in ssrcs]
        self._waiting, self._octets = deque(kept), sum(map(len, kept))
        self._owed, self._at = 0, until

    def put(self, packet: bytes) -> None:
        self._waiting.append(packet)
        self._octets += len(packet)

    def due(self, now: float) -> list[bytes]:
        """What may go out now; to be asked some fifty times a second, and after each `put`."""
        elapsed = 0.0 if self._at is None else now - self._at
        if elapsed < 0:
            return []
        self._at = now
        rate = max(self.rate / 8, self._octets / LONGEST)
        self._owed = min(self._owed + elapsed * rate, rate * AT_ONCE)
        out = []
        while self._waiting and self._owed >= 0:
            out.append(restamped(self._waiting.popleft(), now))
            self._octets -= len(out[-1])
            self._owed -= len(out[-1])
        return out

    def rest(self, now: float) -> list[bytes]:
        """Everything that still waits, at once."""
        rest = [restamped(one, now) for one in self._waiting]
        self._waiting.clear()
        self._octets = 0
        return rest
