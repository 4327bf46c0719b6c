"""When a worker gives up pictures because it cannot keep up: they would only grow older in the queue.

Judged by the age of packets when they are read. A stall that is over as soon as it is noticed is no overload,
so every packet of a while must have been too old; pictures come back when packets have been young for a
while. Sound is never given up. What is dropped, and how it comes back (with a key frame), is for `room`.
"""

from __future__ import annotations

TOO_OLD, YOUNG = 0.15, 0.05
"""Ages in seconds."""
PATIENCE, REST = 0.3, 1.0
"""For how long packets must have been too old, or young; seconds."""


class Shedding:
    """`on` while pictures are to be dropped."""

    def __init__(self) -> None:
        self.on = False
        self.age = 0.0
        self._since: float | None = None

    def changed(self, age: float, now: float) -> bool:
        """Note a packet's age when it was read at `now`; True when shedding begins or ends with it."""
        self.age = age
        if (age < YOUNG) if self.on else (age > TOO_OLD):
            self._since = now if self._since is None else self._since
        else:
            self._since = None
        if self._since is None or now - self._since < (REST if self.on else PATIENCE):
            return False
        self.on, self._since = not self.on, None
        return True
