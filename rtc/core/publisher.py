"""One publishing connection of a peer: which packet belongs to which feed, and its clock against ours."""

from __future__ import annotations

from rtc.core import rtcp, rtp
from rtc.core.describe import Accepted
from rtc.core.feed import SERVER_SSRC, Feed
from rtc.core.rtp import Buffer, Header

MAX_SSRCS = 16


class Publisher:
    """Feeds by source name, found by SSRC, else by MID extension, else by a payload type only one has."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.feeds: dict[str, Feed] = {}
        self._by_ssrc: dict[int, Feed] = {}
        self._mid_extension = 0
        self._clock_offset: float | None = None
        self._seen: set[int] = set()

    def add(self, feed: Feed, accepted: Accepted) -> None:
        """Take a feed with what the offer told of it."""
        self.feeds[feed.source] = feed
        self._mid_extension = accepted.mid_extension or self._mid_extension
        for ssrc in accepted.media.primary_ssrcs[:1]:
            feed.begins(ssrc)
            self._by_ssrc[ssrc] = feed

    def feed_of(self, ssrc: int) -> Feed | None:
        return self._by_ssrc.get(ssrc)

    def identify(self, data: Buffer, header: Header) -> Feed | None:
        """The feed of an SSRC not seen before; bounded, so that invented SSRCs cost nothing."""
        if header.ssrc in self._seen or len(self._seen) >= MAX_SSRCS:
            return None
        self._seen.add(header.ssrc)
        feed = self._named(data, header) or self._only_one(header.payload_type)
        if feed is None or feed.payload_type != header.payload_type:
            return None
        if feed.ssrc is not None:
            self._by_ssrc.pop(feed.ssrc, None)
        feed.begins(header.ssrc)
        self._by_ssrc[header.ssrc] = feed
        return feed

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        """A sender report: keeps the smallest delay seen as the distance between the two clocks."""
        feed = self._by_ssrc.get(report.ssrc)
        if feed is None:
            return
        offset = now - report.ntp / 4294967296
        if self._clock_offset is None or offset < self._clock_offset:
            self._clock_offset = offset
        feed.reported(report, now)

    def timestamp_at(self, feed: Feed, now: float) -> int | None:
        """The feed's RTP timestamp for our instant `now`; microphone and camera agree because they share
        one clock offset. None before its first sender report."""
        return None if self._clock_offset is None else feed.timestamp_at(now - self._clock_offset)

    def feedback(self, ceilings: dict[str, int], now: float) -> bytes:
        """The receiver report, and a REMB with the sum of the ceilings (bits per second) of its pictures."""
        blocks = [block for feed in self.feeds.values() if (block := feed.block(now)) is not None]
        report = rtcp.receiver_report(SERVER_SSRC, blocks)
        pictures = [feed for feed in self.feeds.values() if feed.video and feed.ssrc is not None]
        if not pictures:
            return report
        ceiling = sum(ceilings[feed.source] for feed in pictures)
        return report + rtcp.remb(SERVER_SSRC, ceiling, [feed.ssrc for feed in pictures if feed.ssrc])

    def _named(self, data: Buffer, header: Header) -> Feed | None:
        mid = rtp.extension(data, header, self._mid_extension) if self._mid_extension else None
        return next((feed for feed in self.feeds.values() if mid == feed.mid.encode()), None)

    def _only_one(self, payload_type: int) -> Feed | None:
        matching = [feed for feed in self.feeds.values() if feed.payload_type == payload_type]
        return matching[0] if len(matching) == 1 and matching[0].ssrc is None else None
