"""A call in simulated time: one speaker's layers and sound over a modelled link to a viewer's browser.

The browser is as Chromium was seen to be: it sends REMB when a queue builds up (85 % of what arrives), else
lets it grow by 8 % a second up to half again what arrives; it asks for what it misses at once and every tenth
of a second, reports pictures every second (five times a second while it misses any) and sound every five, and
calls lost what has only been overtaken. Our side is the real thing: `rtc.core.links` and `rtc.core.viewer`.
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
from rtc.core.feedback import CALM
from rtc.core.links import Links
from rtc.core.outputs import LinkIs, Output, Pace
from rtc.core.pacing import Pacer
from rtc.core.rtcp import Remb, ReportBlock, ntp_time
from rtc.core.shown import Shown
from rtc.core.viewer import Allowance, Viewer

STEP = 0.01
FRAMES = 20
SOUND_BYTES, MTU = 100, 1100
KEY_FRAME_WAIT = 0.3
PICTURE, SOUND = 7, 8
PLAYOUT = 0.3
WINDOW, GROWTH = 0.1, 0.02
LAYERS = [
    Layer(rid, temporal, int(bps * share), width, height)
    for rid, bps, width, height in (("q", 150e3, 320, 180), ("h", 500e3, 640, 360), ("f", 1500e3, 1280, 720))
    for temporal, share in enumerate((0.4, 0.6, 1.0))
]
BEST = Choice("f", 2)
SMALL = [layer for layer in LAYERS if layer.rid != "f"]


class Stream:
    """One stream as it arrives: what a receiver report says of it, and what is asked for again."""

    def __init__(self, ssrc: int, clock: int) -> None:
        self.ssrc, self.clock = ssrc, clock
        self.highest = self.received = 0
        self.missing: dict[int, tuple[float, int]] = {}
        self._jitter = 0.0
        self._transit: float | None = None

    def take(self, number: int, sent: float, now: float) -> list[int]:
        """A packet; the numbers before it that are missed for the first time."""
        self.received += 1
        if self._transit is not None:
            self._jitter += (abs(now - sent - self._transit) - self._jitter) / 16
        self._transit = now - sent
        if number <= self.highest:
            self.missing.pop(number, None)
            return []
        missed = list(range(self.highest + 1, number)) if self.highest else []
        self.highest = number
        self.missing.update((one, (now, 1)) for one in missed)
        return missed

    def again(self, now: float) -> list[int]:
        """What is asked for once more."""
        due = [one for one, (at, asked) in self.missing.items() if now - at >= 0.1 and asked < 10]
        for one in due:
            self.missing[one] = (now, self.missing[one][1] + 1)
        return due

    def block(self, report: int, delay: int) -> ReportBlock:
        lost = max(0, self.highest - self.received)
        return ReportBlock(self.ssrc, 0, lost, self.highest, int(self._jitter * self.clock), report, delay)


class Browser:
    """A viewer's end: estimates as Chromium does, counts what came and how late."""

    def __init__(self) -> None:
        self.rate = 0.0
        self.arrived: deque[tuple[float, int]] = deque()
        self.delays: deque[tuple[float, float]] = deque()
        self.picture, self.speech = Stream(PICTURE, 90000), Stream(SOUND, 48000)
        self.heard: set[int] = set()
        self.report: tuple[int, float] = (0, 0.0)
        self.reported_at = self.spoke_at = -9.0
        self.began: float | None = None
        self.fell_at = self.looked_at = -1.0

    def blocks(self, now: float) -> list[ReportBlock]:
        """The reports due now, to be asked for every tenth of a second."""
        middle, at = self.report
        delay = int((now - at) * 65536) if middle else 0
        due = []
        if now - self.reported_at > (0.2 if self.picture.missing else 0.95) and self.picture.received:
            self.reported_at = now
            due.append(self.picture.block(middle, delay))
        if now - self.spoke_at > 5.0 and self.speech.received:
            self.spoke_at = now
            due.append(self.speech.block(middle, delay))
        return due

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
    """`impair` maps a time to the impairment from then on; `shown` is (time, choice) of every change. `remb`
    is whether it is told, `believed` what it says from the beginning; `latest_sound` how long the slowest
    sound took."""

    def __init__(
        self,
        impair: dict[float, Impairment],
        *,
        remb: bool = True,
        padding: bool = True,
        believed: float = 0.0,
        both_ways: bool = False,
        layers: list[Layer] = LAYERS,
    ) -> None:
        self.outputs: list[Output] = []
        self.links = Links(self.outputs, self._choose, self._pad, self._allow, self._report)
        self.viewer = Viewer("carl")
        self.browser = Browser()
        self.browser.rate = believed
        self.link = Link(Impairment(delay=0.02), random.Random(1))
        self.back = Link(Impairment(delay=0.02), random.Random(2))
        self.shown: list[tuple[float, Choice | None]] = []
        self.levels: list[tuple[float, str]] = []
        self.depths: list[tuple[float, int]] = []
        self._pacer: Pacer | None = None
        self.padded = self.sounds = self.repaired = 0
        self.on_output: Callable[[Output], None] = lambda one: None
        self.on_second: Callable[[float], None] = lambda now: None
        self._impair = sorted(impair.items())
        self._both_ways = both_ways
        self._remb = remb
        self._layers = layers
        self._choice: Choice | None = Choice(layers[-1].rid, layers[-1].temporal)
        self.latest_sound = 0.0
        self._due: tuple[float, Choice | None] | None = None
        self._returning: list[tuple[float, int, Callable[[float], None]]] = []
        self._way: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()
        self._pictures = self._steps = 0
        self._kept: dict[int, int] = {}
        self._spoken: dict[int, float] = {}
        self.links.enter("carl", padding=padding)

    def run(self, seconds: float) -> None:
        """So many seconds more."""
        first, self._steps = self._steps, self._steps + int(seconds / STEP)
        for step in range(first, self._steps):
            now = 1.0 + step * STEP
            while self._impair and self._impair[0][0] <= now:
                self.link.impairment = how = self._impair.pop(0)[1]
                self.back.impairment = how if self._both_ways else Impairment(delay=0.02)
            self._media(step, now)
            for way in (self._way, self._returning):
                while way and way[0][0] <= now:
                    arrives, _, then = heapq.heappop(way)
                    then(arrives)
            if step % 2 == 0:
                self.links.tick(now)
            if step % 10 == 9:
                self._browser_tells(step, now)
            if step % 100 == 99:
                self._second(now)
            self._pace(now)
            for one in self.outputs:
                self.on_output(one)
            self.levels += [(now, one.level) for one in self.outputs if isinstance(one, LinkIs)]
            self.outputs.clear()

    def choice_at(self, when: float) -> Choice | None:
        return next((choice for at, choice in reversed(self.shown) if at <= when), BEST)

    def lost_sound(self) -> float:
        """The share of sound that came too late to be played, or never."""
        return 1 - len(self.browser.heard) / self.sounds

    def _media(self, step: int, now: float) -> None:
        if self._due is not None and now >= self._due[0]:
            self._choice, self._due = self._due[1], None
        if step % 2 == 0:
            self.sounds += 1
            self._speak(self.sounds, now)
        bps = {Choice(layer.rid, layer.temporal): layer.bps for layer in self._layers}.get(self._choice)  # type: ignore[call-overload]
        if bps and step % (100 // FRAMES) == 0:
            size = bps // 8 // FRAMES
            for at in range(0, size, MTU):
                self._show(min(MTU, size - at) + 50, now)

    def _speak(self, number: int, now: float) -> None:
        self._spoken[number] = now
        depth = self.viewer.hearing.depth
        if not self.depths or self.depths[-1][1] != depth:
            self.depths.append((now, depth))
        frames = range(max(1, number - depth), number + 1)
        self._send(SOUND_BYTES * len(frames), now, lambda at: self._hear(number, frames, now, at))

    def _show(self, size: int, now: float) -> None:
        self._pictures += 1
        self._kept[self._pictures] = size
        packet = bytes(4) + self._pictures.to_bytes(4) + PICTURE.to_bytes(4) + b"\xbe\xde\0\1"
        if self._pacer is None:
            self._leave([packet.ljust(size, b"\0")], now)
        else:
            self._pacer.put(packet.ljust(size, b"\0"))

    def _leave(self, packets: list[bytes], now: float) -> None:
        for packet in packets:
            number, size = int.from_bytes(packet[4:8]), len(packet)
            self._send(size, now, lambda at, number=number, size=size: self._see(number, size, now, at))  # type: ignore[misc]
            for _ in range(self.viewer.allowed.unasked):
                self._send(size, now, lambda at, number=number, size=size: self._found(number, size, now, at))  # type: ignore[misc]

    def _pace(self, now: float) -> None:
        """Do what was decided about pacing, and let out what is due."""
        for one in self.outputs:
            if isinstance(one, Pace) and one.rate is None:
                self._leave(self._pacer.rest(now) if self._pacer else [], now)
                self._pacer = None
            elif isinstance(one, Pace) and one.rate is not None:
                self._pacer = self._pacer or Pacer(one.rate)
                self._pacer.rate = one.rate
                if one.hold:
                    self._pacer.hold(now + one.hold, {PICTURE} if one.mids else ())
        if self._pacer is not None:
            self._leave(self._pacer.due(now), now)

    def _send(self, size: int, now: float, then: Callable[[float], None]) -> None:
        arrives = self.link.send(size, now)
        if arrives is not None:
            heapq.heappush(self._way, (arrives, next(self._order), then))

    def _tell(self, now: float, then: Callable[[float], None]) -> None:
        arrives = self.back.send(80, now)
        if arrives is not None:
            heapq.heappush(self._returning, (arrives, next(self._order), then))

    def _hear(self, number: int, frames: range, sent: float, now: float) -> None:
        self.latest_sound = max(self.latest_sound, now - self._spoken[number])
        self.browser.heard.update(one for one in frames if now - self._spoken[one] <= PLAYOUT)
        self._ask("m0", self.browser.speech.take(number, sent, now), now)

    def _see(self, number: int | None, size: int, sent: float, now: float) -> None:
        if number is not None:
            self._ask("c0", self.browser.picture.take(number, sent, now), now)
        rate = self.browser.take(sent, size, now)
        if rate is not None and self._remb:
            self._tell(now, lambda at: self.links.heard("carl", Remb(rate), at))

    def _ask(self, mid: str, numbers: list[int], now: float) -> None:
        if numbers:
            self._tell(now, lambda at: self._repair(mid, numbers, at))

    def _repair(self, mid: str, numbers: list[int], now: float) -> None:
        sound, viewer = mid == "m0", self.viewer
        ssrc = SOUND if sound else PICTURE
        if sound:
            numbers = [one for one in numbers if now - self._spoken[one] < PLAYOUT]
            viewer.hearing.missed(mid, [one for one in numbers if viewer.is_first_ask(ssrc, one)], now)
        for one in numbers:
            if viewer.may_resend(ssrc, one, now, sound=sound):
                self._again(mid, one, now)

    def _again(self, mid: str, number: int, now: float) -> None:
        if mid == "m0":
            self._send(SOUND_BYTES, now, lambda at: self._hear(number, range(number, number + 1), now, at))
            return
        size = self._kept[number]
        for _ in range(1 + self.viewer.allowed.twice):
            self.repaired += size
            self._send(size, now, lambda at: self._found(number, size, now, at))

    def _found(self, number: int, size: int, sent: float, now: float) -> None:
        self.browser.picture.missing.pop(number, None)
        self._see(None, size, sent, now)

    def _browser_tells(self, step: int, now: float) -> None:
        browser = self.browser
        if step % 20 == 19 and self._remb and (rate := browser.grown(now, 0.2)) is not None:
            self._tell(now, lambda at: self.links.heard("carl", Remb(rate), at))
        for block in browser.blocks(now):
            self._tell(now, lambda at, block=block: self._answered(block, at))  # type: ignore[misc]
        self._ask("c0", browser.picture.again(now), now)

    def _answered(self, block: ReportBlock, now: float) -> None:
        last, link = self.viewer.reports.get(block.ssrc), self.links.link("carl")
        awaits = link is not None and link.estimate.awaits
        if last is None or last[0].lost != block.lost or now - last[1] >= CALM or awaits:
            self.viewer.reports[block.ssrc] = (block, now)
            self.links.heard("carl", block, now)
            if block.ssrc == SOUND:
                self.viewer.hearing.reported(block, now)

    def _second(self, now: float) -> None:
        self._report("carl", now)
        self.links.show({"c0": Shown("anna", None, self._layers)}, None, 1)
        self.links.second(now)
        self.on_second(now)

    def _report(self, peer: str, now: float) -> None:
        """A sender report passes the queue."""
        middle = ntp_time(now) >> 16 & 0xFFFFFFFF
        self._send(80, now, lambda at: setattr(self.browser, "report", (middle, at)))

    def _choose(self, peer: str, mid: str, choice: Choice | None, now: float) -> None:
        if peer == "carl" and choice != (self.shown[-1][1] if self.shown else None):
            self.shown.append((now, choice))
            if choice is None:
                self._choice = None  # what is stopped ends at once
            self._due = (now + KEY_FRAME_WAIT, choice)

    def _allow(self, peer: str, allowed: Allowance, now: float) -> None:
        self.viewer.allow(allowed, now)

    def _pad(self, peer: str, octets: int, now: float) -> int:
        size = max(octets, MTU // 2)
        self.padded += size
        for at in range(0, size, MTU):
            piece = min(MTU, size - at) + 50
            self._send(piece, now, lambda at, piece=piece: self._see(None, piece, now, at))  # type: ignore[misc]
        return size
