"""When a worker looks for garbage: not in the middle of a session.

A full collection walks over everything alive, 40 ms with 500 viewers, and nothing is forwarded meanwhile.
What matters is freed by its count of references; a cycle is rare and small here. So what is young is looked
at as always, and all of it only when nobody is connected, or four times an hour.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, NEVER = 2_000, 10, 1_000_000
IDLE_SECONDS, BUSY_SECONDS = 60.0, 900.0


class Tidy:
    """For a whole process; `second` is to be called about once a second."""

    def __init__(self, now: float) -> None:
        gc.collect()
        gc.freeze()  # modules and settings stay: nobody need look at them again
        gc.set_threshold(YOUNG, MIDDLE, NEVER)
        self._at = now

    def second(self, connections: int, now: float) -> None:
        """Look for garbage when it is time."""
        if now - self._at >= (BUSY_SECONDS if connections else IDLE_SECONDS):
            self._at = now
            gc.collect()
