"""A call in simulated time: one speaker's layers and sound over a modelled link to a viewer's browser.

The browser is as Chromium was seen to be: it sends REMB when a queue builds up (85 % of what arrives), else
lets it grow by 8 % a second up to half again what arrives, and a receiver report every second. Our side is
the real thing: `rtc.core.links`.
"""

import heapq
import itertools
import math
import random
import statistics
from collections import deque
from collections.abc import Callable

from load.link import Impairment, Link
from rtc.core.allocate import Choice, Layer
from rtc.core.links import Links, Shown
from rtc.core.outputs import LinkIs, Output
from rtc.core.rtcp import Remb, ReportBlock, ntp_time

STEP = 0.01
FRAMES = 20
SOUND_BYTES, MTU = 100, 1100
KEY_FRAME_WAIT = 0.3
PLAYOUT = 0.3
WINDOW, GROWTH = 0.1, 0.02
LAYERS = [
    Layer(rid, temporal, int(bps * share), width, height)
    for rid, bps, width, height in (("q", 150e3, 320, 180), ("h", 500e3, 640, 360), ("f", 1500e3, 1280, 720))
    for temporal, share in enumerate((0.4, 0.6, 1.0))
]
BEST = Choice("f", 2)


class Browser:
    """A viewer's end: estimates as Chromium does, counts what came and how late."""

    def __init__(self) -> None:
        self.rate = 0.0
        self.arrived: deque[tuple[float, int]] = deque()
        self.delays: deque[tuple[float, float]] = deque()
        self.received = self.highest = self.sound = self.sound_late = 0
        self.began: float | None = None
        self.fell_at = self.looked_at = -1.0

    def take(self, sent: float, size: int, now: float) -> int | None:
        """A packet; the REMB to send at once, if any."""
        self.began = self.began if self.began is not None else now
        self.arrived.append((now, size))
        self.delays.append((now, now - sent))
        while now - self.arrived[0][0] > 0.5:
            self.arrived.popleft()
        while now - self.delays[0][0] > 2 * WINDOW:
            self.delays.popleft()
        if now - self.looked_at < 0.02:
            return None
        self.looked_at = now
        if now - self.fell_at > 0.25 and self._growing(now):
            self.fell_at = now
            self.rate = min(self.rate or 1e9, 0.85 * self.incoming(now))
            return int(self.rate)
        return None

    def _growing(self, now: float) -> bool:
        """Whether the delay of the last tenth of a second is clearly more than that of the one before."""
        later = [delay for at, delay in self.delays if now - at <= WINDOW]
        earlier = [delay for at, delay in self.delays if WINDOW < now - at <= 2 * WINDOW]
        if len(later) < 3 or len(earlier) < 3:
            return False
        spread = statistics.pstdev(later + earlier) / math.sqrt(len(later))
        return statistics.fmean(later) - statistics.fmean(earlier) > max(GROWTH, 3 * spread)

    def incoming(self, now: float) -> float:
        return sum(size for at, size in self.arrived if now - at <= 0.5) * 16.0

    def grown(self, now: float, elapsed: float) -> int | None:
        """The REMB sent regularly; none in the first five seconds."""
        if not self.rate:
            if self.began is None or now - self.began < 5.0:
                return None
            self.rate = self.incoming(now)
        if now - self.fell_at > 0.5:
            most = max(1.5 * self.incoming(now) + 10_000, self.rate)
            self.rate = min(self.rate * (1 + 0.08 * elapsed), most)
        return int(self.rate)


