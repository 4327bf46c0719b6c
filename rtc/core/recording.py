"""What a recording gets of one publisher, and when each frame is shown; no file is touched here.

Times come from the publisher's sender reports: all its sources share its NTP clock, so that sound and picture
stay in step however their own clocks drift, and however the network delays them. Each connection's clock is
set against ours once, with its first reports; a reload goes on along our clock.
"""

from __future__ import annotations

from typing import NamedTuple

from rtc.core.codecs import av1, h264, opus
from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.frames import Frame, Frames
from rtc.core.malformed import Malformed
from rtc.core.publisher import Publisher
from rtc.core.rtp import Buffer, Header
from rtc.core.webm import OPUS_HEAD, Track

NUMBERS = {"microphone": 1, "camera": 2, "screen": 3}
CODECS = {"opus": "A_OPUS", "vp8": "V_VP8", "vp9": "V_VP9", "h264": "V_MPEG4/ISO/AVC", "av1": "V_AV1"}
REPORT_PATIENCE = 6.0
CLOCK_LIMIT = 5.0
SILENCE, SILENCE_MS, MAX_SILENCE_MS = b"\xf8\xff\xfe", 20, 60_000


class Sample(NamedTuple):
    """A frame shown at `at` milliseconds of the file; `track` is set when it is new or has changed."""

    source: str
    at: int
    data: bytes
    key_frame: bool
    track: Track | None = None


class Gap(NamedTuple):
    """Nothing of a source between two times of the file (milliseconds); why: lost, paused, restarted."""

    source: str
    start: int
    end: int
    why: str


class Take:
    """One publisher's recording. `began` is our time (seconds) of the file's beginning, None before it."""

    def __init__(self) -> None:
        self.began: float | None = None
        self._lines: dict[str, _Line] = {}
        self._clock: tuple[Publisher, float] | None = None
        self._publisher: Publisher | None = None
        self._out: list[Sample | Gap] = []

    def packet(
        self,
        publisher: Publisher,
        encoding: Encoding,
        data: Buffer,
        header: Header,
        now: float,
    ) -> None:
        """A packet that arrived at `now`, of any encoding; the highest that comes is taken."""
        self._publisher = publisher
        line = self._lines.get(encoding.feed.source)
        if line is None or line.feed is not encoding.feed:
            line = self._lines[encoding.feed.source] = _Line(encoding.feed, line)
        if line.takes(encoding, data, header, now):
            line.push(data, header, now)
            self._release(now)

    def holds(self, encoding: Encoding) -> bool:
        """Whether it is this encoding that is recorded at present."""
        line = self._lines.get(encoding.feed.source)
        return line is not None and line.encoding is encoding

    def interrupted(self, source: str, why: str) -> None:
        """What comes next of a source begins anew, and is not missing because it was lost."""
        if source in self._lines:
            self._lines[source].interrupted(why)

    def tick(self, now: float) -> list[Sample | Gap]:
        """To be called often: what is to be written since the last call."""
        for line in self._lines.values():
            line.tick(now)
        self._release(now)
        out, self._out = self._out, []
        return out

    def finish(self, now: float) -> list[Sample | Gap]:
        """The rest."""
        for line in self._lines.values():
            line.flush(now)
        self._release(now + REPORT_PATIENCE)
        return self.tick(now)

    def _release(self, now: float) -> None:
        """Frames become samples when all sources that wait know their clock, so that none runs ahead."""
        waiting = [line for line in self._lines.values() if line.waiting]
        if not all(line.ready(now) for line in waiting):
            return
        if self.began is None and waiting:
            self.began = min(self._time(line.waiting[0]) for line in waiting)
        for line in waiting:
            frames, line.waiting = line.waiting, []
            for one in frames:
                self._out += line.samples(one.frame, round((self._time(one) - (self.began or 0.0)) * 1000))

    def _time(self, one: _Waiting) -> float:
        """Our time of a frame. A clock that is far off ours is not believed: then its arrival counts."""
        clock, offset = one.encoding.clock_at(one.frame.timestamp & 0xFFFFFFFF), self._offset()
        if clock is None or offset is None or abs(clock + offset - one.arrived) > CLOCK_LIMIT:
            return one.arrived
        return clock + offset

    def _offset(self) -> float | None:
        """Our clock minus the publisher's; kept for a connection once it is known."""
        publisher = self._publisher
        if publisher is None or publisher.clock_offset is None:
            return None
        if self._clock is None or self._clock[0] is not publisher:
            self._clock = (publisher, publisher.clock_offset)
        return self._clock[1]


