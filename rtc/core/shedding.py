"""What a worker gives up when it cannot keep up: pictures, which would only grow older in its queue.

Judged by the age of packets when they are read. A stall that is over as soon as it is noticed is no overload,
so every packet of a while must have been too old. Then the heaviest rooms give up upper temporal layers (at
once), then all encodings but the smallest, at last all pictures, a step at a time until packets are young
again; steps are taken back in reverse, more slowly each time that was too early. Sound is never given up.
How a room does without is for `room` and `switching`.
"""

from __future__ import annotations

from collections.abc import Mapping

TOO_OLD, YOUNG = 0.15, 0.05
"""Ages in seconds."""
PATIENCE, REST, LONGEST_REST = 0.3, 1.0, 32.0
"""For how long packets must have been too old, or young; seconds."""
RELAPSE, CALM = 5.0, 60.0
"""Overload so soon after a step back means that it was too early; after so long without, all is forgotten."""
FALLING = 0.8
"""What has shrunk to this share while it was waited for is helped already: the queue only has to empty."""
SHARE = 0.75
"""A step is taken by the heaviest rooms that together make this share of what is there to be given up."""

NOTHING, TEMPORAL, ENCODINGS, PICTURES = range(4)
"""What a room gives up; each includes those before it."""


class Shedding:
    """One for a worker; `levels` are those of the rooms that give up something."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self.age = 0.0
        self.noted_at = 0.0
        self._steps: list[list[str]] = []
        self._old_since: float | None = None
        self._young_since: float | None = None
        self._age_then = 0.0
        self._rest = REST
        self._raised_at = self._lowered_at = float("-inf")

    def note(self, age: float, now: float) -> int:
        """A packet's age when it was read at `now`; 1 when more is to be given up (`more`), -1 when
        something may come back (`less`), 0 when all is well."""
        self.age, self.noted_at = age, now
        if age > TOO_OLD:
            self._young_since = None
            return self._old(age, now)
        self._old_since = None
        if age >= YOUNG or not self._steps:
            self._young_since = None
            return 0
        if self._young_since is None:
            self._young_since = now
        if now - self._young_since < self._rest:
            return 0
        self._young_since, self._lowered_at = None, now
        return -1

    def more(self, loads: Mapping[str, float]) -> list[str]:
        """Give up more; `loads` is what pictures cost each room now. Returns the rooms to change."""
        able = {room: load for room, load in loads.items() if load > 0 and self.level(room) < PICTURES}
        lowest = min(map(self.level, able), default=NOTHING)
        rooms = sorted((room for room in able if self.level(room) == lowest), key=lambda room: -able[room])
        enough, step = SHARE * sum(able[room] for room in rooms), list[str]()
        for room in rooms:
            if sum(able[one] for one in step) < enough:
                step.append(room)
                self.levels[room] = lowest + 1
        if step:
            self._steps.append(step)
        return step

    def less(self) -> list[str]:
        """Take the last step back. Returns the rooms to change."""
        step = self._steps.pop() if self._steps else []
        for room in step:
            self.levels[room] -= 1
            if self.levels[room] == NOTHING:
                del self.levels[room]
        return step

    def forget(self, room: str) -> None:
        """The room is closed."""
        self.levels.pop(room, None)
        steps = ([one for one in step if one != room] for step in self._steps)
        self._steps = [step for step in steps if step]

    def level(self, room: str) -> int:
        return self.levels.get(room, NOTHING)

    def _old(self, age: float, now: float) -> int:
        if self._old_since is None or (self._steps and age < FALLING * self._age_then):
            self._old_since, self._age_then = now, age
        if now - self._old_since < PATIENCE:
            return 0
        self._old_since = None
        if now - self._lowered_at < RELAPSE:
            self._rest = min(2 * self._rest, LONGEST_REST)
        elif now - self._raised_at > CALM:
            self._rest = REST
        self._raised_at = now
        return 1
