"""One outgoing numbering of a slot: which encoding it shows, and to whom. Its viewers get identical bytes."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from rtc.core.burst import Burst, Kept
from rtc.core.rewrite import ALL_LAYERS, Place, Rewriter
from rtc.core.ring import Ring
from rtc.core.watchers import Watchers

if TYPE_CHECKING:
    from rtc.core.codecs.picture import Picture
    from rtc.core.encoding import Encoding
    from rtc.core.rtp import Buffer, Header
    from rtc.core.stage import Slot

MAX_WRITTEN = 2048


class Branch:
    """`key` is unique in the room. Sound just written stands in `out[:size]` until the next packet.

    `temporal` and `spatial` are the highest layers wanted; `rank` grows with each choice of other ones, so of
    two branches that show the same the lower was there first. Packets numbered below `barrier` are only for
    the viewers that were here when their numbers were held free (`View.since`). Pictures wait in `burst` for
    a moment, so that packets to one viewer leave together; `leave` gives them.

    A microphone's slot has one branch for each `depth` of redundancy (`sounds`), for as long as the room
    lasts. They share one rewriter, so a viewer may go from one to another with any packet.
    """

    def __init__(self, key: int, slot: Slot, encoding: Encoding | None = None) -> None:
        self.key = self.rank = key
        self.slot = slot
        self.encoding = encoding
        self.temporal = self.spatial = ALL_LAYERS
        self.payload_type = slot.name.payload_type
        self.rewriter = Rewriter(slot.name.ssrc, self.payload_type, slot.name.clock_rate)
        self.ring = Ring()
        self.depth = 0
        self.viewers = Watchers()
        self.barrier = 0
        self.out = bytearray(MAX_WRITTEN)
        self.size = 0
        self.burst = Burst()
        self._leaving: list[list[Kept]] = []

    def split(self, key: int, temporal: int, spatial: int) -> Branch:
        """A branch of the same encoding that goes on with the same numbers, for other layers.

        Late packets stay with this branch: numbers below are never written by two.
        """
        other = Branch(key, self.slot, self.encoding)
        other.temporal, other.spatial = temporal, spatial
        other.payload_type = self.payload_type
        other.rewriter = self.rewriter.split()
        return other

    def begin_at(self, place: Place) -> None:
        """Continue numbers that a viewer got elsewhere; before the first packet."""
        name = self.slot.name
        self.rewriter = Rewriter(name.ssrc, self.payload_type, name.clock_rate, place)

    def follow(
        self, encoding: Encoding | None, temporal: int = ALL_LAYERS, spatial: int = ALL_LAYERS
    ) -> None:
        """Go on with another encoding (or the same after a break), from its next key frame.

        The payload type changes with the codec: what viewers have negotiated may alternate (RFC 3550
        section 5.1).
        """
        self.encoding, self.temporal, self.spatial = encoding, temporal, spatial
        if encoding is not None and self.slot.video:
            self.payload_type = self.rewriter.payload_type = encoding.feed.format.payload_type
        self.rewriter.restart()
        self.ring.forget_key_frame()

    def write(self, data: Buffer, header: Header, picture: Picture | None, now: float) -> bool:
        """Write a packet of the encoding as viewers get it; False when they are not sent it."""
        rewriter, out = self.rewriter, self.out
        if not rewriter.started:
            if not self._begin(header, picture, now):
                return False
        elif picture is not None and picture.starts_frame and not picture.spatial:
            self._adjust(header, picture)
        self.size = written = rewriter.write(data, header, picture, out, now)
        if not written:
            return False
        one = Kept(rewriter.sequence, bytes(out[:written]), now, picture is not None and picture.key_frame)
        if self.slot.video and one.sequence >= self.barrier:
            self._wait(one, marker=bool(out[1] & 0x80))
        else:
            self._keep(one)
        return True

    def leave(self, now: float) -> list[list[Kept]]:
        """The pictures' packets that are to be sent now, in runs; they are in the ring from here on."""
        if self.burst.due(now):
            self._close_burst()
        leaving, self._leaving = self._leaving, []
        return leaving

    def redundant(self, key: int, payload_type: int, depth: int) -> Branch:
        """A branch beside this one that carries the same numbers in RED."""
        branch = Branch(key, self.slot, self.encoding)
        branch.payload_type, branch.rewriter, branch.depth = payload_type, self.rewriter, depth
        return branch

    def twin(self) -> Branch:
        """The sound last written on its own, for when one packet in makes several out."""
        twin = copy(self)
        twin.out = bytearray(self.out[: self.size])
        return twin

    def _begin(self, header: Header, picture: Picture | None, now: float) -> bool:
        """Video begins with the first packet of a key frame, and only while nothing newer has passed by."""
        encoding = self.encoding
        if encoding is None:
            return False
        if self.slot.video and not (picture and picture.key_frame and encoding.is_newest(header.sequence)):
            return False
        offset = self.slot.time_offset(encoding, header.timestamp, now)
        self.rewriter.start(header, picture, offset, self.temporal, self.spatial)
        return True

    def _adjust(self, header: Header, picture: Picture) -> None:
        """Layers go at any picture. Temporal ones come one by one where a frame needs only lower ones,
        spatial ones with a key frame."""
        rewriter = self.rewriter
        same = rewriter.limit == self.temporal and rewriter.spatial == self.spatial
        if same or not rewriter.is_next(header):
            return
        if self.spatial < rewriter.spatial or picture.key_frame:
            rewriter.spatial = self.spatial
        if self.temporal < rewriter.limit:
            rewriter.set_limit(self.temporal)
        elif picture.switch and picture.temporal == rewriter.limit + 1:
            rewriter.set_limit(picture.temporal)
        elif picture.key_frame:
            rewriter.set_limit(self.temporal)

    def _wait(self, one: Kept, *, marker: bool) -> None:
        if not self.burst.follows(one.sequence, one.packet[4:8]):
            self._close_burst()
        self.burst.add(one, marker=marker)

    def _close_burst(self) -> None:
        for run in self.burst.take():
            self._leaving.append(run)
            for one in run:
                self._keep(one)

    def _keep(self, one: Kept) -> None:
        self.ring.put(one.sequence, one.packet, one.arrived, starts_key_frame=one.key_frame)