class Call:
    """`impair` maps a time to the impairment from then on; `shown` is (time, choice) of every change."""

    def __init__(self, impair: dict[float, Impairment], *, remb: bool = True, padding: bool = True) -> None:
        self.outputs: list[Output] = []
        self.links = Links(
            self.outputs, self._choose, self._pad, lambda peer, repairs, now: None, self._report
        )
        self.browser = Browser()
        self.link = Link(Impairment(delay=0.02), random.Random(1))
        self.shown: list[tuple[float, Choice | None]] = []
        self.levels: list[tuple[float, str]] = []
        self.padded = self.sounds = 0
        self.on_second: Callable[[float], None] = lambda now: None
        self._impair = sorted(impair.items())
        self._remb = remb
        self._choice: Choice | None = BEST
        self._due: tuple[float, Choice | None] | None = None
        self._answers: list[tuple[float, int]] = []
        self._way: list[tuple[float, int, float, int, bool]] = []
        self._number = itertools.count()
        self._sent = self._steps = 0
        self.links.enter("carl", padding=padding)

    def run(self, seconds: float) -> None:
        """So many seconds more."""
        first, self._steps = self._steps, self._steps + int(seconds / STEP)
        for step in range(first, self._steps):
            now = 1.0 + step * STEP
            while self._impair and self._impair[0][0] <= now:
                self.link.impairment = self._impair.pop(0)[1]
            self._media(step, now)
            self._deliver(now)
            if step % 2 == 0:
                self.links.tick(now)
            while self._answers and self._answers[0][0] <= now:
                self._answer(self._answers.pop(0)[1], now)
            if step % 20 == 19 and self._remb and (rate := self.browser.grown(now, 0.2)) is not None:
                self.links.heard("carl", Remb(rate), now)
            if step % 100 == 99:
                self._second(now)
            self.levels += [(now, one.level) for one in self.outputs if isinstance(one, LinkIs)]
            self.outputs.clear()

    def choice_at(self, when: float) -> Choice | None:
        return next((choice for at, choice in reversed(self.shown) if at <= when), BEST)

    def lost_sound(self) -> float:
        """The share of sound that came too late to be played, or never."""
        return 1 - (self.browser.sound - self.browser.sound_late) / self.sounds

    def _media(self, step: int, now: float) -> None:
        if self._due is not None and now >= self._due[0]:
            self._choice, self._due = self._due[1], None
        if step % 2 == 0:
            self.sounds += 1
            self._send(SOUND_BYTES, now, sound=True)
        bps = {Choice(layer.rid, layer.temporal): layer.bps for layer in LAYERS}.get(self._choice)  # type: ignore[call-overload]
        if bps and step % (100 // FRAMES) == 0:
            size = bps // 8 // FRAMES
            for at in range(0, size, MTU):
                self._send(min(MTU, size - at) + 50, now)

    def _send(self, size: int, now: float, *, sound: bool = False) -> None:
        self._sent += 1
        arrives = self.link.send(size, now)
        if arrives is not None:
            heapq.heappush(self._way, (arrives, next(self._number), now, size, sound))

    def _deliver(self, now: float) -> None:
        browser = self.browser
        while self._way and self._way[0][0] <= now:
            arrives, _, sent, size, sound = heapq.heappop(self._way)
            browser.received += 1
            if sound:
                browser.sound += 1
                browser.sound_late += arrives - sent > PLAYOUT
            else:
                rate = browser.take(sent, size, arrives)
                if rate is not None and self._remb:
                    self.links.heard("carl", Remb(rate), now)

    def _answer(self, report: int, now: float) -> None:
        lost = self._sent - self.browser.received - len(self._way)
        self.links.heard("carl", ReportBlock(7, 0, max(0, lost), self._sent, 0, report, 0), now)

    def _second(self, now: float) -> None:
        self._report("carl", now)
        self.links.show({"c0": Shown("anna", None, LAYERS)}, None, 1, now)
        self.links.second(now)
        self.on_second(now)

    def _report(self, peer: str, now: float) -> None:
        """A sender report passes the queue, and its answer comes straight back."""
        arrives = self.link.send(80, now)
        if arrives is not None:
            sent = ntp_time(now) >> 16 & 0xFFFFFFFF
            self._answers.append((arrives + 0.02, sent))

    def _choose(self, peer: str, mid: str, choice: Choice | None, now: float) -> None:
        if peer == "carl" and choice != (self.shown[-1][1] if self.shown else None):
            self.shown.append((now, choice))
            self._due = (now + KEY_FRAME_WAIT, choice)

    def _pad(self, peer: str, octets: int, now: float) -> int:
        size = max(octets, MTU // 2)
        self.padded += size
        for at in range(0, size, MTU):
            self._send(min(MTU, size - at) + 50, now)
        return size
