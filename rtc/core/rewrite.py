"""One branch's outgoing stream: continuous for viewers while its source, layer or publisher changes.

Sequence number, timestamp, picture number and TL0PICIDX are written anew; header extensions, CSRCs and
padding left out, as are packets of temporal and spatial layers above the limits, without a gap. Pictures get
an extension, abs-send-time: the moment they were written, the same for all viewers, from which their browsers
tell a queue in the network from a publisher's own unrest; and those of AV1 their dependency descriptor. No
sequence number is ever used for two packets, because with AES-GCM that would give the key stream away: a late
packet only gets a number that was held free for it, once; if it turns out to be of a layer left out, an empty
packet fills its place.

How pictures are numbered in their payloads lives in `picture_ids`.
"""

from __future__ import annotations

from copy import copy
from struct import Struct
from typing import NamedTuple

from rtc.core.codecs.picture import Picture
from rtc.core.picture_ids import PictureIds
from rtc.core.rtp import HEADER_SIZE, Buffer, Header, newer
from rtc.core.stamps import ONE_WORD, STAMP, STAMP_SIZE, moment

FIRST_SEQUENCE, FIRST_TIMESTAMP = 1000, 90000
FORWARD_LIMIT, BACKWARD_LIMIT, MAX_HOLES = 1000, 512, 128
ALL_LAYERS = 7

_HEADER = Struct("!BBHII")
_STAMPED = Struct("!BBHIIII")


class Place(NamedTuple):
    """The numbers a stream used last; the sequence number is extended: it never wraps here."""

    sequence: int = FIRST_SEQUENCE - 1
    timestamp: int = FIRST_TIMESTAMP
    picture: int = 0
    tl0: int = 0


