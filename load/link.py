"""One direction of a bad network as a model: what happens to a datagram of a given size at a given moment.

Pure and seeded, so a run can be repeated; `netem` lets real packets through it, the tests simulated ones.
Loss and jitter are independent from packet to packet (as tc-netem does it), so jitter also changes the
order; a bottleneck keeps the order and drops at the tail of its queue.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Impairment:
    """`loss` is a share 0..1; `delay`, `jitter` (standard deviation) and `queue` are seconds; `rate` bits/s.

    A `rate` of 0 is no bottleneck. `queue` is how long a packet may wait before the bottleneck drops it.
    """

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    rate: float = 0.0
    queue: float = 0.3
    cut: bool = False


class Link:
    """`impairment` may be replaced at any time; what is on its way arrives as it was promised."""

    def __init__(self, impairment: Impairment, chance: random.Random) -> None:
        self.impairment = impairment
        self.passed = self.dropped = 0
        self._chance = chance
        self._free_at = 0.0

    def send(self, size: int, now: float) -> float | None:
        """When a datagram of `size` bytes arrives, None when it is lost."""
        how = self.impairment
        if how.cut or self._chance.random() < how.loss:
            self.dropped += 1
            return None
        leaves = now
        if how.rate:
            start = max(now, self._free_at)
            if start - now > how.queue:
                self.dropped += 1
                return None
            self._free_at = leaves = start + size * 8 / how.rate
        self.passed += 1
        varied = self._chance.gauss(how.delay, how.jitter) if how.jitter else how.delay
        return leaves + max(0.0, varied)
