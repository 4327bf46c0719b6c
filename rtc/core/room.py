"""A room of the media plane: its slots, who fills them, who is sent what. Input and now in, outputs out.

It knows no sockets, keys or people; a peer is a name. `rtc.io.rooms` feeds it and carries out what it says.
"""

from __future__ import annotations

from rtc.core import rtcp, rtp, vp8
from rtc.core.describe import Accepted
from rtc.core.feed import Feed
from rtc.core.nack import Gaps
from rtc.core.outputs import Bound, Output, Speaking, ToPublisher, ToViewer, ToViewers
from rtc.core.publisher import Publisher
from rtc.core.rtp import Buffer, Header
from rtc.core.speaker import Speakers
from rtc.core.stage import Slot, Stage
from rtc.core.viewer import Viewer

MAX_PACKET = 1400
REPLAY_AGE, REPLAY_PACKETS = 0.5, 150
STEP = 4096


class Room:
    """`outputs` collects what is to be done; whoever calls in takes them out with `take_outputs`."""

    def __init__(
        self, microphones: int, cameras: int, screens: int, ceilings: dict[str, int], *, echo: bool = False
    ) -> None:
        self.stage = Stage(microphones, cameras, screens)
        self.slots = self.stage.slots
        self.viewers: dict[str, Viewer] = {}
        self.publishers: dict[str, Publisher] = {}
        self.audience_version = 0
        self.outputs: list[Output] = []
        self._paused: set[tuple[str, str]] = set()
        self._speakers = Speakers()
        self._ceilings = ceilings
        self._echo = echo

    def take_outputs(self) -> list[Output]:
        outputs, self.outputs = self.outputs, []
        return outputs

    def audience(self, slot: Slot) -> list[str]:
        """The viewers a slot's packets go to: everybody but the one who sends them."""
        return [peer for peer in self.viewers if self._echo or peer != slot.owner]

    def add_viewer(self, peer: str, now: float) -> None:
        """A viewer's connection is open: show what can be shown at once, ask for key frames for the rest."""
        self.viewers[peer] = viewer = Viewer(peer)
        self.audience_version += 1
        for slot in self.slots.values():
            viewer.since[slot.mid] = slot.rewriter.highest + 1
            if slot.video and slot.feed is not None and (self._echo or slot.owner != peer):
                self._show_picture(viewer, slot, slot.feed, now)
        self._report(now, peer)

    def remove_viewer(self, peer: str) -> None:
        if self.viewers.pop(peer, None):
            self.audience_version += 1

    def publish(self, peer: str, accepted: list[Accepted], now: float) -> None:
        """Bind the sources of a new publishing connection; an earlier one of the peer ends, its slots stay.

        Raises NoFreeSlot and then changes nothing.
        """
        held = self.stage.held_by(peer)
        chosen = self.stage.choose(peer, [one.source for one in accepted])
        self._release([slot for source, slot in held.items() if source not in chosen])
        self.publishers[peer] = publisher = Publisher(peer)
        for one in accepted:
            slot = chosen[one.source]
            feed = Feed(one.source, slot.name, one.media.mid, one.codec.payload_type, one.level_extension)
            publisher.add(feed, one)
            self._bind(slot, peer, feed)

    def unpublish(self, peer: str) -> None:
        """The peer's publishing ended: its slots become free."""
        if self.publishers.pop(peer, None):
            self._release(list(self.stage.held_by(peer).values()))

    def forget(self, peer: str) -> None:
        """The peer left for good."""
        self.remove_viewer(peer)
        self.unpublish(peer)
        self._paused = {pair for pair in self._paused if pair[0] != peer}

    def pause(self, peer: str, source: str, paused: bool, now: float) -> None:
        """Drop or forward a source; remembered for later publishing of the peer."""
        pair = (peer, source)
        if paused == (pair in self._paused):
            return
        (self._paused.add if paused else self._paused.discard)(pair)
        for slot in self.slots.values():
            if slot.owner == peer and slot.name.source == source:
                slot.restart()
                if slot.feed is not None:
                    self._resume(slot.feed, peer, paused, now)

    def receive(
        self, peer: str, data: Buffer, size: int, out: bytearray, now: float
    ) -> tuple[Slot, int] | None:
        """An RTP packet of a publisher; raises Malformed.

        When it is to be forwarded, it stands rewritten in `out`: returned are its slot and its size there.
        """
        publisher = self.publishers.get(peer)
        if publisher is None or size > MAX_PACKET:
            return None
        header = rtp.parse(data, size)
        feed = publisher.feed_of(header.ssrc) or publisher.identify(data, header)
        if feed is None or feed.payload_type != header.payload_type:
            return None
        slot = self.slots[feed.slot.mid]
        if feed.ssrc != header.ssrc or slot.feed is not feed:
            return None
        feed.arrived(header.sequence, header.timestamp, now)
        if self._paused and (peer, feed.source) in self._paused:
            return None
        if feed.video:
            written = self._picture(slot, feed, peer, data, header, out, now)
        else:
            written = self._sound(slot, feed, peer, data, header, out, now)
        if not written:
            return None
        slot.packets += 1
        slot.octets += written - rtp.HEADER_SIZE
        if slot.rewriter.sequence % STEP == 0:
            self._keep_owner_in_step(slot)
        return slot, written

    def receive_rtcp(self, peer: str, data: Buffer, size: int, now: float) -> None:
        """RTCP of a publisher. Raises Malformed."""
        publisher = self.publishers.get(peer)
        for fact in rtcp.parse(data, size):
            if publisher is not None and isinstance(fact, rtcp.SenderReport):
                publisher.reported(fact, now)

    def receive_viewer_rtcp(self, peer: str, data: Buffer, size: int, now: float) -> None:
        """RTCP of a viewer: packets wanted again, key frames wanted. Raises Malformed."""
        viewer = self.viewers.get(peer)
        if viewer is None:
            return
        for fact in rtcp.parse(data, size):
            if isinstance(fact, rtcp.Nack):
                self._resend(viewer, fact, now)
            elif isinstance(fact, rtcp.KeyFrameRequest):
                self._wanted(viewer, fact.ssrc, now)

    def tick(self, now: float) -> None:
        """To be called some fifty times a second: asks again for what has not come."""
        for publisher in self.publishers.values():
            for feed in publisher.feeds.values():
                if feed.video and feed.ssrc is not None:
                    self._chase(publisher.peer, feed, now)

    def report(self, now: float) -> None:
        """To be called once a second: reports both ways, and who speaks."""
        for publisher in self.publishers.values():
            self.outputs.append(ToPublisher(publisher.peer, publisher.feedback(self._ceilings, now)))
        self._report(now, None)

    def look_for_speaker(self, now: float) -> None:
        """To be called a few times a second."""
        if self._speakers.changed(now):
            self.outputs.append(Speaking(self._speakers.current))

    def _picture(
        self, slot: Slot, feed: Feed, peer: str, data: Buffer, header: Header, out: bytearray, now: float
    ) -> int:
        lost = feed.gaps.arrived(header.sequence, now)
        if lost:
            self.outputs.append(ToPublisher(peer, feed.nack(lost)))
        descriptor = vp8.parse(data, header.start, header.end) if header.end > header.start else None
        key_frame = descriptor is not None and descriptor.key_frame
        written = slot.rewriter.write(data, header, descriptor, out, now)
        if key_frame and written:
            feed.key_frames.arrived()
        if written:
            slot.ring.put(slot.rewriter.sequence, bytes(out[:written]), now, starts_key_frame=key_frame)
        elif not slot.rewriter.started:
            self._ask_key_frame(feed, peer, now)
        return written

    def _sound(
        self, slot: Slot, feed: Feed, peer: str, data: Buffer, header: Header, out: bytearray, now: float
    ) -> int:
        if feed.level_extension:
            level = rtp.extension(data, header, feed.level_extension)
            if level:
                self._speakers.heard(peer, level[0] & 0x7F, header.timestamp, now)
        return slot.rewriter.write(data, header, None, out, now)

    def _bind(self, slot: Slot, peer: str, feed: Feed) -> None:
        slot.restart()
        slot.feed = feed
        if slot.owner != peer:
            slot.owner = peer
            self.audience_version += 1
            self.outputs.append(Bound(slot.mid, peer, slot.name.source))

    def _release(self, slots: list[Slot]) -> None:
        for slot in slots:
            if slot.owner in self.viewers:
                self.viewers[slot.owner].since[slot.mid] = slot.rewriter.highest + 1
            if slot.name.source == "microphone" and slot.owner:
                self._speakers.forget(slot.owner)
            slot.owner = slot.feed = None
            slot.restart()
            self.audience_version += 1
            self.outputs.append(Bound(slot.mid, None, None))

    def _show_picture(self, viewer: Viewer, slot: Slot, feed: Feed, now: float) -> None:
        """The last key frame and what followed, when it is fresh; else a new key frame is asked for."""
        owner = slot.owner or ""
        kept = slot.ring.since_key_frame(now, REPLAY_AGE, REPLAY_PACKETS)
        if kept:
            viewer.since[slot.mid] = kept[0][0]
            self.outputs.append(ToViewer(viewer.peer, [packet for _, packet in kept]))
        elif (owner, feed.source) not in self._paused:
            self._ask_key_frame(feed, owner, now)

    def _resume(self, feed: Feed, peer: str, paused: bool, now: float) -> None:
        """After a pause nothing is missed, but a new key frame is needed."""
        feed.gaps = Gaps()
        if feed.video and not paused:
            self._ask_key_frame(feed, peer, now)

    def _ask_key_frame(self, feed: Feed, peer: str, now: float) -> None:
        if feed.ssrc is not None and feed.key_frames.ask(now):
            self.outputs.append(ToPublisher(peer, feed.pli()))

    def _chase(self, peer: str, feed: Feed, now: float) -> None:
        again = feed.gaps.due(now)
        if again:
            self.outputs.append(ToPublisher(peer, feed.nack(again)))
        if feed.gaps.take_hopeless():
            self._ask_key_frame(feed, peer, now)
        elif (peer, feed.source) not in self._paused and feed.key_frames.due(now):
            self.outputs.append(ToPublisher(peer, feed.pli()))

    def _resend(self, viewer: Viewer, nack: rtcp.Nack, now: float) -> None:
        slot = self.stage.by_ssrc.get(nack.ssrc)
        if slot is None or not slot.video or (slot.owner == viewer.peer and not self._echo):
            return
        found = (slot.ring.find(sequence) for sequence in nack.lost)
        packets = [kept[1] for kept in found if kept and viewer.may_resend(slot.mid, kept[0], now)]
        if packets:
            self.outputs.append(ToViewer(viewer.peer, packets))

    def _wanted(self, viewer: Viewer, ssrc: int, now: float) -> None:
        slot = self.stage.by_ssrc.get(ssrc)
        if slot is None or slot.feed is None or slot.owner is None or not slot.video:
            return
        if (slot.owner, slot.feed.source) not in self._paused and viewer.may_ask_key_frame(now):
            self._ask_key_frame(slot.feed, slot.owner, now)

    def _keep_owner_in_step(self, slot: Slot) -> None:
        if not self._echo and slot.owner in self.viewers:
            self.outputs.append(ToViewer(slot.owner, [slot.rewriter.empty_packet()]))

    def _report(self, now: float, peer: str | None) -> None:
        """Sender reports of all running slots in one compound packet, for all viewers or for one."""
        reports = names = b""
        for slot in self.slots.values():
            if slot.feed is None or slot.owner is None or not slot.rewriter.started:
                continue
            timestamp = self.publishers[slot.owner].timestamp_at(slot.feed, now)
            if timestamp is not None:
                shown = slot.rewriter.timestamp_of(timestamp)
                reports += rtcp.sender_report(
                    slot.name.ssrc, rtcp.ntp_time(now), shown, slot.packets, slot.octets
                )
                names += rtcp.sdes(slot.name.ssrc, slot.name.stream)
        if reports:
            self.outputs.append(ToViewers(reports + names, peer))
