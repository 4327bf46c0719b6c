"""What one viewer may ask for: packets again and key frames, within limits that abuse cannot lift."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from rtc.core.hearing import Hearing
from rtc.core.rtcp import ReportBlock, round_trip

RESEND_EVERY, LONGEST_TRIP = 0.03, 0.5
SOUND_RESENDS_PER_SECOND, SOUND_RESEND_BURST = 60.0, 40.0
RESENDS_PER_SECOND, RESEND_BURST = 400.0, 256.0
KEY_FRAMES_PER_SECOND, KEY_FRAME_BURST = 1.0, 5.0
MAX_REMEMBERED = 1024


class Bucket:
    """A token bucket: `burst` at once, `rate` a second for ever."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens = burst
        self._at: float | None = None

    def become(self, rate: float, burst: float, now: float) -> None:
        """Another rate and burst from now on; a bucket that gets larger is full."""
        if burst > self._burst:
            self._tokens = burst
        self._rate, self._burst, self._at = rate, burst, now

    def take(self, now: float) -> bool:
        """Take one token; False when there is none."""
        if self._at is not None:
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Allowance(NamedTuple):
    """What a viewer's link has room for: `repairs` of pictures a second, each `twice` where many are lost,
    earlier frames of sound beside each new one. `narrow`: it is full, so nothing useless is sent again.
    `unasked`: so much is lost that pictures are repeated before anybody asks, so many times each."""

    repairs: float = RESENDS_PER_SECOND
    twice: bool = False
    redundancy: int = 2
    narrow: bool = False
    unasked: int = 0


class Viewer:
    """One peer that views. `takes`: the codecs its answer took; `reports`: its last report block of each SSRC
    and when it came. Sound has a bucket of its own: no lost picture starves it."""

    def __init__(self, peer: str, takes: Collection[str] = ()) -> None:
        self.peer = peer
        self.takes = takes
        self.hearing = Hearing()
        self.allowed = Allowance()
        self.reports: dict[int, tuple[ReportBlock, float]] = {}
        self.resent = self.freezes = self.frozen_ms = self.concealed_ms = 0
        self._resends = Bucket(RESENDS_PER_SECOND, RESEND_BURST)
        self._sound_resends = Bucket(SOUND_RESENDS_PER_SECOND, SOUND_RESEND_BURST)
        self._key_frames = Bucket(KEY_FRAMES_PER_SECOND, KEY_FRAME_BURST)
        self._resent: dict[tuple[int, int], float] = {}

    def is_first_ask(self, ssrc: int, sequence: int) -> bool:
        """Whether this packet was sent to it once and not again yet."""
        return (ssrc, sequence) not in self._resent

    def may_resend(self, ssrc: int, sequence: int, now: float, *, sound: bool) -> bool:
        """Whether this packet may be sent again: not within a round trip, and within the rate."""
        bucket = self._sound_resends if sound else self._resends
        report = self.reports.get(ssrc)
        pause = max(RESEND_EVERY, min((report and round_trip(*report)) or 0.0, LONGEST_TRIP))
        if now - self._resent.get((ssrc, sequence), -1.0) < pause or not bucket.take(now):
            return False
        if len(self._resent) >= MAX_REMEMBERED:
            self._resent.clear()
        self._resent[ssrc, sequence] = now
        self.resent += 1
        return True

    def allow(self, allowed: Allowance, now: float) -> None:
        self.allowed = allowed
        self.hearing.most = allowed.redundancy
        self._resends.become(allowed.repairs, allowed.repairs, now)

    def may_ask_key_frame(self, now: float) -> bool:
        return self._key_frames.take(now)
