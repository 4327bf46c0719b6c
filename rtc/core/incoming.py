"""What happens to a packet of a publisher: whose it is, which slot it has, which branches it is written to.

Sound is opened in `microphones`, layers change in `moves`, holes are seen to in `repair`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rtc.core import moves, rtp
from rtc.core.branch import Branch
from rtc.core.casting import Casting
from rtc.core.codecs.picture import Picture
from rtc.core.encoding import Encoding
from rtc.core.microphones import Microphones, write
from rtc.core.outputs import ToViewer
from rtc.core.publisher import Publisher
from rtc.core.recording import Take
from rtc.core.repair import Repair
from rtc.core.rtp import Buffer, Header
from rtc.core.scene import Scene
from rtc.core.shedding import PICTURES
from rtc.core.stage import Slot
from rtc.core.switching import Switching
from rtc.core.uplink import Uplink

MAX_PACKET = 1400
STEP = 4096
NOBODY: list[Branch] = []


class Incoming:
    """The way in of a scene; `uplinks` lead to edges, `takes` are recordings by peer."""

    def __init__(
        self,
        scene: Scene,
        switching: Switching,
        repair: Repair,
        casting: Casting,
        microphones: Microphones,
        uplinks: Mapping[int, Uplink],
        takes: Mapping[str, Take],
    ) -> None:
        self._scene = scene
        self._switching = switching
        self._repair = repair
        self._casting = casting
        self._microphones = microphones
        self._uplinks = uplinks
        self._takes = takes

    def receive(self, peer: str, data: Buffer, size: int, now: float) -> list[Branch]:
        """An RTP packet of a publisher that arrived at `now`; raises Malformed.

        Returned are the branches to be sent at once: the packet stands rewritten in
        `branch.out[:branch.size]` for `branch.viewers`, until the next call.
        """
        publisher, dropped = self._scene.publishers.get(peer), self._scene.dropped
        if publisher is None or size > MAX_PACKET:
            dropped["too_long"] += 1
            return NOBODY
        header = rtp.parse(data, size)
        publisher.arrived(data, header, now)
        encoding = publisher.encoding_of(header.ssrc) or publisher.identify(data, header, now)
        if encoding is None:
            return self._repeated(publisher, data, header, now)
        if not encoding.feed.carries(header.payload_type):
            dropped["unknown_stream"] += 1
            return NOBODY
        feed = encoding.feed
        if encoding.ssrc != header.ssrc or publisher.feeds.get(feed.source) is not feed:
            dropped["unknown_stream"] += 1
            return NOBODY
        if not encoding.received:
            self._switching.begins_anew(encoding)
        encoding.arrived(header.sequence, header.timestamp, now)
        publisher.backlog.arrived(header.ssrc, header.timestamp, feed.format.clock_rate, size, now)
        return self._forward(encoding, peer, data, header, now)

    def _forward(
        self, encoding: Encoding, peer: str, data: Buffer, header: Header, now: float
    ) -> list[Branch]:
        feed, dropped = encoding.feed, self._scene.dropped
        if self._scene.paused and (peer, feed.source) in self._scene.paused:
            dropped["paused"] += 1
            return NOBODY
        slot = self._scene.slots[feed.slot.mid] if feed.slot is not None else None
        if not feed.video:
            return self._sound(slot, encoding, peer, data, header, now)
        if self._takes:
            self._record(peer, encoding, data, header, now)
        picture = encoding.picture(data, header) if slot is None else None
        if slot is None and picture is not None and picture.key_frame:
            slot = self._casting.key_frame(feed, now)
        if slot is None:
            dropped["no_slot"] += 1
            return NOBODY
        if self._uplinks:
            self._relay(slot, encoding, data, header, now)
        if self._scene.shed == PICTURES:
            dropped["overload"] += 1
            encoding.gaps.passed(header.sequence)
            return NOBODY
        return self._show(slot, encoding, peer, data, header, picture, now)

    def _repeated(self, publisher: Publisher, data: Buffer, header: Header, now: float) -> list[Branch]:
        """A retransmission (RFC 4588): forwarded as the packet it repeats, when that is still missing."""
        found = publisher.unwrap(data, header)
        if found is None:
            self._scene.dropped["unknown_stream"] += 1
            return NOBODY
        encoding, original = found
        if not encoding.gaps.awaits(original.sequence):
            return NOBODY
        return self._forward(encoding, publisher.peer, data, original, now)

    def _sound(
        self, slot: Slot | None, encoding: Encoding, peer: str, data: Buffer, header: Header, now: float
    ) -> list[Branch]:
        frames = self._microphones.open(peer, encoding, data, header, now)
        for frame in frames:
            self._record(peer, encoding, data, frame, now)
        if slot is not None:
            return self._play(slot, encoding, [(now, data, frame) for frame in frames])
        for frame in frames:
            encoding.prelude.put(data, frame, now)
        slot = self._casting.hear(peer, encoding.feed, now)
        if slot is None:
            self._scene.dropped["no_slot"] += 1
            return NOBODY
        return self._play(slot, encoding, encoding.prelude.take(now))

    def _play(
        self, slot: Slot, encoding: Encoding, frames: Iterable[tuple[float, Buffer, Header]]
    ) -> list[Branch]:
        """Send (arrival, data, header) of frames of sound; all but the last are sent from twins."""
        written: list[Branch] = []
        for at, data, frame in frames:
            self._relay(slot, encoding, data, frame, at)
            written = [branch.twin() for branch in written]
            written += self._count(slot, write(slot, data, frame, at))
        return written

    def _show(
        self,
        slot: Slot,
        encoding: Encoding,
        peer: str,
        data: Buffer,
        header: Header,
        picture: Picture | None,
        now: float,
    ) -> list[Branch]:
        feed = encoding.feed
        if slot.sends(encoding):
            lost = encoding.gaps.arrived(header.sequence, now)
            if lost:
                self._repair.ask(peer, encoding, lost, now)
        elif peer not in self._takes or not self._takes[peer].holds(encoding):
            encoding.gaps.passed(header.sequence)
        picture = picture or encoding.picture(data, header)
        if encoding.presence.comes(now):
            self._switching.aim(slot, now, encoding)
        if picture is not None:
            known = encoding.temporal
            encoding.pictured(picture, header.timestamp, header.end - header.start, now)
            if encoding.temporal > known:
                self._switching.aim(slot, now)
            begins = picture.starts_frame and not picture.spatial
            may_move = begins and (slot.waiting or len(slot.branches) > 1)
            if may_move and encoding.is_newest(header.sequence):
                moves.at_frame(slot, encoding, picture, header, now)
        written = self._write(slot, encoding, data, header, picture, now)
        if written and picture is not None and picture.key_frame:
            feed.key_frames.arrived()
        elif not written:
            self._switching.ask_for(slot, encoding, now)
        return written

    def _write(
        self,
        slot: Slot,
        encoding: Encoding,
        data: Buffer,
        header: Header,
        picture: Picture | None,
        now: float,
    ) -> list[Branch]:
        written = []
        for branch in slot.branches:
            if branch.encoding is encoding and branch.write(data, header, picture, now):
                if branch.rewriter.sequence < branch.barrier:
                    packet = bytes(branch.out[: branch.size])
                    self._switching.send_late(slot, branch, branch.rewriter.sequence, packet)
                else:
                    written.append(branch)
        return self._count(slot, written)

    def _count(self, slot: Slot, written: list[Branch]) -> list[Branch]:
        if written:
            slot.packets += 1
            slot.octets += written[0].size - rtp.HEADER_SIZE
            if not slot.video and written[0].rewriter.sequence % STEP == 0:
                self._keep_in_step(slot)
        return written

    def _keep_in_step(self, slot: Slot) -> None:
        """Keep the roll-over counters of those who were sent this sound, but are not now (RFC 3711 3.3.1)."""
        for peer, view in slot.views.items():
            if view.branch is None and view.place is not None:
                self._scene.outputs.append(ToViewer(peer, [slot.trunk.rewriter.empty_packet()]))

    def _relay(self, slot: Slot, encoding: Encoding, data: Buffer, header: Header, now: float) -> None:
        for uplink in self._uplinks.values():
            uplink.take(slot, encoding, data, header, now)

    def _record(self, peer: str, encoding: Encoding, data: Buffer, header: Header, now: float) -> None:
        """Into the peer's recording, whether it has a slot or not."""
        take = self._takes.get(peer) if self._takes else None
        if take is not None:
            take.packet(self._scene.publishers[peer], encoding, data, header, now)
            if encoding.feed.video and take.holds(encoding):
                self._repair.arrived(peer, encoding, header.sequence, now)
