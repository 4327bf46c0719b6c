"""Where a debug capture is plugged into a live room; costs a comparison while none is.

What a capture writes lives in `capture`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rtc.core.branch import Branch
from rtc.core.rtp import Buffer
from rtc.io.capture import Capture


class Tap:
    """`capture` is the one under way, if any."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.capture: Capture | None = None
        self._clock = clock

    def heard(
        self, peer: str, data: Buffer, size: int, arrived: float | None = None, *, rtcp: bool = False
    ) -> None:
        """A packet of a participant, as it was opened."""
        if self.capture is not None:
            at = self._clock() if arrived is None else arrived
            self.capture.received(peer, data, size, at, rtcp=rtcp)

    def told(self, peer: str, rtcp: bytes) -> None:
        """RTCP to a participant."""
        if self.capture is not None:
            self.capture.told(peer, rtcp, self._clock())

    def forwarded(self, branch: Branch, run: Iterable[bytes]) -> None:
        """Packets to all of a branch."""
        if self.capture is not None:
            for packet in run:
                self.capture.forwarded(branch.slot.mid, branch.key, packet, len(packet), self._clock())

    def resent(self, peer: str, packets: Iterable[bytes]) -> None:
        """Packets to one viewer alone."""
        if self.capture is not None:
            for packet in packets:
                self.capture.resent(peer, packet, self._clock())

    def second(self, now: float) -> None:
        """End the capture when its time or its space is over."""
        if self.capture is not None and (self.capture.over or now >= self.capture.until):
            self.end()

    def end(self) -> None:
        """Ending what is not under way changes nothing."""
        if self.capture is not None:
            self.capture.end()
            self.capture = None