class _Waiting(NamedTuple):
    frame: Frame
    arrived: float
    encoding: Encoding


class _Line:
    """One source: its frames in the making, those that wait for a clock, and where the file stands."""

    def __init__(self, feed: Feed, before: _Line | None) -> None:
        self.feed = feed
        self.encoding: Encoding | None = None
        self.waiting: list[_Waiting] = []
        self._frames = Frames(feed.format)
        self._last: int = before._last if before else -1
        self._end: int | None = before._end if before else None
        self._track: Track | None = before._track if before else None
        self._why = "restarted" if before else ""
        self._gave_up = False

    def ready(self, now: float) -> bool:
        """Whether the times of what waits are known, or no longer waited for."""
        first = self.waiting[0]
        self._gave_up = self._gave_up or now - first.arrived >= REPORT_PATIENCE
        return self._gave_up or first.encoding.clock_at(0) is not None

    def takes(self, encoding: Encoding, data: Buffer, header: Header, now: float) -> bool:
        """Whether this encoding is the one recorded, perhaps from this packet on."""
        current = self.encoding
        if encoding is current:
            return True
        parse = self.feed.format.parse
        if header.start == header.end or (parse and not parse(data, header.start, header.end).key_frame):
            return False
        order = list(self.feed.encodings.values())
        if current is None or not current.active(now) or order.index(encoding) > order.index(current):
            self.flush(now)
            self.encoding, self._frames = encoding, Frames(self.feed.format)
            return True
        return False

    def push(self, data: Buffer, header: Header, now: float) -> None:
        self._wait(self._frames.push(data, header, now), now)

    def tick(self, now: float) -> None:
        self._wait(self._frames.tick(now), now)

    def flush(self, now: float) -> None:
        self._wait(self._frames.flush(now), now)

    def interrupted(self, why: str) -> None:
        self._frames = Frames(self.feed.format)
        self.encoding = None
        self._why = why

    def samples(self, frame: Frame, at: int) -> list[Sample | Gap]:
        """What one frame adds to the file, with what has to stand before it."""
        at = max(at, self._last + 1, 0)
        try:
            data, track = self._converted(frame)
        except Malformed:
            self._why = self._why or "lost"
            return []
        out: list[Sample | Gap] = []
        if self._end is not None and (frame.gap or self._why):
            out.append(Gap(self.feed.source, self._end, at, self._why or "lost"))
        if not self.feed.video and self._end is not None:
            out += self._silence(self._end, at)
        out.append(Sample(self.feed.source, at, data, frame.key_frame, track))
        self._last, self._end, self._why = at, at + self._duration(data), ""
        return out

    def _wait(self, frames: list[Frame], now: float) -> None:
        if self.encoding is not None:
            self.waiting += [_Waiting(frame, now, self.encoding) for frame in frames]

    def _silence(self, start: int, end: int) -> list[Sample]:
        """Silent packets where the sender sent none, so that players that only count packets stay in step."""
        last = min(end - SILENCE_MS // 2, start + MAX_SILENCE_MS)
        return [Sample(self.feed.source, at, SILENCE, True) for at in range(start, last, SILENCE_MS)]

    def _duration(self, data: bytes) -> int:
        try:
            return 0 if self.feed.video else opus.samples(data, 0, len(data)) * 1000 // opus.CLOCK
        except Malformed:
            return SILENCE_MS

    def _converted(self, frame: Frame) -> tuple[bytes, Track | None]:
        """The frame as files have it, and its track when that changes. Raises Malformed."""
        name, data, before = self.feed.format.name, frame.data, self._track
        codec, private = CODECS[name], OPUS_HEAD if name == "opus" else b""
        changed = before is None or before.codec != codec
        if name == "h264":
            private = h264.configuration(data) if changed else b""
            data = h264.length_prefixed(data)
        elif name == "av1" and changed:
            private = av1.configuration(av1.first_unit(data))
        width, height = frame.size
        if before is not None and not changed:
            width, height = max(width, before.width), max(height, before.height)
            if (width, height) == (before.width, before.height):
                return data, None
            private = before.private
        source = self.feed.source
        self._track = Track(NUMBERS[source], source, codec, private, width, height)
        return data, self._track
