"""One source of a publisher as it arrives: reception report, holes, key frames asked for, its clock."""

from __future__ import annotations

from rtc.core import rtcp
from rtc.core.nack import Gaps, KeyFrameAsks
from rtc.core.rtp import newer
from rtc.core.slots import SlotName

SERVER_SSRC = 1


class Feed:
    """A camera, microphone or screen of one peer while one connection of it publishes."""

    def __init__(
        self, source: str, slot: SlotName, mid: str, payload_type: int, level_extension: int
    ) -> None:
        self.source = source
        self.slot = slot
        self.mid = mid
        self.payload_type = payload_type
        self.level_extension = level_extension
        self.video = slot.kind == "video"
        self.ssrc: int | None = None
        self.gaps = Gaps()
        self.key_frames = KeyFrameAsks()
        self.received = 0
        self._first = self._highest = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._expected_before = self._received_before = 0
        self._report: rtcp.SenderReport | None = None
        self._reported_at = 0.0

    def begins(self, ssrc: int) -> None:
        """The source now comes under this SSRC; counting starts anew."""
        self.ssrc = ssrc
        self.gaps = Gaps()
        self.received = 0
        self._transit = None
        self._report = None

    def arrived(self, sequence: int, timestamp: int, now: float) -> None:
        """Count a packet (RFC 3550 appendices A.3 and A.8)."""
        if not self.received:
            self._first = self._highest = sequence
            self._expected_before = self._received_before = 0
        distance = newer(sequence, self._highest & 0xFFFF)
        if distance > 0:
            self._highest += distance
        self.received += 1
        arrival = now * self.slot.clock_rate
        transit = (arrival - timestamp) % 4294967296
        if self._transit is not None:
            difference = abs(transit - self._transit)
            self._jitter += (min(difference, 4294967296 - difference) - self._jitter) / 16
        self._transit = transit

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        """The publisher told which of its clock's instants an RTP timestamp belongs to."""
        self._report, self._reported_at = report, now

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
        if self._report is not None:
            last = self._report.ntp >> 16 & 0xFFFFFFFF
            delay = min(int((now - self._reported_at) * 65536), 0xFFFFFFFF)
        highest = self._highest & 0xFFFFFFFF
        return rtcp.ReportBlock(self.ssrc, fraction, lost, highest, int(self._jitter), last, delay)

    def timestamp_at(self, publisher_clock: float) -> int | None:
        """The source's RTP timestamp at a time (seconds) of its publisher's clock; None before a report."""
        if self._report is None:
            return None
        elapsed = publisher_clock - self._report.ntp / 4294967296
        return self._report.timestamp + int(elapsed * self.slot.clock_rate) & 0xFFFFFFFF

    def nack(self, lost: list[int]) -> bytes:
        return rtcp.nack(SERVER_SSRC, self.ssrc or 0, lost)

    def pli(self) -> bytes:
        return rtcp.pli(SERVER_SSRC, self.ssrc or 0)
