"""The first sign that a queue builds up before a viewer, and what is made of it within a moment. Pure.

A link that suddenly carries half of what it is sent fills its queue in a quarter of a second; then sound
falls out of it like everything else. Proof (`estimate`) comes after that. So already when the belief of the
browser falls below what it is sent, on a link where packets come evenly, pictures are held back until the
queue has emptied, and then let out warily: sound goes on alone. A report then proves it, if packets still
come evenly: when the belief has fallen further though hardly anything was sent, when the report itself took
long, or when many packets are lost on a link that lost few. If none does, the pictures catch up, and the next
alarm must wait, longer each time, as this browser's beliefs fall for less.
"""

from __future__ import annotations

HELD, WARY, OVER = 0.35, 1.4, 5.0
"""Seconds since an alarm: until then nothing is let out, then less than comes in, then more."""
WARILY, CATCHING_UP = 0.35, 1.25
"""Shares of what is sent."""
DOUBTED, PROVED = 0.85, 0.8
"""A belief that falls below the first share of what is sent is a sign, below the second then proof."""
CARRIED_FIRST, CARRIED_THEN = 0.5, 0.75
"""Shares of the first belief and of later ones that are really carried, as they tell of the last second."""
ON_ITS_WAY = 0.08
"""Seconds for which what was sent before still arrives on a link that is free."""
MANY = 5
"""Packets lost: so many of the few sent meanwhile have fallen out of a queue, they are not lost by chance."""
AFTER_PROOF, FIRST_CALM, LAST_CALM = 2.5, 8.0, 256.0


class Alarm:
    """`since` is when pictures began to be held the last time; `waits` whether proof may still come."""

    def __init__(self) -> None:
        self.since = -OVER
        self.waits = False
        self._believed = 0.0
        self._fell_again = False
        self._missing = 0
        self._heeded_from = 0.0
        self._calm = FIRST_CALM

    def pace(self, sent: float, now: float) -> float | None:
        """The rate at which pictures are let out once the hold is over; None when no alarm is on."""
        since = now - self.since
        if since >= OVER:
            return None
        return sent * (WARILY if since < WARY else CATCHING_UP)

    def was(self, now: float) -> bool:
        """Whether there was one a moment ago, for which nothing is held any more."""
        return WARY <= now - self.since < OVER

    def fell(self, rate: float, sent: float, missing: int, now: float) -> bool:
        """A browser's belief fell to `rate` while it was `sent` so much, and had lost so many packets in all.
        True when pictures are held for it, so that it may fall for that alone."""
        since = now - self.since
        if since < WARY:
            self._fell_again |= since >= ON_ITS_WAY and rate < sent * PROVED
            self._believed = rate
            return True
        if now < self._heeded_from or rate >= sent * DOUBTED:
            return False
        self.since, self._believed, self._missing = now, rate, missing
        self._fell_again, self.waits = False, True
        self._heeded_from = now + self._calm
        self._calm = min(self._calm * 2, LAST_CALM)
        return True

    def proved(self, now: float, missing: int, *, slow: bool) -> float | None:
        """A report came, of packets that come evenly; so many are `missing` in all, 0 where some always are
        lost; `slow`: it took long. What the link then carries, bits per second; None without proof."""
        since = now - self.since
        self.waits &= since < WARY
        if (
            not self.waits
            or since < ON_ITS_WAY
            or not (slow or self._fell_again or missing - self._missing >= MANY)
        ):
            return None
        self.since, self.waits = now - WARY, False
        self._calm, self._heeded_from = FIRST_CALM, now + AFTER_PROOF
        return self._believed * (CARRIED_THEN if self._fell_again else CARRIED_FIRST)
