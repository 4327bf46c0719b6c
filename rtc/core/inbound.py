"""What a publisher's link carries, estimated here: for publishers that cannot be told each arrival (`twcc`).

Delay of arrival against the sender's own clock shows a queue, holes show loss; either brings the rate down
to what really arrives, quiet seconds let it grow. The result is sent as REMB. Pure.
"""

from __future__ import annotations

LEAST = 50_000
QUEUE, LOSS = 0.1, 0.1
SMOOTHING, LEAK = 0.1, 0.005
DOWN, UP = 0.85, 1.08
MAX_STREAMS = 16


class Inbound:
    """`rate` is bits per second, None while no limit was felt."""

    def __init__(self) -> None:
        self.rate: float | None = None
        self.queue = 0.0
        self._base: dict[int, int] = {}
        self._least: dict[int, float] = {}
        self._octets = 0
        self._since: float | None = None

    def arrived(self, ssrc: int, timestamp: int, clock_rate: int, size: int, now: float) -> None:
        """A packet of `size` bytes with an RTP timestamp of a clock."""
        self._octets += size
        transit = int(now * clock_rate) - timestamp
        if ssrc not in self._base:
            if len(self._base) >= MAX_STREAMS:
                return
            self._base[ssrc], self._least[ssrc] = transit, 0.0
        ticks = (transit - self._base[ssrc] + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        late = ticks / clock_rate
        self._least[ssrc] = min(self._least[ssrc], late)
        self.queue += (late - self._least[ssrc] - self.queue) * SMOOTHING

    def second(self, loss: float, ceiling: int, now: float) -> int:
        """The rate to tell, at most `ceiling`; `loss` is the share lost since the last call, 0..1."""
        elapsed = 0.0 if self._since is None else now - self._since
        received = self._octets * 8 / elapsed if elapsed else 0.0
        self._octets, self._since = 0, now
        self._least = {ssrc: least + LEAK for ssrc, least in self._least.items()}  # clocks drift apart
        if received and (self.queue > QUEUE or loss > LOSS):
            held = received * DOWN if self.queue > QUEUE else received * (1 - loss / 2)
            self.rate = max(LEAST, min(held, self.rate or held))
        elif self.rate is not None:
            self.rate *= UP
            if self.rate >= ceiling:
                self.rate = None
        return ceiling if self.rate is None else min(ceiling, int(self.rate))