class Rewriter:
    """The state of one outgoing stream. `limit` and `spatial` are the highest temporal and spatial layers
    that are written; `unsent` counts numbers held free and not filled until now."""

    def __init__(self, ssrc: int, payload_type: int, clock_rate: int, place: Place | None = None) -> None:
        place = place or Place()
        self.clock_rate = clock_rate
        self.video = clock_rate == 90000
        self._payload_at = HEADER_SIZE + (STAMP_SIZE if self.video else 0)
        self.written_at: float | None = None
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.highest = self.sequence = place.sequence
        self.timestamp = place.timestamp
        self.started = False
        self.limit = self.spatial = ALL_LAYERS
        self._ids = PictureIds(place.picture, place.tl0, self._payload_at)
        self._source = self._offset = 0
        self.unsent = 0
        self._holes: dict[int, int] = {}
        self._suspect: int | None = None
        self._timestamp_offset = 0
        self._frame: int | None = None
        self._late_frames: dict[int, int] = {}
        self._raised: list[tuple[int, int]] = []

    @property
    def place(self) -> Place:
        return Place(self.highest, self.timestamp, *self._ids.last)

    def split(self) -> Rewriter:
        """Another stream that goes on with the same numbers, and leaves those held free to this one."""
        other = copy(self)
        other._ids = self._ids.split()
        other._holes, other._late_frames, other._raised = {}, dict(self._late_frames), list(self._raised)
        return other

    def restart(self) -> None:
        """What comes next is from another source (or the same after a break)."""
        self.started = False

    def start(
        self,
        header: Header,
        picture: Picture | None,
        timestamp_offset: int,
        limit: int,
        spatial: int = ALL_LAYERS,
    ) -> None:
        """Begin with this packet of a source; `timestamp_offset` puts its time on the slot's time line."""
        self._source = header.sequence + 0xFFFF
        self._offset = self.highest - self._source
        self._timestamp_offset = timestamp_offset
        self._frame = self._suspect = None
        self._holes.clear()
        self._late_frames.clear()
        self._raised.clear()
        if picture is not None:
            self._ids.start(picture)
        self.limit, self.spatial = limit, spatial
        self.started = True

    def lift(self, pictures: int, bases: int) -> None:
        """Leave out so many picture and base numbers; only to be called just before a key frame."""
        self._ids.lift(pictures, bases)

    def leap(self, place: Place) -> None:
        """Go on from numbers further ahead; only to be called just before `start`."""
        self.highest = place.sequence
        self._ids.leap(place.picture, place.tl0)

    def write(self, data: Buffer, header: Header, picture: Picture | None, out: bytearray, now: float) -> int:
        """Write the packet as viewers get it into `out`; returns its size, or 0 when it is to be dropped.

        `sequence` is then its extended sequence number. Without facts of a picture the packet is audio, or
        video padding without payload.
        """
        if not self.started:
            return 0
        ahead = (header.sequence - self._source + 0x8000 & 0xFFFF) - 0x8000  # `newer`, without the call
        if ahead <= 0:
            return self._late(data, header, picture, out, now, ahead)
        if ahead > 1 and not self._jumped(header.sequence, ahead):
            return 0
        self._source += ahead
        if picture is not None and (picture.temporal > self.limit or picture.spatial > self.spatial):
            self._offset -= 1
            self._ids.leave_out(picture)
            return 0
        self.sequence = self.highest = self._source + self._offset
        self.written_at = now
        if header.timestamp != self._frame:
            self._next_frame(header.timestamp)
        marker = header.marker or (picture is not None and self._ends(picture))
        self._head(out, marker, self.timestamp, now)
        return self._ids.write(data, header, picture, out, now)

    def skip(self, sequence: int) -> None:
        """A packet that viewers are not sent (padding): those behind it close up, those before it that come
        late keep their numbers. One that comes late itself stays a hole."""
        ahead = newer(sequence, self._source & 0xFFFF)
        if self.started and 0 < ahead <= FORWARD_LIMIT and self._jumped(sequence, ahead):
            self._source += ahead
            self._offset -= 1

    def set_limit(self, limit: int) -> None:
        """Another highest temporal layer from the next packet on, which begins a frame."""
        if limit > self.limit:
            self._raised = [*self._raised[-3:], (self._source, self.limit)]
        self.limit = limit

    def is_next(self, header: Header) -> bool:
        """Whether this packet is newer than all before, so that a frame may begin with it."""
        return not self.started or 0 < newer(header.sequence, self._source & 0xFFFF) <= FORWARD_LIMIT

    def timestamp_of(self, source_timestamp: int) -> int:
        """A source's RTP timestamp as viewers see it."""
        return source_timestamp + self._timestamp_offset & 0xFFFFFFFF

    def age(self, packet: bytes, now: float) -> float:
        """How many seconds ago a packet written since the last start was due, by its timestamp."""
        if self.written_at is None:
            return 0.0
        behind = self.timestamp - int.from_bytes(packet[4:8]) & 0xFFFFFFFF
        return now - self.written_at + behind / self.clock_rate

    def empty_packet(self) -> bytes:
        """The packet last written, without its payload: keeps the roll-over counter of a peer that is not
        sent its own slot in step (RFC 3711 section 3.3.1)."""
        return _HEADER.pack(0x80, self.payload_type, self.sequence & 0xFFFF, self.timestamp, self.ssrc)

    def _jumped(self, sequence: int, ahead: int) -> bool:
        """Hold numbers free for what is missing; far jumps are dropped, two in a row start anew."""
        if ahead > FORWARD_LIMIT:
            self._suspicious(sequence)
            return False
        newest = self._source + ahead
        self.unsent += ahead - 1
        for missing in range(max(self._source + 1, newest - MAX_HOLES), newest):
            self._holes[missing] = missing + self._offset
        if len(self._holes) > 4 * MAX_HOLES:
            oldest = newest - BACKWARD_LIMIT
            self._holes = {source: free for source, free in self._holes.items() if source >= oldest}
        return True

    def _suspicious(self, sequence: int) -> None:
        if sequence == self._suspect:
            self.restart()
        self._suspect = sequence + 1 & 0xFFFF

    def _late(
        self,
        data: Buffer,
        header: Header,
        picture: Picture | None,
        out: bytearray,
        now: float,
        ahead: int,
    ) -> int:
        if ahead < -BACKWARD_LIMIT:
            self._suspicious(header.sequence)
            return 0
        free = self._holes.pop(self._source + ahead, None)
        if free is None:
            return 0
        self.unsent -= 1
        self.sequence = free
        self.highest = max(self.highest, free)  # what came after it may all have been left out
        timestamp = self._late_frames.get(header.timestamp, self.timestamp_of(header.timestamp))
        if picture is not None and self._is_left_out(picture, self._source + ahead):
            self._head(out, False, timestamp, now)
            return self._payload_at
        self._head(out, header.marker or (picture is not None and self._ends(picture)), timestamp, now)
        return self._ids.write(data, header, picture, out, now)

    def _is_left_out(self, picture: Picture, source: int) -> bool:
        """Whether a late packet is of no use. One of VP8's upper layers is, when no other packet of its
        picture came: then its number was held free, and who is not told layers would wait for it."""
        if picture.spatial > self.spatial:
            return True
        return picture.temporal > self._limit_at(source) and not self._ids.awaits(picture)

    def _ends(self, picture: Picture) -> bool:
        """Whether the marker is set: with upper layers left out, on the last packet of the highest sent."""
        return picture.ends_frame and picture.spatial == self.spatial

    def _limit_at(self, source: int) -> int:
        """What may be sent of a late packet: no frame of a layer that began only after it."""
        return min([self.limit, *(before for raised, before in self._raised if source <= raised)])

    def _next_frame(self, source_timestamp: int) -> None:
        """Time never stands still or goes back for viewers: a frame that would is put just after the last."""
        timestamp = self.timestamp_of(source_timestamp)
        if not 0 < timestamp - self.timestamp & 0xFFFFFFFF < 0x80000000:
            timestamp = self.timestamp + 1 & 0xFFFFFFFF
            if len(self._late_frames) >= MAX_HOLES:
                self._late_frames.clear()
            self._late_frames[source_timestamp] = timestamp
        self._frame, self.timestamp = source_timestamp, timestamp

    def _head(self, out: bytearray, marker: bool, timestamp: int, now: float) -> None:
        second, sequence = self.payload_type | (0x80 if marker else 0), self.sequence & 0xFFFF
        if self.video:
            word = STAMP | moment(now)
            _STAMPED.pack_into(out, 0, 0x90, second, sequence, timestamp, self.ssrc, ONE_WORD, word)
        else:
            _HEADER.pack_into(out, 0, 0x80, second, sequence, timestamp, self.ssrc)
