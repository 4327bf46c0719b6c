"""One RTP stream of a feed as it arrives: its reception report, its holes, its clock, its rate by layer."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from rtc.core import rtcp, rtp
from rtc.core.allocate import Layer
from rtc.core.codecs.dependency import Reader
from rtc.core.meter import LAYERS, Meter
from rtc.core.nack import BACKWARD_LIMIT, RETRY_AFTER, SOUND_RETRY_AFTER, Gaps
from rtc.core.presence import Presence
from rtc.core.rtp import Buffer, Header
from rtc.core.sounds import Intake, Prelude

if TYPE_CHECKING:
    from rtc.core.codecs.picture import Picture
    from rtc.core.feed import Feed

SERVER_SSRC = 1
LONGEST_GAP = 3000

SPATIAL_NAMES = ("s0", "s1", "s2", "s3")


class Encoding:
    """A layer of simulcast, or the only encoding of a feed (`rid` is then ""); RTCRtpEncodingParameters."""

    def __init__(self, feed: Feed, rid: str, rank: int = 0) -> None:
        self.feed = feed
        self.rid = rid
        self.rank = rank
        self.ssrc: int | None = None
        self.rtx_ssrc: int | None = None
        self.intake = Intake(feed.payload_type, feed.red)
        self.prelude = Prelude()
        self.restart()
        self.received = 0
        self.meter = Meter()
        self.width = self.height = 0
        self.presence = Presence()
        self.temporal = self.spatial = 0
        self.frames: deque[int] = deque(maxlen=8)
        self.sizes: tuple[tuple[int, int], ...] = ()
        self._descriptors = Reader()
        self._timestamp: int | None = None
        self.clock: rtcp.SenderReport | None = None
        self._clock_rate = feed.format.clock_rate
        self._first = self._highest = 0
        self._suspect: int | None = None
        self._past_received = self._past_lost = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._expected_before = self._received_before = 0
        self._told = 0
        self._reported_at = 0.0

    def begins(self, ssrc: int) -> None:
        """The encoding now comes under this SSRC; counting starts anew."""
        self.ssrc = ssrc
        self.restart()
        self._past_received, self._past_lost = self.total_received, self.total_lost
        self.received = 0
        self._transit = None
        self.clock = None
        self.frames.clear()
        self._descriptors = Reader()

    def restart(self) -> None:
        """What came before the next packet is not missed, and not let through any more."""
        self.gaps = Gaps(RETRY_AFTER if self.feed.video else SOUND_RETRY_AFTER)
        self.intake.restart()
        self.prelude.take(0.0)

    def active(self, now: float) -> bool:
        """Whether packets of it came lately."""
        return self.received > 0 and self.presence.active(now)

    def stopped(self, now: float, *, collapsed: bool) -> bool:
        """Whether the other encodings of its feed that come go on without it; `collapsed` is the publisher's
        link."""
        others = len(self.feed.live()) - 1
        return self.presence.stopped(self.feed.begun, others, now, collapsed=collapsed)

    def ends(self, now: float, *, given_up: bool) -> None:
        """It comes no more; what is missing of one that was given up is asked for no more."""
        self.presence.ends(now, given_up=given_up)
        if given_up:
            self.gaps = Gaps()

    def is_newest(self, sequence: int) -> bool:
        """Whether no packet after this one has come yet."""
        return self._highest & 0xFFFF == sequence

    def arrived(self, sequence: int, timestamp: int, now: float) -> None:
        """Count a packet (RFC 3550 appendices A.3 and A.8)."""
        if not self.received:
            self._first = self._highest = sequence
            self._expected_before = self._received_before = 0
        distance = (sequence - self._highest + 0x8000 & 0xFFFF) - 0x8000  # `newer`, without the call
        if distance > LONGEST_GAP or distance < -BACKWARD_LIMIT:
            self._leapt(sequence)
        elif distance > 0:
            self._highest += distance
        self.received += 1
        self.presence.arrived(now)
        transit = (now * self._clock_rate - timestamp) % 4294967296
        if self._transit is not None:
            difference = abs(transit - self._transit)
            self._jitter += (min(difference, 4294967296 - difference) - self._jitter) / 16
        self._transit = transit

    def _leapt(self, sequence: int) -> None:
        """A number far off the others. Two in a row begin a new count (RFC 3550 appendix A.1), as of a
        program that started its packetizer anew; a single one changes nothing."""
        if sequence == self._suspect:
            self._past_received, self._past_lost = self.total_received, self.total_lost
            self._first = self._highest = sequence
            self.received = self._expected_before = self._received_before = 0
        self._suspect = sequence + 1 & 0xFFFF

    def picture(self, data: Buffer, header: Header) -> Picture | None:
        """What a packet of video tells, by its payload and perhaps its dependency descriptor. None for
        padding. Raises Malformed."""
        parse, extension = self.feed.format.parse, self.feed.descriptor_extension
        if parse is None or header.start == header.end:
            return None
        picture = parse(data, header.start, header.end)
        value = rtp.extension(data, header, extension) if extension else None
        if value is not None:
            return self._descriptors.read(value, picture)
        if not self.feed.format.tells_frames and header.timestamp != self._timestamp:
            self._timestamp = header.timestamp
            return picture._replace(starts_frame=True)
        return picture

    def pictured(self, picture: Picture, timestamp: int, size: int, now: float) -> None:
        """Count a packet of video for its layer; `temporal` and `spatial` are the highest that came."""
        self.meter.add(picture.temporal | picture.spatial << 3, size, now)
        if picture.temporal > self.temporal:
            self.temporal = picture.temporal
        if picture.spatial > self.spatial:
            self.spatial = picture.spatial
        if picture.starts_frame and not picture.spatial:
            self.frames.append(timestamp)
            self.feed.begun += 1
            self.presence.began(self.feed.begun, now)
            if picture.width:
                self.width, self.height, self.sizes = picture.width, picture.height, picture.sizes

    def reported(self, report: rtcp.SenderReport, ntp: int, now: float) -> None:
        """The publisher told which of its clock's instants an RTP timestamp belongs to; `ntp` is that instant
        on a clock that never leaps."""
        self.clock, self._told, self._reported_at = replace(report, ntp=ntp), report.ntp, now

    @property
    def lost(self) -> int:
        """Packets that never came, so far; 0 when repeats outnumber them."""
        return max(0, self._highest - self._first + 1 - self.received) if self.received else 0

    @property
    def total_received(self) -> int:
        """Packets under this and all earlier SSRCs."""
        return self._past_received + self.received

    @property
    def total_lost(self) -> int:
        """As `lost`, under this and all earlier SSRCs."""
        return self._past_lost + self.lost

    @property
    def jitter(self) -> float:
        """Interarrival jitter in seconds (RFC 3550 section 6.4.1)."""
        return self._jitter / self._clock_rate

    @property
    def last_report(self) -> rtcp.SenderReport | None:
        """What the publisher told last of its clock."""
        return self.clock

    def block(self, now: float) -> rtcp.ReportBlock | None:
        """The reception report since the last call, None before the first packet."""
        if self.ssrc is None or not self.received:
            return None
        expected = self._highest - self._first + 1
        lost = max(0, min(expected - self.received, 0x7FFFFF))
        interval = expected - self._expected_before
        missing = interval - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        fraction = min(255, (missing << 8) // interval) if interval > 0 and missing > 0 else 0
        last, delay = 0, 0
        if self.clock is not None:
            last = self._told >> 16 & 0xFFFFFFFF
            delay = min(int((now - self._reported_at) * 65536), 0xFFFFFFFF)
        highest = self._highest & 0xFFFFFFFF
        return rtcp.ReportBlock(self.ssrc, fraction, lost, highest, int(self._jitter), last, delay)

    def timestamp_at(self, publisher_clock: float) -> int | None:
        """The RTP timestamp at a time (seconds) of the publisher's clock; None before a report."""
        if self.clock is None:
            return None
        elapsed = publisher_clock - self.clock.ntp / 4294967296
        return self.clock.timestamp + int(elapsed * self._clock_rate) & 0xFFFFFFFF

    def layers(self, now: float) -> list[Layer]:
        """What arrives, by temporal layer, each with all below it; none before the first measurement.

        Spatial layers within one stream are told as encodings named s0, s1 and so on.
        """
        rates = self.meter.rates(now)
        spatial = [layer for layer in range(LAYERS // 8) if any(rates[8 * layer : 8 * layer + 8])]
        if not any(spatial):
            return _sums(self.rid, rates[:8], (self.width, self.height))
        layers, below = [], [0.0] * 8
        for layer in spatial:
            below = [one + more for one, more in zip(below, rates[8 * layer :], strict=False)]
            layers += _sums(f"s{layer}", below, self._size(layer, max(spatial)))
        return layers

    def _size(self, layer: int, highest: int) -> tuple[int, int]:
        """Of a spatial layer; those that are not told are half as wide as the next."""
        if layer < len(self.sizes):
            return self.sizes[layer]
        return self.width >> highest - layer, self.height >> highest - layer

    def clock_at(self, timestamp: int) -> float | None:
        """The time (seconds) of the publisher's clock for an RTP timestamp; None before a report."""
        if self.clock is None:
            return None
        distance = (timestamp - self.clock.timestamp + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        return self.clock.ntp / 4294967296 + distance / self._clock_rate

    def nack(self, lost: list[int]) -> bytes:
        return rtcp.nack(SERVER_SSRC, self.ssrc or 0, lost)

    def pli(self) -> bytes:
        return rtcp.pli(SERVER_SSRC, self.ssrc or 0)


def _sums(rid: str, rates: list[float], size: tuple[int, int]) -> list[Layer]:
    layers, total = [], 0.0
    for temporal, rate in enumerate(rates):
        total += rate
        if rate:
            layers.append(Layer(rid, temporal, int(total), *size))
    return layers
