"""One publishing connection of a peer: which packet belongs to which encoding, and its clock against ours."""

from __future__ import annotations

from rtc.core import rtcp, rtp, rtx
from rtc.core.accepting import Accepted
from rtc.core.backlog import Backlog
from rtc.core.encoding import SERVER_SSRC, Encoding
from rtc.core.feed import Feed
from rtc.core.inbound import Inbound
from rtc.core.publisher_clock import PublisherClock
from rtc.core.rtp import Buffer, Header
from rtc.core.twcc import EVERY, Arrivals

MAX_SSRCS, MAX_LOOKS = 32, 40


class Publisher:
    """Feeds by source name; encodings found by SSRC, else by MID extension, else by a payload type only one
    has."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.feeds: dict[str, Feed] = {}
        self._by_ssrc: dict[int, Encoding] = {}
        self.inbound = Inbound()
        self.backlog = Backlog()
        self._arrivals = Arrivals()
        self._told_at = 0.0
        self._mid_extension = self._transport_extension = 0
        self._rid_extension = self._repaired_extension = 0
        self._repairs: dict[int, Encoding] = {}
        self._clock = PublisherClock()
        self._looks: dict[int, int] = {}

    def add(self, feed: Feed, accepted: Accepted) -> None:
        """Take a feed with what the offer told of it; its SSRCs may be new, so they may be looked for."""
        self.feeds[feed.source] = feed
        self._looks.clear()
        self._mid_extension = accepted.mid_extension or self._mid_extension
        self._transport_extension = accepted.transport_extension or self._transport_extension
        self._rid_extension = accepted.rid_extension or self._rid_extension
        self._repaired_extension = accepted.repaired_extension or self._repaired_extension
        media = accepted.media
        for ssrc, encoding in zip(media.layers or media.primary_ssrcs, feed.encodings.values(), strict=False):
            self.know(encoding, ssrc)
            if feed.repair_type and ssrc in media.repairs:
                self._repairs[media.repairs[ssrc]] = encoding

    def has(self, accepted: Accepted) -> bool:
        """Whether a source comes already just as a new description of the connection says."""
        feed = self.feeds.get(accepted.source)
        if feed is None or (feed.mid, feed.payload_type) != (accepted.media.mid, accepted.codec.payload_type):
            return False
        ssrcs = set(accepted.media.primary_ssrcs)
        return tuple(feed.encodings) == accepted.rids and ssrcs <= self._by_ssrc.keys()

    def keep(self, sources: set[str]) -> None:
        """Forget the feeds of other sources."""
        self.feeds = {source: feed for source, feed in self.feeds.items() if source in sources}
        kept = self.feeds.values()
        self._by_ssrc = {ssrc: one for ssrc, one in self._by_ssrc.items() if one.feed in kept}
        self._repairs = {ssrc: one for ssrc, one in self._repairs.items() if one.feed in kept}

    def know(self, encoding: Encoding, ssrc: int) -> None:
        """An encoding comes under this SSRC."""
        encoding.begins(ssrc)
        self._by_ssrc[ssrc] = encoding

    def arrived(self, data: Buffer, header: Header, now: float) -> None:
        """Any packet of the connection, media or not: what its congestion control is told of. Raises
        Malformed."""
        if self._transport_extension:
            number = rtp.extension(data, header, self._transport_extension)
            if number and len(number) == 2:
                self._arrivals.arrived(int.from_bytes(number), now)
            return
        encoding = self._by_ssrc.get(header.ssrc)
        if encoding is not None and encoding.feed.video:
            clock = encoding.feed.format.clock_rate
            self.inbound.arrived(header.ssrc, header.timestamp, clock, header.end - header.start, now)

    def transport_feedback(self, now: float) -> list[bytes]:
        """When each packet arrived since the last time, some sixteen times a second."""
        if not self._transport_extension or now - self._told_at < EVERY:
            return []
        self._told_at = now
        return self._arrivals.feedback(SERVER_SSRC, next(iter(self._by_ssrc), 0))

    def encoding_of(self, ssrc: int) -> Encoding | None:
        return self._by_ssrc.get(ssrc)

    def identify(self, data: Buffer, header: Header, now: float) -> Encoding | None:
        """The encoding of an SSRC not known yet; bounded, so that invented SSRCs cost nothing.

        Browsers name MID and RID in a stream's packets until they hear that one has arrived. Programs that
        name neither may take another SSRC too (RFC 3550 section 8.2): that follows when the former has ended.
        """
        if not self._may_look(header.ssrc):
            return None
        named = self._named(data, header)
        feed = named or self._only_one(header.payload_type)
        if feed is None or not feed.carries(header.payload_type):
            return None
        encoding = self._layer(data, header, feed, self._rid_extension)
        if encoding is None:
            return None
        if named is None and encoding.ssrc is not None and (not encoding.received or encoding.active(now)):
            self._looks[header.ssrc] -= 1  # it may come to be the one
            return None
        if encoding.ssrc is not None:
            self._by_ssrc.pop(encoding.ssrc, None)
        encoding.begins(header.ssrc)
        self._by_ssrc[header.ssrc] = encoding
        return encoding

    def unwrap(self, data: Buffer, header: Header) -> tuple[Encoding, Header] | None:
        """The encoding that a retransmission repeats a packet of, and that packet's header; None when it is
        none of ours, or padding. Raises Malformed."""
        encoding = self._repairs.get(header.ssrc) or self._identify_repair(data, header)
        if encoding is None or encoding.ssrc is None or header.payload_type != encoding.feed.repair_type:
            return None
        original = rtx.unwrap(data, header, encoding.ssrc, encoding.feed.payload_type)
        return None if original is None else (encoding, original)

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        """A sender report: tells of the publisher's clock and to which instant of it a timestamp belongs."""
        encoding = self._by_ssrc.get(report.ssrc)
        if encoding is not None:
            encoding.reported(report, self._clock.reported(report.ntp, now), now)

    @property
    def clock_offset(self) -> float | None:
        """Our clock minus the publisher's, in seconds; None before its first sender report."""
        return self._clock.offset

    def timestamp_at(self, encoding: Encoding, now: float) -> int | None:
        """The encoding's RTP timestamp for our instant `now`; all of a peer agree because they share one
        clock offset. None before its first sender report."""
        offset = self._clock.offset
        return None if offset is None else encoding.timestamp_at(now - offset)

    def feedback(self, ceilings: dict[str, int], now: float) -> bytes:
        """The receiver report; and who is not told each arrival gets a REMB, at most the sum of the ceilings
        (bits per second) of its pictures."""
        arriving = [encoding for feed in self.feeds.values() for encoding in feed.arriving()]
        blocks = [block for encoding in arriving if (block := encoding.block(now)) is not None]
        report = rtcp.receiver_report(SERVER_SSRC, blocks)
        pictures = [encoding for encoding in arriving if encoding.feed.video]
        if not pictures or self._transport_extension:
            return report
        ceiling = sum(ceilings[source] for source in {encoding.feed.source for encoding in pictures})
        ssrcs = [one.ssrc for one in pictures if one.ssrc]
        loss = max((block.fraction_lost / 256 for block in blocks if block.ssrc in ssrcs), default=0.0)
        return report + rtcp.remb(SERVER_SSRC, self.inbound.second(loss, ceiling, now), ssrcs)

    def _may_look(self, ssrc: int) -> bool:
        looks = self._looks.get(ssrc, 0)
        if looks >= MAX_LOOKS or (not looks and len(self._looks) >= MAX_SSRCS):
            return False
        self._looks[ssrc] = looks + 1
        return True

    def _layer(self, data: Buffer, header: Header, feed: Feed, number: int) -> Encoding | None:
        """The encoding of a feed that a packet names in its (repaired) RID extension (RFC 8852)."""
        if not feed.simulcast:
            return feed.best
        rid = rtp.extension(data, header, number) if number else None
        return next((one for one in feed.encodings.values() if rid == one.rid.encode()), None)

    def _identify_repair(self, data: Buffer, header: Header) -> Encoding | None:
        """Of programs that name neither MID nor the group of their SSRCs, by what was asked for: a repeat of
        a packet that only one source misses is that source's (RFC 4588 section 5.3)."""
        feeds = [feed for feed in self.feeds.values() if feed.repair_type == header.payload_type]
        if not feeds or not self._may_look(header.ssrc):
            return None
        named = self._named(data, header)
        if named is not None:
            encoding = self._layer(data, header, named, self._repaired_extension) if named in feeds else None
        else:
            sequence = int.from_bytes(data[header.start : header.start + 2])
            missed = [one.best for one in feeds if not one.simulcast and one.best.gaps.awaits(sequence)]
            encoding = missed[0] if len(missed) == 1 else None
        if encoding is not None:
            self._repairs[header.ssrc] = encoding
        return encoding

    def _named(self, data: Buffer, header: Header) -> Feed | None:
        mid = rtp.extension(data, header, self._mid_extension) if self._mid_extension else None
        return next((feed for feed in self.feeds.values() if mid == feed.mid.encode()), None)

    def _only_one(self, payload_type: int) -> Feed | None:
        matching = [feed for feed in self.feeds.values() if feed.carries(payload_type)]
        return matching[0] if len(matching) == 1 else None
